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
# # Bài 4b · Tự viết normalization (tự chọn)
#
# Ở bài 4a, `BatchNormalization` của Keras đã làm cho baseline học được. Nó có nhiều bộ phận: thống kê riêng cho từng unit, $\varepsilon$, hai tham số học được $\gamma$ và $\beta$, trung bình trượt cho validation. Bộ phận nào thật sự cần thiết? Trong bài này bạn tự viết một lớp Keras bỏ hết những thứ đó, chỉ giữ lại phép tính cốt lõi, rồi xem tác dụng còn lại bao nhiêu.
#
# Làm xong bài, bạn có thể
#
# * viết một lớp Keras của riêng mình và thử nó trước khi đặt vào network,
# * nói được trong mỗi phép normalization, những phần tử nào dùng chung một trung bình, và điều đó có hệ quả gì,
# * so sánh hai network bằng số đo: gradient, học nhanh hay chậm, validation.
#
# **Thời gian:** khoảng 30 phút để đọc và làm, cộng thêm 5 đến 10 phút máy chạy 300 epoch. Nên làm bài 4a trước.

# %% [markdown] id="goal" lang="en"
# # Exercise 4b · A normalization of your own (optional)
#
# In exercise 4a Keras' `BatchNormalization` made the baseline learn. It has many parts: statistics for each unit, $\varepsilon$, the two learnt parameters $\gamma$ and $\beta$, moving averages for validation. Which of them are really needed? In this exercise you write a Keras layer that drops all of them and keeps only the bare computation, and you see how much of the effect is left.
#
# When you are done, you can
#
# * write a Keras layer of your own and try it out before it goes into a network,
# * say, for each of the two normalizations, which elements share one mean, and what follows from that,
# * compare two networks by numbers: gradients, speed of learning, validation.
#
# **Time:** about 30 minutes to read and do, and 5 to 10 minutes in which the machine trains 300 epochs. Do exercise 4a first.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Một batch đi vào một lớp là một bảng: mỗi hàng một ảnh, mỗi cột một unit. Cả hai phép normalization đều tính
#
# $$y = \frac{x - \text{trung bình}}{\text{độ lệch chuẩn}},$$
#
# nhưng trên những phần tử khác nhau. `BatchNormalization` lấy trung bình theo cột: mỗi unit có hai con số của riêng nó. `MyNormalization` của bạn chỉ lấy **một** trung bình và **một** độ lệch chuẩn cho cả bảng. Không có $\varepsilon$, không có tham số nào, và khi validation nó cũng tính hệt như khi train: bằng thống kê của batch đang xử lý.
#
# Nhớ lại từ bài 4a: qua mỗi lớp sigmoid, độ lệch chuẩn giảm từ 1 còn khoảng 0.13, và gradient đi lùi cũng được nhân với khoảng 0.13. Hai con số chung cho cả bảng làm được gì trước điều đó?

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# A batch that enters a layer is a table: each row an image, each column a unit. Both normalizations compute
#
# $$y = \frac{x - \text{mean}}{\text{standard deviation}},$$
#
# but over different elements. `BatchNormalization` takes the mean of each column: every unit has two numbers of its own. Your `MyNormalization` takes **one** mean and **one** standard deviation for the whole table. No $\varepsilon$, no parameters, and in validation it does just what it does in training: it uses the statistics of the batch at hand.
#
# Recall exercise 4a: each sigmoid layer reduces the standard deviation from 1 to about 0.13, and the gradient on its way back is multiplied by about 0.13 too. What can two numbers for the whole table do about that?

# %% id="start" lang="vi"
import vgkit
from vgkit import diagnostics, diagrams, plots, records, tables

vgkit.start("4b", language="vi")
diagrams.normalization_groups()

# %% id="start" lang="en"
import vgkit
from vgkit import diagnostics, diagrams, plots, records, tables

vgkit.start("4b", language="en")
diagrams.normalization_groups()

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="figure_text" lang="vi"
# Cùng một batch, hai kết quả. Sau `BatchNormalization`, cột nào cũng có trung bình 0: việc unit 2 thường lớn và unit 3 thường nhỏ không còn thấy nữa. Sau `MyNormalization`, khác biệt giữa các unit vẫn còn nguyên; chỉ mức chung và cỡ chung của cả bảng bị bỏ đi.
#
# ## Dự đoán
#
# Hãy chọn một câu trả lời trước khi viết code.

# %% [markdown] id="figure_text" lang="en"
# One batch, two results. After `BatchNormalization` every column has mean 0: that unit 2 tends to be large and unit 3 small can no longer be seen. After `MyNormalization` the differences between units are all still there; only the common level and the common scale of the table are gone.
#
# ## Predict
#
# Commit yourself to an answer before you write any code.

# %% id="predict"
vgkit.ask("P4b")

# %% id="predict_answer" only="solution"
vgkit.answer("P4b", "D")

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | input | 784 pixel, float32, giá trị 0–255 (không chia cho 255) |
# | hidden layer | 7 lớp `Dense(128)`, sigmoid, kernel lấy từ phân phối chuẩn (trung bình 0, độ lệch chuẩn 0.05) |
# | normalization | `MyNormalization` của bạn, ngay trước hidden layer 2, 3, 4, 5, 6 và 7 |
# | output | `Dense(10)`, logits, không có normalization phía trước |
# | loss | sparse categorical cross-entropy tính từ logits |
# | optimizer | SGD, learning rate 0.01, batch 512 |

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | input | 784 pixels, float32, values 0–255 (not divided by 255) |
# | hidden layers | 7 × `Dense(128)`, sigmoid, kernels drawn from a normal distribution (mean 0, standard deviation 0.05) |
# | normalization | your `MyNormalization`, directly before hidden layers 2, 3, 4, 5, 6 and 7 |
# | output | `Dense(10)`, logits, no normalization before it |
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
# ## Bài tập, phần 1: lớp normalization
#
# Một lớp Keras là một class kế thừa `keras.layers.Layer`. Phép tính của nó nằm trong `call`: nhận tensor `x`, trả về một tensor. Lớp này không có weights nên không cần gì thêm. Giữ nguyên tên `MyNormalization`, phần kiểm tra tìm lớp theo tên này.
#
# Các hàm cần dùng nằm trong `keras.ops`; hãy chú ý xem chúng tính trên những phần tử nào khi bạn không đưa tham số `axis`. Có thể thay cả dòng `return` bằng nhiều dòng, miễn là dòng cuối vẫn là `return`.

# %% [markdown] id="layer_text" lang="en"
# ## The exercise, part 1: the layer
#
# A Keras layer is a class derived from `keras.layers.Layer`. Its computation goes into `call`, which takes a tensor `x` and returns a tensor. This layer has no weights, so nothing else is needed. Keep the name `MyNormalization`, the check looks for it.
#
# The functions that you need are in `keras.ops`; mind which elements they work on when you give no `axis`. You may put several lines in the place of the `return` line, as long as the last one is still a `return`.

# %% id="layer"
class MyNormalization(layers.Layer):
    def call(self, x):
        #??begin my_normalization | vi: Một trung bình và một độ lệch chuẩn cho mọi phần tử của x | en: One mean and one standard deviation for all elements of x
        mean = keras.ops.mean(x)
        std = keras.ops.std(x)
        return (x - mean) / std
        #??end

# %% [markdown] id="try_text" lang="vi"
# `call` là một method bình thường, có thể thử ngay mà không cần network. Với batch trong hình, kết quả phải là bảng bên phải.

# %% [markdown] id="try_text" lang="en"
# `call` is an ordinary method and can be tried without any network. For the batch of the figure, the result should be the table on the right.

# %% id="try"
batch = keras.ops.array([[0.5, 0.6, 0.4], [0.6, 0.6, 0.5], [0.7, 0.9, 0.3]])
print(MyNormalization().call(batch).numpy().round(2))

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập, phần 2: network
#
# Đặt lớp của bạn vào sáu chỗ trống có dấu `#??`, mỗi chỗ một lớp **riêng**: một `Sequential` không nhận cùng một lớp hai lần.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise, part 2: the network
#
# Put your layer into the six blanks marked `#??`, each time a layer **of its own**: a `Sequential` does not accept the same layer twice.

# %% id="exercise"
model = keras.Sequential(
    [
        keras.Input((784,)),
        hidden_layer(),
        MyNormalization(),  #?? normalization_2 | vi: Lớp bạn vừa viết, cho output của hidden 1 | en: The layer that you have just written, for hidden 1's outputs
        hidden_layer(),
        MyNormalization(),  #?? normalization_3 | vi: Một lớp mới cùng loại, cho output của hidden 2 | en: A new layer of the same kind, for hidden 2's outputs
        hidden_layer(),
        MyNormalization(),  #?? normalization_4 | vi: Một lớp mới nữa, cho output của hidden 3 | en: Another new one, for hidden 3's outputs
        hidden_layer(),
        MyNormalization(),  #?? normalization_5 | vi: Một lớp mới nữa, cho output của hidden 4 | en: Another new one, for hidden 4's outputs
        hidden_layer(),
        MyNormalization(),  #?? normalization_6 | vi: Một lớp mới nữa, cho output của hidden 5 | en: Another new one, for hidden 5's outputs
        hidden_layer(),
        MyNormalization(),  #?? normalization_7 | vi: Một lớp mới nữa, cho output của hidden 6 | en: Another new one, for hidden 6's outputs
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
# Chỉ mất một giây và chưa train gì cả. Ngoài cấu trúc của network, phần kiểm tra còn đưa một batch nhỏ qua lớp của bạn và xem nó tính ra gì.

# %% [markdown] id="check_text" lang="en"
# ## Check
#
# This takes a second and trains nothing. Besides the structure of the network, the check sends a small batch through your layer and looks at what it computes.

# %% id="check"
vgkit.check(model, "4b")

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn cả hai: `vgkit.layers.MyNormalization` là lớp này, `vgkit.models.normalized_mlp(normalization="my")` là network. Cell sau cho thấy hai cách viết cho ra cùng một network (các lớp được so theo tên class), rồi dùng network của thư viện để train.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has both: `vgkit.layers.MyNormalization` is this layer, `vgkit.models.normalized_mlp(normalization="my")` the network. The next cell shows that both ways of writing it give the same network (layers are compared by the names of their classes), and goes on with the library's.

# %% id="shared" only="solution"
from vgkit import course, structure

shared = course.get("4b").compiled()
print(shared.name, structure.describe(shared) == structure.describe(model))
model = shared

# %% [markdown] id="before_text" lang="vi"
# ## Gradient trước khi train
#
# Ba network cạnh nhau: baseline, network của bài 4a (từ record của khóa học) và network của bạn.

# %% [markdown] id="before_text" lang="en"
# ## Gradients before training
#
# Three networks side by side: the baseline, exercise 4a's (from the course's record) and yours.

# %% id="before"
baseline = records.shipped("baseline_7")
batch_norm = records.shipped("4a")
layer_names = baseline.diagnostics["layers"]
before = diagnostics.before_training(model)
networks = {
    "baseline": baseline.snapshot(0),
    "batch normalization": batch_norm.snapshot(0),
    "my normalization": before,
}
plots.gradient_norms(layer_names, networks)

# %% id="layers"
tables.layers(layer_names, networks)

# %% [markdown] id="before_read" lang="vi"
# Hidden 2 đến hidden 7 lại có chuẩn gradient gần như bằng nhau, khoảng 0.7, còn cao hơn một chút so với `BatchNormalization` (khoảng 0.5). Như vậy, để gradient không biến mất, không cần thống kê riêng cho từng unit, cũng không cần $\gamma$ và $\beta$. Chia cho một độ lệch chuẩn nhỏ ở mỗi lớp là đủ, miễn là trước đó đã trừ trung bình.
#
# **Vì sao trừ trung bình?** Mô phỏng NumPy dưới đây thử ba cách: không làm gì, chỉ chia mà không trừ, và phép normalization của bạn. Với input của mỗi lớp từ hidden 2 đến hidden 7, bảng cho biết bao nhiêu phần trăm phương sai là do các **ảnh** khác nhau; phần còn lại là do mỗi unit có một mức riêng, giống nhau ở mọi ảnh.

# %% [markdown] id="before_read" lang="en"
# Hidden 2 to hidden 7 again have nearly the same gradient norm, about 0.7, even slightly above `BatchNormalization` (about 0.5). So keeping the gradient alive needs neither statistics for each unit nor $\gamma$ and $\beta$. Dividing by a small standard deviation in every layer is enough, provided that the mean has been subtracted.
#
# **Why subtract the mean?** The NumPy simulation below tries three ways: doing nothing, only dividing, and your normalization. For the inputs of each layer from hidden 2 to hidden 7, the table shows what share of the variance is due to differences between **images**; the rest is due to units standing at different levels, which are the same for every image.

# %% id="centre"
import numpy as np

ways = {
    "nothing": lambda h: h,
    "only divide": lambda h: h / h.std(),
    "my normalization": lambda h: (h - h.mean()) / h.std(),
}
print(f"{'':18}", *[f"hidden {k}" for k in range(2, 8)])
for name, normalize in ways.items():
    draw = np.random.RandomState(1)
    h = (draw.random_sample((512, 128)) < draw.random_sample(128)).astype(float)
    shares = []
    for _ in range(2, 8):
        shares.append(h.var(axis=0).mean() / h.var())
        kernel = 0.05 * draw.standard_normal((128, 128))
        h = 1 / (1 + np.exp(-normalize(h) @ kernel))
    print(f"{name:18}", *[f"{share:8.2%}" for share in shares])

# %% [markdown] id="centre_read" lang="vi"
# Output của sigmoid nằm quanh 0.5. Nếu không trừ đi, giá trị 0.5 chung ấy, nhân với weights ngẫu nhiên, cho mỗi unit ở lớp sau một mức mới, giống nhau ở mọi ảnh, và phần khác nhau giữa các ảnh chìm dần trong những mức ấy. Trừ một trung bình chung là đủ để tránh điều này.

# %% [markdown] id="centre_read" lang="en"
# Sigmoid outputs lie around 0.5. If this common 0.5 is not subtracted, then, multiplied by random weights, it gives each unit of the next layer a new level, the same for every image, and what differs between images gradually drowns in these levels. Subtracting one common mean is enough to prevent this.

# %% [markdown] id="train_text" lang="vi"
# ## Train
#
# Sau mỗi epoch, kit lưu một checkpoint; nếu bị ngắt, hãy chạy lại các cell từ đầu và việc train tiếp tục ở epoch đang dở.

# %% [markdown] id="train_text" lang="en"
# ## Train
#
# A checkpoint is kept after every epoch; if you are interrupted, run the cells again from the top and the training goes on where it was.

# %% id="train"
run = vgkit.train(model, "4b")

# %% id="curves"
runs = {"baseline": baseline, "batch normalization": batch_norm, "my normalization": run}
plots.curves(runs)

# %% id="milestones"
tables.milestones(runs, epochs=(1, 2, 3, 5, 10, 100, 300))

# %% [markdown] id="curves_read" lang="vi"
# Lớp tối giản của bạn gần như theo kịp. Training loss sau epoch 1 cách bài 4a chưa tới một phần trăm. Training accuracy lúc đầu thấp hơn (49 % so với 54 %) và cuối cùng là khoảng 89 % so với 90 %.
#
# Khác biệt lớn nằm ở validation của những epoch đầu: ngay epoch 1, validation accuracy ở đây đã là 66 %, trong khi `BatchNormalization` đứng ở 10 %. `MyNormalization` không có trung bình trượt, nên không có gì phải đuổi kịp.
#
# Về cuối, validation accuracy nhảy lên xuống, nên không thể xếp hạng hai network bằng một epoch duy nhất. Cell sau cho biết 50 epoch cuối.

# %% [markdown] id="curves_read" lang="en"
# Your minimal layer nearly keeps up. The training loss after epoch 1 is within one percent of exercise 4a's. Training accuracy is lower at first (49 % against 54 %) and ends at about 89 % against 90 %.
#
# The great difference is in the validation of the first epochs: here validation accuracy is 66 % after epoch 1, where `BatchNormalization` stands at 10 %. `MyNormalization` has no moving averages, so there is nothing that would have to catch up.
#
# Near the end validation accuracy jumps up and down, so the two networks cannot be ranked by any single epoch. The next cell shows the last 50.

# %% id="last"
print("val_accuracy, epoch 251-300     min    mean     max")
for name, each in runs.items():
    last = each.metrics["val_accuracy"][250:]
    print(f"{name:27} {min(last):7.3f} {sum(last) / len(last):7.3f} {max(last):7.3f}")

# %% [markdown] id="last_read" lang="vi"
# Trung bình và giá trị cao nhất của hai network có normalization cách nhau chưa tới một điểm phần trăm. Giá trị thấp nhất của `MyNormalization` thấp hơn vài điểm: đường của nó thỉnh thoảng rơi xuống. Mỗi network mới chỉ được train một lần, chưa đủ để nói cái nào tốt hơn, nhưng đủ để nói rằng cả hai đều bỏ xa baseline.

# %% [markdown] id="last_read" lang="en"
# The means and the highest values of the two normalized networks are less than one percentage point apart. The lowest value of `MyNormalization` is several points lower: now and then its curve drops. Each network was trained once, which is not enough to say that one is better. It is enough to say that both are far ahead of the baseline.

# %% [markdown] id="alone_text" lang="vi"
# ## Một ảnh, hai câu trả lời
#
# Cái giá phải trả là gì? Hãy đưa ảnh 1 trong hình qua lớp của bạn, một lần cùng hai ảnh kia, một lần một mình.

# %% [markdown] id="alone_text" lang="en"
# ## One image, two answers
#
# What is the price? Send image 1 of the figure through your layer, once together with the two others and once alone.

# %% id="alone"
print(MyNormalization().call(batch).numpy()[0].round(2))
print(MyNormalization().call(batch[:1]).numpy()[0].round(2))

# %% [markdown] id="alone_read" lang="vi"
# Kết quả khác nhau: với `MyNormalization`, dự đoán cho một ảnh phụ thuộc vào những ảnh nằm cạnh nó trong batch. Validation accuracy ở trên được đo với các batch gồm 512 ảnh test đủ loại, batch cuối gồm 272: đó là con số cho cách dùng này. `BatchNormalization` tránh điều này bằng trung bình trượt, và trả giá bằng vài epoch đầu mà validation không nói được gì.

# %% [markdown] id="alone_read" lang="en"
# The results differ: with `MyNormalization` the prediction for an image depends on the images beside it in the batch. The validation accuracy above was measured with batches of 512 test images of all kinds, the last one of 272: it is the number for this way of using the network. `BatchNormalization` avoids this by its moving averages, and pays with a few epochs at the start in which validation says nothing.

# %% [markdown] id="signs_text" lang="vi"
# ## Lớp nào đã học?
#
# Biểu đồ sau cho thấy mỗi kernel đã đi xa bao nhiêu so với lúc đầu; bảng bên dưới xét bốn dấu hiệu của vanishing gradient bằng số đo.

# %% [markdown] id="signs_text" lang="en"
# ## Which layers have learnt?
#
# The next chart shows how far each kernel has moved from where it started; the table below it judges the four signs of vanishing gradients by numbers.

# %% id="change"
plots.weight_change(layer_names, {name: r.snapshot(300) for name, r in runs.items()})

# %% id="signs"
tables.four_signs(runs)

# %% [markdown] id="signs_read" lang="vi"
# Cả hai phép normalization đều không còn dấu hiệu nào, và các kernel thay đổi gần như nhau: hidden 1 khoảng một nửa chuẩn ban đầu, các lớp giữa ít nhất (16 đến 18 %), hidden 7 khoảng 60 %, output khoảng 90 %. Để mọi lớp cùng học, lớp năm dòng của bạn đã đủ, không cần thêm tham số nào: network của bạn có 200 842 tham số, đúng bằng baseline.
#
# Những gì nó *không* có thì phục vụ việc khác: $\varepsilon$ cho batch mà một unit không đổi, trung bình trượt để dự đoán cho một ảnh không phụ thuộc vào các ảnh bên cạnh.

# %% [markdown] id="signs_read" lang="en"
# Neither normalization shows any of the signs, and the kernels have moved nearly alike, layer by layer: hidden 1 by about half its initial norm, the middle layers least (16 to 18 %), hidden 7 by about 60 %, the output by about 90 %. To make every layer learn, your five-line layer is enough, and it adds no parameters: your network has 200,842, just as many as the baseline.
#
# What it lacks serves other ends: $\varepsilon$ for a batch in which some unit is constant, moving averages so that the prediction for an image does not depend on its neighbours.

# %% [markdown] id="case_text" lang="vi"
# ## Trắc nghiệm: một trường hợp mới
#
# Bảng trong hình đầu bài có ba ảnh. Giả sử cả ba đều là giày. Mỗi phép normalization trừ đi điều gì mà ba chiếc giày có chung?

# %% [markdown] id="case_text" lang="en"
# ## Quiz: a new case
#
# The table of the figure at the top has three images. Suppose that all three are shoes. Which of the things that the three shoes have in common does each normalization subtract?

# %% id="case"
vgkit.ask("C4b")

# %% id="case_answer" only="solution"
from vgkit import cases

vgkit.answer("C4b", "B")
cases.show("C4b")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với biểu đồ chuẩn gradient: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. Compare it with the chart of gradient norms: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P4b")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Bỏ phép trừ trung bình trong `call` và xem lại biểu đồ chuẩn gradient. Mô phỏng ở trên có đoán đúng không?
# * Viết lớp thứ ba, chuẩn hóa từng **ảnh** (`axis=1`, `keepdims=True`): đó là cốt lõi của layer normalization (Ba, Kiros và Hinton, 2016). Khi đó dự đoán cho một ảnh còn phụ thuộc vào các ảnh bên cạnh không?
# * Chuẩn hóa từng unit (`axis=0`) mà không có $\varepsilon$. Hidden 1 gần như bão hòa hoàn toàn; chuyện gì xảy ra nếu một unit của nó cho cùng một giá trị với mọi ảnh trong batch?
# * Lưu model bằng `model.save("my.keras")` rồi mở lại bằng `keras.models.load_model` trong một kernel mới: Keras không biết `MyNormalization` là gì. Đặt `@keras.saving.register_keras_serializable(package="my")` trước class, chạy cell đó trong cả hai kernel, rồi thử lại.

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * Leave out the subtraction of the mean in `call` and look at the chart of gradient norms again. Did the simulation above predict it?
# * Write a third layer that normalizes each **image** (`axis=1`, `keepdims=True`): that is the core of layer normalization (Ba, Kiros & Hinton, 2016). Does the prediction for an image then still depend on the images beside it?
# * Normalize each unit (`axis=0`) without any $\varepsilon$. Hidden 1 is saturated almost everywhere; what happens if one of its units gives the same value for all images of a batch?
# * Save the model with `model.save("my.keras")` and open it with `keras.models.load_model` in a new kernel: Keras does not know what `MyNormalization` is. Put `@keras.saving.register_keras_serializable(package="my")` before the class, run that cell in both kernels, and try again.
