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
# # Bài 6 · Train từng nhóm lớp
#
# Bảy hidden layer sigmoid train cùng lúc thì không học được gì: đó là baseline. Trong bài này các lớp, weights ban đầu và optimizer giữ nguyên. Chỉ có **thứ tự train** thay đổi: bạn cắt network thành bốn submodel rồi train chúng lần lượt, mỗi lần thêm một submodel.
#
# Làm xong bài, bạn có thể
#
# * ghép nhiều submodel của Keras thành một model mới mà vẫn dùng chung weights,
# * lập kế hoạch đóng băng (freeze) một phần của network, và kiểm chứng rằng phần đó thật sự đứng yên,
# * so sánh gradient của bảy lớp mới với gradient của bảy lớp đã được train từng phần.
#
# **Thời gian:** khoảng 35 phút để đọc và làm, cộng chừng 10 phút train, có thể ngắt giữa chừng.

# %% [markdown] id="goal" lang="en"
# # Exercise 6 · Training some layers at a time
#
# Seven sigmoid hidden layers trained all at once learn nothing: that is the baseline. In this exercise layers, initial weights and optimizer stay the same. Only the **order of training** changes: you cut the network into four submodels and train them one after the other, adding one submodel at a time.
#
# When you are done, you can
#
# * put several Keras submodels together into a new model that shares their weights,
# * plan which part of a network is frozen when, and verify that it really stands still,
# * compare the gradients of seven fresh layers with those of seven layers that were trained part by part.
#
# **Time:** about 35 minutes to read and do, and about 10 minutes of training, which you may interrupt.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Với weights ban đầu có độ lệch chuẩn 0.05 và 128 unit, mỗi lớp sigmoid *mới* chỉ để lại khoảng một phần bảy gradient đi lùi qua nó:
#
# $$\underbrace{0.05\sqrt{128}}_{\text{nhân với } W^\top} \cdot \underbrace{\tfrac14}_{\max \sigma'} \approx 0.14 \approx \tfrac17 .$$
#
# Qua hai lớp mới thì còn khoảng một phần năm mươi, SGD vẫn xoay xở được. Trong network bảy lớp, muốn về tới hidden 1 gradient phải qua sáu lớp, và còn chưa tới $10^{-5}$: SGD đứng yên.
#
# Vậy thì đừng bao giờ train nhiều lớp mới cùng lúc. Train hai lớp đầu với một output layer riêng. Khi chúng đã học được, đặt thêm hai lớp mới lên trên, gắn một output layer mới, rồi lại train; cứ thế cho đến khi đủ bảy lớp. Cách làm này có tên là *greedy layer-wise training*. Bengio và cộng sự (2007) chủ yếu dùng nó để train trước từng lớp *không cần nhãn*, rồi mới train cả network; cách có nhãn như ở đây, họ cũng có thử.
#
# Mỗi khi thêm một submodel, khóa học train hai lần: lần đầu các submodel cũ bị **đóng băng**, chỉ phần mới được train; lần sau tất cả cùng được train. Tổng cộng bảy lần train.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# With initial weights of standard deviation 0.05 and 128 units, each *fresh* sigmoid layer leaves about one seventh of the gradient that runs back through it:
#
# $$\underbrace{0.05\sqrt{128}}_{\text{times } W^\top} \cdot \underbrace{\tfrac14}_{\max \sigma'} \approx 0.14 \approx \tfrac17 .$$
#
# Behind two fresh layers one fiftieth is left, and SGD can cope. In a network of seven, hidden 1 lies behind six of them: less than $10^{-5}$ is left, and SGD stands still.
#
# So never train many fresh layers at once. Train the first two with an output layer of their own. Once they have learnt, put two fresh layers on top and a new output layer on these, and train again; and so on until there are seven. This is called *greedy layer-wise training*. Bengio et al. (2007) used it mainly to pretrain each layer *without labels*, before the whole network was trained; with labels, as here, they tried it too.
#
# For each submodel that is added the course trains twice: first with the earlier submodels **frozen**, so that only the new part is trained; then with everything free. That makes seven trainings.

# %% id="start" lang="vi"
import vgkit
from vgkit import diagnostics, diagrams, plots, records, tables

vgkit.start("6", language="vi")
diagrams.stages_diagram()

# %% id="start" lang="en"
import vgkit
from vgkit import diagnostics, diagrams, plots, records, tables

vgkit.start("6", language="en")
diagrams.stages_diagram()

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# Hình trên là toàn bộ đề bài: mỗi dòng là một lần train, và mỗi dòng dùng *chính những* submodel của dòng trước, với weights mà chúng đã học được. Chỉ output layer là mới ở mỗi dòng.
#
# ## Dự đoán
#
# Trước khi viết code, hãy chọn một câu trả lời; cuối bài bạn sẽ so nó với số đo.

# %% [markdown] id="figure_text" lang="en"
# The figure is the whole task: each row is one training, and each row uses *the very* submodels of the row before, with the weights that they have learnt. Only the output layer is new in every row.
#
# ## Predict
#
# Choose an answer before you write any code; at the end you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P6")

# %% id="predict_answer" only="solution"
vgkit.answer("P6", "A")

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | input | 784 pixel, float32, giá trị 0–255 (không chia cho 255) |
# | hidden layer | 7 lớp `Dense(128)`, sigmoid, kernel lấy từ phân phối chuẩn (trung bình 0, độ lệch chuẩn 0.05) |
# | submodel | `sub_1`: hidden 1–2, `sub_2`: hidden 3–4, `sub_3`: hidden 5–6, `sub_4`: hidden 7 |
# | output | `Dense(10)`, logits, tạo mới ở mỗi lần train |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | SGD, learning rate 0.01, batch 512, tạo mới ở mỗi lần train |
# | epoch | 100 cho mỗi lần train, riêng lần 7 là 300 |
#
# Cell dưới đây đã viết sẵn. Chú ý `hidden_layer` tạo một initializer **mới** cho mỗi lớp: trong Keras 3, một `RandomNormal` dùng chung cho nhiều lớp sẽ cho chúng những kernel giống hệt nhau mà không báo gì. `Training` mô tả một lần train: dùng những submodel nào, đóng băng những submodel nào, bao nhiêu epoch.

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | input | 784 pixels, float32, values 0–255 (not divided by 255) |
# | hidden layers | 7 × `Dense(128)`, sigmoid, kernels drawn from a normal distribution (mean 0, standard deviation 0.05) |
# | submodels | `sub_1`: hidden 1–2, `sub_2`: hidden 3–4, `sub_3`: hidden 5–6, `sub_4`: hidden 7 |
# | output | `Dense(10)`, logits, a new one in every training |
# | loss | sparse categorical cross-entropy from logits |
# | optimizer | SGD, learning rate 0.01, batches of 512, a new one in every training |
# | epochs | 100 for each training, but 300 for number 7 |
#
# The next cell is complete. Note that `hidden_layer` makes a **new** initializer for every layer: in Keras 3, one `RandomNormal` shared by several layers gives them identical kernels, without a word. `Training` describes one training: which submodels it uses, which of them are frozen, how many epochs.

# %% id="setup"
import keras
from keras import layers
from vgkit.stages import Training


def hidden_layer():
    return layers.Dense(
        128,
        activation="sigmoid",
        kernel_initializer=keras.initializers.RandomNormal(mean=0.0, stddev=0.05),
    )

# %% [markdown] id="subs_text" lang="vi"
# ## Bài tập, phần 1: bốn submodel
#
# Một submodel là một `keras.Sequential` nhỏ, bắt đầu bằng `keras.Input` của riêng nó. `sub_1` đã viết sẵn; hãy điền ba chỗ trống. Output layer không thuộc submodel nào.

# %% [markdown] id="subs_text" lang="en"
# ## The exercise, part 1: four submodels
#
# A submodel is a small `keras.Sequential` that starts with a `keras.Input` of its own. `sub_1` is given; fill in the three blanks. The output layer belongs to none of them.

# %% id="subs"
sub_1 = keras.Sequential([keras.Input((784,)), hidden_layer(), hidden_layer()])
sub_2 = keras.Sequential([keras.Input((128,)), hidden_layer(), hidden_layer()])  #?? sub_2 | vi: Giống sub_1, trừ input: sub_2 nhận những gì sub_1 cho ra | en: Like sub_1 except for the input: sub_2 receives what sub_1 gives
sub_3 = keras.Sequential([keras.Input((128,)), hidden_layer(), hidden_layer()])  #?? sub_3 | vi: Hình cho thấy những lớp nào thuộc sub_3 | en: The figure shows which layers belong to sub_3
sub_4 = keras.Sequential([keras.Input((128,)), hidden_layer()])  #?? sub_4 | vi: Submodel này nhỏ hơn ba submodel kia: xem hình | en: This one is smaller than the other three: see the figure

# %% [markdown] id="plan_text" lang="vi"
# ## Bài tập, phần 2: kế hoạch bảy lần train
#
# Bảy dòng của hình theo một quy luật. Hãy viết quy luật ấy thành hai hàm. `used_in(number, subs)` cho các submodel mà lần train `number` (từ 1 đến 7) dùng, xếp từ input lên. `frozen_in(number, used)` cho những submodel trong đó mà lần train ấy đóng băng; không đóng băng gì thì cho tuple rỗng, `()`.

# %% [markdown] id="plan_text" lang="en"
# ## The exercise, part 2: a plan of seven trainings
#
# The seven rows of the figure follow a rule. Write it as two functions. `used_in(number, subs)` gives the submodels that training `number` (1 to 7) uses, in order from the input up. `frozen_in(number, used)` gives those among them that this training freezes; where it freezes nothing, an empty tuple, `()`.

# %% id="plan"
subs = (sub_1, sub_2, sub_3, sub_4)


def used_in(number, subs):
    return subs[: number // 2 + 1]  #?? used_in | vi: Một slice của subs: dòng 1 đến 7 có 1, 2, 2, 3, 3, 4, 4 ô | en: A slice of subs: rows 1 to 7 have 1, 2, 2, 3, 3, 4, 4 boxes


def frozen_in(number, used):
    return used[:-1] if number % 2 == 0 else ()  #?? frozen_in | vi: Dòng nào có ô gạch chéo, và ô nào trong dòng ấy thì không? | en: Which rows have hatched boxes, and which box in such a row is not hatched?

# %% id="plan_check"
vgkit.check_function(used_in, "6")
vgkit.check_function(frozen_in, "6")

# %% [markdown] id="trainings_text" lang="vi"
# Bây giờ ghép lại thành một list gồm bảy `Training(submodels=…, frozen=…, epochs=…)`.

# %% [markdown] id="trainings_text" lang="en"
# Now put them together into a list of seven `Training(submodels=…, frozen=…, epochs=…)`.

# %% id="trainings"
trainings = []
for number in range(1, 8):
    used = used_in(number, subs)
    training = Training(submodels=used, frozen=frozen_in(number, used), epochs=300 if number == 7 else 100)  #?? training | vi: Lần train number: used, phần bị đóng băng, và số epoch ở cuối dòng của hình | en: Training number: used, what is frozen, and the epochs at the end of the figure's row
    trainings.append(training)

# %% [markdown] id="check_text" lang="vi"
# ## Kiểm tra
#
# Chỉ mất một giây và chưa train gì cả. Nếu submodel hay kế hoạch chưa đúng, thông báo sẽ nói chỗ trống nào cần xem lại.

# %% [markdown] id="check_text" lang="en"
# ## Check
#
# This takes a second and trains nothing. If a submodel or the plan is not right yet, the message says where to look.

# %% id="check"
vgkit.check_stages(trainings)

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn các submodel (`vgkit.models.submodels`) và kế hoạch (`vgkit.stages.plan`). Cell sau in cho mỗi lần train: số hidden layer của từng submodel, những submodel bị đóng băng, số epoch; nó cho thấy kế hoạch viết ở trên giống hệt, và dùng bản của thư viện để train.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has the submodels (`vgkit.models.submodels`) and the plan (`vgkit.stages.plan`) too. The next cell prints, for each training, the number of hidden layers in each submodel, which submodels are frozen, and how many epochs; it shows that the plan written above is the same, and goes on with the library's.

# %% id="shared" only="solution"
from vgkit import models, stages, structure


def outline(training):
    sizes = [len(sub.layers) for sub in training.submodels]
    frozen = [training.submodels.index(sub) + 1 for sub in training.frozen]
    return sizes, frozen, training.epochs


def facts(plan):
    return structure.describe(models.chain(plan[-1].submodels))


shared = stages.plan(models.submodels())
for training in shared:
    print(*outline(training))
print([outline(t) for t in shared] == [outline(t) for t in trainings])
print(facts(shared) == facts(trainings))
trainings = shared

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# `models.chain` ghép submodel thành một network: input, các submodel, một output layer mới. Trước hết hãy ghép cả bốn submodel chưa train và đặt bên cạnh baseline.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# `models.chain` puts submodels together into a network: input, the submodels, a new output layer. First, all four untrained submodels, beside the baseline.

# %% id="before"
from vgkit import models

baseline = records.shipped("baseline_7")
layer_names = baseline.diagnostics["layers"]
subs = trainings[-1].submodels
untrained = diagnostics.before_training(models.chain(subs))
plots.gradient_norms(layer_names, {"baseline": baseline.snapshot(0), "four submodels": untrained})

# %% [markdown] id="depth_text" lang="vi"
# Hai đường nằm chồng lên nhau: cắt thành submodel thì đây vẫn là baseline. Điều thay đổi là số lớp *mới* mà gradient phải đi qua. Cell sau đo chuẩn gradient của hidden 1 khi chỉ ghép một, hai, ba rồi cả bốn submodel chưa train.

# %% [markdown] id="depth_text" lang="en"
# The two lines lie on top of each other: cut into submodels, this is still the baseline. What does change is the number of *fresh* layers that the gradient has to pass. The next cell measures the gradient norm of hidden 1 with one, two, three and all four of the untrained submodels.

# %% id="depth"
lines = []
for count in range(1, 5):
    hidden = sum(len(sub.layers) for sub in subs[:count])
    norms = diagnostics.before_training(models.chain(subs[:count]))["gradient_norm"]
    lines.append(f"hidden layers: {hidden}, gradient norm of hidden 1: {norms[0]:.2e}")
print("\n".join(lines))

# %% [markdown] id="before_read" lang="vi"
# Hai hidden layer thì hidden 1 có gradient cỡ 0.5. Mỗi lần thêm hai lớp mới, nó nhỏ đi khoảng 45 đến 55 lần, đúng cỡ $7^2$ của phần Ý tưởng; lớp thứ bảy, đứng một mình, làm nó nhỏ đi thêm khoảng sáu lần. Lần train 1 bắt đầu ở dòng trên cùng, baseline bắt đầu ở dòng dưới cùng.

# %% [markdown] id="before_read" lang="en"
# With two hidden layers, hidden 1 has a gradient of about 0.5. Each further pair of fresh layers makes it 45 to 55 times smaller, about the $7^2$ of the idea section; the seventh layer, on its own, makes it about another six times smaller. Training 1 starts on the first line, the baseline on the last.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# `vgkit.train_in_stages` làm bảy lần train theo thứ tự. Phần cốt lõi của nó là:
#
# ```python
# for training in trainings:
#     for sub in training.submodels:
#         sub.trainable = sub not in training.frozen
#     model = keras.Sequential([keras.Input((784,)), *training.submodels, layers.Dense(10)])
#     model.compile(optimizer=keras.optimizers.SGD(0.01), loss=…, metrics=["accuracy"])
#     model.fit(…)
# ```
#
# Ba điều dễ sai khi tự viết. `trainable` phải được đặt **trước** `compile`. Mỗi lần train cần một model mới được `compile` lại; nếu không, Keras 3 cứ tiếp tục train những lớp mà bạn tưởng đã đóng băng, không báo gì. Và mỗi lần cần một optimizer **mới**, vì optimizer cũ gắn với danh sách weights cũ. Submodel thì ngược lại, *không* được tạo lại, vì những weights đã học nằm trong đó.
#
# Lớp mới nhận weights ban đầu của khóa học khi được dùng lần đầu; submodel cũ giữ nguyên weights. Sau mỗi epoch có một checkpoint: nếu bị ngắt, hãy chạy lại các cell từ đầu; những lần train đã xong được khôi phục ngay và lần đang dở chạy tiếp.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# `vgkit.train_in_stages` does the seven trainings in order. Its core is this:
#
# ```python
# for training in trainings:
#     for sub in training.submodels:
#         sub.trainable = sub not in training.frozen
#     model = keras.Sequential([keras.Input((784,)), *training.submodels, layers.Dense(10)])
#     model.compile(optimizer=keras.optimizers.SGD(0.01), loss=…, metrics=["accuracy"])
#     model.fit(…)
# ```
#
# Three things go wrong easily when you write this yourself. `trainable` has to be set **before** `compile`. Every training needs a newly compiled model; otherwise Keras 3 goes on training layers that you believe to be frozen, without a word. And every training needs a **new** optimizer, because the old one is tied to the old list of weights. The submodels, on the other hand, must *not* be made again: the learnt weights are in them.
#
# New layers get the course's initial weights when they are first used; earlier submodels keep the weights that they have. There is a checkpoint after every epoch: if the training is interrupted, run the cells again from the top; finished trainings are restored at once and the unfinished one goes on.

# %% id="train"
runs = vgkit.train_in_stages(trainings)

# %% [markdown] id="numbers_text" lang="vi"
# ## Trắc nghiệm, phần số
#
# Câu 7, 8 và 9 của khóa học hỏi về các lần train của bài này. Bản gốc năm 2022 hỏi về lần train 1, 3 và 7, đến chữ số thập phân thứ tư. Bản ổn định hỏi những con số khác, với các phương án cách nhau đủ xa. Trước khi xem các đường cong, hãy đọc từ các lần train của bạn: `runs[0]` là lần train 1, và `runs[0].at("val_loss", 50)` là validation loss của nó sau epoch 50.

# %% [markdown] id="numbers_text" lang="en"
# ## Quiz: the numbers
#
# Questions 7, 8 and 9 of the course ask about these trainings. The edition of 2022 asks about trainings 1, 3 and 7, to the fourth decimal. The robust edition asks for other numbers, with options that stand far enough apart. Before you look at the curves, read the numbers from your own trainings: `runs[0]` is training 1, and `runs[0].at("val_loss", 50)` is its validation loss after epoch 50.

# %% id="numbers_7"
vgkit.ask("Q7.robust")
vgkit.ask("Q7.published")

# %% id="numbers_7_answer" only="solution"
vgkit.answer("Q7.robust", "D")
vgkit.answer("Q7.published", "A")

# %% id="numbers_8"
vgkit.ask("Q8.robust")
vgkit.ask("Q8.published")

# %% id="numbers_8_answer" only="solution"
vgkit.answer("Q8.robust", "D")
vgkit.answer("Q8.published", "A")

# %% id="numbers_9"
vgkit.ask("Q9.robust")
vgkit.ask("Q9.published")

# %% id="numbers_9_answer" only="solution"
vgkit.answer("Q9.robust", "D")
vgkit.answer("Q9.published", "A")

# %% [markdown] id="published_text" lang="vi"
# Ở cả ba câu này, không thể tìm ra đáp án của bản gốc bằng cách train lại:
#
# * **Câu 7**: các phương án 0.3807 đến 0.3810 cách nhau 0.0001, trong khi những lần chạy chỉ khác nhau ở sai số làm tròn đã lệch nhau gần 0.003.
# * **Câu 8**: các phương án 0.4616 đến 0.4619 nằm trong khoảng từ 0.454 đến 0.466 của các lần chạy, rộng hơn khoảng cách giữa hai phương án cả trăm lần. Đề bài năm 2022 không nói rõ output layer có được tạo mới ở mỗi lần train hay không; con số đã công bố phù hợp với cách tạo mới.
# * **Câu 9**: các phương án 0.8724 đến 0.8727 nằm ngay trong mức dao động từ epoch này sang epoch khác. Cell sau in giá trị nhỏ nhất và lớn nhất của training accuracy trong lần train 7, từ epoch 91 đến 110.
#
# Các hình đặt các lần train của bạn cạnh các phương án gốc (vạch đứng) và các lần chạy của vgkit chỉ khác nhau ở sai số làm tròn. Nếu bạn chạy khóa học với `VGKIT_PROFILE=quick`, epoch 100 của các lần train là của record, tức là một trong các lần chạy này.

# %% [markdown] id="published_text" lang="en"
# None of these three questions of 2022 can be decided by training again:
#
# * **Question 7**: the options 0.3807 to 0.3810 are 0.0001 apart, while runs that differ by rounding alone lie nearly 0.003 apart.
# * **Question 8**: the options 0.4616 to 0.4619 lie within the range of the runs, 0.454 to 0.466, which is more than a hundred times as wide as the distance between two options. The sheet of 2022 leaves open whether every training gets a new output layer; the published number is consistent with a new one.
# * **Question 9**: the options 0.8724 to 0.8727 lie well within the jitter from one epoch to the next. The next cell prints the smallest and the largest training accuracy of training 7 between epochs 91 and 110.
#
# The figures set your trainings beside the published options (vertical lines) and the kit's runs that differ by rounding alone. If you run the course with `VGKIT_PROFILE=quick`, epoch 100 of your trainings is the record's, and so one of these runs.

# %% id="jitter"
around = runs[6].metrics["accuracy"][90:110]
print(f"{min(around):.4f} … {max(around):.4f}")

# %% id="strips"
from IPython.display import display

from vgkit import spread

display(spread.strip("Q7", own=runs[0].at("loss", 100)))
display(spread.strip("Q8", own=runs[2].at("val_loss", 100)))
display(spread.strip("Q9", own=runs[6].at("accuracy", 100)))

# %% id="curves"
plots.stage_curves(runs)

# %% id="baseline_curves"
plots.curves({"baseline": baseline, "training 7": runs[6]})

# %% id="milestones"
stages_by_name = {f"training {number}": run for number, run in enumerate(runs, start=1)}
tables.milestones({"baseline": baseline, **stages_by_name}, epochs=(1, 20, 100))

# %% id="milestones_end"
tables.milestones({"baseline": baseline, "training 7": runs[6]}, epochs=(300,))

# %% [markdown] id="curves_read" lang="vi"
# **Network bảy lớp giờ học được.** Baseline có đúng bảy lớp ấy mà sau 300 epoch vẫn ở 10 % và ở $\ln 10 \approx 2.303$. Lần train 7 đạt training accuracy 87 % và validation accuracy khoảng 84 %.
#
# **Hai lớp mới tạo ra một đoạn bằng.** Lần train 2 và 4 đều có hai lớp mới cùng một output layer mới. Loss của chúng chỉ nhích xuống từ $\ln 10$ trong khoảng hai mươi epoch, dù accuracy đã bắt đầu tăng, rồi mới đổ xuống: vanishing gradient thu nhỏ, làm chậm việc học chứ không chặn hẳn. Lần train 6 chỉ thêm một lớp nên gần như không có đoạn bằng. Lần train 3, 5, 7 cũng có output layer mới nhưng không có hidden layer mới, và loss giảm ngay từ epoch đầu.
#
# **Thêm lớp sigmoid không làm network tốt hơn.** Hai hidden layer của lần train 1 đạt validation loss 0.44 và accuracy 84 % sau 100 epoch. Ở những lần train sau mà không đóng băng, validation loss cuối cùng là 0.45 (lần 3), 0.48 (lần 5) rồi khoảng 0.5 (lần 7), dù training loss vẫn cỡ như ở lần 1. Vanishing gradient đã được chữa, vậy mà bảy lớp sigmoid train như thế không hơn hai lớp. Điều đó không đúng với mọi network bảy lớp: với ReLU, ở bài 2, bảy lớp đạt 88 %.
#
# **Lần train 7 không êm.** Training accuracy lên 88 % ở epoch 20 rồi lùi về 87 %; các đường validation thì dao động. Phần bốn dấu hiệu sẽ cho thấy một lý do có thể.

# %% [markdown] id="curves_read" lang="en"
# **The seven layers learn now.** The baseline has the same seven layers and is still at 10 % and at $\ln 10 \approx 2.303$ after 300 epochs. Training 7 reaches a training accuracy of 87 % and a validation accuracy of about 84 %.
#
# **Two fresh layers make a plateau.** Trainings 2 and 4 each have two fresh layers and a new output layer. Their loss creeps down from $\ln 10$ for about twenty epochs, although accuracy already rises, before it drops: vanishing gradients on a small scale, which slow the learning down and do not stop it. Training 6 adds only one layer and has hardly any plateau. Trainings 3, 5 and 7 have a new output layer too, but no fresh hidden layer, and their loss falls from the first epoch on.
#
# **More sigmoid layers are not better here.** The two hidden layers of training 1 reach a validation loss of 0.44 and an accuracy of 84 % in 100 epochs. In the later trainings without freezing, the validation loss ends at 0.45 (number 3), 0.48 (number 5) and about 0.5 (number 7), although their training loss is about that of training 1. The vanishing gradient is cured, and still seven sigmoid layers trained like this are no better than two. That does not hold for seven layers in general: with ReLU, in exercise 2, they reach 88 %.
#
# **Training 7 is restless.** Its training accuracy climbs to 88 % at epoch 20 and goes back to 87 %; the validation curves jitter. The section on the four signs shows a likely reason.

# %% [markdown] id="after_text" lang="vi"
# ## Gradient ở đầu mỗi lần train
#
# Đây là chuẩn gradient ngay *trước* mỗi lần trong bảy lần train, với các submodel như những lần trước để lại. Những lớp chưa có mặt thì để trống. Lớp bị đóng băng cũng được đo: đó là gradient mà nó *sẽ* nhận được nếu không bị đóng băng.

# %% [markdown] id="after_text" lang="en"
# ## Gradients at the start of each training
#
# Here are the gradient norms just *before* each of the seven trainings, with the submodels as the earlier trainings have left them. Layers that are not there yet are left blank. Frozen layers are measured too: that is the gradient which they *would* get if they were not frozen.

# %% id="stage_gradients"
def by_layer(cells_of):
    """One row for each training, one column for each layer; the output layer stands last."""
    print(" ", *(f"{name:>8}" for name in layer_names))
    for number, run in enumerate(runs, start=1):
        cells = cells_of(run)
        cells[-1:-1] = [""] * (len(layer_names) - len(cells))
        print(number, *(f"{cell:>8}" for cell in cells))


by_layer(lambda run: [f"{norm:.1e}" for norm in run.snapshot(0)["gradient_norm"]])

# %% id="after"
plots.gradient_norms(
    layer_names,
    {
        "baseline": baseline.snapshot(0),
        "before training 6": runs[5].snapshot(0),
        "before training 7": runs[6].snapshot(0),
    },
)

# %% [markdown] id="after_read" lang="vi"
# **Trước lần train 7**, gradient của hidden 1 lớn gấp hơn mười nghìn lần baseline, dù vẫn là bảy lớp sigmoid. Giữa các hidden layer, gradient chỉ giảm ở một bước: từ hidden 7 về hidden 6, nó còn khoảng một phần sáu; từ đó về hidden 2 nó không giảm nữa mà còn tăng gấp đôi. Vậy độ sâu và sigmoid *tự chúng* không làm gradient biến mất: điều quyết định là weights.
#
# **Lớp mới thì chặn, lớp đã học thì cho qua.** Hãy so lần train 2 với lần 3, hay lần 4 với lần 5: cùng những lớp ấy, chỉ khác là hai lớp trên cùng đã được train. Gradient của hidden 1 tăng lên khoảng bốn mươi lần.
#
# **Vì sao lần train 1 không có đoạn bằng?** Nó cũng có hai lớp mới. Nhưng hidden 1 nhận thẳng pixel tới 255, nên kernel của nó có gradient 0.54. Trong lần train 2, lớp mới ở vị trí tương ứng là hidden 3; nó nhận các giá trị sigmoid giữa 0 và 1 và chỉ có 0.06.

# %% [markdown] id="after_read" lang="en"
# **Before training 7** the gradient of hidden 1 is more than ten thousand times as large as the baseline's, although there are seven sigmoid layers as before. Between hidden layers the gradient drops once only, about sixfold, from hidden 7 to hidden 6; from there to hidden 2 it falls no further, it even doubles. So depth and sigmoids *alone* do not make the gradient vanish: the weights decide.
#
# **Fresh layers block the gradient, trained layers let it pass.** Compare training 2 with 3, or 4 with 5: the layers are the same, only the top two have been trained in between. The gradient of hidden 1 grows about forty times.
#
# **Why does training 1 have no plateau?** It has two fresh layers as well. But hidden 1 is fed with pixels of up to 255, so that its kernel gets a gradient of 0.54. In training 2 the fresh layer in the same position is hidden 3; it is fed with sigmoid values between 0 and 1 and gets only 0.06.

# %% id="stage_rms"
by_layer(lambda run: [f"{rms:.3f}" for rms in run.snapshot(0)["weight_rms"]])

# %% [markdown] id="rms_read" lang="vi"
# Bảng này cho thấy RMS của mỗi kernel ở đầu mỗi lần train. Lớp mới bắt đầu ở 0.05; từ hidden 2 trở đi, lớp đã học nằm giữa 0.07 và 0.11. Nếu weights vẫn ngẫu nhiên, thừa số mỗi lớp sẽ tăng từ $\frac17$ lên cỡ $0.09\sqrt{128}\cdot\frac14 \approx \frac14$. Điều đó chỉ giải thích một phần, vì số đo từ hidden 6 về hidden 2 hoàn toàn không giảm.
#
# Phép tính với $\sqrt{128}$ là trung bình trên mọi hướng. Kernel làm gì với *từng* hướng thì singular value cho biết: mỗi singular value là thừa số mà kernel kéo giãn một hướng. Cell sau cho thấy năm singular value lớn nhất của kernel hidden 3, lúc còn mới và sau lần train 3. Ba dòng cuối cho biết bao nhiêu phần của gradient (của bình phương độ lớn) nằm theo bốn hướng lớn nhất của một kernel: của hidden 4, ngay trước và ngay sau khi gradient lùi qua lớp này; rồi của hidden 3, sau khi gradient đã lùi qua cả hidden 3. Đây là số đo của khóa học.

# %% [markdown] id="rms_read" lang="en"
# This table shows the RMS of each kernel at the start of each training. Fresh layers begin at 0.05; from hidden 2 on, trained layers lie between 0.07 and 0.11. If the weights were still random, that would raise the factor of each layer from $\frac17$ to about $0.09\sqrt{128}\cdot\frac14 \approx \frac14$. That explains only part of it, because from hidden 6 to hidden 2 nothing at all is lost.
#
# The estimate with $\sqrt{128}$ is an average over all directions. What a kernel does with *each* direction can be read from its singular values: each of them is the factor by which the kernel stretches one direction. The next cell shows the five largest of hidden 3's kernel, fresh and after training 3. The last three lines show which share of the gradient (of its square) lies in the four largest directions of a kernel: of hidden 4's, just before the gradient goes back through that layer and just after; then of hidden 3's, after it has gone back through hidden 3 too. These are the course's measurements.

# %% id="directions"
from vgkit import cases

for name, (value,) in cases.load_evidence("directions").numbers.items():
    print(f"{name:26} {value:5.2f}")

# %% [markdown] id="directions_read" lang="vi"
# Lúc còn mới, không hướng nào nổi trội: nhân với $\frac14$ của sigmoid, ngay cả thừa số lớn nhất, 1.1, cũng chỉ để lại chưa tới 0.3. Sau lần train 3, bốn hướng đã lớn lên, với thừa số từ 3.3 đến 5.5; nhân với $\frac14$ là từ 0.8 đến 1.4. **Dọc theo bốn hướng ấy, lớp này cho gradient đi qua mà hầu như không mất gì**, và chẳng mấy chốc gradient nằm đúng ở đó. Một output layer mới gửi gradient về theo những hướng ngẫu nhiên: chỉ 3 % nằm theo bốn hướng lớn nhất của hidden 4, không hơn tỉ lệ ngẫu nhiên, $\frac{4}{128}$. Vì vậy bước lùi đầu tiên vẫn mất nhiều đến thế. Qua hidden 4 thì đã là 72 %, qua hidden 3 là 99 %: từ đó trở đi hầu như không mất gì nữa.

# %% [markdown] id="directions_read" lang="en"
# Fresh, no direction stands out: times the sigmoid's $\frac14$ even the largest factor, 1.1, leaves less than 0.3. After training 3 four directions have grown, to factors between 3.3 and 5.5; times $\frac14$ that is between 0.8 and 1.4. **Along these four directions the layer lets the gradient pass almost undiminished**, and that is where the gradient soon lies. A new output layer sends it back in random directions: only 3 % of it lies in the four largest directions of hidden 4, no more than chance, $\frac{4}{128}$. That is why the first step back still costs so much. Behind hidden 4 it is 72 %, behind hidden 3 already 99 %: from there on hardly anything is lost.

# %% [markdown] id="frozen_text" lang="vi"
# ## Đóng băng rồi có thật sự đứng yên?
#
# Bảng sau cho thấy mỗi kernel thay đổi bao nhiêu *trong* từng lần train, so với lúc bắt đầu chính lần đó. Số `0` đứng một mình là đúng bằng 0: không một weight nào khác đi dù chỉ ở bit cuối cùng.

# %% [markdown] id="frozen_text" lang="en"
# ## Does frozen mean frozen?
#
# The next table shows how far each kernel moved *within* each training, relative to where that training found it. A bare `0` is exactly zero: not one weight differs, not even in its last bit.

# %% id="stage_change"
by_layer(lambda run: [f"{c:.1%}" if c else "0" for c in run.snapshot(run.epochs)["weight_change"]])

# %% [markdown] id="change_read" lang="vi"
# Trong lần train 2, 4 và 6, mọi submodel cũ thay đổi đúng 0. Các lớp mới ở ba lần đó thay đổi hơn 100 %: chúng thật sự học, kể cả hidden 5, 6 và 7, những lớp mà skip connection ở bài 5 chỉ làm thay đổi khoảng 2 %. Trong các lần train không đóng băng, các lớp cũ chỉ được chỉnh lại, nhiều nhất khoảng 40 %; output layer mới thì lần nào cũng thay đổi nhiều nhất.
#
# Người ta thường nói đóng băng là để bảo vệ các lớp đã học khỏi gradient thất thường từ phần mới. Ở đây mối nguy ấy không lớn: trước lần train 2 và 4, nếu không đóng băng thì hidden 1 và 2 cũng chỉ nhận khoảng một phần trăm gradient của output layer hoặc ít hơn; trước lần train 6, khi chỉ có một lớp mới chắn phía trên, hidden 1 nhận khoảng một phần bảy. Có cần đóng băng hay không, bạn có thể tự thử ở cuối bài.

# %% [markdown] id="change_read" lang="en"
# In trainings 2, 4 and 6 every earlier submodel changed by exactly 0. The fresh layers of those three trainings changed by more than 100 %: they really learn, hidden 5, 6 and 7 included, which the skip connections of exercise 5 moved by about 2 % only. In the trainings without freezing the earlier layers are merely adjusted, by about 40 % at most; the new output layer changes most every time.
#
# It is often said that freezing protects trained layers from the erratic gradients of the new part. That danger is not great here: before trainings 2 and 4, hidden 1 and 2 would have got about one hundredth of the output layer's gradient or less; before training 6, with a single fresh layer in the way, hidden 1 would have got about a seventh. At the end you can try whether freezing is needed at all.

# %% [markdown] id="signs_text" lang="vi"
# ## Bốn dấu hiệu
#
# Bốn dấu hiệu được xét trên lần train 7, lần duy nhất có đủ bảy lớp cùng được train như baseline. "Lúc đầu" của nó là sau sáu lần train trước.

# %% [markdown] id="signs_text" lang="en"
# ## The four signs
#
# The four signs are judged on training 7, the only one in which all seven layers are trained together as in the baseline. Its "start" comes after six earlier trainings.

# %% id="change"
plots.weight_change(
    layer_names, {"baseline": baseline.snapshot(300), "training 7": runs[6].snapshot(300)}
)

# %% id="signs"
tables.four_signs({"baseline": baseline, "training 7": runs[6]})

# %% id="end_layers"
tables.layers(
    layer_names, {"before training 7": runs[6].snapshot(0), "after": runs[6].snapshot(300)}
)

# %% [markdown] id="signs_read" lang="vi"
# Không còn dấu hiệu nào. Hai trong số đó cần được đọc cho đúng.
#
# **Dấu hiệu thứ nhất** so hidden 1 với output layer, với ngầm định rằng cả hai cùng bắt đầu từ weights ngẫu nhiên. Ở đây không phải vậy: hidden 1 bắt đầu từ weights đã học, output layer thì hoàn toàn mới. Hidden 1 thay đổi khoảng một phần ba, nhiều hơn cả hidden 2 đến hidden 6, mà vẫn chỉ bằng một phần năm output layer. Ở lần train 3 và 5, bảng thay đổi cho tỉ số khoảng 0.09: dấu hiệu sẽ báo "có" dù gradient không hề biến mất. **Dấu hiệu thứ hai** chỉ xét lần train 7, trong đó RMS tăng nhẹ; so với lúc ban đầu, từ hidden 2 trở đi RMS đã lớn lên hơn một nửa.
#
# **Từ biến mất sang quá lớn.** Ở cuối lần train 7, gradient của hidden 1 lớn gấp cả chục lần lúc đầu, và lớn nhất trong tất cả các lớp: nó được nhân với pixel tới 255. Với learning rate cố định 0.01, những bước đi như vậy là quá dài để đi xuống êm. Đó rất có thể là lý do lần train 7 dao động.

# %% [markdown] id="signs_read" lang="en"
# None of the signs is left. Two of them have to be read with care.
#
# **The first sign** compares hidden 1 with the output layer and takes it for granted that both start from random weights. Here they do not: hidden 1 starts from what it has learnt, the output layer is fresh. Hidden 1 moves by about a third, more than hidden 2 to hidden 6, and that is still only a fifth of what the output layer does. In trainings 3 and 5 the table of changes gives a ratio of about 0.09: the sign would say "yes" although no gradient vanishes. **The second sign** looks at training 7 alone, in which the RMS rises slightly; since initialization it has grown by more than half from hidden 2 on.
#
# **From vanishing to too large.** At the end of training 7 the gradient of hidden 1 is an order of magnitude larger than at the start, and the largest of all layers: it is multiplied by pixels of up to 255. With a fixed learning rate of 0.01 such steps are too long for a smooth descent. That is very likely why training 7 jitters.

# %% [markdown] id="quiz_text" lang="vi"
# ## Trắc nghiệm: vì sao, và một trường hợp mới
#
# Ba câu đầu hỏi điều gì xảy ra khi ta đổi một chi tiết, và vì sao. Bạn có thể tự đo cả ba: bài 5 với những kernel ban đầu khác, bằng `vgkit.train(model, "my_blocks", epochs=10)`; lần train 2 với một `sub_2` khác, chẳng hạn có `layers.Rescaling(1, offset=-0.5)` trước hoặc sau một lớp; còn câu thứ ba với hai submodel đầu, như các lần train để lại, và một output layer mới:
#
# ```python
# import numpy as np
# from vgkit import data
#
# images = data.load()
# model = models.chain(subs[:2])
# for sub in subs[:2]:
#     sub.trainable = False
# model.compile(keras.optimizers.SGD(0.05), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
# model.fit(images.x_train, images.y_train, batch_size=512, epochs=10)
# h = subs[1].layers[0](subs[0](images.x_test.astype("float32"))).numpy()  # hidden 3
# kept = np.random.permutation(128) >= 2
# logits = model.layers[-1](subs[1].layers[1](np.where(kept, h, h.mean(axis=0)))).numpy()
# np.mean(logits.argmax(axis=1) == images.y_test)
# ```
#
# Câu cuối hỏi về một lần train mà bài này không có; đáp án đã được đo từ năm seed.
#
# Một kế hoạch của riêng bạn train lại chính các submodel này từ đầu. Muốn có lại weights sau lần train 7, hãy chạy lại cell có `vgkit.train_in_stages(trainings)`: không có gì phải train lại.

# %% [markdown] id="quiz_text" lang="en"
# ## Quiz: why, and a new case
#
# The first three questions ask what happens when one detail is changed, and why. You can measure all three: exercise 5 with other initial kernels, by `vgkit.train(model, "my_blocks", epochs=10)`; training 2 with another `sub_2`, such as one with `layers.Rescaling(1, offset=-0.5)` before or behind a layer; the third with the first two submodels, as the trainings have left them, and a fresh output layer:
#
# ```python
# import numpy as np
# from vgkit import data
#
# images = data.load()
# model = models.chain(subs[:2])
# for sub in subs[:2]:
#     sub.trainable = False
# model.compile(keras.optimizers.SGD(0.05), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
# model.fit(images.x_train, images.y_train, batch_size=512, epochs=10)
# h = subs[1].layers[0](subs[0](images.x_test.astype("float32"))).numpy()  # hidden 3
# kept = np.random.permutation(128) >= 2
# logits = model.layers[-1](subs[1].layers[1](np.where(kept, h, h.mean(axis=0)))).numpy()
# np.mean(logits.argmax(axis=1) == images.y_test)
# ```
#
# The last one is about a training that this notebook does not show; its answer was measured from five seeds.
#
# A plan of your own trains the same submodels from the start again. To get back the weights of training 7, run the cell with `vgkit.train_in_stages(trainings)` once more: nothing has to be trained again.

# %% id="quiz_7"
vgkit.ask("Q7.why")

# %% id="quiz_7_answer" only="solution"
vgkit.answer("Q7.why", "D")

# %% id="quiz_8"
vgkit.ask("Q8.why")

# %% id="quiz_8_answer" only="solution"
vgkit.answer("Q8.why", "A")

# %% id="quiz_9"
vgkit.ask("Q9.why")

# %% id="quiz_9_answer" only="solution"
vgkit.answer("Q9.why", "B")

# %% id="case"
vgkit.ask("C6")

# %% id="case_answer" only="solution"
from vgkit import cases

vgkit.answer("C6", "A")
cases.show("C6")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Hãy so dự đoán bạn đã ghi lại với biểu đồ chuẩn gradient trước lần train 7: điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# Compare the prediction that you kept with the chart of gradient norms before training 7: what surprised you?

# %% id="recall"
vgkit.recall("P6")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Bỏ hẳn đóng băng: `vgkit.train_in_stages([t for t in trainings if not t.frozen], "my_plan")`. Các lớp đã học có bị hỏng không? Dự đoán trước bằng bảng gradient.
# * Mỗi lần chỉ thêm một lớp: `vgkit.train_in_stages(stages.plan(models.submodels((1,) * 7), 50, 50), "one_by_one")`, sau khi `from vgkit import stages`. Đoạn bằng của lần train 2 và 4 có biến mất không?
# * Các hướng của những kernel khác: sau khi train, `np.linalg.svd(diagnostics.kernels(subs[2])[0], compute_uv=False)[:8]` cho tám singular value lớn nhất của hidden 5 (cần `import numpy as np`). Sau lần train 7 có bao nhiêu hướng đã lớn lên? Vì sao lại chừng ấy, khi có mười class?
# * So sánh cho công bằng: hai hidden layer của lần train 1, nhưng cũng được 900 epoch: `vgkit.train_in_stages([Training(submodels=(sub_1,), epochs=900)], "two_layers")`. Bảy lớp có còn đáng công không?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * No freezing at all: `vgkit.train_in_stages([t for t in trainings if not t.frozen], "my_plan")`. Is what the layers have learnt destroyed? Predict it from the table of gradients.
# * One layer at a time: `vgkit.train_in_stages(stages.plan(models.submodels((1,) * 7), 50, 50), "one_by_one")`, after `from vgkit import stages`. Does the plateau of trainings 2 and 4 go away?
# * The directions of other kernels: after training, `np.linalg.svd(diagnostics.kernels(subs[2])[0], compute_uv=False)[:8]` gives the eight largest singular values of hidden 5 (after `import numpy as np`). How many directions have grown by the end of training 7? Why so many, with ten classes?
# * A fair comparison: the two hidden layers of training 1, but with 900 epochs too: `vgkit.train_in_stages([Training(submodels=(sub_1,), epochs=900)], "two_layers")`. Are seven layers still worth the trouble?
