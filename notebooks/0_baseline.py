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
# # Bài 0 · Baseline: ba, năm và bảy lớp
#
# Một network sâu hơn có học tốt hơn không? Bạn xây ba MLP chỉ khác nhau ở số hidden layer: **model 1** có ba, **model 2** có năm, **model 3** có bảy. Cả ba dùng sigmoid, cùng cách khởi tạo, cùng optimizer.
#
# Model 3 là baseline của cả phần một, từ bài 0 đến bài 10. Mỗi bài tiếp theo đổi một thứ ở nó và xem điều gì xảy ra: weights ban đầu, activation, optimizer, normalization, skip connection, cách train.
#
# Làm xong bài, bạn có thể
#
# * viết một MLP có độ sâu tùy chọn bằng Keras,
# * tự đo chuẩn gradient của từng lớp và giải thích vì sao nó thay đổi từ lớp này sang lớp khác,
# * nói được thế nào là bão hòa, và phân biệt bão hòa với vanishing gradient,
# * xét một lần train theo bốn dấu hiệu của vanishing gradient.
#
# **Thời gian:** khoảng 45 phút để đọc và làm, cộng thêm khoảng 12 phút máy chạy ba lần 300 epoch. Có thể ngắt giữa chừng rồi chạy tiếp.

# %% [markdown] id="goal" lang="en"
# # Exercise 0 · The baseline: three, five and seven layers
#
# Does a deeper network learn better? You build three MLPs that differ in nothing but the number of hidden layers: **model 1** has three, **model 2** five, **model 3** seven. All use sigmoids, start alike and have the same optimizer.
#
# Model 3 is the baseline of part one, exercises 0 to 10. The next exercises each change one thing about it and watch what happens: the initial weights, the activation, the optimizer, normalization, skip connections, the way of training.
#
# When you are done, you can
#
# * write an MLP of any depth in Keras,
# * measure the gradient norm of each layer yourself and explain how it changes from layer to layer,
# * say what saturation is, and tell it from vanishing gradients,
# * judge a training run by the four signs of vanishing gradients.
#
# **Time:** about 45 minutes to read and do, and about 12 minutes in which the machine trains three times 300 epochs. You may interrupt it and go on later.

# %% [markdown] id="data_text" lang="vi"
# ## Fashion-MNIST
#
# Dữ liệu của phần một là ảnh xám 28 × 28 pixel của quần áo, giày và túi, chia thành mười class: 60 000 ảnh train và 10 000 ảnh validation, mỗi class chiếm đúng một phần mười. Đoán mò thì đạt accuracy 10 %.
#
# Ảnh validation ở đây chính là ảnh *test* của Fashion-MNIST, như năm 2022. Để so các network với nhau thì như vậy là đủ. Nhưng ai chọn epoch hay phương pháp tốt nhất theo chúng sẽ có một con số đẹp hơn thực tế một chút: muốn con số đáng tin thì cần những ảnh chưa từng dùng để chọn.

# %% [markdown] id="data_text" lang="en"
# ## Fashion-MNIST
#
# The data of part one are grey images of 28 × 28 pixels that show clothes, shoes and bags, in ten classes: 60,000 images for training and 10,000 for validation, each class exactly a tenth of them. Guessing gives an accuracy of 10 %.
#
# The validation images are Fashion-MNIST's *test* images, as in 2022. That will do for comparing networks. But whoever picks the best epoch or the best method by them gets a number that is slightly too good: an honest one needs images that had no part in the choice.

# %% id="start" lang="vi"
import vgkit
from vgkit import data, diagnostics, plots, structure, tables, theory

vgkit.start("baseline_7", language="vi")
images = data.load()
plots.garments(images.x_train, images.y_train)

# %% id="start" lang="en"
import vgkit
from vgkit import data, diagnostics, plots, structure, tables, theory

vgkit.start("baseline_7", language="en")
images = data.load()
plots.garments(images.x_train, images.y_train)

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="predict_text" lang="vi"
# ## Dự đoán
#
# Hidden layer của cả ba model có 128 unit và weights ban đầu nhỏ, ngẫu nhiên; optimizer là SGD thường. Trước khi đọc tiếp, hãy chọn một câu trả lời. Đúng hay sai không quan trọng; cuối bài bạn sẽ so nó với số đo được.

# %% [markdown] id="predict_text" lang="en"
# ## Predict
#
# The hidden layers of all three models have 128 units and small random initial weights; the optimizer is plain SGD. Before you read on, commit yourself to an answer. Whether it is right does not matter; at the end you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P0")

# %% id="predict_answer" only="solution"
vgkit.answer("P0", "A")

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# **Network.** Một ảnh vào network dưới dạng 784 con số. Hidden layer thứ $k$ tính
#
# $$z_k = W_k h_{k-1} + b_k, \qquad h_k = \sigma(z_k), \qquad \sigma(z) = \frac{1}{1 + e^{-z}},$$
#
# với 128 unit. $W_k$ là ma trận weights của lớp; Keras gọi nó là *kernel*. Output layer cho mười số, gọi là *logits*, mỗi class một số. Loss là cross-entropy: trung bình của $-\ln p$, với $p$ là xác suất mà network gán cho class đúng. Nếu mọi class nhận xác suất như nhau, loss là $\ln 10 \approx 2.303$. Hãy nhớ con số này.
#
# **Gradient.** Mỗi bước, SGD cộng vào từng kernel $-0.01 \cdot \partial L / \partial W_k$. Lớp nào có gradient gần bằng 0 thì đứng yên. Để tóm gradient của một lớp thành một con số, ta lấy *chuẩn* (L2 norm) của nó: căn bậc hai của tổng bình phương mọi phần tử của $\partial L / \partial W_k$.
#
# **Gradient đi lùi.** Backpropagation đi từ output ngược về input. Mỗi lần qua một hidden layer, gradient bị nhân với weights của lớp đó và với đạo hàm của sigmoid:
#
# $$\frac{\partial L}{\partial h_{k-1}} = W_k^\top \left(\sigma'(z_k) \odot \frac{\partial L}{\partial h_k}\right).$$
#
# Đạo hàm $\sigma'$ không bao giờ vượt quá $\frac14$. Weights ban đầu có độ lệch chuẩn 0.05, nên nhân với $W_k^\top$ làm chuẩn đổi khoảng $0.05 \sqrt{128} \approx 0.57$ lần. Tích của hai thừa số là 0.14: **mỗi lớp chỉ để lại khoảng một phần bảy**. Khi gradient tắt dần như vậy, người ta gọi là **vanishing gradient**. Một thừa số nhỏ thì không sao; sáu thừa số nhân với nhau mới là vấn đề.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# **The network.** An image enters the network as 784 numbers. Hidden layer $k$ computes
#
# $$z_k = W_k h_{k-1} + b_k, \qquad h_k = \sigma(z_k), \qquad \sigma(z) = \frac{1}{1 + e^{-z}},$$
#
# with 128 units. $W_k$ is the layer's weight matrix; Keras calls it the *kernel*. The output layer gives ten numbers, the *logits*, one for each class. The loss is the cross-entropy: the mean of $-\ln p$, where $p$ is the probability that the network gives to the right class. If every class gets the same probability, the loss is $\ln 10 \approx 2.303$. Keep that number in mind.
#
# **The gradient.** At each step SGD adds $-0.01 \cdot \partial L / \partial W_k$ to every kernel. A layer whose gradient is nearly 0 stays where it is. To sum up a layer's gradient in one number we take its *norm* (L2): the square root of the sum of the squares of all entries of $\partial L / \partial W_k$.
#
# **The way back.** Backpropagation runs from the output back to the input. Each time it passes a hidden layer, the gradient is multiplied by that layer's weights and by the sigmoid's derivative:
#
# $$\frac{\partial L}{\partial h_{k-1}} = W_k^\top \left(\sigma'(z_k) \odot \frac{\partial L}{\partial h_k}\right).$$
#
# The derivative $\sigma'$ never exceeds $\frac14$. The initial weights have a standard deviation of 0.05, so multiplying by $W_k^\top$ scales the norm by about $0.05 \sqrt{128} \approx 0.57$. The product of the two factors is 0.14: **each layer leaves about one seventh**. A gradient that fades like this is called a **vanishing gradient**. One small factor does no harm; six of them multiplied do.

# %% id="idea_figure"
theory.vanishing_diagram()

# %% [markdown] id="figure_text" lang="vi"
# Bên trái là sigmoid và đạo hàm của nó. Khi $|z|$ lớn hơn khoảng 3, sigmoid gần như phẳng; ta nói unit đó **bão hòa** (saturated): activation của nó dưới 0.05 hoặc trên 0.95. Ở đó đạo hàm chưa tới một phần năm mức tối đa.
#
# Bên phải là ước lượng vừa rồi; nó đúng ngay cả khi *không* có unit nào bão hòa. Từ hidden layer cuối lùi về hidden 1, network ba lớp còn khoảng 2 %, network bảy lớp chưa tới $10^{-5}$.

# %% [markdown] id="figure_text" lang="en"
# On the left are the sigmoid and its derivative. Where $|z|$ is larger than about 3 the sigmoid is nearly flat; we call such a unit **saturated**: its activation is below 0.05 or above 0.95. There the derivative is less than a fifth of its maximum.
#
# On the right is the estimate from above, which holds even if *no* unit is saturated. From the last hidden layer back to hidden 1, about 2 % is left in a network of three layers, less than $10^{-5}$ in a network of seven.

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | input | 784 pixel, float32, giá trị 0–255 (không chia cho 255) |
# | hidden layer | 3, 5 hoặc 7 lớp `Dense(128)`, sigmoid, kernel lấy từ phân phối chuẩn (trung bình 0, độ lệch chuẩn 0.05) |
# | output | `Dense(10)`, logits, initializer mặc định của Keras |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | SGD, learning rate 0.01, batch 512 |
#
# Các bài 1a đến 8 bắt đầu từ bảng này. Cell dưới đây đã viết sẵn: mỗi lần được gọi, `initializer()` trả về một initializer **mới**. Cần như vậy vì trong Keras 3, một `RandomNormal` dùng chung cho nhiều lớp sẽ cho chúng những kernel giống hệt nhau mà không báo gì.

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | input | 784 pixels, float32, values 0–255 (not divided by 255) |
# | hidden layers | 3, 5 or 7 × `Dense(128)`, sigmoid, kernels drawn from a normal distribution (mean 0, standard deviation 0.05) |
# | output | `Dense(10)`, logits, Keras' default initializer |
# | loss | sparse categorical cross-entropy from logits |
# | optimizer | SGD, learning rate 0.01, batches of 512 |
#
# Exercises 1a to 8 start from this table. The next cell is complete: each call of `initializer()` returns a **new** initializer. In Keras 3 that matters: one `RandomNormal` shared by several layers gives them identical kernels, and nothing warns you.

# %% id="setup"
import keras
from keras import layers


def initializer():
    return keras.initializers.RandomNormal(mean=0.0, stddev=0.05)

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập, phần 1: network
#
# Hàm `build(depth)` xây một network có `depth` hidden layer. Điền hai chỗ trống có dấu `#??`: một hidden layer và output layer, mỗi chỗ là một lớp `layers.Dense(…)` theo bảng trên. Nhớ *gọi* `initializer()` với cặp ngoặc, để mỗi *hidden* layer có initializer của riêng nó; output layer giữ initializer mặc định.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise, part 1: the network
#
# The function `build(depth)` builds a network with `depth` hidden layers. Fill in the two blanks marked `#??`: one hidden layer and the output layer, each of them a `layers.Dense(…)` as in the table. Remember to *call* `initializer()`, with its parentheses, so that every *hidden* layer gets an initializer of its own; the output layer keeps the default one.

# %% id="exercise"
def build(depth):
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(depth):
        hidden = layers.Dense(128, activation="sigmoid", kernel_initializer=initializer())  #?? hidden_layer | vi: Số unit, activation và initializer: dòng "hidden layer" của bảng | en: Units, activation and initializer: the row "hidden layers" of the table
        model.add(hidden)
    output = layers.Dense(10)  #?? output_layer | vi: Mỗi class một logit; softmax đã nằm trong hàm loss | en: One logit for each class; the loss applies softmax
    model.add(output)
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


model_1 = build(3)
model_2 = build(5)
model_3 = build(7)

# %% [markdown] id="check_text" lang="vi"
# ## Kiểm tra
#
# Chỉ mất một giây và chưa train gì cả. Nếu network chưa đúng, thông báo sẽ nói chỗ trống nào cần xem lại.

# %% [markdown] id="check_text" lang="en"
# ## Check
#
# This takes a second and trains nothing. If a network is not right yet, the message names the blank to look at.

# %% id="check"
vgkit.check(model_1, "baseline_3")
vgkit.check(model_2, "baseline_5")
vgkit.check(model_3, "baseline_7")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn network này: `vgkit.models.mlp`. Hai cách viết cho ra cùng những network; từ đây dùng network của thư viện.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has this network too: `vgkit.models.mlp`. Both ways of writing it give the same networks; from here on the library's are used.

# %% id="shared" only="solution"
from vgkit import course

shared = {depth: course.get(f"baseline_{depth}").compiled() for depth in (3, 5, 7)}
for depth, own in ((3, model_1), (5, model_2), (7, model_3)):
    same = structure.describe(shared[depth]) == structure.describe(own)
    print(shared[depth].name, depth, same)
model_1, model_2, model_3 = shared.values()

# %% [markdown] id="norm_text" lang="vi"
# ## Bài tập, phần 2: chuẩn gradient
#
# Bây giờ bạn tự viết phép đo của cả khóa học: chuẩn của $\partial L / \partial W_k$ cho một lớp. Trong TensorFlow, những gì được tính bên trong `with tf.GradientTape() as tape:` được ghi lại; sau đó `tape.gradient(y, x)` cho đạo hàm của `y` theo `x`. Điền ba chỗ trống. Kernel của một lớp là `layer.kernel`.

# %% [markdown] id="norm_text" lang="en"
# ## The exercise, part 2: the gradient norm
#
# Now you write what the whole course measures: the norm of $\partial L / \partial W_k$ for one layer. TensorFlow records what is computed inside `with tf.GradientTape() as tape:`; afterwards `tape.gradient(y, x)` gives the derivative of `y` with respect to `x`. Fill in the three blanks. A layer's kernel is `layer.kernel`.

# %% id="norm"
import tensorflow as tf

loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def gradient_norm(model, layer, pixels, labels):
    with tf.GradientTape() as tape:
        loss = loss_function(labels, model(pixels))  #?? loss | vi: Loss của cả batch; loss_function so nhãn đúng (đứng trước) với câu trả lời | en: The loss of the whole batch; loss_function takes the labels first, then the answers
    gradient = tape.gradient(loss, layer.kernel)  #?? gradient | vi: Hỏi tape: đạo hàm của gì, theo gì? | en: Ask the tape: the derivative of what, with respect to what?
    return tf.sqrt(tf.reduce_sum(tf.square(gradient)))  #?? norm | vi: Một con số từ mọi phần tử; định nghĩa ở phần Ý tưởng | en: One number out of all entries; it is defined in the idea section

# %% id="norm_check"
vgkit.check_function(gradient_norm, "baseline_7")

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Chưa cần train: một batch gồm 512 ảnh là đủ để thấy gradient tới được đâu. Dưới đây là chuẩn gradient của model 3 theo hàm của bạn, đo ở điểm xuất phát của khóa học; bảng ở cuối phần này phải có cùng những con số ấy. Trong biểu đồ, ba đường được xếp thẳng hàng ở output layer, nên cùng một vị trí nghĩa là cùng khoảng cách đến output. Trục dọc là trục logarit: mỗi vạch ngang là mười lần.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# No training is needed: one batch of 512 images shows how far the gradient gets. First come the gradient norms of model 3 by your function, measured at the course's starting point; the table at the end of this section should have the same numbers. In the chart the three lines are aligned at the output layer, so the same place means the same distance from the output. The vertical axis is logarithmic: each horizontal line is a factor of ten.

# %% id="own_norms"
from vgkit import protocol

layer_names = structure.layer_names(model_3)
pixels, labels = diagnostics.probe(images)
with protocol.at_start(model_3):
    norms = [float(gradient_norm(model_3, layer, pixels, labels)) for layer in model_3.layers]
print("\n".join(f"{name:9} {norms[k]:.2e}" for k, name in enumerate(layer_names)))

# %% id="before"
before = {
    "3 layers": diagnostics.before_training(model_1),
    "5 layers": diagnostics.before_training(model_2),
    "7 layers": diagnostics.before_training(model_3),
}
plots.gradient_by_depth(before)

# %% id="layers"
tables.layers(layer_names, {"7 layers": before["7 layers"]})

# %% [markdown] id="before_read" lang="vi"
# **Ba đường gần như trùng nhau, trừ ở hidden 1.** Một lớp cách output bao xa quyết định gradient của nó; phía trước nó có bao nhiêu lớp thì hầu như không quan trọng. Network sâu hơn chỉ kéo dài thêm đoạn dốc: hidden 1 nhận khoảng 0.09 ở model 1, 0.002 ở model 2 và 0.00003 ở model 3.
#
# **Độ dốc đúng như ước lượng.** Ở model 3, từ hidden 7 lùi về hidden 2, mỗi bước để lại khoảng một phần năm đến một phần tám, quanh mức một phần bảy.
#
# **Riêng bước cuối, về hidden 1, gradient không nhỏ đi nữa.** $\partial L / \partial W_k$ là tích của tín hiệu đi lùi tới lớp đó với *input* của lớp. Input của hidden 1 là pixel tới 255: vector ấy dài khoảng 3200 (căn của trung bình bình phương), vector mà hidden 2 nhận chỉ khoảng 8. Riêng điều này đã đủ làm gradient của hidden 1 lớn hơn hẳn. Nhưng cũng vì pixel lớn mà 98.5 % activation của hidden 1 bão hòa (cột cuối của bảng): $\sigma'$ ở đó chỉ cỡ 0.020, nhỏ hơn mười một lần so với 0.23 khi không bão hòa. Ngoài ra gradient của các ảnh còn triệt tiêu nhau khi lấy trung bình trên batch: ở hidden 1 bão hòa chỉ còn 5 % chuẩn gradient của một ảnh, ở hidden 2 không bão hòa còn 20 %. Phần tăng thêm vì thế lại mất gần hết; hai gradient gần bằng nhau chỉ là tình cờ.
#
# **Bão hòa không phải là nguyên nhân của vanishing gradient ở đây.** Từ hidden 2 trở đi không có activation nào bão hòa: đạo hàm ở đó gần mức tối đa $\frac14$, vậy mà gradient vẫn tắt dần. Nguyên nhân là weights nhỏ nhân với $\frac14$, hết lớp này đến lớp khác.

# %% [markdown] id="before_read" lang="en"
# **The three lines nearly coincide, except at hidden 1.** A layer's distance from the output decides its gradient; how many layers come before it hardly matters. A deeper network only makes the slope longer: hidden 1 gets about 0.09 in model 1, 0.002 in model 2 and 0.00003 in model 3.
#
# **The slope is the estimated one.** In model 3, from hidden 7 back to hidden 2, each step leaves between a fifth and an eighth, around the estimated seventh.
#
# **Only at the last step, to hidden 1, does the gradient not shrink.** $\partial L / \partial W_k$ is the product of the signal that arrives at the layer on its way back and the layer's *input*. The input of hidden 1 is pixels of up to 255: as a vector it is about 3200 long (root mean square), and what hidden 2 receives only about 8. By itself that would make the gradient of hidden 1 much larger. But the same large pixels saturate 98.5 % of its activations (last column of the table): $\sigma'$ is about 0.020 there, eleven times smaller than the 0.23 it would be without saturation. Besides, the gradients of single images partly cancel in the mean over the batch: only 5 % of an image's gradient norm is left in hidden 1, which is saturated, and 20 % in hidden 2, which is not. So most of the gain is lost again. That the two gradients are about equal is a coincidence.
#
# **Saturation is not what makes the gradient vanish here.** From hidden 2 on no activation is saturated: the derivative is near its maximum of $\frac14$, and still the gradient fades. The cause is small weights times $\frac14$, layer after layer.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# `vgkit.train` đặt model về đúng điểm xuất phát của khóa học rồi train đúng như `fit` của Keras. Sau mỗi epoch, một checkpoint được lưu lại: nếu bạn bấm dừng hay máy mất điện, hãy chạy lại các cell từ đầu. Việc train tiếp tục ở epoch đang dở và cho ra đúng những con số như khi không bị ngắt.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# `vgkit.train` puts the model at the course's starting point and trains exactly as Keras' `fit` does. A checkpoint is saved after every epoch: if you press stop or lose power, run the cells again from the top. The training goes on where it was and gives exactly the numbers of a run that was never interrupted.

# %% id="train"
run_1 = vgkit.train(model_1, "baseline_3")
run_2 = vgkit.train(model_2, "baseline_5")
run_3 = vgkit.train(model_3, "baseline_7")

# %% id="curves"
runs = {"3 layers": run_1, "5 layers": run_2, "7 layers": run_3}
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 2, 10, 50, 100, 200, 300))

# %% [markdown] id="curves_read" lang="vi"
# **Model 1 học được**, dù khởi động chậm: ở epoch 10 validation loss vẫn còn khoảng 2.25, sau đó mới giảm nhanh, xuống khoảng 1.1 ở epoch 50 và 0.46 ở epoch 300. Validation accuracy cuối cùng khoảng 84 %.
#
# **Model 3 không học được gì.** Loss đứng ở 2.303, tức ln 10: mọi class nhận xác suất gần như bằng nhau. Validation accuracy ở mọi dòng đúng bằng 10 %: network trả lời cùng một class cho mọi ảnh.
#
# **Model 2 gần như đứng yên.** Sau 300 epoch loss mới thấp hơn ln 10 chưa tới 0.01. Accuracy hầu như luôn là 10 %; thỉnh thoảng nó nhảy lên tới cỡ 20 % rồi lại rơi xuống, vì mười logits gần bằng nhau đến mức một thay đổi nhỏ cũng đổi class đứng đầu. Nhưng loss giảm mỗi lúc một nhanh hơn: vanishing gradient không làm cho network không thể học, chỉ làm nó học chậm tới mức không ai chờ được.

# %% [markdown] id="curves_read" lang="en"
# **Model 1 learns**, though it starts slowly: at epoch 10 its validation loss is still about 2.25; only then does it fall fast, to about 1.1 at epoch 50 and 0.46 at epoch 300. Its final validation accuracy is about 84 %.
#
# **Model 3 learns nothing.** Its loss stands at 2.303, which is ln 10: all classes get nearly the same probability. Its validation accuracy is exactly 10 % in every row: it gives the same answer for every image.
#
# **Model 2 nearly stands still.** After 300 epochs its loss is less than 0.01 below ln 10. Most of the time its accuracy is 10 %; now and then it jumps to about 20 % and drops back, because the ten logits are so nearly equal that a small change puts another class first. But its loss falls faster and faster: vanishing gradients do not make learning impossible, only so slow that nobody can wait for it.

# %% [markdown] id="signs_text" lang="vi"
# ## Bốn dấu hiệu của vanishing gradient
#
# Accuracy cho biết network *có* học hay không, chưa cho biết *vì sao*. Người ta thường nêu bốn dấu hiệu:
#
# 1. các lớp gần output thay đổi, các lớp gần input hầu như không;
# 2. weights tiến dần về 0;
# 3. việc học dừng lại ngay từ những epoch đầu;
# 4. weights tập trung quanh 0.
#
# Khóa học xét chúng bằng số, với ngưỡng ghi trong bảng. Với dấu hiệu thứ hai, con số ấy là *RMS* của từng kernel, tức căn bậc hai của trung bình bình phương các weights, lúc cuối so với lúc đầu. Trước bảng là ba biểu đồ, mỗi model một cái: mỗi kernel đã đi xa bao nhiêu so với lúc khởi tạo, $\lVert W - W_0 \rVert / \lVert W_0 \rVert$.

# %% [markdown] id="signs_text" lang="en"
# ## The four signs of vanishing gradients
#
# Accuracy tells us *whether* the network has learnt, not *why*. Four signs are often named:
#
# 1. layers near the output change, those near the input hardly;
# 2. weights drift to 0;
# 3. learning stalls within the first epochs;
# 4. weights are concentrated at 0.
#
# The course judges them by numbers, against thresholds given in the table. For the second sign it compares the *RMS* of each kernel, the root mean square of its weights, at the end and at the start. Before the table come three charts, one for each model, of how far each kernel has moved from where it started: $\lVert W - W_0 \rVert / \lVert W_0 \rVert$.

# %% id="change_1"
plots.weight_change(structure.layer_names(model_1), {"3 layers": run_1.snapshot(300)})

# %% id="change_2"
plots.weight_change(structure.layer_names(model_2), {"5 layers": run_2.snapshot(300)})

# %% id="change_3"
plots.weight_change(layer_names, {"7 layers": run_3.snapshot(300)})

# %% id="signs"
tables.four_signs(runs)

# %% [markdown] id="signs_read" lang="vi"
# **Model 3 có ba trong bốn dấu hiệu.** Output layer đi được khoảng 7 %, hidden 7 khoảng 2 %, còn từ hidden 5 lùi về hidden 1, lớp nào cũng đi chưa tới 0.1 %. Ở model 1, mọi kernel đều đi hàng chục phần trăm trở lên.
#
# **Model 2 không có dấu hiệu thứ nhất**, dù nó cũng không học. Dấu hiệu này là một *tỉ số*, mà ở model 2 chính output layer cũng chỉ đi khoảng 8 %, các hidden layer từ 2 đến 6 %. Tỉ số giữa hai số nhỏ có thể trông bình thường; hãy luôn nhìn cả hai số.
#
# **Dấu hiệu thứ hai không xuất hiện ở model nào.** Người ta hay viết rằng khi gradient biến mất, weights tiến về 0. Nhưng không có weight decay thì chẳng có gì kéo chúng về 0, và gradient gần bằng 0 nghĩa là chúng đứng yên.
#
# **Dấu hiệu thứ tư** cũng cần đọc như vậy: với độ lệch chuẩn 0.05, *ngay từ đầu* đã có hơn 95 % weights nằm trong ±0.1, và chỉ model 1 đã rời khỏi đó.

# %% [markdown] id="signs_read" lang="en"
# **Model 3 shows three of the four signs.** The output layer has moved by about 7 %, hidden 7 by about 2 %, and hidden 1 to 5 by less than 0.1 % each. In model 1 every kernel has moved by tens of percent or more.
#
# **Model 2 does not show the first sign**, although it does not learn either. The sign is a *ratio*, and in model 2 the output layer itself has moved by only about 8 %, the hidden layers by 2 % to 6 %. A ratio of two small numbers can look ordinary; always look at both.
#
# **The second sign appears in none of them.** It is often said that weights drift to 0 when gradients vanish. But without weight decay nothing pulls them there, and a gradient near 0 means that they stay where they are.
#
# **The fourth sign** should be read the same way: with a standard deviation of 0.05 more than 95 % of the weights lie within ±0.1 *from the beginning*, and only model 1 has moved away.

# %% [markdown] id="case_text" lang="vi"
# ## Một trường hợp mới
#
# Câu hỏi này nói về một network không có trong bài. Hãy trả lời bằng những gì phần "Gradient trước khi train" cho thấy; đáp án được đo với năm seed.

# %% [markdown] id="case_text" lang="en"
# ## A new case
#
# This question is about a network that the exercise does not show. Answer it with what the section on gradients before training tells you; the right answer was measured, for five seeds.

# %% id="case"
vgkit.ask("C0")

# %% id="case_answer" only="solution"
from vgkit import cases

vgkit.answer("C0", "B")
cases.show("C0")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# Here is the prediction that you kept: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P0")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Train model 2 thêm nữa: `vgkit.train(model_2, "baseline_5", epochs=600)`. Nó có thoát khỏi chỗ đứng yên không? Bảng loss ở trên gợi ý điều gì?
# * Với bốn hidden layer, model học được hay đứng yên? Đoán từ đoạn dốc trong biểu đồ chuẩn gradient, rồi train 100 epoch: `vgkit.train(build(4), "four", epochs=100)`. Tên gì cũng được, trừ tên của bài. Nếu chỉ xem 30 epoch đầu, bạn sẽ kết luận thế nào?
# * Learning rate của model 3 lớn gấp một nghìn lần (đặt optimizer mới bằng `model.compile`) thì giúp được gì cho hidden 1, và gây ra điều gì ở output layer?
# * Bài 1a chỉ đổi một con số: độ lệch chuẩn của weights ban đầu. Theo ước lượng ở phần Ý tưởng, con số nào sẽ làm thừa số mỗi lớp bằng 1?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Train model 2 for longer: `vgkit.train(model_2, "baseline_5", epochs=600)`. Does it get off the ground? What does the table of losses above suggest?
# * With four hidden layers, does the model learn or stand still? Predict it from the slope in the chart of gradient norms, then train 100 epochs: `vgkit.train(build(4), "four", epochs=100)`. Any name will do except an exercise's own. What would you have concluded from the first 30 epochs alone?
# * What does a learning rate a thousand times as large (set a new optimizer with `model.compile`) do for hidden 1 of model 3, and what to the output layer?
# * Exercise 1a changes a single number: the standard deviation of the initial weights. By the estimate of the idea section, which number would make the factor per layer 1?
