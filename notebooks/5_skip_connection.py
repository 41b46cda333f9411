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
# # Bài 5 · Skip connection
#
# Baseline của khóa học là một MLP bảy hidden layer sigmoid. Sau 300 epoch, accuracy của nó trên Fashion-MNIST vẫn là 10 %, bằng đoán mò. Trong bài này bạn thêm vào network đó **đúng hai phép cộng**, không thêm một tham số nào, và nó học được.
#
# Làm xong bài, bạn có thể
#
# * dùng functional API của Keras để nối các lớp không theo một hàng thẳng,
# * đọc chuẩn gradient của từng lớp và nói được gradient chết ở đâu, sống ở đâu,
# * giải thích vì sao skip connection cứu được network, và giới hạn của nó nằm ở đâu.
#
# **Thời gian:** khoảng 25 phút để đọc và làm, cộng chừng 5 phút train, có thể ngắt giữa chừng.

# %% [markdown] id="goal" lang="en"
# # Exercise 5 · Skip connections
#
# The course's baseline is an MLP with seven sigmoid hidden layers. After 300 epochs its accuracy on Fashion-MNIST is still 10 %, the same as guessing. In this exercise you put just **two additions** into that network, without a single extra parameter, and it learns.
#
# When you are done, you can
#
# * use Keras' functional API to join layers in other ways than one after the other,
# * read the gradient norm of each layer and tell where the gradient dies and where it lives,
# * explain why skip connections rescue the network, and where their limits are.
#
# **Time:** about 25 minutes to read and do, and about 5 minutes of training, which you may interrupt.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Backpropagation đi từ output ngược về input. Ở mỗi hidden layer, gradient bị nhân với ma trận weights $W$ và với đạo hàm $\sigma'$ của sigmoid:
#
# $$\frac{\partial L}{\partial h_{k-1}} = W_k^\top \left(\sigma'(z_k) \odot \frac{\partial L}{\partial h_k}\right), \qquad \sigma'(z) \le \tfrac14 .$$
#
# Với weights có độ lệch chuẩn 0.05 và 128 unit, phép nhân với $W_k^\top$ đổi độ lớn của gradient cỡ $0.05\sqrt{128} \approx 0.57$ lần. Nhân thêm thừa số tối đa $\frac14$, mỗi lớp chỉ để lại khoảng **một phần bảy** gradient. Qua sáu lớp như vậy thì còn chưa tới $10^{-5}$.
#
# Skip connection mở một lối đi khác. Nếu lớp 4 nhận $h_3 + h_1$ thay vì chỉ $h_3$, thì
#
# $$\frac{\partial (h_3 + h_1)}{\partial h_1} = \frac{\partial h_3}{\partial h_1} + I .$$
#
# Số hạng thứ nhất là con đường cũ, nơi gradient tắt dần. Số hạng thứ hai là ma trận đơn vị: theo lối này, gradient đi qua **không mất mát gì**. Đây là ý tưởng làm nên ResNet (He và cộng sự, 2016).

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# Backpropagation runs from the output back to the input. At each hidden layer the gradient is multiplied by the weight matrix $W$ and by the sigmoid's derivative $\sigma'$:
#
# $$\frac{\partial L}{\partial h_{k-1}} = W_k^\top \left(\sigma'(z_k) \odot \frac{\partial L}{\partial h_k}\right), \qquad \sigma'(z) \le \tfrac14 .$$
#
# With weights of standard deviation 0.05 and 128 units, multiplying by $W_k^\top$ scales the gradient by about $0.05\sqrt{128} \approx 0.57$. Together with the factor of at most $\frac14$, each layer leaves about **one seventh** of the gradient. After six such layers less than $10^{-5}$ is left.
#
# A skip connection opens another way. If layer 4 is fed with $h_3 + h_1$ instead of $h_3$ alone, then
#
# $$\frac{\partial (h_3 + h_1)}{\partial h_1} = \frac{\partial h_3}{\partial h_1} + I .$$
#
# The first term is the old path, on which the gradient fades. The second is the identity: along this way the gradient passes **without any loss**. This is the idea behind ResNets (He et al., 2016).

# %% id="start" lang="vi"
import vgkit
from vgkit import diagnostics, diagrams, plots, records, tables

vgkit.start("5", language="vi")
diagrams.skip_diagram()

# %% id="start" lang="en"
import vgkit
from vgkit import diagnostics, diagrams, plots, records, tables

vgkit.start("5", language="en")
diagrams.skip_diagram()

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# Hình trên là toàn bộ đề bài: $h_1$ được cộng vào $h_3$ trước khi đi vào lớp 4, và $h_4$ được cộng vào $h_7$ trước khi đi vào output layer.
#
# ## Dự đoán
#
# Trước khi viết code, hãy chọn một câu trả lời. Đúng hay sai không quan trọng; cuối bài bạn sẽ so nó với số đo.

# %% [markdown] id="figure_text" lang="en"
# The figure is the whole task: $h_1$ is added to $h_3$ before layer 4, and $h_4$ is added to $h_7$ before the output layer.
#
# ## Predict
#
# Choose an answer before you write any code. Whether it is right does not matter; at the end you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P5")

# %% id="predict_answer" only="solution"
vgkit.answer("P5", "C")

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | input | 784 pixel, float32, giá trị 0–255 (không chia cho 255) |
# | hidden layer | 7 lớp `Dense(128)`, sigmoid, kernel lấy từ phân phối chuẩn (trung bình 0, độ lệch chuẩn 0.05) |
# | output | `Dense(10)`, logits |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | SGD, learning rate 0.01, batch 512 |
#
# Cell dưới đây đã viết sẵn. Chú ý `hidden_layer` tạo một initializer **mới** cho mỗi lớp: trong Keras 3, một `RandomNormal` dùng chung cho nhiều lớp sẽ cho chúng những kernel giống hệt nhau mà không báo gì.

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | input | 784 pixels, float32, values 0–255 (not divided by 255) |
# | hidden layers | 7 × `Dense(128)`, sigmoid, kernels drawn from a normal distribution (mean 0, standard deviation 0.05) |
# | output | `Dense(10)`, logits |
# | loss | sparse categorical cross-entropy from logits |
# | optimizer | SGD, learning rate 0.01, batches of 512 |
#
# The next cell is complete. Note that `hidden_layer` makes a **new** initializer for every layer: in Keras 3, one `RandomNormal` shared by several layers gives them identical kernels, without a word.

# %% id="setup"
import keras
from keras import layers


def hidden_layer():
    return layers.Dense(
        128,
        activation="sigmoid",
        kernel_initializer=keras.initializers.RandomNormal(mean=0.0, stddev=0.05),
    )

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập
#
# Điền hai chỗ trống. Với functional API, mỗi lớp là một hàm: `h2 = hidden_layer()(h1)` tạo một lớp rồi áp dụng nó lên `h1`. `h1`, `h3`, … là các tensor ký hiệu có shape `(None, 128)`; hãy tìm trong `keras.layers` thứ cộng được hai tensor như vậy.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise
#
# Fill in the two blanks. In the functional API a layer is a function: `h2 = hidden_layer()(h1)` makes a layer and applies it to `h1`. `h1`, `h3`, … are symbolic tensors of shape `(None, 128)`; look in `keras.layers` for something that adds two of them.

# %% id="exercise"
inputs = keras.Input((784,))
h1 = hidden_layer()(inputs)
h2 = hidden_layer()(h1)
h3 = hidden_layer()(h2)
skip_1 = layers.add([h3, h1])  #?? skip_to_4 | vi: Tổng đi vào lớp 4: xem mũi tên cong thứ nhất | en: The sum that feeds layer 4: see the first curved arrow
h4 = hidden_layer()(skip_1)
h5 = hidden_layer()(h4)
h6 = hidden_layer()(h5)
h7 = hidden_layer()(h6)
skip_2 = layers.add([h7, h4])  #?? skip_to_output | vi: Tổng đi vào output layer: xem mũi tên cong thứ hai | en: The sum that feeds the output layer: see the second curved arrow
logits = layers.Dense(10)(skip_2)

model = keras.Model(inputs, logits)
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
vgkit.check(model, "5")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn network này: `vgkit.models.residual_mlp`. Cell sau cho thấy hai cách viết cho ra cùng một network, rồi dùng network của thư viện để train.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has this network too: `vgkit.models.residual_mlp`. The next cell shows that both ways of writing it give the same network, and goes on with the library's.

# %% id="shared" only="solution"
from vgkit import course, structure

shared = course.get("5").compiled()
print(shared.name, structure.describe(shared) == structure.describe(model))
model = shared

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Một batch là đủ để thấy gradient tới được đâu. Trục là logarit: mỗi vạch ngang là mười lần.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# One batch shows how far the gradient gets. The axis is logarithmic; each horizontal line is a factor of ten.

# %% id="before"
baseline = records.shipped("baseline_7")
layer_names = baseline.diagnostics["layers"]
before = diagnostics.before_training(model)
networks = {"baseline": baseline.snapshot(0), "skip connections": before}
plots.gradient_norms(layer_names, networks)

# %% id="layers"
tables.layers(layer_names, networks)

# %% [markdown] id="before_read" lang="vi"
# **Baseline** (đường liền): từ hidden 7 lùi về hidden 2, mỗi bước gradient còn một phần năm đến một phần tám, đúng cỡ một phần bảy đã ước lượng. Tới hidden 1 gradient không giảm nữa, vì input của lớp này là pixel tới 255 chứ không phải giá trị sigmoid giữa 0 và 1; nếu hidden 1 không bão hòa gần như hoàn toàn thì nó còn được lợi nhiều hơn.
#
# **Skip connection** (đường đứt): trong cả hai khối, gradient vẫn tắt dần như cũ, từ hidden 7 về hidden 5 và từ hidden 3 về hidden 2. Thế mà so với baseline, hidden 2 và 3 ở khối đầu được gấp khoảng 500 lần, còn hidden 5, 6 và 7 ở khối sau chưa được gấp đôi. Vậy nằm trong khối chưa hẳn là có gradient nhỏ: hidden 7 có 0.73, nhiều hơn cả hidden 1 trên đường tắt (0.63). Khi đi lùi, khối đầu bắt đầu ở tổng đi vào lớp 4. Muốn tới đó, gradient phải qua hidden 4 ở cả hai network, nhưng ở baseline trước đó nó còn phải qua hidden 7, 6 và 5: thêm ba thừa số cỡ một phần bảy. Khối sau bắt đầu ở tổng ngay trước output, nơi vốn chưa mất mát gì.
#
# **Bão hòa** (hai cột cuối của bảng) là tỉ lệ activation nằm ở hai đầu phẳng của sigmoid, dưới 0.05 hoặc trên 0.95. Hidden 1 bão hòa gần như hoàn toàn vì pixel chưa chia cho 255. Từ hidden 2 trở đi *không* activation nào bão hòa: đạo hàm ở đó gần mức tối đa $\frac14$. Vậy trong network này gradient biến mất không phải do bão hòa, mà do weights nhỏ nhân với $\frac14$, hết lớp này đến lớp khác.

# %% [markdown] id="before_read" lang="en"
# **Baseline** (solid line): from hidden 7 back to hidden 2 each step leaves between a fifth and an eighth of the gradient, about the seventh that was estimated. At hidden 1 the gradient falls no further, because the inputs of this layer are pixels of up to 255 instead of sigmoid values between 0 and 1; it would gain even more from them if it were not saturated almost everywhere.
#
# **Skip connections** (dashed line): inside both blocks the gradient fades as before, from hidden 7 to hidden 5, and from hidden 3 to hidden 2. Yet compared with the baseline, hidden 2 and 3 in the first block gain about 500 times, while hidden 5, 6 and 7 in the second do not even double. So the gradient of a layer inside a block need not be small: hidden 7 has 0.73, more than hidden 1 on the shortcut (0.63). Going back, the first block begins at the sum that feeds layer 4. To get there the gradient passes hidden 4 in both networks, but in the baseline it has to pass hidden 7, 6 and 5 before that: three more factors of about a seventh. The second block begins at the sum before the output, where nothing has been lost yet.
#
# **Saturated** (the last two columns of the table) is the share of activations on the flat ends of the sigmoid, below 0.05 or above 0.95. Hidden 1 is saturated almost everywhere, because the pixels are not divided by 255. From hidden 2 on *no* activation is: their derivative is near its maximum of $\frac14$. So what makes the gradient vanish in this network is not saturation; it is small weights times $\frac14$, layer after layer.

# %% [markdown] id="factors_text" lang="vi"
# Hidden 7 ở cả hai network đều nằm ngay dưới output. Gradient của kernel ở đó là trung bình trên batch của tích giữa input (output của hidden 6) và tín hiệu đi lùi; tín hiệu này gồm sai số của ảnh, $p - y$, output kernel và đạo hàm $\sigma'$. Cell sau liệt kê các thừa số ấy, đo từ năm seed, trừ output kernel vì nó giống nhau ở cả hai network. Có một dòng cần giải thích: *share left in the mean* là phần còn lại khi lấy trung bình: chuẩn của trung bình các tích ấy, chia cho căn bậc hai của trung bình bình phương chuẩn của từng tích. Nó bằng 1 nếu mọi ảnh cho cùng một tích, và gần 0 nếu tích của các ảnh ngược hướng nhau và triệt tiêu nhau. Hãy nhớ các con số này cho câu hỏi ở cuối bài.

# %% [markdown] id="factors_text" lang="en"
# In both networks hidden 7 lies directly below the output. Its kernel's gradient is the mean over the batch of the product of its input (what hidden 6 gives) and the signal that comes back; this is made of the image's error, $p - y$, the output kernel and the derivative $\sigma'$. The next cell lists these factors, measured from five seeds; the output kernel is left out, since it is the same in both networks. One line needs explaining: the *share left in the mean* is what averaging leaves: the norm of the mean of those products, divided by the root mean square of their own norms. It is 1 if the product is the same for every image, and near 0 if the images' products point in opposite directions and cancel each other. Keep the numbers in mind for the question at the end.

# %% id="factors"
from vgkit import cases

cases.show("Q6.why")

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# `vgkit.train` đặt model về đúng điểm xuất phát của khóa học rồi train như `fit` của Keras; kết quả giống nhau đến từng chữ số. Sau mỗi epoch có một checkpoint: nếu bạn bấm dừng, kernel bị khởi động lại hay máy mất điện, hãy chạy lại các cell từ đầu; việc train tiếp tục ở epoch đang dở và cho kết quả đúng như khi không bị ngắt.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# `vgkit.train` puts the model at the course's starting point and trains as Keras' `fit` does; the numbers are the same to the last digit. There is a checkpoint after every epoch: if you press stop, restart the kernel or lose power, run the cells again from the top; the training goes on where it was, and its numbers are exactly those of one that was never interrupted.

# %% id="train"
run = vgkit.train(model, "5")

# %% [markdown] id="numbers_text" lang="vi"
# ## Trắc nghiệm, phần số
#
# Câu 6 của khóa học có hai bản. Bản gốc năm 2022 hỏi đến chữ số thập phân thứ tư; riêng ở câu này, chữ số ấy giống nhau trên mọi máy đã thử. Bản ổn định hỏi về epoch kế tiếp, với những phương án cách nhau xa hơn nhiều. Hãy đọc cả hai từ lần chạy của bạn: `run.at("loss", 1)` là training loss của epoch 1.

# %% [markdown] id="numbers_text" lang="en"
# ## Quiz: the numbers
#
# Question 6 of the course comes in two editions. The one published in 2022 asks for the fourth decimal, which in this one question is the same on every machine that was tried. The robust edition asks about the next epoch, with options that stand much further apart. Read both from your run: `run.at("loss", 1)` is the training loss of epoch 1.

# %% id="numbers"
vgkit.ask("Q6.robust")
vgkit.ask("Q6.published")

# %% id="numbers_answer" only="solution"
vgkit.answer("Q6.robust", "A")
vgkit.answer("Q6.published", "D")

# %% [markdown] id="strip_text" lang="vi"
# Hình dưới đây đặt loss epoch 1 của bạn cạnh các phương án gốc (vạch đứng) và các lần chạy của vgkit chỉ khác nhau ở sai số làm tròn.

# %% [markdown] id="strip_text" lang="en"
# The figure sets your loss of epoch 1 beside the published options (vertical lines) and the kit's runs that differ by rounding alone.

# %% id="strip"
from vgkit import spread

spread.strip("Q6", own=run.at("loss", 1))

# %% id="curves"
runs = {"baseline": baseline, "skip connections": run}
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 2, 100, 300))

# %% [markdown] id="curves_read" lang="vi"
# Loss của baseline đứng yên ở 2.303. Con số đó là $\ln 10$: với mọi ảnh, network gán xác suất gần như bằng nhau cho cả mười class. Với hai phép cộng, ngay epoch 1 validation accuracy đã là 40 %, và sau 300 epoch là 85 %. Mức đó gần như đã đạt được từ epoch 100.

# %% [markdown] id="curves_read" lang="en"
# The baseline's loss stands still at 2.303. That number is $\ln 10$: to every image the network gives nearly equal probabilities for all ten classes. With the two additions, validation accuracy is 40 % after the first epoch and 85 % after 300. Most of that is there by epoch 100.

# %% [markdown] id="signs_text" lang="vi"
# ## Lớp nào đã học?
#
# Accuracy cho biết network *có* học hay không, chưa cho biết *lớp nào* đã học. Biểu đồ cho thấy mỗi kernel đã đi xa bao nhiêu so với weights ban đầu, bảng xét bốn dấu hiệu của vanishing gradient.

# %% [markdown] id="signs_text" lang="en"
# ## Which layers have learnt?
#
# Accuracy tells *whether* the network has learnt, not *which layers* have. The chart shows how far each kernel has moved from where it started, the table judges the four signs of vanishing gradients.

# %% id="change"
plots.weight_change(layer_names, {name: r.snapshot(300) for name, r in runs.items()})

# %% id="signs"
tables.four_signs(runs)

# %% [markdown] id="signs_read" lang="vi"
# **Skip connection không chữa cho mọi lớp.** Hidden 1, hidden 4 và output thay đổi nhiều nhất. Sau 300 epoch, hidden 2 và 3 thay đổi khoảng 9 %, còn hidden 5, 6 và 7 chỉ khoảng 2 %. ResNet thật sự dùng thêm cách khởi tạo tốt, ReLU và normalization để các khối cũng học được.
#
# **Dấu hiệu thứ hai không xuất hiện, kể cả ở baseline.** Người ta thường viết rằng khi gradient biến mất, weights tiến về 0. Ở đây RMS của các kernel không giảm: không có weight decay thì chẳng có gì kéo chúng về 0, và gradient gần bằng 0 nghĩa là chúng đứng yên. Weights của baseline tập trung quanh 0 vì chúng *đã bắt đầu* ở đó.

# %% [markdown] id="signs_read" lang="en"
# **Skip connections do not cure every layer.** Hidden 1, hidden 4 and the output move most. After 300 epochs hidden 2 and 3 have moved by about 9 %, hidden 5, 6 and 7 by only about 2 %. Real ResNets add better initialization, ReLU and normalization so that the blocks learn too.
#
# **The second sign does not appear, not even in the baseline.** It is often said that weights drift to 0 when gradients vanish. Here the RMS of the kernels does not fall: without weight decay nothing pulls them towards 0, and with a gradient near 0 they stay where they are. The baseline's weights are concentrated at 0 because they *started* there.

# %% [markdown] id="quiz_text" lang="vi"
# ## Trắc nghiệm: vì sao, và một trường hợp mới
#
# Câu đầu hỏi vì sao. Câu thứ hai hỏi về một network mà bài này không có; đáp án đã được đo từ năm seed.

# %% [markdown] id="quiz_text" lang="en"
# ## Quiz: why, and a new case
#
# The first question asks why. The second is about a network that this notebook does not show; its answer was measured from five seeds.

# %% id="quiz"
vgkit.ask("Q6.why")

# %% id="quiz_answer" only="solution"
vgkit.answer("Q6.why", "C")

# %% id="case"
vgkit.ask("C5")

# %% id="case_answer" only="solution"
vgkit.answer("C5", "D")
cases.show("C5")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Hãy so dự đoán bạn đã ghi lại với biểu đồ chuẩn gradient: điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# Compare the prediction that you kept with the chart of gradient norms: what surprised you?

# %% id="recall"
vgkit.recall("P5")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Chỉ giữ skip connection thứ hai. Network còn học được không? Dự đoán trước bằng biểu đồ chuẩn gradient, rồi train vài epoch: `vgkit.train(model, "my_skip", epochs=5)`.
# * Ở tổng trước output layer, cộng `h1` vào `h7` thay vì `h4`. Epoch 1 tốt hơn hẳn. Vì sao, và những lớp nào bây giờ không còn việc gì để làm?
# * Thay hai phép cộng bằng `layers.multiply`. Gradient của hidden 1 còn lại bao nhiêu, khi không còn ma trận đơn vị nào?
# * Thêm skip connection quanh *từng* hidden layer. Gradient trong các khối thay đổi thế nào?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Keep the second skip connection only. Does the network still learn? Predict it from the chart of gradient norms, then train a few epochs: `vgkit.train(model, "my_skip", epochs=5)`.
# * In the sum before the output layer, add `h1` to `h7` instead of `h4`. The first epoch is far better. Why, and which layers now have nothing left to do?
# * Put `layers.multiply` in place of the two additions. How much of hidden 1's gradient is left, now that there is no identity?
# * Put a skip connection around *every* hidden layer. What happens to the gradients inside the blocks?
