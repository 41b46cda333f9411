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
# # Bài 1b · Weights lớn hơn nhiều
#
# Tăng stddev từ 0.05 lên 1.0 đã cứu được network (bài 1a). Nếu lớn hơn thì tốt, lớn hơn nữa có tốt hơn không? Bài này tăng thêm mười lần, lên **10.0**. Câu trả lời là một bài học về điều ngược lại với vanishing gradient.
#
# Làm xong bài, bạn có thể
#
# * nhận ra exploding gradient trong biểu đồ chuẩn gradient,
# * giải thích vì sao gradient lớn chưa có nghĩa là gradient có ích.
#
# **Thời gian:** khoảng 15 phút để đọc và làm, cộng thêm chừng 5 phút máy chạy 300 epoch. Bài này dựa trên bài 1a.

# %% [markdown] id="goal" lang="en"
# # Exercise 1b · Much larger weights
#
# Raising stddev from 0.05 to 1.0 rescued the network (exercise 1a). If larger is good, is still larger better? This exercise makes it ten times as large again: **10.0**. The answer is a lesson about the opposite of vanishing gradients.
#
# When you are done, you can
#
# * recognize exploding gradients in a chart of gradient norms,
# * explain why a large gradient need not be a useful one.
#
# **Time:** about 15 minutes to read and do, and some 5 minutes in which the machine trains 300 epochs. It builds on exercise 1a.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Theo hình của bài 1a, với stddev 10 có 97 % unit bão hòa, nhưng mỗi lớp vẫn nhân chuẩn của gradient với khoảng 3.3: tín hiệu đi qua số ít unit chưa bão hòa được nhân với những weights rất lớn. Qua nhiều lớp, gradient sẽ *tăng* về phía input.
#
# Vậy nó có dẫn đường tốt không? Gradient chỉ mô tả hàm số trong một lân cận nhỏ quanh điểm hiện tại. Hình sau cho một input đi một quãng ngắn và theo dõi một unit của lớp thứ bảy, trong hai network ngẫu nhiên chỉ khác nhau ở stddev.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# By the figure of exercise 1a, stddev 10 saturates 97 % of the units, and still each layer multiplies the gradient's norm by about 3.3: what the few unsaturated units let through is multiplied by very large weights. Over many layers the gradient *grows* towards the input.
#
# Does it point the way, then? A gradient describes a function only in a small neighbourhood of the present point. In the next figure an input moves along a short path while we watch one unit of the seventh layer, in two random networks that differ in stddev alone.

# %% id="start" lang="vi"
import vgkit
from vgkit import plots, records, tables, theory

vgkit.start("1b", language="vi")
theory.response_diagram()

# %% id="start" lang="en"
import vgkit
from vgkit import plots, records, tables, theory

vgkit.start("1b", language="en")
theory.response_diagram()

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# Với stddev 1, đường cong đổi hướng vài lần; độ dốc tại một điểm còn cho biết điều gì đó về những điểm lân cận. Với stddev 10, unit nhảy qua lại giữa 0 và 1 hơn một trăm lần trên cùng quãng đường. Ở những chỗ nhảy độ dốc rất lớn, nhưng đi thêm một chút là nó đã đổi dấu hoặc bằng 0.
#
# ## Dự đoán

# %% [markdown] id="figure_text" lang="en"
# With stddev 1 the curve turns a few times; its slope at one point still tells something about the points nearby. With stddev 10 the unit jumps between 0 and 1 more than a hundred times along the same path. Where it jumps the slope is very large, but a little further on it has changed its sign or is 0.
#
# ## Predict

# %% id="predict"
vgkit.ask("P1b")

# %% id="predict_answer" only="solution"
vgkit.answer("P1b", "C")

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập
#
# Network như bài 1a: 784 pixel, bảy lớp `Dense(128)` sigmoid, output `Dense(10)`; SGD với learning rate 0.01, batch 512. Chỉ khác một điều: kernel của hidden layer có **độ lệch chuẩn 10.0**. Điền lại initializer và bảy chỗ dùng nó, mỗi lớp một initializer mới.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise
#
# The network is that of exercise 1a: 784 pixels, seven sigmoid layers `Dense(128)`, output `Dense(10)`; SGD with learning rate 0.01, batches of 512. One thing differs: the hidden kernels have a **standard deviation of 10.0**. Fill in the initializer and its seven uses again, a fresh one for every layer.

# %% id="initializer"
import keras
from keras import layers


def initializer():
    return keras.initializers.RandomNormal(mean=0.0, stddev=10.0)  #?? initializer | vi: Như bài 1a, với độ lệch chuẩn của bài này | en: As in exercise 1a, with this exercise's standard deviation


print(initializer().stddev, initializer() is initializer())

# %% id="exercise"
model = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(128, activation="sigmoid", kernel_initializer=initializer()),  #?? hidden_1 | vi: Lớp 1: số unit, activation, và một initializer mới | en: Layer 1: units, activation, and a fresh initializer
        layers.Dense(128, activation="sigmoid", kernel_initializer=initializer()),  #?? hidden_2 | vi: Lớp 2: số unit, activation, và một initializer mới | en: Layer 2: units, activation, and a fresh initializer
        layers.Dense(128, activation="sigmoid", kernel_initializer=initializer()),  #?? hidden_3 | vi: Lớp 3: số unit, activation, và một initializer mới | en: Layer 3: units, activation, and a fresh initializer
        layers.Dense(128, activation="sigmoid", kernel_initializer=initializer()),  #?? hidden_4 | vi: Lớp 4: số unit, activation, và một initializer mới | en: Layer 4: units, activation, and a fresh initializer
        layers.Dense(128, activation="sigmoid", kernel_initializer=initializer()),  #?? hidden_5 | vi: Lớp 5: số unit, activation, và một initializer mới | en: Layer 5: units, activation, and a fresh initializer
        layers.Dense(128, activation="sigmoid", kernel_initializer=initializer()),  #?? hidden_6 | vi: Lớp 6: số unit, activation, và một initializer mới | en: Layer 6: units, activation, and a fresh initializer
        layers.Dense(128, activation="sigmoid", kernel_initializer=initializer()),  #?? hidden_7 | vi: Lớp 7: số unit, activation, và một initializer mới | en: Layer 7: units, activation, and a fresh initializer
        layers.Dense(10),
    ]
)
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.01),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)

# %% id="check"
vgkit.check(model, "1b")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn network này: `vgkit.models.mlp(stddev=10.0)`. Cell sau cho thấy hai cách viết cho ra cùng một network, rồi dùng network của thư viện để train.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has this network too: `vgkit.models.mlp(stddev=10.0)`. The next cell shows that both ways of writing it give the same network, and goes on with the library's.

# %% id="shared" only="solution"
from vgkit import course, structure

shared = course.get("1b").compiled()
print(shared.name, structure.describe(shared) == structure.describe(model))
model = shared

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Lần này các con số được lấy từ record có sẵn của khóa học, không đo lại trên máy của bạn. Lý do: với stddev 10, chuẩn gradient của hidden 1 phụ thuộc cả vào cách bộ xử lý làm tròn. Trên cùng một máy, với ba cách cài đặt phép nhân ma trận, chúng tôi đo được khoảng 40, 280 và 780. Các lớp khác thì lệch nhau không quá vài phần trăm. Bạn có thể tự đo bằng `diagnostics.before_training(model)`.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# This time the numbers come from the course's records and are not measured on your machine. The reason: with stddev 10 the gradient norm of hidden 1 depends on how the processor rounds. On one and the same machine, with three implementations of the matrix product, we measured about 40, 280 and 780. The other layers differ by no more than a few percent. You can measure it yourself with `diagnostics.before_training(model)`.

# %% id="before"
baseline, larger, still_larger = (records.shipped(name) for name in ("baseline_7", "1a", "1b"))
layer_names = baseline.diagnostics["layers"]
networks = {
    "baseline": baseline.snapshot(0),
    "stddev 1": larger.snapshot(0),
    "stddev 10": still_larger.snapshot(0),
}
plots.gradient_norms(layer_names, networks)

# %% id="layers"
tables.layers(layer_names, networks)

# %% [markdown] id="before_read" lang="vi"
# Đường của stddev 10 dốc theo chiều ngược lại. Từ hidden 7 về hidden 2, gradient tăng khoảng hai trăm lần, phần lớn các bước cỡ ba lần, đúng như ước lượng. Đó là **exploding gradient**. Cột bão hòa cho 97 % ở mọi lớp từ hidden 2, cũng đúng như ước lượng. Ngay ở hidden 7, bão hòa làm gradient nhỏ đi khoảng mười lần so với stddev 1; sau đó weights lớn nhân nó lên lại.

# %% [markdown] id="before_read" lang="en"
# The line of stddev 10 slopes the other way. From hidden 7 back to hidden 2 the gradient grows about two hundredfold, mostly in steps of about three, as estimated. These are **exploding gradients**. The column on saturation shows 97 % in every layer from hidden 2 on, again as estimated. At hidden 7 saturation makes the gradient about ten times smaller than with stddev 1; from there on the large weights multiply it up again.

# %% [markdown] id="train_text" lang="vi"
# ## Train

# %% [markdown] id="train_text" lang="en"
# ## Train

# %% id="train"
run = vgkit.train(model, "1b")

# %% id="curves"
runs = {"baseline": baseline, "stddev 1": larger, "stddev 10": run}
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 100, 300))

# %% [markdown] id="curves_read" lang="vi"
# Tăng thêm mười lần **không giúp ích**. Loss sau 300 epoch vào khoảng 1.8 (có những lần chạy lên tới 2.0, xem phần Trắc nghiệm), cao gấp khoảng ba lần so với stddev 1; validation accuracy khoảng một phần ba thay vì ba phần tư. Vẫn hơn baseline, vì network này có nhúc nhích. Nhưng đường cong của nó răng cưa: từ epoch này sang epoch kế tiếp validation loss có lúc nhảy lên hoặc xuống 0.1 hay hơn nữa.

# %% [markdown] id="curves_read" lang="en"
# Another factor of ten does **not help**. The loss after 300 epochs is about 1.8 (in some runs up to 2.0, see the quiz section), some three times that of stddev 1; validation accuracy is about a third instead of three quarters. That is still better than the baseline, for this network does move. But its curve is jagged: from one epoch to the next the validation loss may jump up or down by 0.1 and more.

# %% id="change"
plots.weight_change(layer_names, {name: r.snapshot(300) for name, r in runs.items()})

# %% id="signs"
tables.four_signs(runs)

# %% [markdown] id="signs_read" lang="vi"
# Có hai điều cản network này, và cả hai đều để lại dấu vết trong các con số.
#
# **Bão hòa.** 97 % unit của mỗi lớp gần như không cho gradient đi qua. Phần còn lại được khuếch đại, nhưng đó là thông tin của vài unit tình cờ nằm giữa một bước nhảy, như trong hình ở phần Ý tưởng. Khi bước đi của SGD dài hơn một bước nhảy như thế, gradient không còn cho biết phía trước có gì, và loss nhảy lên xuống thay vì giảm đều.
#
# **Weights quá lớn so với bước đi.** Gradient của hidden 7 chỉ khoảng 0.026, trong khi weights lớn gấp mười lần bài 1a. Sau 300 epoch, hidden 7 mới đi chưa tới 0.1 % và hidden 2 chưa tới 1 %, so với khoảng 2 % và 5 % ở stddev 1. Thứ tự giữa các hidden layer bị đảo ngược so với baseline: ở đây các lớp gần *output* hầu như đứng yên.
#
# Bốn dấu hiệu không nhìn ra chuyện này. Dấu hiệu 2, 3 và 4 đều "không"; dấu hiệu 1 báo "có" vì cùng lý do như ở bài 1a. Chúng được đặt ra để tìm vanishing gradient, còn network này mắc bệnh khác. Biểu đồ chuẩn gradient thì thấy ngay.

# %% [markdown] id="signs_read" lang="en"
# Two things hold this network back, and both leave their traces in the numbers.
#
# **Saturation.** 97 % of each layer's units let almost no gradient through. The rest is amplified, but it carries the information of only those few units that happen to be in the middle of a jump, as in the figure of the idea section. Where a step of SGD is longer than such a jump, the gradient no longer tells what lies ahead, and the loss leaps up and down instead of falling steadily.
#
# **Weights too large for the steps.** The gradient of hidden 7 is only about 0.026, while the weights are ten times those of exercise 1a. After 300 epochs hidden 7 has moved by less than 0.1 % and hidden 2 by less than 1 %, against some 2 % and 5 % with stddev 1. Among the hidden layers the order is the reverse of the baseline's: here the layers near the *output* hardly move.
#
# The four signs do not see this. Signs 2, 3 and 4 say "no", and sign 1 says "yes" for the same reason as in exercise 1a. They were made to find vanishing gradients, and this network has another disease. The chart of gradient norms shows it at once.

# %% [markdown] id="quiz_text" lang="vi"
# ## Trắc nghiệm
#
# Lần train này còn hỗn loạn hơn bài 1a: những lần chạy chỉ khác nhau ở sai số làm tròn có loss sau 300 epoch lệch nhau tới 0.2, trong khi các phương án của bản gốc chỉ cách nhau 0.0001, nên không thể chờ máy khác trúng chữ số thập phân thứ tư. Ở bản ổn định các phương án cách nhau đủ xa, nên ai làm đúng bài cũng trả lời được.
#
# Hình dưới đây đặt lần chạy của bạn cạnh các phương án gốc (vạch đứng) và các lần chạy của vgkit chỉ khác nhau ở sai số làm tròn.

# %% [markdown] id="quiz_text" lang="en"
# ## Quiz
#
# This training run is even more chaotic than that of exercise 1a: runs that differ by rounding alone have losses up to 0.2 apart after 300 epochs, while the options of the published edition are 0.0001 apart, so no other machine can be expected to hit the fourth decimal. In the robust edition the options are far enough apart, so everybody who has done the exercise can answer it.
#
# The figure sets your run beside the published options (upright lines) and the kit's runs that differ by rounding alone.

# %% id="strip"
from vgkit import spread

spread.strip("Q2", own=run.at("loss", 300))

# %% id="quiz"
vgkit.ask("Q2")

# %% id="quiz_answer" only="solution"
vgkit.answer("Q2.published", "A")
vgkit.answer("Q2.robust", "A")
vgkit.answer("Q2.why", "A")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw

# %% id="recall"
vgkit.recall("P1b")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Tìm stddev tốt nhất giữa 0.05 và 10: train 20 epoch với 0.3, 0.5, 1, 2 và so loss. Con số tốt nhất có nằm ở nơi thừa số mỗi lớp gần 1 không?
# * Gradient của stddev 10 lớn. Giảm learning rate xuống 0.001 có giúp không? Dự đoán từ hình ở phần Ý tưởng, rồi train 20 epoch.

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Look for the best stddev between 0.05 and 10: train 20 epochs with 0.3, 0.5, 1 and 2 and compare the losses. Is the best one where the factor per layer is near 1?
# * The gradients of stddev 10 are large. Does a learning rate of 0.001 help? Predict it from the figure of the idea section, then train 20 epochs.
