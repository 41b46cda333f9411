# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] id="goal" lang="vi"
# # Bài 4a · Batch normalization
#
# Baseline của khóa học, bảy hidden layer sigmoid, không học được gì. Trong bài này weights ban đầu, activation và optimizer giữ nguyên như baseline. Bạn chỉ đặt trước mỗi hidden layer từ lớp 2 đến lớp 7 một lớp `BatchNormalization`.
#
# Làm xong bài, bạn có thể
#
# * nói được vì sao trong baseline, qua mỗi lớp, các ảnh lại giống nhau hơn, và điều đó liên quan gì đến gradient,
# * tự tính batch normalization của một lớp, và nói nó làm gì với gradient đi lùi,
# * phân biệt thống kê mà batch normalization dùng khi train với thống kê nó dùng khi dự đoán, và đọc đúng validation accuracy của những epoch đầu.
#
# **Thời gian:** khoảng 40 phút để đọc và làm, cộng thêm 5 đến 10 phút máy chạy 300 epoch. Có thể ngắt giữa chừng rồi chạy tiếp.

# %% [markdown] id="goal" lang="en"
# # Exercise 4a · Batch normalization
#
# The course's baseline, seven sigmoid hidden layers, learns nothing. In this exercise initial weights, activation and optimizer stay as they are in the baseline. You only put a `BatchNormalization` layer before each of hidden layers 2 to 7.
#
# When you are done, you can
#
# * say why in the baseline the images become more alike with every layer, and what that has to do with the gradient,
# * work out the batch normalization of a layer yourself, and say what it does to the gradient on its way back,
# * tell the statistics that it uses in training from those it uses for predictions, and read the validation accuracy of the first epochs correctly.
#
# **Time:** about 40 minutes to read and do, and 5 to 10 minutes in which the machine trains 300 epochs. You may interrupt it and go on later.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Hãy nhìn baseline theo chiều tới. Hai ảnh khác nhau cho hai vector khác nhau ở hidden layer $k-1$. Gọi hiệu của chúng là $\Delta h_{k-1}$. Nếu hiệu này nhỏ thì sau lớp $k$ nó trở thành
#
# $$\Delta h_k \approx \sigma'(z_k) \odot \left(W_k \Delta h_{k-1}\right).$$
#
# Phép nhân với $W_k$ (độ lệch chuẩn 0.05, 128 unit) làm nó thay đổi cỡ $0.05\sqrt{128} \approx 0.57$ lần, đạo hàm của sigmoid góp thêm thừa số tối đa $\frac14$: còn lại khoảng **một phần bảy**. Gradient đi lùi qua lớp đó cũng được nhân với ma trận ấy (chuyển vị) và đạo hàm ấy, nên cũng còn khoảng một phần bảy. Vanishing gradient vì vậy có một mặt thứ hai: qua vài lớp, mọi ảnh trông như nhau, và output layer không còn gì để phân biệt chúng.
#
# Batch normalization (Ioffe và Szegedy, 2015) lại kéo các ảnh ra xa nhau. Với mỗi unit, trên một batch gồm $m$ ảnh:
#
# $$\mu = \frac1m \sum_{i=1}^m x_i, \qquad v = \frac1m \sum_{i=1}^m (x_i - \mu)^2, \qquad \hat x_i = \frac{x_i - \mu}{\sqrt{v + \varepsilon}}, \qquad y_i = \gamma\,\hat x_i + \beta .$$
#
# $\gamma$ và $\beta$ là hai tham số của riêng unit đó, ban đầu bằng 1 và 0, được học như weights. $\varepsilon$ (trong Keras: 0.001) giữ cho phép chia luôn thực hiện được, kể cả khi một unit cho cùng một giá trị ở mọi ảnh trong batch.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# Look at the baseline in the forward direction. Two different images give two different vectors at hidden layer $k-1$. Call their difference $\Delta h_{k-1}$. If it is small, layer $k$ turns it into
#
# $$\Delta h_k \approx \sigma'(z_k) \odot \left(W_k \Delta h_{k-1}\right).$$
#
# Multiplying by $W_k$ (standard deviation 0.05, 128 units) scales it by about $0.05\sqrt{128} \approx 0.57$, and the sigmoid's derivative adds a factor of at most $\frac14$: about **one seventh** is left. The gradient on its way back is multiplied by the same matrix (transposed) and the same derivative, so about one seventh of it is left as well. Vanishing gradients thus have a second face: after a few layers all images look alike, and the output layer has nothing left to tell them apart by.
#
# Batch normalization (Ioffe & Szegedy, 2015) pulls them apart again. For each unit, over a batch of $m$ images:
#
# $$\mu = \frac1m \sum_{i=1}^m x_i, \qquad v = \frac1m \sum_{i=1}^m (x_i - \mu)^2, \qquad \hat x_i = \frac{x_i - \mu}{\sqrt{v + \varepsilon}}, \qquad y_i = \gamma\,\hat x_i + \beta .$$
#
# $\gamma$ and $\beta$ are two parameters of that unit alone; they start at 1 and 0 and are learnt like weights. $\varepsilon$ (0.001 in Keras) keeps the division possible even where a unit gives the same value for all images of the batch.

# %% id="start" lang="vi"
import vgkit
from vgkit import diagnostics, plots, records, tables, theory

vgkit.start("4a", language="vi")
theory.normalization_diagram()

# %% id="start" lang="en"
import vgkit
from vgkit import diagnostics, plots, records, tables, theory

vgkit.start("4a", language="en")
theory.normalization_diagram()

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# Hình trên là một mô phỏng nhỏ bằng NumPy với weights ngẫu nhiên. Bên trái, từ hidden 3 trở đi, độ lệch chuẩn của một unit qua mỗi lớp còn khoảng một phần bảy. Ở hidden 5, các điểm chập lại thành một vạch: với lớp ấy, 60 ảnh gần như là một. Bên phải, output của mỗi lớp có độ lệch chuẩn 0.13 và được kéo lại thành 1 trước khi vào lớp sau. Đó là chiều tới. Còn chiều ngược?
#
# ## Dự đoán
#
# Hãy chọn một câu trả lời trước khi viết code.

# %% [markdown] id="figure_text" lang="en"
# The figure is a small NumPy simulation with random weights. On the left, from hidden 3 on, each layer leaves about one seventh of a unit's standard deviation. At hidden 5 the points have merged into a line: to that layer 60 images are nearly one. On the right the outputs of each layer have a standard deviation of 0.13 and are brought back to 1 before they enter the next. So much for the forward direction. And the way back?
#
# ## Predict
#
# Commit yourself to an answer before you write any code.

# %% id="predict"
vgkit.ask("P4a")

# %% id="predict_answer" only="solution"
vgkit.answer("P4a", "A")

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | input | 784 pixel, float32, giá trị 0–255 (không chia cho 255) |
# | hidden layer | 7 lớp `Dense(128)`, sigmoid, kernel lấy từ phân phối chuẩn (trung bình 0, độ lệch chuẩn 0.05) |
# | normalization | `BatchNormalization` với các giá trị mặc định của Keras, ngay trước hidden layer 2, 3, 4, 5, 6 và 7 |
# | output | `Dense(10)`, logits, không có normalization phía trước |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | SGD, learning rate 0.01, batch 512 |
#
# `hidden_layer` dưới đây tạo một initializer **mới** cho mỗi lớp: trong Keras 3, một `RandomNormal` dùng chung sẽ cho các lớp những kernel giống hệt nhau mà không báo gì.

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | input | 784 pixels, float32, values 0–255 (not divided by 255) |
# | hidden layers | 7 × `Dense(128)`, sigmoid, kernels drawn from a normal distribution (mean 0, standard deviation 0.05) |
# | normalization | `BatchNormalization` with Keras' default settings, directly before hidden layers 2, 3, 4, 5, 6 and 7 |
# | output | `Dense(10)`, logits, no normalization before it |
# | loss | sparse categorical cross-entropy from logits |
# | optimizer | SGD, learning rate 0.01, batches of 512 |
#
# `hidden_layer` below makes a **new** initializer for every layer: in Keras 3, layers that share one `RandomNormal` get identical kernels, without a word.

# %% id="setup"
import keras
import numpy as np
from keras import layers


def hidden_layer(seed=None):
    return layers.Dense(
        128,
        activation="sigmoid",
        kernel_initializer=keras.initializers.RandomNormal(mean=0.0, stddev=0.05, seed=seed),
    )

# %% [markdown] id="by_hand_text" lang="vi"
# ## Bài tập, phần 1: một lớp, tính bằng tay
#
# Trước khi dùng lớp của Keras, hãy tự viết công thức của nó, với $\gamma = 1$ và $\beta = 0$ như lúc đầu. `x` là một bảng: mỗi hàng một ảnh, mỗi cột một unit. Trung bình và phương sai là hai mảng, mỗi unit một con số. Viết bằng NumPy.

# %% [markdown] id="by_hand_text" lang="en"
# ## The exercise, part 1: one layer by hand
#
# Before you use Keras' layer, write its formula yourself, with $\gamma = 1$ and $\beta = 0$ as at the start. `x` is a table: each row an image, each column a unit. Mean and variance are two arrays with one number for each unit. Write in NumPy.

# %% id="by_hand"
def normalize_batch(x, epsilon=0.001):
    mean = x.mean(axis=0)  #?? batch_mean | vi: Trung bình của mỗi unit: gộp các ảnh lại, không gộp các unit | en: The mean of each unit: over the images, not over the units
    variance = ((x - mean) ** 2).mean(axis=0)  #?? batch_variance | vi: Phương sai của mỗi unit: trung bình của bình phương độ lệch | en: The variance of each unit: the mean of the squared deviations
    normalized = (x - mean) / np.sqrt(variance + epsilon)  #?? batch_normalized | vi: Công thức của x mũ; epsilon đứng ở đâu? | en: The formula of x hat; where does epsilon stand in it?
    return mean, variance, normalized


vgkit.check_function(normalize_batch, "4a")

# %% [markdown] id="by_hand_compare_text" lang="vi"
# Hàm của bạn có tính đúng như Keras không? Cell sau đưa 512 ảnh thật qua một hidden layer, rồi qua hàm của bạn và qua một lớp `BatchNormalization` ở chế độ train (dùng float64, để sai số làm tròn không xen vào).

# %% [markdown] id="by_hand_compare_text" lang="en"
# Does your function compute what Keras computes? The next cell sends 512 real images through a hidden layer, then through your function and through a `BatchNormalization` layer in training mode (in float64, so that rounding errors do not interfere).

# %% id="by_hand_compare"
from vgkit import course

pixels, _ = diagnostics.probe(course.get("4a").images())
x = hidden_layer(seed=1)(pixels).numpy().astype("float64")
mean, variance, normalized = normalize_batch(x)
theirs = layers.BatchNormalization(dtype="float64")(x, training=True).numpy()

print("differs from Keras by less than 1e-6:", bool(abs(normalized - theirs).max() < 1e-6))
print("unit              ", *[f"{unit:5}" for unit in range(1, 7)])
print("mean              ", *[f"{value:5.2f}" for value in mean[:6]])
print("std               ", *[f"{value:5.2f}" for value in np.sqrt(variance[:6])])
print("std, normalized   ", *[f"{value:5.2f}" for value in normalized.std(axis=0)[:6]])

# %% [markdown] id="by_hand_read" lang="vi"
# Các unit đứng ở những mức rất khác nhau, từ 0.13 đến 0.99. Sau normalization, unit nào cũng có trung bình 0 và độ lệch chuẩn gần bằng 1. Unit 5 và 6 còn thiếu một chút: phương sai của chúng nhỏ, nên $\varepsilon$ cộng thêm vào đó đã bắt đầu đáng kể.

# %% [markdown] id="by_hand_read" lang="en"
# The units stand at very different levels, from 0.13 to 0.99. Normalized, each has mean 0 and a standard deviation of nearly 1. Units 5 and 6 fall a little short: their variance is small, and the $\varepsilon$ beside it begins to count.

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập, phần 2: network
#
# Điền sáu chỗ trống có dấu `#??`: mỗi chỗ một phần tử của danh sách, kết thúc bằng dấu phẩy, và mỗi chỗ một lớp **riêng**, với $\gamma$, $\beta$ và thống kê của riêng nó. Một `Sequential` không nhận cùng một lớp hai lần.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise, part 2: the network
#
# Fill in the six blanks marked `#??`: each is one element of the list, ends in a comma, and is a layer **of its own**, with its own $\gamma$, $\beta$ and statistics. A `Sequential` does not accept the same layer twice.

# %% id="exercise"
model = keras.Sequential(
    [
        keras.Input((784,)),
        hidden_layer(),
        layers.BatchNormalization(),  #?? normalization_2 | vi: Lớp của Keras chuẩn hóa output của hidden 1, từng unit một, trên cả batch | en: The Keras layer that normalizes hidden 1's outputs, unit by unit, over the batch
        hidden_layer(),
        layers.BatchNormalization(),  #?? normalization_3 | vi: Một lớp mới cùng loại, cho output của hidden 2 | en: A new layer of the same kind, for hidden 2's outputs
        hidden_layer(),
        layers.BatchNormalization(),  #?? normalization_4 | vi: Một lớp mới nữa, cho output của hidden 3 | en: Another new one, for hidden 3's outputs
        hidden_layer(),
        layers.BatchNormalization(),  #?? normalization_5 | vi: Một lớp mới nữa, cho output của hidden 4 | en: Another new one, for hidden 4's outputs
        hidden_layer(),
        layers.BatchNormalization(),  #?? normalization_6 | vi: Một lớp mới nữa, cho output của hidden 5 | en: Another new one, for hidden 5's outputs
        hidden_layer(),
        layers.BatchNormalization(),  #?? normalization_7 | vi: Một lớp mới nữa, cho output của hidden 6 | en: Another new one, for hidden 6's outputs
        hidden_layer(),
        layers.Dense(10),
    ]
)
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.01),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)

# %% [markdown] id="check_text" lang="vi"
# ## Kiểm tra
#
# Chỉ mất một giây và chưa train gì cả. Nếu network chưa đúng, thông báo sẽ nói chỗ trống nào cần xem lại.

# %% [markdown] id="check_text" lang="en"
# ## Check
#
# This takes a second and trains nothing. If the network is not right yet, the message names the blank to look at.

# %% id="check"
vgkit.check(model, "4a")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn network này: `vgkit.models.normalized_mlp`. Cell sau cho thấy hai cách viết cho ra cùng một network, rồi dùng network của thư viện để train.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has this network too: `vgkit.models.normalized_mlp`. The next cell shows that both ways of writing it give the same network, and goes on with the library's.

# %% id="shared" only="solution"
from vgkit import structure

shared = course.get("4a").compiled()
print(shared.name, structure.describe(shared) == structure.describe(model))
model = shared

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Một batch là đủ để thấy gradient tới được đâu. Biểu đồ dùng trục logarit: mỗi vạch ngang là mười lần. Phép đo này dùng thống kê của chính batch đó, như khi train.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# One batch shows how far the gradient gets. The axis is logarithmic, each horizontal line is a factor of ten. The measurement uses the batch's own statistics, as training does.

# %% id="before"
baseline = records.shipped("baseline_7")
layer_names = baseline.diagnostics["layers"]
before = diagnostics.before_training(model)
networks = {"baseline": baseline.snapshot(0), "batch normalization": before}
plots.gradient_norms(layer_names, networks)

# %% id="layers"
tables.layers(layer_names, networks)

# %% [markdown] id="before_read" lang="vi"
# **Baseline** (đường liền): từ hidden 7 lùi về hidden 2, mỗi bước gradient còn khoảng một phần năm đến một phần tám.
#
# **Batch normalization** (đường đứt): hidden 2 đến hidden 7 có chuẩn gradient gần như bằng nhau, khoảng 0.5. Có thể tính ra vì sao. Input đã chuẩn hóa có độ lệch chuẩn 1, nên $z$ có độ lệch chuẩn khoảng 0.57; ở những giá trị $z$ như vậy $\sigma'$ trung bình là 0.23. Đi lùi qua lớp `Dense`, gradient được nhân với khoảng $0.57 \cdot 0.23 \approx 0.13$. Nhưng 0.13 cũng là độ lệch chuẩn của output lớp đó, và lớp normalization **chia** cho con số này: ở chiều tới nó chia hiệu giữa các ảnh, ở chiều ngược nó chia gradient. Thứ làm gradient biến mất và thứ làm các ảnh giống nhau là cùng một thừa số, nên bù được thứ này thì bù luôn được thứ kia.
#
# Chuẩn gradient của hidden 1 lớn gấp khoảng ba lần các hidden layer khác: input của nó là pixel tới 255, không được chuẩn hóa. Cũng vì thế nó vẫn bão hòa gần như hoàn toàn, giống hệt ở baseline.

# %% [markdown] id="before_read" lang="en"
# **Baseline** (solid line): from hidden 7 back to hidden 2, each step leaves between a fifth and an eighth of the gradient.
#
# **Batch normalization** (dashed line): hidden 2 to hidden 7 have nearly the same gradient norm, about 0.5. The reason can be worked out. Normalized inputs have a standard deviation of 1, so $z$ has one of about 0.57; for such $z$ the mean of $\sigma'$ is 0.23. On its way back through the `Dense` layer the gradient is multiplied by about $0.57 \cdot 0.23 \approx 0.13$. But 0.13 is also the standard deviation of that layer's outputs, and the normalization layer **divides** by this number: going forward, the differences between images; going back, the gradient. What makes gradients vanish and what makes images look alike is one and the same factor, so what compensates for one compensates for the other.
#
# The gradient norm of hidden 1 is about three times that of the other hidden layers: its inputs are pixels of up to 255, and nothing normalizes them. For the same reason it is still saturated almost everywhere, just as in the baseline.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# Trong một hai epoch đầu, validation accuracy trên thanh tiến trình hầu như không nhích khỏi 10 %, trong khi loss giảm nhanh. Đừng dừng lại: bên dưới bạn sẽ thấy vì sao. Sau mỗi epoch, kit lưu một checkpoint; nếu bị ngắt, hãy chạy lại các cell từ đầu và việc train tiếp tục ở epoch đang dở.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# During the first epoch or two, the validation accuracy in the progress bar will hardly move from 10 % while the loss falls fast. Do not stop: you will see why below. A checkpoint is kept after every epoch; if you are interrupted, run the cells again from the top and the training goes on where it was.

# %% id="train"
run = vgkit.train(model, "4a")

# %% [markdown] id="number_text" lang="vi"
# ## Trắc nghiệm: con số
#
# Câu 5, ở bản gốc năm 2022, hỏi training loss của epoch 1: `run.at("loss", 1)`. Bản gốc hỏi đến chữ số thập phân thứ tư, và chữ số đó tùy thuộc vào máy: chỉ cần weights ban đầu khác nhau ở chữ số nhị phân cuối cùng là loss đã lệch vài phần nghìn. Bản ổn định hỏi về một epoch sau đó, với những phương án cách nhau đủ xa.

# %% [markdown] id="number_text" lang="en"
# ## Quiz: a number
#
# Question 5, in the edition of 2022, asks for the training loss of epoch 1: `run.at("loss", 1)`. It asks for the fourth decimal, and that decimal depends on the machine: initial weights that differ in their last binary digit are enough to move the loss by several thousandths. The robust edition asks about a later epoch, with options that stand far enough apart.

# %% id="number"
vgkit.ask("Q5.robust")
vgkit.ask("Q5.published")

# %% id="number_answer" only="solution"
vgkit.answer("Q5.robust", "A")
vgkit.answer("Q5.published", "D")

# %% [markdown] id="quiz_text" lang="vi"
# Hình sau đặt lần chạy của bạn cạnh các phương án gốc của câu 5 (vạch đứng) và các lần chạy của vgkit chỉ khác nhau ở sai số làm tròn: không ai đọc được chữ số thứ tư của một máy khác.

# %% [markdown] id="quiz_text" lang="en"
# The figure sets your run beside the published options of question 5 (vertical lines) and the kit's runs that differ by rounding alone: nobody can read the fourth decimal of another machine.

# %% id="strip"
from vgkit import spread

spread.strip("Q5", own=run.at("loss", 1))

# %% id="curves"
runs = {"baseline": baseline, "batch normalization": run}
plots.curves(runs)

# %% [markdown] id="milestones_text" lang="vi"
# ## Hai kiểu accuracy

# %% [markdown] id="milestones_text" lang="en"
# ## Two accuracies

# %% id="milestones"
tables.milestones(runs, epochs=(1, 2, 3, 5, 10, 100, 300))

# %% [markdown] id="curves_read" lang="vi"
# Loss của baseline đứng yên ở 2.303, tức là $\ln 10$. Với sáu lớp normalization, training loss là khoảng 1.77 sau một epoch, dưới 0.6 sau mười epoch và dưới 0.3 sau 300 epoch.
#
# Hai cột accuracy không nói cùng một điều. Ở epoch 5 và 10, chúng cách nhau chưa tới hai điểm phần trăm; cuối cùng là khoảng 90 % so với 86 %: từ epoch 100 trở đi, network khớp thêm với các ảnh đã thấy nhiều hơn là với ảnh mới. Thêm nữa, validation accuracy nhảy lên xuống giữa các epoch. Cell sau cho thấy nó dao động bao nhiêu trong 50 epoch cuối: đừng quá tin vào con số của riêng epoch 300.

# %% [markdown] id="curves_read" lang="en"
# The baseline's loss stands still at 2.303, which is $\ln 10$. With six normalization layers the training loss is about 1.77 after one epoch, below 0.6 after ten and below 0.3 after 300.
#
# The two accuracy columns do not tell the same story. At epochs 5 and 10 they are less than two percentage points apart, and they end at about 90 % and 86 %: from epoch 100 on, the network improves on the images it has seen more than on new ones. Besides, validation accuracy jumps up and down between epochs. The next cell shows how far in the last 50: do not read too much into the number of epoch 300 alone.

# %% id="last"
print("epoch 251-300     min    mean     max")
for name in ("accuracy", "val_accuracy"):
    last = run.metrics[name][250:]
    print(f"{name:13} {min(last):7.3f} {sum(last) / len(last):7.3f} {max(last):7.3f}")

# %% [markdown] id="moving_text" lang="vi"
# ## Hai loại thống kê
#
# Sau epoch 1, training accuracy đã trên 50 % mà validation accuracy là 10 %, bằng đoán mò. Sau epoch 2 gần như vẫn vậy. Hai con số này được tính bằng hai phép chuẩn hóa khác nhau: khi train, $\mu$ và $v$ là của batch 512 ảnh đang xử lý; khi validation và dự đoán, kết quả của một ảnh không nên phụ thuộc vào những ảnh nằm cạnh nó, nên Keras dùng trung bình trượt của chúng, được cập nhật sau mỗi batch khi train:
#
# $$\text{moving} \leftarrow 0.99 \cdot \text{moving} + 0.01 \cdot \text{batch}, \qquad \text{ban đầu } \mu = 0,\; v = 1 .$$
#
# Một epoch có 118 batch, mà $v$ thật chỉ khoảng $0.13^2 \approx 0.017$. Cell sau tính xem validation chia cho số nào. Các cột là: epoch; phần còn lại của giá trị ban đầu; độ lệch chuẩn mà validation dùng để chia; tỉ số của nó với 0.13; và lũy thừa bậc năm của tỉ số đó, vì có năm lớp như vậy nối tiếp nhau (lớp còn lại, ngay sau hidden 1, có độ lệch chuẩn lớn hơn).

# %% [markdown] id="moving_text" lang="en"
# ## Two kinds of statistics
#
# After epoch 1, training accuracy is above 50 % and validation accuracy is 10 %, the same as guessing. After epoch 2 it is hardly better. The two numbers are computed with two different normalizations: in training, $\mu$ and $v$ are those of the batch of 512 images at hand; in validation and prediction, what comes out for an image should not depend on the images beside it, so Keras uses moving averages of them, which are updated with every training batch:
#
# $$\text{moving} \leftarrow 0.99 \cdot \text{moving} + 0.01 \cdot \text{batch}, \qquad \text{at first } \mu = 0,\; v = 1 .$$
#
# An epoch has 118 batches, and the true $v$ is only about $0.13^2 \approx 0.017$. The next cell works out by what validation divides. Its columns are: the epoch; what is left of the first value; the standard deviation by which validation divides; its ratio to 0.13; and the fifth power of this ratio, since five such layers follow each other (the one that is left, right behind hidden 1, has a larger standard deviation).

# %% id="moving"
print("epoch   0.99^n      std   ratio   ratio^5")
for epoch in (1, 2, 3, 5, 10):
    rest = 0.99 ** (118 * epoch)
    std = (rest * 1 + (1 - rest) * 0.13**2) ** 0.5
    ratio = std / 0.13
    print(f"{epoch:5} {rest:8.3f} {std:8.3f} {ratio:7.1f} {ratio**5:9.1f}")

# %% [markdown] id="moving_read" lang="vi"
# Sau epoch 1, khi validation, mỗi lớp trong năm lớp ấy chia cho một số lớn gấp hơn bốn lần số đúng; qua cả năm lớp, hiệu giữa các ảnh nhỏ hơn khi train trên một nghìn lần. Khi validation, network lại giống như baseline: mọi ảnh trông như nhau. Sau epoch 5, tỉ số gần bằng 1, và validation accuracy đã bắt kịp. Sai số này nằm ở phép đo, không nằm ở weights.

# %% [markdown] id="moving_read" lang="en"
# After epoch 1 each of these five layers divides, in validation, by more than four times the right number, and behind all five the differences between images are more than a thousand times smaller than in training. In validation the network behaves like the baseline again: all images look alike. After epoch 5 the ratio is close to 1, and validation accuracy has caught up. The error is in the measurement, not in the weights.

# %% [markdown] id="why_text" lang="vi"
# ## Trắc nghiệm: vì sao
#
# Một lớp normalization làm việc ở cả hai chiều cùng một lúc. Thêm lớp thứ bảy, trước output layer, thì network học nhanh hơn hẳn ngay trong epoch 1. Nhờ chiều nào? Có thể cho mỗi chiều làm việc riêng. Gọi `h` là output của hidden 7:
#
# ```python
# n = layers.BatchNormalization(scale=False, center=False)(h)
# forwards_only = h + keras.ops.stop_gradient(n - h)
# backwards_only = n + keras.ops.stop_gradient(h - n)
# ```
#
# `stop_gradient` chuyển tiếp nguyên giá trị và không cho gradient nào quay về. Vì vậy tổng thứ nhất có giá trị của `n` nhưng gradient đi qua nó như đi qua `h`; tổng thứ hai thì ngược lại. Bạn có thể đo: đưa một trong hai vào output layer, dựng network bằng `keras.Model` rồi train một epoch.

# %% [markdown] id="why_text" lang="en"
# ## Quiz: why
#
# A normalization layer works both ways at the same time. Put a seventh one before the output layer, and the network learns far faster within the very first epoch. Which way is it that helps? Each can be made to work by itself. With `h` for the outputs of hidden 7:
#
# ```python
# n = layers.BatchNormalization(scale=False, center=False)(h)
# forwards_only = h + keras.ops.stop_gradient(n - h)
# backwards_only = n + keras.ops.stop_gradient(h - n)
# ```
#
# `stop_gradient` hands values on as they are and lets no gradient come back. So the first sum has the values of `n`, but the gradient passes through it as through `h`; with the second it is the other way round. You can measure it: feed one of them to the output layer, build the network with `keras.Model`, and train one epoch.

# %% id="quiz"
vgkit.ask("Q5.why")

# %% id="quiz_answer" only="solution"
from vgkit import cases

vgkit.answer("Q5.why", "A")
cases.show("Q5.why")

# %% [markdown] id="signs_text" lang="vi"
# ## Lớp nào đã học?
#
# Biểu đồ sau cho thấy mỗi kernel đã đi xa bao nhiêu so với lúc đầu; bảng bên dưới xét bốn dấu hiệu của vanishing gradient bằng số đo.

# %% [markdown] id="signs_text" lang="en"
# ## Which layers have learnt?
#
# The next chart shows how far each kernel has moved from where it started; the table below it judges the four signs of vanishing gradients by numbers.

# %% id="change"
plots.weight_change(layer_names, {name: r.snapshot(300) for name, r in runs.items()})

# %% id="signs"
tables.four_signs(runs)

# %% [markdown] id="signs_read" lang="vi"
# Không còn dấu hiệu nào trong bốn dấu hiệu. Hidden 1 thay đổi bằng khoảng một nửa output layer; ở baseline tỉ số đó chưa tới một phần trăm. Các lớp giữa, hidden 4 và 5, thay đổi ít nhất, nhưng cũng khoảng 16 %, trong khi ở baseline chúng nhích chưa tới một phần nghìn. Ở đây **mọi** lớp đều học.
#
# Riêng dấu hiệu thứ tư sát ngưỡng: ở nhiều hidden layer vẫn còn khoảng 95 % weights nằm trong ±0.1, dù network học tốt. Weights tập trung quanh 0 vì vậy không chứng tỏ gradient đã biến mất; nó cho biết trước hết weights đã bắt đầu ở đâu.

# %% [markdown] id="signs_read" lang="en"
# None of the four signs is left. Hidden 1 has changed about half as much as the output layer; in the baseline that ratio is less than one percent. The layers in the middle, hidden 4 and 5, have moved least, but still by about 16 %, where the baseline's moved by less than one part in a thousand. Here **every** layer learns.
#
# The fourth sign is a close call: in many hidden layers about 95 % of the weights still lie within ±0.1, and yet the network learns well. So weights concentrated at 0 do not prove that gradients have vanished; above all they tell where the weights started.

# %% [markdown] id="case_text" lang="vi"
# ## Một trường hợp mới
#
# Câu sau hỏi về một network mà bài này không có. Những gì cần để tính nó thì bạn đã có: công thức và một phần bảy mỗi lớp.

# %% [markdown] id="case_text" lang="en"
# ## A new case
#
# The next question is about a network that this lesson has not shown. You have what it takes to work it out: the formula and one seventh per layer.

# %% id="case"
vgkit.ask("C4a")

# %% id="case_answer" only="solution"
vgkit.answer("C4a", "D")
cases.show("C4a")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với biểu đồ chuẩn gradient: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. Compare it with the chart of gradient norms: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P4a")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Đổi thành `layers.BatchNormalization(momentum=0.9)` ở cả sáu chỗ. Validation accuracy sau epoch 1 sẽ là bao nhiêu? Tính $0.9^{118}$ trước, rồi train 3 epoch: `vgkit.train(model, "my_momentum", epochs=3)`.
# * Cho cả sáu lớp normalization chỉ làm việc ở chiều tới, rồi chỉ ở chiều ngược, và train 3 epoch. Chỉ một trong hai network học được. Vì sao network kia thì không?
# * Bỏ bớt: chỉ giữ normalization trước hidden 2, 3 và 4, rồi chỉ trước hidden 5, 6 và 7. Dự đoán bằng biểu đồ chuẩn gradient xem network nào còn học được.
# * Bài báo gốc đặt normalization giữa phép nhân ma trận và activation. Viết `layers.Dense(128, …)` không có activation, rồi `BatchNormalization()`, rồi `layers.Activation("sigmoid")`. Độ bão hòa của các lớp thay đổi thế nào?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Write `layers.BatchNormalization(momentum=0.9)` in all six places. What will the validation accuracy be after epoch 1? Work out $0.9^{118}$ first, then train 3 epochs: `vgkit.train(model, "my_momentum", epochs=3)`.
# * Let all six normalizations work forwards only, then backwards only, and train 3 epochs. Only one of the two networks learns. Why not the other?
# * Take some away: keep the normalizations before hidden 2, 3 and 4 only, then those before hidden 5, 6 and 7 only. Predict from the chart of gradient norms which network still learns.
# * The original paper normalizes between the matrix product and the activation. Write `layers.Dense(128, …)` without activation, then `BatchNormalization()`, then `layers.Activation("sigmoid")`. What happens to the saturation of the layers?
