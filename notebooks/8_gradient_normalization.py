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
# # Bài 8 · Chuẩn hóa gradient, và tự nghĩ ra một phương pháp (tự chọn)
#
# Các bài trước chữa vanishing gradient bằng đường vòng: đổi weights ban đầu, đổi activation, chuẩn hóa những gì đi *tới*. Sao không chữa thẳng? Nếu gradient quá nhỏ, hãy làm cho nó lớn lên. Trong bài này bạn viết một lớp không làm gì ở chiều tới và chuẩn hóa gradient ở chiều ngược, rồi xem ý tưởng hiển nhiên ấy đi được đến đâu. Phần hai dành cho bạn: nghĩ ra một phương pháp của riêng mình và đo nó trên cùng một thước với mọi phương pháp của khóa học.
#
# Làm xong bài, bạn có thể
#
# * viết một lớp có gradient do mình định nghĩa (custom gradient) và thử nó mà không cần network,
# * nói được một gradient lớn hay nhỏ là so với cái gì,
# * đi từ một con số đo được đến một phương pháp, và kiểm tra phương pháp đó trước khi tốn thời gian train.
#
# **Thời gian:** khoảng 50 phút để đọc và làm, cộng thêm một đến hai phút máy chạy hai lần 20 epoch. Phương pháp của riêng bạn cần bao lâu là tùy bạn. Nên làm bài 4a và 4b trước.

# %% [markdown] id="goal" lang="en"
# # Exercise 8 · Gradient normalization, and a method of your own (optional)
#
# The exercises before this one cure vanishing gradients in roundabout ways: other initial weights, another activation, normalizing what goes *forwards*. Why not cure the thing itself? If the gradient is too small, make it larger. In this exercise you write a layer that does nothing on the way forwards and normalizes the gradient on the way back, and see how far that obvious idea gets. The second part is yours: invent a method of your own and measure it by the same yardstick as every method of the course.
#
# When you are done, you can
#
# * write a layer whose gradient you define yourself (a custom gradient), and try it out without any network,
# * say what a gradient is compared with when it is called large or small,
# * get from a measured number to a method, and test that method before you spend time on training.
#
# **Time:** about 50 minutes to read and do, and a minute or two in which the machine trains 20 epochs twice. How long your own method takes is up to you. Do exercises 4a and 4b first.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Đặt giữa hai hidden layer một lớp làm hai việc khác nhau ở hai chiều:
#
# $$\text{chiều tới: } y = x, \qquad \text{chiều ngược: } g \;\mapsto\; \frac{g - \text{trung bình}(g)}{\text{độ lệch chuẩn}(g) + 10^{-6}} .$$
#
# $g$ là gradient của loss theo output của lớp: một bảng, mỗi hàng một ảnh, mỗi cột một unit. Trung bình và độ lệch chuẩn lấy trên **toàn bộ** bảng, như `MyNormalization` ở bài 4b. Số $10^{-6}$ tránh phép chia cho 0 khi mọi phần tử của $g$ bằng nhau.
#
# Ở baseline, qua mỗi lớp gradient chỉ còn khoảng một phần bảy. Với lớp này, thứ đi đến có thể rất nhỏ: miễn là nó còn lớn hơn hẳn $10^{-6}$, thứ được truyền tiếp vẫn có độ lệch chuẩn gần bằng 1. Gradient không thể biến mất được nữa.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# Put between two hidden layers a layer that does different things in the two directions:
#
# $$\text{forwards: } y = x, \qquad \text{backwards: } g \;\mapsto\; \frac{g - \text{mean}(g)}{\text{std}(g) + 10^{-6}} .$$
#
# $g$ is the gradient of the loss with respect to the layer's outputs: a table, each row an image, each column a unit. Mean and standard deviation are taken over the **whole** table, as in exercise 4b's `MyNormalization`. The $10^{-6}$ avoids a division by 0 when all elements of $g$ are equal.
#
# In the baseline each layer leaves about one seventh of the gradient. With this layer what arrives may be very small: as long as it is well above $10^{-6}$, what is passed on has a standard deviation of nearly 1. The gradient cannot vanish any more.

# %% id="start" lang="vi"
import vgkit
from vgkit import course, diagnostics, gradient_diagrams, plots, records, signals, tables, yardstick

vgkit.start("8", language="vi")
gradient_diagrams.backward_diagram()

# %% id="start" lang="en"
import vgkit
from vgkit import course, diagnostics, gradient_diagrams, plots, records, signals, tables, yardstick

vgkit.start("8", language="en")
gradient_diagrams.backward_diagram()

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# Trong ví dụ, các phần tử của $g$ chỉ cỡ vài phần triệu; những gì được truyền tiếp thì cỡ 1. Dấu của một phần tử có thể đổi: phần tử nào nhỏ hơn trung bình đều thành số âm.
#
# ## Dự đoán
#
# Hãy chọn một câu trả lời trước khi viết code. Đúng hay sai không quan trọng; cuối phần một bạn sẽ so nó với số đo được.

# %% [markdown] id="figure_text" lang="en"
# In the example the elements of $g$ are a few millionths; what is passed on is of size 1. An element may change its sign: whatever is smaller than the mean becomes negative.
#
# ## Predict
#
# Commit yourself to an answer before you write any code. Whether it is right does not matter; at the end of part one you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P8")

# %% id="predict_answer" only="solution"
vgkit.answer("P8", "D")

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | input | 784 pixel, float32, giá trị 0–255 (không chia cho 255) |
# | hidden layer | 7 lớp `Dense(128)`, sigmoid, kernel lấy từ phân phối chuẩn (trung bình 0, độ lệch chuẩn 0.05) |
# | chuẩn hóa gradient | `GradientNormalization` của bạn, ngay trước hidden layer 2, 3, 4, 5, 6 và 7 |
# | output | `Dense(10)`, logits |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | SGD, learning rate 0.01, batch 512 |

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | input | 784 pixels, float32, values 0–255 (not divided by 255) |
# | hidden layers | 7 × `Dense(128)`, sigmoid, kernels drawn from a normal distribution (mean 0, standard deviation 0.05) |
# | gradient normalization | your `GradientNormalization`, directly before hidden layers 2, 3, 4, 5, 6 and 7 |
# | output | `Dense(10)`, logits |
# | loss | sparse categorical cross-entropy from logits |
# | optimizer | SGD, learning rate 0.01, batches of 512 |

# %% id="setup"
import keras
from keras import layers


def hidden_layer():
    return layers.Dense(
        128,
        activation="sigmoid",
        kernel_initializer=keras.initializers.RandomNormal(mean=0.0, stddev=0.05),
    )

# %% [markdown] id="layer_text" lang="vi"
# ## Bài tập: lớp chuẩn hóa gradient
#
# Thường thì Keras tự tính gradient của mọi phép tính. `keras.ops.custom_gradient` cho phép bạn tự định nghĩa: nó nhận một hàm trả về **hai** thứ, output và một hàm dùng cho chiều ngược. Hàm thứ hai nhận gradient đi đến và trả về gradient được truyền tiếp. `call` dưới đây đã viết sẵn: output là chính `x`, và hàm cho chiều ngược là method `backward` của bạn. Hãy thay cả dòng có chỗ trống, kể cả chữ `return`; được viết nhiều dòng, dòng cuối là `return …`. Giữ nguyên tên `GradientNormalization`, phần kiểm tra tìm lớp theo tên này.

# %% [markdown] id="layer_text" lang="en"
# ## The exercise: the layer
#
# Usually Keras works out the gradient of every computation by itself. `keras.ops.custom_gradient` lets you define it: it takes a function that returns **two** things, the output and a function for the way back. The latter gets the gradient that arrives and returns the gradient that is passed on. `call` below is complete: the output is `x` itself, and the function for the way back is your method `backward`. Replace the whole line that has the blank, its `return` included; several lines are allowed, the last of them `return …`. Keep the name `GradientNormalization`, the check looks for it.

# %% id="layer"
class GradientNormalization(layers.Layer):
    def call(self, x):
        return keras.ops.custom_gradient(lambda x: (x, self.backward))(x)

    def backward(self, gradient):
        #??begin gradient_normalization | vi: Một trung bình và một độ lệch chuẩn của mọi phần tử, và epsilon | en: One mean and one standard deviation of all elements, and the epsilon
        mean = keras.ops.mean(gradient)
        std = keras.ops.std(gradient)
        return (gradient - mean) / (std + 1e-6)
        #??end

# %% [markdown] id="try_text" lang="vi"
# `backward` là một method bình thường, có thể thử ngay mà không cần network. Với gradient trong hình, kết quả phải là bảng bên trái của hình. Dòng cuối thử một gradient mà mọi phần tử bằng nhau: kết quả là 0, không phải `nan`.

# %% [markdown] id="try_text" lang="en"
# `backward` is an ordinary method and can be tried without any network. For the gradient of the figure, the result should be the table on the left of it. The last line tries a gradient whose elements are all equal: the result is 0, not `nan`.

# %% id="try"
arriving = 1e-5 * keras.ops.array([[0.2, 0.6, 0.1], [0.5, 0.9, 0.4], [0.3, 0.8, 0.2]])
print(GradientNormalization().backward(arriving).numpy().round(2))
print(GradientNormalization().backward(keras.ops.zeros((1, 3))).numpy())

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập: network
#
# Đặt lớp của bạn vào sáu chỗ trống có dấu `#??`, mỗi chỗ một lớp **riêng**.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise: the network
#
# Put your layer into the six blanks marked `#??`, each time a layer **of its own**.

# %% id="exercise"
model = keras.Sequential(
    [
        keras.Input((784,)),
        hidden_layer(),
        GradientNormalization(),  #?? normalization_2 | vi: Lớp bạn vừa viết, cho gradient đi về hidden 1 | en: The layer that you have just written, for the gradient on its way to hidden 1
        hidden_layer(),
        GradientNormalization(),  #?? normalization_3 | vi: Một lớp mới cùng loại, cho gradient đi về hidden 2 | en: A new layer of the same kind, for the gradient on its way to hidden 2
        hidden_layer(),
        GradientNormalization(),  #?? normalization_4 | vi: Một lớp mới nữa, cho gradient đi về hidden 3 | en: Another new one, for the gradient on its way to hidden 3
        hidden_layer(),
        GradientNormalization(),  #?? normalization_5 | vi: Một lớp mới nữa, cho gradient đi về hidden 4 | en: Another new one, for the gradient on its way to hidden 4
        hidden_layer(),
        GradientNormalization(),  #?? normalization_6 | vi: Một lớp mới nữa, cho gradient đi về hidden 5 | en: Another new one, for the gradient on its way to hidden 5
        hidden_layer(),
        GradientNormalization(),  #?? normalization_7 | vi: Một lớp mới nữa, cho gradient đi về hidden 6 | en: Another new one, for the gradient on its way to hidden 6
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
# Chỉ mất một giây và chưa train gì cả. Phần kiểm tra còn đưa một batch nhỏ qua lớp của bạn và gửi một gradient ngược lại.

# %% [markdown] id="check_text" lang="en"
# ## Check
#
# This takes a second and trains nothing. The check also sends a small batch through your layer, and a gradient back.

# %% id="check"
vgkit.check(model, "8")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn cả hai: `vgkit.layers.GradientNormalization` là lớp này, `vgkit.models.normalized_mlp(normalization="gradient")` là network. Cell sau cho thấy hai cách viết cho ra cùng một network (các lớp được so theo tên class), rồi dùng network của thư viện để train.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has both: `vgkit.layers.GradientNormalization` is this layer, `vgkit.models.normalized_mlp(normalization="gradient")` the network. The next cell shows that both ways of writing it give the same network (layers are compared by the names of their classes), and goes on with the library's.

# %% id="shared" only="solution"
from vgkit import structure

shared = course.get("8").compiled()
print(shared.name, structure.describe(shared) == structure.describe(model))
model = shared

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Ba network cạnh nhau: baseline và network của bài 4a (từ record của khóa học), và network của bạn.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# Three networks side by side: the baseline and exercise 4a's (from the course's records), and yours.

# %% id="before"
baseline = records.shipped("baseline_7")
batch_norm = records.shipped("4a")
layer_names = baseline.diagnostics["layers"]
before = diagnostics.before_training(model)
networks = {
    "baseline": baseline.snapshot(0),
    "batch normalization": batch_norm.snapshot(0),
    "gradient normalization": before,
}
plots.gradient_norms(layer_names, networks)

# %% id="layers"
tables.layers(layer_names, networks)

# %% [markdown] id="before_read" lang="vi"
# Lớp của bạn làm đúng như đã hứa: từ hidden 6 về hidden 2, chuẩn gradient không giảm nữa, nằm trong khoảng 1550 đến 2300. Ở hidden 1 nó còn lớn gấp tám lần nữa, vì input của hidden 1 là pixel tới 255 chứ không phải giá trị sigmoid. Hidden 7 và output vẫn y như baseline: giữa chúng và loss không có lớp `GradientNormalization` nào.
#
# Hãy nhìn vào độ cao của đường này. Với `BatchNormalization`, gradient ở các lớp giữa cũng bằng nhau, nhưng chỉ khoảng 0.5. Ở đây, từ hidden 7 sang hidden 6, nó nhảy vọt khoảng 4000 lần.

# %% [markdown] id="before_read" lang="en"
# Your layer does what it promised: from hidden 6 back to hidden 2 the gradient norm no longer falls, it lies between 1550 and 2300. In hidden 1 it is another eight times as large, because hidden 1's inputs are pixels of up to 255 instead of sigmoid values. Hidden 7 and the output are just as in the baseline: no `GradientNormalization` stands between them and the loss.
#
# Look at how high this line lies. With `BatchNormalization` the gradients of the middle layers are equal as well, but only about 0.5. Here the norm jumps by a factor of about 4000 from hidden 7 to hidden 6.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# 20 epoch là đủ để thấy điều cần thấy.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# 20 epochs are enough to see what there is to see.

# %% id="train"
run = vgkit.train(model, "8", epochs=20)

# %% id="curves"
runs = {
    "baseline": yardstick.first_epochs(baseline, 20),
    "batch normalization": yardstick.first_epochs(batch_norm, 20),
    "gradient normalization": run,
}
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 2, 10, 20))

# %% id="to_the_end"
tables.milestones({"gradient normalization": records.shipped("8")}, epochs=(20, 100, 300))

# %% [markdown] id="curves_read" lang="vi"
# Network không học được gì. Validation accuracy là 10 %, và từ epoch 2 trở đi loss đứng ở 2.303, hệt như baseline. Khóa học đã train tiếp đến epoch 300 (bảng thứ hai): không có gì thay đổi. Từ hidden 1 đến hidden 6, gradient lớn hơn hẳn so với khi dùng `BatchNormalization`, mà network vẫn không học. Vì sao?

# %% [markdown] id="curves_read" lang="en"
# The network learns nothing. Validation accuracy is 10 %, and from epoch 2 on the loss stands at 2.303, just as in the baseline. The course has trained on to epoch 300 (second table): nothing changes. In hidden 1 to hidden 6 the gradient is far larger than with `BatchNormalization`, and still there is no learning. Why?

# %% [markdown] id="step_text" lang="vi"
# ## Vì sao: độ dài của một bước
#
# Một bước của SGD trừ khỏi kernel tích của learning rate và gradient. Bước ấy dài hay ngắn phải so với chính kernel. Cell sau chia độ dài của bước đầu tiên (0.01 × chuẩn gradient) cho chuẩn của kernel ban đầu.

# %% [markdown] id="step_text" lang="en"
# ## Why: the length of a step
#
# One step of SGD subtracts from a kernel the learning rate times the gradient. Whether that is a long step has to be judged by the kernel itself. The next cell divides the length of the first step (0.01 × gradient norm) by the norm of the initial kernel.

# %% id="step"
import numpy as np

sizes = np.array([784 * 128, *[128 * 128] * 6, 128 * 10])
print(f"{'':22}", *[f"{name:>9}" for name in layer_names])
for name, start in networks.items():
    kernels = np.array(start["weight_rms"]) * sizes**0.5
    steps = 0.01 * np.array(start["gradient_norm"]) / kernels
    print(f"{name:22}", *[f"{step:9.1e}" for step in steps])

# %% [markdown] id="step_read" lang="vi"
# Ở baseline, bước đầu tiên làm hidden 1 thay đổi khoảng $2 \cdot 10^{-8}$ lần chuẩn của nó: đó là vanishing gradient. Với `BatchNormalization`, mỗi hidden layer thay đổi gần một phần nghìn: vừa phải. Với `GradientNormalization`, hidden 2 đến hidden 6 thay đổi **gấp hai lần rưỡi đến gần bốn lần** chuẩn của chính chúng, hidden 1 gấp mười hai lần. Một epoch có 118 bước; ngay bước đầu đã xóa sạch weights ban đầu.
#
# Weights lớn như vậy đẩy sigmoid ra hai đầu phẳng. Cell sau cho biết tỉ lệ activation bão hòa trước khi train, sau epoch 1 và sau epoch 20.

# %% [markdown] id="step_read" lang="en"
# In the baseline the first step changes hidden 1 by about $2 \cdot 10^{-8}$ of its norm: that is the vanishing gradient. With `BatchNormalization` each hidden layer changes by nearly a thousandth: a reasonable step. With `GradientNormalization` hidden 2 to hidden 6 change by **two and a half to almost four times** their own norm, hidden 1 by twelve times. An epoch has 118 steps; the very first one wipes out the initial weights.
#
# Weights that large push the sigmoids onto their flat ends. The next cell shows the share of saturated activations before training, after epoch 1 and after epoch 20.

# %% id="saturated"
print(f"{'':9}", *[f"{name:>9}" for name in layer_names[:-1]])
for epoch in (0, 1, 20):
    shares = run.snapshot(epoch)["saturation"][:-1]
    print(f"epoch {epoch:3}", *[f"{share:9.0%}" for share in shares])

# %% [markdown] id="saturated_read" lang="vi"
# Trước khi train chỉ có hidden 1 bão hòa. Sau một epoch, hidden 1 đến hidden 6 đều bão hòa trên chín phần mười. Riêng hidden 7, lớp có gradient không bị chuẩn hóa, thì không.
#
# Từ đó không còn đường ra. Đạo hàm $\sigma'$ ở đầu phẳng gần bằng 0, và gradient của kernel phải đi qua $\sigma'$ **sau khi** đã được chuẩn hóa: lớp của bạn nâng gradient lên ở giữa hai hidden layer, nhưng không với tới được bên trong chúng.

# %% [markdown] id="saturated_read" lang="en"
# Before training only hidden 1 is saturated. After one epoch hidden 1 to hidden 6 are all saturated in more than nine tenths of their activations. Hidden 7, whose gradient is not normalized, is not.
#
# From there no way leads out. On the flat ends the derivative $\sigma'$ is close to 0, and a kernel's gradient has to pass $\sigma'$ **after** it was normalized: your layer lifts the gradient between two hidden layers but cannot reach inside them.

# %% [markdown] id="signs_text" lang="vi"
# ## Lớp nào đã thay đổi?

# %% [markdown] id="signs_text" lang="en"
# ## Which layers have moved?

# %% id="change"
plots.weight_change(layer_names, {name: r.snapshot(20) for name, r in runs.items()})

# %% id="signs"
tables.four_signs(runs)

# %% [markdown] id="signs_read" lang="vi"
# Biểu đồ này dễ đánh lừa. Hidden 1 đến hidden 6 đã đi xa gấp khoảng 3 đến 18 lần chuẩn ban đầu, xa hơn hẳn network của bài 4a, mà chẳng học được gì: **thay đổi nhiều không có nghĩa là học nhiều.** Trong bốn dấu hiệu của vanishing gradient chỉ còn một, việc học dừng lại ngay từ đầu. Nguyên nhân ở đây không phải là gradient biến mất, mà là gradient quá lớn.

# %% [markdown] id="signs_read" lang="en"
# This chart easily misleads. Hidden 1 to hidden 6 have moved by about 3 to 18 times their initial norm, much further than in exercise 4a's network, and have learnt nothing: **moving far is not learning much.** Of the four signs of vanishing gradients only one is left, that learning stalls at once. The cause here is not a gradient that vanishes, but one that is too large.

# %% [markdown] id="mend_text" lang="vi"
# ## Chữa lại: trả lại một phép chia
#
# Con số vài nghìn ấy từ đâu ra? Loss là **trung bình** trên batch, nên trong gradient của mỗi ảnh đã có sẵn phép chia cho 512. Phép chuẩn hóa xóa nó đi cùng với mọi thừa số khác: độ lệch chuẩn thành 1 bất kể batch có 5 hay 5000 ảnh. Cách chữa vì vậy rất tự nhiên: sau khi chuẩn hóa, chia lại cho số ảnh trong batch, `keras.ops.cast(keras.ops.shape(gradient)[0], "float32")`. Không phải chỉnh con số nào, learning rate vẫn là 0.01.
#
# Khóa học đã train dạng này (`vgkit.layers.AveragedGradientNormalization`, id `8b`); ở đây chỉ cần xem record.

# %% [markdown] id="mend_text" lang="en"
# ## Fixed: one division put back
#
# Where do those thousands come from? The loss is a **mean** over the batch, so the gradient of each image contains a division by 512. The normalization wipes it out together with every other factor: the standard deviation becomes 1 whether the batch has 5 images or 5000. So the remedy is a natural one: after normalizing, divide by the number of images in the batch, `keras.ops.cast(keras.ops.shape(gradient)[0], "float32")`. There is no number to tune, the learning rate is still 0.01.
#
# The course has trained this form (`vgkit.layers.AveragedGradientNormalization`, id `8b`); its record is enough here.

# %% id="mended"
averaged = {"gradient normalization / batch": records.shipped("8b")}
plots.curves({"batch normalization": batch_norm, **averaged})

# %% id="mended_numbers"
tables.milestones(averaged, epochs=(1, 2, 3, 10, 20, 100, 200, 300))

# %% [markdown] id="mended_read" lang="vi"
# Một phép chia, và network học được: khoảng 39 % sau 20 epoch, khoảng 80 % ở những epoch tốt nhất. Nhưng nó học chậm và giật: sau 20 epoch, training loss vẫn cao hơn loss của `BatchNormalization` sau epoch 2, và trong 50 epoch cuối validation accuracy còn nhảy giữa 66 và 80 %. Gradient không còn quá lớn nữa. Vậy còn thiếu gì?

# %% [markdown] id="mended_read" lang="en"
# One division, and the network learns: about 39 % after 20 epochs, about 80 % in its best ones. But it learns slowly and in jerks: after 20 epochs its training loss is still above that of `BatchNormalization` after epoch 2, and in the last 50 epochs validation accuracy still jumps between 66 and 80 %. The gradient is no longer too large. What is still missing?

# %% [markdown] id="signals_text" lang="vi"
# ## Hai tín hiệu
#
# Trong một network có hai tín hiệu đi qua các lớp: ảnh đi tới và gradient đi ngược. Cell sau đo cả hai trên 512 ảnh, trước khi train: output của mỗi lớp khác nhau bao nhiêu giữa các ảnh, và gradient đi tới mỗi lớp lớn cỡ nào.

# %% [markdown] id="signals_text" lang="en"
# ## Two signals
#
# Two signals pass through the layers of a network: the images forwards and the gradient backwards. The next cell measures both on 512 images, before training: by how much each layer's outputs differ between images, and how large the gradient is that arrives at each layer.

# %% id="signals"
both = {
    "baseline": signals.measure(course.get("baseline_7").build()),
    "gradient normalization": signals.measure(model),
    "gradient normalization / batch": signals.measure(course.get("8b").build()),
}
gradient_diagrams.two_signals(layer_names, both)

# %% [markdown] id="signals_read" lang="vi"
# **Bên phải**, chiều ngược: ở baseline, qua mỗi lớp gradient còn khoảng một phần bảy, từ hidden 7 về hidden 1 nhỏ đi hơn một trăm nghìn lần. Hai dạng chuẩn hóa gradient giữ nó ở một mức cố định, 1 hoặc $1/512 \approx 0.002$.
#
# **Bên trái**, chiều tới: ba đường trùng nhau, vì `GradientNormalization` không làm gì ở chiều này. Và ở đó cũng có một tín hiệu biến mất, với đúng nhịp ấy: ở output của hidden 1, độ lệch chuẩn giữa các ảnh khoảng 0.33; ở hidden 7 chỉ còn $2.5 \cdot 10^{-6}$. Với các lớp phía trên, mọi ảnh gần như là một. Chuẩn hóa gradient chỉ chữa một nửa của căn bệnh.

# %% [markdown] id="signals_read" lang="en"
# **On the right**, backwards: in the baseline each layer leaves about a seventh of the gradient, from hidden 7 to hidden 1 it shrinks by a factor of more than a hundred thousand. Both forms of gradient normalization hold it at a fixed level, 1 or $1/512 \approx 0.002$.
#
# **On the left**, forwards: the three lines coincide, since `GradientNormalization` does nothing in this direction. And here, too, a signal vanishes, at just the same pace: at the outputs of hidden 1 the images have a standard deviation of about 0.33, at hidden 7 one of $2.5 \cdot 10^{-6}$. To the upper layers all images look nearly the same. Normalizing the gradient cures one half of the disease only.

# %% [markdown] id="case_text" lang="vi"
# ## Trắc nghiệm: một trường hợp mới
#
# Để trả lời, bạn cần một con số trong hình trên.

# %% [markdown] id="case_text" lang="en"
# ## Quiz: a new case
#
# For the answer you need a number from the figure above.

# %% id="case"
vgkit.ask("C8")

# %% id="case_answer" only="solution"
from vgkit import cases

vgkit.answer("C8", "B")
cases.show("C8")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với đường loss: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. Compare it with the curve of the loss: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P8")

# %% [markdown] id="invent_text" lang="vi"
# ## Phần hai: tự nghĩ ra một phương pháp
#
# Một phương pháp tốt thường không đến từ cảm hứng mà từ một con số. Hãy làm theo bốn bước:
#
# 1. **Chọn một con số có vấn đề.** Chẳng hạn: ở hidden 7, độ lệch chuẩn giữa các ảnh chỉ còn $2.5 \cdot 10^{-6}$.
# 2. **Thay đổi một thứ** mà theo tính toán của bạn sẽ đưa con số ấy về mức hợp lý.
# 3. **Đo lại con số đó trước khi train.** Nếu nó không đổi như bạn tính, chưa cần train.
# 4. **Đặt lên thước đo chung:** cùng dữ liệu, bảy hidden layer 128 unit, cùng điểm xuất phát và thứ tự batch, SGD với learning rate 0.01, đúng 20 epoch, rồi so với mọi phương pháp của khóa học sau 20 epoch.
#
# Dưới đây là một ví dụ làm mẫu, một phương pháp chưa có trong khóa học.
#
# ### Ví dụ: nhân bảy
#
# *Con số có vấn đề.* Qua mỗi lớp, cả hai tín hiệu chỉ còn một phần bảy. Con số ấy tính ra được: nhân với kernel làm độ lệch chuẩn thay đổi $0.05\sqrt{128} \approx 0.57$ lần, sigmoid nhân tiếp với tối đa $\frac14$:
#
# $$0.05\,\sqrt{128}\cdot\tfrac14 \approx \tfrac{1}{7.07} .$$
#
# *Thay đổi một thứ.* Nếu mỗi lớp chia cho bảy thì hãy nhân lại với bảy. Nhưng output của sigmoid nằm quanh 0.5, và bài 4b đã cho thấy mức chung ấy phải được trừ đi trước. Vậy giữa hai hidden layer, đặt
#
# $$h \;\mapsto\; 7\,\left(h - \tfrac12\right) .$$
#
# Keras có sẵn lớp này: `Rescaling`. Không thống kê của batch, không tham số, chỉ hai hằng số biết trước.

# %% [markdown] id="invent_text" lang="en"
# ## Part two: invent a method
#
# A good method seldom comes from inspiration and often from a number. Take four steps:
#
# 1. **Pick a number that is wrong.** For example: at hidden 7 the images have a standard deviation of only $2.5 \cdot 10^{-6}$.
# 2. **Change one thing** that by your calculation will put this number right.
# 3. **Measure the number again before any training.** If it has not changed as you calculated, there is no need to train.
# 4. **Measure it by the yardstick:** the same data, seven hidden layers of 128 units, the same starting point and order of batches, SGD with learning rate 0.01, exactly 20 epochs; then compare with every method of the course after 20 epochs.
#
# Here is a worked example, a method that the course has not had yet.
#
# ### Example: times seven
#
# *A number that is wrong.* Each layer leaves one seventh of both signals. That number can be calculated: multiplying by a kernel scales the standard deviation by $0.05\sqrt{128} \approx 0.57$, and the sigmoid multiplies by $\frac14$ at most:
#
# $$0.05\,\sqrt{128}\cdot\tfrac14 \approx \tfrac{1}{7.07} .$$
#
# *Change one thing.* If each layer divides by seven, multiply by seven. But sigmoid outputs lie around 0.5, and exercise 4b has shown that this common level has to be subtracted first. So put between two hidden layers
#
# $$h \;\mapsto\; 7\,\left(h - \tfrac12\right) .$$
#
# Keras has this layer: `Rescaling`. No statistics of the batch, no parameters, only two constants known beforehand.

# %% id="worked"
stack = [keras.Input((784,)), hidden_layer()]
for _ in range(2, 8):
    stack += [layers.Rescaling(7.0, offset=-3.5), hidden_layer()]
worked = keras.Sequential([*stack, layers.Dense(10)])
course.get("8").compile(worked)  # SGD 0.01, cross-entropy from logits, accuracy

both["times seven"] = signals.measure(worked)
gradient_diagrams.two_signals(layer_names, both)

# %% [markdown] id="worked_read" lang="vi"
# *Đo lại trước khi train.* Cả hai tín hiệu bây giờ đi hết network mà chỉ hao hụt ít: độ lệch chuẩn giữa các ảnh là 0.33 ở hidden 1 và vẫn còn 0.10 ở hidden 7; từ hidden 7 về hidden 1, gradient giảm khoảng ba lần. Chỉ một phép nhân mà chữa được cả hai chiều, vì chiều ngược cũng đi qua chính phép nhân ấy. Như vậy đáng để train.

# %% [markdown] id="worked_read" lang="en"
# *Measure again before training.* Both signals now get through the whole network with little loss: the images' standard deviation is 0.33 at hidden 1 and still 0.10 at hidden 7; from hidden 7 back to hidden 1 the gradient falls by a factor of about three. A single multiplication cures both directions, because the way back passes the same multiplication. That is worth training.

# %% id="worked_train"
own = {"times seven": vgkit.train(worked, "8c", epochs=yardstick.EPOCHS)}

# %% [markdown] id="yardstick_text" lang="vi"
# ### Thước đo chung
#
# `yardstick.line_up` cắt record của mọi phương pháp còn 20 epoch và xếp lần chạy của bạn vào cuối. (Không có bài 6: lần train đầu tiên của nó chỉ gồm một submodel.)

# %% [markdown] id="yardstick_text" lang="en"
# ### The yardstick
#
# `yardstick.line_up` cuts the records of all methods to 20 epochs and puts your runs behind them. (Exercise 6 is missing: its first training is of one submodel only.)

# %% id="yardstick"
lined_up = yardstick.line_up(own)
yardstick.comparison(lined_up)

# %% id="yardstick_numbers"
tables.milestones({name: lined_up[name] for name in ("batch norm", *own)}, epochs=(1, 2, 3, 10, 20))

# %% id="yardstick_chart"
gradient_diagrams.accuracies(lined_up)

# %% [markdown] id="yardstick_read" lang="vi"
# Sau 20 epoch, "times seven" nằm cùng nhóm với ReLU và hai kiểu normalization: validation accuracy khoảng 80 đến 82 %. ReLU đạt 80 % sớm nhất, ba phương pháp kia quanh epoch 10. Ngay sau epoch 1, "times seven" đã được khoảng 66 %, khi `BatchNormalization` còn đứng ở 10 %. Và nó không phải trả giá như hai kiểu normalization: dự đoán cho một ảnh không phụ thuộc vào các ảnh bên cạnh, và không có trung bình trượt nào phải đuổi kịp.
#
# Cái giá của nó: số bảy chỉ đúng cho 128 unit, độ lệch chuẩn 0.05 và sigmoid. Đổi một trong ba thứ đó thì phải tính lại, trong khi `BatchNormalization` tự đo lấy.
#
# Nhìn kỹ hơn, "phương pháp mới" này là một người quen: $\sigma(z) - \frac12 = \frac12\tanh\frac z2$, nên $7(\sigma(z) - \frac12) = 3.5\tanh\frac z2$. Sigmoid dời tâm và kéo giãn chính là tanh, điều mà LeCun và cộng sự đã khuyên dùng từ năm 1998 (*Efficient BackProp*). Một kết quả đã biết vừa được tìm lại bằng vài số đo; kết quả mới cũng được tìm ra bằng cách ấy.

# %% [markdown] id="yardstick_read" lang="en"
# After 20 epochs "times seven" is in one group with ReLU and the two normalizations: validation accuracy of about 80 to 82 %. ReLU is the first to reach 80 %, the other three do around epoch 10. After epoch 1 "times seven" already has about 66 %, while `BatchNormalization` is still at 10 %. And it pays neither normalization's price: the prediction for an image does not depend on the images beside it, and there are no moving averages that would have to catch up.
#
# Its own price: the seven is right only for 128 units, standard deviation 0.05 and the sigmoid. Change one of the three and it has to be worked out again, where `BatchNormalization` measures for itself.
#
# Seen closely, this "new method" is an old acquaintance: $\sigma(z) - \frac12 = \frac12\tanh\frac z2$, so $7(\sigma(z) - \frac12) = 3.5\tanh\frac z2$. The sigmoid, centred and stretched, is tanh, which LeCun et al. recommended in 1998 (*Efficient BackProp*). A few measurements have led back to a known result; new ones are found in the same way.

# %% [markdown] id="own_text" lang="vi"
# ### Đến lượt bạn
#
# Thêm một cell bên dưới, viết network của bạn vào `mine`, rồi:
#
# ```python
# course.get("8").compile(mine)
# both["my method"] = signals.measure(mine)  # bước 3: chỉ dùng cho Sequential
# own["my method"] = vgkit.train(mine, "my_method_1", epochs=yardstick.EPOCHS)
# ```
#
# Sau đó chạy lại các cell của thước đo chung. Ba điều cần biết:
#
# * Mỗi phiên bản một tên riêng (`"my_method_1"`, `"my_method_2"`, …), để sau này có thể đặt chúng cạnh nhau.
# * `vgkit.train` đặt weights ban đầu theo initializer của từng lớp, nên weights bạn gán bằng tay sẽ mất. Ý tưởng của bạn phải nằm trong lớp, trong initializer hoặc trong optimizer.
# * Optimizer tự viết cần có `get_config` chứa đủ các thiết lập của nó: mỗi lần train bắt đầu bằng một optimizer mới, tạo ra từ đó.
#
# Vài con số có vấn đề đang chờ người chữa:
#
# * Hidden 1 bão hòa 99 % ngay từ đầu, ở cả ba network của phần một. Nó có cần như vậy không?
# * Độ dài của bước đầu tiên chia cho chuẩn kernel, ở baseline: từ $10^{-8}$ đến $10^{-3}$, tùy lớp. Một optimizer cho mọi lớp bước dài như nhau thì sao? (You và cộng sự, 2017, gọi nó là LARS.)
# * Chuẩn hóa gradient của riêng từng ảnh thay vì cả bảng. Ảnh đã được phân loại đúng có gradient nhỏ; như thế có còn nhỏ không?
#
# Viết dự đoán của bạn ra giấy trước bước 4. Một phương pháp thất bại mà bạn giải thích được bằng số đo, như ở phần một, đáng giá hơn một phương pháp thành công mà bạn không hiểu.

# %% [markdown] id="own_text" lang="en"
# ### Your turn
#
# Add a cell below, write your network into `mine`, and then:
#
# ```python
# course.get("8").compile(mine)
# both["my method"] = signals.measure(mine)  # step 3: for a Sequential only
# own["my method"] = vgkit.train(mine, "my_method_1", epochs=yardstick.EPOCHS)
# ```
#
# Then run the cells of the yardstick again. Three things to know:
#
# * Give each version a name of its own (`"my_method_1"`, `"my_method_2"`, …), so that they can stand side by side later.
# * `vgkit.train` sets the initial weights by each layer's initializer, so weights that you assign by hand are lost. Your idea has to live in a layer, an initializer or the optimizer.
# * An optimizer of your own needs a `get_config` that holds its settings: each training starts with a fresh one, made from them.
#
# A few numbers that wait for somebody to put them right:
#
# * In hidden 1, 99 % of the activations are saturated from the start, in all three networks of part one. Do they have to be?
# * The length of the first step divided by the kernel's norm, in the baseline: from $10^{-8}$ to $10^{-3}$, depending on the layer. What about an optimizer that lets all layers make equally long steps? (You et al., 2017, call it LARS.)
# * Normalize the gradient of each image by itself instead of the whole table. Images that are classified correctly have a small gradient; would it still be small?
#
# Write your prediction down before step 4. A method that fails and that you can explain by numbers, as in part one, is worth more than one that succeeds and that you do not understand.

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Với lớp của phần một, thử learning rate nhỏ hơn: `keras.optimizers.SGD(1e-4)`, rồi `1e-6`. Hidden 7 và output vẫn cần 0.01; chúng còn học được không?
# * Thay số 7 trong `Rescaling` bằng 4 (và −3.5 bằng −2), rồi bằng 10 (và −5). Dự đoán hai đường tín hiệu trước khi vẽ.
# * Bỏ phép trừ: `Rescaling(7.0)`. Theo mô phỏng của bài 4b, tín hiệu nào sẽ hỏng?
# * Train `8b` hoặc `8c` trọn 300 epoch: `vgkit.train(worked, "8c")`. Record của chúng có sẵn trong `records.shipped`.

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * With the layer of part one, try smaller learning rates: `keras.optimizers.SGD(1e-4)`, then `1e-6`. Hidden 7 and the output still need 0.01; do they learn at all?
# * Replace the 7 in `Rescaling` by 4 (and −3.5 by −2), then by 10 (and −5). Predict both lines of the signals before you draw them.
# * Leave out the subtraction: `Rescaling(7.0)`. By the simulation of exercise 4b, which signal will suffer?
# * Train `8b` or `8c` through all 300 epochs: `vgkit.train(worked, "8c")`. Their records are in `records.shipped`.
