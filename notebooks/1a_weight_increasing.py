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
# Bảy hidden layer sigmoid của baseline bắt đầu với weights có độ lệch chuẩn 0.05 và không học được gì. Trong bài này bạn đổi đúng một con số: 0.05 thành **1.0**. Network vẫn thế, optimizer vẫn thế, số tham số vẫn thế, và nó bắt đầu học.
#
# Làm xong bài, bạn có thể
#
# * ước lượng từ độ lệch chuẩn của weights xem mỗi lớp làm gradient lớn lên hay nhỏ đi,
# * giải thích vì sao một network bão hòa tới 70 % vẫn có thể cho gradient đi qua,
# * nói được vì sao con số cuối cùng của một lần train có thể khác nhau giữa hai máy.
#
# **Thời gian:** khoảng 25 phút để đọc và làm, cộng thêm chừng 5 phút máy chạy 300 epoch. Có thể ngắt giữa chừng rồi chạy tiếp.

# %% [markdown] id="goal" lang="en"
# # Exercise 1a · Larger weights
#
# The baseline's seven sigmoid layers start with weights of standard deviation 0.05 and learn nothing. In this exercise you change a single number: 0.05 becomes **1.0**. The network stays the same, and so do the optimizer and the number of parameters, and it begins to learn.
#
# When you are done, you can
#
# * estimate from the weights' standard deviation whether a layer enlarges the gradient or shrinks it,
# * explain how a network can be 70 % saturated and still let the gradient through,
# * say why the last number of a training run may differ from one machine to the next.
#
# **Time:** about 25 minutes to read and do, and some 5 minutes in which the machine trains 300 epochs. You may interrupt it and go on later.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Bài 0 đã ước lượng: mỗi lớp nhân chuẩn của gradient với
#
# $$\text{stddev} \cdot \sqrt{128} \cdot \text{rms}(\sigma'),$$
#
# trong đó $\text{rms}(\sigma')$ là căn của trung bình bình phương đạo hàm sigmoid. Với stddev 0.05 kết quả là 0.14. Muốn gradient đi hết bảy lớp mà không tắt, ta cần một con số gần 1. Tăng stddev lên hai mươi lần có làm tích này tăng hai mươi lần không?
#
# Không, vì hai thừa số kéo ngược nhau. Weights lớn làm $z = W h + b$ trải rộng ra, nhiều unit rơi vào vùng bão hòa, và ở đó $\sigma'$ nhỏ. Hình dưới đây tính cả hai phần cho ba giá trị stddev: 0.05 của baseline, 1.0 của bài này và 10.0 của bài 1b.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# Exercise 0 estimated that each layer multiplies the gradient's norm by
#
# $$\text{stddev} \cdot \sqrt{128} \cdot \text{rms}(\sigma'),$$
#
# where $\text{rms}(\sigma')$ is the root mean square of the sigmoid's derivative. With stddev 0.05 that is 0.14. For a gradient to get through seven layers it should be close to 1. If stddev becomes twenty times as large, does this product grow twentyfold too?
#
# No, because its factors pull in opposite directions. Large weights spread $z = W h + b$ out, many units end up where the sigmoid is saturated, and $\sigma'$ is small there. The figure works out both parts for three values of stddev: the baseline's 0.05, the 1.0 of this exercise and the 10.0 of exercise 1b.

# %% id="start" lang="vi"
import vgkit
from vgkit import diagnostics, plots, records, tables, theory

vgkit.start("1a", language="vi")
theory.stddev_diagram()

# %% id="start" lang="en"
import vgkit
from vgkit import diagnostics, plots, records, tables, theory

vgkit.start("1a", language="en")
theory.stddev_diagram()

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# Bên trái: đường liền đậm là đạo hàm của sigmoid (nhân 4), ba đường còn lại cho biết $|z|$ nằm ở đâu. Với stddev 0.05, mọi $z$ nằm ở nơi đạo hàm gần mức tối đa. Với stddev 1, phần lớn đã sang vùng bão hòa. Bên phải: tích của các thừa số. Nó vẫn tăng khi stddev tăng, nhưng chậm hơn stddev nhiều: từ 0.05 lên 1.0 là hai mươi lần, thừa số chỉ lên khoảng tám lần, và dừng rất gần mức 1.
#
# Hình này là lý thuyết cho những lớp rất rộng (Poole và cộng sự, 2016; Schoenholz và cộng sự, 2017). Network của bạn sẽ cho biết nó đúng tới đâu.
#
# ## Dự đoán
#
# Trước khi viết code, hãy chọn một câu trả lời. Đúng hay sai không quan trọng; cuối bài bạn sẽ so nó với số đo được.

# %% [markdown] id="figure_text" lang="en"
# Left: the heavy line is the sigmoid's derivative (times 4), the other three show where $|z|$ lies. With stddev 0.05 every $z$ lies where the derivative is near its maximum. With stddev 1 most of them have moved into saturation. Right: the product of the factors. It still rises with stddev, but far more slowly: 0.05 to 1.0 is a factor of twenty, the product gains a factor of about eight and stops very near 1.
#
# The figure is theory, for very wide layers (Poole et al., 2016; Schoenholz et al., 2017). Your network will tell how far it holds.
#
# ## Predict
#
# Before you write any code, commit yourself to an answer. Whether it is right does not matter; at the end you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P1a")

# %% id="predict_answer" only="solution"
vgkit.answer("P1a", "B")

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
#
# ## Bài tập, phần 1: initializer
#
# Hàm `initializer()` phải trả về một initializer **mới** mỗi lần được gọi: trong Keras 3, một `RandomNormal` dùng chung cho nhiều lớp sẽ cho chúng những kernel giống hệt nhau mà không báo gì. Điền chỗ trống có dấu `#??`; dòng cuối in ra độ lệch chuẩn và cho biết hai lần gọi có trả về cùng một object hay không.

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
#
# ## The exercise, part 1: the initializer
#
# The function `initializer()` must return a **new** initializer each time it is called: in Keras 3, one `RandomNormal` shared by several layers gives them identical kernels, without a word. Fill in the blank marked `#??`; the last line prints the standard deviation, and whether two calls return the same object.

# %% id="initializer"
import keras
from keras import layers


def initializer():
    return keras.initializers.RandomNormal(mean=0.0, stddev=1.0)  #?? initializer | vi: Xem trong keras.initializers: phân phối chuẩn, hai tham số theo bảng trên | en: Look in keras.initializers: a normal distribution, its two settings as in the table


print(initializer().stddev, initializer() is initializer())

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập, phần 2: bảy hidden layer
#
# Mỗi chỗ trống là một lớp trong danh sách của `keras.Sequential`, viết trọn cả dòng `layers.Dense(…),`. Bảy dòng giống nhau; cái cần để ý là mỗi dòng phải *gọi* `initializer()` một lần nữa. Output layer giữ nguyên như baseline.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise, part 2: seven hidden layers
#
# Each blank is one layer in the list of `keras.Sequential`; write the whole line `layers.Dense(…),`. The seven lines are alike. What matters is that each of them *calls* `initializer()` anew. The output layer is left as in the baseline.

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
# Thư viện của khóa học có sẵn network này: `vgkit.models.mlp(stddev=1.0)`. Cell sau cho thấy hai cách viết cho ra cùng một network, rồi dùng network của thư viện để train.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has this network too: `vgkit.models.mlp(stddev=1.0)`. The next cell shows that both ways of writing it give the same network, and goes on with the library's.

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
# **Đoạn dốc đã biến mất.** Ở baseline, từ hidden 7 về hidden 2 gradient nhỏ đi hơn mười nghìn lần. Với stddev 1, trên cùng quãng đường đó nó chỉ nhỏ đi khoảng ba lần: mỗi bước còn từ 0.66 đến 0.9 lần bước trước. Hidden 1 nhận gradient lớn hơn baseline khoảng hai mươi nghìn lần.
#
# **Lý thuyết đúng về đại thể.** Hình ở phần Ý tưởng nói mỗi lớp nhân với khoảng 1.1; số đo nằm hơi thấp hơn 1. Ước lượng đó dành cho những lớp rộng vô hạn và bỏ qua việc gradient cũng phụ thuộc vào input của từng lớp. Còn tỉ lệ bão hòa thì khớp: dự tính 70 %, đo được khoảng 68 đến 73 % từ hidden 2 đến hidden 7.
#
# **Bão hòa mà gradient vẫn sống.** Người ta hay viết: weights lớn làm sigmoid bão hòa, và bão hòa giết gradient. Nửa đầu đúng, và hai cột cuối của bảng cho thấy điều đó. Nửa sau thì không đúng ở đây: gần 30 % unit chưa bão hòa vẫn cho gradient đi qua, và weights lớn hơn hai mươi lần bù lại phần đã mất. Baseline thì ngược lại, không bão hòa chút nào từ hidden 2 trở đi mà gradient vẫn tắt.

# %% [markdown] id="before_read" lang="en"
# **The slope is gone.** In the baseline the gradient shrinks more than ten thousandfold from hidden 7 back to hidden 2. With stddev 1 it shrinks about threefold on the same way: each step leaves between 0.66 and 0.9 of the one before. Hidden 1 gets about twenty thousand times the baseline's gradient.
#
# **The theory is roughly right.** The figure of the idea section says that a layer multiplies by about 1.1; what was measured lies somewhat below 1. The estimate is for infinitely wide layers, and leaves out that a gradient depends on each layer's input too. The share of saturated units agrees: 70 % expected, some 68 to 73 % measured from hidden 2 to hidden 7.
#
# **Saturated, and the gradient survives.** It is often said that large weights saturate the sigmoids, and that saturation kills the gradient. The first half is true, as the last two columns of the table show. The second half is not true here: nearly 30 % of the units are not saturated and let the gradient through, and weights twenty times as large make up for the rest. The baseline is the opposite case, with no saturation at all from hidden 2 on and a gradient that fades.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# `vgkit.train` đặt model về đúng điểm xuất phát của khóa học rồi train như `fit` của Keras, ra đúng những con số ấy. Bị ngắt giữa chừng thì hãy chạy lại các cell từ đầu; việc train tiếp tục ở epoch đang dở.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# `vgkit.train` puts the model at the course's starting point and trains as Keras' `fit` does, to the same numbers. If it is interrupted, run the cells again from the top, and the training goes on where it was.

# %% id="train"
run = vgkit.train(model, "1a")

# %% id="curves"
runs = {"baseline": baseline, "stddev 1": run}
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 2, 10, 50, 100, 300))

# %% [markdown] id="curves_read" lang="vi"
# Network học, nhưng chậm. Training loss của epoch 1, tính trung bình trên cả epoch, còn cao hơn mức đoán mò $\ln 10 \approx 2.303$, vì output layer lúc đầu cho những logits khác nhau mà chưa có lý do gì; validation loss ở cuối epoch đã thấp hơn mức đó. Validation accuracy đạt khoảng 40 % ở epoch 10, 62 % ở epoch 50 và 75 % ở epoch 300, và đến lúc đó vẫn còn tăng. Trong 200 epoch cuối training loss giảm từ khoảng 0.82 xuống 0.61.

# %% [markdown] id="curves_read" lang="en"
# The network learns, but slowly. The training loss of epoch 1, an average over the whole epoch, is still above the $\ln 10 \approx 2.303$ of guessing, because the output layer begins with logits that differ for no good reason; the validation loss at the end of the epoch is already below it. Validation accuracy is about 40 % at epoch 10, 62 % at epoch 50 and 75 % at epoch 300, and is still rising then. In the last 200 epochs the training loss falls from about 0.82 to 0.61.

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
# **Bảy hidden layer đi được những quãng gần bằng nhau**, từ khoảng 2 % đến 5 %. Ở baseline, hidden 7 đi xa hơn hidden 1 khoảng năm mươi lần.
#
# **Dấu hiệu thứ nhất báo "có", dù network học được.** Nó so hidden 1 với output layer, và mỗi mức thay đổi được chia cho chuẩn ban đầu của chính kernel đó. Ở đây chuẩn ban đầu của hidden layer lớn gấp hai mươi lần baseline, còn output layer vẫn khởi tạo nhỏ như cũ và đi hơn 180 %. Tỉ số nhỏ vì mẫu số của hidden layer lớn, không phải vì gradient biến mất: biểu đồ chuẩn gradient đã cho thấy gradient tới được hidden 1. Một dấu hiệu là lời nhắc để đo thêm, chưa phải là kết luận.
#
# **Dấu hiệu thứ tư biến mất** vì lý do đơn giản nhất: với stddev 1, chỉ khoảng 8 % weights nằm trong ±0.1, và train không thay đổi điều đó.

# %% [markdown] id="signs_read" lang="en"
# **The seven hidden layers move by similar amounts**, about 2 % to 5 %. In the baseline hidden 7 moves about fifty times as far as hidden 1.
#
# **The first sign says "yes" although the network learns.** It compares hidden 1 with the output layer, where each change is divided by the kernel's own initial norm. Here the hidden layers' initial norm is twenty times the baseline's, while the output layer starts as small as ever and moves by more than 180 %. The ratio is small because the hidden layers' denominator is large, not because the gradient vanishes: the chart of gradient norms has shown that it reaches hidden 1. A sign is a reason to measure further, not yet a finding.
#
# **The fourth sign is gone** for the plainest of reasons: with stddev 1 only some 8 % of the weights lie within ±0.1, and training does not change that.

# %% [markdown] id="quiz_text" lang="vi"
# ## Trắc nghiệm
#
# Lần train này *hỗn loạn*: chỉ cần dời mỗi weight ban đầu của hidden 1 đi một đơn vị ở chữ số cuối của float32, tức khoảng một phần mười triệu, là sau 300 epoch các lần chạy đã có loss lệch nhau tới 0.009, gấp gần trăm lần khoảng cách giữa các phương án năm 2022, nên không thể chờ máy nào khác máy của tác giả trúng chữ số thập phân thứ tư của bản gốc. Bản ổn định hỏi cùng con số đó với các phương án cách nhau đủ xa, nên ai làm đúng bài cũng trả lời được.
#
# Hình dưới đây đặt lần chạy của bạn cạnh các phương án gốc (vạch đứng) và các lần chạy của vgkit chỉ khác nhau ở sai số làm tròn.

# %% [markdown] id="quiz_text" lang="en"
# ## Quiz
#
# This training run is *chaotic*: move each initial weight of hidden 1 by one unit in the last place of float32, about one part in ten million, and after 300 epochs the losses lie up to 0.009 apart, almost a hundred times the distance between the options of 2022, so no machine but the author's can be expected to hit the fourth decimal of the published edition. The robust edition asks for the same number with options far enough apart, so everybody who has done the exercise can answer it.
#
# The figure sets your run beside the published options (upright lines) and the kit's runs that differ by rounding alone.

# %% id="strip"
from vgkit import spread

spread.strip("Q1", own=run.at("loss", 300))

# %% id="quiz"
vgkit.ask("Q1")

# %% id="quiz_answer" only="solution"
vgkit.answer("Q1.published", "D")
vgkit.answer("Q1.robust", "A")
vgkit.answer("Q1.why", "D")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với biểu đồ chuẩn gradient: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. Compare it with the chart of gradient norms: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P1a")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Chỉ cho hidden 1 stddev 1, giữ 0.05 ở sáu lớp còn lại. Dự đoán chuẩn gradient rồi đo bằng `diagnostics.before_training`.
# * Đọc trong hình ở phần Ý tưởng xem stddev 0.3 cho thừa số bao nhiêu mỗi lớp. Như vậy đã đủ để học chưa? Train 30 epoch: `vgkit.train(model, "my_stddev", epochs=30)`.
# * Đóng băng cả bảy hidden layer (`layer.trainable = False`) và chỉ train output layer. Các hidden layer góp được bao nhiêu vào kết quả của network này?
# * Bài 1b tăng stddev thêm mười lần. Theo hình, thừa số mỗi lớp sẽ lớn hơn 3. Như thế tốt hơn hay tệ hơn?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Give stddev 1 to hidden 1 only and leave the other six layers at 0.05. Predict the gradient norms, then measure them with `diagnostics.before_training`.
# * Read off the figure of the idea section which factor per layer belongs to stddev 0.3. Is that enough for learning? Train 30 epochs: `vgkit.train(model, "my_stddev", epochs=30)`.
# * Freeze all seven hidden layers (`layer.trainable = False`) and train the output layer alone. How much does this network owe to its hidden layers?
# * Exercise 1b makes stddev ten times as large again. By the figure, the factor per layer will be above 3. Is that better or worse?
