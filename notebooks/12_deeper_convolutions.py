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
# # Bài 12 · Convolutional network sâu hơn
#
# LeNet có hai convolution. VGG (Simonyan và Zisserman, 2015) chồng lên nhau mười mấy convolution nhỏ và cho thấy độ sâu đáng giá thế nào. Nhưng sâu đến mức nào thì network không còn học được, và điều gì quyết định? Trong bài này bạn viết khối VGG thành một hàm, dựng network với 2, 6, 13 và 18 convolution, rồi đo gradient của mọi cặp *activation × khởi tạo* trước khi train bất cứ network nào.
#
# Làm xong bài, bạn có thể
#
# * tính receptive field của một chồng convolution, và nói vì sao hai cửa sổ 3 × 3 tốt hơn một cửa sổ 5 × 5,
# * tính fan-in của một convolution, từ đó suy ra khởi tạo của He và của Glorot,
# * tính tín hiệu còn lại bao nhiêu sau 13 lớp, rồi so với số đo,
# * phân biệt hai cách một network sâu thất bại: không nhúc nhích, và nhúc nhích mà chẳng học được gì.
#
# **Thời gian:** khoảng 60 phút để đọc và làm, cộng thêm chừng 10 phút máy train bảy network. Có thể ngắt giữa chừng rồi chạy tiếp.

# %% [markdown] id="goal" lang="en"
# # Exercise 12 · Deeper convolutional networks
#
# LeNet has two convolutions. VGG (Simonyan & Zisserman, 2015) stacked more than a dozen small ones and showed what depth is worth. But how deep can a network be until it no longer learns, and what decides? In this exercise you write VGG's block as a function, build networks with 2, 6, 13 and 18 convolutions, and measure the gradients of every pair *activation × initialization* before you train any of them.
#
# When you are done, you can
#
# * compute the receptive field of a stack of convolutions, and say why two 3 × 3 windows beat one of 5 × 5,
# * compute the fan-in of a convolution, and derive He's and Glorot's initialization from it,
# * compute how much of a signal is left after 13 layers, and compare that with a measurement,
# * tell apart two ways in which a deep network fails: not moving, and moving without learning anything.
#
# **Time:** about 60 minutes to read and do, and about 10 minutes in which the machine trains seven networks. You may interrupt it and go on later.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Một khối VGG gồm vài convolution 3 × 3 nối tiếp, rồi một max pooling 2 × 2. Các khối nối nhau thành network.
#
# Mỗi lớp nhân độ lớn của tín hiệu với một hệ số; ở chiều tới, tín hiệu là activation, ở chiều ngược là gradient. Một hệ số $\frac12$ thì vô hại trong network hai lớp, vì vẫn còn $\frac14$. Qua mười ba lớp chỉ còn
#
# $$\left(\tfrac12\right)^{13} \approx \tfrac{1}{8000} .$$
#
# Hệ số ấy do hai thứ quyết định: activation, và độ lớn của các weights ban đầu. Bạn sẽ thay đổi cả hai.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# A VGG block is a few 3 × 3 convolutions in a row, then one 2 × 2 max pooling. Blocks in a row make the network.
#
# Each layer multiplies the signal by a factor: on the way forward the size of the activations, on the way back that of the gradient. A factor of $\frac12$ is harmless in a network of two layers, where $\frac14$ is left. After thirteen layers it is
#
# $$\left(\tfrac12\right)^{13} \approx \tfrac{1}{8000} .$$
#
# Two things decide about that factor: the activation, and how large the initial weights are. You are going to vary both.

# %% id="start" lang="vi"
import vgkit
from vgkit import cnn_plots, course, diagnostics, plots, protocol, seeds, structure, tables

vgkit.start("12", language="vi")
images = course.get("12").images()
cnn_plots.photographs(images.x_train, images.y_train)

# %% id="start" lang="en"
import vgkit
from vgkit import cnn_plots, course, diagnostics, plots, protocol, seeds, structure, tables

vgkit.start("12", language="en")
images = course.get("12").images()
cnn_plots.photographs(images.x_train, images.y_train)

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# Đây là CIFAR-10: ảnh màu, 32 × 32 pixel, ba kênh. Khóa học dùng 10 000 ảnh train đầu tiên và 2000 ảnh test đầu tiên; ảnh test cũng là ảnh validation. Một epoch có 79 batch.
#
# ## Dự đoán
#
# Keras khởi tạo kernel theo Glorot nếu bạn không nói gì. He thì chọn weights lớn hơn một chút. Trước khi viết code, hãy chọn một câu trả lời; cuối bài bạn sẽ so nó với số đo được.

# %% [markdown] id="figure_text" lang="en"
# This is CIFAR-10: colour photographs of 32 × 32 pixels with three channels. The course uses the first 10,000 training images and the first 2000 test images, which are the validation images, too. An epoch has 79 batches.
#
# ## Predict
#
# Unless told otherwise, Keras initializes kernels as Glorot proposed. He's weights are a little larger. Before you write any code, commit yourself to an answer; at the end you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P12")

# %% id="predict_answer" only="solution"
vgkit.answer("P12", "D")

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | input | 32 × 32 × 3 pixel, chia cho 255 |
# | khối | `count` convolution 3 × 3, padding `"same"`, `filters` filter, có activation; rồi một max pooling 2 × 2 với các cửa sổ nằm sát nhau |
# | số filter của các khối | 16, 32, 64, 64, 64 |
# | sau các khối | trải phẳng, `Dense(128)` với cùng activation và cùng cách khởi tạo, `Dense(10)`: logits, khởi tạo mặc định |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | Adam với learning rate mặc định, batch 128 |
#
# `BLOCKS` cho biết mỗi khối có mấy convolution; network hai convolution chỉ có hai khối (`zip` dừng ở dãy ngắn hơn). `SETTINGS` là bảy network sẽ được train.

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | input | 32 × 32 × 3 pixels, divided by 255 |
# | block | `count` convolutions of 3 × 3 with padding `"same"`, `filters` filters and an activation; then one 2 × 2 max pooling whose windows lie side by side |
# | filters of the blocks | 16, 32, 64, 64, 64 |
# | after the blocks | flattened, `Dense(128)` with the same activation and initialization, `Dense(10)`: logits, default initialization |
# | loss | sparse categorical cross-entropy from logits |
# | optimizer | Adam with its default learning rate, batches of 128 |
#
# `BLOCKS` says how many convolutions each block has; the network with two convolutions has only two blocks (`zip` ends with the shorter one). `SETTINGS` are the seven networks that will be trained.

# %% id="setup"
import math
from itertools import product

import keras
from keras import layers

FILTERS = (16, 32, 64, 64, 64)
BLOCKS = {2: (1, 1), 6: (1, 1, 2, 1, 1), 13: (2, 2, 3, 3, 3), 18: (3, 3, 4, 4, 4)}
SETTINGS = {
    "12_sigmoid_2": (2, "sigmoid", "glorot_uniform"),
    "12_sigmoid_6": (6, "sigmoid", "glorot_uniform"),
    "12_sigmoid_13": (13, "sigmoid", "glorot_uniform"),
    "12_glorot_13": (13, "relu", "glorot_uniform"),
    "12": (13, "relu", "he_normal"),
    "12_glorot_18": (18, "relu", "glorot_uniform"),
    "12_he_18": (18, "relu", "he_normal"),
}

# %% [markdown] id="stack_text" lang="vi"
# ## Bài tập, phần 1: vì sao chồng các cửa sổ nhỏ?
#
# **Receptive field** của một pixel trong feature map là phần ảnh mà nó nhìn thấy. Nó lớn dần theo từng lớp; ta theo dõi nó bằng hai con số:
#
# * `field`: cạnh của vùng nhìn thấy, tính bằng pixel của ảnh; chưa có lớp nào thì là 1.
# * `step`: hai pixel cạnh nhau trong feature map cách nhau bao nhiêu pixel của ảnh; lúc đầu là 1.
#
# Một cửa sổ rộng $k$ nhìn thêm $k - 1$ pixel cạnh nhau của lớp trước nó, mỗi pixel cách nhau một `step`. Chỉ pooling mới làm `step` thay đổi. Mỗi khối kết thúc bằng một pooling.

# %% [markdown] id="stack_text" lang="en"
# ## The exercise, part 1: why stack small windows?
#
# The **receptive field** of a pixel of a feature map is the part of the image that it sees. It grows from layer to layer, and two numbers describe it:
#
# * `field`: the side of what is seen, in pixels of the image; 1 before there is any layer.
# * `step`: how many pixels of the image lie between two neighbouring pixels of the feature map; 1 at the start.
#
# A window of width $k$ sees $k - 1$ more neighbouring pixels of the layer before it, each one `step` further. Only pooling changes `step`. Each block ends with a pooling.

# %% id="receptive_field"
def receptive_field(blocks):
    field, step = 1, 1
    for count in blocks:
        field += count * 2 * step  #?? field_convolutions | vi: Cộng thêm phần mà count convolution 3 × 3 nhìn thấy | en: Add what count convolutions of 3 × 3 see
        field += step  #?? field_pooling | vi: Cộng thêm phần của cửa sổ pooling 2 × 2 | en: Add what the 2 × 2 window of the pooling sees
        step *= 2  #?? step_pooling | vi: Sau pooling, hai pixel cạnh nhau cách nhau bao xa trên ảnh? | en: After the pooling, how far apart are neighbouring pixels on the image?
    return field


vgkit.check_function(receptive_field, "12")

# %% id="fields"
fields = {f"{number} conv": receptive_field(blocks) for number, blocks in BLOCKS.items()}
cnn_plots.receptive_fields(images.x_train[0], fields)

# %% [markdown] id="fields_read" lang="vi"
# Với hai convolution (khung liền), một pixel của feature map cuối chỉ nhìn thấy 10 × 10 pixel: một con mắt, một mẩu nền. Từ sáu convolution trở đi, receptive field lớn hơn cả ảnh.
#
# Hai cửa sổ 3 × 3 nối nhau nhìn được vùng 5 × 5, ngang với một cửa sổ 5 × 5. Vậy cách nào rẻ hơn? Hàm sau đếm tham số của một chồng convolution mà mọi lớp đều có `channels` kênh và `channels` filter.

# %% [markdown] id="fields_read" lang="en"
# With two convolutions (solid frame), a pixel of the last feature map sees only 10 × 10 pixels: an eye, a bit of background. From six convolutions on, the receptive field is larger than the image.
#
# Two 3 × 3 windows in a row see 5 × 5 pixels, as much as one window of 5 × 5. Which is cheaper? The next function counts the parameters of a stack of convolutions, all with `channels` channels and `channels` filters.

# %% id="stack"
def stack_parameters(sizes, channels):
    total = 0
    for size in sizes:
        total += size * size * channels * channels + channels  #?? parameters | vi: Weights và bias của một lớp | en: Weights and biases of one layer
    return total


vgkit.check_function(stack_parameters, "12")
print("5 × 5:        ", stack_parameters([5], 64))
print("3 × 3, 3 × 3: ", stack_parameters([3, 3], 64))

# %% [markdown] id="fan_text" lang="vi"
# Cùng một vùng nhìn, tham số ít hơn 28 %, và có thêm một activation ở giữa. Vì vậy VGG chỉ dùng cửa sổ 3 × 3. Cái giá là độ sâu.
#
# ## Phần 2: fan-in, He, Glorot
#
# **Fan-in** là số tích mà *một* output cộng lại. **Fan-out** là số output mà *một* input đi tới. Kernel của Keras có shape (chiều cao, chiều rộng, số kênh, số filter).
#
# Gọi $\sigma$ là độ lệch chuẩn của weights. Một tổng của $n$ tích độc lập có phương sai $n \sigma^2 \cdot E[x^2]$, với $n$ là fan-in. Sau đó ReLU bỏ nửa âm. Phân phối đối xứng quanh 0, nên trung bình của bình phương chỉ còn một nửa. Gọi $q_\ell = E[x^2]$ là trung bình ấy ở output của lớp $\ell$:
#
# $$q_{\ell} = \tfrac12 \, n \, \sigma^2 \, q_{\ell-1} .$$
#
# **He** (2015) chọn $\sigma$ sao cho hệ số này bằng 1. **Glorot** (2010) nghĩ tới những activation gần như tuyến tính quanh 0 như tanh, không có thừa số $\frac12$, và lấy trung bình của hai chiều: $\sigma^2 = 2 / (\text{fan-in} + \text{fan-out})$. `glorot_uniform` rút weights đều trong khoảng từ $-a$ đến $a$; phân phối đều ấy có phương sai $a^2 / 3$.

# %% [markdown] id="fan_text" lang="en"
# They see the same, with 28 % fewer parameters and one more activation in between. That is why VGG has 3 × 3 windows only. The price is depth.
#
# ## Part 2: fan-in, He, Glorot
#
# The **fan-in** is how many products *one* output sums up. The **fan-out** is how many outputs *one* input goes to. Keras' kernels have the shape (height, width, channels, filters).
#
# Let $\sigma$ be the standard deviation of the weights. A sum of $n$ independent products has the variance $n \sigma^2 \cdot E[x^2]$, where $n$ is the fan-in. Then ReLU drops the negative half. The distribution is symmetric around 0, so half of the mean square is left. With $q_\ell = E[x^2]$ for the mean square of layer $\ell$'s outputs:
#
# $$q_{\ell} = \tfrac12 \, n \, \sigma^2 \, q_{\ell-1} .$$
#
# **He** (2015) chose $\sigma$ such that this factor is 1. **Glorot** (2010) thought of activations that are nearly linear around 0, such as tanh, without the $\frac12$, and took the mean of both directions: $\sigma^2 = 2 / (\text{fan-in} + \text{fan-out})$. `glorot_uniform` draws weights evenly between $-a$ and $a$; such a uniform distribution has the variance $a^2 / 3$.

# %% id="fan"
def fan_in(kernel_shape):
    height, width, channels, filters = kernel_shape
    return height * width * channels  #?? fan_in | vi: Một output cộng bao nhiêu tích? | en: How many products does one output sum up?


def he_stddev(kernel_shape):
    return math.sqrt(2 / fan_in(kernel_shape))  #?? he_stddev | vi: Số σ làm hệ số trong công thức trên bằng 1 | en: The σ that makes the factor of the formula 1


def glorot_limit(kernel_shape):
    height, width, channels, filters = kernel_shape
    fan_out = height * width * filters  #?? fan_out | vi: Một input đi tới bao nhiêu output? | en: How many outputs does one input go to?
    return math.sqrt(6 / (fan_in(kernel_shape) + fan_out))  #?? glorot_limit | vi: Số a mà a² / 3 là phương sai của Glorot | en: The a for which a² / 3 is Glorot's variance


vgkit.check_function(fan_in, "12")
vgkit.check_function(he_stddev, "12")
vgkit.check_function(glorot_limit, "12")

# %% [markdown] id="keras_text" lang="vi"
# Bây giờ so với kernel mà Keras thật sự rút ra, ở một lớp giữa với 64 kênh và 64 filter.

# %% [markdown] id="keras_text" lang="en"
# Now compare that with kernels that Keras really draws, for a middle layer with 64 channels and 64 filters.

# %% id="keras"
middle = (3, 3, 64, 64)
he = keras.initializers.HeNormal(seed=1)(middle).numpy()
glorot = keras.initializers.GlorotUniform(seed=1)(middle).numpy()
print(f"He:     stddev {he_stddev(middle):.3f}, Keras {he.std():.3f}")
print(f"Glorot: limit  {glorot_limit(middle):.3f}, Keras {abs(glorot).max():.3f}")

# %% [markdown] id="growth_text" lang="vi"
# ## Phần 3: còn lại bao nhiêu tín hiệu?
#
# Viết hệ số của công thức trên thành hàm. Rồi nhân các hệ số của mọi convolution, từ lớp đầu đến lớp cuối, với stddev của He và với stddev của Glorot. Nhớ rằng giới hạn của một phân phối đều chưa phải là stddev của nó.

# %% [markdown] id="growth_text" lang="en"
# ## Part 3: how much of the signal is left?
#
# Write the factor of the formula above as a function. Then multiply the factors of all convolutions, from the first to the last, with He's stddev and with Glorot's. Remember that the limit of a uniform distribution is not its stddev yet.

# %% id="growth"
def growth(kernel_shape, stddev):
    return fan_in(kernel_shape) * stddev**2 / 2  #?? growth | vi: Hệ số của phương sai qua một lớp ReLU | en: The factor of the variance in one ReLU layer


vgkit.check_function(growth, "12")


def kernel_shapes(convolutions):
    shapes, channels = [], 3
    for filters, count in zip(FILTERS, BLOCKS[convolutions], strict=False):
        for _ in range(count):
            shapes.append((3, 3, channels, filters))
            channels = filters
    return shapes


for convolutions in BLOCKS:
    left_he, left_glorot = 1.0, 1.0
    for shape in kernel_shapes(convolutions):
        left_he *= growth(shape, he_stddev(shape))  #?? left_he | vi: Nhân với hệ số của lớp này, theo He | en: Multiply by this layer's factor, with He's stddev
        left_glorot *= growth(shape, glorot_limit(shape) / math.sqrt(3))  #?? left_glorot | vi: Theo Glorot | en: With Glorot's
    root = math.sqrt(left_glorot)
    print(f"{convolutions:2}: He {left_he:.3f}, Glorot {left_glorot:.1e}, root {root:.1e}")

# %% [markdown] id="growth_read" lang="vi"
# Với He, phương sai giữ nguyên ở mọi độ sâu. Với Glorot, một lớp có số kênh bằng số filter chỉ để lại đúng một nửa phương sai, vì fan-in bằng fan-out; nếu số Glorot của bạn lớn dần theo độ sâu, bạn đã dùng giới hạn $a$ thay cho stddev. Lớp làm tăng số kênh còn để lại ít hơn. Căn bậc hai (cột cuối) là phần còn lại của độ lệch chuẩn.
#
# ## Phần 4: khối và network
#
# Viết khối thành hàm, với functional API. `initializer` là một *tên*, chẳng hạn `"he_normal"`; từ cái tên ấy, Keras tạo cho mỗi lớp một initializer riêng.

# %% [markdown] id="growth_read" lang="en"
# With He the variance stays what it was, at any depth. With Glorot, a layer with as many filters as channels leaves exactly half of the variance, since fan-in and fan-out are equal; if your number for Glorot grows with the depth, you have taken the limit $a$ for the stddev. A layer that makes more channels leaves even less. The root (last column) is what is left of the standard deviation.
#
# ## Part 4: block and network
#
# Write the block as a function, in the functional API. `initializer` is a *name*, such as `"he_normal"`; from the name Keras makes a new initializer for each layer.

# %% id="block"
def vgg_block(x, filters, count, activation, initializer):
    for _ in range(count):
        #??begin convolution | vi: Một convolution theo bảng; nó nhận x, và kết quả lại là x | en: A convolution as in the table; it is fed with x, and its result is the new x
        x = layers.Conv2D(
            filters, 3, padding="same", activation=activation, kernel_initializer=initializer
        )(x)
        #??end
    x = layers.MaxPooling2D(2)(x)  #?? pooling | vi: Lớp kết thúc khối | en: The layer that ends the block
    return x


vgkit.check_function(vgg_block, "12")

# %% id="network"
def deep_network(convolutions, activation, initializer):
    inputs = keras.Input((32, 32, 3))
    x = inputs
    for filters, count in zip(FILTERS, BLOCKS[convolutions], strict=False):
        x = vgg_block(x, filters, count, activation, initializer)  #?? blocks | vi: Khối tiếp theo | en: The next block
    x = layers.Flatten()(x)  #?? flatten | vi: Từ các feature map thành một hàng số | en: From feature maps to one row of numbers
    x = layers.Dense(128, activation=activation, kernel_initializer=initializer)(x)  #?? hidden | vi: Hidden layer | en: The hidden layer
    logits = layers.Dense(10)(x)  #?? output | vi: Output layer trong bảng | en: The table's output layer
    model = keras.Model(inputs, logits)
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


model = deep_network(*SETTINGS["12"])

# %% [markdown] id="check_text" lang="vi"
# ## Kiểm tra
#
# Chỉ mất vài giây và chưa train gì cả. Hàm phải dựng đúng mọi độ sâu, nên hai network được kiểm tra.

# %% [markdown] id="check_text" lang="en"
# ## Check
#
# This takes a few seconds and trains nothing. The function has to be right for every depth, so two networks are checked.

# %% id="check"
vgkit.check(model, "12")
vgkit.check(deep_network(*SETTINGS["12_sigmoid_6"]), "12_sigmoid_6")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn network này: `vgkit.cnn.vgg`. Cell sau cho thấy hai cách viết cho ra cùng một network, với cả bảy setting.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has this network too: `vgkit.cnn.vgg`. The next cell shows that both ways of writing it give the same network, in all seven settings.

# %% id="shared" only="solution"
for name, setting in SETTINGS.items():
    shared = course.get(name).compiled()
    print(shared.name, structure.describe(shared) == structure.describe(deep_network(*setting)))

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Bốn độ sâu, hai activation, hai cách khởi tạo: mười sáu network, mỗi network một batch 512 ảnh. `diagnostics.before_training(network, "12")` đặt network về điểm xuất phát của khóa học và trả về một dict; dưới khóa `"gradient_norm"` là chuẩn gradient của từng kernel, lớp đầu đứng đầu. Mất chừng nửa phút.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# Four depths, two activations, two initializations: sixteen networks, and one batch of 512 images for each. `diagnostics.before_training(network, "12")` puts the network at the course's starting point and returns a dict; its entry `"gradient_norm"` is a list with the gradient norm of each kernel, first layer first. This takes about half a minute.

# %% id="measure"
norms = {}
for setting in product(BLOCKS, ("sigmoid", "relu"), ("glorot_uniform", "he_normal")):
    network = deep_network(*setting)  #?? each_network | vi: Network của setting này; setting là một bộ ba | en: The network of this setting, which holds three values
    measured = diagnostics.before_training(network, "12")  #?? measured | vi: Đo nó trước khi train | en: Measure it before training
    norms[setting] = measured["gradient_norm"]  #?? norms | vi: Ghi lại chuẩn gradient của các lớp | en: Keep the gradient norms of its layers

cnn_plots.gradients_of_pairs(norms)

# %% [markdown] id="before_read" lang="vi"
# **Sigmoid** (hai hình trái): đường thẳng trên trục logarit. Cứ lùi một convolution về phía input, gradient lại nhỏ đi khoảng năm lần với Glorot, ba đến bốn lần với He. Đạo hàm của sigmoid không vượt quá $\frac14$, nên weights lớn gấp √2 lần chỉ làm dốc thoải đi đôi chút. Với 13 convolution, conv 1 nhận gradient nhỏ hơn $10^{-7}$ dù khởi tạo cách nào.
#
# **ReLU** (hai hình phải): các đường gần như phẳng, với cả hai cách khởi tạo. Nhưng nhìn trục tung: với Glorot, network càng sâu thì *mọi* lớp càng nhận ít gradient, kể cả output layer. Với 13 convolution, gradient nhỏ hơn He khoảng một nghìn lần (với năm seed: từ 100 đến 2700 lần). Bài 2 đã gặp điều này: gradient của kernel là tích của input và tín hiệu đi lùi. Với Glorot, cả hai cùng mờ đi, mỗi cái theo một chiều, nên tích của chúng ở lớp nào cũng nhỏ như nhau.

# %% [markdown] id="before_read" lang="en"
# **Sigmoid** (the two charts on the left): straight lines on a logarithmic axis. With each convolution towards the input the gradient gets about five times smaller with Glorot, three to four times with He. The sigmoid's derivative never exceeds $\frac14$, so weights that are √2 times as large only make the slope a little gentler. With 13 convolutions, conv 1 gets less than $10^{-7}$ either way.
#
# **ReLU** (the two on the right): the lines are nearly flat, with both initializations. But look at the axis: with Glorot, the deeper the network, the less gradient arrives in *every* layer, the output layer included. With 13 convolutions it is about a thousand times smaller than with He (100 to 2700 times over five seeds). Exercise 2 has shown this: a kernel's gradient is the product of its input and the signal that comes back. With Glorot both fade, each in its own direction, so that the product is equally small in all layers.

# %% [markdown] id="spread_text" lang="vi"
# Còn chiều tới? Nếu tín hiệu mờ đi, logits của mọi ảnh gần như giống nhau. Hãy đo: với mỗi logit, độ lệch chuẩn *giữa các ảnh*; rồi lấy trung bình của mười con số ấy.

# %% [markdown] id="spread_text" lang="en"
# And the way forward? If the signal fades, the logits of all images are nearly the same. Measure it: for each logit its standard deviation *between images*, then the mean of these ten numbers.

# %% id="spread"
pixels = images.to_input(images.x_train[:512])
for deep in [(13, "relu", "he_normal"), (13, "relu", "glorot_uniform"),
             (18, "relu", "he_normal"), (18, "relu", "glorot_uniform")]:  # fmt: skip
    network = deep_network(*deep)
    with protocol.at_start(network):
        logits = network(pixels).numpy()
    spread = logits.std(axis=0).mean()  #?? spread | vi: Logits có shape (512, 10): mỗi ảnh một hàng | en: The logits have the shape (512, 10), a row for each image
    print(deep, f"{spread:.1e}")

# %% [markdown] id="map_text" lang="vi"
# Với 13 convolution và Glorot, logits của hai ảnh bất kỳ chỉ khác nhau cỡ $10^{-4}$. Network hầu như không thấy ảnh.
#
# Lý thuyết mean-field gom những điều trên vào một bản đồ, như ở bài 7. Convolution có nhiều filter tuân theo cùng phương trình với lớp `Dense`, chỉ thay số unit bằng fan-in (Xiao và cộng sự, 2018). Trục ngang là stddev nhân $\sqrt{n}$: Glorot ở 1, He ở √2. Đường cong dày là nơi tín hiệu đi lùi tới lớp đầu chỉ còn một phần nghìn. Cạnh mỗi network là số bạn vừa đo ở conv 1.

# %% [markdown] id="map_text" lang="en"
# With 13 convolutions and Glorot, the logits of any two images differ by about $10^{-4}$. The network hardly sees the image.
#
# Mean-field theory puts all this on one map, as in exercise 7. Convolutions with many filters follow the same equations as `Dense` layers, with the fan-in in place of the number of units (Xiao et al., 2018). The horizontal axis is the stddev times $\sqrt{n}$: Glorot lies at 1, He at √2. The thick curve is where a thousandth of the error signal reaches the first layer. Beside each network stands what you have just measured at conv 1.

# %% id="map"
cnn_plots.depth_map(norms)

# %% [markdown] id="map_read" lang="vi"
# Với sigmoid, tín hiệu còn một phần nghìn ở khoảng sáu convolution (Glorot) hay bảy (He). Với ReLU và Glorot, nó đi được khoảng hai mươi mốt; với He, lý thuyết nói tín hiệu không hề mờ đi.
#
# Phép đo thì cho thấy tín hiệu có mờ đi: với He, từ 6 đến 18 convolution, chuẩn gradient của conv 1 giảm khoảng 80 lần. Lý thuyết nghĩ đến nhiều filter, một ảnh, không pooling, không mép ảnh. Ở các network này, filter thì ít, gradient là trung bình trên những ảnh ngày càng giống nhau, pooling chỉ giữ một trong bốn số, và quanh mỗi feature map là các số 0. Với từng điều trong bốn điều ấy, khóa học đã thay đổi chỉ một điều đó rồi đo lại với năm seed: từ 6 đến 18 convolution, chuẩn gradient của conv 1 giảm bao nhiêu lần? (Các phép đo này lấy một batch 128 ảnh thay vì 512 như ở trên, nên dòng đầu, không thay đổi gì, cũng không cho đúng con số 80.)

# %% [markdown] id="map_read" lang="en"
# With sigmoids a thousandth of the signal is left at about six convolutions (Glorot) or seven (He). With ReLU and Glorot it gets about twenty-one deep; with He, theory says that it does not fade at all.
#
# In the measurement it does fade: with He, from 6 to 18 convolutions, the gradient norm of conv 1 falls by a factor of about 80. Theory has in mind many filters, a single image, no pooling and no border. In these networks filters are few, the gradient is the mean over images that look more and more alike, pooling keeps one number of four, and zeros lie around each feature map. For each of these four, the course has changed just that one thing and measured again, from five seeds: by what factor does conv 1's gradient norm fall from 6 to 18 convolutions? (These measurements take a batch of 128 images instead of the 512 above, so the first line, with nothing changed, does not show the same 80.)

# %% id="fading"
from vgkit import cases

for change, factors in cases.load_evidence("fading_with_he").numbers.items():
    print(f"{change:46}{min(factors):4.1f} … {max(factors):4.1f}")

# %% [markdown] id="fading_read" lang="vi"
# Chỉ ở dòng cuối, chuẩn gradient không giảm nữa: ở đó kernel được nhân lên theo số ô của cửa sổ nằm trong ảnh, 4 trên 9 ô ở feature map 2 × 2 pixel và 6.25 ô ở 4 × 4. Vậy nguyên nhân chính là các số 0 quanh feature map. Ở những feature map nhỏ như thế, mỗi lớp làm mất một phần tín hiệu, cả chiều tới lẫn chiều ngược; network sâu có tám lớp ở đó, network kia chỉ có hai. Với mỗi thay đổi trong ba thay đổi còn lại, chuẩn vẫn giảm từ 4 đến 46 lần. Mức giảm nhỏ hơn ở cả năm seed khi mỗi lần chỉ lấy một ảnh, ở bốn seed khi đổi cách pooling; còn số filter gấp đôi thì không làm nên khác biệt nào phân biệt được với may rủi.

# %% [markdown] id="fading_read" lang="en"
# Only in the last line does the norm fall no more. There the kernels are scaled for the places of the window that lie inside the image: 4 of 9 on maps of 2 × 2 pixels, 6.25 on 4 × 4. So it is mostly the zeros around the maps. On maps as small as these each layer loses part of the signal, forward and back, and the deep network has eight layers there, the other one two. Each of the other three changes leaves a fall by a factor of 4 to 46. With one image at a time it is smaller for each of the five seeds, with the other pooling for four of them; twice as many filters make no difference that could be told from luck.

# %% [markdown] id="rule_text" lang="vi"
# ## Network nào sẽ học được?
#
# Viết luật của riêng bạn: từ các chuẩn gradient của một network, trả lời True nếu bạn cho rằng nó sẽ vượt xa đoán mò. Luật nào cũng được; sau khi train, bạn sẽ thấy nó đúng mấy lần.

# %% [markdown] id="rule_text" lang="en"
# ## Which networks will learn?
#
# Write a rule of your own: from the gradient norms of a network, answer True if you expect it to get far beyond guessing. Any rule will do; after the training you will see how often it was right.

# %% id="rule"
def will_learn(gradient_norms):
    return gradient_norms[0] > 1e-3  #?? rule | vi: Luật của bạn; [0] là conv 1, [-1] là output layer | en: Your rule; [0] is conv 1, [-1] the output layer


expected = {name: bool(will_learn(norms[setting])) for name, setting in SETTINGS.items()}
print(expected)

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# Bảy network, mỗi network 5 hoặc 10 epoch. Sau mỗi epoch, một checkpoint được lưu lại; nếu bị ngắt, hãy chạy lại các cell từ đầu và việc train tiếp tục ở epoch đang dở.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# Seven networks, 5 or 10 epochs each. The state is saved after every epoch; if you are interrupted, run the cells again from the top and the training goes on where it was.

# %% id="train"
runs = {}
for name, setting in SETTINGS.items():
    runs[setting] = vgkit.train(deep_network(*setting), name)  #?? train | vi: Train network này | en: Train this network

# %% [markdown] id="number_text" lang="vi"
# ## Trắc nghiệm, phần 1
#
# `loss` của một epoch là trung bình trên 79 batch; đoán mò đứng ở $\ln 10 \approx 2.30$. Trước khi xem các đường cong, hãy đọc một con số từ các lần train của bạn: `runs[SETTINGS["12_sigmoid_2"]]` là network hai convolution sigmoid, và `runs[SETTINGS["12_sigmoid_2"]].at("loss", 10)` là training loss của nó ở epoch 10.

# %% [markdown] id="number_text" lang="en"
# ## Quiz, part 1
#
# The `loss` of an epoch is the mean over its 79 batches; guessing stands at $\ln 10 \approx 2.30$. Before you look at the curves, read one number off your trainings: `runs[SETTINGS["12_sigmoid_2"]]` is the network with two sigmoid convolutions, and `runs[SETTINGS["12_sigmoid_2"]].at("loss", 10)` is its training loss in epoch 10.

# %% id="quiz_number"
vgkit.ask("Q12.robust")

# %% id="quiz_number_answer" only="solution"
vgkit.answer("Q12.robust", "C")

# %% id="curves"
named = {
    "sigmoid 2": runs[SETTINGS["12_sigmoid_2"]],
    "sigmoid 13": runs[SETTINGS["12_sigmoid_13"]],
    "ReLU 13, Glorot": runs[SETTINGS["12_glorot_13"]],
    "ReLU 13, He": runs[SETTINGS["12"]],
    "ReLU 18, He": runs[SETTINGS["12_he_18"]],
}
plots.curves(named)

# %% id="milestones"
tables.milestones({name: named[name] for name in ("sigmoid 2", "ReLU 13, He")}, epochs=(1, 5, 7, 10))

# %% [markdown] id="curves_read" lang="vi"
# Network hai convolution sigmoid gần như đứng yên ba epoch rồi học chậm rãi, đến 38 %. Mười ba convolution ReLU với He vượt nó ngay từ epoch đầu và đạt khoảng 52 %; sau epoch 8, training loss còn giảm mà validation loss đã tăng lại. Mười tám convolution với He khởi động chậm hơn (23 % sau epoch 1, so với 34 %) rồi cũng tới 52 %: ở đây, thêm năm lớp không đem lại gì. Hai đường kia nằm ở $\ln 10$ từ đầu đến cuối: cùng độ sâu ấy, đổi sigmoid thành ReLU mà giữ Glorot thì ở lần chạy này chưa đủ.
#
# Bảng dưới đây đặt mọi thứ cạnh nhau, và chấm luật của bạn. "Học được" nghĩa là validation accuracy ở epoch cuối trên 15 %.

# %% [markdown] id="curves_read" lang="en"
# The network with two sigmoid convolutions all but stands still for three epochs, then learns slowly, up to 38 %. Thirteen ReLU convolutions with He overtake it in the first epoch and reach about 52 %; after epoch 8, the training loss still falls while the validation loss rises again. Eighteen convolutions with He start more slowly (23 % after epoch 1 against 34 %) and then get to 52 %, too: five more layers bring no gain here. The other two lines lie at $\ln 10$ from beginning to end: at the same depth, replacing sigmoid by ReLU and keeping Glorot is not enough in this run.
#
# The table below puts everything side by side, and your rule is judged. "Learnt" means a validation accuracy above 15 % in the last epoch.

# %% id="table"
cnn_plots.pair_table(norms, runs)

# %% id="verdict"
for name, setting in SETTINGS.items():
    learnt = runs[setting].metrics["val_accuracy"][-1] > 0.15
    mark = "✓" if learnt == expected[name] else "✗"
    print(f"{name:14} rule: {expected[name]!s:6} learnt: {learnt!s:6} {mark}")

# %% [markdown] id="change_text" lang="vi"
# ## Lớp nào đã học?
#
# Ba network 13 convolution sau epoch 5. Trước khi xem hình: gradient của conv 1 ban đầu là $7 \cdot 10^{-11}$, $2 \cdot 10^{-4}$ và $0.2$. Adam chia bước đi cho độ lớn của gradient, như ở bài 3. Kernel của conv 1 nào đã di chuyển?

# %% [markdown] id="change_text" lang="en"
# ## Which layers have learnt?
#
# The three networks with 13 convolutions, after epoch 5. Before you look: the gradient of conv 1 was $7 \cdot 10^{-11}$, $2 \cdot 10^{-4}$ and $0.2$ at the start. Adam divides its steps by the size of the gradient, as in exercise 3. In which of them has conv 1 moved?

# %% id="change"
layer_names = runs[SETTINGS["12"]].diagnostics["layers"]
thirteen = {
    "sigmoid, Glorot": runs[SETTINGS["12_sigmoid_13"]],
    "ReLU, Glorot": runs[SETTINGS["12_glorot_13"]],
    "ReLU, He": runs[SETTINGS["12"]],
}
plots.weight_change(layer_names, {name: run.snapshot(5) for name, run in thirteen.items()})

# %% id="after"
relus = {name: thirteen[name].snapshot(10) for name in ("ReLU, Glorot", "ReLU, He")}
tables.layers(layer_names, relus)

# %% [markdown] id="change_read" lang="vi"
# Ở lần chạy này, hai network thất bại theo hai cách khác nhau.
#
# **Sigmoid không nhúc nhích.** Sau năm epoch, conv 1 mới đi được 0.0002 % chuẩn ban đầu, conv 2 0.0006 %; chỉ các lớp gần output thay đổi. Ở bài 3, Adam đã cứu một network có gradient nhỏ cỡ $10^{-5}$. Ở đây nó không cứu được: kernel của conv 1 có 432 weights, nên mỗi weight nhận gradient cỡ $10^{-12}$. Adam chia cho độ lớn của gradient *cộng* $\varepsilon = 10^{-7}$, và bên cạnh $\varepsilon$ thì gradient ấy chẳng là gì.
#
# **ReLU với Glorot có di chuyển**, từ 10 đến 24 %, không kém network học được là bao: Adam phóng to mọi gradient lớn hơn $\varepsilon$. Nhưng ở lần chạy này, đi nhiều mà chẳng tới đâu. Lúc đầu logits của mọi ảnh gần như nhau, nên các ảnh kéo kernel theo gần cùng một hướng; muốn phân biệt được ảnh, network trước hết phải tìm đường ra khỏi đó. Bảng trên cho thấy kết cục sau epoch 10 ("bão hòa" ở ReLU là output bằng 0): từ conv 9 đến conv 13, 94 đến 98 % output bằng 0, và conv 1 nhận gradient dưới $10^{-7}$, nhỏ hơn lúc đầu hàng nghìn lần.
#
# Ở network học được, tỉ lệ số 0 nằm giữa 30 và 80 %, và gradient của mọi lớp lớn hơn lúc đầu.

# %% [markdown] id="change_read" lang="en"
# In this run two networks fail, in two different ways.
#
# **Sigmoid does not move.** After five epochs conv 1 has moved by 0.0002 % of its initial norm, conv 2 by 0.0006 %; only layers near the output change. In exercise 3 Adam rescued a network with gradients of about $10^{-5}$. Here it cannot: conv 1's kernel has 432 weights, so each of them gets a gradient of about $10^{-12}$. Adam divides by the size of the gradient *plus* $\varepsilon = 10^{-7}$, and beside $\varepsilon$ such a gradient is nothing.
#
# **ReLU with Glorot does move**, by 10 to 24 %, not much less than the network that learns: Adam magnifies any gradient that is larger than $\varepsilon$. But in this run it moves without getting anywhere. At the start the logits of all images are nearly the same, so the images pull the kernels in nearly the same direction; to tell images apart, the network first has to find its way out of there. The table shows the outcome after epoch 10 (a ReLU is "saturated" where its output is 0): from conv 9 to conv 13, 94 to 98 % of the outputs are 0, and conv 1 gets a gradient below $10^{-7}$, thousands of times less than at the start.
#
# In the network that learns, the share of zeros lies between 30 and 80 %, and the gradient of every layer is larger than at the start.

# %% [markdown] id="seeds_text" lang="vi"
# ## May rủi hay quy luật?
#
# Seed quyết định weights ban đầu và thứ tự các batch. Mỗi network được train từ năm seed; seed 1 là của khóa học. Hình cho thấy epoch cuối của từng lần train; vạch chấm là đoán mò.

# %% [markdown] id="seeds_text" lang="en"
# ## Luck or law?
#
# A seed decides the initial weights and the order of the batches. Each network was trained from five seeds; seed 1 is the course's own. The figure shows the last epoch of each training; the dotted line is guessing.

# %% id="seeds"
strips = {
    "sigmoid 2": "12_sigmoid_2",
    "sigmoid 6": "12_sigmoid_6",
    "sigmoid 13": "12_sigmoid_13",
    "ReLU 13, Glorot": "12_glorot_13",
    "ReLU 13, He": "12",
    "ReLU 18, Glorot": "12_glorot_18",
    "ReLU 18, He": "12_he_18",
}
seeds.strip(strips)

# %% id="seeds_table"
seeds.table(strips)

# %% [markdown] id="seeds_read" lang="vi"
# Hãy đọc hình theo từng dòng: ở dòng nào, cả năm vòng tròn cùng nói một điều? Chỉ những dòng ấy mới cho phép nói "network này học được" hay "không học được". Hai convolution sigmoid học được với cả năm seed, 36 đến 38 %; sáu và mười ba convolution sigmoid thì trong năm epoch không seed nào học được. Mười ba convolution ReLU với He học được với cả năm, 52 đến 58 %.
#
# **ReLU 13, Glorot** không phải một dòng như vậy. Với bốn trong năm seed, network học được và tới 42 đến 51 %; lần chạy ở trên, với seed 1, là ngoại lệ. Trước khi train, conv 1 của seed 1 cũng có chuẩn gradient nhỏ nhất trong năm, $1.6 \cdot 10^{-4}$ so với 3.7 đến $8.1 \cdot 10^{-4}$. Nếu chỉ nhìn một lần train, hẳn ta đã kết luận rằng ReLU với Glorot chết ở 13 convolution, và đã sai: có thoát ra được hay không là chuyện may rủi. Luật trong lời giải, `gradient_norms[0] > 1e-3`, cũng vậy: nó đúng ở seed 1 và sai ở bốn seed kia. Luật của bạn thì sao? Gradient trước khi train cho biết network khó khởi động đến đâu, chứ không phán quyết. Và dù đã thoát ra, kết quả tốt nhất với Glorot vẫn thấp hơn kết quả kém nhất với He, dù sát nút: 51 so với 52 %.
#
# **Với 18 convolution thì không còn là may rủi.** Glorot: trong năm epoch, cả năm seed đứng ở $\ln 10$. He: cả năm seed học được, 46 đến 53 %. Trung vị của nó là 51 %, của 13 convolution là 54 %: He làm cho network sâu hơn train được, nhưng ở đây, với 10 000 ảnh và mười epoch, nó không vì thế mà tốt hơn.

# %% [markdown] id="seeds_read" lang="en"
# Read the figure line by line: on which lines do all five circles tell the same story? Only those allow you to say "this network learns" or "it does not". Two sigmoid convolutions learn from all five seeds, 36 to 38 %; six and thirteen from none within five epochs. Thirteen ReLU convolutions with He learn from all five, 52 to 58 %.
#
# **ReLU 13, Glorot** is no such line. From four of five seeds the network learns and gets to 42 to 51 %; the run above, from seed 1, is the exception. Before training, conv 1 of seed 1 also has the smallest gradient norm of the five, $1.6 \cdot 10^{-4}$ against 3.7 to $8.1 \cdot 10^{-4}$. From a single training one could have concluded that ReLU with Glorot dies at 13 convolutions, and that would have been wrong: whether it gets out is a matter of luck. The same goes for the solution's rule, `gradient_norms[0] > 1e-3`: it is right for seed 1 and wrong for the other four. What about yours? Gradients before training tell how hard it is to get going; they do not pass a verdict. And even where it gets going, the best result with Glorot is below the worst with He, if only just: 51 against 52 %.
#
# **With 18 convolutions luck plays no part.** Glorot: within five epochs all five seeds stay at $\ln 10$. He: all five learn, 46 to 53 %. Their median is 51 %, that of 13 convolutions 54 %: He makes the deeper network trainable, but here, with 10,000 images and ten epochs, it is no better for that.

# %% [markdown] id="quiz_text" lang="vi"
# ## Trắc nghiệm, phần 2
#
# Câu này hỏi về network nhỏ nhất, loại hai convolution sigmoid, khi nó nhìn pixel ở một thang khác. Đo nó mất chưa tới nửa phút:
#
# ```python
# model = deep_network(2, "sigmoid", "glorot_uniform")
# model.fit(images.x_train.astype("float32"), images.y_train, batch_size=128, epochs=5)  # pixel 0–255
# ```

# %% [markdown] id="quiz_text" lang="en"
# ## Quiz, part 2
#
# This question is about the smallest network, the one with two sigmoid convolutions, when it sees pixels on another scale. Measuring it takes less than half a minute:
#
# ```python
# model = deep_network(2, "sigmoid", "glorot_uniform")
# model.fit(images.x_train.astype("float32"), images.y_train, batch_size=128, epochs=5)  # pixels 0–255
# ```

# %% id="quiz"
vgkit.ask("Q12.why")

# %% id="quiz_answer" only="solution"
vgkit.answer("Q12.why", "C")
cases.show("Q12.why")

# %% [markdown] id="case_text" lang="vi"
# Câu cuối cùng nói về một trường hợp mà bài này không đo.

# %% [markdown] id="case_text" lang="en"
# The last question is about a case that this exercise has not measured.

# %% id="case"
vgkit.ask("C12")

# %% id="case_answer" only="solution"
vgkit.answer("C12", "D")
cases.show("C12")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với hai hình bên phải của biểu đồ chuẩn gradient: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. Compare it with the two charts on the right of the gradient norms: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P12")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Sửa công thức của He cho mép ảnh: ở các khối 4 × 4 và 2 × 2 pixel, tính trung bình trên mọi vị trí, bao nhiêu ô của cửa sổ nằm trong ảnh? Đưa cho mỗi lớp `keras.initializers.RandomNormal(stddev=…)` tương ứng và đo lại network 18 convolution.
# * Thêm tanh với Glorot vào vòng lặp đo. Nó nằm ở đâu giữa sigmoid và ReLU, và lý thuyết nói gì về $\chi_1$ của nó (bài 7)?
# * Độ sâu tự nó có ích không? Train `deep_network(6, "relu", "he_normal")` bằng `vgkit.train(…, "my_six", like="12")`, tức là với ảnh và số epoch của bài này, rồi so với 13 convolution.
# * Trường hợp mới ở trên thu nhỏ weights của một lớp. Với ReLU và Glorot, hãy thu nhỏ mười lần mọi weight của *hai* lớp, conv 4 và conv 10: chuẩn gradient của lớp nào nhỏ đi mười lần, của lớp nào một trăm lần? Dự đoán, rồi đo.
# * Ở bài 2, các lớp ReLU 128 unit khởi tạo với stddev 0.05, và tín hiệu mờ dần. Với convolution 3 × 3, 128 kênh, 128 filter, cùng stddev 0.05 thì sao? Hỏi hàm `growth`.
# * Bài 14 đặt batch normalization vào network 13 convolution sigmoid. Nó có cần He nữa không?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Correct He's formula for the border: in blocks of 4 × 4 and 2 × 2 pixels, how many places of the window lie inside the image, on average? Give each layer its own `keras.initializers.RandomNormal(stddev=…)` and measure the network with 18 convolutions again.
# * Put tanh with Glorot into the loop of measurements. Where does it lie between sigmoid and ReLU, and what does theory say about its $\chi_1$ (exercise 7)?
# * Is depth a good in itself? Train `deep_network(6, "relu", "he_normal")` with `vgkit.train(…, "my_six", like="12")`, which gives it this exercise's images and epochs, and compare it with 13 convolutions.
# * The new case above makes the weights of one layer smaller. With ReLU and Glorot, make every weight of *two* layers ten times smaller, conv 4 and conv 10: which gradient norms become ten times smaller, and which a hundred times? Predict, then measure.
# * In exercise 2, ReLU layers with 128 units started from stddev 0.05, and the signal faded. What about 3 × 3 convolutions with 128 channels and 128 filters, from the same stddev 0.05? Ask your function `growth`.
# * Exercise 14 puts batch normalization into the network with 13 sigmoid convolutions. Does it still need He?
