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
# # So sánh tất cả các phương pháp
#
# Tám cách thử cứu một network. Mỗi cách chỉ thay đổi một điều, còn lại giữ như baseline: cùng các ảnh, cùng thứ tự batch, cùng 300 epoch. Notebook này đặt chúng cạnh nhau, từ record của các lần train đầy đủ; không train gì thêm. Các phương pháp của bài 8 không có ở đây: bài ấy có bảng so sánh riêng.
#
# **Thời gian:** khoảng 15 phút để đọc.

# %% [markdown] id="goal" lang="en"
# # All methods side by side
#
# Eight attempts to rescue one network. Each changes one thing and leaves the rest as in the baseline: the same images, the same order of batches, the same 300 epochs. This notebook puts them side by side, from the records of the full trainings; nothing is trained. The methods of exercise 8 are not among them; that exercise has a comparison of its own.
#
# **Time:** about 15 minutes to read.

# %% id="start" lang="vi"
import vgkit
from vgkit import plots, records, tables

vgkit.start("9", language="vi")

# %% id="start" lang="en"
import vgkit
from vgkit import plots, records, tables

vgkit.start("9", language="en")

# %% id="solution" only="solution"
vgkit.as_solution()

# %% id="runs"
names = {
    "baseline_7": "baseline",
    "1a": "stddev 1",
    "1b": "stddev 10",
    "2": "ReLU",
    "3": "Adam",
    "4a": "batch norm",
    "4b": "my norm",
    "5": "skip",
    "6.7": "submodels",
}
runs = {name: records.shipped(exercise) for exercise, name in names.items()}
tables.comparison(runs)

# %% [markdown] id="table_read" lang="vi"
# **Cách đọc bảng.** `gradient, hidden 1 / output` là chuẩn gradient của lớp đầu chia cho lớp cuối, đo trên một batch *trước khi train*: nhỏ hơn 1 nhiều nghĩa là gradient tắt dần trên đường về input, lớn hơn 1 nhiều nghĩa là nó tăng lên. `thời gian một epoch` là bội số của baseline, đo trên một thread, trong cùng một đợt, các network thay phiên nhau; trên máy khác, các bội số hơi khác. `dấu hiệu` đếm bao nhiêu trong bốn dấu hiệu của vanishing gradient xuất hiện ở cuối lần train. Dòng `submodels` là lần train thứ bảy của bài 6: trước nó, các submodel đã được train 600 epoch, nên "trước khi train" ở dòng này không phải là điểm xuất phát ngẫu nhiên.

# %% [markdown] id="table_read" lang="en"
# **How to read the table.** `gradient, hidden 1 / output` is the gradient norm of the first layer divided by that of the last, measured on one batch *before training*: far below 1 means that the gradient fades on its way to the input, far above 1 that it grows. `time per epoch` is a multiple of the baseline's, measured on one thread, in one go, with the networks taking turns; on another machine the multiples differ slightly. `signs` counts how many of the four signs of vanishing gradients are there at the end of the training. The row `submodels` is the seventh training of exercise 6: its submodels had already been trained for 600 epochs, so "before training" is not a random starting point in this row.

# %% [markdown] id="groups_text" lang="vi"
# Chín đường trong một biểu đồ thì khó đọc, nên ta chia làm hai nhóm, mỗi nhóm kèm baseline: trước hết là những phương pháp chỉ đổi một lựa chọn (weights ban đầu, activation, optimizer), sau đó là những phương pháp đổi cấu trúc network hoặc cách train.

# %% [markdown] id="groups_text" lang="en"
# Nine lines in one chart are hard to read, so we make two groups, each with the baseline: first the methods that change a single choice (initial weights, activation, optimizer), then those that change the network's structure or the way it is trained.

# %% id="curves"
one_choice = {n: runs[n] for n in ("baseline", "stddev 1", "stddev 10", "ReLU", "Adam")}
plots.curves(one_choice)

# %% id="curves_structure"
structure = {n: runs[n] for n in ("baseline", "batch norm", "my norm", "skip", "submodels")}
plots.curves(structure)

# %% [markdown] id="gradients_text" lang="vi"
# Và gradient trước khi train, cũng theo hai nhóm đó.

# %% [markdown] id="gradients_text" lang="en"
# And the gradients before training, in the same two groups.

# %% id="gradients"
layer_names = runs["baseline"].diagnostics["layers"]
plots.gradient_norms(layer_names, {n: run.snapshot(0) for n, run in one_choice.items()})

# %% id="gradients_structure"
plots.gradient_norms(layer_names, {n: run.snapshot(0) for n, run in structure.items()})

# %% [markdown] id="conclusions" lang="vi"
# ## Các con số nói gì
#
# **Cả tám phương pháp này đều hơn baseline, nhưng không ngang nhau.** Ở epoch cuối, ReLU đứng đầu với khoảng 88 %, tiếp theo là batch normalization, skip connection, normalization tự viết và submodel trong khoảng 84 đến 86 %. Adam đạt chừng 79 %, stddev 1 chừng 75 %, còn stddev 10 chỉ 34 %. Nhưng một epoch duy nhất chưa nói lên nhiều: giá trị cuối và giá trị tốt nhất của cùng một lần train cách nhau tới hai điểm phần trăm, và trong biểu đồ, ở vài epoch, ReLU và Adam rơi xuống hơn mười điểm. Vì vậy đừng xếp hạng những phương pháp chỉ cách nhau vài điểm, nhất là khi mỗi phương pháp mới được train một lần.
#
# **Gradient tới được input thì có lợi, nhưng tỉ số đó không phải là điểm số.** Ba phương pháp có tỉ số từ 0.9 đến 2 (ReLU và hai kiểu normalization) đạt 80 % trong vòng mười epoch; skip connection, với 0.15, cần 36. Nhưng stddev 1, với 0.31, không bao giờ đạt tới. Adam có đúng tỉ số của baseline mà vẫn học, vì nó chia mỗi gradient cho độ lớn của chính gradient đó. Và stddev 10 có tỉ số lớn hơn 1 nhiều: gradient không tắt mà bùng nổ về phía input, và đó là phương pháp học kém nhất.
#
# **Loss và accuracy không kể cùng một chuyện.** ReLU có accuracy cao nhất, training loss gần 0, nhưng validation loss cuối cùng lại gần gấp đôi của batch normalization và skip connection: nó sai ít hơn, nhưng mỗi khi sai thì rất tự tin.
#
# **Ở đây, thời gian của một epoch không quyết định được gì nhiều.** Hai kiểu normalization làm mỗi epoch lâu hơn baseline khoảng bốn phần mười, Adam lâu hơn chừng một phần sáu; ReLU rẻ hơn sigmoid một chút. So với số epoch cần để đạt 80 % thì khác biệt đó là nhỏ.
#
# **Bốn dấu hiệu phân biệt được baseline với phần còn lại:** ba dấu hiệu ở baseline, nhiều nhất một ở mỗi phương pháp khác. Không dấu hiệu riêng lẻ nào đủ để kết luận.

# %% [markdown] id="conclusions" lang="en"
# ## What the numbers say
#
# **All eight beat the baseline, but not equally.** At the last epoch ReLU is first with about 88 %, followed by batch normalization, skip connections, the hand-written normalization and the submodels between 84 and 86 %. Adam gets to about 79 %, stddev 1 to about 75 %, stddev 10 to 34 % only. But a single epoch says little. Within one training, the last and the best value are up to two percentage points apart, and in the chart ReLU and Adam drop by more than ten points at some epochs. So do not rank methods that are only a few points apart, especially since each was trained only once.
#
# **A gradient that reaches the input helps, but that ratio is no score.** The three methods with ratios between 0.9 and 2 (ReLU and both normalizations) reach 80 % within ten epochs; skip connections, at 0.15, need 36. But stddev 1, at 0.31, never gets there. Adam has exactly the baseline's ratio and learns all the same, because it divides each gradient by that gradient's own size. And stddev 10 has a ratio far above 1: the gradient does not fade, it explodes towards the input, and no other method learns so little.
#
# **Loss and accuracy do not tell the same story.** ReLU has the highest accuracy and a training loss near 0, but its validation loss ends nearly twice as high as that of batch normalization or skip connections: it is wrong less often, and very sure of itself when it is.
#
# **The cost of an epoch matters little here.** The two normalizations make an epoch about four tenths longer than the baseline's, Adam about a sixth; ReLU is a little cheaper than sigmoid. Beside the number of epochs that it takes to get to 80 % these differences are small.
#
# **The four signs tell the baseline from the rest:** three of them in the baseline, at most one in every other method. No single sign is enough for a verdict.

# %% [markdown] id="next" lang="vi"
# ## Thử tiếp
#
# * Kết hợp hai phương pháp, chẳng hạn ReLU với batch normalization, dưới một tên riêng: `vgkit.train(model, "relu_norm", epochs=20)`. Chúng có giúp nhau không?
# * Train lại một phương pháp với seed khác bằng Keras thuần túy. Thứ hạng có giữ nguyên không?

# %% [markdown] id="next" lang="en"
# ## What to try next
#
# * Combine two methods, say ReLU with batch normalization, under a name of your own: `vgkit.train(model, "relu_norm", epochs=20)`. Do they help each other?
# * Train one method again with another seed, in plain Keras. Does the ranking hold?
