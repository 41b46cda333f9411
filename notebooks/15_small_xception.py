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
# # Bài 15 · Một Xception nhỏ
#
# Chó hay mèo? Bài này ghép những gì bạn đã có, convolution, batch normalization, đường tắt, thành một network kiểu Xception (Chollet, 2017), và thêm một loại convolution rẻ hơn nhiều. Network chỉ cho **một** logit, vì chỉ có hai câu trả lời.
#
# Làm xong bài, bạn có thể
#
# * tự viết hai bước của một separable convolution, và nói nó tiết kiệm được bao nhiêu,
# * dựng một khối residual có projection, và biết đường tắt ở đây giúp được gì, không giúp được gì,
# * đi từ một logit đến xác suất, loss và quyết định,
# * đọc một thư mục ảnh của riêng bạn, kể cả khi trong đó có file hỏng.
#
# **Thời gian:** khoảng 60 phút để đọc và làm, cộng thêm 2 đến 5 phút máy train (12 epoch). Có thể ngắt giữa chừng rồi chạy tiếp.

# %% [markdown] id="goal" lang="en"
# # Exercise 15 · A small Xception
#
# Cat or dog? This exercise puts together what you have, convolutions, batch normalization, shortcuts, into a network in the style of Xception (Chollet, 2017), and adds a kind of convolution that is far cheaper. The network gives **one** logit, because there are only two answers.
#
# When you are done, you can
#
# * write the two steps of a separable convolution yourself, and say how much it saves,
# * build a residual block with a projection, and know what the shortcut does here and what it does not,
# * go from a logit to a probability, a loss and a decision,
# * read a folder of your own photographs, even if some of its files are broken.
#
# **Time:** about 60 minutes to read and do, and 2 to 5 minutes in which the machine trains (12 epochs). You may interrupt it and go on later.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Một convolution thường làm hai việc cùng lúc: nó nhìn vào các pixel cạnh nhau, và nó trộn các kênh. **Separable convolution** tách hai việc đó ra:
#
# * **depthwise**: mỗi kênh $c$ có một cửa sổ riêng, $z_{ijc} = \sum_{u,\,v} d_{uvc}\, x_{i+u,\;j+v,\;c}$; các kênh chưa gặp nhau,
# * **pointwise**: ở mỗi vị trí, các kênh được trộn thành các filter, $y_{ijf} = b_f + \sum_c p_{cf}\, z_{ijc}$; các vị trí không gặp nhau.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# A plain convolution does two things at once: it looks at neighbouring pixels, and it mixes the channels. A **separable convolution** does them one after the other:
#
# * **depthwise**: each channel $c$ has a window of its own, $z_{ijc} = \sum_{u,\,v} d_{uvc}\, x_{i+u,\;j+v,\;c}$; the channels do not meet,
# * **pointwise**: at each position the channels are mixed into the filters, $y_{ijf} = b_f + \sum_c p_{cf}\, z_{ijc}$; the positions do not meet.

# %% id="start" lang="vi"
import vgkit
from vgkit import cnn_plots, course, diagnostics, plots, records, seeds, tables

vgkit.start("15", language="vi")
cnn_plots.separable_convolution()

# %% id="start" lang="en"
import vgkit
from vgkit import cnn_plots, course, diagnostics, plots, records, seeds, tables

vgkit.start("15", language="en")
cnn_plots.separable_convolution()

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="block_figure_text" lang="vi"
# Hai separable convolution và một pooling tạo thành một **khối residual**. Cái được cộng vào ở cuối là chính input của khối. Nhưng khối làm ảnh nhỏ đi và đổi số kênh, nên input phải được làm cho vừa: đó là việc của **projection**, một convolution 1 × 1.

# %% [markdown] id="block_figure_text" lang="en"
# Two separable convolutions and a pooling make a **residual block**. What is added at its end is the block's own input. But a block makes the image smaller and changes the number of channels, so that its input has to be made to fit: that is what the **projection** is for, a convolution of 1 × 1.

# %% id="block_figure"
cnn_plots.residual_block()

# %% [markdown] id="predict_text" lang="vi"
# ## Dự đoán
#
# Trước khi viết code, hãy chọn một câu trả lời. Đúng hay sai không quan trọng; cuối bài bạn sẽ so nó với số đo được.

# %% [markdown] id="predict_text" lang="en"
# ## Predict
#
# Before you write any code, commit yourself to an answer. Whether it is right does not matter; at the end you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P15")

# %% id="predict_answer" only="solution"
vgkit.answer("P15", "A")

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | ảnh | mèo (class 0) và chó (class 1) của CIFAR-10: 10 000 ảnh train, 2000 ảnh validation, 32 × 32 pixel, từ 0 đến 255 |
# | đầu network | `RandomFlip("horizontal")`, `RandomRotation(0.1)` (nhiều nhất một phần mười vòng), rồi `Rescaling(1 / 255)` |
# | lối vào | `Conv2D` 3 × 3 với 32 filter, stride 2, padding `"same"`; `BatchNormalization`; ReLU |
# | hai khối residual | với 64 và 128 filter, như hình: ReLU, `SeparableConv2D` 3 × 3 padding `"same"`, `BatchNormalization`, hai lần; max pooling 3 × 3, stride 2, padding `"same"`; projection `Conv2D` 1 × 1, stride 2, padding `"same"` |
# | lối ra | `SeparableConv2D` với 256 filter, `BatchNormalization`, ReLU; global average pooling; dropout 0.25; một logit |
# | mọi `BatchNormalization` | momentum 0.9, còn lại như mặc định của Keras |
# | loss | binary cross-entropy tính từ logit |
# | optimizer | Adam, batch 128; learning rate giảm từ 0.002 về 0 theo một nửa đường cosine, qua 12 epoch, mỗi epoch 79 bước |

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | images | the cats (class 0) and dogs (class 1) of CIFAR-10: 10,000 training and 2000 validation images of 32 × 32 pixels, from 0 to 255 |
# | start of the network | `RandomFlip("horizontal")`, `RandomRotation(0.1)` (by a tenth of a turn at most), then `Rescaling(1 / 255)` |
# | entry | `Conv2D` 3 × 3 with 32 filters, stride 2, padding `"same"`; `BatchNormalization`; ReLU |
# | two residual blocks | with 64 and 128 filters, as in the figure: ReLU, `SeparableConv2D` 3 × 3 with padding `"same"`, `BatchNormalization`, twice; max pooling 3 × 3, stride 2, padding `"same"`; projection `Conv2D` 1 × 1, stride 2, padding `"same"` |
# | exit | `SeparableConv2D` with 256 filters, `BatchNormalization`, ReLU; global average pooling; dropout 0.25; one logit |
# | every `BatchNormalization` | momentum 0.9, all else as Keras has it |
# | loss | binary cross-entropy from the logit |
# | optimizer | Adam, batches of 128; the learning rate falls from 0.002 to 0 along half a cosine, over 12 epochs of 79 steps |

# %% id="setup"
import keras
import numpy as np
from keras import layers

images = course.get("15").images()
names = "cat", "dog"
cnn_plots.cats_and_dogs(images.x_train[:12], images.y_train[:12])

# %% [markdown] id="counting_text" lang="vi"
# Ảnh nhỏ, và không phải ảnh nào cũng dễ.
#
# ## Bài tập, phần 1: đếm
#
# Một convolution có cửa sổ `size` × `size`, `channels` kênh vào và `filters` filter. Kernel của nó có bao nhiêu weight? Không tính bias. Ở mỗi vị trí, mỗi weight là một phép nhân, nên hàm này cũng đếm công việc.

# %% [markdown] id="counting_text" lang="en"
# The images are small, and not all of them are easy.
#
# ## The exercise, part 1: counting
#
# A convolution has windows of `size` × `size`, takes `channels` channels and has `filters` filters. How many weights does its kernel have? Do not count biases. At each position each weight is one multiplication, so this function counts the work as well.

# %% id="counting"
def plain_weights(size, channels, filters):
    return size**2 * channels * filters  #?? plain_weights | vi: Bao nhiêu mũi tên ở hình bên trái, và mỗi mũi tên có bao nhiêu weight? | en: How many arrows has the figure on the left, and how many weights has each?


def separable_weights(size, channels, filters):
    depthwise = size**2 * channels  #?? depthwise | vi: Bước thứ nhất ở hình bên phải | en: The first step in the figure on the right
    pointwise = channels * filters  #?? pointwise | vi: Bước thứ hai: mỗi mũi tên đứt nét là một con số | en: The second step: each dashed arrow is one number
    return depthwise + pointwise


vgkit.check_function(plain_weights, "15")
vgkit.check_function(separable_weights, "15")
for channels, filters in ((32, 64), (64, 128), (512, 728)):
    ratio = plain_weights(3, channels, filters) / separable_weights(3, channels, filters)
    print(f"{channels} channels, {filters} filters: {ratio:.1f} times fewer")

# %% [markdown] id="counting_read" lang="vi"
# Với cửa sổ 3 × 3, càng nhiều filter thì tỉ số càng gần 9: khi ấy gần như mọi công việc nằm ở bước pointwise, và bước đó không có cửa sổ.
#
# ## Phần 2: hai bước bằng NumPy
#
# `image` có ba trục: cao, rộng, kênh. `kernels` có cửa sổ 3 × 3 cho mỗi kênh. Vòng lặp đã viết sẵn; `output[i, j]` là một hàng số, một số cho mỗi kênh.

# %% [markdown] id="counting_read" lang="en"
# With windows of 3 × 3 the ratio approaches 9 as filters become many: then almost all of the work lies in the pointwise step, and that has no window.
#
# ## Part 2: the two steps in NumPy
#
# `image` has three axes: height, width, channels. `kernels` holds a window of 3 × 3 for each channel. The loops are complete; `output[i, j]` is a row of numbers, one for each channel.

# %% id="by_hand"
def depthwise(image, kernels):
    height, width, channels = image.shape
    output = np.full((height - 2, width - 2, channels), np.nan)
    for i in range(height - 2):
        for j in range(width - 2):
            window = image[i : i + 3, j : j + 3]
            output[i, j] = (window * kernels).sum(axis=(0, 1))  #?? window_sum | vi: Nhân từng số của cửa sổ với kernel; cộng theo trục nào để mỗi kênh còn lại một số? | en: Window times kernels, summed along which axes? One number per channel is left
    return output


def pointwise(maps, weights):
    return maps @ weights  #?? mixture | vi: Ở mỗi vị trí, một hàng kênh nhân với ma trận weights (kênh × filter) | en: At each position, a row of channels times the matrix of weights (channels × filters)


vgkit.check_function(depthwise, "15")
vgkit.check_function(pointwise, "15")

# %% [markdown] id="compare_text" lang="vi"
# Hai hàm của bạn nối nhau có đúng là `SeparableConv2D` không? Cell sau cho một ảnh mèo đi qua cả hai, với cùng weights.

# %% [markdown] id="compare_text" lang="en"
# Are your two functions, one after the other, Keras' `SeparableConv2D`? The next cell sends a photograph of a cat through both, with the same weights.

# %% id="compare"
layer = layers.SeparableConv2D(8, 3, use_bias=False, dtype="float64")
cat = images.x_train[images.y_train == 0][0] / 255
theirs = keras.ops.convert_to_numpy(layer(cat[None]))[0]
depthwise_kernel, pointwise_kernel = layer.get_weights()
ours = pointwise(depthwise(cat, depthwise_kernel[:, :, :, 0]), pointwise_kernel[0, 0])
print(depthwise_kernel.shape, pointwise_kernel.shape)
print("the same, up to rounding:", np.abs(ours - theirs).max() < 1e-10)

# %% [markdown] id="logit_text" lang="vi"
# ## Phần 3: một logit
#
# Với hai class, một con số là đủ. Logit $z$ là logarit của tỉ lệ cược (odds): $z = \ln \frac{p}{1 - p}$, với $p$ là xác suất của class 1, chó. Giải ra $p$:
#
# $$p = \frac{1}{1 + e^{-z}} .$$
#
# Đây chính là hàm sigmoid của phần một. Ở đó nó đứng sau *mỗi* lớp và làm gradient biến mất; ở đây nó chỉ đứng một lần, sau cùng, và nằm trong loss. Cross-entropy là âm logarit của xác suất mà network dành cho câu trả lời đúng: $-\ln p$ cho ảnh chó ($y = 1$), $-\ln(1 - p)$ cho ảnh mèo ($y = 0$).

# %% [markdown] id="logit_text" lang="en"
# ## Part 3: one logit
#
# For two classes one number is enough. A logit $z$ is the logarithm of the odds: $z = \ln \frac{p}{1 - p}$, where $p$ is the probability of class 1, the dogs. Solved for $p$:
#
# $$p = \frac{1}{1 + e^{-z}} .$$
#
# This is the sigmoid of part one. There it stood behind *every* layer and made the gradient vanish; here it stands only once, at the very end, and inside the loss. The cross-entropy is minus the logarithm of the probability that the network gives to the right answer: $-\ln p$ for a dog ($y = 1$), $-\ln(1 - p)$ for a cat ($y = 0$).

# %% id="logit"
def probability(logit):
    return 1 / (1 + np.exp(-logit))  #?? probability | vi: Công thức cho p | en: The formula for p


def crossentropy(logit, label):
    p = probability(logit)
    return -(label * np.log(p) + (1 - label) * np.log(1 - p))  #?? crossentropy | vi: Một số cho mỗi ảnh; label là 0 hoặc 1, và có thể là cả một mảng: viết không cần if | en: One number for each image; label is 0 or 1, and may be a whole array: write it without if


vgkit.check_function(probability, "15")
vgkit.check_function(crossentropy, "15")
for logit in (-4.0, 0.0, 4.0):
    print(f"logit {logit:4}: p = {probability(logit):.3f}, loss if dog {crossentropy(logit, 1):.3f}, if cat {crossentropy(logit, 0):.3f}")

# %% [markdown] id="block_text" lang="vi"
# Một network chưa biết gì cho logit 0, nên loss là $\ln 2 \approx 0.693$, và đoán mò đúng một nửa. Càng chắc mà sai thì loss càng lớn.
#
# ## Phần 4: khối và network
#
# Hàm `convolution` sẽ dùng cả trong khối lẫn ở lối ra.

# %% [markdown] id="block_text" lang="en"
# A network that knows nothing yet gives a logit of 0, so its loss is $\ln 2 \approx 0.693$, and guessing is right half of the time. The surer a wrong answer is, the larger the loss.
#
# ## Part 4: the block and the network
#
# The function `convolution` serves in the block and at the exit.

# %% id="block"
def convolution(x, filters):
    x = layers.SeparableConv2D(filters, 3, padding="same")(x)  #?? separable | vi: Separable convolution của bảng | en: The table's separable convolution
    return layers.BatchNormalization(momentum=0.9)(x)  #?? normalization | vi: Normalization của bảng, trên output của nó | en: The table's normalization, of what it gives


def residual_block(x, filters):
    before = x
    for _ in range(2):
        x = layers.ReLU()(x)  #?? relu | vi: Trong khối, ReLU đứng trước convolution | en: In a block ReLU stands before the convolution
        x = convolution(x, filters)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)  #?? pooling | vi: Pooling của bảng: sau nó ảnh nhỏ đi một nửa | en: The table's pooling, behind which the image is half as large
    projection = layers.Conv2D(filters, 1, strides=2, padding="same")(before)  #?? projection | vi: Từ before: cùng cỡ và cùng số kênh như x bây giờ | en: From before: as large as x is now, and with as many channels
    return layers.add([x, projection])  #?? residual | vi: Hai mũi tên gặp nhau | en: Where the two arrows meet


vgkit.check_function(residual_block, "15")

# %% id="network"
inputs = keras.Input((32, 32, 3))
x = layers.RandomFlip("horizontal")(inputs)  #?? flip | vi: Lật trái phải: một con mèo soi gương vẫn là mèo | en: Mirror left and right: a cat in a mirror is a cat
x = layers.RandomRotation(0.1)(x)  #?? rotation | vi: Xoay ngẫu nhiên, nhiều nhất một phần mười vòng | en: Turn at random, by a tenth of a turn at most
x = layers.Rescaling(1 / 255)(x)  #?? rescaling | vi: Pixel từ 0–255 thành 0–1, ngay trong network | en: Pixels from 0–255 to 0–1, within the network
x = layers.Conv2D(32, 3, strides=2, padding="same")(x)  #?? entry | vi: Convolution của lối vào; nó là convolution thường | en: The entry's convolution, a plain one
x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
for filters in (64, 128):
    x = residual_block(x, filters)  #?? blocks | vi: Thêm một khối sau x | en: One more block behind x
x = layers.ReLU()(convolution(x, 256))  #?? exit | vi: Lối ra: convolution cuối với normalization của nó, rồi ReLU | en: The exit: the last convolution with its normalization, then ReLU
x = layers.GlobalAveragePooling2D()(x)  #?? average | vi: Mỗi feature map còn lại một số: trung bình của nó | en: One number is left of each feature map: its mean
x = layers.Dropout(0.25)(x)  #?? dropout | vi: Dropout của bảng | en: The table's dropout
logit = layers.Dense(1)(x)  #?? logit | vi: Một con số, không có activation | en: One number, without activation
model = keras.Model(inputs, logit)
print(model.count_params())

# %% [markdown] id="compile_text" lang="vi"
# Ba chỗ trống sau là về cách train. Cẩn thận với accuracy: `metrics=["accuracy"]` so output với 0.5, như thể nó là một xác suất. Của bạn là logit. Từ giá trị nào trở đi thì câu trả lời là "chó"?

# %% [markdown] id="compile_text" lang="en"
# The next three blanks are about training. Mind the accuracy: `metrics=["accuracy"]` compares the output with 0.5, as if it were a probability. Yours is a logit. From which value on is the answer "dog"?

# %% id="compile"
schedule = keras.optimizers.schedules.CosineDecay(0.002, 12 * 79)
model.compile(
    optimizer=keras.optimizers.Adam(schedule),  #?? optimizer | vi: Adam với lịch ở trên | en: Adam with the schedule above
    loss=keras.losses.BinaryCrossentropy(from_logits=True),  #?? loss | vi: Loss của hai class; output là logit | en: The loss of two classes; the output is a logit
    metrics=[keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0)],  #?? accuracy | vi: BinaryAccuracy, tên là "accuracy", với ngưỡng đúng cho logit | en: BinaryAccuracy, called "accuracy", with the right threshold for a logit
)

# %% [markdown] id="check_text" lang="vi"
# ## Kiểm tra
#
# Chỉ mất vài giây và chưa train gì cả. Nếu network chưa đúng, thông báo sẽ nói chỗ trống nào cần xem lại. Phần kiểm tra đếm cả hai projection: với nó, conv 1 là lối vào, conv 4 và conv 7 là hai projection, conv 8 là lối ra.

# %% [markdown] id="check_text" lang="en"
# ## Check
#
# This takes a few seconds and trains nothing. If the network is not right yet, the message names the blank to look at. The check counts the two projections as well: to it, conv 1 is the entry, conv 4 and conv 7 are the projections, conv 8 is the exit.

# %% id="check"
vgkit.check(model, "15")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn network này: `small_xception`. Cell sau cho thấy hai cách viết cho ra cùng một network, rồi dùng network của thư viện để train.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has this network too: `small_xception`. The next cell shows that both ways of writing it give the same network, and goes on with the library's.

# %% id="shared" only="solution"
from vgkit import structure

shared = course.get("15").compiled()
print(shared.name, structure.describe(shared) == structure.describe(model))
model = shared

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Network của bạn, và cùng network ấy khi không có đường tắt và projection. Hình chỉ vẽ những lớp mà cả hai đều có.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# Your network, and the same one without shortcuts and projections. The figure shows only the layers that both have.

# %% id="before"
def main_path(snapshot, projections=(3, 6)):
    """A snapshot without the projections, which stand beside the path."""
    norms = snapshot["gradient_norm"]
    return {"gradient_norm": [norm for number, norm in enumerate(norms) if number not in projections]}


layer_names = ["entry", "1 a", "1 b", "2 a", "2 b", "exit", "output"]
plots.gradient_norms(
    layer_names,
    {
        "with shortcuts": main_path(diagnostics.before_training(model, "15")),
        "without": records.shipped("15_no_residual").snapshot(0),
    },
)

# %% [markdown] id="deep_text" lang="vi"
# Ở bảy lớp, có đường tắt hay không, các gradient chỉ chênh nhau vài lần: ở đây nhiều nhất là ba lần, với năm seed là sáu. Vậy đường tắt có ích gì? Network Xception thật còn có một phần giữa: nhiều khối nữa, không đổi cỡ ảnh và số kênh. Ở đó đường tắt không cần projection, nó là $x$ nguyên vẹn. Khóa học đã thêm tám khối như vậy, mỗi khối ba convolution, vào network của bạn: 31 lớp thay vì 7.

# %% [markdown] id="deep_text" lang="en"
# With seven layers, with shortcuts and without, the gradients are only a few times apart: three times at most here, six over five seeds. What are shortcuts good for, then? The real Xception also has a middle part: many more blocks, which change neither the size of the image nor the number of channels. There the shortcut needs no projection, it is $x$ itself. The course has put eight such blocks, of three convolutions each, into your network: 31 layers instead of 7.

# %% id="deep"
deep, deep_bare = records.shipped("15_deep"), records.shipped("15_deep_no_residual")
middle = [f"m{block} {place}" for block in range(1, 9) for place in "abc"]
plots.gradient_norms(
    [*layer_names[:5], *middle, *layer_names[5:]],
    {"31 layers, with shortcuts": main_path(deep.snapshot(0)), "without": deep_bare.snapshot(0)},
)

# %% [markdown] id="before_read" lang="vi"
# Không có đường tắt, gradient **lớn** dần khi đi lùi: với seed 1, từ 0.3 ở m7 c đến 5.3 ở lối vào. Khóa học này nói về gradient biến mất, còn đây là điều ngược lại. Batch normalization giữ cho tín hiệu đi tới có cùng cỡ ở mọi lớp, nhưng với ReLU, mỗi lần đi lùi qua một lớp, gradient được nhân với một thừa số lớn hơn 1 một chút (Yang và cộng sự, 2019). Qua hai mươi mấy lớp, một chút ấy thành 18 lần; với năm seed là từ 14 đến 36 lần.
#
# Có đường tắt, gradient vẫn lớn dần, nhưng trên cũng đoạn ấy, với seed 1 chỉ 5 lần, từ 0.08 đến 0.39; với năm seed là từ 3 đến 8 lần. Ở mỗi dấu cộng, gradient đi lùi theo cả hai ngả, và ngả đi thẳng giữ nguyên nó.

# %% [markdown] id="before_read" lang="en"
# Without shortcuts the gradient **grows** on its way back: with seed 1, from 0.3 at m7 c to 5.3 at the entry. This course is about gradients that vanish; here is the opposite. Batch normalization keeps the signal at one size on its way forward, but with ReLU each layer on the way back multiplies the gradient by a factor a little above 1 (Yang et al., 2019). Over about two dozen layers, that little becomes a factor of 18; over five seeds it is 14 to 36.
#
# With shortcuts it still grows, but over the same layers and with seed 1 only fivefold, from 0.08 to 0.39; over five seeds it is 3 to 8 times. At each plus sign the gradient goes back both ways, and the straight way leaves it as it is.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# 12 epoch. Sau mỗi epoch, một checkpoint được lưu lại; nếu bị ngắt, hãy chạy lại các cell từ đầu.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# 12 epochs. The state is saved after every epoch; if you are interrupted, run the cells again from the top.

# %% id="train"
run = vgkit.train(model, "15")
tables.milestones({"15": run}, epochs=(1, 2, 5, 12))

# %% [markdown] id="train_read" lang="vi"
# Đoán mò đúng 50 % và có loss 0.693. Network đạt 78 % trên những ảnh nó chưa từng thấy. Training accuracy, đo khi ảnh bị lật và xoay và dropout đang bật, là 79 %: hầu như không có khoảng cách.
#
# ## Không có augmentation
#
# Cùng network, cùng điểm xuất phát, nhưng ảnh không bị lật và xoay. Khóa học đã train nó. Trước khi xem các đường cong, hãy đọc một con số từ lần train ấy: chẳng hạn, `bare.at("accuracy", 12)` là training accuracy của nó ở epoch 12.

# %% [markdown] id="train_read" lang="en"
# Guessing is right 50 % of the time and has a loss of 0.693. The network reaches 78 % on images that it has never seen. Training accuracy, measured with flips, rotations and dropout on, is 79 %: there is hardly a gap.
#
# ## Without augmentation
#
# The same network from the same starting point, but its images are neither mirrored nor turned. The course has trained it. Before you look at the curves, read one number off that training: `bare.at("accuracy", 12)`, for instance, is its training accuracy in epoch 12.

# %% id="bare"
bare = records.shipped("15_no_augmentation")

# %% id="question"
vgkit.ask("Q15.robust")

# %% id="question_answer" only="solution"
vgkit.answer("Q15.robust", "D")

# %% id="curves"
plots.curves({"15": run, "without augmentation": bare})

# %% id="curves_table"
tables.milestones({"15": run, "without augmentation": bare}, epochs=(4, 8, 12))

# %% [markdown] id="curves_read" lang="vi"
# Không có augmentation, network học thuộc 10 000 tấm ảnh: training accuracy 99 %, training loss 0.06. Đến epoch 4 điều đó chưa hại gì; sau đó training loss tiếp tục giảm, còn validation loss **tăng**, lên 0.73 (từ 0.66 đến 0.77 với năm seed): cỡ 0.693, loss của một người chỉ biết đoán. Vậy mà nó vẫn trả lời đúng khoảng 74 %, như ở epoch 4: nó không sai thường xuyên hơn, nó chỉ quá chắc chắn mỗi khi sai. Cross-entropy phạt đúng điều ấy.

# %% [markdown] id="curves_read" lang="en"
# Without augmentation the network learns 10,000 photographs by heart: training accuracy 99 %, training loss 0.06. Up to epoch 4 that does no harm; from there on the training loss goes on falling while the validation loss **rises**, to 0.73 (0.66 to 0.77 over five seeds): about the 0.693 of somebody who only guesses. And still it is right about 74 % of the time, as at epoch 4: it is not wrong more often, it is only far too sure when it is wrong. That is just what cross-entropy punishes.

# %% [markdown] id="seeds_text" lang="vi"
# ## Từng bộ phận, với năm seed
#
# Bỏ đi từng bộ phận một. Mỗi vòng tròn là một lần train với seed riêng; đường chấm ứng với đoán mò. Bốn network đầu train 12 epoch, hai network 31 lớp chỉ 5 epoch.

# %% [markdown] id="seeds_text" lang="en"
# ## Each part, over five seeds
#
# Take the parts away, one at a time. Each circle is a training with a seed of its own; the dotted line is guessing. The first four networks are trained for 12 epochs, the two of 31 layers for 5 only.

# %% id="seeds"
lines = {
    "exercise 15": "15",
    "without augmentation": "15_no_augmentation",
    "without shortcuts": "15_no_residual",
    "plain convolutions": "15_plain",
    "31 layers": "15_deep",
    "31 layers, without shortcuts": "15_deep_no_residual",
}
seeds.strip(lines, guessing=0.5)

# %% id="seeds_table"
seeds.table(lines)

# %% id="sizes"
for name, exercise in lines.items():
    print(f"{name}: {course.get(exercise).build().count_params()} parameters")

# %% [markdown] id="seeds_read" lang="vi"
# * **Augmentation** đem lại ba điểm: có nó 77.8 đến 78.5 %, không có nó 74.4 đến 75.4 %, với cả năm seed.
# * **Đường tắt**, ở bảy lớp, không đem lại gì tách được khỏi may rủi: có nó 77.8 đến 78.5 %, không có nó 77.0 đến 78.5 %, dù khi ấy network bớt đi một phần tám số tham số, phần của projection. Ở 31 lớp thì khác: sau năm epoch là 73.8 đến 75.4 %, so với 67.8 đến 70.2 %. Trong network sâu không có đường tắt, gradient không biến mất mà lớn dần về phía lối vào, và network học chậm hơn.
# * **Separable convolution** rẻ, nhưng không miễn phí. Với convolution thường, network đạt 81 đến 82.7 %, hơn từ ba đến bốn điểm rưỡi, với số tham số và số phép nhân gấp bảy lần. Một epoch thì không lâu gấp bảy: đo trên hai nhân CPU, không tính augmentation, là hai lần rưỡi. Bước depthwise gồm nhiều phép tính nhỏ, và CPU làm chúng kém hiệu quả.
#
# Hai network 31 lớp chỉ so được với nhau: chúng train ngắn hơn bốn network kia.

# %% [markdown] id="seeds_read" lang="en"
# * **Augmentation** brings three points: 77.8 to 78.5 % with it, 74.4 to 75.4 % without, over all five seeds.
# * **Shortcuts**, with seven layers, do nothing that could be told from luck: 77.8 to 78.5 % with them, 77.0 to 78.5 % without, although the network then lacks an eighth of its parameters, those of the projections. With 31 layers it is another story: after five epochs 73.8 to 75.4 %, against 67.8 to 70.2 %. No gradient vanishes in the deep network without shortcuts; gradients grow towards the entry, and the network learns more slowly.
# * **Separable convolutions** are cheap, but not free. With plain ones the network reaches 81 to 82.7 %, three to four and a half points more, with seven times as many parameters and multiplications. An epoch does not take seven times as long, though: measured on two cores of a processor, without augmentation, two and a half times. A depthwise step consists of many small computations, at which a processor is not efficient.
#
# The two networks of 31 layers can only be compared with each other: they are trained for fewer epochs than the other four.

# %% [markdown] id="answers_text" lang="vi"
# ## Từ logit đến câu trả lời
#
# Network đã train trả lời cho 2000 ảnh validation. Dùng hàm `probability` của bạn.

# %% [markdown] id="answers_text" lang="en"
# ## From the logit to the answer
#
# The trained network answers for the 2000 validation images. Use your function `probability`.

# %% id="answers"
logits = model.predict(images.x_test, batch_size=500, verbose=0)[:, 0]
dog = probability(logits)  #?? dog | vi: Xác suất "chó" của mỗi ảnh, từ logit | en: Each image's probability of being a dog, from its logit
answers = (dog > 0.5).astype(int)  #?? answers | vi: Class mà network chọn cho mỗi ảnh: 0 hoặc 1 | en: The class that the network chooses for each image: 0 or 1
print(f"yours {(answers == images.y_test).mean():.3f}, in training {run.at('val_accuracy', 12):.3f}")
cnn_plots.logit_histograms(logits, images.y_test, names)

# %% [markdown] id="answers_read" lang="vi"
# Đường chấm là quyết định: bên phải là "chó". Hai cột ngoài cùng gom cả những logit xa hơn nữa. Hai đường chồng lên nhau quanh 0, ở đó network gần như tung đồng xu; càng ra xa thì càng ít lẫn. Network có *biết* nó chắc đến đâu không? Chia các ảnh theo xác suất của câu trả lời, rồi đếm xem đúng được bao nhiêu.

# %% [markdown] id="answers_read" lang="en"
# The dotted line is the decision: to the right of it lies "dog". The outermost bars hold the logits beyond as well. The two lines overlap around 0, where the network all but tosses a coin; further out they mix less. Does the network *know* how sure it may be? Group the images by the probability of the answer, and count how many answers are right.

# %% id="calibration"
certainty = np.maximum(dog, 1 - dog)  #?? certainty | vi: Xác suất mà network dành cho câu trả lời của chính nó, dù là chó hay mèo | en: The probability that the network gives to its own answer, be it dog or cat
for low in (0.5, 0.6, 0.7, 0.8, 0.9):
    band = (certainty >= low) & (certainty < low + 0.1)
    right = (answers == images.y_test)[band].mean()
    print(f"{low:.0%} to {low + 0.1:.0%}: {band.sum()} images, {right:.0%} right")
print(f"in all: {(certainty >= 0.5).sum()} images")

# %% [markdown] id="calibration_read" lang="vi"
# Network nói 60 đến 70 % thì đúng 63 %; nói trên 90 % thì đúng 95 %. Xác suất của nó có thể tin được, nó được **calibrate** tốt. Với network không có augmentation thì không: đúng 74 % mà loss vẫn là 0.73. Hình sau là những câu trả lời sai mà network của bạn chắc chắn nhất.

# %% [markdown] id="calibration_read" lang="en"
# Where the network says 60 to 70 %, 63 % are right; where it says more than 90 %, 95 % are. Its probabilities can be taken at their word, it is well **calibrated**. The network without augmentation is not: with 74 % right answers its loss is 0.73 all the same. The next figure shows the wrong answers of which your network is surest.

# %% id="sure"
wrong = np.flatnonzero(answers != images.y_test)
surest = wrong[np.argsort(-np.abs(logits[wrong]))][:12]
cnn_plots.cats_and_dogs(images.x_test[surest], images.y_test[surest], dog[surest])

# %% [markdown] id="sure_read" lang="vi"
# Bạn có trả lời đúng hết không?
#
# ## Ảnh của riêng bạn
#
# Với ảnh của riêng bạn, việc đầu tiên là đọc được chúng. Một thư mục thật hầu như luôn có file hỏng: tải dở, rỗng, không phải ảnh, GIF mang tên `.jpg`. Và có những ảnh lành lặn nhưng nằm ngang. `make_ready` đọc mỗi file một lần: cái gì dùng được thì được dựng thẳng, chuyển thành RGB, thu về 180 × 180 và cất vào thư mục riêng của kit; cái gì không dùng được thì được liệt kê kèm lý do. Ảnh gốc không bị đụng tới.
#
# Mặc định, thư mục ở đây là một mẫu nhỏ từ ảnh của bài, cùng bốn file hỏng. Để dùng ảnh của bạn, hãy tạo một thư mục có mỗi class một thư mục con (`cat`, `dog`, …) và ghi đường dẫn vào biến môi trường `VGKIT_IMAGES` trước khi mở Jupyter.

# %% [markdown] id="sure_read" lang="en"
# Would you have got all of them right?
#
# ## Photographs of your own
#
# With photographs of your own, the first task is to read them. A real folder nearly always holds broken files: half a download, an empty one, no image at all, a GIF by the name of `.jpg`. And there are sound photographs that lie on their side. `make_ready` reads each file once: what can be used is put upright, turned into RGB, made 180 × 180 and kept in the kit's own folder; what cannot is listed with the reason. The originals stay untouched.
#
# Unless you say otherwise, the folder here is a small sample of this exercise's images, with four broken files. To use your own, make a folder with a subfolder for each class (`cat`, `dog`, …), and put its path into the environment variable `VGKIT_IMAGES` before you open Jupyter.

# %% id="folder"
from vgkit.data import photographs

folder = photographs.own_or_sample(images, names)
ready = photographs.make_ready(folder)
for name, count in zip(ready.class_names, ready.counts, strict=True):
    print(f"{name}: {count}")
for each in ready.left_out:
    print(f"left out: {each.path.relative_to(folder)}: {each.reason}")

# %% [markdown] id="pipelines_text" lang="vi"
# Bây giờ đến pipeline của Keras. Nó không giữ mọi ảnh trong bộ nhớ mà đọc từng batch trong lúc network train; `prefetch` đọc batch sau trong khi batch trước đang được tính. Hàm trả về hai pipeline: một phần năm số ảnh để validation, phần còn lại để train, và không ảnh nào nằm ở cả hai.

# %% [markdown] id="pipelines_text" lang="en"
# Now for Keras' pipeline. It does not hold all photographs in memory but reads batch after batch while the network trains; `prefetch` reads the next one while the last one is computed. The function returns two pipelines: a fifth of the photographs for validation, the rest for training, and none in both.

# %% id="pipelines"
def pipelines(folder, size=180, batch_size=32):
    settings = {"image_size": (size, size), "batch_size": batch_size, "seed": 1, "verbose": False}
    train, validation = keras.utils.image_dataset_from_directory(folder, validation_split=0.2, subset="both", **settings)  #?? pipelines | vi: image_dataset_from_directory của keras.utils: **settings, phần validation, cả hai phần | en: image_dataset_from_directory of keras.utils: **settings, share for validation, both parts
    return train.prefetch(2), validation.prefetch(2)


vgkit.check_function(pipelines, "15")
train, validation = pipelines(ready.folder)
pixels, labels = next(iter(validation))
print(tuple(pixels.shape), pixels.dtype.name, f"{np.min(pixels):.0f} … {np.max(pixels):.0f}")

# %% [markdown] id="large_text" lang="vi"
# Cho vài nghìn tấm ảnh 180 × 180, network trong bài hướng dẫn của Keras mà bài này dựa theo (Image classification from scratch) có nhiều filter hơn: 128 ở lối vào, ba khối 256, 512 và 728, và 1024 ở lối ra. vgkit có sẵn network ấy. Trên hai nhân CPU, train nó mất nhiều giờ, nên **khóa học chưa train nó**. Cell sau dựng network ấy; nếu có GPU, bạn có thể train nó trong một cell của riêng mình ngay dưới đó:
#
# ```python
# large.fit(train, validation_data=validation, epochs=25)
# ```

# %% [markdown] id="large_text" lang="en"
# For photographs of 180 × 180 and some thousands of them, the network of the Keras tutorial that this exercise follows (Image classification from scratch) has more filters: 128 in the entry, three blocks with 256, 512 and 728, and 1024 at the exit. vgkit has it. On two cores of a processor it would train for hours, so **the course has not trained it**. The next cell builds it; with a GPU you can train it, in a cell of your own below that one:
#
# ```python
# large.fit(train, validation_data=validation, epochs=25)
# ```

# %% id="large"
from vgkit.networks.objective import compiled
from vgkit.networks.xception import small_xception

large = compiled(small_xception(augmentation=True), "Adam", 0.001)
print(large.count_params(), large(pixels[:2]).shape)

# %% [markdown] id="quiz_text" lang="vi"
# ## Trắc nghiệm
#
# Câu này đưa điều đã học sang một tình huống khác. Bạn có thể đo: sau hai khối của bạn, đặt thêm tám khối ở giữa với 128 filter, mỗi khối gọi ba lần `x = convolution(layers.ReLU()(x), 128)` rồi cộng với input của khối. Dựng network ấy một lần như vậy, một lần theo cách mà câu hỏi mô tả, rồi so `diagnostics.before_training(…, "15")["gradient_norm"]`.

# %% [markdown] id="quiz_text" lang="en"
# ## Quiz
#
# This question takes what you have learnt to another situation. It can be measured: behind your two blocks put eight middle blocks with 128 filters, each of which calls `x = convolution(layers.ReLU()(x), 128)` three times and then adds the block's input. Build that network once like this and once the way the question describes, and compare `diagnostics.before_training(…, "15")["gradient_norm"]`.

# %% id="quiz"
vgkit.ask("Q15.why")

# %% id="quiz_answer" only="solution"
from vgkit import cases

vgkit.answer("Q15.why", "B")
cases.show("Q15.why")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với hình của năm seed: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. Compare it with the figure of five seeds: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P15")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Thay convolution của lối vào bằng separable convolution: 123 weight thay cho 864, vẫn 32 filter. Chúng còn tìm được bao nhiêu hoa văn khác nhau?
# * Những bias nào trong network này vô ích (bài 14)? Thêm `use_bias=False` ở những chỗ ấy và đếm số tham số được bớt đi.
# * Lối vào với stride 2 vứt đi ba phần tư số vị trí ngay từ đầu. Thử stride 1: chạy lại cell dựng network và cell compile nó, rồi xem mỗi epoch lâu hơn bao nhiêu: `vgkit.train(model, "my_stride", epochs=3, like="15")`.
# * Đổi vai hai class: gọi chó là class 0. Logit và xác suất thay đổi thế nào, còn loss và accuracy?
# * Chọn ngưỡng khác 0.5: nếu gọi nhầm một con mèo là chó tệ gấp mười lần gọi nhầm chó là mèo, bạn đặt ngưỡng ở đâu? Đếm hai loại lỗi trong `answers`.

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Make the entry's convolution a separable one: 123 weights in place of 864, and 32 filters as before. How many different patterns can they still look for?
# * Which biases of this network are of no use (exercise 14)? Put `use_bias=False` there, and count the parameters that this saves.
# * The entry with stride 2 throws three quarters of all positions away at once. Try stride 1: run the cell of the network and the one that compiles it again, and see how much longer an epoch takes: `vgkit.train(model, "my_stride", epochs=3, like="15")`.
# * Let the classes change places: call dogs class 0. What happens to the logits and probabilities, and what to loss and accuracy?
# * Choose a threshold other than 0.5: if calling a cat a dog is ten times worse than calling a dog a cat, where do you put it? Count both kinds of mistakes in `answers`.
