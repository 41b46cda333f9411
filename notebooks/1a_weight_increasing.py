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
# # Bài 1a · Weights lớn hơn
#
# Bảy hidden layer sigmoid của baseline bắt đầu với weights có độ lệch chuẩn 0.05 và không học được gì. Trong bài này bạn đổi đúng một con số: 0.05 thành **1.0**. Network, optimizer và số tham số vẫn như cũ.
#
# Làm xong bài, bạn có thể
#
# * ước lượng từ độ lệch chuẩn của weights xem mỗi lớp làm gradient lớn lên hay nhỏ đi,
# * giải thích bão hòa và gradient liên quan với nhau thế nào trong một network sigmoid,
# * nói được vì sao con số cuối cùng của một lần train có thể khác nhau giữa hai máy.
#
# **Thời gian:** khoảng 25 phút để đọc và làm, cộng thêm khoảng 5 phút máy chạy 300 epoch. Có thể ngắt giữa chừng rồi chạy tiếp.

# %% [markdown] id="goal" lang="en"
# # Exercise 1a · Larger weights
#
# The baseline's seven sigmoid layers start with weights of standard deviation 0.05 and learn nothing. In this exercise you change a single number: 0.05 becomes **1.0**. The network, the optimizer and the number of parameters stay the same.
#
# When you are done, you can
#
# * estimate from the weights' standard deviation whether a layer enlarges the gradient or shrinks it,
# * explain what saturation and the gradient have to do with each other in a sigmoid network,
# * say why the last number of a training run may differ from one machine to the next.
#
# **Time:** about 25 minutes to read and do, and about 5 minutes in which the machine trains 300 epochs. You may interrupt it and go on later.

# %% id="start" lang="vi"
import vgkit
from vgkit import diagnostics, plots, records, tables, theory

vgkit.start("1a", language="vi")

# %% id="start" lang="en"
import vgkit
from vgkit import diagnostics, plots, records, tables, theory

vgkit.start("1a", language="en")

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="predict_text" lang="vi"
# ## Dự đoán
#
# Weights lớn làm nhiều sigmoid bão hòa, và weights lớn cũng nhân gradient lên. Trước khi đọc tiếp, hãy chọn một câu trả lời.

# %% [markdown] id="predict_text" lang="en"
# ## Predict
#
# Large weights saturate many sigmoids, and large weights also multiply the gradient. Before you read on, commit yourself to an answer.

# %% id="predict"
vgkit.ask("P1a")

# %% id="predict_answer" only="solution"
vgkit.answer("P1a", "B")

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Bài 0 đã ước lượng: mỗi lớp nhân chuẩn gradient với
#
# $$\text{stddev} \cdot \sqrt{128} \cdot \text{rms}(\sigma'),$$
#
# trong đó $\text{rms}(\sigma')$ là căn của trung bình bình phương đạo hàm sigmoid. Với stddev 0.05 kết quả là 0.14. Muốn gradient đi hết bảy lớp mà không tắt, ta cần một con số gần 1. Tăng stddev lên hai mươi lần có làm tích này tăng hai mươi lần không?
#
# Không, vì hai thừa số kéo ngược nhau. Weights lớn làm $z = W h + b$ trải rộng ra, nhiều unit rơi vào vùng bão hòa, và ở đó $\sigma'$ nhỏ. Hình dưới đây tính cả hai phần cho ba giá trị stddev: 0.05 của baseline, 1.0 của bài này và 10.0 của bài 1b.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# Exercise 0 estimated that each layer multiplies the gradient norm by
#
# $$\text{stddev} \cdot \sqrt{128} \cdot \text{rms}(\sigma'),$$
#
# where $\text{rms}(\sigma')$ is the root mean square of the sigmoid's derivative. With stddev 0.05 that is 0.14. For a gradient to get through seven layers, this product should be close to 1. If stddev becomes twenty times as large, does this product grow twentyfold too?
#
# No, because its factors pull in opposite directions. Large weights spread $z = W h + b$ out, many units end up where the sigmoid is saturated, and $\sigma'$ is small there. The figure works out both parts for three values of stddev: the baseline's 0.05, the 1.0 of this exercise and the 10.0 of exercise 1b.

# %% id="idea_figure"
theory.stddev_diagram()

# %% [markdown] id="figure_text" lang="vi"
# Bên trái: đường liền đậm là đạo hàm của sigmoid (nhân 4), ba đường còn lại cho biết $|z|$ nằm ở đâu. Với stddev 0.05, mọi $z$ nằm ở nơi đạo hàm gần mức tối đa; với stddev 1, phần lớn đã sang vùng bão hòa. Bên phải: tích của các thừa số. Nó vẫn tăng theo stddev, nhưng chậm hơn nhiều: từ 0.05 lên 1.0 là hai mươi lần, còn tích chỉ lên khoảng tám lần.
#
# Hình này là lý thuyết cho những lớp rất rộng (Poole và cộng sự, 2016; Schoenholz và cộng sự, 2017). Network của bạn sẽ cho biết nó đúng tới đâu.

# %% [markdown] id="figure_text" lang="en"
# Left: the heavy line is the sigmoid's derivative (times 4), the other three show where $|z|$ lies. With stddev 0.05 every $z$ lies where the derivative is near its maximum; with stddev 1 most of them have moved into saturation. Right: the product of the factors. It still rises with stddev, but far more slowly: 0.05 to 1.0 is a factor of twenty, and the product gains a factor of about eight.
#
# The figure is theory, for very wide layers (Poole et al., 2016; Schoenholz et al., 2017). Your network will tell how far it holds.

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | input | 784 pixel, float32, giá trị 0–255 (không chia cho 255) |
# | hidden layer | 7 lớp `Dense(128)`, sigmoid, kernel lấy từ phân phối chuẩn (trung bình 0, **độ lệch chuẩn 1.0**) |
# | output | `Dense(10)`, logits, initializer mặc định của Keras |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | SGD, learning rate 0.01, batch 512 |

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | input | 784 pixels, float32, values 0–255 (not divided by 255) |
# | hidden layers | 7 × `Dense(128)`, sigmoid, kernels drawn from a normal distribution (mean 0, **standard deviation 1.0**) |
# | output | `Dense(10)`, logits, Keras' default initializer |
# | loss | sparse categorical cross-entropy from logits |
# | optimizer | SGD, learning rate 0.01, batches of 512 |

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập: bảy hidden layer
#
# Viết một vòng lặp thêm bảy hidden layer vào `model`. Một `keras.initializers.RandomNormal` cho ra vẫn những số ấy mỗi lần được dùng, nên mỗi lớp cần một initializer **của riêng nó**. Bạn tạo nó ở chỗ nào: trước hay trong vòng lặp?

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise: seven hidden layers
#
# Write a loop that adds seven hidden layers to `model`. A `keras.initializers.RandomNormal` gives the same numbers each time it is used, so every layer needs an initializer **of its own**. Where do you make it, before the loop or inside?

# %% id="exercise"
import keras
from keras import layers

model = keras.Sequential([keras.Input((784,))])
#??begin hidden_layers | vi: Bảy lần: tạo một initializer, rồi model.add(…) một lớp dùng nó; các con số nằm trong bảng | en: Seven times: make an initializer, then model.add(…) a layer with it; numbers: see the table
for _ in range(7):
    initializer = keras.initializers.RandomNormal(mean=0.0, stddev=1.0)
    model.add(layers.Dense(128, activation="sigmoid", kernel_initializer=initializer))
#??end
model.add(layers.Dense(10))
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
vgkit.check(model, "1a")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn network này: `vgkit.models.mlp(stddev=1.0)`. Hai cách viết cho ra cùng một network; từ đây dùng network của thư viện.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has this network too: `vgkit.models.mlp(stddev=1.0)`. Both ways of writing it give the same network; from here on the library's is used.

# %% id="shared" only="solution"
from vgkit import course, structure

shared = course.get("1a").compiled()
print(shared.name, structure.describe(shared) == structure.describe(model))
model = shared

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Đo trên một batch 512 ảnh, bên cạnh số đo của baseline. Trục dọc là trục logarit: mỗi vạch ngang là mười lần.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# Measured on one batch of 512 images, beside the baseline's. The vertical axis is logarithmic: each horizontal line is a factor of ten.

# %% id="before"
baseline = records.shipped("baseline_7")
layer_names = baseline.diagnostics["layers"]
before = diagnostics.before_training(model)
networks = {"baseline": baseline.snapshot(0), "stddev 1": before}
plots.gradient_norms(layer_names, networks)

# %% id="layers"
tables.layers(layer_names, networks)

# %% [markdown] id="before_read" lang="vi"
# **Đoạn dốc đã biến mất.** Ở baseline, từ hidden 7 lùi về hidden 2 gradient nhỏ đi hơn mười nghìn lần; với stddev 1 chỉ khoảng ba lần. Hidden 1 nhận gradient lớn hơn baseline khoảng hai mươi nghìn lần.
#
# **Lý thuyết đúng về đại thể.** Theo hình, mỗi lớp nhân với khoảng 1.1; từ lớp này sang lớp khác, đo được 0.66 đến 0.9. Lý thuyết nói về tín hiệu của *một* ảnh, trong những lớp rất rộng. Chuẩn đo được là của gradient trung bình trên 512 ảnh: càng lùi về phía input, tín hiệu của các ảnh càng khác nhau và càng triệt tiêu nhau. Tỉ lệ bão hòa thì khớp: dự tính 70 %, đo được 68 đến 73 % từ hidden 2 đến hidden 7.
#
# **Bão hòa mà gradient vẫn sống.** Người ta hay viết: weights lớn làm sigmoid bão hòa, và bão hòa giết gradient. Nửa đầu đúng, như hai cột cuối của bảng cho thấy; nửa sau không đúng ở đây. Baseline thì ngược lại: từ hidden 2 trở đi không bão hòa chút nào mà gradient vẫn tắt.

# %% [markdown] id="before_read" lang="en"
# **The slope is gone.** In the baseline the gradient shrinks more than ten thousandfold from hidden 7 back to hidden 2; with stddev 1 it shrinks about threefold. Hidden 1 gets about twenty thousand times the baseline's gradient.
#
# **The theory is roughly right.** By the figure a layer multiplies by about 1.1; from one layer to the next, 0.66 to 0.9 was measured. The theory is about the signal of *one* image, in very wide layers. The norm that is measured is that of the mean gradient over 512 images: further back, the images' signals differ more and cancel more. The share of saturated units agrees: 70 % expected, 68 % to 73 % measured from hidden 2 to hidden 7.
#
# **Saturated, and the gradient survives.** It is often said that large weights saturate the sigmoids, and that saturation kills the gradient. The first half is true, as the last two columns of the table show; the second is not true here. The baseline is the opposite case: no saturation at all from hidden 2 on, and a gradient that fades.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# `vgkit.train` đặt model về đúng điểm xuất phát của khóa học rồi train đúng như `fit` của Keras. Bị ngắt giữa chừng thì hãy chạy lại các cell từ đầu; việc train tiếp tục ở epoch đang dở.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# `vgkit.train` puts the model at the course's starting point and trains exactly as Keras' `fit` does. If it is interrupted, run the cells again from the top, and the training goes on where it was.

# %% id="train"
run = vgkit.train(model, "1a")

# %% [markdown] id="number_text" lang="vi"
# ## Trắc nghiệm: con số
#
# `run.at("loss", 10)` là training loss của epoch 10 trong lần chạy của bạn, ở đây làm tròn tới bốn chữ số thập phân; validation accuracy tên là `"val_accuracy"`. Hãy đọc theo cách đó hai con số mà hai câu hỏi cần đến, rồi trả lời.

# %% [markdown] id="number_text" lang="en"
# ## Quiz: the number
#
# `run.at("loss", 10)` is the training loss of epoch 10 in your run, rounded here to four decimals; validation accuracy is called `"val_accuracy"`. Read off in the same way the two numbers that the questions ask for, then answer.

# %% id="read_off"
print(f"{run.at('loss', 10):.4f}")

# %% id="number"
vgkit.ask("Q1.robust")
vgkit.ask("Q1.published")

# %% id="number_answer" only="solution"
vgkit.answer("Q1.robust", "C")
vgkit.answer("Q1.published", "D")

# %% [markdown] id="quiz_text" lang="vi"
# **Vì sao có hai bản của câu hỏi?** Lần train này *hỗn loạn*: chỉ cần dời mỗi weight ban đầu của hidden 1 đi một đơn vị ở chữ số cuối của float32, tức khoảng $10^{-7}$ giá trị của nó, thì sau 300 epoch các lần chạy có loss lệch nhau tới 0.009. Đó là gần một trăm lần khoảng cách giữa các phương án năm 2022, nên không máy nào khác máy của tác giả có thể trúng chữ số thập phân thứ tư. Bản ổn định hỏi một con số khác của cùng lần chạy: sau epoch 5, validation accuracy của các lần chạy như thế mới lệch nhau 0.003.
#
# Hình dưới đây đặt lần chạy của bạn cạnh các phương án gốc (vạch dọc) và các lần chạy của vgkit chỉ khác nhau ở sai số làm tròn.

# %% [markdown] id="quiz_text" lang="en"
# **Why are there two editions of the question?** This training run is *chaotic*: move each initial weight of hidden 1 by one unit in the last place of float32, about $10^{-7}$ of its value, and after 300 epochs the losses lie up to 0.009 apart. That is almost a hundred times the distance between the options of 2022, so no machine but the author's can be expected to hit the fourth decimal. The robust edition asks for another number of the same run: after epoch 5 the validation accuracies of such runs are only 0.003 apart.
#
# The figure sets your run beside the published options (vertical lines) and the kit's runs that differ by rounding alone.

# %% id="strip"
from vgkit import spread

spread.strip("Q1", own=run.at("loss", 300))

# %% id="curves"
runs = {"baseline": baseline, "stddev 1": run}
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 2, 10, 50, 100, 300))

# %% [markdown] id="curves_read" lang="vi"
# Network học, nhưng chậm. Training loss của epoch 1, tính trung bình trên cả epoch, còn cao hơn mức đoán mò ln 10 ≈ 2.303, vì output layer lúc đầu cho những logits khác nhau mà chưa có lý do gì; validation loss ở cuối epoch đã thấp hơn mức đó. Validation accuracy đạt khoảng 40 % ở epoch 10, 62 % ở epoch 50 và 75 % ở epoch 300, và đến lúc đó vẫn còn tăng.

# %% [markdown] id="curves_read" lang="en"
# The network learns, but slowly. The training loss of epoch 1, an average over the whole epoch, is still above the ln 10 ≈ 2.303 of guessing, because the output layer begins with logits that differ for no good reason; the validation loss at the end of the epoch is already below it. Validation accuracy is about 40 % at epoch 10, 62 % at epoch 50 and 75 % at epoch 300, and is still rising then.

# %% [markdown] id="signs_text" lang="vi"
# ## Lớp nào đã học?
#
# Biểu đồ cho thấy mỗi kernel đã đi xa bao nhiêu so với lúc khởi tạo; bảng xét bốn dấu hiệu của vanishing gradient.

# %% [markdown] id="signs_text" lang="en"
# ## Which layers have learnt?
#
# The chart shows how far each kernel has moved from where it started; the table judges the four signs of vanishing gradients.

# %% id="change"
plots.weight_change(layer_names, {name: r.snapshot(300) for name, r in runs.items()})

# %% id="signs"
tables.four_signs(runs)

# %% [markdown] id="signs_read" lang="vi"
# **Bảy hidden layer đi được những quãng cùng cỡ**, từ khoảng 2 % đến 5 %. Ở baseline, hidden 7 đi xa hơn hidden 1 hơn năm mươi lần.
#
# **Dấu hiệu thứ nhất báo "có", dù network học được.** Nó so hidden 1 với output layer, mà mức thay đổi của mỗi kernel được chia cho chuẩn ban đầu của chính nó. Ở đây chuẩn ban đầu của các hidden layer lớn gấp hai mươi lần baseline, còn output layer vẫn bắt đầu nhỏ như cũ và đi hơn 180 %. Tỉ số nhỏ vì mẫu số lớn, không phải vì gradient biến mất: biểu đồ chuẩn gradient đã cho thấy gradient tới được hidden 1. Một dấu hiệu là lời nhắc để đo thêm, chưa phải là kết luận.
#
# **Dấu hiệu thứ tư biến mất** vì lý do đơn giản nhất: với stddev 1, chỉ khoảng 8 % weights nằm trong ±0.1, và train không thay đổi điều đó.

# %% [markdown] id="signs_read" lang="en"
# **The seven hidden layers move by similar amounts**, about 2 % to 5 %. In the baseline hidden 7 moves more than fifty times as far as hidden 1.
#
# **The first sign says "yes" although the network learns.** It compares hidden 1 with the output layer, and each kernel's change is divided by its own initial norm. Here the hidden layers' initial norm is twenty times the baseline's, while the output layer starts as small as ever and moves by more than 180 %. The ratio is small because its denominator is large, not because the gradient vanishes: the chart of gradient norms has shown that it reaches hidden 1. A sign is a reason to measure further, not yet a finding.
#
# **The fourth sign is gone** for the plainest of reasons: with stddev 1 only about 8 % of the weights lie within ±0.1, and training does not change that.

# %% [markdown] id="why_text" lang="vi"
# ## Trắc nghiệm: vì sao, và một trường hợp mới
#
# Câu thứ nhất hỏi điều gì xảy ra khi một lớp duy nhất bắt đầu với weights nhỏ. Hãy dự đoán rồi đo: chép cell dựng network, cho vòng lặp đi qua một danh sách, rồi train ba epoch, chỉ mất vài giây:
#
# ```python
# for stddev in (0.05, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0):  # hidden 1 nhỏ
#     …
# vgkit.train(model, "my_small_1", epochs=3).at("loss", 3)
# ```
#
# Muốn biết việc học của lớp ấy đáng giá bao nhiêu thì giữ nó đứng yên: `model.layers[0].trainable = False`, trước `compile`.
#
# Câu thứ hai nói về một network không có trong bài; đáp án được đo với năm seed.

# %% [markdown] id="why_text" lang="en"
# ## Quiz: why, and a new case
#
# The first question asks what happens when a single layer starts with small weights. Predict, then measure: copy the cell that builds the network, let its loop go through a list, and train three epochs, which takes some seconds:
#
# ```python
# for stddev in (0.05, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0):  # hidden 1 is small
#     …
# vgkit.train(model, "my_small_1", epochs=3).at("loss", 3)
# ```
#
# To find out what this layer's learning is worth, hold it still: `model.layers[0].trainable = False`, before `compile`.
#
# The second question is about a network that the exercise does not show; the right answer was measured, for five seeds.

# %% id="quiz"
vgkit.ask("Q1.why")

# %% id="quiz_answer" only="solution"
from vgkit import cases

vgkit.answer("Q1.why", "C")
cases.show("Q1.why")

# %% id="case"
vgkit.ask("C1a")

# %% id="case_answer" only="solution"
vgkit.answer("C1a", "D")
cases.show("C1a")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với biểu đồ chuẩn gradient.

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# Here is the prediction that you kept. Compare it with the chart of gradient norms.

# %% id="recall"
vgkit.recall("P1a")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Chỉ cho hidden 1 stddev 1, giữ 0.05 ở sáu lớp còn lại. Dự đoán chuẩn gradient rồi đo bằng `diagnostics.before_training`.
# * Đọc trong hình ở phần Ý tưởng xem stddev 0.3 cho thừa số bao nhiêu mỗi lớp. Như vậy đã đủ để học chưa? Train 30 epoch: `vgkit.train(model, "my_stddev", epochs=30)`.
# * Đóng băng cả bảy hidden layer (`layer.trainable = False`) và chỉ train output layer, 300 epoch với learning rate 0.01. Khi đó các hidden layer góp được bao nhiêu vào kết quả của network này?
# * Bài 1b tăng stddev thêm mười lần. Theo hình, thừa số mỗi lớp sẽ lớn hơn 3. Như thế tốt hơn hay tệ hơn?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Give stddev 1 to hidden 1 only and leave the other six layers at 0.05. Predict the gradient norms, then measure them with `diagnostics.before_training`.
# * Read off the figure of the idea section which factor per layer belongs to stddev 0.3. Is that enough for learning? Train 30 epochs: `vgkit.train(model, "my_stddev", epochs=30)`.
# * Freeze all seven hidden layers (`layer.trainable = False`) and train the output layer alone, for 300 epochs with a learning rate of 0.01. How much does this network then owe to its hidden layers?
# * Exercise 1b makes stddev ten times as large again. By the figure, the factor per layer will be above 3. Is that better or worse?
