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
# # Bài 11 · LeNet
#
# Ở phần một, network nhận ảnh dưới dạng một hàng 784 con số và không biết pixel nào nằm cạnh pixel nào. Phần hai nói về network biết điều đó: convolutional network. Bạn bắt đầu với LeNet (LeCun và cộng sự, 1998), network từng đọc chữ số viết tay trên séc ngân hàng, rồi viết lại nó theo cách ngày nay và so gradient của hai bản.
#
# Làm xong bài, bạn có thể
#
# * tính tay kích thước output và số tham số của một lớp convolution,
# * tự viết một phép convolution và max pooling bằng NumPy, rồi dựng LeNet bằng Keras,
# * so gradient của bản 1998 với bản ngày nay bằng số đo, và nói được khác biệt ấy từ đâu ra,
# * đi theo một ảnh từ pixel đến câu trả lời, và xem network sai ở đâu.
#
# **Thời gian:** khoảng 60 phút để đọc và làm, cộng thêm chừng 8 phút máy train ba network. Có thể ngắt giữa chừng rồi chạy tiếp.

# %% [markdown] id="goal" lang="en"
# # Exercise 11 · LeNet
#
# In part one a network got an image as a row of 784 numbers and did not know which pixel lies beside which. Part two is about networks that do know: convolutional networks. You begin with LeNet (LeCun et al., 1998), which once read handwritten digits on bank cheques, write it again as one would today, and compare the gradients of the two.
#
# When you are done, you can
#
# * compute by hand the output size and the number of parameters of a convolution,
# * write a convolution and a max pooling yourself in NumPy, and build LeNet in Keras,
# * compare by numbers the gradients of the 1998 version with those of today's, and say where the difference comes from,
# * follow one image from its pixels to the answer, and see where the network goes wrong.
#
# **Time:** about 60 minutes to read and do, and about 8 minutes in which the machine trains three networks. You may interrupt it and go on later.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Một **filter** là một cửa sổ nhỏ trượt trên ảnh. Ở mỗi vị trí nó nhân từng pixel trong cửa sổ với một weight, cộng tất cả lại và thêm một bias. Với ảnh $x$ có nhiều kênh $c$, filter $f$ cho ra
#
# $$y_{ijf} = b_f + \sum_{u,\,v,\,c} w_{uvcf} \; x_{i+u,\;j+v,\;c} .$$
#
# Bảng số $y_{\cdot\cdot f}$ gọi là **feature map** của filter đó. Hai điều làm nó khác một lớp `Dense`:
#
# * **Cửa sổ nhỏ.** Mỗi con số trong feature map chỉ nhìn thấy vài pixel cạnh nhau.
# * **Weights dùng chung.** Vị trí nào cũng dùng đúng những weights ấy: nét bút nhận ra được ở góc trái thì cũng nhận ra được ở góc phải.
#
# **Pooling** thu nhỏ feature map: mỗi cửa sổ 2 × 2 chỉ để lại một số, số lớn nhất (max pooling) hoặc trung bình (average pooling).

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# A **filter** is a small window that slides over the image. At each place it multiplies every pixel in the window by a weight, adds everything up and adds a bias. Of an image $x$ with channels $c$, filter $f$ makes
#
# $$y_{ijf} = b_f + \sum_{u,\,v,\,c} w_{uvcf} \; x_{i+u,\;j+v,\;c} .$$
#
# The grid of numbers $y_{\cdot\cdot f}$ is called that filter's **feature map**. Two things set it apart from a `Dense` layer:
#
# * **The window is small.** A number of the feature map sees only a few pixels, which lie side by side.
# * **The weights are shared.** Every place uses the same weights: a stroke that is recognized in the left corner is recognized in the right one, too.
#
# **Pooling** makes a feature map smaller: of each window of 2 × 2 only one number is left, the largest (max pooling) or the mean (average pooling).

# %% id="start" lang="vi"
import numpy as np

import vgkit
from vgkit import cnn_plots, data, diagnostics, plots, seeds, structure, tables

vgkit.start("11", language="vi")
images = data.load("mnist")
cnn_plots.sheet(images.x_train, images.y_train)

# %% id="start" lang="en"
import numpy as np

import vgkit
from vgkit import cnn_plots, data, diagnostics, plots, seeds, structure, tables

vgkit.start("11", language="en")
images = data.load("mnist")
cnn_plots.sheet(images.x_train, images.y_train)

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# MNIST gồm 60 000 ảnh train và 10 000 ảnh test, mỗi ảnh 28 × 28 pixel, một kênh. Ảnh test cũng là ảnh validation của khóa học.
#
# ## Dự đoán
#
# Bạn sẽ so hai LeNet chỉ khác nhau ở activation và pooling. Trước khi viết code, hãy chọn một câu trả lời; cuối bài bạn sẽ so nó với số đo được.

# %% [markdown] id="figure_text" lang="en"
# MNIST has 60,000 training and 10,000 test images of 28 × 28 pixels, with one channel. The test images are the course's validation images, too.
#
# ## Predict
#
# You are going to compare two LeNets that differ only in activation and pooling. Before you write any code, commit yourself to an answer; at the end you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P11")

# %% id="predict_answer" only="solution"
vgkit.answer("P11", "A")

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | lớp | mô tả | ngày nay | năm 1998 |
# |---|---|---|---|
# | C1 | convolution, 6 filter 5 × 5, padding `"same"` | ReLU | sigmoid |
# | S2 | pooling 2 × 2, stride 2 | max | trung bình |
# | C3 | convolution, 16 filter 5 × 5, padding `"valid"` | ReLU | sigmoid |
# | S4 | pooling 2 × 2, stride 2 | max | trung bình |
# | C5 | `Dense`, 120 unit, sau khi trải phẳng các feature map | ReLU | sigmoid |
# | F6 | `Dense`, 84 unit | ReLU | sigmoid |
# | output | `Dense`, 10 logits | | |
#
# | | |
# |---|---|
# | input | 28 × 28 × 1 pixel, đã chuẩn hóa |
# | initializer | của Keras (`glorot_uniform`) |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | Adam với learning rate mặc định, batch 128 |
#
# Bản gốc còn có vài chi tiết mà ngày nay không ai dùng nữa: pooling có weights, mỗi filter của C3 chỉ nhìn một phần các feature map của S2, và một output layer khác. Ở đây chúng được bỏ qua.

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | layer | what it is | today | 1998 |
# |---|---|---|---|
# | C1 | convolution, 6 filters of 5 × 5, padding `"same"` | ReLU | sigmoid |
# | S2 | pooling 2 × 2, stride 2 | max | average |
# | C3 | convolution, 16 filters of 5 × 5, padding `"valid"` | ReLU | sigmoid |
# | S4 | pooling 2 × 2, stride 2 | max | average |
# | C5 | `Dense`, 120 units, after the feature maps are flattened | ReLU | sigmoid |
# | F6 | `Dense`, 84 units | ReLU | sigmoid |
# | output | `Dense`, 10 logits | | |
#
# | | |
# |---|---|
# | input | 28 × 28 × 1 pixels, normalized |
# | initializer | Keras' own (`glorot_uniform`) |
# | loss | sparse categorical cross-entropy from logits |
# | optimizer | Adam with its default learning rate, batches of 128 |
#
# The original has a few details that nobody uses any more: pooling with weights, filters of C3 that see only some of S2's feature maps, and another output layer. They are left out here.

# %% [markdown] id="size_text" lang="vi"
# ## Bài tập, phần 1: kích thước
#
# Một cạnh của ảnh có $n$ pixel, cạnh của cửa sổ là `kernel`, mỗi bước cửa sổ đi `stride` pixel. Có bao nhiêu vị trí?
#
# * `"valid"`: cửa sổ luôn nằm trọn trong ảnh. Vị trí đầu bắt đầu ở pixel 0, vị trí cuối kết thúc không quá pixel $n - 1$.
# * `"same"`: thêm số 0 quanh ảnh để cửa sổ đặt được ở mọi bước, kể cả ở bước cuối, nơi lẽ ra nó thò ra ngoài mép. Với stride 1, output lớn bằng input.
#
# Viết hàm, thử ngay, rồi dùng nó cho từng lớp của LeNet.

# %% [markdown] id="size_text" lang="en"
# ## The exercise, part 1: sizes
#
# One side of the image has $n$ pixels, the window's side is `kernel`, and at each step the window moves by `stride` pixels. How many places are there?
#
# * `"valid"`: the window always lies inside the image. The first place begins at pixel 0, the last one ends at pixel $n - 1$ or before.
# * `"same"`: zeros are put around the image, so that the window fits at every step, even at a last one where it would reach beyond the edge. With stride 1 the output is as large as the input.
#
# Write the function, try it at once, then use it for each layer of LeNet.

# %% id="size"
import math


def output_size(n, kernel, padding, stride):
    if padding == "same":
        return math.ceil(n / stride)  #?? same_size | vi: Bao nhiêu bước dài stride trên n pixel, kể cả bước cuối không trọn? | en: n divided by stride; a last step that does not fit completely counts, too
    return (n - kernel) // stride + 1  #?? valid_size | vi: Vị trí đầu, cộng với số bước trọn vẹn mà cửa sổ còn đi được | en: The first place, and as many whole steps as the window can still take


vgkit.check_function(output_size, "11")

# %% id="lenet_sizes"
def lenet_sizes():
    c1 = output_size(28, 5, "same", 1)  #?? size_c1 | vi: Cạnh của một feature map ở C1; ảnh có cạnh 28 | en: The side of a feature map of C1; the image's is 28
    s2 = output_size(c1, 2, "valid", 2)  #?? size_s2 | vi: S2 nhận feature map của C1; pooling của Keras không thêm padding | en: S2 takes C1's feature maps; Keras' pooling does not pad
    c3 = output_size(s2, 5, "valid", 1)  #?? size_c3 | vi: C3: xem padding của nó trong bảng | en: C3: see the table for its padding
    s4 = output_size(c3, 2, "valid", 2)  #?? size_s4 | vi: S4, như S2 | en: S4, as S2
    features = 16 * s4 * s4  #?? features | vi: Bao nhiêu số đi vào C5, khi mọi feature map của S4 được trải thành một hàng? | en: How many numbers go into C5, when all feature maps of S4 are laid out in one row?
    return c1, s2, c3, s4, features


vgkit.check_function(lenet_sizes, "11")
c1, s2, c3, s4, features = lenet_sizes()
for name, filters, size in (("C1", 6, c1), ("S2", 6, s2), ("C3", 16, c3), ("S4", 16, s4)):
    print(f"{name}: {filters} @ {size} × {size}")
print(f"C5: {features} → 120")

# %% [markdown] id="parameters_text" lang="vi"
# ## Phần 2: số tham số
#
# Mỗi filter có cửa sổ `kernel` × `kernel` trên *mọi* kênh của input, và một bias.

# %% [markdown] id="parameters_text" lang="en"
# ## Part 2: parameters
#
# Each filter has a window of `kernel` × `kernel` on *every* channel of its input, and one bias.

# %% id="parameters"
def convolution_parameters(kernel, channels, filters):
    return filters * (kernel * kernel * channels + 1)  #?? parameters | vi: Số filter nhân với weights và bias của một filter | en: The number of filters times the weights and the bias of one


vgkit.check_function(convolution_parameters, "11")
by_layer = {
    "C1": convolution_parameters(5, 1, 6),
    "C3": convolution_parameters(5, 6, 16),
    "C5": 120 * (features + 1),
    "F6": 84 * (120 + 1),
    "output": 10 * (84 + 1),
}
print(by_layer, "→", sum(by_layer.values()))

# %% [markdown] id="parameters_read" lang="vi"
# Hai convolution cộng lại chỉ chiếm khoảng 4 % số tham số. C1 biến 784 pixel thành 6 · 28 · 28 = 4704 số bằng 156 tham số. Một lớp `Dense` làm việc ấy sẽ cần 4704 · (784 + 1), gần 3.7 triệu.

# %% [markdown] id="parameters_read" lang="en"
# The two convolutions together hold only about 4 % of the parameters. C1 turns 784 pixels into 6 · 28 · 28 = 4704 numbers with 156 parameters. A `Dense` layer that does so would need 4704 · (784 + 1), nearly 3.7 million.

# %% [markdown] id="pixels_text" lang="vi"
# ## Phần 3: chuẩn hóa pixel
#
# Pixel được chia cho 255, rồi trừ đi trung bình và chia cho độ lệch chuẩn, để input có trung bình 0 và độ lệch chuẩn 1. Hai con số ấy là của *toàn bộ* pixel, và chỉ được đo một lần. Đo trên ảnh nào?

# %% [markdown] id="pixels_text" lang="en"
# ## Part 3: normalizing pixels
#
# Pixels are divided by 255; then the mean is subtracted and the result divided by the standard deviation, so that the input has mean 0 and standard deviation 1. The two numbers are those of *all* pixels, and they are measured only once. On which images?

# %% id="pixels"
def pixel_statistics(images):
    mean = images.mean() / 255  #?? pixel_mean | vi: Trung bình của mọi pixel, sau khi chia cho 255 | en: The mean of all pixels, after division by 255
    std = images.std() / 255  #?? pixel_std | vi: Độ lệch chuẩn của chúng, cùng thang đo | en: Their standard deviation, on the same scale
    return mean, std


vgkit.check_function(pixel_statistics, "11")

measured_on = images.x_train  #?? which_images | vi: Một trong hai mảng ảnh của `images`: trước khi thi, network được phép biết mảng nào? | en: One of the two arrays in `images`: which may a network know before it is tested?
mean, std = pixel_statistics(measured_on)
print(f"{mean:.4f} {std:.4f}")

# %% id="normalize"
def normalize(pixels):
    return (pixels / 255 - mean) / std  #?? normalized | vi: Từ pixel 0–255 đến input của network, bằng hai con số vừa đo | en: From pixels 0–255 to the network's input, with the two numbers just measured


vgkit.check_function(normalize, "11")

# %% [markdown] id="convolve_text" lang="vi"
# ## Phần 4: một phép convolution, viết tay
#
# Một filter, một ảnh một kênh (không nhất thiết là hình vuông), padding `"valid"`, stride 1. `np.ndindex` đi qua mọi vị trí của cửa sổ.

# %% [markdown] id="convolve_text" lang="en"
# ## Part 4: a convolution by hand
#
# One filter, one image with one channel (it need not be square), padding `"valid"`, stride 1. `np.ndindex` goes through all places of the window.

# %% id="convolve"
def convolve(image, kernel, bias):
    size = len(kernel)
    counts = [n - size + 1 for n in image.shape]  #?? window_count | vi: Hai số: cửa sổ có bao nhiêu vị trí theo chiều dọc và theo chiều ngang | en: Two numbers: how many places the window has, down and across
    result = np.zeros(counts)
    for i, j in np.ndindex(*counts):
        window = image[i : i + size, j : j + size]  #?? window | vi: Phần ảnh dưới cửa sổ có góc trên bên trái ở hàng i, cột j | en: The part of the image under a window whose upper left corner is at row i, column j
        value = np.sum(window * kernel) + bias  #?? weighted_sum | vi: Một số: tổng có trọng số của cửa sổ, và bias | en: One number: the window's weighted sum, and the bias
        result[i, j] = value
    return result


vgkit.check_function(convolve, "11")

# %% [markdown] id="edges_text" lang="vi"
# Kernel dưới đây không học từ dữ liệu mà do con người nghĩ ra: bên trái âm, bên phải dương. Dòng đầu tiên cell in ra cho biết kết quả của bạn có đúng là kết quả của `Conv2D` hay không, từ kích thước đến năm chữ số thập phân.

# %% [markdown] id="edges_text" lang="en"
# The kernel below was not learnt, a person designed it: negative on the left, positive on the right. The first line that the cell prints says whether your result is that of Keras' `Conv2D`, in size and to five decimals.

# %% id="edges"
import keras
from keras import layers

digit = images.x_train[0, :, :, 0] / 255
edges = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
by_hand = convolve(digit, edges, bias=0.5)

layer = layers.Conv2D(1, 3)
layer.build((None, 28, 28, 1))
layer.set_weights([edges[:, :, None, None], np.array([0.5])])
by_keras = layer(digit[None, :, :, None])[0, :, :, 0]
print("Keras:", by_hand.shape == by_keras.shape, np.abs(by_hand - by_keras).max() < 1e-5)
cnn_plots.filtering(digit, edges, by_hand)

# %% [markdown] id="edges_read" lang="vi"
# Ở hình này số lớn thì sáng. Feature map sáng ở nơi nét bút bắt đầu nếu ta đi từ trái sang phải, tối ở nơi nó kết thúc, và xám ở nơi không có gì thay đổi: filter này tìm cạnh đứng. LeNet sẽ tự học weights của sáu filter như vậy.
#
# Max pooling được viết theo cùng một cách.

# %% [markdown] id="edges_read" lang="en"
# Here large numbers are light. Going from left to right, the feature map is light where a stroke begins, dark where it ends, and grey where nothing changes: this filter finds vertical edges. LeNet will learn the weights of six such filters by itself.
#
# Max pooling is written in the same manner.

# %% id="pool"
def max_pool(image):
    result = np.zeros((image.shape[0] // 2, image.shape[1] // 2))
    for i, j in np.ndindex(*result.shape):
        largest = image[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()  #?? largest | vi: Số lớn nhất của cửa sổ 2 × 2 thứ (i, j); các cửa sổ không chồng lên nhau | en: The largest number of the 2 × 2 window number (i, j); windows do not overlap
        result[i, j] = largest
    return result


vgkit.check_function(max_pool, "11")

# %% [markdown] id="lenet_text" lang="vi"
# ## Phần 5: LeNet bằng Keras
#
# Mỗi chỗ trống của `lenet` là một dòng của bảng đầu ở phần Chuẩn bị (trải phẳng thuộc về C5); optimizer và loss nằm ở bảng thứ hai. Các biểu đồ bên dưới gọi C1 và C3 là conv 1 và conv 2, C5 và F6 là hidden 1 và hidden 2. `activation` và `pooling` là tham số của hàm, để cùng một hàm dựng được cả hai bản; `pooling` là một class, chẳng hạn `layers.MaxPooling2D`; gọi nó thì được một lớp.

# %% [markdown] id="lenet_text" lang="en"
# ## Part 5: LeNet in Keras
#
# Each blank of `lenet` is a row of the first table in the set-up (flattening is part of C5); optimizer and loss are in the second. The charts below call C1 and C3 conv 1 and conv 2, C5 and F6 hidden 1 and hidden 2. `activation` and `pooling` are arguments, so that one function builds both versions; `pooling` is a class, such as `layers.MaxPooling2D`, and a layer is made by calling it.

# %% id="lenet"
def lenet(activation, pooling):
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(6, 5, padding="same", activation=activation),  #?? c1 | vi: C1: số filter, kích thước kernel, padding, activation | en: C1: number of filters, size of the kernel, padding, activation
            pooling(2),  #?? s2 | vi: S2: một lớp thuộc class pooling; stride của Keras mặc định bằng cửa sổ | en: S2: a layer of the class pooling; Keras' stride is by default the window's size
            layers.Conv2D(16, 5, activation=activation),  #?? c3 | vi: C3: như C1, với những con số của nó; padding mặc định của Keras là gì? | en: C3: as C1, with its own numbers; which padding is Keras' default?
            pooling(2),  #?? s4 | vi: S4: như S2 | en: S4: as S2
            layers.Flatten(),  #?? flatten | vi: Lớp trải các feature map thành một hàng | en: The layer that lays the feature maps out in one row
            layers.Dense(120, activation=activation),  #?? c5 | vi: C5 | en: C5
            layers.Dense(84, activation=activation),  #?? f6 | vi: F6 | en: F6
            layers.Dense(10),  #?? output | vi: Output layer: logits | en: The output layer: logits
        ]
    )


def compiled(model):
    model.compile(
        optimizer=keras.optimizers.Adam(),  #?? optimizer | vi: Optimizer trong bảng, với mọi thiết lập mặc định | en: The table's optimizer, with all its defaults
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),  #?? loss | vi: Loss trong bảng; network cho logits, không phải xác suất | en: The table's loss; the network gives logits, not probabilities
        metrics=["accuracy"],
    )
    return model


model = compiled(lenet("relu", layers.MaxPooling2D))
vgkit.check(model, "11")

# %% [markdown] id="old_text" lang="vi"
# Bản 1998 khác đúng hai chỗ.

# %% [markdown] id="old_text" lang="en"
# The 1998 version differs in just two things.

# %% id="old"
old = compiled(lenet("sigmoid", layers.AveragePooling2D))  #?? lenet_1998 | vi: Cũng hàm ấy, với hai tham số của năm 1998, và compile | en: The same function with the two arguments of 1998, compiled
vgkit.check(old, "11_1998")

# %% [markdown] id="convnet_text" lang="vi"
# ## Phần 6: một convnet nhỏ
#
# Network thứ ba lấy kích thước từ trang ví dụ MNIST của Keras: hai convolution 3 × 3 với 32 và 64 filter (padding `"valid"`, ReLU), sau mỗi cái là max pooling 2 × 2; rồi các feature map được trải phẳng, dropout 0.5, và thẳng tới mười logits. **Dropout** đặt một nửa số giá trị đi qua nó về 0, mỗi lần một nửa khác, và chỉ khi train: network không thể dựa vào riêng một đặc điểm nào.

# %% [markdown] id="convnet_text" lang="en"
# ## Part 6: a small convnet
#
# The third network takes its sizes from Keras' example page on MNIST: two 3 × 3 convolutions with 32 and 64 filters (padding `"valid"`, ReLU), each followed by 2 × 2 max pooling; then the feature maps are flattened, dropout 0.5, and straight to ten logits. **Dropout** sets half of the values that pass through it to 0, each time another half, and only in training: the network cannot rely on any single feature.

# %% id="convnet"
convnet = compiled(
    keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),  #?? convolution_1 | vi: Convolution thứ nhất | en: The first convolution
            layers.MaxPooling2D(2),  #?? pooling_1 | vi: Pooling sau nó | en: The pooling that follows it
            layers.Conv2D(64, 3, activation="relu"),  #?? convolution_2 | vi: Convolution thứ hai | en: The second convolution
            layers.MaxPooling2D(2),  #?? pooling_2 | vi: Pooling sau nó | en: The pooling that follows it
            layers.Flatten(),  #?? flatten_maps | vi: Các feature map thành một hàng | en: The feature maps in one row
            layers.Dropout(0.5),  #?? dropout | vi: Dropout, với tỉ lệ bị bỏ | en: Dropout, with the share that is dropped
            layers.Dense(10),  #?? logits | vi: Output layer | en: The output layer
        ]
    )
)
vgkit.check(convnet, "11_convnet")

# %% [markdown] id="convnet_read" lang="vi"
# Convnet nhỏ có ít tham số hơn LeNet, nhưng không rẻ hơn. Số phép nhân của một convolution là số weights nhân với số vị trí của cửa sổ:
#
# * LeNet: $28^2 \cdot 150 + 10^2 \cdot 2400$ cho hai convolution, 58 920 cho các lớp `Dense`; tổng cộng khoảng 0.42 triệu.
# * Convnet: $26^2 \cdot 288 + 11^2 \cdot 18432 + 16000$, khoảng 2.4 triệu, gần gấp sáu lần.

# %% [markdown] id="convnet_read" lang="en"
# The small convnet has fewer parameters than LeNet, but it is not cheaper. A convolution takes as many multiplications as it has weights, times the number of places of its window:
#
# * LeNet: $28^2 \cdot 150 + 10^2 \cdot 2400$ for the two convolutions, 58,920 for the `Dense` layers; about 0.42 million in all.
# * The convnet: $26^2 \cdot 288 + 11^2 \cdot 18432 + 16000$, about 2.4 million, nearly six times as many.

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn cả ba network trong `vgkit.cnn`. Cell sau cho thấy hai cách viết cho ra cùng một network, rồi dùng network của thư viện để train.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has all three networks in `vgkit.cnn`. The next cell shows that both ways of writing them give the same networks, and goes on with the library's.

# %% id="shared" only="solution"
from vgkit import course

shared = [course.get(name).compiled() for name in ("11", "11_1998", "11_convnet")]
for ours, theirs in zip((model, old, convnet), shared, strict=True):
    print(theirs.name, structure.describe(ours) == structure.describe(theirs))
model, old, convnet = shared

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Hai LeNet xuất phát từ cùng những weights. Một batch là đủ để thấy gradient về được tới đâu.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# Both LeNets start from the same weights. One batch shows how far back the gradient gets.

# %% id="before"
layer_names = structure.layer_names(model)
networks = {
    "ReLU, max": diagnostics.before_training(model, "11"),
    "1998": diagnostics.before_training(old, "11_1998"),
}
plots.gradient_norms(layer_names, networks)

# %% id="layers"
tables.layers(layer_names, networks)

# %% [markdown] id="before_read" lang="vi"
# **ReLU và max pooling** (đường liền): chuẩn gradient của năm lớp chênh nhau không quá bốn lần, và convolution đầu tiên nhận được gấp đôi output layer.
#
# **1998** (đường đứt): từ output về convolution đầu tiên, gradient nhỏ đi khoảng 280 lần, dù chỉ có bốn bước. Ba thứ cùng nhân vào:
#
# * Đạo hàm của sigmoid không vượt quá $\frac14$, và có bốn lớp sigmoid. Hầu như không activation nào bão hòa, nên đạo hàm ở đây gần mức tối đa.
# * Average pooling chia tín hiệu đi lùi cho bốn pixel, mỗi pixel nhận $\frac14$. Chuẩn của bốn phần bằng nhau ấy là $\sqrt{4 \cdot (\frac14)^2} = \frac12$. Max pooling đưa trọn tín hiệu cho pixel lớn nhất.
# * Qua mỗi lớp, gradient còn được nhân với weights.
#
# Mỗi thứ đóng góp bao nhiêu? Cell sau dựng thêm hai network ở giữa, mỗi network chỉ giữ một trong hai điểm của năm 1998.

# %% [markdown] id="before_read" lang="en"
# **ReLU and max pooling** (solid line): the gradient norms of the five layers lie within a factor of four, and the first convolution gets twice as much as the output layer.
#
# **1998** (dashed line): from the output to the first convolution the gradient shrinks by a factor of about 280, although there are only four steps. Three things are multiplied:
#
# * The sigmoid's derivative never exceeds $\frac14$, and there are four layers of sigmoids. Hardly any of them is saturated, so the derivative is near its maximum here.
# * Average pooling divides the signal on its way back among four pixels, $\frac14$ for each. The norm of these four equal parts is $\sqrt{4 \cdot (\frac14)^2} = \frac12$. Max pooling gives the whole signal to the largest pixel.
# * At each layer the gradient is multiplied by the weights, too.
#
# How much does each of them do? The next cell builds the two networks in between as well, each with only one of 1998's two peculiarities.

# %% id="halves"
between = {
    "sigmoid, average": old,
    "sigmoid, max": lenet("sigmoid", layers.MaxPooling2D),
    "ReLU, average": lenet("relu", layers.AveragePooling2D),
    "ReLU, max": model,
}
for name, network in between.items():
    found = diagnostics.before_training(network, "11")["gradient_norm"]
    print(f"{name:17} output / conv 1 = {found[-1] / found[0]:.3g}")

# %% [markdown] id="halves_read" lang="vi"
# Gần như toàn bộ khác biệt là do sigmoid. Average pooling đúng là làm chuẩn của tín hiệu đi lùi còn một nửa, hai lần. Nhưng gradient của kernel là tổng, trên mọi vị trí, của tín hiệu nhân với input, và bốn phần tư ấy nhân với những input gần như nhau: trong tổng, chúng lại là một.

# %% [markdown] id="halves_read" lang="en"
# Nearly all of the difference is due to the sigmoids. Averaging does halve the norm of the signal on its way back, twice. But a kernel's gradient is a sum over all positions of signal times input, and the four quarters multiply nearly the same input: in the sum they are one again.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# `vgkit.train` đặt model về điểm xuất phát của khóa học, tự chuẩn hóa ảnh MNIST đúng như hàm `normalize` của bạn, rồi train như `fit` của Keras. Sau mỗi epoch, một checkpoint được lưu lại; nếu bị ngắt, hãy chạy lại các cell từ đầu và việc train tiếp tục ở epoch đang dở.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# `vgkit.train` gives the model the course's initial weights, normalizes MNIST's images just as your function `normalize` does, and trains as Keras' `fit` does. The state is saved after every epoch; if you are interrupted, run the cells again from the top and the training goes on where it was.

# %% id="train"
run = vgkit.train(model, "11")
run_old = vgkit.train(old, "11_1998")
run_convnet = vgkit.train(convnet, "11_convnet")

# %% [markdown] id="number_text" lang="vi"
# ## Trắc nghiệm, phần 1
#
# Một epoch có 469 batch; `loss` của epoch là trung bình trên các batch ấy, từ batch đầu tiên. Trước khi xem các đường cong, hãy đọc một con số từ lần train của bạn: `run` là LeNet với ReLU và max pooling, `run_old` là bản 1998, và `run_old.at("loss", 5)` là training loss của bản 1998 ở epoch 5.

# %% [markdown] id="number_text" lang="en"
# ## Quiz, part 1
#
# An epoch has 469 batches; its `loss` is the mean over them, from the first one on. Before you look at the curves, read one number off your training: `run` is LeNet with ReLU and max pooling, `run_old` the version of 1998, and `run_old.at("loss", 5)` is that version's training loss in epoch 5.

# %% id="quiz_number"
vgkit.ask("Q11.robust")

# %% id="quiz_number_answer" only="solution"
vgkit.answer("Q11.robust", "B")

# %% id="curves"
runs = {"LeNet, ReLU": run, "LeNet, 1998": run_old, "convnet": run_convnet}
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 2, 5))

# %% id="convnet_milestones"
tables.milestones({"convnet": run_convnet}, epochs=(8, 10))

# %% [markdown] id="curves_read" lang="vi"
# Với ReLU và max pooling, sau một epoch LeNet đã trả lời đúng 98.1 % ảnh test, sau năm epoch là 99.0 %. Bản 1998 cũng học được, không đứng yên ở 10 % như baseline bảy lớp của phần một, nhưng khởi động chậm: 90.7 % sau epoch 1, và phải sau năm epoch nó mới tới khoảng mức mà bản ReLU có được sau epoch đầu tiên. Trong bài này, giá của gradient nhỏ là *thời gian*.
#
# Ở epoch 1, cả hai LeNet có training loss cao hơn validation loss. Đó không phải là điều lạ: training loss là trung bình của cả epoch, kể cả những batch đầu tiên khi network chưa biết gì, còn validation loss được đo ở cuối epoch.
#
# Convnet nhỏ vượt 99.0 % ở epoch 6 và đạt 99.1 % sau mười epoch. Training accuracy của nó (98.9 % ở epoch cuối) lại *thấp hơn* validation accuracy: dropout chỉ bỏ giá trị khi train, còn khi validation network được dùng trọn vẹn.

# %% [markdown] id="curves_read" lang="en"
# With ReLU and max pooling LeNet gets 98.1 % of the test images right after one epoch, and 99.0 % after five. The 1998 version learns as well, it does not stand still at 10 % as part one's baseline of seven layers does, but it starts slowly: 90.7 % after epoch 1, and it takes five epochs to get about as far as ReLU got in the first. In this exercise the price of a small gradient is *time*.
#
# In epoch 1 the training loss of both LeNets is above their validation loss. There is nothing strange about it: the training loss is the mean over the whole epoch, with its first batches, when the network knew nothing, while the validation loss is measured at the epoch's end.
#
# The small convnet passes 99.0 % in epoch 6 and reaches 99.1 % after ten epochs. Its training accuracy (98.9 % in the last epoch) is *below* its validation accuracy: dropout removes values in training only, while validation uses the whole network.

# %% [markdown] id="change_text" lang="vi"
# ## Lớp nào đã học?
#
# Biểu đồ cho thấy mỗi kernel đã đi xa bao nhiêu so với lúc khởi tạo; bảng bên dưới đo lại gradient sau năm epoch.

# %% [markdown] id="change_text" lang="en"
# ## Which layers have learnt?
#
# The chart shows how far each kernel has moved from where it started; the table below it measures the gradients again after five epochs.

# %% id="change"
both = {"ReLU, max": run, "1998": run_old}
plots.weight_change(layer_names, {name: each.snapshot(5) for name, each in both.items()})

# %% id="after"
tables.layers(layer_names, {name: each.snapshot(5) for name, each in both.items()})

# %% [markdown] id="change_read" lang="vi"
# Bản 1998 bắt đầu với gradient nhỏ hơn, vậy mà các kernel của nó lại đi *xa hơn*: convolution đầu tiên đi được 3.5 lần chuẩn ban đầu, ở bản ReLU là 0.9 lần. Hai điều cùng dẫn đến việc này.
#
# * **Adam không bước theo độ lớn của gradient.** Nó chia bước đi của mỗi weight cho cỡ gradient của chính weight đó. Nhờ vậy gradient nhỏ không làm lớp đầu đứng yên.
# * **Sigmoid cần weights lớn hơn.** Lúc đầu gần như không có activation nào bão hòa: mọi sigmoid nằm ở đoạn giữa gần như thẳng. Sau năm epoch, tùy theo lớp, từ 16 đến 45 % activation đã ra tới hai đầu.
#
# Khi weights lớn lên, gradient cũng không còn biến mất: sau năm epoch, convolution đầu tiên nhận được khoảng một phần tư của output layer, thay vì một phần 280. Vanishing gradient ở đây là tính chất của *điểm xuất phát*.

# %% [markdown] id="change_read" lang="en"
# The 1998 version started with the smaller gradient, and yet its kernels moved *further*: the first convolution by 3.5 times its initial norm, with ReLU by 0.9 times. Two things work together here.
#
# * **Adam's steps do not follow the gradient's size.** It divides the step of each weight by the size of that weight's own gradients. So a small gradient does not keep the first layer where it is.
# * **Sigmoids need larger weights.** At first hardly any activation is saturated: all sigmoids are on their middle part, which is nearly straight. After five epochs 16 to 45 % of them, depending on the layer, have reached one of the ends.
#
# As the weights grow, the gradient no longer vanishes either: after five epochs the first convolution gets about a quarter of what the output layer gets, not one 280th. Here vanishing gradients are a property of the *starting point*.

# %% [markdown] id="seeds_text" lang="vi"
# ## May rủi hay quy luật?
#
# Mỗi con số ở trên là của một lần train. Khóa học đã train mỗi network từ năm seed, tức là năm bộ weights ban đầu và năm thứ tự batch.

# %% [markdown] id="seeds_text" lang="en"
# ## Luck or law?
#
# Each number above is that of one training. The course has trained each network from five seeds, that is from five sets of initial weights and in five orders of the batches.

# %% id="seeds"
seeds.table({"LeNet, ReLU": "11", "LeNet, 1998": "11_1998", "convnet": "11_convnet"})

# %% id="ratios"
for name, exercise in {"LeNet, ReLU": "11", "LeNet, 1998": "11_1998"}.items():
    norms = [each.gradient_norm for each in seeds.load_reference(exercise)]
    print(f"{name}: output / conv 1 =", ", ".join(f"{each[-1] / each[0]:.3g}" for each in norms))

# %% [markdown] id="seeds_read" lang="vi"
# Thứ tự không phải do may rủi. Với cả năm seed, LeNet bản ReLU đạt từ 98.8 đến 99.0 %, bản 1998 từ 96.7 đến 97.5 %, và convnet nhỏ luôn kết thúc trên 99.0 %. Gradient trước khi train cũng vậy: ở bản 1998, output layer luôn nhận được gấp hơn hai trăm lần convolution đầu tiên; ở bản ReLU không bao giờ nhiều hơn.
#
# Còn ở epoch 5, LeNet bản ReLU hơn convnet năm ảnh trên 10 000. Các seed của cùng một LeNet còn chênh nhau hai mươi ảnh, nên mỗi bên một lần train thì không đủ để phân hạng.

# %% [markdown] id="seeds_read" lang="en"
# The order is no luck. For all five seeds LeNet with ReLU reaches 98.8 to 99.0 %, the 1998 version 96.7 to 97.5 %, and the small convnet always ends above 99.0 %. So it is with the gradients before training: in the 1998 version the output layer always gets more than two hundred times as much as the first convolution, with ReLU never more than it.
#
# At epoch 5, though, LeNet with ReLU was ahead of the convnet by five images of 10,000. Seeds of one and the same LeNet differ by twenty, so a single training of each cannot rank the two.

# %% [markdown] id="answer_text" lang="vi"
# ## Một ảnh, từng bước
#
# Network đã train trả lời bằng logits. **Softmax** biến chúng thành xác suất: mỗi logit qua hàm mũ thành số dương, rồi chia cho tổng,
#
# $$p_k = \frac{e^{z_k}}{\sum_m e^{z_m}} .$$
#
# Hàm của bạn phải chịu được cả logit lớn như 1000, nơi $e^{z}$ vượt quá mọi số mà máy tính viết được. Cộng một số vào mọi logit có làm xác suất thay đổi không?

# %% [markdown] id="answer_text" lang="en"
# ## One image, step by step
#
# The trained network answers in logits. **Softmax** makes probabilities of them: the exponential makes each logit positive, and then they are divided by their sum,
#
# $$p_k = \frac{e^{z_k}}{\sum_m e^{z_m}} .$$
#
# Your function has to cope with logits as large as 1000, where $e^{z}$ is beyond any number that a computer can write. Do the probabilities change if the same number is added to all logits?

# %% id="softmax"
def softmax(logits):
    exponentials = np.exp(logits - logits.max())  #?? exponentials | vi: Hàm mũ của logits, sau khi dời chúng sao cho không số nào quá lớn | en: The exponentials of the logits, shifted first so that none is too large
    return exponentials / exponentials.sum()  #?? softmax | vi: Chia sao cho tổng bằng 1 | en: Divided so that the sum is 1


vgkit.check_function(softmax, "11")

# %% id="answer"
pixels = images.x_test[0]
x = normalize(pixels)
logits = model.predict(x[None], verbose=0)[0]
print("pixels ", pixels.min(), "…", pixels.max())
print("input  ", x.min().round(2), "…", x.max().round(2))
print("logits ", *logits.round().astype(int))
print("answer ", softmax(logits).argmax())
cnn_plots.probabilities(pixels, softmax(logits))

# %% [markdown] id="maps_text" lang="vi"
# ## Network nhìn thấy gì
#
# Đây là các feature map của chính ảnh ấy, từ C1 đến S4; số càng lớn thì càng đen.

# %% [markdown] id="maps_text" lang="en"
# ## What the network sees
#
# These are the feature maps of the same image, from C1 to S4; the larger a number, the darker it is.

# %% id="maps"
cnn_plots.feature_maps(model, x)

# %% id="kernels"
cnn_plots.kernels({"ReLU, max": diagnostics.kernels(model)[0], "1998": diagnostics.kernels(old)[0]})

# %% [markdown] id="maps_read" lang="vi"
# Trong lần chạy của khóa học, feature map 5 của conv 1 đậm dọc theo mép trên của nét ngang, feature map 4 đậm dọc theo một bên của nét xiên: đó là những filter tìm cạnh như filter bạn viết tay, nhưng được học từ dữ liệu. Pooling làm hình thô đi mà vẫn giữ chỗ đậm. Ở conv 2, phần lớn mỗi feature map là trắng, tức là 0: mỗi filter chỉ lên tiếng ở vài chỗ. Từ 400 số của pooling 2, ba lớp `Dense` đọc ra chữ số.
#
# Nhìn thẳng vào kernel thì khó đọc hơn: 25 weights không đủ vẽ nên hình gì. Nhưng thấy được weights của bản 1998 lớn hơn (số lớn nhất của mỗi kernel khoảng 0.7 đến 0.9, so với 0.2 đến 0.4), đúng như biểu đồ thay đổi đã cho biết.

# %% [markdown] id="maps_read" lang="en"
# In the course's run, feature map 5 of conv 1 is dark along the upper edge of the horizontal stroke, feature map 4 along one side of the slanted one: these filters find edges, as the one that you wrote by hand does, but they were learnt from data. Pooling makes the picture coarser and keeps what is dark. In conv 2 most of each feature map is white, that is 0: each filter speaks up in a few places only. From the 400 numbers of pooling 2 the three `Dense` layers read the digit.
#
# The kernels themselves are harder to read: 25 weights are not enough to draw anything. One can see, though, that those of 1998 are larger (the largest weight of each kernel is between 0.7 and 0.9, against 0.2 to 0.4), as the chart of changes showed.

# %% [markdown] id="mistakes_text" lang="vi"
# ## Network sai ở đâu
#
# `predict` cho mười logits của mỗi ảnh test. Câu trả lời là class có logit lớn nhất; softmax không đổi thứ tự, nên ở đây không cần đến nó.

# %% [markdown] id="mistakes_text" lang="en"
# ## Where the network goes wrong
#
# `predict` gives ten logits for each test image. The answer is the class with the largest one; softmax does not change their order, so it is not needed here.

# %% id="answers"
all_logits = model.predict(normalize(images.x_test), batch_size=1000, verbose=0)
answers = all_logits.argmax(axis=1)  #?? answers | vi: Với mỗi ảnh, số của class có logit lớn nhất: 10 000 số | en: For each image the number of the class with the largest logit: 10,000 numbers
wrong = np.flatnonzero(answers != images.y_test)  #?? wrong | vi: Số thứ tự của những ảnh bị trả lời sai | en: The numbers of the images with a wrong answer
print(len(wrong), f"{1 - len(wrong) / 10_000:.4f}", f"{run.at('val_accuracy', 5):.4f}")

# %% [markdown] id="confusion_text" lang="vi"
# Hai con số cuối phải bằng nhau: bạn vừa tự đo lại validation accuracy của epoch cuối.

# %% [markdown] id="confusion_text" lang="en"
# The last two numbers must be equal: you have just measured the last epoch's validation accuracy yourself.

# %% id="confusion"
cnn_plots.confusion_matrix(images.y_test, answers)

# %% id="misclassified"
cnn_plots.misclassified(images.x_test, images.y_test, answers)

# %% [markdown] id="mistakes_read" lang="vi"
# Trong lần chạy của khóa học, 100 trên 10 000 ảnh bị trả lời sai, nhiều nhất là 9 bị đọc thành 4, và không ít ảnh làm khó cả con người. Softmax có báo trước không? Cell sau đếm xem network cho câu trả lời của mình xác suất trên 90 % ở bao nhiêu ảnh, rồi vẽ ảnh sai đầu tiên.

# %% [markdown] id="mistakes_read" lang="en"
# In the course's run 100 of 10,000 answers are wrong; most often a 9 is taken for a 4, and quite a few images would puzzle a person. Does softmax give a warning? The next cell counts for how many images the network gives its answer a probability of more than 90 %, and draws the first image with a wrong answer.

# %% id="sure"
sure = np.array([softmax(each).max() for each in all_logits]) > 0.9
print("wrong:", sure[wrong].sum(), "of", len(wrong), "  right:", f"{np.delete(sure, wrong).mean():.1%}")
cnn_plots.probabilities(images.x_test[wrong[0]], softmax(all_logits[wrong[0]]))

# %% [markdown] id="sure_read" lang="vi"
# Phần lớn ảnh sai có xác suất thấp hơn, nhưng cứ bốn ảnh sai thì có một ảnh mà network vẫn "chắc" hơn 90 %. Xác suất của softmax là lời của network về chính nó, không phải lời bảo đảm.

# %% [markdown] id="sure_read" lang="en"
# Most wrong answers come with a lower probability, but one in four of them has more than 90 % all the same. A probability of softmax is what the network says about itself, not a guarantee.

# %% [markdown] id="quiz_text" lang="vi"
# ## Trắc nghiệm, phần 2
#
# Network đã học chịu được đến đâu khi một bộ phận của nó bị thay? Đo điều đó chỉ mất vài giây, không cần train:
#
# ```python
# averaging = compiled(lenet("relu", layers.AveragePooling2D))
# averaging.set_weights(model.get_weights())
# averaging.evaluate(normalize(images.x_test), images.y_test, batch_size=1000)
# ```

# %% [markdown] id="quiz_text" lang="en"
# ## Quiz, part 2
#
# How much does a trained network mind if one of its parts is replaced? Measuring it takes seconds and no training:
#
# ```python
# averaging = compiled(lenet("relu", layers.AveragePooling2D))
# averaging.set_weights(model.get_weights())
# averaging.evaluate(normalize(images.x_test), images.y_test, batch_size=1000)
# ```

# %% id="quiz"
vgkit.ask("Q11.why")

# %% id="quiz_answer" only="solution"
from vgkit import cases

vgkit.answer("Q11.why", "D")
cases.show("Q11.why")

# %% [markdown] id="case_text" lang="vi"
# Câu cuối cùng nói về một trường hợp mà bài này không đo.

# %% [markdown] id="case_text" lang="en"
# The last question is about a case that this exercise has not measured.

# %% id="case"
vgkit.ask("C11")

# %% id="case_answer" only="solution"
vgkit.answer("C11", "C")
cases.show("C11")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với biểu đồ chuẩn gradient: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. Compare it with the chart of gradient norms: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P11")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Ở bản 1998, từ hidden 1 về conv 2 và từ conv 2 về conv 1, gradient nhỏ đi 6 và 8 lần; từ output về hidden 1, mỗi bước chỉ 2 đến 3 lần. Với `lenet("sigmoid", layers.MaxPooling2D)` thì sao? Còn gì khác nhau giữa hai loại bước ấy?
# * Trường hợp mới ở trên dời chữ số 5 pixel. Với `np.roll(images.x_test, 1, axis=2)`, hãy dời 1, 2, 3, … pixel: từ đâu thì accuracy bắt đầu giảm nhanh? Convnet và bản 1998 thì sao? Nếu khi train ảnh cũng bị dời ngẫu nhiên thì sao?
# * Compile cả hai LeNet với SGD, learning rate 0.01, rồi train hai epoch. Bản nào vẫn học được, và vì sao?
# * Tìm trong các ảnh trả lời sai ảnh mà network chắc chắn nhất. Bạn có tin nhãn của nó không?
# * Bài 12 chồng mười tám convolution lên nhau. Nếu mỗi bước lùi mất một nửa gradient, còn lại bao nhiêu?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * In the 1998 version the gradient shrinks by factors of 6 and 8 from hidden 1 to conv 2 and from conv 2 to conv 1, and only by 2 to 3 in each step from the output to hidden 1. What about `lenet("sigmoid", layers.MaxPooling2D)`? What else is different between these two kinds of steps?
# * The new case above moves the digits by 5 pixels. With `np.roll(images.x_test, 1, axis=2)`, move them by 1, 2, 3, … pixels: from where on does the accuracy fall fast? What about the convnet and the 1998 version? And what if images are moved at random in training, too?
# * Compile both LeNets with SGD, learning rate 0.01, and train two epochs. Which of them still learns, and why?
# * Among the images with a wrong answer, find the one of which the network is surest. Do you trust its label?
# * Exercise 12 stacks eighteen convolutions. If each step back loses half of the gradient, how much is left at the first one?
