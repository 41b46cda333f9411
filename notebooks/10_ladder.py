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
# # Bài 10 · Chiếc thang (tự chọn)
#
# Các bài 1 đến 6 mỗi bài thử **một** ý tưởng trên cùng một network không học được. Ở đây các ý tưởng được chồng lên nhau: một network, cải tiến từng bước, và sau mỗi bước chỉ con số đo được mới quyết định bước đó được giữ hay bị bỏ.
#
# Làm xong bài, bạn có thể
#
# * viết một thí nghiệm so sánh thành một bảng các setting, mỗi lần chỉ đổi một thứ,
# * dùng tập validation để chọn, để dành tập test cho cuối cùng, và nói được vì sao,
# * phân biệt một cải tiến thật với khoảng chênh do may rủi giữa các seed,
# * nói được mỗi bước, khi đứng một mình, có ích hay có hại cho sigmoid và cho ReLU.
#
# **Thời gian:** khoảng 40 phút để đọc và làm. Máy train khoảng 4000 epoch; trên hai nhân, hãy tính từ nửa giờ đến một giờ. Có thể ngắt bất cứ lúc nào: lần train nào xong thì đã nằm trên đĩa, chạy lại notebook thì làm tiếp phần còn lại.

# %% [markdown] id="goal" lang="en"
# # Exercise 10 · The ladder (optional)
#
# Exercises 1 to 6 each try **one** idea on the same network, which cannot learn. Here the ideas are stacked: one network, improved step by step, and after each step only a measured number decides whether the step is kept or dropped.
#
# When you are done, you can
#
# * write a comparison down as a table of settings that differ in one thing at a time,
# * choose by the validation images, leave the test images for the end, and say why,
# * tell a real improvement from the luck of a seed,
# * say of each step, by itself, whether it helps or harms sigmoid, and whether it helps or harms ReLU.
#
# **Time:** about 40 minutes to read and do. The machine trains about 4000 epochs; on two cores, allow half an hour to an hour. You may interrupt at any moment: a finished training is on disk, and running the notebook again goes on with the rest.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Bậc dưới cùng là **base**: bảy hidden layer sigmoid với stddev 0.05, SGD. Trên nó là bảy bước, thử lần lượt:
#
# | bậc | thay đổi | đã gặp ở |
# |---|---|---|
# | std 1.0 | weights ban đầu lớn gấp 20 lần | bài 1a |
# | ReLU | activation khác, và trở lại stddev của base | bài 2 |
# | Adam | optimizer khác, cùng learning rate | bài 3 |
# | batch norm | `BatchNormalization` trước các hidden layer 2 đến 7 | bài 4a |
# | skip connections | hai phép cộng | bài 5 |
# | stages | train từng submodel 2-2-2-1 thay vì cả network một lúc | bài 6 |
# | gradient normalization | chuẩn hóa gradient ở chiều ngược | bài 8 |
#
# **Quy tắc.** Một bước được giữ nếu validation accuracy cao hơn bậc đang giữ, dù chỉ cao hơn một chút; bước sau xây trên những gì đã giữ. Validation accuracy ở đây là *trung bình của 10 epoch cuối*, vì một epoch riêng lẻ dao động.
#
# **Ba phần dữ liệu.** 54 000 ảnh để train; 6000 ảnh cuối của tập train để *chọn*; 10 000 ảnh test chỉ để *báo cáo*. Nếu chọn bằng tập test thì con số cuối cùng sẽ đẹp hơn sự thật một chút: trong nhiều lựa chọn, ta lấy đúng cái tình cờ hợp với những ảnh đó.
#
# **Ba khác biệt với các bài trước.** Pixel được chia cho 255, validation không còn là tập test, và mỗi lần train dài 100 epoch thay vì 300. Đó là đề bài của bản "từng bước" năm 2022, có công bố test accuracy xấp xỉ của các bậc để ta so.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# The lowest rung is the **base**: seven sigmoid hidden layers with stddev 0.05, SGD. Above it are seven steps, tried one after the other:
#
# | rung | what changes | seen in |
# |---|---|---|
# | std 1.0 | initial weights 20 times as large | exercise 1a |
# | ReLU | another activation, and back to the base's stddev | exercise 2 |
# | Adam | another optimizer, the same learning rate | exercise 3 |
# | batch norm | `BatchNormalization` before hidden layers 2 to 7 | exercise 4a |
# | skip connections | two additions | exercise 5 |
# | stages | train submodels 2-2-2-1 one after the other instead of the network at once | exercise 6 |
# | gradient normalization | normalize the gradient on its way back | exercise 8 |
#
# **The rule.** A step is kept if its validation accuracy is higher than that of the rung kept so far, by however little; the next step builds on what was kept. Validation accuracy here means the *mean of the last 10 epochs*, because a single epoch fluctuates.
#
# **Three parts of the data.** 54,000 images to train on; the last 6000 training images to *choose* by; the 10,000 test images only to *report*. Choosing by the test images would make the final number look a little better than it is: of many candidates one would take the one that happens to suit those very images.
#
# **Three differences from the earlier exercises.** Pixels are divided by 255, validation is no longer by the test images, and every training has 100 epochs instead of 300. This is the task of the step-by-step edition of 2022, which gives approximate test accuracies to compare with.

# %% id="start" lang="vi"
from dataclasses import replace

import vgkit
from vgkit import ladder, ladder_checks, ladder_plots, ladder_tables, sweep

vgkit.start("10", language="vi")

# %% id="start" lang="en"
from dataclasses import replace

import vgkit
from vgkit import ladder, ladder_checks, ladder_plots, ladder_tables, sweep

vgkit.start("10", language="en")

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="predict_text" lang="vi"
# ## Dự đoán
#
# Trước khi train, hãy chọn một câu trả lời. Đúng hay sai không quan trọng; cuối bài bạn sẽ so nó với số đo được.

# %% [markdown] id="predict_text" lang="en"
# ## Predict
#
# Before any training, commit yourself to an answer. Whether it is right does not matter; at the end you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P10")

# %% id="predict_answer" only="solution"
vgkit.answer("P10", "C")

# %% [markdown] id="base_text" lang="vi"
# ## Bậc 0 và 1: base, rồi std 1.0
#
# Một `Setting` mô tả trọn vẹn một lần train. `replace(setting, …)` tạo ra một bản sao chỉ khác ở những trường bạn ghi: đúng thứ ta cần cho chiếc thang. `sweep.run` train các setting chưa có kết quả và trả về mỗi setting một dòng; `ladder.climb` áp dụng quy tắc ở trên lên các dòng đó. Hai bậc đầu đã viết sẵn.

# %% [markdown] id="base_text" lang="en"
# ## Rungs 0 and 1: the base, then std 1.0
#
# A `Setting` describes a training completely. `replace(setting, …)` makes a copy that differs only in the fields that you name: just what a ladder needs. `sweep.run` trains those settings that have no result yet and gives one row for each; `ladder.climb` applies the rule above to the rows. The first two rungs are given.

# %% id="base"
base = ladder.BASE
std = replace(base, name="std 1.0", stddev=1.0)
rows = sweep.run([base, std], "ladder")
at_std = ladder.climb(rows)
ladder_tables.climb(at_std)

# %% [markdown] id="base_read" lang="vi"
# Base đứng ở 10 %, bằng đoán mò: pixel 0–1 không cứu được nó. (Không đúng 10 %, vì network đoán cùng một class cho mọi ảnh, mà trong 6000 ảnh validation, khác với tập test, số ảnh của các class không bằng nhau.) Với stddev 1.0, network học được, tới khoảng 73 %; bước này được **giữ**.

# %% [markdown] id="base_read" lang="en"
# The base stays at 10 %, as good as guessing: pixels of 0–1 do not rescue it. (Not exactly at 10 %, because the network guesses one class for all images, and among the 6000 validation images, unlike the test images, the classes are not equally frequent.) With stddev 1.0 the network learns, up to about 73 %; the step is **kept**.

# %% [markdown] id="relu_text" lang="vi"
# ## Bậc 2: ReLU
#
# Weights lớn là cách chữa cho sigmoid. ReLU không cần nó: đạo hàm bằng 1 ở mọi unit đang bật. Vì vậy bước này đổi **hai trường cùng lúc**: activation, và stddev trở lại giá trị của base. Với ReLU, stddev 1.0 làm tín hiệu lớn lên chừng $1.0\cdot\sqrt{128/2} = 8$ lần sau mỗi lớp; bảng ở cuối bài cho thấy hậu quả.
#
# Hãy viết setting của bậc này. `at_std.kept` là bậc đang giữ; `replace` sao chép nó và đổi những gì bạn ghi.

# %% [markdown] id="relu_text" lang="en"
# ## Rung 2: ReLU
#
# Large weights are a remedy for sigmoid. ReLU does not need it: its derivative is 1 at every unit that is on. So this step changes **two fields at once**: the activation, and the stddev, which goes back to the base's. With ReLU a stddev of 1.0 would make the signal about $1.0\cdot\sqrt{128/2} = 8$ times as large at each layer; the table at the end shows what comes of that.
#
# Write the setting of this rung. `at_std.kept` is the rung kept so far; `replace` copies it and changes what you name.

# %% id="relu"
relu = replace(
    at_std.kept,
    name="ReLU",
    activation="relu",  #?? activation | vi: Tên của activation, như Keras gọi, trong dấu nháy | en: The activation's name as Keras calls it, in quotes
    stddev=0.05,  #?? stddev | vi: Số của base: xem phần Ý tưởng, hoặc in ladder.BASE | en: The base's number: see the text on the idea, or print ladder.BASE
)

# %% [markdown] id="relu_check_text" lang="vi"
# Kiểm tra trước khi train: nếu setting chưa đúng, thông báo nói chỗ trống nào cần xem lại.

# %% [markdown] id="relu_check_text" lang="en"
# Check before you train: if the setting is not right yet, the message names the blank to look at.

# %% id="relu_check"
ladder_checks.check(relu, at_std)

# %% id="relu_train"
rows = sweep.run([*at_std.settings, relu], "ladder")
at_relu = ladder.climb(rows)
ladder_tables.climb(at_relu)

# %% id="relu_slow"
from vgkit import records

epochs = (1, 10, 20, 50, 100)
here, before = at_relu.rungs[-1].row["metrics"]["val_accuracy"], records.shipped("2")
print("epoch                 ", *[f"{epoch:6}" for epoch in epochs])
print("ReLU, pixels 0-1      ", *[f"{here[epoch - 1]:6.1%}" for epoch in epochs])
print("exercise 2, 0-255     ", *[f"{before.at('val_accuracy', epoch):6.1%}" for epoch in epochs])

# %% [markdown] id="relu_read" lang="vi"
# Validation khoảng 82 %, cao hơn std 1.0 chừng 9 điểm: **giữ**.
#
# Nhưng ReLU ở đây học chậm hơn nhiều so với bài 2: mười epoch đầu hầu như không nhúc nhích, đến epoch 20 mới được khoảng 50 %, và ở epoch 100 vẫn còn đang tăng. Bài 2 đã đo được lý do: chia pixel cho 255 làm gradient của mọi lớp nhỏ đi khoảng 300 lần, còn learning rate thì vẫn thế.

# %% [markdown] id="relu_read" lang="en"
# About 82 % in validation, 9 points above std 1.0: **kept**.
#
# But ReLU learns far more slowly here than in exercise 2: in the first ten epochs its accuracy hardly moves, it takes until epoch 20 to get to about 50 %, and at epoch 100 it is still rising. Exercise 2 has measured why: pixels divided by 255 make the gradients of all layers about 300 times smaller, and the learning rate is still the same.

# %% [markdown] id="adam_text" lang="vi"
# ## Bậc 3: Adam
#
# Adam chia gradient của mỗi weight cho độ lớn gần đây của chính gradient đó (bài 3), nên gradient nhỏ không còn nghĩa là bước đi nhỏ. Mọi bậc của chiếc thang dùng **cùng một learning rate**, bằng của base, chứ không dùng giá trị mặc định của Keras cho từng optimizer: nhờ vậy bước này chỉ đổi quy tắc cập nhật.

# %% [markdown] id="adam_text" lang="en"
# ## Rung 3: Adam
#
# Adam divides the gradient of each weight by that gradient's own recent size (exercise 3), so a small gradient no longer means a small step. All rungs of the ladder share **one learning rate**, the base's, not what Keras takes by default for each optimizer: that way this step changes only the rule by which weights are updated.

# %% id="adam"
adam = replace(
    at_relu.kept,
    name="Adam",
    optimizer="Adam",  #?? optimizer | vi: Tên lớp của optimizer trong keras.optimizers, trong dấu nháy | en: The optimizer's class name in keras.optimizers, in quotes
    learning_rate=0.01,  #?? learning_rate | vi: Số chung của mọi bậc; None nghĩa là mặc định của Keras | en: The number that all rungs share; None would stand for Keras' own
)

# %% id="adam_check"
ladder_checks.check(adam, at_relu)

# %% id="adam_train"
rows = sweep.run([*at_relu.settings, adam], "ladder")
at_adam = ladder.climb(rows)
ladder_tables.climb(at_adam)

# %% [markdown] id="adam_read" lang="vi"
# Khoảng 87 %, thêm chừng 5 điểm: **giữ**. Bản năm 2022 cũng được con số ấy.

# %% [markdown] id="adam_read" lang="en"
# About 87 %, five points more: **kept**. The edition of 2022 gives the same.

# %% [markdown] id="norm_text" lang="vi"
# ## Bậc 4: batch normalization
#
# Từ đây `ladder` tự viết setting: `at_adam.step` là bước tiếp theo, `at_adam.next` là setting của nó, xây trên bậc đang giữ. Bước này đặt `BatchNormalization` trước các hidden layer 2 đến 7 (bài 4a).

# %% [markdown] id="norm_text" lang="en"
# ## Rung 4: batch normalization
#
# From here on `ladder` can write a setting itself: `at_adam.step` is the next step, and `at_adam.next` its setting, on top of the rung kept so far. This one puts `BatchNormalization` before hidden layers 2 to 7 (exercise 4a).

# %% id="norm_train"
print(at_adam.step.name, at_adam.step.changes)
rows = sweep.run([*at_adam.settings, at_adam.next], "ladder")
at_norm = ladder.climb(rows)
ladder_tables.climb(at_norm)

# %% [markdown] id="norm_read" lang="vi"
# Thêm khoảng một điểm rưỡi, lên quanh 88 %: **giữ**. Nhưng hãy nhìn cột thứ ba. Từ bậc ReLU đến đây, mười epoch cuối của *một* lần train đã chênh nhau hơn hai điểm phần trăm. Nếu chỉ so epoch cuối với epoch cuối, quyết định sẽ tùy vào chuyện ta tình cờ dừng ở đâu; trung bình của mười epoch ổn định hơn nhiều. Test accuracy thì vẫn là của một epoch duy nhất, nên đừng đọc nó chính xác hơn thế.

# %% [markdown] id="norm_read" lang="en"
# Another point and a half, to about 88 %: **kept**. But look at the third column. From the ReLU rung up to here, the last ten epochs of *one* training lie more than two percentage points apart. Comparing last epoch with last epoch would make the decision depend on where one happens to stop; the mean of ten epochs is far steadier. The test accuracy is still that of a single epoch, so do not read it more exactly than that.

# %% [markdown] id="skips_text" lang="vi"
# ## Bậc 5: skip connection
#
# Cũng hai phép cộng như ở bài 5: tổng của $h_3$ và $h_1$ đi vào lớp 4, tổng của $h_7$ và $h_4$ đi vào output layer. Trong `Setting`, `skips` là một dãy các cặp `(a, b)`, nghĩa là "cộng output của hidden layer a vào output của hidden layer b", với a nhỏ hơn b.

# %% [markdown] id="skips_text" lang="en"
# ## Rung 5: skip connections
#
# The same two additions as in exercise 5: the sum of $h_3$ and $h_1$ feeds layer 4, the sum of $h_7$ and $h_4$ feeds the output layer. In a `Setting`, `skips` holds pairs `(a, b)`, which means "add the output of hidden layer a to that of hidden layer b", with a less than b.

# %% id="skips"
skips = replace(
    at_norm.kept,
    name="skip connections",
    skips=((1, 3), (4, 7)),  #?? skips | vi: Hai cặp trong một tuple, mỗi tổng một cặp, cặp ở lớp thấp đứng trước | en: Two pairs in a tuple, one for each sum, the lower one first
)

# %% id="skips_check"
ladder_checks.check(skips, at_norm)

# %% id="skips_train"
rows = sweep.run([*at_norm.settings, skips], "ladder")
at_skips = ladder.climb(rows)
ladder_tables.climb(at_skips)

# %% [markdown] id="skips_read" lang="vi"
# Lần đầu tiên một bước bị **bỏ**: thấp hơn khoảng 0.3 điểm. Trong bài 5, hai phép cộng này đưa baseline từ 10 % lên khoảng 85 %; ở đây chúng không thêm được gì, vì ReLU, Adam và batch normalization đã làm xong việc của chúng. Thuốc chỉ có tác dụng khi còn bệnh.
#
# 0.3 điểm là nhiều hay ít? Câu hỏi đó cần một phép đo riêng, ở phần nói về may rủi. Từ đây trở đi, máy của bạn có thể quyết định khác; chiếc thang khi đó xây tiếp trên những gì bạn đo được.

# %% [markdown] id="skips_read" lang="en"
# For the first time a step is **dropped**: it is about 0.3 points lower. In exercise 5 these two additions brought the baseline from 10 % to about 85 %; here they add nothing, for ReLU, Adam and batch normalization have done their work already. A remedy helps only where there is something left to cure.
#
# Is 0.3 points a lot or a little? That question needs a measurement of its own, in the section on luck. From here on your machine may decide otherwise; the ladder then builds on what you have measured.

# %% [markdown] id="stages_text" lang="vi"
# ## Bậc 6: train từng nhóm lớp
#
# Như bài 6: bảy hidden layer được cắt thành các submodel 2-2-2-1 và train trong bảy lần, mỗi lần 100 epoch với một output layer mới. Số đo của bậc này là của lần train thứ bảy. Đây là bậc tốn nhất của chiếc thang: 700 epoch thay vì 100.

# %% [markdown] id="stages_text" lang="en"
# ## Rung 6: some layers at a time
#
# As in exercise 6: the seven hidden layers are cut into submodels 2-2-2-1 and trained in seven trainings of 100 epochs, each with a new output layer. What this rung measures is the seventh training. It is the most expensive rung of the ladder: 700 epochs instead of 100.

# %% id="stages_train"
rows = sweep.run([*at_skips.settings, at_skips.next], "ladder")
at_stages = ladder.climb(rows)
ladder_tables.climb(at_stages)

# %% [markdown] id="stages_read" lang="vi"
# Lại bị **bỏ**, cũng vì khoảng 0.3 điểm, dù test accuracy của bậc này là cao nhất từ đầu đến giờ. Chính lúc này quy tắc có ích: nó được đặt ra trước khi biết kết quả, và tập test không có tiếng nói.

# %% [markdown] id="stages_read" lang="en"
# **Dropped** again, for about 0.3 points once more, although this rung has the highest test accuracy so far. This is what a rule is good for: it was made before the results were known, and the test images have no say.

# %% [markdown] id="gradient_text" lang="vi"
# ## Bậc 7: chuẩn hóa gradient
#
# Lớp `GradientNormalization` của bài 8: chiều tới giữ nguyên, chiều ngược đưa gradient về trung bình 0 và độ lệch chuẩn 1 trên toàn tensor. Với SGD, bài 8 cho thấy bước đi dài gấp hàng nghìn lần so với khi dùng batch normalization. Adam thì chia mỗi gradient cho độ lớn của chính nó, nên độ dài đó không còn quan trọng.

# %% [markdown] id="gradient_text" lang="en"
# ## Rung 7: gradient normalization
#
# The layer `GradientNormalization` of exercise 8: forwards it changes nothing, backwards it brings the gradient to mean 0 and standard deviation 1 over the whole tensor. With SGD, exercise 8 has shown, it makes the steps thousands of times as long as with batch normalization. Adam divides each gradient by its own size, so that length does not matter to it.

# %% id="gradient_train"
rows = sweep.run([*at_stages.settings, at_stages.next], "ladder")
top = ladder.climb(rows)
ladder_tables.climb(top)

# %% [markdown] id="gradient_read" lang="vi"
# Đúng là với Adam, lớp này không còn phá hỏng việc train, nhưng cũng không đem lại gì: thấp hơn khoảng 0.6 điểm, **bỏ**. Đỉnh của chiếc thang là ReLU, Adam và batch normalization.

# %% [markdown] id="gradient_read" lang="en"
# With Adam the layer indeed does not ruin the training, but it brings nothing either: about 0.6 points lower, **dropped**. The top of the ladder is ReLU, Adam and batch normalization.

# %% [markdown] id="luck_text" lang="vi"
# ## Bao nhiêu là may rủi?
#
# Cùng một setting, train lại với seed khác (weights ban đầu khác, thứ tự batch khác), cho ra con số hơi khác. Thay đổi nào nhỏ hơn thế thì không nói lên điều gì. Cell sau train ba setting của thang với ba seed mỗi setting, và tiện thể train luôn từng bước *một mình*, trên base sigmoid và trên base ReLU, cho phần sau.

# %% [markdown] id="luck_text" lang="en"
# ## How much of it is luck?
#
# The same setting, trained again with another seed (other initial weights, another order of batches), gives slightly different numbers. A change smaller than that says nothing. The next cell trains three settings of the ladder with three seeds each, and on the way every step *by itself*, on the sigmoid base and on the ReLU base, for the next section.

# %% id="luck"
seeds = [setting for group in ladder.repeated().values() for setting in group]
rows = sweep.run([*top.settings, *ladder.alone(), *seeds], "ladder")
ladder_tables.seeds(rows)

# %% [markdown] id="luck_read" lang="vi"
# Cột cuối là khoảng chênh giữa ba seed của cùng một setting. Với validation, đó là khoảng 2 điểm ở bậc ReLU, 1 điểm khi có thêm Adam, và 0.6 điểm khi có thêm batch normalization. Bây giờ hãy đọc lại chiếc thang.
#
# * **Ba bước đầu là thật.** +63, +9 và +5 điểm lớn hơn mọi khoảng chênh trong bảng.
# * **Batch normalization có lẽ là thật, nhưng nhỏ hơn ta tưởng.** Seed kém nhất của nó (87.7 %) chưa vượt được seed tốt nhất của Adam (87.8 %). Lấy trung bình ba seed, nó hơn khoảng 0.8 điểm, chứ không phải 1.6.
# * **Những gì bị bỏ ở trên cùng thì không phân biệt được với may rủi.** Skip connections và stages đạt 88.0 %, nằm *giữa* ba seed của bậc đang giữ (87.7, 87.8 và 88.2 %): kém seed 1, hơn seed 2 và 3. Chuẩn hóa gradient, với 87.6 %, nằm ngay dưới seed thấp nhất. Mà chính ba bước này cũng mới được train với một seed.

# %% [markdown] id="luck_read" lang="en"
# The last column is the range between three seeds of one setting. For the validation accuracy it is about 2 points on the ReLU rung, 1 point with Adam as well, and 0.6 points with batch normalization as well. Now read the ladder again.
#
# * **The first three steps are real.** +63, +9 and +5 points are more than any range in the table.
# * **Batch normalization is probably real, but smaller than it looked.** Its worst seed (87.7 %) does not beat Adam's best one (87.8 %). On the mean of three seeds it gains about 0.8 points, not 1.6.
# * **What was dropped at the top cannot be told from luck.** Skip connections and stages reach 88.0 %, *between* the three seeds of the rung kept so far (87.7, 87.8 and 88.2 %): below seed 1, above seeds 2 and 3. Gradient normalization, at 87.6 %, lies just below the lowest seed. And these three steps were trained with one seed only.

# %% id="figure"
ladder_plots.climb(top, ladder.noise(rows, ladder.accuracy))

# %% [markdown] id="figure_read" lang="vi"
# Hai dãy số, của ta và của năm 2022, kể cùng một câu chuyện: một cú nhảy, hai bước ngắn hơn, rồi một đoạn bằng giữa 87 và 89 %. Chỗ lệch nhiều nhất là ReLU: ta được từ 82 đến 84 % tùy seed, năm 2022 khoảng 81 %. Những con số năm 2022 chỉ là xấp xỉ, và riêng mười epoch cuối ở bậc ReLU của ta đã chênh nhau hơn ba điểm, nên từ chỗ lệch này không kết luận được gì. (Vạch ngang ở hình bên phải dài 1.9 điểm về mỗi phía: đó là khoảng chênh test accuracy lớn nhất giữa các seed trong bảng trên.)
#
# Vì sao lên đến đó thì không cao thêm? Bảng sau sắp các bậc theo training accuracy của epoch cuối.

# %% [markdown] id="figure_read" lang="en"
# Both series, ours and that of 2022, tell the same story: one leap, two shorter steps, then a plateau between 87 and 89 %. They differ most at ReLU: ours lies between 82 and 84 % depending on the seed, that of 2022 at about 81 %. The numbers of 2022 are approximate, and on our ReLU rung the last ten epochs alone lie more than three points apart, so nothing follows from this difference. (The bars on the right reach 1.9 points to either side: the largest range of test accuracies between seeds in the table above.)
#
# Why is there a plateau? The next table sorts the rungs by their training accuracy in the last epoch.

# %% id="limits"
from vgkit import variation_tables

variation_tables.results([rung.row for rung in top.rungs], by="accuracy")

# %% [markdown] id="limits_read" lang="vi"
# Đến bậc ReLU, accuracy trên ảnh train và ảnh validation gần như nhau: network chưa học hết những gì nó có thể học, và giúp gradient là giúp đúng chỗ. Từ batch normalization trở lên, network phân loại đúng hơn 98 % số ảnh train nhưng chỉ khoảng 88 % số ảnh validation, và val_loss cao hơn hẳn so với bậc Adam. Gradient không còn là thứ kìm hãm nó; thứ còn thiếu là khả năng tổng quát hóa, mà không bước nào nhắm vào đó. (Tỉ số gradient ở cột cuối được đo trước khi train; ở dòng stages là trước lần train thứ bảy.)

# %% [markdown] id="limits_read" lang="en"
# Up to the ReLU rung, the accuracies on training and on validation images are almost the same: the network has not learnt all that it could, and to help the gradient is to help in the right place. From batch normalization on, it classifies more than 98 % of the training images right, but only about 88 % of the validation images, and its val_loss is well above that of the Adam rung. The gradient no longer holds it back; what is missing is generalization, and no step is aimed at that. (The ratio of gradients in the last column is measured before training; in the row of stages, before the seventh training.)

# %% [markdown] id="signs_text" lang="vi"
# ## Từng bước một mình: dấu cho sigmoid và cho ReLU
#
# Chiếc thang chỉ thử mỗi bước ở *một* chỗ, trên những gì đã giữ. Bảng sau thử mỗi bước hai lần, một mình: trên base sigmoid (không học được gì) và trên base với ReLU (bậc ReLU của thang). Dấu cho biết validation accuracy tăng hay giảm so với seed 1 của base; thay đổi không lớn hơn khoảng chênh giữa các seed được coi là 0.

# %% [markdown] id="signs_text" lang="en"
# ## Each step by itself: the signs for sigmoid and for ReLU
#
# The ladder tries each step in *one* place only, on top of what was kept. The next table tries each step twice, by itself: on the sigmoid base, which learns nothing, and on the base with ReLU, which is the ladder's rung. The sign tells whether validation accuracy rises or falls, compared with the base's seed 1; a change no larger than the range between seeds counts as 0.

# %% id="signs"
effects = ladder.effects(rows)
ladder_tables.signs(effects, ladder.noise(rows, ladder.score))

# %% [markdown] id="signs_read" lang="vi"
# **Với sigmoid**, gần như bước nào cũng cứu được network, vì base không học được gì: +63 đến +78 điểm. Chỉ chuẩn hóa gradient thì không; bài 8 đã cho thấy vì sao.
#
# **Với ReLU**, Adam, batch normalization, skip connections và stages mỗi thứ một mình thêm 4 đến 6 điểm. Nhưng hãy cẩn thận: chúng được so với seed 1 của ReLU, tình cờ là seed *kém nhất* (81.7 %; hai seed kia 82.8 và 83.9 %). So với seed 3, Adam còn hơn 2.8 điểm và stages 3.4, nhưng batch normalization chỉ còn 2.2 và skip connections 2.1: không hơn khoảng chênh giữa các seed. Adam và stages có ích; hai bước kia thì một lần train chưa đủ để nói. Dù sao ReLU với SGD ở đây không bị vanishing gradient (tỉ số gradient của nó trong bảng ở phần trước là 2.7), nó chỉ chậm.
#
# **Hai bước tác dụng khác nhau trên hai base.** Std 1.0 cứu sigmoid nhưng làm ReLU phân kỳ: sigmoid giữ mọi output giữa 0 và 1, còn ReLU để tín hiệu lớn lên chừng 8 lần mỗi lớp. Chuẩn hóa gradient với SGD vô ích cho sigmoid và làm ReLU phân kỳ, cùng một lý do: bước đi quá dài; sigmoid thì chỉ bão hòa, ReLU thì không có gì giữ lại.
#
# **Dấu không phải là thuộc tính của phương pháp.** Skip connections: +65 điểm trên sigmoid, −0.3 trên đỉnh thang. Câu "phương pháp này có ích" chỉ có nghĩa khi nói rõ trên cái gì.

# %% [markdown] id="signs_read" lang="en"
# **With sigmoid** almost any step rescues the network, since the base learns nothing: +63 to +78 points. Only gradient normalization does not; exercise 8 has shown why.
#
# **With ReLU** Adam, batch normalization, skip connections and stages add 4 to 6 points, each by itself. But take care: they are compared with ReLU's seed 1, which happens to be its *worst* (81.7 %; the other two 82.8 and 83.9 %). Against seed 3, Adam still gains 2.8 points and stages 3.4, but batch normalization only 2.2 and skip connections 2.1: no more than the range between seeds. Adam and stages help; of the other two, one training is not enough to tell. In any case ReLU with SGD does not suffer from vanishing gradients here (in the table before this one its ratio of gradients is 2.7), it is merely slow.
#
# **Two steps act differently on the two bases.** Std 1.0 rescues sigmoid and makes ReLU diverge: sigmoid holds every output between 0 and 1, ReLU lets the signal grow about eightfold at each layer. Gradient normalization with SGD is of no use to sigmoid and makes ReLU diverge, for the same reason: the steps are too long; sigmoid merely saturates, and ReLU has nothing to hold it back.
#
# **The sign does not belong to the method.** Skip connections: +65 points on sigmoid, −0.3 at the top of the ladder. "This method helps" means something only if one says on what.

# %% [markdown] id="greedy_text" lang="vi"
# ## Điều chiếc thang không thấy
#
# Hãy nhìn lại dòng Adam của bảng trên: +78 điểm trên base *sigmoid*. Chiếc thang không bao giờ thử điều đó, vì lúc đến lượt Adam, sigmoid đã bị thay từ lâu.

# %% [markdown] id="greedy_text" lang="en"
# ## What the ladder does not see
#
# Look once more at the line of Adam in the table above: +78 points on the *sigmoid* base. The ladder never tries that, because by the time Adam's turn comes, sigmoid has long been replaced.

# %% id="greedy"
for effect in effects:
    if effect.step.name == "Adam":
        score, tested = ladder.score(effect.row), ladder.accuracy(effect.row)
        print(f"{ladder.ACTIVATIONS[effect.activation]:7} + Adam: validation {score:.1%}, test {tested:.1%}")

# %% [markdown] id="greedy_read" lang="vi"
# Với Adam, sigmoid không kém ReLU: 87.7 % so với 86.6 %, mà ba seed của ReLU với Adam nằm từ 86.6 đến 87.8 %. Bước ReLU được giữ vì nó tốt hơn sigmoid *với SGD*; có Adam rồi thì không còn thấy khác biệt nào. Và chỉ một bước từ base, sigmoid với Adam, đã có validation accuracy cách đỉnh thang chưa đầy một điểm.
#
# Leo từng bước như thế này gọi là tìm kiếm tham lam (greedy): mỗi quyết định chỉ nhìn một bước, và không bao giờ quay lại. Cách kiểm tra thông thường là đi ngược: từ đỉnh, mỗi lần bỏ *một* bước đã giữ, và xem bước nào thật sự được cần đến (ablation).

# %% [markdown] id="greedy_read" lang="en"
# With Adam, sigmoid is no worse than ReLU: 87.7 % against 86.6 %, where the three seeds of ReLU with Adam reach from 86.6 to 87.8 %. The ReLU step was kept because it beats sigmoid *with SGD*; with Adam no difference is to be seen any more. And a single step from the base, sigmoid with Adam, gets within a point of the top of the ladder in validation accuracy.
#
# To climb like this is called greedy search: each decision looks one step ahead, and none is ever taken back. The usual test goes the other way: from the top, take away *one* of the kept steps at a time, and see which of them is needed (an ablation).

# %% [markdown] id="case_text" lang="vi"
# ## Một trường hợp mới
#
# Bảng các dấu cho thấy std 1.0 và batch normalization, mỗi thứ một mình, cứu được sigmoid. Notebook này không thử cả hai cùng lúc; khóa học đã đo điều đó.

# %% [markdown] id="case_text" lang="en"
# ## A new case
#
# By the table of signs, std 1.0 and batch normalization rescue sigmoid, each by itself. This notebook does not try both at once; the course has measured it.

# %% id="case"
vgkit.ask("C10")

# %% id="case_answer" only="solution"
from vgkit import cases

vgkit.answer("C10", "C")
cases.show("C10")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. What did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P10")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# Viết bảng của riêng bạn: mỗi dict là một dòng, và một danh sách trong một trường nghĩa là nhiều dòng (riêng `normalization` vốn đã là danh sách: `[["batch"], ["gradient"]]` là hai dòng). Những gì bạn không ghi thì như baseline của khóa học, nên ba trường đầu cần được giữ để so được với chiếc thang. Chẳng hạn, batch normalization và Adam cho từng activation:
#
# ```python
# from vgkit import variations
#
# mine = variations.read(
#     [
#         {
#             "pixels": "0-1",
#             "validation": "training tail",
#             "epochs": 100,
#             "activation": ["sigmoid", "tanh", "relu"],
#             "optimizer": "Adam",
#             "normalization": ["batch"],
#         }
#     ]
# )
# variation_tables.results(sweep.run(mine, "my_ladder"))
# ```
#
# * Ablation: dòng nào của bảng này bỏ đi đúng một bước của đỉnh thang? Thêm dòng bỏ Adam (tức là SGD với learning rate 0.01). Bước nào thật sự được cần đến?
# * Một chiếc thang mà bảy bước *không làm gì cả*, chỉ đổi seed: quy tắc ở trên sẽ giữ khoảng mấy bước? Hãy đoán, rồi thử với `"seed": [1, 2, 3, 4, 5, 6, 7, 8]` và ít epoch hơn.
# * `"initializer": "he_normal"` là cách chữa của He và cộng sự (2015) cho ReLU. Thay `stddev` bằng nó ở bậc ReLU, với SGD. Nó thay được bao nhiêu phần của Adam?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# Write a table of your own: each dict is a row, and a list in a field stands for several rows (`normalization` is a list already: `[["batch"], ["gradient"]]` makes two rows). What you leave out is as in the course's baseline, so keep the first three fields if you want to compare with the ladder. For example, batch normalization and Adam for each activation:
#
# ```python
# from vgkit import variations
#
# mine = variations.read(
#     [
#         {
#             "pixels": "0-1",
#             "validation": "training tail",
#             "epochs": 100,
#             "activation": ["sigmoid", "tanh", "relu"],
#             "optimizer": "Adam",
#             "normalization": ["batch"],
#         }
#     ]
# )
# variation_tables.results(sweep.run(mine, "my_ladder"))
# ```
#
# * Ablation: which row of this table takes away exactly one step of the ladder's top? Add the row without Adam (SGD with learning rate 0.01). Which step is needed?
# * A ladder whose seven steps *do nothing at all* but change the seed: about how many of them would the rule keep? Guess, then try it with `"seed": [1, 2, 3, 4, 5, 6, 7, 8]` and fewer epochs.
# * `"initializer": "he_normal"` is the remedy of He et al. (2015) for ReLU. Put it in the place of `stddev` on the ReLU rung, with SGD. How much of what Adam does can it do?
