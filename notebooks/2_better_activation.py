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
# Baseline của khóa học là một MLP bảy hidden layer sigmoid. Nó không học được gì: sau 300 epoch, accuracy trên Fashion-MNIST vẫn là 10 %, bằng đoán mò. Trong bài này bạn thay sigmoid bằng ReLU ở cả bảy lớp và giữ nguyên mọi thứ khác. Network học được ngay từ epoch đầu tiên.
#
# Làm xong bài, bạn có thể
#
# * so sánh các activation qua đạo hàm của chúng,
# * tách gradient của một kernel thành hai thừa số: tín hiệu đi tới và tín hiệu đi lùi, rồi nói thừa số nào lớn, thừa số nào nhỏ,
# * đọc các đường loss và accuracy của một lần train dài: overfitting bắt đầu ở đâu, con số nào còn tin được.
#
# **Thời gian:** khoảng 25 phút để đọc và làm, cộng thêm chừng 5 phút máy chạy 300 epoch. Có thể ngắt giữa chừng rồi chạy tiếp.

# %% [markdown] id="goal" lang="en"
# # Exercise 2 · A better activation: ReLU
#
# The course's baseline is an MLP with seven sigmoid hidden layers. It learns nothing: after 300 epochs its accuracy on Fashion-MNIST is still 10 %, the same as guessing. In this exercise you replace sigmoid by ReLU in all seven layers and leave everything else as it is. The network learns from the first epoch on.
#
# When you are done, you can
#
# * compare activations by their derivatives,
# * take the gradient of a kernel apart into two factors, the signal that comes forward and the one that comes back, and tell which is large and which is small,
# * read the loss and accuracy curves of a long training: where overfitting begins, and which numbers can be relied on.
#
# **Time:** about 25 minutes to read and do, and some 5 minutes in which the machine trains 300 epochs. You may interrupt it and go on later.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Mỗi lần đi lùi qua một hidden layer, gradient bị nhân với đạo hàm của activation và với ma trận weights:
#
# $$\frac{\partial L}{\partial h_{k-1}} = W_k^\top \left(f'(z_k) \odot \frac{\partial L}{\partial h_k}\right).$$
#
# Với sigmoid, $f'(z) \le \frac14$ ở mọi nơi, nên riêng thừa số này đã làm gradient nhỏ đi ít nhất bốn lần ở mỗi lớp. Với ReLU, $f(z) = \max(0, z)$, đạo hàm chỉ có hai giá trị: **1** khi $z > 0$ và **0** khi $z < 0$. Unit nào đang bật thì cho gradient đi qua nguyên vẹn; unit nào đang tắt thì chặn lại hoàn toàn.
#
# Thừa số kia, ma trận weights, vẫn như cũ. Với độ lệch chuẩn 0.05 và 128 unit, phép nhân với $W_k^\top$ làm chuẩn của gradient thay đổi cỡ $0.05\sqrt{128} \approx 0.57$ lần. Nếu khoảng một nửa số unit tắt, chuẩn còn nhân thêm $\sqrt{1/2}$, tức cả thảy khoảng $0.40$ lần mỗi lớp. Con số đó tốt hơn nhiều so với *một phần bảy* của sigmoid, nhưng vẫn nhỏ hơn 1. Hãy nhớ con số $0.40$: lát nữa bạn sẽ đo nó.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# Each time the gradient passes back through a hidden layer, it is multiplied by the activation's derivative and by the weight matrix:
#
# $$\frac{\partial L}{\partial h_{k-1}} = W_k^\top \left(f'(z_k) \odot \frac{\partial L}{\partial h_k}\right).$$
#
# With sigmoid $f'(z) \le \frac14$ everywhere, so this factor alone leaves a quarter or less at every layer. With ReLU, $f(z) = \max(0, z)$, the derivative has two values only: **1** where $z > 0$ and **0** where $z < 0$. A unit that is on lets the gradient pass untouched; one that is off stops it altogether.
#
# The other factor, the weight matrix, is what it was. With a standard deviation of 0.05 and 128 units, multiplying by $W_k^\top$ scales the gradient's norm by about $0.05\sqrt{128} \approx 0.57$. If about half of the units are off, another $\sqrt{1/2}$ comes in, which makes about $0.40$ for each layer. That is far better than sigmoid's *one seventh*, but still less than 1. Keep this $0.40$ in mind: you will measure it.

# %% id="start" lang="vi"
import vgkit
from vgkit import diagnostics, diagrams, plots, records, tables

vgkit.start("2", language="vi")
diagrams.activation_diagram()

# %% id="start" lang="en"
import vgkit
from vgkit import diagnostics, diagrams, plots, records, tables

vgkit.start("2", language="en")
diagrams.activation_diagram()

# %% [markdown] id="figure_text" lang="vi"
# Bên phải là điều cần nhìn: đạo hàm của sigmoid cao nhất là 0.25, của tanh là 1 nhưng chỉ ở quanh 0, của ReLU là 1 trên cả nửa bên phải. Sigmoid và tanh có hai đầu phẳng; ReLU chỉ có một, nhưng ở đó đạo hàm bằng 0 hoàn toàn.
#
# ## Dự đoán
#
# Trước khi viết code, hãy chọn một câu trả lời. Đúng hay sai không quan trọng; cuối bài bạn sẽ so nó với số đo được.

# %% [markdown] id="figure_text" lang="en"
# Look at the right side: the derivative of sigmoid peaks at 0.25, that of tanh at 1 but only around 0, that of ReLU is 1 on the whole right half. Sigmoid and tanh have two flat ends; ReLU has one, but there the derivative is exactly 0.
#
# ## Predict
#
# Before you write any code, commit yourself to an answer. Whether it is right does not matter; at the end you will hold it against what was measured.

# %% id="predict"
vgkit.ask("P2")

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
# ## Bài tập
#
# Điền bảy chỗ trống có dấu `#??`, mỗi chỗ là một hidden layer. Bảy lớp viết giống hệt nhau; input của mỗi lớp Keras tự suy ra từ lớp đứng trước.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise
#
# Fill the seven blanks marked `#??`, each of them one hidden layer. All seven are written alike; Keras infers each layer's input from the layer before it.

# %% id="exercise"
model = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(128, activation="relu", kernel_initializer=initial_weights()),  #?? hidden_1 | vi: Một lớp Dense với ba tham số: số unit, activation, kernel_initializer | en: A Dense layer with three arguments: units, activation, kernel_initializer
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
# Chưa cần train, một batch là đủ để thấy gradient tới được đâu. Biểu đồ dùng trục logarit: mỗi vạch ngang là mười lần.

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
# Với ReLU, cả bảy hidden layer có chuẩn gradient từ 1.2 tới 1.6: gần như phẳng, trong khi baseline giảm hàng chục nghìn lần. Cột "bão hòa" của ReLU là tỉ lệ activation bằng 0: khoảng một nửa ở mọi lớp, đúng như trông đợi khi weights đối xứng quanh 0.
#
# Nhưng khoan đã. Phần Ý tưởng nói tín hiệu đi lùi chỉ còn $0.40$ sau mỗi lớp. Từ hidden 7 về hidden 2 là năm bước, tức chừng $0.40^5 \approx 0.01$. Vì sao biểu đồ lại phẳng?
#
# Gradient của một kernel là tích của hai thứ: **input** của lớp đó và **tín hiệu đi lùi** tới lớp đó. Cell sau tách chúng ra. Cột thứ nhất là chuẩn của input (trung bình bình phương trên 512 ảnh), cột thứ hai là chuẩn gradient của kernel, cột thứ ba là thương của chúng, xấp xỉ tín hiệu đi lùi. Cột cuối đếm các unit bằng 0 với *mọi* ảnh trong batch: những unit như vậy gọi là unit chết, và batch này không cho chúng gradient nào.

# %% [markdown] id="before_read" lang="en"
# With ReLU all seven hidden layers have gradient norms between 1.2 and 1.6: nearly flat, where the baseline falls by a factor of tens of thousands. For ReLU the column "saturated" is the share of activations that are 0: about a half in every layer, as expected of weights that are symmetric around 0.
#
# But wait. The idea section said that the signal going back keeps only $0.40$ at each layer. From hidden 7 to hidden 2 there are five steps, about $0.40^5 \approx 0.01$. Why is the chart flat?
#
# The gradient of a kernel is the product of two things: the layer's **input** and the **signal that comes back** to it. The next cell takes them apart. The first column is the norm of the input (root mean square over 512 images), the second the gradient norm of the kernel, the third their quotient, roughly the signal that comes back. The last column counts the units that are 0 for *every* image of the batch: such units are called dead, and this batch gives them no gradient at all.

# %% id="factors"
import numpy as np

from vgkit import data, protocol, structure

images = data.load()
protocol.set_initial_weights(model)
x = images.x_train[:512].astype("float32")
rows = []
for name, layer, norm in zip(
    layer_names, structure.dense_layers(model), before["gradient_norm"], strict=True
):
    size = np.sqrt(np.mean(np.sum(x**2, axis=1)))
    x = layer(x).numpy()
    dead = "–" if name == "output" else str(np.sum(np.all(x == 0, axis=0)))
    rows.append((name, f"{size:.2g}", f"{norm:.2g}", f"{norm / size:.1e}", dead))

header = ("", "‖input‖", "‖gradient‖", "‖gradient‖ / ‖input‖", "unit = 0")
tables.Table("ReLU", header, tuple(rows))
