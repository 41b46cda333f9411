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
# # Bài 13 · Chuẩn hóa input
#
# Ở phần một, mọi network đều nhận pixel giữ nguyên như trong file, từ 0 đến 255. Bài này train **cùng một** network trên CIFAR-10 năm lần, mỗi lần đưa pixel về một thang khác, rồi cho cả năm network ấy nhận dạng những tấm ảnh chụp thiếu sáng.
#
# Làm xong bài, bạn có thể
#
# * tự viết năm cách chuẩn hóa, và nói được mỗi giá trị trung bình được tính trên những trục nào,
# * chứng minh bằng đại số rồi bằng số đo: chuẩn hóa xóa được một thay đổi ánh sáng $a \cdot x + b$ khi nào, và khi nào thì không,
# * giải thích vì sao trung bình và độ lớn của input quyết định gradient descent nhanh hay chậm,
# * nhận ra một lỗi rất hay gặp: lấy thống kê của ảnh test.
#
# **Thời gian:** khoảng 50 phút để đọc và làm, cộng thêm chừng 4 phút máy train năm network, mỗi network 10 epoch.

# %% [markdown] id="goal" lang="en"
# # Exercise 13 · Input normalization
#
# In part one every network was given its pixels as they stand in the file, from 0 to 255. Here you train **one and the same** network on CIFAR-10 five times, each time with the pixels on another scale, and then show all five some photographs that were taken in poor light.
#
# When you are done, you can
#
# * write five normalizations yourself, and say over which axes each mean is taken,
# * show by algebra and then by numbers when a normalization undoes a change of light $a \cdot x + b$, and when it does not,
# * explain why mean and size of the inputs decide how fast gradient descent is,
# * recognize a common mistake: statistics of the test images.
#
# **Time:** about 50 minutes to read and do, and about 4 minutes in which the machine trains five networks for 10 epochs each.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Gọi $x$ là một pixel, từ 0 đến 255. Năm thang hay dùng:
#
# | tên | network nhìn thấy |
# |---|---|
# | 0–255 | $x$ |
# | 0–1 | $x / 255$ |
# | −1…1 | $x / 127.5 - 1$ |
# | per channel | $(x - \mu) / \sigma$, trong đó $\mu$ và $\sigma$ là trung bình và độ lệch chuẩn của một kênh màu, tính trên mọi pixel của **mọi ảnh train** |
# | per image | cũng công thức đó, nhưng $\mu$ và $\sigma$ được tính riêng cho từng kênh của **từng ảnh**, trên 1024 pixel của nó |
#
# Bốn thang đầu áp dụng một quy tắc cố định cho mọi ảnh, và lớp đầu tiên có thể tự bù lại: một filter có weights $w$ nhìn $x/255$ cũng tính ra đúng như filter có weights $w/255$ nhìn $x$. Nếu không kể padding ở mép ảnh, bốn network ấy *biểu diễn được* những hàm như nhau. Vậy chúng khác nhau ở hai chỗ: train có dễ tìm ra weights tốt hay không, và chuyện gì xảy ra khi ánh sáng lúc test không giống lúc train.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# Let $x$ be a pixel, from 0 to 255. Five scales are in common use:
#
# | name | what the network sees |
# |---|---|
# | 0–255 | $x$ |
# | 0–1 | $x / 255$ |
# | −1…1 | $x / 127.5 - 1$ |
# | per channel | $(x - \mu) / \sigma$, where $\mu$ and $\sigma$ are mean and standard deviation of a colour channel over all pixels of **all training images** |
# | per image | the same formula, but $\mu$ and $\sigma$ are those of each channel of **each image**, over its 1024 pixels |
#
# The first four are one fixed rule for all images, and the first layer could make up for it: a filter with weights $w$ that looks at $x/255$ computes what a filter with weights $w/255$ computes from $x$. But for the zeros that pad the border, the four networks can *represent* the same functions. So they differ in two things: how easily training finds good weights, and what happens when the light in the test is not that of the training.

# %% id="start" lang="vi"
import numpy as np
import vgkit
from vgkit import cnn_plots, course, data, diagnostics, plots, seeds, structure, tables

vgkit.start("13", language="vi")
NETWORKS = {
    "0–255": "13_0_255",
    "0–1": "13_0_1",
    "−1…1": "13_centred",
    "per channel": "13",
    "per image": "13_per_image",
}
cifar = data.load("cifar10")
some = cifar.x_train[:500]
seen = {name: course.get(id).images().to_input(some) for name, id in NETWORKS.items()}
seen["per image"] = vgkit.layers.ImageStandardization()(seen["0–255"])
cnn_plots.input_histograms(seen)

# %% id="start" lang="en"
import numpy as np
import vgkit
from vgkit import cnn_plots, course, data, diagnostics, plots, seeds, structure, tables

vgkit.start("13", language="en")
NETWORKS = {
    "0–255": "13_0_255",
    "0–1": "13_0_1",
    "−1…1": "13_centred",
    "per channel": "13",
    "per image": "13_per_image",
}
cifar = data.load("cifar10")
some = cifar.x_train[:500]
seen = {name: course.get(id).images().to_input(some) for name, id in NETWORKS.items()}
seen["per image"] = vgkit.layers.ImageStandardization()(seen["0–255"])
cnn_plots.input_histograms(seen)

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# Ba hình đầu có cùng một dạng: chỉ con số trên trục thay đổi. Với per channel, ba kênh được dời và kéo giãn riêng để cùng có trung bình 0, kể cả kênh xanh dương vốn tối hơn. Chỉ per image có dạng khác, vì mỗi ảnh được dời theo cách của nó.
#
# ## Dự đoán
#
# Trước khi viết code, hãy chọn một câu trả lời. Đúng hay sai không quan trọng; cuối bài bạn sẽ so nó với số đo được.

# %% [markdown] id="figure_text" lang="en"
# The first three have the same shape: only the numbers along the axis change. Per channel, each of the three is shifted and stretched by itself so that all have mean 0, even blue, which is darker. Only per image has another shape, because each image is shifted in its own way.
#
# ## Predict
#
# Before you write any code, commit yourself to an answer. Whether it is right does not matter; at the end you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P13")

# %% id="predict_answer" only="solution"
vgkit.answer("P13", "B")

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | ảnh | CIFAR-10: 10 000 ảnh train và 2000 ảnh test đầu tiên, $32 \times 32$ pixel, 3 kênh, 10 class |
# | convolution | 3 lớp với 16, 32 và 64 filter $3 \times 3$, `padding="same"`, ReLU; sau mỗi lớp là max pooling $2 \times 2$ |
# | dense | `Flatten`, `Dense(64)` với ReLU, `Dense(10)` cho logits |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | Adam với learning rate mặc định 0.001, batch 128, 10 epoch |
#
# ## Bài tập, phần 1: năm thang
#
# `images` luôn là một mảng NumPy kiểu uint8 có shape (ảnh, cao, rộng, kênh), giá trị 0–255. Hãy viết sao cho hàm đúng với bao nhiêu ảnh cũng được. Chú ý: uint8 không biết số âm, cũng không biết số lớn hơn 255.

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | images | CIFAR-10: the first 10,000 training and 2000 test images, $32 \times 32$ pixels, 3 channels, 10 classes |
# | convolutions | 3 layers with 16, 32 and 64 filters of $3 \times 3$, `padding="same"`, ReLU; each followed by max pooling $2 \times 2$ |
# | dense layers | `Flatten`, `Dense(64)` with ReLU, `Dense(10)` for the logits |
# | loss | sparse categorical cross-entropy from logits |
# | optimizer | Adam with its default learning rate of 0.001, batches of 128, 10 epochs |
#
# ## The exercise, part 1: the scales
#
# `images` is always a NumPy array of uint8 with shape (images, height, width, channels), values 0–255. Write the functions for any number of images. Mind that uint8 knows neither negative numbers nor any above 255.

# %% id="scalings"
def scale_0_1(images):
    return images / 255  #?? scale_0_1 | vi: Đen thành 0, trắng thành 1 | en: Black becomes 0, white becomes 1


def scale_centred(images):
    return images / 127.5 - 1  #?? scale_centred | vi: Đen thành −1, trắng thành 1 | en: Black becomes −1, white becomes 1


def channel_statistics(images):
    mean = images.mean(axis=(0, 1, 2))  #?? channel_mean | vi: Mỗi kênh một số: trục nào phải còn lại? | en: One for each channel: which axis is left over?
    std = images.std(axis=(0, 1, 2))  #?? channel_std | vi: Độ lệch chuẩn, cũng trên những trục đó | en: The standard deviations, over the same axes
    return mean, std


def standardize(images, mean, std):
    return (images - mean) / std  #?? standardize | vi: Với trung bình và độ lệch chuẩn được đưa vào | en: With the mean and the standard deviation that are passed in


def standardize_each(images):
    own_mean = images.mean(axis=(1, 2), keepdims=True)  #?? image_mean | vi: Mỗi kênh của mỗi ảnh một số; images phải trừ được nó | en: One for each channel of each image; images must fit it
    own_std = images.std(axis=(1, 2), keepdims=True)  #?? image_std | vi: Độ lệch chuẩn tương ứng | en: The standard deviations that go with it
    return standardize(images, own_mean, own_std)  #?? standardize_each | vi: Bạn đã có một hàm cho việc này | en: You already have a function for this

# %% id="check_scalings"
for function in (scale_0_1, scale_centred, channel_statistics, standardize, standardize_each):
    vgkit.check_function(function, "13")

# %% [markdown] id="which_text" lang="vi"
# `standardize` cần hai bộ số. Chúng được đo **một lần**, trước khi train, rồi dùng mãi cho mọi ảnh về sau. Đo trên những ảnh nào?

# %% [markdown] id="which_text" lang="en"
# `standardize` needs two sets of numbers. They are measured **once**, before training, and then used for every image that ever comes. On which images are they measured?

# %% id="which"
measured = cifar.x_train  #?? which_images | vi: Những ảnh mà network được phép biết | en: The images that the network may know
mean, std = channel_statistics(measured)


def per_channel(images):
    return standardize(images, mean, std)


vgkit.check_function(per_channel, "13")
print("mean", mean.round(1), " std", std.round(1))

# %% [markdown] id="light_text" lang="vi"
# ## Bài tập, phần 2: ánh sáng khác
#
# Một máy ảnh khác, một buổi chiều u ám: ta mô phỏng bằng $a \cdot x + b$ cho từng pixel. $a < 1$ làm giảm độ tương phản, $b$ dời độ sáng. Hãy viết `darken`, rồi dùng đại số cho `changed_statistics`: nếu $x$ có trung bình `mean` và độ lệch chuẩn `std` thì $a \cdot x + b$ có trung bình và độ lệch chuẩn nào? Công thức phải đúng cả khi $a$ âm (ảnh âm bản: $a = -1$, $b = 255$).

# %% [markdown] id="light_text" lang="en"
# ## The exercise, part 2: another light
#
# Another camera, a dull afternoon: we imitate them by $a \cdot x + b$ for every pixel. $a < 1$ takes away contrast, $b$ shifts the brightness. Write `darken`, and then use algebra for `changed_statistics`: if $x$ has the mean `mean` and the standard deviation `std`, what are those of $a \cdot x + b$? The formula must hold for a negative $a$ as well (a photographic negative: $a = -1$, $b = 255$).

# %% id="light"
def darken(images, a, b):
    return a * images.astype("float32") + b  #?? darken | vi: Không làm tròn, không cắt; coi chừng uint8 | en: Neither rounded nor limited; beware of uint8


def changed_statistics(mean, std, a, b):
    new_mean = a * mean + b  #?? changed_mean | vi: Trung bình của a · x + b | en: The mean of a · x + b
    new_std = abs(a) * std  #?? changed_std | vi: Độ lệch chuẩn của a · x + b, với mọi a | en: The standard deviation of a · x + b, for every a
    return new_mean, new_std


def largest_difference(scale, images, a, b):
    #??begin largest_difference | vi: Giữa scale của ảnh gốc và scale của ảnh đã qua darken, khác nhau nhiều nhất bao nhiêu? | en: How far apart at most are scale of the images and scale of the darkened ones?
    change = scale(darken(images, a, b)) - scale(images)
    return abs(change).max()
    #??end

# %% id="check_light"
for function in (darken, changed_statistics, largest_difference):
    vgkit.check_function(function, "13")

# %% [markdown] id="proof_text" lang="vi"
# **Chứng minh.** Nếu chuẩn hóa $a \cdot x + b$ bằng thống kê của *chính nó*, với $a > 0$:
#
# $$\frac{(a x + b) - (a \mu + b)}{a \sigma} = \frac{x - \mu}{\sigma} .$$
#
# $a$ và $b$ biến mất. Bảng dưới kiểm tra bằng số, trên 200 ảnh, với ba thay đổi ánh sáng: 0.00 nghĩa là network không thể thấy khác biệt nào.

# %% [markdown] id="proof_text" lang="en"
# **Proof.** If $a \cdot x + b$ is normalized by *its own* statistics, then for $a > 0$
#
# $$\frac{(a x + b) - (a \mu + b)}{a \sigma} = \frac{x - \mu}{\sigma} .$$
#
# $a$ and $b$ are gone. The table tests this by numbers, on 200 images and three changes of light: 0.00 means that the network cannot notice anything.

# %% id="proof"
def by_their_own(images):
    return standardize(images, *channel_statistics(images))  #?? by_their_own | vi: Theo kênh, bằng thống kê của chính images | en: Per channel, by the statistics of images


ways = {
    "0–1": scale_0_1,
    "−1…1": scale_centred,
    "per channel": per_channel,
    "by their own": by_their_own,
    "per image": standardize_each,
}
print(f"{'':14}0.4·x + 10   x + 50   −x + 255")
for name, scale in ways.items():
    found = [largest_difference(scale, some[:200], a, b) for a, b in ((0.4, 10), (1, 50), (-1, 255))]
    print(f"{name:14}{found[0]:10.2f} {found[1]:8.2f} {found[2]:10.2f}")

# %% [markdown] id="proof_read" lang="vi"
# Ở hai cột đầu, hai hàng cho 0.00: *by their own*, tức là thống kê của chính loạt ảnh đã bị làm tối, và *per image*. Hàng *per channel* thì không, dù cùng một công thức: nó dùng thống kê của **tập train**, mà tập train không tối đi. Với âm bản ($a < 0$) không hàng nào bằng 0: độ lệch chuẩn không biết dấu, nên kết quả đổi dấu, $-(x - \mu)/\sigma$.
#
# Vậy network per channel thấy gì trong một ảnh tối? Hãy tính trước bằng hai hàm của bạn, rồi so với số đo trên 2000 ảnh test. Máy ảnh lưu số nguyên, nên ảnh test tối được làm tròn xuống thành uint8.

# %% [markdown] id="proof_read" lang="en"
# In the first two columns, two rows give 0.00: *by their own*, which takes the statistics of the darkened images themselves, and *per image*. The row *per channel* does not, although its formula is the same: it takes the statistics of the **training set**, which has not become darker. For the negative ($a < 0$) no row is 0: a standard deviation knows no sign, and so the result changes its own, $-(x - \mu)/\sigma$.
#
# So what does the per-channel network see of a dark image? Compute it in advance, with two of your functions, and compare it with a measurement on the 2000 test images. A camera stores whole numbers, so the dark test images are rounded down to uint8.

# %% id="seen_dark"
dark = darken(cifar.x_test, 0.4, 10).astype("uint8")
new_mean, new_std = changed_statistics(mean, std, 0.4, 10)
seen_mean = standardize(new_mean, mean, std)  #?? seen_mean | vi: new_mean trên thang per channel | en: new_mean on the per-channel scale
seen_std = new_std / std  #?? seen_std | vi: Độ lệch chuẩn mà network thấy | en: The standard deviation that the network sees
print("computed", seen_mean.round(1), seen_std.round(1))
print("measured", *(each.round(1) for each in channel_statistics(per_channel(dark))))

# %% [markdown] id="dark_figure_text" lang="vi"
# Thay vì trung bình 0 và độ lệch chuẩn 1, network nhận trung bình khoảng −1 và độ lệch chuẩn 0.4: nó chưa từng gặp input như vậy. Hình dưới vẽ ba ảnh test, trước và sau, đúng như network thấy.

# %% [markdown] id="dark_figure_text" lang="en"
# Instead of mean 0 and standard deviation 1 it receives a mean of about −1 and a standard deviation of 0.4: inputs such as it has never met. The figure shows three test images before and after, as the network sees them.

# %% id="dark_figure" lang="vi"
three = [0, 1, 8]
shown = {"0–255": np.float32, "per channel": per_channel, "per image": standardize_each}
cnn_plots.before_and_after(
    {name: scale(cifar.x_test[three]) for name, scale in shown.items()},
    {name: scale(dark[three]) for name, scale in shown.items()},
    rows=("ảnh gốc", "làm tối"),
)

# %% id="dark_figure" lang="en"
three = [0, 1, 8]
shown = {"0–255": np.float32, "per channel": per_channel, "per image": standardize_each}
cnn_plots.before_and_after(
    {name: scale(cifar.x_test[three]) for name, scale in shown.items()},
    {name: scale(dark[three]) for name, scale in shown.items()},
    rows=("original", "darkened"),
)

# %% [markdown] id="network_text" lang="vi"
# ## Bài tập, phần 3: network
#
# Năm network chỉ khác nhau ở input, nên hãy viết một hàm rồi gọi nó năm lần. Bốn thang đầu được tính trước khi ảnh vào network. Riêng per image nằm *bên trong* network, dưới dạng một lớp không có weights của khóa học, `vgkit.layers.ImageStandardization`: ai dùng network này cũng không thể quên chuẩn hóa.

# %% [markdown] id="network_text" lang="en"
# ## The exercise, part 3: the network
#
# The five networks differ in their input only, so write one function and call it five times. The first four scales are applied before the images enter the network. Per image stands *inside* the network, as a layer without weights from the course's library, `vgkit.layers.ImageStandardization`: whoever uses this network cannot forget to normalize.

# %% id="network"
import keras
from keras import layers


def convnet(per_image=False):
    inputs = keras.Input((32, 32, 3))
    x = inputs
    if per_image:
        x = vgkit.layers.ImageStandardization()(x)  #?? standardization | vi: Lớp chuẩn hóa từng ảnh, áp dụng lên x | en: The layer that normalizes each image, applied to x
    for filters in (16, 32, 64):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)  #?? convolution | vi: Convolution theo bảng ở phần Chuẩn bị | en: A convolution, by the table of the set-up
        x = layers.MaxPooling2D(2)(x)  #?? pooling | vi: Giữ số lớn nhất của mỗi ô 2 × 2 | en: Keep the largest of every 2 × 2
    x = layers.Flatten()(x)  #?? flatten | vi: Từ 64 feature map thành một hàng số | en: From 64 feature maps to one row of numbers
    x = layers.Dense(64, activation="relu")(x)  #?? hidden | vi: Hidden layer theo bảng | en: The hidden layer of the table
    logits = layers.Dense(10)(x)  #?? logits | vi: Mỗi class một số, không có activation | en: One number for each class, without activation
    model = keras.Model(inputs, logits)
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model

# %% [markdown] id="check_text" lang="vi"
# ## Kiểm tra
#
# Chỉ mất vài giây và chưa train gì cả. Nếu network chưa đúng, thông báo sẽ nói chỗ trống nào cần xem lại.

# %% [markdown] id="check_text" lang="en"
# ## Check
#
# This takes a few seconds and trains nothing. If the network is not right yet, the message names the blank to look at.

# %% id="check"
vgkit.check(convnet(), "13")
vgkit.check(convnet(per_image=True), "13_per_image")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn tất cả: network là `vgkit.cnn.color_convnet`, thống kê theo kênh là `data.channel_statistics`, ảnh tối là `data.change_test_images`. Cell sau cho thấy hai cách viết cho ra cùng một kết quả.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has all of this: the network is `vgkit.cnn.color_convnet`, the statistics are `data.channel_statistics`, the dark images `data.change_test_images`. The next cell shows that both ways of writing it give the same.

# %% id="shared" only="solution"
for per_image in (False, True):
    shared = vgkit.cnn.color_convnet(per_image=per_image)
    print(shared.name, structure.describe(shared) == structure.describe(convnet(per_image)))
print("statistics", np.allclose(data.channel_statistics(cifar.x_train), (mean, std)))
print("dark", np.array_equal(data.change_test_images(cifar, "darkened").x_test, dark))
layer = vgkit.layers.ImageStandardization()
print("per image", np.allclose(layer(np.float32(some)), standardize_each(some), atol=1e-3))

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Cả năm network bắt đầu với cùng một bộ weights. Chỉ input khác nhau.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# All five networks start from the same weights. Only their inputs differ.

# %% id="before"
models, before = {}, {}
for name, exercise in NETWORKS.items():
    models[name] = convnet(per_image=name == "per image")
    before[name] = diagnostics.before_training(models[name], exercise)
layer_names = structure.layer_names(models["per channel"])
plots.gradient_norms(layer_names, before)

# %% [markdown] id="before_read" lang="vi"
# Ở đây không có gradient nào biến mất: trong mỗi network, các lớp chỉ chênh nhau vài lần. Nhưng từ network này sang network khác, chuẩn gradient của lớp đầu đi từ 0.09 (0–1) đến 165 (0–255): gần hai nghìn lần, chỉ vì thang của pixel.
#
# Thừa số 255 thì dễ hiểu: gradient của kernel là tích của input và tín hiệu đi lùi, và input lớn gấp 255 lần. Phần còn lại chủ yếu do phép trung bình trên các ảnh: ở thang 0–1, sai số của các ảnh gần như triệt tiêu nhau trong trung bình; ở thang 0–255, network rất chắc chắn xếp hầu hết các ảnh vào cùng một vài class, phần lớn là sai, nên gradient của chúng cộng lại.

# %% [markdown] id="before_read" lang="en"
# No gradient vanishes here: within each network, the layers are only a few times apart. But from network to network the gradient norm of the first layer goes from 0.09 (0–1) to 165 (0–255): a factor of nearly two thousand, from nothing but the scale of the pixels.
#
# A factor of 255 is easily explained: a kernel's gradient is the product of its input and the signal that comes back, and the input is 255 times as large. The rest comes mostly from the mean over the images: on the scale 0–1 the errors of different images nearly cancel in it, while on 0–255 the network is very certain that nearly all of them belong to the same few classes, which is mostly wrong, and their gradients add up.

# %% [markdown] id="curvature_text" lang="vi"
# ## Bài tập, phần 4: vì sao trung bình lại quan trọng
#
# Lấy lớp đầu tiên đơn giản nhất: một filter $1 \times 1$ với ba weights $w$, và loss bình phương $L = \frac12 \, \mathrm{mean} \, (w^\top x - t)^2$. Đạo hàm bậc hai của nó là
#
# $$H = \mathrm{mean} \, (x x^\top) ,$$
#
# một ma trận $3 \times 3$ chỉ phụ thuộc vào input. Dọc theo vector riêng có trị riêng $\lambda$, mỗi bước gradient descent với learning rate $\eta$ nhân sai số với $1 - \eta \lambda$. Vì vậy $\eta$ phải nhỏ hơn $2 / \lambda_{\max}$, nếu không loss bùng nổ; và theo hướng phẳng nhất, việc học chậm hơn hướng dốc nhất $\lambda_{\max} / \lambda_{\min}$ lần (LeCun và cộng sự, 1998, *Efficient BackProp*). Hãy đo hai con số đó. Trong `curvature`, mảng `x` có mỗi hàng một pixel, và `eigvalsh` xếp các trị riêng theo thứ tự tăng dần.

# %% [markdown] id="curvature_text" lang="en"
# ## The exercise, part 4: why the mean matters
#
# Take the simplest first layer there is: one filter of $1 \times 1$ with three weights $w$, and the squared error $L = \frac12 \, \mathrm{mean} \, (w^\top x - t)^2$. Its second derivative is
#
# $$H = \mathrm{mean} \, (x x^\top) ,$$
#
# a $3 \times 3$ matrix that depends on the inputs only. Along an eigenvector with eigenvalue $\lambda$, each step of gradient descent with learning rate $\eta$ multiplies the error by $1 - \eta \lambda$. Therefore $\eta$ has to stay below $2 / \lambda_{\max}$, or the loss explodes; and along the flattest direction learning is $\lambda_{\max} / \lambda_{\min}$ times slower than along the steepest (LeCun et al., 1998, *Efficient BackProp*). Measure these two numbers. In `curvature` the array `x` has one row for each pixel, and `eigvalsh` gives the eigenvalues in ascending order.

# %% id="curvature"
def curvature(inputs):
    x = np.asarray(inputs, "float64").reshape(-1, 3)
    moments = x.T @ x / len(x)  #?? moments | vi: H: trung bình của x xᵀ trên mọi pixel, shape (3, 3) | en: H: the mean of x xᵀ over all pixels, of shape (3, 3)
    eigenvalues = np.linalg.eigvalsh(moments)
    return eigenvalues[-1], eigenvalues[-1] / eigenvalues[0]  #?? largest_and_ratio | vi: Lớn nhất; lớn nhất chia nhỏ nhất | en: The largest; largest / smallest


vgkit.check_function(curvature, "13")
for name, inputs in seen.items():
    largest, ratio = curvature(inputs)
    print(f"{name:12} largest {largest:9.2g}   largest / smallest {ratio:5.0f}")

# %% [markdown] id="curvature_read" lang="vi"
# * **0–255 và 0–1** có cùng tỉ số. Chia cho 255 không làm bài toán dễ hơn chút nào, nó chỉ dời learning rate dùng được: với 0–255, $2/\lambda_{\max}$ khoảng 0.00004; với 0–1 là hơn 2.
# * **Trừ trung bình** mới giảm tỉ số: còn khoảng một phần năm. Trong 0–1, mọi pixel đều dương, nên có một hướng lấn át tất cả: *cả ba kênh cùng sáng lên*. Hướng đó phần lớn là trung bình, điều mà ảnh nào cũng có.
# * **Per image** có tỉ số 60: mỗi ảnh mất đi độ sáng của riêng nó, nhưng trong một ảnh, ba kênh vẫn sáng tối cùng nhau, thậm chí hơn một chút.
# * **Chia từng kênh cho độ lệch chuẩn của nó** hầu như không thay đổi tỉ số so với −1…1, vì trong CIFAR-10 ba kênh vốn đã gần như nhau: độ lệch chuẩn từ 62 đến 67. Phần còn lại của tỉ số là do ba kênh thường sáng tối cùng nhau; không phép chia nào xóa được điều đó.
#
# Adam chia gradient cho độ lớn của chính nó, nên với nó, độ lớn của *gradient* không quan trọng. Độ lớn của *input* thì có: một bước 0.001 ở cả 27 weights của một filter có thể thay đổi output của nó tới $27 \cdot 0.001 \cdot x$. Với pixel 125, đó là 3.4; với $125/255$, đó là 0.013. Điều đó có phải là gánh nặng hay không, lần train sẽ cho thấy.

# %% [markdown] id="curvature_read" lang="en"
# * **0–255 and 0–1** have the same ratio. Dividing by 255 makes the problem no easier, it only moves the learning rate that can be used: for 0–255, $2/\lambda_{\max}$ is about 0.00004; for 0–1, more than 2.
# * **Subtracting the mean** is what reduces the ratio: to about a fifth. On the scale 0–1 all pixels are positive, and so one direction outweighs everything: *all three channels become brighter*. Most of that is the mean, which every image has.
# * **Per image** has 60: each image loses its own brightness, but inside an image the three channels still become bright and dark together, even a little more so.
# * **Dividing each channel by its standard deviation** hardly changes the ratio any more, compared with −1…1, because in CIFAR-10 the three channels are nearly alike to begin with: standard deviations from 62 to 67. What is left of the ratio is that the channels tend to be bright and dark together, and no division removes that.
#
# Adam divides a gradient by its own size, so the size of a *gradient* does not matter to it. The size of an *input* does: a step of 0.001 in all 27 weights of a filter can change its output by up to $27 \cdot 0.001 \cdot x$. For a pixel of 125 that is 3.4, for $125/255$ it is 0.013. Whether that is a burden, the training will show.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# Năm lần train với cùng điểm xuất phát và cùng thứ tự batch. `vgkit.train` lấy ảnh theo thang ứng với từng id trong `NETWORKS`. Nếu bị ngắt, hãy chạy lại các cell từ đầu và việc train tiếp tục ở epoch đang dở.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# Five trainings with one starting point and one order of batches. `vgkit.train` takes the images on the scale that belongs to the id. If you are interrupted, run the cells again from the top and the training goes on where it was.

# %% id="train"
runs = {}
for name, exercise in NETWORKS.items():
    run = vgkit.train(models[name], exercise)  #?? train | vi: Train network mang tên name; id của nó là exercise | en: Train the network called name; its id is exercise
    runs[name] = run

# %% [markdown] id="robust_text" lang="vi"
# Trước khi xem các đường cong: một con số của lần train 0–255. Bạn đọc được nó bằng `runs["0–255"].at("loss", 1)`, nhưng hãy thử nghĩ trước: một network đoán mò, cho mười class xác suất bằng nhau, có loss $\ln 10 \approx 2.3$.

# %% [markdown] id="robust_text" lang="en"
# Before you look at the curves: one number of the 0–255 training. You can read it with `runs["0–255"].at("loss", 1)`, but think first: a network that guesses, with equal probabilities for all ten classes, has the loss $\ln 10 \approx 2.3$.

# %% id="robust"
vgkit.ask("Q13.robust")

# %% id="robust_answer" only="solution"
vgkit.answer("Q13.robust", "B")

# %% id="curves"
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 10))

# %% [markdown] id="curves_read" lang="vi"
# Trong epoch 1, loss trung bình của 0–255 *cao hơn* đoán mò: logits của nó bắt đầu ở cỡ hàng chục, nên network sai một cách rất tự tin, và phải mất nhiều bước mới dẹp được chúng xuống. Bảng dưới cho biết cái giá phải trả: tỉ lệ activation bằng 0 sau epoch 1.

# %% [markdown] id="curves_read" lang="en"
# In epoch 1 the mean loss of 0–255 is *above* that of guessing: its logits begin with sizes of several tens, so the network is wrong with great confidence, and it takes many steps to tame them. The table shows the price: the share of activations that are 0 after epoch 1.

# %% id="layers"
tables.layers(layer_names, {name: runs[name].snapshot(1) for name in ("0–255", "0–1", "per channel")})

# %% [markdown] id="layers_read" lang="vi"
# *Bão hòa* ở ReLU nghĩa là bằng 0, nơi đạo hàm cũng bằng 0. Lúc khởi tạo, ở network nào cũng có khoảng một nửa. Sau một epoch, trong network 0–255 chỉ còn vài phần trăm activation của hidden 1 khác 0: trong epoch ấy, gần hết các unit đã bị đẩy sang phía âm. Activation bằng 0 không cho gradient đi qua, nên network học tiếp bằng số ít còn lại. Ở 0–1 và per channel, vẫn còn 38 và 49 %.
#
# Một lần train chưa chứng minh được nhiều, vì seed quyết định weights ban đầu và thứ tự batch. Hình dưới cho biết validation accuracy của cả năm seed, bảng sau đó là accuracy trên ảnh train.

# %% [markdown] id="layers_read" lang="en"
# *Saturated* means 0 for a ReLU, where its derivative is 0 as well. At the start it is about half of them in every network. After one epoch only a few per cent of hidden 1's activations are not 0 in the 0–255 network: in that epoch nearly all of its units have been pushed to the negative side. An activation of 0 lets no gradient through, so the network goes on learning with the few that are left. In 0–1 and per channel 38 % and 49 % are left.
#
# One training proves little, because the seed decides the initial weights and the order of the batches. The figure shows the validation accuracy of all five seeds, the table after it the accuracy on the training images.

# %% id="seeds"
seeds.strip(NETWORKS)

# %% id="seeds_table"
seeds.table(NETWORKS, metric="accuracy")

# %% [markdown] id="seeds_read" lang="vi"
# * **0–255** đứng cuối trên ảnh validation ở mọi seed: lần tốt nhất của nó còn thấp hơn lần kém nhất của bốn network kia.
# * **0–1** đứng kế cuối, tính theo trung vị. Trên ảnh train, cả năm seed của nó đều dưới mọi seed của −1…1; khác biệt giữa hai thang này chỉ là trung bình và một thừa số 2. Trên ảnh validation, nó không lần nào vượt 60 %, còn per channel không lần nào dưới mức đó.
# * **−1…1, per channel và per image** thì không xếp hạng được trên ảnh validation: các vòng tròn chen vào nhau. Điều quyết định là trừ trung bình; chia từng kênh cho độ lệch chuẩn riêng chỉ thêm được một ít trên ảnh train. Tỉ số trị riêng cũng đã nói như vậy.

# %% [markdown] id="seeds_read" lang="en"
# * **0–255** is last on the validation images in every seed: its best training is below the worst of the other four networks.
# * **0–1** is next to last, by the median. On the training images all five of its seeds are below every seed of −1…1; the two scales differ in nothing but the mean and a factor of 2. On the validation images it never exceeds 60 %, and per channel never falls below that.
# * **−1…1, per channel and per image** cannot be ranked on the validation images: their circles overlap. What counts is to subtract the mean; dividing each channel by its own standard deviation adds a little, on the training images only. The ratio of the eigenvalues said the same.

# %% [markdown] id="change_text" lang="vi"
# ## Lớp nào đã học?
#
# Mỗi kernel đã đi xa bao nhiêu so với lúc khởi tạo, sau 10 epoch.

# %% [markdown] id="change_text" lang="en"
# ## Which layers have learnt?
#
# How far each kernel has moved from where it started, after 10 epochs.

# %% id="change"
plots.weight_change(layer_names, {name: run.snapshot(10) for name, run in runs.items()})

# %% [markdown] id="change_read" lang="vi"
# Cả năm network đều học ở mọi lớp. Trong network 0–255 mọi kernel đi ít nhất, và conv 1 chỉ đi khoảng một phần năm chuẩn ban đầu của nó, ở các network khác là một phần ba đến một nửa: với input cỡ một trăm, thay đổi nhỏ ở weights đã là thay đổi lớn ở output.

# %% [markdown] id="change_read" lang="en"
# All five networks learn in every layer. In the 0–255 network every kernel moves least, and conv 1 by only about a fifth of its initial norm, where the others move by a third to a half: with inputs of about a hundred, small changes of the weights are large changes of the output.

# %% [markdown] id="accuracy_text" lang="vi"
# ## Bài tập, phần 5: những tấm ảnh tối
#
# Bây giờ đến câu hỏi của phần dự đoán. Viết hàm đo accuracy (`model.predict(…, verbose=0)` cho ra logits mà không in gì), rồi đưa cả năm network qua ảnh test gốc, ảnh tối ($0.4 x + 10$) và ảnh như trong sương mù ($0.4 x + 90$: cũng mất tương phản như thế, nhưng không tối).

# %% [markdown] id="accuracy_text" lang="en"
# ## The exercise, part 5: the dark images
#
# Now to the question of the prediction. Write a function that measures accuracy (`model.predict(…, verbose=0)` gives logits and prints nothing). Then show all five networks the original test images, the dark ones ($0.4 x + 10$), and some as in fog ($0.4 x + 90$: as little contrast, but not dark).

# %% id="accuracy"
def accuracy(model, inputs, labels):
    predicted = model.predict(inputs, verbose=0).argmax(axis=1)  #?? predicted | vi: Với mỗi ảnh, class có logit lớn nhất | en: For each image, the class with the largest logit
    return np.mean(predicted == labels)  #?? right_answers | vi: Tỉ lệ ảnh đoán đúng, từ 0 đến 1 | en: The share of images that are right, 0 to 1


vgkit.check_function(accuracy, "13")
scales = {
    "0–255": np.float32,
    "0–1": scale_0_1,
    "−1…1": scale_centred,
    "per channel": per_channel,
    "per image": np.float32,
}
fog = darken(cifar.x_test, 0.4, 90).astype("uint8")
print(f"{'':12}original   dark    fog")
for name, scale in scales.items():
    found = []
    for images in (cifar.x_test, dark, fog):
        share = accuracy(models[name], scale(images), cifar.y_test)  #?? evaluate | vi: Accuracy của network mang tên name, trên images đã đưa về thang của nó | en: The accuracy of the network called name, on images brought to its scale
        found.append(share)
    print(f"{name:12}{found[0]:8.0%}{found[1]:7.0%}{found[2]:7.0%}")

# %% [markdown] id="accuracy_read" lang="vi"
# * **0–1, −1…1 và per channel** mất từ một phần ba đến gần một nửa accuracy khi ảnh bị tối. Với per channel, đại số đã báo trước: thống kê của tập train không xóa được thay đổi ánh sáng.
# * **Per image** giữ nguyên, trong bóng tối lẫn trong sương mù. Với nó, ảnh tối và ảnh gốc là một, chỉ khác nhau ở chỗ làm tròn thành uint8.
# * **0–255** cũng không giảm trong bóng tối, nhưng trong sương mù, ở lần train này, nó đứng cuối.
#
# Đó là một lần train cho mỗi network. Cell sau cho biết trong bóng tối mỗi seed mất bao nhiêu điểm phần trăm accuracy, xếp từ ít đến nhiều.

# %% [markdown] id="accuracy_read" lang="en"
# * **0–1, −1…1 and per channel** lose between a third and nearly half of their accuracy in the dark. For per channel the algebra has predicted it: the statistics of the training set do not undo a change of light.
# * **Per image** stays where it was, in the dark and in fog. To this network a dark image and its original are one, but for the rounding to uint8.
# * **0–255** does not fall in the dark either, but in fog, in this training, it is last.
#
# That was one training for each network. The next cell shows for all five seeds how many percentage points of accuracy they lose in the dark, from fewest to most.

# %% id="tested"
for name, exercise in NETWORKS.items():
    lost = []
    for run in seeds.load_reference(exercise):
        points = 100 * (run.metrics["val_accuracy"][-1] - run.tested["darkened"])
        lost.append(round(points, 1) + 0.0)
    print(f"{name:12}", *(f"{points:6.1f}" for points in sorted(lost)))

# %% [markdown] id="tested_read" lang="vi"
# Điều ấy đúng với mọi seed: per image hầu như không mất gì, 0–255 mất ít, 0–1 mất nhiều, còn −1…1 và per channel, hai thang học tốt hơn 0–1, lại mất nhiều hơn nữa.

# %% [markdown] id="tested_read" lang="en"
# It holds for every seed: per image loses hardly anything, 0–255 little, 0–1 much, and −1…1 and per channel, with which training went better than with 0–1, lose still more.

# %% [markdown] id="homogeneous_text" lang="vi"
# **Vì sao accuracy của 0–255 gần như không giảm?** Không phải do chuẩn hóa, vì nó không có. Với $a > 0$, ReLU và max pooling cho $f(a z) = a f(z)$. Nếu mọi bias bằng 0, nhân ảnh với 0.4 chỉ nhân mọi logit với 0.4, và logit lớn nhất vẫn là lớn nhất. Bias thật không bằng 0; nhưng chúng lớn hay nhỏ là so với input. Thử chỉ nhân, không cộng, với các network bạn có ở đây (mỗi network một lần train, seed 1; những con số tiếp theo là của riêng lần train ấy):

# %% [markdown] id="homogeneous_text" lang="en"
# **Why does 0–255 hardly fall?** Not because of a normalization: it has none. For $a > 0$, ReLU and max pooling have $f(a z) = a f(z)$. If all biases were 0, multiplying an image by 0.4 would only multiply all logits by 0.4, and the largest would still be the largest. Real biases are not 0; but whether they are large or small is a matter of the inputs beside them. Try it with multiplication alone, on the networks at hand (one training of each, seed 1; the numbers from here on are those of that training):

# %% id="homogeneous"
bright, dim = (np.float32(cifar.x_test) * a for a in (1, 0.4))
for name in ("0–255", "0–1"):
    logits, dim_logits = (models[name].predict(scales[name](x), verbose=0) for x in (bright, dim))
    same = np.mean(logits.argmax(axis=1) == dim_logits.argmax(axis=1))
    bias = abs(models[name].get_layer(index=1).bias.numpy()).mean()
    print(f"{name:6} biases of conv 1 about {bias:.2f}, inputs about {scales[name](bright).mean():.1f}")
    print(f"       logits {dim_logits.std() / logits.std():.2f} times as large, same class {same:.0%}")

# %% [markdown] id="homogeneous_read" lang="vi"
# Bias của hai network có độ lớn xấp xỉ nhau: bên cạnh input cỡ một trăm chúng không đáng kể, bên cạnh input cỡ một nửa thì có. Ở 0–255, logits chỉ còn khoảng 0.4 lần lúc trước, và chín phần mười số ảnh giữ nguyên class; ở 0–1 thì chưa tới một nửa. Vậy 0–255 bỏ qua được độ tương phản nhờ ReLU, chứ không nhờ thang pixel tốt, và chỉ bỏ qua được $a$: trong sương mù, với $b = 90$, nó mất hơn hai mươi điểm phần trăm.
#
# Với −1…1 và per channel thì ngược lại. Bóng tối không chỉ nhân input của chúng với 0.4 mà còn dời trung bình từ 0 xuống −1; sương mù để trung bình ở gần 0 (`changed_statistics` cho ra khoảng 0.3), nên với chúng mới gần như chỉ là một phép nhân. Quả thật accuracy của hai network này giảm trong sương mù ít hơn trong bóng tối, còn của 0–255 và 0–1 thì giảm nhiều hơn.

# %% [markdown] id="homogeneous_read" lang="en"
# The biases of the two networks are of about the same size: beside inputs of a hundred they are nothing, beside inputs of a half they are not. In 0–255 the logits shrink to about 0.4 of what they were, and nine tenths of the images keep their class; in 0–1 fewer than half do. So 0–255 ignores contrast thanks to ReLU and not because its scale is a good one, and it ignores $a$ only: in the fog, with $b = 90$, it loses more than twenty percentage points.
#
# For −1…1 and per channel it is the other way round. The dark does not only multiply their inputs by 0.4, it also shifts the mean from 0 to −1; the fog leaves it near 0 (`changed_statistics` leads to about 0.3), and so it is the fog that is little more than a multiplication to them. Indeed these two fall less in the fog than in the dark, while 0–255 and 0–1 fall further.

# %% [markdown] id="leak_text" lang="vi"
# ## Một cách chữa không nên dùng
#
# Phần chứng minh có vẻ gợi ý một cách chữa cho per channel: chuẩn hóa ảnh test tối bằng thống kê của *chính loạt ảnh test đó*.

# %% [markdown] id="leak_text" lang="en"
# ## A cure that is no cure
#
# The proof seems to suggest a cure for per channel: normalize the dark test images by the statistics of *those very test images*.

# %% id="leak"
half = cifar.x_test.copy()
half[::2] = dark[::2]
for name, images in {"original": cifar.x_test, "all dark": dark, "half dark": half}.items():
    share = accuracy(models["per channel"], by_their_own(images), cifar.y_test)
    print(f"{name:10}{share:5.0%}")

# %% [markdown] id="leak_read" lang="vi"
# Với loạt ảnh toàn tối, accuracy trở lại như chưa có gì xảy ra. Nhưng con số đó không nói điều ta tưởng. Để chuẩn hóa *một* ảnh, nó dùng cả 2000 ảnh test, cùng với hiểu biết rằng tất cả được chụp dưới một thứ ánh sáng. Người gửi cho network một tấm ảnh duy nhất không có những thứ ấy; và nếu cứ hai ảnh lại có một ảnh tối thì không bộ số nào hợp cho cả hai loại.
#
# Lấy thống kê của ảnh test là một *rò rỉ* (leak): thứ dùng để chấm điểm đã lọt vào thứ được chấm. Trên ảnh test gốc nó không thay đổi gì, vì thống kê của tập test vốn gần bằng của tập train. Không con số nào cảnh báo bạn, nên lỗi này mới hay gặp. Quy tắc phải được định xong trước khi ảnh test đầu tiên đến.
#
# Per image không cần ảnh nào khác, nên không rò rỉ gì. Cái giá của nó nằm ở chỗ khác: độ sáng và độ tương phản của ảnh bị bỏ đi, và không network nào lấy lại được. Trên CIFAR-10 cái giá đó không thấy rõ; trong bài toán khác, nó có thể là tất cả.

# %% [markdown] id="leak_read" lang="en"
# On images that are all dark, accuracy is back as if nothing had happened. But that number does not say what it seems to say. To normalize *one* image it uses all 2000 test images, and the knowledge that all of them were taken in one light. Somebody who sends the network a single photograph has neither; and if only every second image is dark, no set of numbers suits both kinds.
#
# Statistics of the test images are a *leak*: something of what judges has found its way into what is judged. On the original test images it changes nothing, because their statistics are nearly those of the training images. No number warns you, which is why the mistake is so common. The rule has to be settled before the first test image arrives.
#
# Per image needs no other image, and leaks nothing. Its price is another one: brightness and contrast of an image are gone, and no network can get them back. On CIFAR-10 that price can hardly be seen; for another task it may be everything.

# %% [markdown] id="quiz_text" lang="vi"
# ## Trắc nghiệm
#
# Trong bảng, 0–255 khởi đầu tệ nhất: loss trung bình của epoch 1 lớn hơn cả loss của người đoán mò, $\ln 10 \approx 2.30$. Câu này lấy đi một phần của khởi đầu ấy. Đo nó chỉ mất vài giây:
#
# ```python
# model = convnet()
# output = model.layers[-1]
# output.kernel.assign(0 * output.kernel)
# model.fit(np.float32(cifar.x_train), cifar.y_train, batch_size=128, epochs=1)
# ```

# %% [markdown] id="quiz_text" lang="en"
# ## Quiz
#
# In the table 0–255 has the worst start of all: the mean loss of epoch 1 is larger than that of somebody who guesses, $\ln 10 \approx 2.30$. This question takes away a part of that start. Measuring it takes seconds:
#
# ```python
# model = convnet()
# output = model.layers[-1]
# output.kernel.assign(0 * output.kernel)
# model.fit(np.float32(cifar.x_train), cifar.y_train, batch_size=128, epochs=1)
# ```

# %% id="quiz"
vgkit.ask("Q13.why")

# %% id="quiz_answer" only="solution"
from vgkit import cases

vgkit.answer("Q13.why", "C")
cases.show("Q13.why")

# %% [markdown] id="case_text" lang="vi"
# Câu cuối cùng nói về một trường hợp mà bài này không đo.

# %% [markdown] id="case_text" lang="en"
# The last question is about a case that this exercise has not measured.

# %% id="case"
vgkit.ask("C13")

# %% id="case_answer" only="solution"
vgkit.answer("C13", "B")
cases.show("C13")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với bảng ở phần 5: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. Compare it with the table of part 5: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P13")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Đưa ảnh âm bản (`255 - cifar.x_test`) qua cả năm network. Vì sao per image cũng không giúp được?
# * Dựng network không có bias nào (`use_bias=False`), train trên từng thang, hai epoch, và kiểm tra lại trường hợp mới ở trên. Rồi thay `0.4 * x` bằng `0.4 * x + 10`: thang nào còn giữ nguyên câu trả lời?
# * Một ảnh chỉ có một màu: `standardize_each` của bạn cho ra gì? Lớp của khóa học thì sao? Hãy đọc docstring của nó.
# * Gradient của *một* ảnh: với input toàn dương, các phần tử trong gradient của một filter hay cùng dấu. Hãy dùng `tf.GradientTape` đo xem ở 0–1 và ở −1…1 có bao nhiêu filter của conv 1 có cả 27 phần tử cùng dấu. (Ở điểm xuất phát chúng tôi đo được khoảng 60 % và khoảng 30 %.)
# * Ảnh X-quang đến từ một máy đã hiệu chuẩn: xương yếu thì tối hơn. Một network phải tìm ra xương yếu. Với thang nào trong năm thang, việc đó không thể làm được?
# * Thêm các ảnh tối vào tập train của per channel, thay vì chuẩn hóa từng ảnh. Network có học được cách bỏ qua ánh sáng không, và accuracy trên ảnh gốc ra sao?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Send negatives (`255 - cifar.x_test`) through all five networks. Why is per image of no help either?
# * Build the network without a single bias (`use_bias=False`), train it on each scale for two epochs, and check the new case above. Then replace `0.4 * x` with `0.4 * x + 10`: on which scale do the answers still stay the same?
# * An image of a single colour: what does your `standardize_each` make of it? And the course's layer? Read its docstring.
# * The gradient of a *single* image: where all inputs are positive, the entries of a filter's gradient tend to share one sign. Use `tf.GradientTape` to measure in 0–1 and in −1…1 how many filters of conv 1 have all 27 entries of one sign. (At the starting point we measured about 60 % and about 30 %.)
# * X-ray images come from one calibrated device: weak bones are darker. A network is to find weak bones. Which of the five scales makes that impossible?
# * Put darkened images into the training set of per channel, instead of normalizing each image. Does the network learn to ignore the light, and what becomes of its accuracy on the originals?
