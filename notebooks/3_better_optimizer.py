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
# # Bài 3 · Optimizer tốt hơn: Adam
#
# Baseline, một MLP bảy hidden layer sigmoid, không học được gì: gradient về tới các lớp đầu nhỏ đến mức SGD gần như không làm chúng nhúc nhích. Trong bài này bạn **giữ nguyên network đó**, từng weight một, chỉ đổi thứ biến gradient thành bước đi: optimizer.
#
# Làm xong bài, bạn có thể
#
# * viết một bước của Adam bằng NumPy, và nói Adam thay đổi gì, không thay đổi gì,
# * tính bước đi của SGD và của Adam dài bao nhiêu, và khi nào $\varepsilon$ bắt đầu có vai trò,
# * phân biệt hai câu hỏi: mọi lớp *có được cập nhật* không, và network *học tốt* đến đâu.
#
# **Thời gian:** khoảng 30 phút, cộng thêm chừng 5 phút máy chạy 300 epoch.

# %% [markdown] id="goal" lang="en"
# # Exercise 3 · A better optimizer: Adam
#
# The baseline, an MLP with seven sigmoid hidden layers, learns nothing: the gradient that reaches the first layers is so small that SGD hardly moves them. Here you **keep that very network**, weight by weight, and change only what turns gradients into steps: the optimizer.
#
# When you are done, you can
#
# * write one step of Adam in NumPy, and say what Adam changes and what it does not,
# * work out how long a step of SGD and of Adam is, and when $\varepsilon$ begins to matter,
# * keep two questions apart: whether every layer *is updated*, and how well the network *learns*.
#
# **Time:** about 30 minutes, and about 5 minutes in which the machine trains 300 epochs.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# SGD nhân gradient $g$ của mỗi weight với learning rate $\eta$ rồi trừ đi:
#
# $$\Delta w = -\eta\, g .$$
#
# Gradient nhỏ đi một nghìn lần thì bước đi cũng ngắn lại một nghìn lần. Adam (Kingma & Ba, 2015) giữ cho *từng weight* hai trung bình trượt: $m$ của gradient và $v$ của bình phương gradient,
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\, g, \qquad v \leftarrow \beta_2 v + (1-\beta_2)\, g^2,$$
#
# rồi chia cái này cho căn của cái kia:
#
# $$\Delta w = -\eta\, \frac{\hat m}{\sqrt{\hat v} + \varepsilon}, \qquad \hat m = \frac{m}{1-\beta_1^t}, \quad \hat v = \frac{v}{1-\beta_2^t} .$$
#
# Nếu gradient giữ nguyên dấu và độ lớn thì $\hat m = g$, $\sqrt{\hat v} = |g|$, và bước đi dài gần bằng $\eta$, **bất kể $g$ lớn hay nhỏ**. Nếu gradient đổi dấu liên tục thì $\hat m$ nhỏ hơn $\sqrt{\hat v}$ và bước đi ngắn lại. Chỉ khi $|g|$ xuống tới cỡ $\varepsilon$ thì mẫu số mới không còn bù được nữa.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# SGD multiplies the gradient $g$ of each weight by the learning rate $\eta$ and subtracts it:
#
# $$\Delta w = -\eta\, g .$$
#
# A gradient a thousand times smaller makes a step a thousand times shorter. Adam (Kingma & Ba, 2015) keeps two moving averages for *each single weight*: $m$ of its gradient and $v$ of the gradient's square,
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\, g, \qquad v \leftarrow \beta_2 v + (1-\beta_2)\, g^2,$$
#
# and divides the one by the root of the other:
#
# $$\Delta w = -\eta\, \frac{\hat m}{\sqrt{\hat v} + \varepsilon}, \qquad \hat m = \frac{m}{1-\beta_1^t}, \quad \hat v = \frac{v}{1-\beta_2^t} .$$
#
# If the gradient keeps its sign and size, then $\hat m = g$ and $\sqrt{\hat v} = |g|$, and the step is nearly $\eta$ long, **whether $g$ is large or small**. If the gradient keeps changing its sign, $\hat m$ is smaller than $\sqrt{\hat v}$ and the step gets shorter. Only where $|g|$ comes down to the size of $\varepsilon$ can the denominator no longer make up for it.

# %% id="start" lang="vi"
import vgkit
from vgkit import diagnostics, plots, records, tables, theory

vgkit.start("3", language="vi")
theory.adam_diagram()

# %% id="start" lang="en"
import vgkit
from vgkit import diagnostics, plots, records, tables, theory

vgkit.start("3", language="en")
theory.adam_diagram()

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# Hình vẽ cho một gradient không đổi. Đường của SGD (liền) là đường thẳng dốc lên: bước đi tỉ lệ với gradient. Hai đường của Adam nằm ngang ở 0.001, tức learning rate mặc định của nó, và chỉ dốc xuống ở phía trái. Ở phía phải, từ gradient cỡ 0.1 trở lên, bước của SGD(0.01) dài hơn bước của Adam.
#
# ## Dự đoán
#
# Hãy chọn một câu trả lời trước khi viết code.

# %% [markdown] id="figure_text" lang="en"
# The figure is for a gradient that stays the same. SGD's line (solid) rises all the way: its step is proportional to the gradient. Adam's two lines lie flat at 0.001, its default learning rate, and bend down on the left only. On the right, for gradients above about 0.1, the step of SGD(0.01) is longer than Adam's.
#
# ## Predict
#
# Choose an answer before you write any code.

# %% id="predict"
vgkit.ask("P3")

# %% id="predict_answer" only="solution"
vgkit.answer("P3", "B")

# %% [markdown] id="step_text" lang="vi"
# ## Bài tập, phần 1: một bước của Adam
#
# Viết một bước bằng NumPy: từ gradient $g$, hai trung bình $m$ và $v$ của bước trước (lúc đầu đều bằng 0) và số thứ tự $t$ của bước này. Keras dùng dạng công thức ở cuối mục 2 của bài báo: hai phép hiệu chỉnh của $\hat m$ và $\hat v$ được gộp thành *một* thừa số nhân với learning rate, còn $\varepsilon$ được cộng vào $\sqrt v$ *chưa* hiệu chỉnh:
#
# $$\Delta w = -\eta_t\, \frac{m}{\sqrt{v} + \varepsilon} .$$
#
# $\eta_t$ bằng gì? Hãy đặt $\hat m$ và $\hat v$ vào công thức ở trên, tạm bỏ $\varepsilon$.

# %% [markdown] id="step_text" lang="en"
# ## The exercise, part 1: one step of Adam
#
# Write one step in NumPy: from the gradient $g$, the two averages $m$ and $v$ of the step before (both begin at 0), and the number $t$ of this step. Keras takes the form of the formula at the end of section 2 of the paper: the two corrections of $\hat m$ and $\hat v$ are put together into *one* factor of the learning rate, and $\varepsilon$ is added to $\sqrt v$ *without* its correction:
#
# $$\Delta w = -\eta_t\, \frac{m}{\sqrt{v} + \varepsilon} .$$
#
# What is $\eta_t$? Put $\hat m$ and $\hat v$ into the formula above, leaving $\varepsilon$ out for the moment.

# %% id="step"
import numpy as np

learning_rate, beta_1, beta_2, epsilon = 0.001, 0.9, 0.999, 1e-7  # Keras' defaults


def adam_step(g, m, v, t):
    m = beta_1 * m + (1 - beta_1) * g  #?? first_moment | vi: Trung bình trượt của gradient: phần giữ lại của m, cộng phần của g | en: The moving average of the gradient: what is kept of m, and what comes in of g
    v = beta_2 * v + (1 - beta_2) * g**2  #?? second_moment | vi: Trung bình trượt của bình phương gradient | en: The moving average of the gradient's square
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)  #?? corrected_rate | vi: η_t: learning rate, cùng với những gì hai dấu mũ để lại trước m/√v | en: η_t: the learning rate, with what both hats put in front of m/√v
    step = -rate * m / (np.sqrt(v) + epsilon)  #?? adam_update | vi: Δw, từ rate, m, v và epsilon | en: Δw, made of rate, m, v and epsilon
    return step, m, v


vgkit.check_function(adam_step, "3")

# %% [markdown] id="by_hand_text" lang="vi"
# Cell sau để Adam của Keras và hàm của bạn cùng đi 118 bước, nhiều bằng một epoch, với bốn weight bắt đầu từ 0. Ba weight đầu có gradient không đổi, gradient của weight thứ tư đổi dấu ở mỗi bước.

# %% [markdown] id="by_hand_text" lang="en"
# The next cell lets Keras' Adam and your function take 118 steps each, as many as an epoch has, with four weights that start at 0. The first three have a gradient that stays the same, that of the fourth changes its sign at every step.

# %% id="by_hand"
import keras

size = np.array([1e-1, 1e-4, 1e-8, 1e-4])
weights = keras.Variable(np.zeros(4), dtype="float32")
adam = keras.optimizers.Adam()
by_hand = m = v = np.zeros(4)
for t in range(1, 119):
    g = size * np.array([1, 1, 1, (-1) ** t])
    adam.apply([keras.ops.convert_to_tensor(g, "float32")], [weights])
    step, m, v = adam_step(g, m, v, t)
    by_hand = by_hand + step

names = ("1e-1", "1e-4", "1e-8", "±1e-4")
rows = [
    (name, *(f"{number:.1e}" for number in numbers))
    for name, *numbers in zip(names, weights.numpy(), by_hand, strict=True)
]
tables.Table("w, t = 118", ("g", "keras.optimizers.Adam()", "adam_step"), tuple(rows))

# %% [markdown] id="by_hand_read" lang="vi"
# Gradient 0.1 hay 0.0001 cũng vậy: cả hai weight đi gần hết $118 \cdot 0.001$. Với $10^{-8}$, nhỏ hơn $\varepsilon$, quãng đường chỉ bằng chừng một phần bốn mươi lăm. Còn gradient đổi dấu liên tục thì gần như chẳng đưa weight đi đâu, dù nó lớn bằng gradient thứ hai.

# %% [markdown] id="by_hand_read" lang="en"
# It makes no difference whether the gradient is 0.1 or 0.0001: both weights cover nearly $118 \cdot 0.001$. With $10^{-8}$, less than $\varepsilon$, the weight gets about a forty-fifth as far. And a gradient that keeps changing its sign moves its weight almost nowhere, although it is as large as the second one.

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | input | 784 pixel, float32, giá trị 0–255 (không chia cho 255) |
# | hidden layer | 7 lớp `Dense(128)`, sigmoid, kernel lấy từ phân phối chuẩn (trung bình 0, độ lệch chuẩn 0.05) |
# | output | `Dense(10)`, logits |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | Adam với mọi thiết lập mặc định của Keras (learning rate 0.001, $\beta_1$ 0.9, $\beta_2$ 0.999, $\varepsilon$ 1e-7), batch 512 |
#
# So với baseline chỉ khác đúng dòng cuối. Cell dưới đây đã viết sẵn. Chú ý `hidden_layer` tạo một initializer **mới** cho mỗi lớp: trong Keras 3, một `RandomNormal` dùng chung cho nhiều lớp sẽ cho chúng những kernel giống hệt nhau mà không báo gì.

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | input | 784 pixels, float32, values 0–255 (not divided by 255) |
# | hidden layers | 7 × `Dense(128)`, sigmoid, kernels drawn from a normal distribution (mean 0, standard deviation 0.05) |
# | output | `Dense(10)`, logits |
# | loss | sparse categorical cross-entropy from logits |
# | optimizer | Adam with all of Keras' defaults (learning rate 0.001, $\beta_1$ 0.9, $\beta_2$ 0.999, $\varepsilon$ 1e-7), batches of 512 |
#
# Only the last line differs from the baseline. The next cell is complete. Note that `hidden_layer` makes a **new** initializer for every layer: in Keras 3, one `RandomNormal` shared by several layers gives them identical kernels, without a word.

# %% id="setup"
from keras import layers


def hidden_layer():
    return layers.Dense(
        128,
        activation="sigmoid",
        kernel_initializer=keras.initializers.RandomNormal(mean=0.0, stddev=0.05),
    )

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập, phần 2: optimizer
#
# Điền chỗ trống có dấu `#??`. `compile` nhận một *object* optimizer; class của nó nằm trong `keras.optimizers`.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise, part 2: the optimizer
#
# Fill in the blank marked `#??`. `compile` takes an optimizer *object*; its class is in `keras.optimizers`.

# %% id="exercise"
model = keras.Sequential(
    [
        keras.Input((784,)),
        *[hidden_layer() for _ in range(7)],
        layers.Dense(10),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(),  #?? optimizer | vi: Optimizer trong bảng ở phần Chuẩn bị, không đổi thiết lập nào | en: The optimizer in the set-up's table, none of its settings changed
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)

# %% [markdown] id="check_text" lang="vi"
# ## Kiểm tra
#
# Chỉ mất một giây và chưa train gì cả. Nếu model chưa đúng, thông báo sẽ nói chỗ trống nào cần xem lại.

# %% [markdown] id="check_text" lang="en"
# ## Check
#
# This takes a second and trains nothing. If the model is not right yet, the message names the blank to look at.

# %% id="check"
vgkit.check(model, "3")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn network này: `vgkit.models.mlp`. Cell sau cho thấy hai cách viết cho ra cùng một network, rồi dùng network của thư viện để train.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has this network too: `vgkit.models.mlp`. The next cell shows that both ways of writing it give the same network, and goes on with the library's.

# %% id="shared" only="solution"
from vgkit import course, structure

shared = course.get("3").compiled()
print(shared.name, structure.describe(shared) == structure.describe(model))
model = shared

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Chưa cần train, một batch là đủ để thấy gradient tới được đâu. Trục của biểu đồ là logarit: mỗi vạch ngang là mười lần.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# No training is needed for this: one batch shows how far the gradient gets. The axis is logarithmic, each horizontal line is a factor of ten.

# %% id="before"
baseline = records.shipped("baseline_7")
layer_names = baseline.diagnostics["layers"]
before = diagnostics.before_training(model)
networks = {"baseline": baseline.snapshot(0), "Adam": before}
plots.gradient_norms(layer_names, networks)

# %% [markdown] id="before_read" lang="vi"
# Hai đường trùng nhau: gradient do network, weights và dữ liệu quyết định, mà cả ba đều giống baseline. **Adam không làm gradient lớn lên.** Từ output về hidden 2, nó vẫn nhỏ đi hàng chục nghìn lần.
#
# Khác biệt nằm ở chỗ gradient đó trở thành bước đi dài bao nhiêu. Chuẩn gradient là của cả kernel; chia nó cho căn bậc hai của số weights thì được gradient của *một* weight (căn của trung bình bình phương, RMS). Từ đó cell sau tính bước đi của SGD và của Adam: bước đầu tiên ($t = 1$) bằng `adam_step` của bạn, và bước về sau, giả sử gradient giữ nguyên.

# %% [markdown] id="before_read" lang="en"
# The two lines coincide: network, weights and data decide the gradient, and all three are the baseline's. **Adam does not make gradients larger.** From the output to hidden 2 they shrink by a factor of tens of thousands, as before.
#
# What differs is how long a step such a gradient becomes. The norm is that of a whole kernel; divided by the root of the number of weights, it gives the gradient of *one* weight (root mean square, RMS). From that the next cell works out the steps of SGD and of Adam: the first one ($t = 1$) with your `adam_step`, and a later one, assuming that the gradient stays the same.

# %% id="steps"
rows = []
for name, kernel, norm in zip(
    layer_names, diagnostics.kernels(model), before["gradient_norm"], strict=True
):
    g = norm / np.sqrt(kernel.size)
    sgd = 0.01 * g
    adam_first = abs(adam_step(g, 0.0, 0.0, 1)[0])
    adam_later = learning_rate * g / (g + epsilon)
    rows.append((name, *(f"{number:.1e}" for number in (g, sgd, adam_first, adam_later))))

header = ("", "|g|", "|Δw|, SGD(0.01)", "|Δw|, Adam(), t = 1", "|Δw|, Adam(), t → ∞")
tables.Table("|g| = RMS(∂L/∂w)", header, tuple(rows))

# %% [markdown] id="steps_read" lang="vi"
# Các weights ban đầu có độ lệch chuẩn 0.05; hãy so các bước đi với con số đó.
#
# * **SGD:** ở hidden 1, 2 và 3, một bước chỉ dài cỡ $10^{-9}$ đến $10^{-8}$. Mỗi epoch có 118 bước, 300 epoch có 35 400 bước; dù đi thẳng suốt một hướng, một weight của hidden 2 cũng chưa đi được tới 0.0001.
# * **Adam:** từ hidden 5 trở đi, ngay bước đầu tiên đã dài gần 0.001, dù gradient của các lớp này chênh nhau hàng trăm lần. Năm mươi bước cùng hướng là đủ đi hết 0.05.
# * **$\varepsilon$ có vai trò thật.** Gradient của một weight ở hidden 1 và hidden 2 cỡ $10^{-7}$, tức *cỡ của* $\varepsilon$. Ở bước 1, $\varepsilon$ chưa hiệu chỉnh có tác dụng như $\varepsilon/\sqrt{1-\beta_2} \approx 3.2 \cdot 10^{-6}$, nên hai lớp đó chỉ đi được vài phần trăm learning rate; về sau cũng chỉ khoảng 50 % đến 70 %.

# %% [markdown] id="steps_read" lang="en"
# The weights start with a standard deviation of 0.05; compare the steps with that.
#
# * **SGD:** in hidden 1, 2 and 3 a step is about $10^{-9}$ to $10^{-8}$ long. An epoch has 118 steps, 300 epochs have 35,400; even if all of them went in one direction, a weight of hidden 2 would move by less than 0.0001.
# * **Adam:** from hidden 5 on the very first step is nearly 0.001 long, although the gradients of these layers differ by a factor of hundreds. Fifty steps in one direction cover 0.05.
# * **$\varepsilon$ does matter here.** The gradient of one weight in hidden 1 and hidden 2 is about $10^{-7}$, *the size of* $\varepsilon$. At step 1 $\varepsilon$, which is not corrected, acts like $\varepsilon/\sqrt{1-\beta_2} \approx 3.2 \cdot 10^{-6}$, so these two layers move by a few percent of the learning rate only; later on they move by about 50 % to 70 % of it.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# `vgkit.train` đặt model về đúng điểm xuất phát của khóa học rồi train đúng như `fit` của Keras. Nếu bị ngắt giữa chừng, hãy chạy lại các cell từ đầu: việc train tiếp tục ở epoch đang dở, và kết quả vẫn như khi không bị ngắt.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# `vgkit.train` puts the model at the course's starting point and trains exactly as Keras' `fit` does. If it is interrupted, run the cells again from the top: the training goes on where it was, with the same result as without the interruption.

# %% id="train"
run = vgkit.train(model, "3")

# %% [markdown] id="numbers_text" lang="vi"
# ## Trắc nghiệm: con số nào?
#
# Câu 4 của khóa học, ở bản gốc năm 2022, hỏi validation accuracy sau epoch 1 đến chữ số thập phân thứ tư. Bản ổn định hỏi một con số khác của cùng epoch. Cả hai bạn đọc được từ `run`: `run.at("val_accuracy", 1)` cho con số thứ nhất.

# %% [markdown] id="numbers_text" lang="en"
# ## Quiz: which number?
#
# Question 4 of the course, in the edition of 2022, asks for the validation accuracy after epoch 1 to the fourth decimal. The robust edition asks for another number of the same epoch. You can read both from `run`: `run.at("val_accuracy", 1)` gives the first.

# %% id="numbers"
vgkit.ask("Q4.robust")
vgkit.ask("Q4.published")

# %% id="numbers_answer" only="solution"
vgkit.answer("Q4.robust", "D")
vgkit.answer("Q4.published", "D")

# %% [markdown] id="strip_text" lang="vi"
# Hình sau đặt lần chạy của bạn cạnh các phương án gốc (các vạch dọc) và năm lần chạy của vgkit chỉ khác nhau ở sai số làm tròn. Chúng cho ra 0.1974 và 0.1976: chữ số thứ tư phụ thuộc vào máy.

# %% [markdown] id="strip_text" lang="en"
# The figure sets your run beside the published options (vertical lines) and five of the kit's runs that differ by rounding alone. These gave 0.1974 and 0.1976: the fourth decimal depends on the machine.

# %% id="strip"
from vgkit import spread

spread.strip("Q4", own=run.at("val_accuracy", 1))

# %% id="curves"
runs = {"baseline": baseline, "Adam": run}
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 2, 3, 10, 100, 300))

# %% [markdown] id="curves_read" lang="vi"
# Network của baseline, với đúng những weights ban đầu đó, bây giờ học được. Training loss của epoch 1, tính trung bình trên cả epoch, mới chỉ thấp hơn $\ln 10 \approx 2.303$ một chút, nhưng cuối epoch validation loss đã xuống khá rõ, và validation accuracy gần 20 %, sau epoch 2 khoảng 45 %, sau epoch 10 khoảng 65 %.
#
# Sau đó đường cong tiến chậm và **rất gập ghềnh**: trong 100 epoch cuối, validation accuracy phần lớn nằm giữa 75 % và 80 %, có lúc tụt xuống dưới 70 % rồi lại hồi phục. Điều đó phù hợp với công thức: gradient nhỏ đi chưa chắc làm bước đi ngắn lại. Nhưng một lần train chưa chứng minh được đó là nguyên nhân. Đây không phải overfitting: ngay trên ảnh train network cũng chỉ đúng hơn ba phần tư một chút.

# %% [markdown] id="curves_read" lang="en"
# The baseline's network, from the very same initial weights, now learns. The training loss of epoch 1, an average over the whole epoch, is only just below $\ln 10 \approx 2.303$; but by its end the validation loss has clearly come down, and the validation accuracy is nearly 20 %, after epoch 2 about 45 %, after epoch 10 about 65 %.
#
# From then on the curve climbs slowly and is **very jagged**: in the last 100 epochs validation accuracy lies between 75 % and 80 % most of the time, drops below 70 % now and then, and recovers. This fits the formula, in which a smaller gradient does not by itself mean a shorter step; one training run cannot prove that this is the cause. It is not overfitting: even on the training images the network is right little more than three times in four.

# %% [markdown] id="signs_text" lang="vi"
# ## Lớp nào đã học?
#
# Accuracy cho biết network *có* học hay không, chưa cho biết *lớp nào* đã học. Biểu đồ sau cho thấy mỗi kernel đã đi xa bao nhiêu so với lúc đầu, với Adam cả khi mới qua một epoch.

# %% [markdown] id="signs_text" lang="en"
# ## Which layers have learnt?
#
# Accuracy tells us *whether* the network has learnt, not *which layers* have. The next chart shows how far each kernel has moved from where it started, with Adam also after a single epoch.

# %% id="change"
changes = {
    "baseline, epoch 300": baseline.snapshot(300),
    "Adam, epoch 1": run.snapshot(1),
    "Adam, epoch 300": run.snapshot(300),
}
plots.weight_change(layer_names, changes)

# %% [markdown] id="change_read" lang="vi"
# Ở baseline, sau 300 epoch hidden 2 mới thay đổi chưa tới 0.1 %. Với Adam, sau *một* epoch, hidden 2, 3 và 4 đã thay đổi hơn 100 %, xa hơn chính độ dài ban đầu của chúng, trong khi output layer, nơi gradient lớn nhất, chỉ thay đổi khoảng 5 %: từ batch này sang batch sau, gradient của nó đổi dấu thường xuyên hơn ở hidden 2 và 3 (theo số đo của khóa học: 38 % số lần, so với 14 đến 20 %), nên những bước đi tới đi lui triệt tiêu nhau. Độ lớn của gradient không còn quyết định lớp nào đi xa. Sau 300 epoch, mọi lớp đều thay đổi khoảng 200 % trở lên.
#
# Hai bảng sau xét bốn dấu hiệu của vanishing gradient, rồi nhìn vào bên trong network lúc đầu và lúc cuối.

# %% [markdown] id="change_read" lang="en"
# In the baseline, hidden 2 has changed by less than 0.1 % after 300 epochs. With Adam, hidden 2, 3 and 4 have changed by more than 100 % after *one* epoch, further than their own initial length, while the output layer, which has the largest gradient, has changed by about 5 %: from one batch to the next its gradients change their sign more often than those of hidden 2 and 3 (by the course's measurement 38 % of the time, against 14 to 20 %), and steps to and fro cancel. The size of the gradient no longer decides which layer goes far. After 300 epochs every layer has changed by about 200 % or more.
#
# The next two tables judge the four signs of vanishing gradients, and look into the network at the start and at the end.

# %% id="signs"
tables.four_signs(runs)

# %% id="inside"
tables.layers(layer_names, {"Adam, epoch 0": before, "Adam, epoch 300": run.snapshot(300)})

# %% [markdown] id="signs_read" lang="vi"
# Với Adam, không dấu hiệu nào trong bốn dấu hiệu xuất hiện. Weights không tiến về 0 mà lớn lên: ở mọi hidden kernel, RMS tăng hơn gấp đôi. Sau khi train, chuẩn gradient đo trên cùng một batch không còn nhỏ dần về phía input nữa: ở hidden 1 và hidden 2, nó lớn hơn lúc đầu hàng chục nghìn lần. Đó là gradient của những *weights khác, lớn hơn*; Adam không hề đụng tới cách tính gradient.
#
# Nhưng cột bão hòa cho thấy cái giá. Lúc đầu từ hidden 2 trở đi không có activation nào bão hòa; sau 300 epoch, ở hidden 5, 6 và 7 phần lớn activation (khoảng 80 % đến hơn 90 %) nằm ở hai đầu phẳng của sigmoid. Các lớp đều *được cập nhật*, nhưng network vẫn là một chuỗi bảy sigmoid trên pixel 0–255. Bảng sau đặt Adam cạnh hai cách sửa chính network:

# %% [markdown] id="signs_read" lang="en"
# With Adam none of the four signs appears. The weights do not drift to 0, they grow: in every hidden kernel the RMS has more than doubled. After training, the gradient norms on the same batch no longer fade towards the input: in hidden 1 and hidden 2 they are tens of thousands of times what they were. They are the gradients of *other, larger weights*; Adam does not touch how a gradient is computed.
#
# The column "saturated" shows the price. At first no activation is saturated from hidden 2 on; after 300 epochs most of them (from about 80 % to more than 90 %) lie on the flat ends of the sigmoid in hidden 5, 6 and 7. All layers *are updated*, but the network is still a chain of seven sigmoids on pixels of 0–255. The next table sets Adam beside two methods that change the network itself:

# %% id="others"
others = {"Adam": run, "ReLU": records.shipped("2"), "skip connections": records.shipped("5")}
tables.milestones(others, epochs=(10, 300))

# %% [markdown] id="others_read" lang="vi"
# Cả hai đều dùng SGD và kết thúc ở khoảng 85 % đến 88 %, Adam chưa tới 80 %. Adam lo cho việc *mọi lớp đều được cập nhật*; ReLU và skip connection thay đổi chính con đường mà tín hiệu đi qua. Hai hướng đó không loại trừ nhau: bạn có thể train một network đã được sửa bằng Adam.

# %% [markdown] id="others_read" lang="en"
# Both use SGD and end at about 85 % to 88 %, Adam below 80 %. Adam sees to it *that every layer is updated*; ReLU and skip connections change the very path that the signal takes. You may do both: a network that has been fixed can be trained with Adam.

# %% [markdown] id="quiz_text" lang="vi"
# ## Trắc nghiệm: vì sao?
#
# Câu thứ nhất hỏi trung bình $m$ có tác dụng gì trong epoch 1, khi loss còn nằm ở khoảng 2.30. Hãy xem $|g|$ của các lớp đầu trước khi train và sau khi train ở hai bảng trên, rồi suy ra; hoặc đo: `keras.optimizers.Adam(beta_1=0.0)`, rồi `vgkit.train(model, "my_beta", epochs=2)`.
#
# Câu thứ hai là một trường hợp mới mà notebook này không cho xem: bảng các bước đi ở phần Gradient trước khi train sẽ giúp bạn.

# %% [markdown] id="quiz_text" lang="en"
# ## Quiz: why?
#
# The first question asks what the average $m$ does in epoch 1, while the loss stays at about 2.30. Look at the gradients of the first layers before and after training, in the tables above, and work it out; or measure it: `keras.optimizers.Adam(beta_1=0.0)`, then `vgkit.train(model, "my_beta", epochs=2)`.
#
# The second is a new case, which this notebook does not show: the table of steps in the section on gradients before training will help you.

# %% id="quiz"
vgkit.ask("Q4.why")

# %% id="quiz_answer" only="solution"
from vgkit import cases

vgkit.answer("Q4.why", "B")
cases.show("Q4.why")

# %% id="case"
vgkit.ask("C3")

# %% id="case_answer" only="solution"
vgkit.answer("C3", "A")
cases.show("C3")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với biểu đồ của các kernel sau epoch 1: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. Compare it with the chart of the kernels after epoch 1: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P3")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Đặt `epsilon=1e-3` cho Adam. Tính trước bằng `adam_step`: những lớp nào sẽ lại gần như đứng yên? Rồi train vài epoch: `vgkit.train(model, "my_adam", epochs=5)`.
# * Dùng `SGD(learning_rate=10)`. Một số lớp cần learning rate lớn đến thế mới nhúc nhích; các lớp khác chịu được không?
# * Giảm learning rate của Adam xuống 0.0001 rồi train 20 epoch. Đường cong có bớt gập ghềnh không, và phải trả giá gì?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Give Adam `epsilon=1e-3`. Work it out first with `adam_step`: which layers will nearly stand still again? Then train a few epochs: `vgkit.train(model, "my_adam", epochs=5)`.
# * Use `SGD(learning_rate=10)`. Some layers need a learning rate of that size to move at all; can the others bear it?
# * Lower Adam's learning rate to 0.0001 and train 20 epochs. Is the curve less jagged, and what does it cost?
