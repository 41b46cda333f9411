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
# # Bài 16 · Fine-tuning
#
# Đến đây, network nào cũng bắt đầu từ weights ngẫu nhiên và chỉ học từ những ảnh của bài. Bây giờ bạn lấy một network đã học từ một triệu ảnh khác, giữ lại những gì nó biết, và dạy nó phân biệt chó với mèo bằng 200 đến 2000 tấm ảnh.
#
# Làm xong bài, bạn có thể
#
# * đặt một head mới lên một network pretrained, và nói được phần nào nhận gradient ở mỗi bước,
# * tính một lần những gì không thay đổi, để mỗi epoch chỉ còn mất vài giây hay ít hơn,
# * bỏ đóng băng đúng những lớp cần thiết, đúng thứ tự, với learning rate phù hợp,
# * nói được 200 tấm ảnh có nhãn đáng giá bao nhiêu khi có network pretrained, và khi không có.
#
# **Thời gian:** khoảng 60 phút để đọc và làm, cộng thêm 3 đến 5 phút máy chạy. Có thể ngắt giữa chừng rồi chạy tiếp.

# %% [markdown] id="goal" lang="en"
# # Exercise 16 · Fine-tuning
#
# So far every network began with random weights and learnt from the lesson's own images only. Now you take a network that has learnt from a million other photographs, keep what it knows, and teach it to tell dogs from cats with 200 to 2000 images.
#
# When you are done, you can
#
# * put a new head on a pretrained network, and say which part gets gradient in each step,
# * compute once what does not change, so that an epoch takes seconds or less,
# * unfreeze the right layers, in the right order, with a suitable learning rate,
# * say what 200 labelled photographs are worth with a pretrained network, and what without one.
#
# **Time:** about 60 minutes to read and do, and 3 to 5 minutes in which the machine computes and trains. You may interrupt it and go on later.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# **EfficientNet-Lite0** được train trên ImageNet: hơn một triệu ảnh, một nghìn class. Ta bỏ lớp cuối cùng của nó; phần còn lại, **base**, biến một ảnh thành 1280 feature map. Các lớp đầu tìm cạnh và màu, các lớp sau tìm những hình ngày càng phức tạp. Những thứ ấy có ở mọi ảnh, nên không cần học lại.
#
# Trên base ta đặt một **head** mới: vài lớp nhỏ biến các feature map thành một logit. Việc train có hai bước:
#
# 1. **Base đóng băng** (frozen): chỉ head học. Nó là một bộ phân loại trên 1280 feature cố định.
# 2. **Fine-tuning**: khi head đã học xong, vài lớp cuối của base được bỏ đóng băng, và chúng cùng head học tiếp với learning rate nhỏ.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# **EfficientNet-Lite0** was trained on ImageNet: more than a million photographs, a thousand classes. We leave out its last layer; the rest, the **base**, turns a photograph into 1280 feature maps. Its first layers look for edges and colours, later ones for more and more complex shapes. Such things are in all photographs, and need not be learnt again.
#
# On the base we put a new **head**: a few small layers that turn the feature maps into one logit. It is trained in two steps:
#
# 1. **The base is frozen**: only the head learns. It is a classifier on 1280 fixed features.
# 2. **Fine-tuning**: once the head knows its job, a few of the base's last layers are unfrozen, and they and the head go on learning together with a small learning rate.

# %% id="start" lang="vi"
import vgkit
from vgkit import cnn_plots, plots, protocol, tables, transfer, transfer_checks, transfer_tables

vgkit.start("16", language="vi")
cnn_plots.fine_tuning_steps()

# %% id="start" lang="en"
import vgkit
from vgkit import cnn_plots, plots, protocol, tables, transfer, transfer_checks, transfer_tables

vgkit.start("16", language="en")
cnn_plots.fine_tuning_steps()

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="predict_text" lang="vi"
# ## Dự đoán
#
# Trước khi viết code, hãy chọn một câu trả lời. Đúng hay sai không quan trọng; cuối bài bạn sẽ so nó với số đo được.

# %% [markdown] id="predict_text" lang="en"
# ## Predict
#
# Before you write any code, commit yourself to an answer. Whether it is right does not matter; at the end you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P16")

# %% id="predict_answer" only="solution"
vgkit.answer("P16", "D")

# %% [markdown] id="setup_text" lang="vi"
# ## Chuẩn bị
#
# | | |
# |---|---|
# | ảnh | mèo (class 0) và chó (class 1) của CIFAR-10: 2000 ảnh train đầu tiên, 2000 ảnh validation (là ảnh test, như trong cả khóa học) |
# | input | ảnh 32 × 32 như vốn có, pixel từ 0 đến 255; `Resizing` phóng lên 128 × 128, vì base quen với ảnh lớn |
# | base | EfficientNet-Lite0 không có lớp cuối; tự đưa pixel 0–255 về thang −1…1; luôn được gọi với `training=False` |
# | head | global average pooling, `BatchNormalization` với momentum 0.9, dropout 0.3, một logit |
# | loss | binary cross-entropy tính từ logit |
# | bước 1 | base đóng băng, Adam với learning rate 0.001, 15 epoch |
# | bước 2 | 20 lớp cuối của base (`block_15`, `block_16` và convolution cuối) được bỏ đóng băng, trừ các batch normalization; Adam, learning rate giảm từ 0.0002 về 0 theo một nửa đường cosine, qua mọi bước đi của 8 epoch |
# | batch | 32 ảnh, 63 batch mỗi epoch |
#
# Weights của base đi kèm khóa học, nên không cần mạng.

# %% [markdown] id="setup_text" lang="en"
# ## Set-up
#
# | | |
# |---|---|
# | images | cats (class 0) and dogs (class 1) of CIFAR-10: the first 2000 training images, 2000 validation images (the test images, as in the whole course) |
# | input | photographs of 32 × 32 as they are, pixels from 0 to 255; `Resizing` enlarges them to 128 × 128, because the base is used to large ones |
# | base | EfficientNet-Lite0 without its last layer; it scales pixels of 0–255 to −1…1 itself; always called with `training=False` |
# | head | global average pooling, `BatchNormalization` with momentum 0.9, dropout 0.3, one logit |
# | loss | binary cross-entropy from the logit |
# | step 1 | base frozen, Adam with learning rate 0.001, 15 epochs |
# | step 2 | the base's last 20 layers (`block_15`, `block_16` and the last convolution) unfrozen, except batch normalizations; Adam, with a learning rate that falls from 0.0002 to 0 along half a cosine, over all steps of 8 epochs |
# | batches | of 32 images, 63 in an epoch |
#
# The weights of the base come with the course: no network connection is needed.

# %% id="setup"
import keras
import numpy as np
from keras import layers

base = transfer.pretrained_base("EfficientNetLite0")
photographs = transfer.photographs()
print(base.input_shape, "→", base.output_shape)
cnn_plots.cats_and_dogs(photographs.x_train[:12], photographs.y_train[:12])

# %% [markdown] id="network_text" lang="vi"
# ## Bài tập, phần 1: base đóng băng, head mới
#
# `training=False` là một cam kết lâu dài: dù ai train network này đi nữa, các batch normalization của base vẫn dùng trung bình trượt từ ImageNet. Head nhận feature map cao và rộng bao nhiêu cũng được; bạn sẽ cần đến điều đó ở phần 2.

# %% [markdown] id="network_text" lang="en"
# ## The exercise, part 1: a frozen base, a new head
#
# `training=False` is a permanent promise: no matter who trains this network, the base's batch normalizations go on using the moving averages of ImageNet. The head takes feature maps of any height and width; you will need that in part 2.

# %% id="network"
def new_head():
    head = keras.Sequential([keras.Input((None, None, 1280))], name="head")
    head.add(layers.GlobalAveragePooling2D())  #?? pooling | vi: head.add(…) với lớp để lại một con số cho mỗi feature map | en: head.add(…) with the layer that leaves one number per feature map
    head.add(layers.BatchNormalization(momentum=0.9))  #?? normalization | vi: head.add(…): đưa 1280 feature về cùng một cỡ; momentum theo bảng | en: head.add(…): brings the 1280 features to one scale; momentum as in the table
    head.add(layers.Dropout(0.3))  #?? dropout | vi: head.add(…), theo bảng | en: head.add(…), as in the table
    head.add(layers.Dense(1))  #?? logit | vi: head.add(…) với lớp cuối cho hai class; loss cần gì từ nó? | en: head.add(…) with the last layer for two classes; what does the loss expect of it?
    protocol.set_initial_weights(head)  # the course's starting point, seed 1
    return head


def network(base, head):
    inputs = keras.Input((32, 32, 3))
    enlarged = layers.Resizing(128, 128)(inputs)  #?? enlarged | vi: Ảnh ở cỡ mà base nhận; base tự lo thang pixel | en: The photograph in the size that the base takes; the base scales the pixels itself
    features = base(enlarged, training=False)  #?? features | vi: Gọi base như một lớp, với cam kết ở trên | en: Call the base like a layer, with the promise above
    return keras.Model(inputs, head(features))


def compiled(model, learning_rate):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),  #?? optimizer | vi: Theo bảng, với learning rate được đưa vào | en: As in the table, with the learning rate that is given
        loss=keras.losses.BinaryCrossentropy(from_logits=True),  #?? loss | vi: Loss của hai class; output là logit hay xác suất? | en: The loss of two classes; is the output a logit or a probability?
        metrics=[keras.metrics.BinaryAccuracy("accuracy", threshold=0)],  #?? metric | vi: Một danh sách với một metric của hai class, tên "accuracy"; logit từ đâu trở lên là chó? | en: A list with one metric for two classes, called "accuracy"; which logit means a dog?
    )
    return model


base.trainable = False  #?? freeze | vi: Không lớp nào của base được học; một dòng, cho cả base | en: No layer of the base may learn; one line, for the base as a whole
head = new_head()
model = compiled(network(base, head), 0.001)
transfer_checks.check_frozen(model)

# %% [markdown] id="shared_text" lang="vi" only="solution"
# Thư viện của khóa học có sẵn head, network này và cách chọn lớp ở phần 3: `vgkit.networks.fine_tuning`. Cell sau cho thấy hai cách viết cho ra cùng một network.

# %% [markdown] id="shared_text" lang="en" only="solution"
# The course's library has this head, this network and the choice of layers of part 3: `vgkit.networks.fine_tuning`. The next cell shows that both ways of writing it give the same network.

# %% id="shared" only="solution"
from vgkit import structure
from vgkit.networks import fine_tuning

shared = fine_tuning.on_photographs(base, fine_tuning.new_head())
print(shared.count_params(), structure.describe(shared) == structure.describe(model))

# %% [markdown] id="count_text" lang="vi"
# Head nhỏ đến mức nào? Hàm sau trả về hai số cho một head trên `features` feature: bao nhiêu được **train**, bao nhiêu chỉ được **cập nhật** theo batch (bài 14). Hàm thứ hai biến logit $z$ thành xác suất của chó.

# %% [markdown] id="count_text" lang="en"
# How small is the head? The next function returns two numbers for a head on `features` features: how many are **trained**, and how many are only **updated** from batch to batch (exercise 14). The second function turns a logit $z$ into the probability of a dog.

# %% id="count"
def head_parameters(features):
    return 3 * features + 1, 2 * features  #?? head_parameters | vi: Được train, được cập nhật: pooling, normalization, dropout, logit | en: Trained, updated: pooling, normalization, dropout, logit


def probability(logit):
    return 1 / (1 + np.exp(-logit))  #?? probability | vi: Logit là log(p / (1 − p)); giải ra p | en: The logit is log(p / (1 − p)); solve for p


vgkit.check_function(head_parameters, "16")
vgkit.check_function(probability, "16")
trained, updated = head_parameters(1280)
print(f"{trained} of {base.count_params() + trained + updated} parameters are trained")

# %% [markdown] id="once_text" lang="vi"
# ## Phần 2: tính một lần
#
# Khi base đóng băng, với mỗi ảnh, epoch nào nó cũng cho ra cùng những feature map. Vậy hãy tính chúng một lần rồi giữ lại. Ở bước 2, chỉ 20 lớp cuối thay đổi, nên những gì đi ra từ lớp ngay trước chúng, `block_14_add`, cũng không đổi. Ta cắt base làm hai tại đó: `lower` và `upper` dùng chung các lớp với base.
#
# Giữ lại thì tốn bao nhiêu chỗ? Mỗi con số float32 chiếm 4 byte.

# %% [markdown] id="once_text" lang="en"
# ## Part 2: computed once
#
# While the base is frozen, it gives the same feature maps of the same photographs in every epoch. So let us compute them once and keep them. In step 2 only the last 20 layers change, so what comes out of the layer before them, `block_14_add`, does not change either. There we cut the base in two: `lower` and `upper` share their layers with the base.
#
# How much space do they take? A float32 number has 4 bytes.

# %% id="once"
def megabytes(images, shape):
    return images * np.prod(shape) * 4 / 1e6  #?? megabytes | vi: Bao nhiêu con số, bao nhiêu byte, bao nhiêu triệu byte? | en: How many numbers, how many bytes, how many million bytes?


vgkit.check_function(megabytes, "16")
cut = base.get_layer("block_14_add").output
lower = keras.Model(base.input, cut)  #?? lower | vi: Từ input của base đến chỗ cắt | en: From the base's input to the cut
upper = keras.Model(cut, base.output)  #?? upper | vi: Từ chỗ cắt đến output của base | en: From the cut to the base's output
transfer_checks.check_parts(lower, upper, base)
for name, shape in (
    ("behind the first convolution", (64, 64, 32)),
    ("at the cut", cut.shape[1:]),
    ("pooled features", (1280,)),
):
    print(f"{name}: {megabytes(4000, shape):.0f} MB")

# %% [markdown] id="compute_text" lang="vi"
# Nếu giữ lại sau convolution đầu tiên, các feature map chiếm 2 GB; ở chỗ cắt chỉ còn 49 MB, vì khi ấy chúng chỉ có 4 × 4 vị trí.
#
# `compute_once` cho mọi ảnh đi qua một phần của network và giữ kết quả trên đĩa; lần sau nó chỉ đọc lại. Với 4000 ảnh, phần dưới mất khoảng nửa phút. Trung bình của một vị trí duy nhất là chính nó, nên `head` cũng nhận được những feature đã qua pooling: mỗi feature là một feature map 1 × 1.

# %% [markdown] id="compute_text" lang="en"
# Kept behind the first convolution, the maps would take 2 GB; at the cut it is 49 MB, because by then they have only 4 × 4 positions.
#
# `compute_once` sends all photographs through a part of the network and keeps the results on disk; next time they are only read. For 4000 photographs the lower part takes about half a minute. The average over a single position is the number at that position, so the `head` also takes features that are already pooled: each is a feature map of 1 × 1.

# %% id="compute"
enlarge = keras.Sequential([keras.Input((32, 32, 3)), layers.Resizing(128, 128)])
pooled = layers.GlobalAveragePooling2D(keepdims=True)
maps = transfer.compute_once(keras.Sequential([enlarge, lower]), photographs)
features = transfer.compute_once(keras.Sequential([upper, pooled]), maps)
print(maps.x_train.shape[1:], features.x_train.shape[1:])

# %% [markdown] id="frozen_text" lang="vi"
# ## Train bước 1
#
# Head học trên những feature đã tính. Sau mỗi epoch, một checkpoint được lưu lại.

# %% [markdown] id="frozen_text" lang="en"
# ## Train: step 1
#
# The head learns on the features that were computed. The state is saved after every epoch.

# %% id="frozen"
frozen = transfer.train(compiled(head, 0.001), "frozen", features)
tables.milestones({"frozen": frozen.record}, epochs=(1, 5, 15))

# %% [markdown] id="frozen_read" lang="vi"
# Với 2000 ảnh có nhãn, chỉ sau một epoch head đã đoán đúng 82 % ảnh validation, sau 15 epoch là 85 %. Mỗi epoch mất khoảng một phần mười giây: chỉ có 3841 con số được train, trên những feature đã tính sẵn. Không ai làm ra các feature này cho bài toán của ta, nhưng hơn một trăm trong một nghìn class của ImageNet là các giống chó.
#
# ## Phần 3: bỏ đóng băng
#
# Trong những lớp cuối, `freeze_plan` chọn ra các lớp được học. Batch normalization không nằm trong số đó: chúng giữ thống kê của một triệu ảnh, và 2000 ảnh không thể cho thống kê tốt hơn. `last` đếm mọi lớp, kể cả normalization; với `last` bằng 0, không lớp nào được chọn.

# %% [markdown] id="frozen_read" lang="en"
# After a single epoch 82 % of the validation photographs are right, after 15 epochs 85 %, with 2000 labelled photographs. An epoch takes about a tenth of a second: 3841 numbers are trained, on features that are computed already. Nobody made these features for this task, but more than a hundred of ImageNet's thousand classes are breeds of dogs.
#
# ## Part 3: unfreeze
#
# Out of the last layers, `freeze_plan` chooses those that may learn. Batch normalizations are not among them: they hold the statistics of a million photographs, and 2000 cannot give better ones. `last` counts all layers, normalizations included; with `last` 0 none is chosen.

# %% id="plan"
def freeze_plan(all_layers, last):
    behind = all_layers[len(all_layers) - last :]  #?? behind | vi: Những lớp cuối, đúng chừng ấy lớp, kể cả khi last bằng 0 | en: The last layers, exactly so many, also where last is 0
    return [layer for layer in behind if not isinstance(layer, layers.BatchNormalization)]  #?? free | vi: Những lớp trong số đó mà bảng cho học | en: Those of them that the table lets learn


vgkit.check_function(freeze_plan, "16")
free = freeze_plan(base.layers, 20)
base.trainable = True  #?? unfreeze | vi: Base đóng băng thì mọi lớp trong đó cũng vậy: bỏ đóng băng; dòng sau quyết định từng lớp | en: A frozen base freezes every layer inside: unfreeze it; the next line decides on each layer
for layer in base.layers:
    layer.trainable = layer in free  #?? set_free | vi: Lớp nào học, lớp nào không? | en: Which layer learns, which does not?
small_steps = keras.optimizers.schedules.CosineDecay(0.0002, 8 * 63)  #?? small_steps | vi: Lịch của bước 2 trong bảng, như ở bài 14 | en: The table's schedule for step 2, as in exercise 14
model = compiled(model, small_steps)  #?? compiled_again | vi: Những gì được học đã đổi, optimizer phải biết: hàm của bạn ở phần 1, vẫn model ấy | en: What learns has changed, and the optimizer has to know: your function of part 1, same model
transfer_checks.check_fine_tuning(model, head)

# %% [markdown] id="tail_text" lang="vi"
# Để mỗi epoch không phải tính lại phần dưới, ta train một model bắt đầu từ các feature map ở chỗ cắt. Nó dùng chung các lớp với `model`: cái gì nó học được, `model` cũng biết. Vì base và head giữ những gì chúng đã học, muốn làm lại bước nào thì hãy chạy lại từ cell chuẩn bị.

# %% [markdown] id="tail_text" lang="en"
# So that no epoch has to compute the lower part again, we train a model that begins with the maps at the cut. It shares its layers with `model`: what it learns, `model` knows. And because base and head keep what they have learnt, run the notebook again from the set-up cell if you want to repeat a step.

# %% id="tail"
tail = keras.Sequential([upper, head])  #?? tail | vi: Phần trên của base, rồi head đã train | en: The upper part of the base, then the trained head
transfer_checks.check_tail(tail, upper, head)
fine_tuned = transfer.train(compiled(tail, small_steps), "fine_tuned", maps)

# %% [markdown] id="first_text" lang="vi"
# ## Nếu bỏ đóng băng ngay từ đầu thì sao?
#
# Cũng những lớp ấy, cũng dữ liệu ấy, nhưng bỏ qua bước 1: một head ngẫu nhiên, và các lớp cuối của base học cùng nó từ bước đi đầu tiên, với learning rate 0.001 của bước 1. `fresh` là một base mới với weights của ImageNet.

# %% [markdown] id="first_text" lang="en"
# ## What if they are unfrozen at once?
#
# The same layers, the same data, but without step 1: a random head, and the base's last layers learn along with it from the first step on, with the learning rate of step 1, 0.001. `fresh` is another base with ImageNet's weights.

# %% id="first"
fresh = transfer.pretrained_base("EfficientNetLite0")
fresh_upper = keras.Model(fresh.get_layer("block_14_add").output, fresh.output)
for layer in fresh.layers:
    layer.trainable = layer.name in {chosen.name for chosen in free}
impatient = compiled(keras.Sequential([fresh_upper, new_head()]), 0.001)
unfrozen_first = transfer.train(impatient, "unfrozen_first", maps)

# %% [markdown] id="gradient_text" lang="vi"
# ## Lớp nào nhận gradient, và từ đâu?
#
# Chuẩn gradient của mỗi kernel từ chỗ cắt trở lên, đo **trước** bước đi đầu tiên. Với một head ngẫu nhiên, gradient đi vào base nói cho nó biết phải đổi thế nào để chiều theo một head chưa biết gì. Ở bước 1, các lớp của base không nghe theo gradient ấy; chúng được vẽ bằng dấu rỗng.

# %% [markdown] id="gradient_text" lang="en"
# ## Which layers get gradient, and from whom?
#
# The gradient norm of each kernel from the cut on, **before** the first step. With a random head, the gradient that enters the base tells it how to change to please a head that knows nothing. In step 1 the base's layers do not follow it; they are drawn as hollow marks.

# %% id="gradient"
names = ["15 expand", "15 depth", "15 project", "16 expand", "16 depth", "16 project", "last conv", "logit"]
at_random, at_trained = (run.record.snapshot(0)["gradient_norm"] for run in (unfrozen_first, fine_tuned))
cnn_plots.gradient_reach(
    names,
    {
        "random head, base frozen (step 1)": (at_random, [False] * 7 + [True]),
        "trained head, last layers free (step 2)": (at_trained, [True] * 8),
    },
)

# %% [markdown] id="gradient_read" lang="vi"
# Ở bước 1, bảy trong tám lớp nhận một gradient mà không ai dùng. Với head ngẫu nhiên, nó lớn gấp hai đến hơn ba lần so với bước 2, khi head đã được train, và nó đến từ một logit chưa có ý nghĩa gì.
#
# Vậy head ngẫu nhiên có gây hại gấp hai, ba lần không? Với **Adam** thì không: Adam chia mỗi gradient cho độ lớn của chính nó (bài 3), và độ dài bước đi chỉ còn do learning rate quyết định. Hình sau cho thấy các kernel đã đi xa bao nhiêu sau 8 epoch.

# %% [markdown] id="gradient_read" lang="en"
# In step 1 seven of the eight layers get a gradient that nobody uses. With a random head it is two to more than three times as large as with the trained head of step 2, and it comes from a logit that means nothing yet.
#
# So does the random head do two or three times as much damage? Not with **Adam**: it divides each gradient by its own size (exercise 3), so only the learning rate decides how long a step is. The next figure shows how far the kernels have gone after 8 epochs.

# %% id="change"
plots.weight_change(
    names,
    {
        "unfrozen first": unfrozen_first.record.snapshot(8),
        "step 2, fine-tuning": fine_tuned.record.snapshot(8),
    },
)

# %% [markdown] id="change_read" lang="vi"
# Với learning rate của head, các kernel pretrained đã đi được từ 14 đến 30 % chuẩn ban đầu của chúng, với learning rate nhỏ là 3 đến 5 %. Hai lần train này khác nhau cả ở head lẫn ở learning rate, nên chỉ riêng hình thì không tách được hai nguyên nhân. Nhưng với Adam, thứ kéo các kernel ra xa những gì ImageNet dạy hẳn chủ yếu là learning rate.

# %% [markdown] id="change_read" lang="en"
# With the head's learning rate, the pretrained kernels have moved by 14 to 30 % of their initial norm, with the small one by 3 to 5 %. The two runs differ both in their heads and in their learning rates, so the figure alone cannot separate the two causes. But with Adam it must be mainly the learning rate that pulled the kernels away from what ImageNet had taught them.

# %% id="curves"
plots.curves(
    {
        "step 1, frozen": frozen.record,
        "step 2, fine-tuning": fine_tuned.record,
        "unfrozen first": unfrozen_first.record,
    }
)

# %% id="milestones"
tables.milestones(
    {"step 2, fine-tuning": fine_tuned.record, "unfrozen first": unfrozen_first.record}, epochs=(1, 3, 7, 8)
)

# %% [markdown] id="curves_read" lang="vi"
# **Fine-tuning** đi tiếp từ chỗ bước 1 dừng lại, và hơn được khoảng một điểm. Dù vậy, validation loss của nó tăng, từ 0.38 lên 0.43: training accuracy lúc này đã là 99.7 %, và network trở nên quá chắc chắn.
#
# **Unfrozen first** có lúc gần bằng, có lúc kém hẳn, tùy bạn nhìn vào epoch nào: 79 % ở epoch 3, 85 % ở epoch 7. Sau epoch 1, validation loss của nó là 0.35, thấp nhất trong cả ba lần train; nhưng cuối cùng là 0.87, gấp đôi so với fine-tuning: chỗ nào sai thì nó sai một cách rất chắc chắn. Đây không phải là sự phá hủy như người ta hay viết, mà là một network không chịu ổn định.

# %% [markdown] id="curves_read" lang="en"
# **Fine-tuning** goes on where step 1 stopped, and gains about one point. Its validation loss rises nevertheless, from 0.38 to 0.43: training accuracy is 99.7 % by now, and the network becomes too certain.
#
# **Unfrozen first** comes close to it, or falls well below it, depending on which epoch you look at: 79 % at epoch 3, 85 % at epoch 7. After epoch 1 its validation loss is 0.35, the lowest of all three trainings; but at the end it is 0.87, twice that of fine-tuning: where it is wrong, it is wrong with great certainty. This is no destruction, as one often reads, but a network that does not settle.

# %% [markdown] id="photographs_text" lang="vi"
# ## Network nói gì về từng ảnh
#
# Mười hai ảnh validation đầu tiên, mỗi ảnh với xác suất của chó do hàm của bạn tính từ logit. Khung đỏ: network chọn class kia.

# %% [markdown] id="photographs_text" lang="en"
# ## What the network says of single photographs
#
# The first twelve validation photographs, each with the probability of a dog, which your function computes from the logit. A red frame: the network chooses the other class.

# %% id="photographs"
answers = probability(np.array(fine_tuned.logits))
cnn_plots.cats_and_dogs(photographs.x_test[:12], photographs.y_test[:12], answers)

# %% [markdown] id="seeds_text" lang="vi"
# ## Bao nhiêu ảnh, và không chỉ một seed
#
# Dưới đây là kết quả của năm seed, với 200, 1000 và 2000 ảnh có nhãn, lấy từ record của khóa học. Seed quyết định ảnh nào có nhãn, head bắt đầu từ đâu, thứ tự batch và dropout; vì vậy bảng thứ hai so sánh theo từng seed. Có thêm ba cách nữa:
#
# * **unfrozen first, small steps**: head ngẫu nhiên như "unfrozen first", nhưng với learning rate của bước 2;
# * **all free**: như "unfrozen first", nhưng cả batch normalization cũng được học, và khi train dùng thống kê của từng batch;
# * **from scratch**: network kiểu bài 15, với 16, 32, 64 và 128 filter, weights ngẫu nhiên, ảnh 32 × 32, có augmentation, 40 epoch.

# %% [markdown] id="seeds_text" lang="en"
# ## How many photographs, and not just one seed
#
# These are the results of five seeds, with 200, 1000 and 2000 labelled photographs, from the course's records. A seed decides which photographs are labelled, where the head starts, the order of the batches, and dropout; so the second table compares seed by seed. Three more ways are among them:
#
# * **unfrozen first, small steps**: a random head as in "unfrozen first", but with the learning rate of step 2;
# * **all free**: like "unfrozen first", but batch normalizations learn as well, and in training use the statistics of each batch;
# * **from scratch**: a network like exercise 15's with 16, 32, 64 and 128 filters, random weights, photographs of 32 × 32, augmentation, 40 epochs.

# %% id="five_seeds"
runs = transfer.load_reference()
print(sorted(run.accuracy for run in runs if run.way == "scratch" and run.images == 2000))

# %% [markdown] id="first_question_text" lang="vi"
# ## Trắc nghiệm: con số
#
# Cell trên in năm validation accuracy của network train từ đầu với 2000 ảnh có nhãn, mỗi seed một số; số đứng giữa là trung vị của chúng. Trước khi xem hình, hãy đọc theo cách đó, trong một cell mới, con số mà câu hỏi cần: `run.way` của head trên base đóng băng là `"frozen"`.

# %% [markdown] id="first_question_text" lang="en"
# ## Quiz: the number
#
# The cell above prints five validation accuracies of the network from scratch with 2000 labelled photographs, one for each seed; the one in the middle is their median. Before you look at the figure, read off in the same way, in a new cell, the number that the question asks for: `run.way` of the head on the frozen base is `"frozen"`.

# %% id="first_question"
vgkit.ask("Q16.robust")

# %% id="first_question_answer" only="solution"
vgkit.answer("Q16.robust", "A")

# %% id="seeds"
ways = {
    "fine_tuned": "fine-tuned",
    "frozen": "frozen",
    "unfrozen_first": "unfrozen first",
    "small_steps_first": "unfrozen first, small steps",
    "all_free": "all free",
    "scratch": "from scratch",
}
cnn_plots.accuracy_by_images(runs, ways)

# %% id="seeds_table"
transfer_tables.accuracies(runs, ways)

# %% id="differences"
pairs = [
    ("fine_tuned", "frozen"),
    ("unfrozen_first", "fine_tuned"),
    ("unfrozen_first", "frozen"),
    ("small_steps_first", "fine_tuned"),
    ("all_free", "frozen"),
]
transfer_tables.differences(runs, ways, pairs)

# %% [markdown] id="seeds_read" lang="vi"
# * **Một base pretrained đáng giá bao nhiêu.** Base đóng băng với 200 ảnh có nhãn (78 đến 80.5 %) hơn network train từ đầu với số ảnh gấp mười (72.6 đến 73.7 %).
# * **Fine-tuning sau khi đóng băng** tốt hơn chỉ đóng băng ở cả 15 lần train: hơn 1.4 đến 3.8 điểm với 200 ảnh, 1 đến 2.3 điểm khi có nhiều ảnh hơn.
# * **Unfrozen first** thì mỗi seed một khác, nhất là với 1000 ảnh: 77 đến 84.5 %. Trong 15 lần train, 14 lần kém fine-tuning; so với base đóng băng thì 10 lần hơn, 5 lần kém, trong đó hai lần kém khoảng sáu đến bảy điểm. Cách này không phá hủy base, nhưng là một trò may rủi.
# * **Riêng thứ tự**: với bước đi nhỏ của bước 2, nhưng bắt đầu từ head ngẫu nhiên, 200 ảnh cho 79 đến 82.5 %. Với bốn trong năm seed, đóng băng trước thì tốt hơn, từ 0.8 đến 2.7 điểm, mà bước 1 chỉ mất vài giây. Nhưng với bước đi nhỏ, validation loss thấp, 0.40 đến 0.46, so với 0.68 đến 0.87 của "unfrozen first" với 200 ảnh: chính learning rate lớn khiến network quá chắc chắn. Với 1000 ảnh, nơi các seed của "unfrozen first" chênh nhau nhiều nhất, bước đi nhỏ chưa được đo.
# * **Batch normalization không đóng băng** mới thật sự gây hại: 71 đến 78.5 % với 200 ảnh, với cả năm seed đều kém base đóng băng, từ 1.8 đến 9.8 điểm. Khi train, chúng dùng thống kê của 32 ảnh; khi validation, chúng dùng trung bình trượt, mà sau 56 bước với momentum 0.99 của Keras, 57 % vẫn là của ImageNet. Network được train không phải là network được validation (bài 14).
#
# Các thiết lập được chọn qua vài lần thử với seed 1 và 2, và ảnh validation chính là ảnh test; vì vậy đừng quá tin những khác biệt dưới một điểm.

# %% [markdown] id="seeds_read" lang="en"
# * **What a pretrained base is worth.** A frozen base with 200 labelled photographs (78 to 80.5 %) beats the network from scratch with ten times as many (72.6 to 73.7 %).
# * **Fine-tuning after freezing** is better than freezing alone in all 15 trainings: by 1.4 to 3.8 points with 200 photographs, by 1 to 2.3 with more of them.
# * **Unfrozen first** differs from seed to seed, most of all with 1000 photographs: 77 to 84.5 %. In 14 of its 15 trainings it is worse than fine-tuning; it is better than the frozen base in 10 and worse in 5, twice by six to seven points. It does not destroy the base, but it is a gamble.
# * **The order by itself**: with the small steps of step 2, but from a random head, 200 photographs give 79 to 82.5 %. With four of five seeds, freezing first is better, by 0.8 to 2.7 points, and step 1 takes seconds. But with small steps the validation loss is low, 0.40 to 0.46, against 0.68 to 0.87 for "unfrozen first" with 200 photographs: it is the large learning rate that makes a network over-certain. At 1000 photographs, where "unfrozen first" scatters most, small steps were not measured.
# * **Free batch normalizations** do real harm: 71 to 78.5 % with 200 photographs, with each of the five seeds worse than the frozen base, by 1.8 to 9.8 points. In training they work with the statistics of 32 photographs, in validation with moving averages, of which 57 % are still ImageNet's after 56 steps with Keras' momentum of 0.99. The network that is trained is not the one that is validated (exercise 14).
#
# The hyperparameters were chosen by a few tries with seeds 1 and 2, and the validation photographs are the test images; so take differences of less than a point with a grain of salt.

# %% [markdown] id="b0_text" lang="vi"
# ## EfficientNetB0 của Keras
#
# Cho đến cell train `tail`, những cell ở trên cũng chạy được với `keras.applications.EfficientNetB0`; network này cũng nhận pixel 0–255 và tự đưa chúng về thang của mình. Weights được tải về một lần (16 MB), nên cần mạng; vì vậy đoạn này **chưa được chạy ở đây**, và khóa học không có số đo nào của nó. Ba dòng, mỗi dòng ở cell của nó, trở thành:
#
# ```python
# base = transfer.pretrained_base("EfficientNetB0")
# cut = base.get_layer("block6d_add").output  # mọi đường đi trong network đều qua đây
# free = freeze_plan(base.layers, 16)  # khối 7 và convolution cuối
# ```
#
# Phần sau cell ấy có tên của Lite0: ở đó, `fresh` cũng cần base này và chỗ cắt này, còn `names` cần các kernel của khối 7.
#
# Vì sao không cắt trước 20 lớp cuối như ở Lite0? Vì ở đó có một skip connection đi vòng qua chỗ cắt.

# %% [markdown] id="b0_text" lang="en"
# ## Keras' EfficientNetB0
#
# Up to the cell that trains `tail`, the same cells run with `keras.applications.EfficientNetB0`, which takes pixels of 0–255 and scales them itself, too. Its weights are downloaded once (16 MB), which needs a network connection; so this was **not run here**, and the course has measured nothing of it. Three lines, each in its own cell, become:
#
# ```python
# base = transfer.pretrained_base("EfficientNetB0")
# cut = base.get_layer("block6d_add").output  # every path through the network goes through here
# free = freeze_plan(base.layers, 16)  # block 7 and the last convolution
# ```
#
# What comes after that cell has Lite0's names in it: there, `fresh` needs this base and this cut as well, and `names` the kernels of block 7.
#
# Why not cut before the last 20 layers, as with Lite0? Because there a skip connection bypasses the cut.

# %% [markdown] id="quiz_text" lang="vi"
# ## Trắc nghiệm
#
# Câu này đưa điều đã học sang một tình huống khác, trong đó chó rất hiếm. Đo nó chỉ mất vài giây, vì các feature đã được tính sẵn; chúng được chuẩn hóa một lần ngay từ đầu, nên head không cần normalization:
#
# ```python
# dogs = np.random.default_rng(1).permutation(np.flatnonzero(photographs.y_train == 1))[:50]
# rows = np.append(np.flatnonzero(photographs.y_train == 0), dogs)
# x, y = features.x_train[rows], photographs.y_train[rows]
# mean, std = x.mean(axis=0), np.sqrt(x.var(axis=0) + 1e-3)
# small = keras.Sequential([layers.GlobalAveragePooling2D(), layers.Dropout(0.3), layers.Dense(1)])
# small_head = compiled(small, 0.001)
# small_head.fit((x - mean) / std, y, batch_size=32, epochs=15)
# new_dogs = features.x_test[features.y_test == 1]
# print(np.mean(small_head.predict((new_dogs - mean) / std) > 0))
# ```

# %% [markdown] id="quiz_text" lang="en"
# ## Quiz
#
# This question takes what you have learnt to another situation, in which dogs are rare. It can be measured in seconds, because the features are computed already; they are standardized once at the beginning, so that the head needs no normalization:
#
# ```python
# dogs = np.random.default_rng(1).permutation(np.flatnonzero(photographs.y_train == 1))[:50]
# rows = np.append(np.flatnonzero(photographs.y_train == 0), dogs)
# x, y = features.x_train[rows], photographs.y_train[rows]
# mean, std = x.mean(axis=0), np.sqrt(x.var(axis=0) + 1e-3)
# small = keras.Sequential([layers.GlobalAveragePooling2D(), layers.Dropout(0.3), layers.Dense(1)])
# small_head = compiled(small, 0.001)
# small_head.fit((x - mean) / std, y, batch_size=32, epochs=15)
# new_dogs = features.x_test[features.y_test == 1]
# print(np.mean(small_head.predict((new_dogs - mean) / std) > 0))
# ```

# %% id="quiz"
vgkit.ask("Q16.why")

# %% id="quiz_answer" only="solution"
from vgkit import cases

vgkit.answer("Q16.why", "D")
cases.show("Q16.why")

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Hãy so nó với bảng của năm seed: bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. Compare it with the table of five seeds: what did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P16")

# %% [markdown] id="next_text" lang="vi"
# ## Thử tiếp
#
# * Bao nhiêu ảnh là quá ít? `transfer.labelled(features, 20, seed=1)` để lại 20 ảnh có nhãn. Dự đoán, rồi train một head mới trên đó, với vài seed.
# * Lật ảnh: chỉ lật các feature map đã lưu thì chưa đủ (vì sao?), nên hãy tính cả feature map của những ảnh lật trái phải (`photographs.x_train[:, :, ::-1]`), ghép chúng với những feature map đã có, rồi train tiếp trên 4000 ảnh. `dataclasses.replace(photographs, name="mirrored", x_train=…)` cho một tập dữ liệu mới; khi ghép (`np.concatenate`), các nhãn lặp lại hai lần. Có đáng để tính thêm nửa phút không?
# * Chỉ bỏ đóng băng convolution cuối: `freeze_plan(base.layers, 3)`. Rồi thử cả hai khối. Lớp nào đáng được học nhất?
# * Base nhận pixel từ 0 đến 255. Nếu do nhầm lẫn chúng bị chia cho 255, hay chỉ cho 2, cho 10, thì head đạt được bao nhiêu? Đặt `Rescaling` trước `Resizing`, tính lại feature, và train head.
# * Với 50 con chó, hãy train 60 epoch thay vì 15, rồi thử lại với head của bài, loại có normalization với γ và β. Mỗi lần, logit trung bình của ảnh mèo mới và của ảnh chó mới là bao nhiêu? Nếu ngay từ đầu đặt bias của logit bằng −3 thì sao?

# %% [markdown] id="next_text" lang="en"
# ## What to try next
#
# * How few photographs are too few? `transfer.labelled(features, 20, seed=1)` leaves 20 labelled ones. Predict, then train a new head on them, from several seeds.
# * Mirrored photographs: it is not enough to mirror the maps that you have (why?), so compute the maps of those turned left to right as well (`photographs.x_train[:, :, ::-1]`), put them beside the maps that you have, and fine-tune on 4000 maps. `dataclasses.replace(photographs, name="mirrored", x_train=…)` makes a new data set; when you join two (`np.concatenate`), the labels come twice. Are they worth another half minute of computing?
# * Unfreeze the last convolution only: `freeze_plan(base.layers, 3)`. Then try both blocks. Which layers are most worth learning?
# * The base takes pixels from 0 to 255. What does the head reach if they are divided by 255 by mistake, or only by 2 or 10? Put `Rescaling` before `Resizing`, compute the features again, and train the head.
# * With 50 dogs, train for 60 epochs instead of 15; then try the exercise's own head, whose normalization has γ and β. What is the mean logit of new cats each time, and of new dogs? And what if the bias of the logit begins at −3?
