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
# Tăng stddev từ 0.05 lên 1.0 đã làm network học được (bài 1a). Bài này tăng thêm mười lần, lên **10.0**.
#
# Làm xong bài, bạn có thể
#
# * tính từ các chuẩn gradient xem mỗi lớp nhân gradient lên hay thu nó lại bao nhiêu lần,
# * nhận ra exploding gradient trong biểu đồ chuẩn gradient,
# * nói được gradient cho biết điều gì về loss, và điều gì thì không.
#
# **Thời gian:** khoảng 20 phút để đọc và làm, cộng thêm khoảng 5 phút máy chạy 300 epoch. Bài này dựa trên bài 1a.

# %% [markdown] id="goal" lang="en"
# # Exercise 1b · Much larger weights
#
# Raising stddev from 0.05 to 1.0 made the network learn (exercise 1a). This exercise makes it ten times as large again: **10.0**.
#
# When you are done, you can
#
# * work out from gradient norms by what factor each layer enlarges or shrinks the gradient,
# * recognize exploding gradients in a chart of gradient norms,
# * say what a gradient tells about the loss, and what it does not.
#
# **Time:** about 20 minutes to read and do, and about 5 minutes in which the machine trains 300 epochs. It builds on exercise 1a.

# %% id="start" lang="vi"
import vgkit
from vgkit import models, plots, records, tables, theory

vgkit.start("1b", language="vi")

# %% id="start" lang="en"
import vgkit
from vgkit import models, plots, records, tables, theory

vgkit.start("1b", language="en")

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="predict_text" lang="vi"
# ## Dự đoán

# %% [markdown] id="predict_text" lang="en"
# ## Predict

# %% id="predict"
vgkit.ask("P1b")

# %% id="predict_answer" only="solution"
vgkit.answer("P1b", "C")

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Theo hình của bài 1a, với stddev 10 có 97 % unit bão hòa, nhưng tích của các thừa số vẫn lớn hơn 1: tín hiệu đi qua số ít unit chưa bão hòa được nhân với những weights rất lớn. Qua nhiều lớp, gradient sẽ *tăng* về phía input.
#
# Vậy nó có dẫn đường tốt không? Gradient chỉ mô tả hàm số trong một lân cận nhỏ quanh điểm hiện tại. Hình sau cho một input đi một quãng ngắn và theo dõi một unit của lớp thứ bảy, trong hai network ngẫu nhiên chỉ khác nhau ở stddev.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# By the figure of exercise 1a, stddev 10 saturates 97 % of the units, and still the product of the factors is above 1: what the few unsaturated units let through is multiplied by very large weights. Over many layers the gradient *grows* towards the input.
#
# Does it point the way, then? A gradient describes a function only in a small neighbourhood of the present point. In the next figure an input moves along a short path while we watch one unit of the seventh layer, in two random networks that differ in stddev alone.

# %% id="idea_figure"
theory.response_diagram()

# %% [markdown] id="figure_text" lang="vi"
# Với stddev 1, đường cong đổi hướng vài lần; độ dốc tại một điểm còn cho biết điều gì đó về những điểm lân cận. Với stddev 10, unit nhảy qua lại giữa 0 và 1 hơn một trăm lần trên cùng quãng đường. Ở những chỗ nhảy độ dốc rất lớn, nhưng đi thêm một chút là nó đã đổi dấu hoặc bằng 0.

# %% [markdown] id="figure_text" lang="en"
# With stddev 1 the curve turns a few times; its slope at one point still tells something about the points nearby. With stddev 10 the unit jumps between 0 and 1 more than a hundred times along the same path. Where it jumps the slope is very large, but a little further on it has changed its sign or is 0.

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập, phần 1: network
#
# Network như bài 1a (SGD với learning rate 0.01, batch 512), chỉ khác một điều: kernel của hidden layer có **độ lệch chuẩn 10.0**. Bạn đã viết vòng lặp rồi; lần này hãy gọi hàm của thư viện, `models.mlp`, vốn cũng làm đúng như vậy. Tham số `stddev` của nó mặc định là 0.05.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise, part 1: the network
#
# The network is that of exercise 1a (SGD with learning rate 0.01, batches of 512), with one difference: the hidden kernels have a **standard deviation of 10.0**. You have written the loop already; this time call the library's function `models.mlp`, which does the same. Its parameter `stddev` is 0.05 unless you say otherwise.

# %% id="exercise"
import keras

model = models.mlp(stddev=10.0)  #?? network | vi: Hàm nào của thư viện, với thiết lập nào của bài này? | en: Which function of the library, and with which setting of this exercise?
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.01),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)

# %% id="check"
vgkit.check(model, "1b")

# %% [markdown] id="growth_text" lang="vi"
# ## Bài tập, phần 2: thừa số mỗi lớp
#
# Trong bài 0 và 1a bạn đọc thừa số mỗi lớp từ biểu đồ. Bây giờ hãy viết một hàm tính nó. `norms` là chuẩn gradient của mọi lớp, lớp đầu tiên đứng trước; `front` và `back` là vị trí của hai lớp, đếm từ 0 (hidden 2 ở vị trí 1, hidden 7 ở vị trí 6). Nếu từ `back` lùi về `front` mọi bước đều như nhau, **mỗi bước** nhân chuẩn gradient với bao nhiêu? Lớn hơn 1 nghĩa là gradient tăng về phía input.

# %% [markdown] id="growth_text" lang="en"
# ## The exercise, part 2: the factor per layer
#
# In exercises 0 and 1a you read the factor per layer off a chart. Now write a function that works it out. `norms` holds the gradient norms of all layers, first layer first; `front` and `back` are the places of two layers, counted from 0 (hidden 2 is at 1, hidden 7 at 6). If all steps from `back` down to `front` were alike, by what factor would **each step** multiply the gradient norm? A factor above 1 means that the gradient grows towards the input.

# %% id="growth"
def growth_per_layer(norms, front, back):
    growth = norms[front] / norms[back]  #?? growth | vi: Trên cả quãng đường, chuẩn tăng bao nhiêu lần? | en: By what factor does the norm grow over the whole way?
    return growth ** (1 / (back - front))  #?? per_layer | vi: Thừa số nào, mỗi bước lấy một lần rồi nhân tất cả lại, cho ra growth? | en: Which factor, taken once for each step and multiplied together, gives growth?

# %% id="growth_check"
vgkit.check_function(growth_per_layer, "1b")

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Lần này các con số được lấy từ record của khóa học. Lý do: với stddev 10, chuẩn gradient của hidden 1 phụ thuộc cả vào cách bộ xử lý làm tròn. Trên cùng một máy, với ba cách cài đặt phép nhân ma trận, chúng tôi đo được khoảng 40, 280 và 780; các lớp khác lệch nhau không quá vài phần trăm.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# This time the numbers come from the course's records. The reason: with stddev 10 the gradient norm of hidden 1 depends on how the processor rounds. On one and the same machine, with three implementations of the matrix product, we measured about 40, 280 and 780; the other layers differ by no more than a few percent.

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

# %% id="factors"
factors = {name: growth_per_layer(each["gradient_norm"], 1, 6) for name, each in networks.items()}
print("\n".join(f"{name:9} × {factor:.2f}" for name, factor in factors.items()))

# %% [markdown] id="before_read" lang="vi"
# Đường của stddev 10 dốc theo chiều ngược lại: từ hidden 7 lùi về hidden 2, gradient tăng khoảng 190 lần, gần ba lần mỗi lớp. Đó là **exploding gradient**. Lý thuyết trong hình của bài 1a cho 0.14, 1.1 và 3.3 mỗi lớp; hàm của bạn cho 0.15, 0.79 và 2.86. Bão hòa cũng đúng như dự tính: 97 % ở mọi lớp từ hidden 2. Ngay ở hidden 7, bão hòa làm gradient nhỏ đi khoảng mười lần so với stddev 1; từ đó trở đi, weights lớn nhân nó lên lại.

# %% [markdown] id="before_read" lang="en"
# The line of stddev 10 slopes the other way: from hidden 7 back to hidden 2 the gradient grows about 190-fold, nearly threefold in each layer. These are **exploding gradients**. The theory in the figure of exercise 1a gives 0.14, 1.1 and 3.3 per layer; your function gives 0.15, 0.79 and 2.86. Saturation is as expected, too: 97 % in every layer from hidden 2 on. At hidden 7 it makes the gradient about ten times smaller than with stddev 1; from there on the large weights multiply it up again.

# %% [markdown] id="train_text" lang="vi"
# ## Train

# %% [markdown] id="train_text" lang="en"
# ## Train

# %% id="train"
run = vgkit.train(model, "1b")

# %% [markdown] id="number_text" lang="vi"
# ## Trắc nghiệm: con số
#
# Training loss của epoch 100 trong lần chạy của bạn là `run.at("loss", 100)`. Bản gốc hỏi về epoch 300, bản ổn định hỏi validation loss sau epoch 2.

# %% [markdown] id="number_text" lang="en"
# ## Quiz: the number
#
# The training loss of epoch 100 in your run is `run.at("loss", 100)`. The published edition asks for that of epoch 300, the robust one for the validation loss after epoch 2.

# %% id="read_off"
print(f"{run.at('loss', 100):.4f}")

# %% id="number"
vgkit.ask("Q2.robust")
vgkit.ask("Q2.published")

# %% id="number_answer" only="solution"
vgkit.answer("Q2.robust", "C")
vgkit.answer("Q2.published", "A")

# %% [markdown] id="quiz_text" lang="vi"
# Lần train này còn hỗn loạn hơn bài 1a. Những lần chạy chỉ khác nhau ở sai số làm tròn có validation loss lệch nhau chưa tới 0.005 sau epoch 2, còn training loss lệch nhau tới 0.2 sau 300 epoch, trong khi các phương án của bản gốc chỉ cách nhau 0.0001. Sau 300 epoch không có bốn phương án nào vừa hợp lý vừa phân biệt được; vì vậy bản ổn định hỏi về epoch 2.
#
# Hình dưới đây đặt lần chạy của bạn cạnh các phương án gốc (vạch dọc) và các lần chạy của vgkit chỉ khác nhau ở sai số làm tròn.

# %% [markdown] id="quiz_text" lang="en"
# This training run is even more chaotic than that of exercise 1a. Runs that differ by rounding alone have validation losses less than 0.005 apart after epoch 2, but training losses up to 0.2 apart after 300 epochs, while the options of the published edition are 0.0001 apart. After 300 epochs there are no four options that are plausible and can still be told apart; therefore the robust edition asks about epoch 2.
#
# The figure sets your run beside the published options (vertical lines) and the kit's runs that differ by rounding alone.

# %% id="strip"
from vgkit import spread

spread.strip("Q2", own=run.at("loss", 300))

# %% id="curves"
runs = {"baseline": baseline, "stddev 1": larger, "stddev 10": run}
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 100, 300))

# %% [markdown] id="curves_read" lang="vi"
# Tăng thêm mười lần **không giúp ích**. Loss sau 300 epoch vào khoảng 1.8 (có những lần chạy lên tới 2.0), cao gấp khoảng ba lần so với stddev 1; validation accuracy khoảng một phần ba thay vì ba phần tư. Vẫn hơn baseline, vì network này có thay đổi. Nhưng đường cong của nó răng cưa: từ epoch này sang epoch kế tiếp validation loss có lúc nhảy lên hoặc xuống 0.1 hay hơn nữa.

# %% [markdown] id="curves_read" lang="en"
# Another factor of ten does **not help**. The loss after 300 epochs is about 1.8 (in some runs up to 2.0), three times that of stddev 1; validation accuracy is about a third instead of three quarters. That is still better than the baseline, for this network does move. But its curve is jagged: from one epoch to the next the validation loss may jump up or down by 0.1 and more.

# %% id="change"
plots.weight_change(layer_names, {name: r.snapshot(300) for name, r in runs.items()})

# %% id="signs"
tables.four_signs(runs)

# %% [markdown] id="signs_read" lang="vi"
# Có hai điều cản network này, và cả hai đều để lại dấu vết trong các con số.
#
# **Bão hòa.** 97 % unit của mỗi lớp gần như không cho gradient đi qua. Phần còn lại được nhân lên, nhưng đó là thông tin của vài unit tình cờ nằm giữa một bước nhảy, như trong hình ở phần Ý tưởng. Khi bước đi của SGD dài hơn một bước nhảy như thế, gradient không còn cho biết phía trước có gì.
#
# **Weights quá lớn so với bước đi.** Gradient của hidden 7 chỉ khoảng 0.026, trong khi weights lớn gấp mười lần bài 1a. Sau 300 epoch, hidden 7 mới đi chưa tới 0.1 % và hidden 2 chưa tới 1 %, so với khoảng 2 % và 5 % ở stddev 1. Ngược với baseline, ở đây chính các hidden layer gần *output* hầu như đứng yên.
#
# Bốn dấu hiệu không nhìn ra chuyện này: dấu hiệu 2, 3 và 4 đều "không", dấu hiệu 1 báo "có" vì cùng lý do như ở bài 1a. Chúng được đặt ra để tìm vanishing gradient, còn network này mắc bệnh khác, mà biểu đồ chuẩn gradient cho thấy ngay.

# %% [markdown] id="signs_read" lang="en"
# Two things hold this network back, and both leave their traces in the numbers.
#
# **Saturation.** 97 % of each layer's units let almost no gradient through. The rest is amplified, but it carries the information of only those few units that happen to be in the middle of a jump, as in the figure of the idea section. Where a step of SGD is longer than such a jump, the gradient no longer tells what lies ahead.
#
# **Weights too large for the steps.** The gradient of hidden 7 is only about 0.026, while the weights are ten times those of exercise 1a. After 300 epochs hidden 7 has moved by less than 0.1 % and hidden 2 by less than 1 %, against about 2 % and 5 % with stddev 1. Unlike in the baseline, it is the hidden layers near the *output* that hardly move here.
#
# The four signs do not see this: signs 2, 3 and 4 say "no", and sign 1 says "yes" for the same reason as in exercise 1a. They were made to find vanishing gradients, and this network has another disease, which the chart of gradient norms shows at once.

# %% [markdown] id="still_text" lang="vi"
# **Bước đi dài hơn thì sao?** Khóa học đã train network này ba epoch với learning rate 0.01 và 0.1, từ năm seed: một lần chỉ train output layer (các hidden layer đứng yên), một lần train tất cả.

# %% [markdown] id="still_text" lang="en"
# **What do longer steps bring?** The course has trained this network for three epochs with learning rates of 0.01 and 0.1, from five seeds: once the output layer alone, with the hidden layers held still, and once all layers.

# %% id="still"
from vgkit import cases

cases.show("Q2.why")

# %% [markdown] id="why_text" lang="vi"
# ## Trắc nghiệm: vì sao, và một trường hợp mới
#
# Câu thứ hai nói về một network không có trong bài; đáp án được đo với năm seed.

# %% [markdown] id="why_text" lang="en"
# ## Quiz: why, and a new case
#
# The second question is about a network that the exercise does not show; the right answer was measured, for five seeds.

# %% id="quiz"
vgkit.ask("Q2.why")

# %% id="quiz_answer" only="solution"
vgkit.answer("Q2.why", "A")

# %% id="case"
vgkit.ask("C1b")

# %% id="case_answer" only="solution"
vgkit.answer("C1b", "A")
cases.show("C1b")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw

# %% id="recall"
vgkit.recall("P1b")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Tìm stddev tốt nhất giữa 0.05 và 10: train 20 epoch với 0.3, 0.5, 1, 2 và so loss. Con số tốt nhất có nằm ở nơi `growth_per_layer` gần 1 không?
# * Trong ba epoch đầu, learning rate 0.1 tốt hơn 0.01. Trong 20 epoch thì sao, và còn 0.001? Dự đoán từ hình ở phần Ý tưởng, rồi train thử.

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Look for the best stddev between 0.05 and 10: train 20 epochs with 0.3, 0.5, 1 and 2 and compare the losses. Is the best one where `growth_per_layer` is near 1?
# * In the first three epochs a learning rate of 0.1 is better than 0.01. Is it so for 20 epochs, too, and what about 0.001? Predict it from the figure of the idea section, then train.
