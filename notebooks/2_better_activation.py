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
# # Bài 2 · Activation tốt hơn: ReLU
#
# Baseline, một MLP bảy hidden layer sigmoid, không học được gì: sau 300 epoch, accuracy trên Fashion-MNIST vẫn là 10 %, bằng đoán mò. Trong bài này bạn thay sigmoid bằng ReLU ở cả bảy lớp và giữ nguyên mọi thứ khác. Network học được ngay từ epoch đầu tiên.
#
# Làm xong bài, bạn có thể
#
# * viết đạo hàm của ReLU và so sánh các activation qua đạo hàm của chúng,
# * tách gradient của một kernel thành tín hiệu đi tới và tín hiệu đi lùi,
# * đếm unit chết,
# * nhìn đường cong của một lần train dài mà biết overfitting bắt đầu ở đâu, con số nào còn tin được.
#
# **Thời gian:** khoảng 30 phút, cộng thêm chừng 5 phút máy chạy 300 epoch.

# %% [markdown] id="goal" lang="en"
# # Exercise 2 · A better activation: ReLU
#
# The baseline, an MLP with seven sigmoid hidden layers, learns nothing: after 300 epochs its accuracy on Fashion-MNIST is still 10 %, the same as guessing. Here you replace sigmoid with ReLU in all seven layers and leave everything else as it is. The network learns from the first epoch on.
#
# When you are done, you can
#
# * write the derivative of ReLU, and compare activations by their derivatives,
# * take the gradient of a kernel apart into the signal that goes forward and the one that comes back,
# * count dead units,
# * see in the curves of a long training where overfitting begins, and which numbers can be relied on.
#
# **Time:** about 30 minutes, and about 5 minutes in which the machine trains 300 epochs.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Mỗi lần đi lùi qua một hidden layer, gradient bị nhân với đạo hàm của activation và với ma trận weights:
#
# $$\frac{\partial L}{\partial h_{k-1}} = W_k^\top \left(f'(z_k) \odot \frac{\partial L}{\partial h_k}\right).$$
#
# Với sigmoid, $f'(z) \le \frac14$ ở mọi nơi: riêng thừa số này đã làm gradient nhỏ đi ít nhất bốn lần ở mỗi lớp. Với ReLU, $f(z) = \max(0, z)$, unit nào đang bật ($z > 0$) thì cho gradient đi qua nguyên vẹn; unit nào đang tắt thì chặn lại hoàn toàn.
#
# Thừa số kia, ma trận weights, vẫn như cũ. Với độ lệch chuẩn 0.05 và 128 unit, phép nhân với $W_k^\top$ làm chuẩn gradient thay đổi cỡ $0.05\sqrt{128} \approx 0.57$ lần. Nếu khoảng một nửa số unit tắt, chuẩn còn nhân thêm $\sqrt{1/2}$, cả thảy khoảng 0.40 lần mỗi lớp. Con số đó tốt hơn nhiều so với *một phần bảy* của sigmoid, nhưng vẫn nhỏ hơn 1. Lát nữa bạn sẽ đo nó.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# Each time the gradient passes back through a hidden layer, it is multiplied by the activation's derivative and by the weight matrix:
#
# $$\frac{\partial L}{\partial h_{k-1}} = W_k^\top \left(f'(z_k) \odot \frac{\partial L}{\partial h_k}\right).$$
#
# With sigmoid $f'(z) \le \frac14$ everywhere: this factor alone leaves a quarter or less at every layer. With ReLU, $f(z) = \max(0, z)$, a unit that is on ($z > 0$) lets the gradient pass untouched; one that is off stops it altogether.
#
# The other factor, the weight matrix, is what it was. With a standard deviation of 0.05 and 128 units, multiplying by $W_k^\top$ scales the gradient's norm by about $0.05\sqrt{128} \approx 0.57$. If about half of the units are off, another $\sqrt{1/2}$ comes in, which makes about 0.40 for each layer. That is far better than sigmoid's *one seventh*, but still less than 1. You will measure it.

# %% id="start" lang="vi"
import vgkit
from vgkit import diagnostics, plots, records, tables, theory

vgkit.start("2", language="vi")
theory.activation_diagram()

# %% id="start" lang="en"
import vgkit
from vgkit import diagnostics, plots, records, tables, theory

vgkit.start("2", language="en")
theory.activation_diagram()

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# Hãy nhìn phía bên phải: đạo hàm của sigmoid cao nhất là 0.25, của tanh là 1 nhưng chỉ ở quanh 0, của ReLU thì như nhau trên cả nửa bên phải. Sigmoid và tanh có hai đầu phẳng; ReLU chỉ có một, nhưng ở đó đạo hàm đúng bằng 0.
#
# ## Dự đoán
#
# Hãy chọn một câu trả lời trước khi viết code.

# %% [markdown] id="figure_text" lang="en"
# Look at the right side: the derivative of sigmoid peaks at 0.25, that of tanh at 1 but only around 0, that of ReLU is the same on the whole right half. Sigmoid and tanh have two flat ends; ReLU has one, but there the derivative is exactly 0.
#
# ## Predict
#
# Choose an answer before you write any code.

# %% id="predict"
vgkit.ask("P2")

# %% id="predict_answer" only="solution"
vgkit.answer("P2", "D")

# %% [markdown] id="slope_text" lang="vi"
# ## Bài tập, phần 1: đạo hàm của ReLU
#
# Hàm nhận một mảng các số $z$ và trả về một mảng cùng shape. Nó được kiểm tra ngay; bên dưới bạn sẽ dùng nó để tính con số 0.40 cho từng lớp.

# %% [markdown] id="slope_text" lang="en"
# ## The exercise, part 1: the derivative of ReLU
#
# The function takes an array of numbers $z$ and returns an array of the same shape. It is checked at once; below you use it to work out the 0.40 for each layer.

# %% id="slope"
import numpy as np


def relu_slope(z):
    return np.where(z > 0, 1.0, 0.0)  #?? relu_slope | vi: Độ dốc của max(0, z) tại từng z của mảng, không dùng vòng lặp (tại z = 0: 0 hay 1) | en: The slope of max(0, z) at each z of the array, without a loop (at z = 0: 0 or 1)


vgkit.check_function(relu_slope, "2")

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | input | 784 pixel, float32, giá trị 0–255 (không chia cho 255) |
# | hidden layer | 7 lớp `Dense(128)`, ReLU, kernel lấy từ phân phối chuẩn (trung bình 0, độ lệch chuẩn 0.05) |
# | output | `Dense(10)`, logits |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | SGD, learning rate 0.01, batch 512 |
#
# Cell dưới đây đã viết sẵn hàm tạo initializer. Hãy gọi nó **một lần cho mỗi lớp**: trong Keras 3, một `RandomNormal` dùng chung cho nhiều lớp sẽ cho chúng những kernel giống hệt nhau mà không báo gì.

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | input | 784 pixels, float32, values 0–255 (not divided by 255) |
# | hidden layers | 7 × `Dense(128)`, ReLU, kernels drawn from a normal distribution (mean 0, standard deviation 0.05) |
# | output | `Dense(10)`, logits |
# | loss | sparse categorical cross-entropy from logits |
# | optimizer | SGD, learning rate 0.01, batches of 512 |
#
# The function that makes an initializer is given in the next cell. Call it **once for every layer**: in Keras 3, one `RandomNormal` shared by several layers gives them identical kernels, without a word.

# %% id="setup"
import keras
from keras import layers


def initial_weights():
    return keras.initializers.RandomNormal(mean=0.0, stddev=0.05)

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập, phần 2: network
#
# Điền bảy chỗ trống có dấu `#??`, mỗi chỗ là một hidden layer. Bảy lớp viết giống nhau; input của mỗi lớp Keras tự suy ra từ lớp đứng trước.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise, part 2: the network
#
# Fill in the seven blanks marked `#??`, each of them one hidden layer. All seven are written alike; Keras infers each layer's input from the layer before it.

# %% id="exercise"
model = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(128, activation="relu", kernel_initializer=initial_weights()),  #?? hidden_1 | vi: Dòng "hidden layer" của bảng, viết bằng Keras | en: The row "hidden layers" of the table, in Keras
        layers.Dense(128, activation="relu", kernel_initializer=initial_weights()),  #?? hidden_2 | vi: Như lớp 1, với một initializer mới | en: As layer 1, with an initializer of its own
        layers.Dense(128, activation="relu", kernel_initializer=initial_weights()),  #?? hidden_3 | vi: Như lớp 1 | en: As layer 1
        layers.Dense(128, activation="relu", kernel_initializer=initial_weights()),  #?? hidden_4 | vi: Như lớp 1 | en: As layer 1
        layers.Dense(128, activation="relu", kernel_initializer=initial_weights()),  #?? hidden_5 | vi: Như lớp 1 | en: As layer 1
        layers.Dense(128, activation="relu", kernel_initializer=initial_weights()),  #?? hidden_6 | vi: Như lớp 1 | en: As layer 1
        layers.Dense(128, activation="relu", kernel_initializer=initial_weights()),  #?? hidden_7 | vi: Như lớp 1; đây vẫn là hidden layer, chưa phải output | en: As layer 1; this is still a hidden layer, not the output
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
vgkit.check(model, "2")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn network này: `vgkit.models.mlp(activation="relu")`. Cell sau cho thấy hai cách viết cho ra cùng một network, rồi dùng network của thư viện để train.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has this network too: `vgkit.models.mlp(activation="relu")`. The next cell shows that both ways of writing it give the same network, and goes on with the library's.

# %% id="shared" only="solution"
from vgkit import course, structure

shared = course.get("2").compiled()
print(shared.name, structure.describe(shared) == structure.describe(model))
model = shared

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Chưa cần train, một batch là đủ để thấy gradient tới được đâu. Trục của biểu đồ là logarit: mỗi vạch ngang là mười lần.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# No training is needed for this: one batch shows how far the gradient gets. The axis is logarithmic, each horizontal line is a factor of ten.

# %% id="before"
baseline = records.shipped("baseline_7")
layer_names = baseline.diagnostics["layers"]
before = diagnostics.before_training(model)
networks = {"baseline": baseline.snapshot(0), "ReLU": before}
plots.gradient_norms(layer_names, networks)

# %% id="layers"
tables.layers(layer_names, networks)

# %% [markdown] id="before_read" lang="vi"
# Với ReLU, cả bảy hidden layer có chuẩn gradient từ 1.2 tới 1.5: gần như phẳng, trong khi ở baseline nó giảm hơn mười nghìn lần. Cột "bão hòa" của ReLU là tỉ lệ activation bằng 0: khoảng một nửa ở mọi lớp.
#
# Nhưng khoan đã. Nếu tín hiệu đi lùi chỉ còn 0.40 sau mỗi lớp thì từ hidden 7 về hidden 2, qua năm lớp, nó chỉ còn $0.40^5 \approx 0.01$. Vì sao biểu đồ lại phẳng?
#
# Gradient của một kernel là tích của hai thứ: **input** của lớp đó và **tín hiệu đi lùi** tới lớp đó. Ta sẽ tách chúng ra, và đếm luôn những unit **chết**, tức là bằng 0 với *mọi* ảnh trong batch: batch này không cho chúng gradient nào.

# %% [markdown] id="before_read" lang="en"
# With ReLU all seven hidden layers have gradient norms between 1.2 and 1.5: nearly flat, where the baseline falls by a factor of more than ten thousand. For ReLU the column "saturated" is the share of activations that are 0: about a half in every layer.
#
# But wait. If the signal going back keeps only 0.40 at each layer, then on its way from hidden 7 to hidden 2, through five layers, it comes down to $0.40^5 \approx 0.01$. Why is the chart flat?
#
# The gradient of a kernel is the product of two things: the layer's **input** and the **signal that comes back** to it. We take them apart, and at the same time count the units that are **dead**, that is 0 for *every* image of the batch: this batch gives them no gradient at all.

# %% id="dead"
def dead_units(h):
    return np.sum(np.all(h == 0, axis=0))  #?? dead_units | vi: h có shape (ảnh, unit): bao nhiêu unit bằng 0 với mọi ảnh? | en: h has the shape (images, units): how many units are 0 for every image?


vgkit.check_function(dead_units, "2")

# %% [markdown] id="factors_text" lang="vi"
# Trong bảng sau, cột thứ nhất là chuẩn của input (căn của trung bình bình phương trên 512 ảnh), cột thứ hai là chuẩn gradient của kernel, cột thứ ba là thương của chúng, xấp xỉ tín hiệu đi lùi. Cột thứ tư tính từ `relu_slope` của bạn xem tín hiệu còn lại bao nhiêu khi đi lùi qua lớp đó; cột cuối đếm unit chết.

# %% [markdown] id="factors_text" lang="en"
# In the next table the first column is the norm of the input (root mean square over 512 images), the second the gradient norm of the kernel, the third their quotient, roughly the signal that comes back. The fourth works out from your `relu_slope` how much of the signal is left when it goes back through this layer; the last counts dead units.

# %% id="factors"
from vgkit import data, protocol, structure

images = data.load()
protocol.set_initial_weights(model)
x = images.x_train[:512].astype("float32")
rows = []
for name, layer, norm in zip(
    layer_names, structure.dense_layers(model), before["gradient_norm"], strict=True
):
    size = np.sqrt(np.mean(np.sum(x**2, axis=1)))
    z = x @ layer.kernel.numpy() + layer.bias.numpy()
    x, kept, dead = np.maximum(z, 0), "–", "–"
    if name != "output":
        kept = f"{0.05 * np.sqrt(128 * np.mean(relu_slope(z) ** 2)):.2f}"
        dead = f"{dead_units(x)}"
    rows.append((name, f"{size:.0f}", f"{norm:.2f}", f"{norm / size:.2e}", kept, dead))

header = ("", "‖input‖", "‖gradient‖", "‖gradient‖ / ‖input‖", "0.05 · √128 · rms(f′)", "unit = 0")
tables.Table("ReLU", header, tuple(rows))

# %% [markdown] id="factors_read" lang="vi"
# Đọc cột thứ ba từ dưới lên. Từ hidden 7 về hidden 1, tín hiệu đi lùi còn 0.37 đến 0.41 sau mỗi lớp, gần đúng như cột thứ tư đã tính. **Nó vẫn tắt dần**, chỉ chậm hơn nhiều so với sigmoid.
#
# Rồi đọc cột thứ nhất, cũng từ dưới lên: input của các lớp *lớn dần*, mỗi lớp 2.2 đến 2.8 lần, từ khoảng 13 ở hidden 7 tới 3200 ở hidden 1. Lý do vẫn là những weights nhỏ ấy: khi đi tới, mỗi lớp cũng làm tín hiệu chỉ còn chừng 0.40. Hai thừa số bù nhau, nên tích của chúng phẳng.
#
# Vậy ReLU không truyền gradient đi nguyên vẹn. Nó làm cho hai tín hiệu nhỏ dần *như nhau*. Với sigmoid thì không bù được như thế: dù $z$ nhỏ đi, activation vẫn nằm quanh 0.5, trong khi tín hiệu đi lùi nhỏ đi bảy lần ở mỗi lớp.
#
# Sự bù trừ này làm cho các chuẩn gradient bằng nhau, chứ không làm chúng lớn. Lớn hay nhỏ là do pixel quyết định. Cell sau đo lại đúng network đó với pixel chia cho 255.

# %% [markdown] id="factors_read" lang="en"
# Read the third column from the bottom up. From hidden 7 to hidden 1 each layer leaves 0.37 to 0.41 of the signal that comes back, much as the fourth column says. **It does fade**, only far more slowly than with sigmoid.
#
# Then read the first column, from the bottom up too: the inputs of the layers *grow*, by a factor of 2.2 to 2.8 at each layer, from about 13 at hidden 7 to 3200 at hidden 1. The reason is the same small weights: going forward, each layer leaves about 0.40 of the signal as well. The two factors balance, and their product is flat.
#
# So ReLU does not hand the gradient on untouched. It makes both signals shrink *at the same rate*. With sigmoid there is no such balance: however small $z$ gets, the activations stay around 0.5, while the signal that comes back is divided by seven at each layer.
#
# This balance makes the norms alike, not large. The pixels decide how large they are. The next cell measures the same network with pixels divided by 255.

# %% id="scaled"
scaled = diagnostics.measure(
    model, images.x_train[:512] / 255, images.y_train[:512], diagnostics.kernels(model)
)
plots.gradient_norms(layer_names, {"ReLU": before, "ReLU, pixels / 255": scaled})

# %% [markdown] id="scaled_read" lang="vi"
# Vẫn phẳng, nhưng ở các hidden layer thấp hơn khoảng 300 lần. Hai điều bất thường của đề bài này bù cho nhau: độ lệch chuẩn 0.05 quá nhỏ cho một chuỗi bảy lớp ReLU (khởi tạo He dùng $\sqrt{2/128} = 0.125$, vừa đủ để tín hiệu không nhỏ đi), còn pixel 0–255 thì quá lớn. Gradient cỡ 1 là nhờ cả hai, không phải chỉ nhờ ReLU.
#
# **Unit chết:** trước khi train, càng về phía output càng nhiều: không có unit nào ở hidden 1, 14 trên 128 unit ở hidden 7. Chúng có sống lại không? Hãy giữ câu hỏi này tới sau khi train.

# %% [markdown] id="scaled_read" lang="en"
# Still flat, but about 300 times lower in the hidden layers. Two oddities of this exercise balance each other: a standard deviation of 0.05 is too small for a chain of seven ReLU layers (He initialization uses $\sqrt{2/128} = 0.125$, just enough for the signal not to shrink), and pixels of 0–255 are too large. The gradients of about 1 are due to both, not to ReLU alone.
#
# **Dead units:** before training there are more of them towards the output: none in hidden 1, 14 out of 128 in hidden 7. Do they come back to life? Keep the question until after training.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# `vgkit.train` đặt model về đúng điểm xuất phát của khóa học rồi train đúng như `fit` của Keras. Nếu bị ngắt giữa chừng, hãy chạy lại các cell từ đầu: việc train tiếp tục ở epoch đang dở, và kết quả vẫn như khi không bị ngắt.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# `vgkit.train` puts the model at the course's starting point and trains exactly as Keras' `fit` does. If it is interrupted, run the cells again from the top: the training goes on where it was, with the same result as without the interruption.

# %% id="train"
run = vgkit.train(model, "2")

# %% [markdown] id="numbers_text" lang="vi"
# ## Trắc nghiệm: con số nào?
#
# Câu 3 của khóa học, ở bản gốc năm 2022, hỏi validation loss ở epoch 150 đến chữ số thập phân thứ tư. Bản ổn định hỏi một con số khác của cùng lần chạy. Cả hai bạn đọc được từ `run`: `run.at("val_loss", 150)` cho con số thứ nhất.

# %% [markdown] id="numbers_text" lang="en"
# ## Quiz: which number?
#
# Question 3 of the course, in the edition of 2022, asks for the validation loss at epoch 150 to the fourth decimal. The robust edition asks for another number of the same run. You can read both from `run`: `run.at("val_loss", 150)` gives the first.

# %% id="numbers"
vgkit.ask("Q3.robust")
vgkit.ask("Q3.published")

# %% id="numbers_answer" only="solution"
vgkit.answer("Q3.robust", "B")
vgkit.answer("Q3.published", "D")

# %% [markdown] id="strip_text" lang="vi"
# Vì sao ở bản gốc không ai có thể chắc chắn về chữ cái? Hình sau đặt lần chạy của bạn cạnh các phương án gốc (các vạch dọc) và năm lần chạy của vgkit chỉ khác nhau ở sai số làm tròn. Nếu bạn chạy khóa học với `VGKIT_PROFILE=quick`, tức là chỉ train hai epoch và lấy phần còn lại từ record của khóa học, thì epoch 150 của bạn là của record, cũng là một trong năm lần chạy ấy.

# %% [markdown] id="strip_text" lang="en"
# Why can nobody be sure of the letter in the published edition? The figure sets your run beside the published options (vertical lines) and five of the kit's runs that differ by rounding alone. If you run the course with `VGKIT_PROFILE=quick`, which trains two epochs and takes the rest from the course's record, epoch 150 of your run is the record's, and so one of those five.

# %% id="strip"
from vgkit import spread

spread.strip("Q3", own=run.at("val_loss", 150))

# %% [markdown] id="strip_read" lang="vi"
# Lần train này hỗn loạn: ở epoch 150, năm lần chạy ấy cho những giá trị từ 0.45 đến 0.57, lệch nhau 0.12, trong khi các phương án gốc chỉ cách nhau 0.0001. Training loss của epoch 1, trung bình trên 118 bước, thì chỉ lệch nhau 0.006.

# %% [markdown] id="strip_read" lang="en"
# This training run is chaotic: at epoch 150 those five runs gave values from 0.45 to 0.57, 0.12 apart, while the published options stand 0.0001 apart. The training loss of epoch 1, a mean over its 118 steps, differs by 0.006 only.

# %% id="curves"
runs = {"baseline": baseline, "ReLU": run}
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 10, 50, 100, 150, 300))

# %% [markdown] id="curves_read" lang="vi"
# Sau epoch 1, validation accuracy đã khoảng 70 %, sau 300 epoch là khoảng 88 %. Baseline vẫn đứng ở 10 %.
#
# Validation *loss* thấp nhất trong khoảng 100 epoch đầu, quanh 0.4, rồi **tăng lên gần gấp đôi**. Validation *accuracy* thì không giảm theo, còn nhích lên thêm một hai điểm phần trăm. Trong lúc đó training loss xuống gần 0 và training accuracy lên tới khoảng 99 %. Đó là overfitting, nhưng loss và accuracy nhìn nó khác nhau:
#
# * Accuracy chỉ đếm đúng hay sai. Ở epoch 300, khoảng 12 % số ảnh bị phân loại sai, ít hơn một chút so với ở epoch 50.
# * Cross-entropy tính cả mức độ tự tin. Hãy chia val_loss cho tỉ lệ ảnh sai (bảng trên): khoảng 3 ở epoch 50, chừng gấp đôi ở epoch 300. Network không sai nhiều hơn, nhưng tự tin hơn khi sai.
#
# Đường cong còn có những đỉnh nhọn: có epoch validation loss vọt lên trên 2 rồi epoch sau trở về chỗ cũ.

# %% [markdown] id="curves_read" lang="en"
# After epoch 1 the validation accuracy is about 70 %, after 300 epochs about 88 %. The baseline still stands at 10 %.
#
# The validation *loss* is lowest within the first 100 epochs or so, around 0.4, and then **nearly doubles**. The validation *accuracy* does not fall with it; it even gains a percentage point or two. Meanwhile the training loss comes down near 0 and the training accuracy reaches about 99 %. This is overfitting, and loss and accuracy see it differently:
#
# * Accuracy only counts right or wrong. At epoch 300 about 12 % of the images are misclassified, slightly fewer than at epoch 50.
# * Cross-entropy also weighs how sure the network is. Divide val_loss by the share of wrong images (table above): about 3 at epoch 50, and about twice as much at epoch 300. The network is not wrong more often, but it is wrong with more confidence.
#
# The curve has spikes as well: in single epochs the validation loss leaps above 2 and is back in its place an epoch later.

# %% [markdown] id="signs_text" lang="vi"
# ## Lớp nào đã học?
#
# Accuracy cho biết network *có* học hay không, chưa cho biết *lớp nào* đã học. Biểu đồ cho thấy mỗi kernel đã đi xa bao nhiêu; bảng thứ nhất xét bốn dấu hiệu của vanishing gradient bằng số đo, bảng thứ hai nhìn vào bên trong network lúc đầu và lúc cuối.

# %% [markdown] id="signs_text" lang="en"
# ## Which layers have learnt?
#
# Accuracy tells us *whether* the network has learnt, not *which layers* have. The chart shows how far each kernel has moved; the first table judges the four signs of vanishing gradients by numbers, the second looks inside the network at the start and at the end.

# %% id="change"
plots.weight_change(layer_names, {name: r.snapshot(300) for name, r in runs.items()})

# %% id="signs"
tables.four_signs(runs)

# %% id="inside"
tables.layers(layer_names, {"ReLU, epoch 0": before, "ReLU, epoch 300": run.snapshot(300)})

# %% id="near_zero"
for epoch in (0, 300):
    shares = run.snapshot(epoch)["near_zero"]
    print(f"|w| < {diagnostics.NEAR_ZERO}, epoch {epoch}:", *(f"{s:.0%}" for s in shares[:-1]))

# %% [markdown] id="signs_read" lang="vi"
# **Mọi lớp đều học, và học gần như nhau.** Các kernel thay đổi từ khoảng một phần ba đến một nửa, hidden 1 ngang với output layer. Ở baseline, các lớp đầu thay đổi chưa tới 0.1 %.
#
# **Không dấu hiệu nào xuất hiện**, nhưng dấu hiệu thứ tư thì sát ngưỡng: tỉ lệ weights nằm trong ±0.1 (hai dòng cuối) ở từng hidden layer lúc đầu khoảng 95 %, cuối cùng vẫn còn khoảng 90 % trở lên. Weights của một network học tốt cũng tập trung quanh 0: chỉ riêng dấu hiệu này chưa cho biết network có học hay không.
#
# **Unit có chết hàng loạt không?** Tỉ lệ activation bằng 0 ở mọi lớp vẫn khoảng một nửa, nhưng đó chỉ là trung bình. Bảng sau đếm số unit chết trong 896 unit của bảy lớp, với năm điểm xuất phát: trước khi train, sau một epoch và sau mười epoch.

# %% [markdown] id="signs_read" lang="en"
# **All layers learn, and to about the same degree.** The kernels change by a third to a half, hidden 1 as much as the output layer. In the baseline the first layers change by less than 0.1 %.
#
# **None of the signs appears**, but the fourth is close to its threshold: the share of weights within ±0.1 (last two lines) is about 95 % in each hidden layer at the start, and still about 90 % or more at the end. The weights of a network that learns well are concentrated at 0 too: by itself, this sign does not tell whether a network learns.
#
# **Do units die in large numbers?** In every layer about half of the activations are still 0, but that is only an average. The next table counts the dead units among the 896 of all seven layers, for five starting points: before training, after one epoch and after ten.

# %% id="revived"
from vgkit import cases

counted = cases.load_evidence("dead_units").numbers
rows = [(epoch, *(f"{count:.0f}" for count in counts)) for epoch, counts in counted.items()]
tables.Table("ReLU, unit = 0", ("", *(f"seed {n}" for n in range(1, 6))), tuple(rows))

# %% [markdown] id="revived_read" lang="vi"
# Sau một epoch, số unit chết có khi còn tăng; sau mười epoch, với cả năm điểm xuất phát, số đó chỉ còn bằng một phần tư đến ba phần năm lúc đầu. Một unit chết không nhận được gradient, vậy mà nó sống lại: các lớp *phía trước* nó thay đổi, và cùng với chúng là input của nó. Ở đây không thấy "dying ReLU" mà người ta hay cảnh báo.

# %% [markdown] id="revived_read" lang="en"
# After one epoch there are sometimes even more dead units; after ten, for all five starting points, there are only a quarter to three fifths as many as at the start. A dead unit gets no gradient, and still it comes back to life: the layers *before* it change, and its input with them. The much-quoted "dying ReLU" does not show here.

# %% [markdown] id="quiz_text" lang="vi"
# ## Trắc nghiệm: vì sao?
#
# Câu thứ nhất hỏi phần đã học trong các kernel làm được gì một mình. Hãy dự đoán rồi đo:
#
# ```python
# from vgkit import course, protocol
#
# learnt = course.get("2").compiled()
# vgkit.train(learnt, "my_relu_10", epochs=10)
# initial = keras.models.clone_model(learnt)
# protocol.set_initial_weights(initial)
# for layer, first in zip(learnt.layers[:-1], initial.layers):
#     layer.kernel.assign(layer.kernel - first.kernel)
# learnt.evaluate(images.x_test, images.y_test)
# ```
#
# Câu thứ hai là một trường hợp mới mà notebook này không cho xem: hãy suy ra từ hai thừa số, hoặc tự dựng network đó và đo bằng `diagnostics.before_training`.

# %% [markdown] id="quiz_text" lang="en"
# ## Quiz: why?
#
# The first question asks what the learnt part of the kernels does by itself. Predict, then measure:
#
# ```python
# from vgkit import course, protocol
#
# learnt = course.get("2").compiled()
# vgkit.train(learnt, "my_relu_10", epochs=10)
# initial = keras.models.clone_model(learnt)
# protocol.set_initial_weights(initial)
# for layer, first in zip(learnt.layers[:-1], initial.layers):
#     layer.kernel.assign(layer.kernel - first.kernel)
# learnt.evaluate(images.x_test, images.y_test)
# ```
#
# The second is a new case, which this notebook does not show: work it out from the two factors, or build that network and measure it with `diagnostics.before_training`.

# %% id="quiz"
vgkit.ask("Q3.why")

# %% id="quiz_answer" only="solution"
vgkit.answer("Q3.why", "D")
cases.show("Q3.why")

# %% id="case"
vgkit.ask("C2")

# %% id="case_answer" only="solution"
vgkit.answer("C2", "C")
cases.show("C2")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với biểu đồ chuẩn gradient: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. Compare it with the chart of gradient norms: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P2")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Đếm lại các unit chết sau lần train đầy đủ của bạn: chạy lại cell lập bảng hai thừa số, bỏ dòng `protocol.set_initial_weights(model)`, và chỉ đọc cột cuối.
# * Thêm `layers.Rescaling(1 / 255)` ngay sau input, giữ nguyên mọi thứ khác. Network còn học được ngay từ epoch đầu không? Dự đoán từ biểu đồ thứ hai, rồi train 3 epoch: `vgkit.train(model, "my_relu", epochs=3)`.
# * Bây giờ đổi thêm initializer thành `keras.initializers.HeNormal()` (vẫn mỗi lớp một cái). Chuẩn gradient và 3 epoch đầu thay đổi thế nào?
# * Thay ReLU bằng tanh. Đạo hàm của tanh tại 0 cũng bằng 1; tín hiệu đi tới và tín hiệu đi lùi có còn bù nhau không, và cột bão hòa của hidden 1 nói gì về pixel 0–255?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Count the dead units again after your own full training: run the cell that makes the table of the two factors once more, without the line `protocol.set_initial_weights(model)`, and read the last column only.
# * Put `layers.Rescaling(1 / 255)` right after the input and leave the rest as it is. Does the network still learn from the first epoch on? Predict it from the second chart, then train 3 epochs: `vgkit.train(model, "my_relu", epochs=3)`.
# * Now change the initializer to `keras.initializers.HeNormal()` as well (still one for each layer). What becomes of the gradient norms and of the first 3 epochs?
# * Replace ReLU with tanh. The derivative of tanh at 0 is 1 too; do the signals forward and back still balance, and what does the saturation of hidden 1 say about pixels of 0–255?
