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
# # Bài 7 · Các biến thể (tự chọn)
#
# Mỗi bài trước thử một thay đổi duy nhất trên một network duy nhất. Ở đây bạn tự chọn setting: activation, weights ban đầu, độ sâu, optimizer, thang pixel. Trước khi train, bạn vẽ một **bản đồ** cho biết network nào nhận được gradient ở hidden 1; sau đó bạn train hai mươi bốn network và xem bản đồ nói đúng đến đâu.
#
# Làm xong bài, bạn có thể
#
# * đọc bản đồ gradient theo độ sâu và stddev, và nói được mean-field theory dự đoán gì về nó,
# * viết một thí nghiệm so sánh thành một bảng nhỏ các setting, chạy nó và sắp xếp kết quả,
# * chọn stddev cho một network hai mươi lớp, và nói được điều gì bản đồ *không* biết.
#
# **Thời gian:** khoảng 50 phút để đọc và làm, cộng thêm vài phút máy chạy. Có thể ngắt giữa chừng: lần train nào xong thì kết quả đã nằm trên đĩa, chạy lại cell thì làm tiếp phần còn lại.

# %% [markdown] id="goal" lang="en"
# # Exercise 7 · Variations (optional)
#
# Each exercise so far tried a single change on a single network. Here you choose the settings yourself: activation, initial weights, depth, optimizer, scale of the pixels. Before any training you draw a **map** that shows in which networks the gradient reaches hidden 1; then you train twenty-four networks and see how far the map was right.
#
# When you are done, you can
#
# * read a map of gradients over depth and stddev, and say what mean-field theory predicts about it,
# * write a comparison as one small table of settings, run it and sort what comes out,
# * choose the stddev for a network of twenty layers, and say what the map does *not* know.
#
# **Time:** about 50 minutes to read and do, and a few minutes in which the machine trains. You may interrupt it: the results of finished trainings are on disk, and running the cell again goes on with the rest.

# %% [markdown] id="idea" lang="vi"
# ## Ý tưởng
#
# Bài 0 đến 5 đo chuẩn gradient của từng lớp trước khi train, và hầu như lần nào con số ấy cũng nói trước được điều gì đó. Phép đo rẻ: một batch, một lần đi tới, một lần đi lùi. Một lần train thì đắt. Vậy hãy đo ở *mọi nơi* trước, rồi chỉ train ở những nơi đáng train.
#
# Bản đồ có hai trục, ứng với hai thứ quyết định: **độ sâu** cho biết gradient bị nhân bao nhiêu lần, **stddev** của weights (cùng với activation) cho biết mỗi lần nhân với bao nhiêu.

# %% [markdown] id="idea" lang="en"
# ## The idea
#
# Exercises 0 to 5 measured the gradient norm of each layer before training, and nearly every time that number told something about what was to come. The measurement is cheap: one batch, once forward and once back. Training is expensive. So let us measure *everywhere* first, and train only where it is worth it.
#
# The map has two axes, for the two things that decide: **depth** says how often the gradient is multiplied, the **stddev** of the weights (together with the activation) says by how much each time.

# %% id="start" lang="vi"
from dataclasses import replace

import numpy as np

import vgkit
from vgkit import data, map_plots, maps, records, sweep
from vgkit import variation_checks, variation_plots, variation_tables, variations

vgkit.start("7", language="vi")

# %% id="start" lang="en"
from dataclasses import replace

import numpy as np

import vgkit
from vgkit import data, map_plots, maps, records, sweep
from vgkit import variation_checks, variation_plots, variation_tables, variations

vgkit.start("7", language="en")

# %% id="solution" only="solution"
vgkit.as_solution()

# %% [markdown] id="predict_text" lang="vi"
# ## Dự đoán
#
# Trước khi đo, hãy chọn một câu trả lời. Đúng hay sai không quan trọng; cuối bài bạn sẽ so nó với số đo được.

# %% [markdown] id="predict_text" lang="en"
# ## Predict
#
# Before you measure anything, commit yourself to an answer. Whether it is right does not matter; at the end you will compare it with what was measured.

# %% id="predict"
vgkit.ask("P7")

# %% id="predict_answer" only="solution"
vgkit.answer("P7", "B")

# %% [markdown] id="map_text" lang="vi"
# ## Bản đồ: network nào học được?
#
# Ở các bài trước, bạn đã đo gradient trước khi train cho từng network một. Bây giờ ta đo cho mọi độ sâu từ 1 đến 30 và hai mươi lăm giá trị stddev, với ba activation: 2250 network, tất cả ở điểm xuất phát của khóa học, trên cùng 512 ảnh. Không cần dựng chừng ấy network: với cùng một stddev, các network sâu nông khác nhau có chung hidden kernel, nên một lần đi tới và một lần đi lùi phục vụ được cả ba mươi độ sâu.
#
# Với mỗi network, ta lấy chuẩn gradient của kernel hidden 1 chia cho chuẩn gradient của output kernel. Tỉ số gần 1 nghĩa là lớp đầu và lớp cuối nhận tín hiệu cỡ như nhau.
#
# Mỗi activation mất chừng mười giây. Hãy thử đoán trước: với sigmoid, stddev mà He hay Glorot khuyên dùng có giúp được network bảy lớp không? Với ReLU thì sao?

# %% [markdown] id="map_text" lang="en"
# ## A map: which networks can learn?
#
# So far you measured the gradient before training for one network at a time. Now we measure it for every depth from 1 to 30 and twenty-five values of stddev, with three activations: 2250 networks, all at the course's starting point, on the same 512 images. There is no need to build so many: at one stddev, deep and shallow networks share their hidden kernels, so one pass forward and one pass backward serve all thirty depths.
#
# For each network we divide the gradient norm of hidden 1's kernel by that of the output kernel. A ratio near 1 means that the first and the last layer get signals of about the same size.
#
# Each activation takes about ten seconds. Guess first: with the sigmoid, does the stddev that He or Glorot recommend help a network of seven layers? And with ReLU?

# %% id="map_measure"
stddevs = np.unique([*np.geomspace(0.01, 10, 22), 0.05, *maps.RECOMMENDED.values()])
depths = range(1, 31)
norms = {name: maps.gradient_norms(name, stddevs, depths) for name in ("sigmoid", "tanh", "relu")}

# %% id="map_ratios"
marks = map_plots.course_marks()
ratios = {name: maps.ratio(first, last) for name, (first, last) in norms.items()}
map_plots.gradient_map(ratios, stddevs, depths, marks)

# %% [markdown] id="map_read" lang="vi"
# Trắng là tỉ số gần 1, xanh là gradient biến mất trên đường về, đỏ là gradient bùng nổ; các đường đen ghi lũy thừa của mười. Vòng tròn là các bài của khóa học; số trong ngoặc là bài xuất phát từ chỗ đó nhưng thêm vào network một thứ mà bản đồ không xét tới (normalization hoặc skip connection).
#
# **Sigmoid.** Vùng trắng là một dải hẹp quanh stddev 1. Bên trái dải, gradient biến mất: với stddev 0.05, tỉ số chỉ nằm trong khoảng 1/10 đến 10 khi network có một hoặc hai hidden layer; stddev của LeCun và Glorot (0.088) hay của He (0.125) chỉ kéo được tới ba lớp. Với stddev 1, tỉ số nằm trong khoảng đó ở cả ba mươi độ sâu.
#
# **Tanh.** Ở stddev 0.05, tỉ số hầu như không đổi theo độ sâu. Nó lớn hơn 1 vì hidden 1 nhận pixel tới 255, còn output layer nhận các giá trị tanh giữa −1 và 1. Bên phải đường của He, gradient bùng nổ.
#
# **ReLU.** Cả bản đồ gần như một màu theo chiều dọc: độ sâu không làm tỉ số thay đổi. Phải chăng với ReLU thì stddev nào cũng được?

# %% [markdown] id="map_read" lang="en"
# White is a ratio near 1, blue is a gradient that vanishes on its way back, red one that explodes; the black lines give powers of ten. The circles are the exercises of the course; numbers in brackets are exercises that start there but add to the network something that the map knows nothing of (normalization or skip connections).
#
# **Sigmoid.** The white area is a narrow band around stddev 1. To the left of it the gradient vanishes: with stddev 0.05 the ratio lies within 1/10 to 10 only for one or two hidden layers; the stddev of LeCun and Glorot (0.088) or that of He (0.125) gets no further than three. With stddev 1 the ratio stays in that range at all thirty depths.
#
# **Tanh.** At stddev 0.05 the ratio hardly changes with depth. It is larger than 1 because hidden 1 receives pixels of up to 255, the output layer tanh values between −1 and 1. To the right of He's line the gradient explodes.
#
# **ReLU.** From bottom to top the map has nearly one colour: depth does not change the ratio. Does this mean that with ReLU any stddev will do?

# %% id="map_first"
map_plots.gradient_map(
    {name: first for name, (first, last) in norms.items()}, stddevs, depths, marks, quantity="first"
)

# %% [markdown] id="map_first_read" lang="vi"
# Không. Bản đồ thứ hai vẽ chính tử số: chuẩn gradient của hidden 1. Với ReLU và stddev 0.05, nó giảm từ khoảng 2000 ở một lớp xuống dưới $10^{-9}$ ở ba mươi lớp. Tỉ số không thấy được điều đó vì **hai đầu cùng tắt**: gradient của một kernel là tích của tín hiệu đi lùi tới lớp đó và activation đi vào lớp đó. Với ReLU và stddev nhỏ, tín hiệu mờ dần trên đường về hidden 1, còn activation cũng mờ dần đúng bấy nhiêu trên đường tới output layer. Tanh với stddev nhỏ cũng vậy. Sigmoid thì khác: activation từ hidden 2 trở đi vẫn ở quanh 0.5, dù network sâu đến đâu, nên chỉ đầu gần input bị tắt.
#
# Trên bản đồ này, mỗi activation có một dải stddev mà ở đó màu hầu như không đổi từ dưới lên trên: gradient sống được qua ba mươi lớp. Với ReLU dải đó hẹp: ở stddev 0.088, gradient giảm ba trăm nghìn lần từ độ sâu 1 đến 30. Phần bài tập sẽ hỏi mỗi dải nằm ở đâu.

# %% [markdown] id="map_first_read" lang="en"
# No. The second map shows the numerator itself, the gradient norm of hidden 1. With ReLU and stddev 0.05 it falls from about 2000 with one layer to less than $10^{-9}$ with thirty. The ratio cannot see this because **both ends fade**: a kernel's gradient is the product of the error signal from above and the activations from below. With ReLU and a small stddev the error signal fades on its way back to hidden 1, and the activations fade just as much on their way to the output layer. Tanh with a small stddev does the same. The sigmoid is different: its activations stay around 0.5 from hidden 2 on, however deep the network, so only the end near the input fades.
#
# On this map each activation has a band of stddevs in which the colour hardly changes from bottom to top: the gradient lives through thirty layers. For ReLU the band is narrow: at stddev 0.088 the gradient falls by a factor of three hundred thousand from depth 1 to depth 30. The exercise will ask where each band lies.

# %% [markdown] id="map_theory_text" lang="vi"
# ### Lý thuyết nói gì
#
# LeCun và cộng sự (1998) và Glorot & Bengio (2010) muốn giữ nguyên phương sai qua một lớp gần như tuyến tính: $\text{stddev} = \sqrt{1/128}$ khi lớp có 128 input và 128 unit. He và cộng sự (2015) thêm thừa số 2 vì ReLU bỏ đi một nửa: $\sqrt{2/128}$.
#
# **Mean-field theory** (Schoenholz và cộng sự, 2017) đi xa hơn. Trong một network rất rộng, pre-activation $z$ có phân phối chuẩn, và phương sai của nó tiến tới một giá trị $q^*$. Ở đó mỗi lớp nhân bình phương trung bình của tín hiệu đi lùi với
#
# $$\chi_1 = \sigma_w^2 \, \mathbb{E}\big[\varphi'(z)^2\big], \qquad \sigma_w = \text{stddev} \cdot \sqrt{128},$$
#
# tức là nhân chuẩn của nó với $\sqrt{\chi_1}$. Gradient biến mất khi $\chi_1 < 1$ và bùng nổ khi $\chi_1 > 1$. Đường cong đậm trên hai bản đồ là độ sâu mà theo lý thuyết tín hiệu chỉ còn 1/1000 (bên trái) hoặc đã gấp 1000 lần (bên phải). Lý thuyết không thấy một ảnh nào; hình sau so nó với số đo.

# %% [markdown] id="map_theory_text" lang="en"
# ### What theory says
#
# LeCun et al. (1998) and Glorot & Bengio (2010) want to keep the variance through a layer that is nearly linear: $\text{stddev} = \sqrt{1/128}$ for 128 inputs and 128 units. He et al. (2015) add a factor of 2, because ReLU drops one half: $\sqrt{2/128}$.
#
# **Mean-field theory** (Schoenholz et al., 2017) goes further. In a very wide network the pre-activations $z$ are normally distributed, and their variance settles at some value $q^*$. There each layer multiplies the mean square of the error signal by
#
# $$\chi_1 = \sigma_w^2 \, \mathbb{E}\big[\varphi'(z)^2\big], \qquad \sigma_w = \text{stddev} \cdot \sqrt{128},$$
#
# that is, its norm by $\sqrt{\chi_1}$. Gradients vanish if $\chi_1 < 1$ and explode if $\chi_1 > 1$. The thick curve on both maps is the depth at which theory expects the signal to be down to 1/1000 (left branch) or up to 1000 times (right branch). Theory has not seen a single image; the next figure compares it with the measurement.

# %% id="map_factors"
map_plots.layer_factors(
    {name: maps.factor_per_layer(first, depths) for name, (first, last) in norms.items()}, stddevs
)

# %% id="map_theory"
for name in norms:
    chosen = [0.05, maps.RECOMMENDED["LeCun"], maps.RECOMMENDED["He"], 1.0, 10.0]
    expected = maps.mean_field(name, chosen)
    for stddev, signal, ratio in zip(chosen, expected.signal_factor, expected.ratio_factor, strict=True):
        print(f"{name:8} stddev {stddev:6.3f}   signal × {signal:6.3f}   ratio × {ratio:6.3f}")
for name in ("sigmoid", "tanh"):
    spread = maps.mean_field(name, [10.0]).variance[0] ** 0.5
    print(f"{name:8} stddev 10.000   standard deviation of z {spread:.0f}")

# %% [markdown] id="map_theory_read" lang="vi"
# Ở những nơi sai số làm tròn không lớn dần, lý thuyết và số đo gần như trùng nhau: với sigmoid và tanh, một nửa số điểm lệch chưa tới 1 %, với ReLU chưa tới 2 %. Mỗi đường lý thuyết cắt mức 1 đúng ở stddev mà bản đồ thứ hai gần như không đổi theo độ sâu. Cột `ratio` giải thích bản đồ thứ nhất: với ReLU, và với tanh ở stddev 0.05, mỗi lớp thêm vào nhân *tỉ số* với 1, dù nhân *tín hiệu* với 0.4 hay 0.566. Còn với sigmoid, hai cột bằng nhau: hidden 1 mất bao nhiêu, tỉ số mất bấy nhiêu.
#
# Có ba chỗ lý thuyết và số đo không khớp nhau.
#
# * **Lớp đầu tiên.** Lý thuyết nói về những lớp nằm sâu bên trong, nơi $z$ đã ổn định. Hidden 1 nhận 784 pixel 0–255, không phải 128 activation; vì vậy network một lớp với stddev 0.05 có tỉ số 2.2, cả với sigmoid lẫn ReLU. Hãy so đường cong của lý thuyết với *độ dốc* của bản đồ, đừng so với từng giá trị.
# * **Stddev lớn với sigmoid và tanh.** Ở stddev 10, theo lý thuyết, $z$ có độ lệch chuẩn 80 (sigmoid) và 113 (tanh). Khi đó trong 128 unit chỉ còn vài unit không bão hòa, và trung bình trên vô số unit không còn mô tả được chúng: số đo nằm thấp hơn đường lý thuyết. Ở đó sai số làm tròn cũng lớn dần qua từng lớp, nên bạn có thể đo được những con số khác chúng tôi, như ở bài 1b. ReLU không có vùng như thế.
# * **Giới hạn của float32.** Các ô chấm trắng ở sigmoid là những network mà gradient của hidden 1 đúng bằng 0; các ô gạch chéo ở ReLU là những network mà các con số vượt quá giới hạn trên.

# %% [markdown] id="map_theory_read" lang="en"
# Where rounding errors do not grow, theory and measurement nearly coincide: for sigmoid and tanh half of the points are off by less than 1 %, for ReLU by less than 2 %. Each line of theory crosses the level 1 at the stddev at which the second map hardly changes with depth. The column `ratio` explains the first map: with ReLU, and with tanh at stddev 0.05, one more layer multiplies the *ratio* by 1, although it multiplies the *signal* by 0.4 or 0.566. For the sigmoid both columns are equal: what hidden 1 loses, the ratio loses.
#
# In three places theory and measurement part ways.
#
# * **The first layer.** Theory speaks of layers deep inside, where $z$ has settled. Hidden 1 receives 784 pixels of 0–255, not 128 activations; so a network of one layer with stddev 0.05 has a ratio of 2.2, with the sigmoid as with ReLU. Compare the curve of theory with the *slope* of the map, not with single values.
# * **Large stddevs with sigmoid and tanh.** At stddev 10, theory gives $z$ a standard deviation of 80 (sigmoid) and 113 (tanh). Then only a few of 128 units are not saturated, and an average over infinitely many no longer describes them: what is measured lies below the line. Here rounding errors, too, grow from layer to layer, so you may measure other numbers than we did, as in exercise 1b. ReLU has no such region.
# * **The limits of float32.** The dotted cells of the sigmoid are networks whose gradient at hidden 1 is exactly 0; the crossed cells of ReLU are networks whose numbers exceed the upper limit.

# %% [markdown] id="map_records_text" lang="vi"
# ### Bản đồ và kết quả train
#
# Những network ứng với các vòng tròn đã được train 300 epoch; record của chúng có trong khóa học. Hãy đặt hai con số của bản đồ cạnh validation accuracy cuối cùng.

# %% [markdown] id="map_records_text" lang="en"
# ### The map and what training made of it
#
# The networks at the circles have been trained for 300 epochs; their records come with the course. Put the two numbers of the map beside the validation accuracy at the end.

# %% id="map_records"
for name in ("baseline_3", "baseline_5", "baseline_7", "1a", "1b", "2", "3"):
    run = records.shipped(name)
    start = run.snapshot(0)["gradient_norm"]
    print(f"{name:10}   ratio {start[0] / start[-1]:7.1e}   hidden 1 {start[0]:7.1e}   "
          f"accuracy {run.at('val_accuracy', run.epochs):.0%}")

# %% [markdown] id="map_records_read" lang="vi"
# Với SGD, hai network có tỉ số nhỏ nhất không học được: tỉ số 0.0016 và 0.00003, accuracy 12 % và 10 %. Các network khác đều học được ít nhiều. Nhưng bản đồ chỉ nói việc học có *bắt đầu* được hay không, không nói nó sẽ đi tới đâu:
#
# * Network ba lớp có tỉ số 0.065, xa 1 hơn bài 1a (0.31), vậy mà đạt 84 %, còn bài 1a đạt 75 %.
# * Bài 1b có gradient ở hidden 1 lớn hơn bài 1a hàng chục lần, và chỉ đạt 34 %: gradient lớn không phải là gradient dẫn đường tốt.
# * Bài 3 xuất phát từ đúng chỗ của baseline, nơi bản đồ không cho hi vọng gì, nhưng đạt 79 %. Bản đồ không biết optimizer; Adam chia gradient cho chính độ lớn của nó.

# %% [markdown] id="map_records_read" lang="en"
# With SGD the two networks with the smallest ratios did not learn: ratios of 0.0016 and 0.00003, accuracies of 12 % and 10 %. All the others learnt something. But the map tells only whether learning can *begin*, not where it will lead:
#
# * The network of three layers has a ratio of 0.065, farther from 1 than exercise 1a (0.31), and yet it gets to 84 %, exercise 1a to 75 %.
# * In exercise 1b the gradient of hidden 1 is dozens of times that of exercise 1a, and it gets to 34 %: a large gradient is not one that shows the way.
# * Exercise 3 starts where the baseline does, where the map gives no hope, and gets to 79 %. The map knows nothing of the optimizer; Adam divides the gradient by its own size.

# %% [markdown] id="table_text" lang="vi"
# ## Các phương pháp, với setting khác
#
# Bây giờ ta train. Cả thí nghiệm nằm trong một bảng: mỗi dict là một dòng, nói một setting khác baseline ở chỗ nào; một danh sách thay cho nhiều dòng. Những gì không ghi thì như baseline: sigmoid, phân phối chuẩn với stddev 0.05, bảy lớp, SGD với learning rate 0.01, pixel 0–255. Mỗi lần train 10 epoch.
#
# | trường | những gì có thể ghi |
# |---|---|
# | `activation` | `sigmoid`, `tanh`, `relu`, `elu`, `selu`, `gelu`, `swish`, `linear` |
# | `initializer` | `normal` (với `stddev`), `glorot_uniform`, `he_normal`, `lecun_normal`, `orthogonal`, … |
# | `depth` | số hidden layer |
# | `optimizer`, `learning_rate` | `SGD`, `Adam`, `RMSprop`, `Nadam`, `Lion`, …; `None` là learning rate mặc định của Keras |
# | `pixels` | `0-255`, `0-1`, `standardised` (trừ trung bình, chia cho độ lệch chuẩn) |
#
# Ba họ initializer chọn stddev theo số input $n$ và số unit $m$ của lớp: LeCun $\sqrt{1/n}$, Glorot $\sqrt{2/(n+m)}$, He $\sqrt{2/n}$. `orthogonal` lấy một ma trận trực giao (Saxe và cộng sự, 2014): với kernel 128 × 128, nó giữ nguyên độ dài của mọi vector. Hidden 1 có 784 input, nên với các initializer này weights của nó nhỏ hơn weights ở các lớp sau; trên bản đồ thì lớp nào cũng có cùng stddev.

# %% [markdown] id="table_text" lang="en"
# ## The methods, with other settings
#
# Now we train. The whole experiment is one table: each dict is a row and says in what a setting differs from the baseline; a list stands for several rows. What is not mentioned is the baseline's: sigmoid, a normal distribution with stddev 0.05, seven layers, SGD with learning rate 0.01, pixels 0–255. Each training has 10 epochs.
#
# | field | what may stand there |
# |---|---|
# | `activation` | `sigmoid`, `tanh`, `relu`, `elu`, `selu`, `gelu`, `swish`, `linear` |
# | `initializer` | `normal` (with `stddev`), `glorot_uniform`, `he_normal`, `lecun_normal`, `orthogonal`, … |
# | `depth` | number of hidden layers |
# | `optimizer`, `learning_rate` | `SGD`, `Adam`, `RMSprop`, `Nadam`, `Lion`, …; `None` is Keras' own learning rate |
# | `pixels` | `0-255`, `0-1`, `standardised` (less the mean, divided by the standard deviation) |
#
# Three families of initializers choose the stddev by a layer's number of inputs $n$ and of units $m$: LeCun $\sqrt{1/n}$, Glorot $\sqrt{2/(n+m)}$, He $\sqrt{2/n}$. `orthogonal` takes an orthogonal matrix (Saxe et al., 2014): a kernel of 128 × 128 keeps the length of every vector. Hidden 1 has 784 inputs, so these initializers give it smaller weights than the layers above; on the map all layers have one stddev.

# %% id="table"
settings = variations.read(
    [
        {},
        {"activation": ["tanh", "relu", "elu", "selu", "gelu", "swish"]},
        {"activation": "relu", "initializer": "glorot_uniform"},
        {
            "activation": "relu",
            "pixels": "0-1",
            "initializer": ["normal", "glorot_uniform", "he_normal", "lecun_normal", "orthogonal"],
        },
        {"activation": "relu", "pixels": "standardised"},
        {"activation": "relu", "stddev": 0.01},
        {"activation": "relu", "depth": 20},
        {"activation": "relu", "pixels": "0-1", "initializer": "he_normal", "depth": 30},
        {"stddev": [0.2, 1.0]},
        {"depth": [1, 3]},
        {"optimizer": ["Adam", "RMSprop", "Lion"], "learning_rate": None},
    ]
)
print(len(settings))

# %% [markdown] id="train_text" lang="vi"
# `sweep.run` train các setting chưa có kết quả, song song trên mọi nhân của máy. Một lần train bị hỏng không làm dừng những lần khác: nó thành một dòng có ghi lỗi.

# %% [markdown] id="train_text" lang="en"
# `sweep.run` trains those settings that have no result yet, in parallel on all cores of the machine. A training that breaks down does not stop the others: it becomes a row with its error.

# %% id="train"
rows = sweep.run(settings, "variations")
variation_plots.outcomes(rows)

# %% id="results"
variation_tables.results(rows, by="val_accuracy")

# %% [markdown] id="sorted_text" lang="vi"
# Cùng bảng đó, sắp theo một cột khác: tỉ số gradient *trước khi train*. Nếu tỉ số là tất cả, hai bảng phải có cùng thứ tự.

# %% [markdown] id="sorted_text" lang="en"
# The same table, sorted by another column: the ratio of the gradients *before training*. If the ratio were everything, both tables would have the same order.

# %% id="sorted"
variation_tables.results(rows, by="gradient_ratio")

# %% [markdown] id="results_read" lang="vi"
# Tên một setting chỉ ghi những gì khác baseline; tên không có activation thì là sigmoid. Mười epoch là ít, mỗi setting chỉ được train một lần, và ở nhiều dòng, epoch cuối kém epoch tốt nhất từ ba điểm phần trăm trở lên: đừng xếp hạng những setting chỉ cách nhau chừng ấy.
#
# **Activation.** Với stddev 0.05, bảy lớp và pixel 0–255, ReLU, ELU, SELU, GELU và swish đạt 79.6 đến 82.2 %; tanh đạt 71 %, sigmoid 10 %.
#
# **Initializer và pixel phải đi với nhau.** Với pixel 0–1, bốn initializer tự chọn stddev (Glorot, He, LeCun, orthogonal) đưa ReLU tới 75 đến 79 %, còn stddev 0.05 chỉ tới 27 %. Với pixel 0–255 thì ngược lại: stddev 0.05 cho 81 %, còn với Glorot lần train phân kỳ ngay epoch đầu: loss thành NaN, nên dòng đó không có con số nào. ReLU của khóa học chạy tốt vì hai thứ bù trừ cho nhau: pixel lớn và weights nhỏ. Khi pixel đã nhỏ, He giữ được tín hiệu cả trong *ba mươi* lớp: 81 %.
#
# **Độ sâu.** Với sigmoid và stddev 0.05: một lớp đạt 80 %, ba lớp 37 % ở epoch cuối và 50 % ở epoch tốt nhất, bảy lớp 10 %.
#
# **Optimizer.** Adam, RMSprop và Lion xuất phát từ đúng chỗ của baseline, cùng tỉ số 0.00003. Sau mười epoch: 64 %, 10 % và 50 %. Adam và RMSprop chia gradient cho độ lớn của chính nó, Lion chỉ lấy dấu. Như vậy *có thể* cứu được network, nhưng không phải lúc nào cũng cứu được.
#
# **Bản đồ và kết quả train.** Theo một chiều, bản đồ nói đúng: với SGD, hai setting có tỉ số dưới 1/100 (baseline và sigmoid với stddev 0.2) không epoch nào vượt quá 13 %. Chiều kia thì không: đứng đầu bảng sắp theo tỉ số là ReLU với stddev 0.01, tỉ số 14, accuracy 10 %; ReLU hai mươi lớp có tỉ số 2.2 và cũng 10 %. Ở đó hai đầu cùng tắt, điều mà bản đồ *thứ hai* đã báo trước. Còn việc ReLU với initializer Glorot phân kỳ thì không bản đồ nào báo trước; phần bài tập sẽ cho thấy vì sao.

# %% [markdown] id="results_read" lang="en"
# The name of a setting mentions only what differs from the baseline; a name without an activation is a sigmoid. Ten epochs are few, each setting was trained once, and in several rows the last epoch lies three percentage points or more below the best: do not rank settings that lie no further apart than that.
#
# **Activations.** With stddev 0.05, seven layers and pixels 0–255, ReLU, ELU, SELU, GELU and swish get to between 79.6 and 82.2 %; tanh gets to 71 %, the sigmoid to 10 %.
#
# **Initializer and pixels belong together.** With pixels 0–1 the four initializers that choose their own stddev (Glorot, He, LeCun, orthogonal) bring ReLU to 75 to 79 %, stddev 0.05 to 27 % only. With pixels 0–255 it is the other way round: stddev 0.05 gives 81 %, and with Glorot training diverges in the first epoch: its loss becomes NaN, so that row has no numbers. The ReLU of the course works because two things offset each other, large pixels and small weights. Once the pixels are small, He's initializer keeps the signal alive through *thirty* layers: 81 %.
#
# **Depth.** With the sigmoid and stddev 0.05: one layer gets to 80 %, three layers to 37 % in the last epoch and 50 % in the best, seven layers to 10 %.
#
# **Optimizers.** Adam, RMSprop and Lion start just where the baseline does, with the same ratio of 0.00003. After ten epochs: 64 %, 10 % and 50 %. Adam and RMSprop divide the gradient by its own size, Lion takes only its sign. This *can* rescue the network, but does not always do so.
#
# **The map and the training.** In one direction the map is right: with SGD, the two settings whose ratio is below 1/100 (the baseline, and the sigmoid with stddev 0.2) never get beyond 13 %. Not so in the other: at the top of the table sorted by the ratio is ReLU with stddev 0.01, ratio 14, accuracy 10 %; ReLU with twenty layers has a ratio of 2.2 and 10 % as well. There both ends fade, just as the *second* map had predicted. That ReLU with Glorot's initializer diverges was predicted by neither map; the exercise will show why.

# %% [markdown] id="exercise_text" lang="vi"
# ## Bài tập: hai mươi lớp
#
# Bây giờ đến lượt bạn. Hãy chọn cho mỗi activation một stddev sao cho gradient sống được qua **hai mươi** hidden layer: ở bản đồ *thứ hai*, đi lên tới depth 20, và tìm nơi màu vẫn như ở depth 1. Ngoài activation, stddev và độ sâu, mọi thứ giữ nguyên như baseline.

# %% [markdown] id="exercise_text" lang="en"
# ## The exercise: twenty layers
#
# Now it is your turn. Choose for each activation a stddev at which the gradient lives through **twenty** hidden layers: on the *second* map, go up to depth 20 and look for the place where the colour is still that of depth 1. Apart from activation, stddev and depth everything stays as in the baseline.

# %% id="exercise"
sigmoid_stddev = 1.0  #?? sigmoid_stddev | vi: Một số trong dải nhạt của bản đồ sigmoid ở depth 20 | en: A number inside the pale band of the sigmoid's map at depth 20
tanh_stddev = 0.09  #?? tanh_stddev | vi: Một số; đường LeCun, Glorot và đường He nằm ở đâu so với dải màu đều? | en: A number; where do the lines of LeCun, Glorot and He lie, compared with the band of even colour?
relu_stddev = 0.125  #?? relu_stddev | vi: Một số; dải này hẹp, hãy nhìn các đường đồng mức thẳng đứng hay nghiêng | en: A number; the band is narrow, look at which way the contour lines lean
own = variations.read(
    [
        {"name": "sigmoid, 20 layers", "activation": "sigmoid", "stddev": sigmoid_stddev, "depth": 20},
        {"name": "tanh, 20 layers", "activation": "tanh", "stddev": tanh_stddev, "depth": 20},
        {"name": "relu, 20 layers", "activation": "relu", "stddev": relu_stddev, "depth": 20},
    ]
)

# %% [markdown] id="check_text" lang="vi"
# ## Kiểm tra
#
# Chưa train gì cả: phần kiểm tra đo gradient của ba network bạn chọn, và đòi hỏi gradient của hidden 1 ở hai mươi lớp nằm trong khoảng từ 1/100 đến 100 lần so với network một lớp.
#
# Cell sau đó train ba network của bạn. Với `VGKIT_PROFILE=quick`, cell ấy chỉ biết ba stddev của lời giải; muốn train với số bạn chọn, hãy bỏ biến này đi.

# %% [markdown] id="check_text" lang="en"
# ## Check
#
# Nothing is trained yet: the check measures the gradients of your three networks, and asks that the gradient of hidden 1 with twenty layers lie between 1/100 and 100 times that of a network with one layer.
#
# The cell after it trains your three networks. With `VGKIT_PROFILE=quick` it knows the solution's three stddevs only; to train with those that you chose, unset that variable.

# %% id="check"
variation_checks.check(own)

# %% id="own_train"
own_rows = sweep.run([*settings, *own], "variations")[len(settings) :]
variation_plots.outcomes(own_rows)

# %% [markdown] id="own_read" lang="vi"
# Các con số sau đây là của những stddev mà lời giải chọn; giá trị khác cũng qua được phần kiểm tra có thể cho kết quả rất khác.
#
# Ở cả ba network gradient đều về tới nơi, nhưng kết cục thì mỗi network một khác. Tanh học tốt: khoảng 76 % với hai mươi lớp, hơn cả tanh bảy lớp với stddev 0.05 trong bảng lớn (71 %). Sigmoid học chậm: 33 % sau mười epoch, chỉ kém network bảy lớp với cùng stddev 1 (40 %) một chút; network ấy là bài 1a, sau 300 epoch đạt 75 %. ReLU phân kỳ ngay trong epoch đầu tiên: loss thành NaN, nên hình không có điểm nào của nó.
#
# Với cả ba, bản đồ nói đúng điều nó biết: gradient *có về tới nơi*. Nhưng nó không biết một **bước đi** của optimizer dài bao nhiêu. Hãy viết phép tính đó: bước đi của SGD dài bao nhiêu so với chuẩn của chính kernel. Kernel có trung bình 0 và độ lệch chuẩn `stddev`; từ đó và từ số weights, bạn suy ra chuẩn của nó mà không cần đo. Phần kiểm tra trả lời ngay.

# %% [markdown] id="own_read" lang="en"
# The numbers here belong to the stddevs that the solution chooses; others that pass the check may give quite different ones.
#
# In all three networks the gradient gets through, but each of them ends differently. Tanh learns well: about 76 % with twenty layers, more than seven tanh layers with stddev 0.05 in the large table (71 %). Sigmoid learns slowly: 33 % after ten epochs, not much less than seven layers with the same stddev of 1 (40 %); that is exercise 1a, which gets to 75 % in 300 epochs. ReLU diverges in the very first epoch: its loss becomes NaN, so the figure has no point for it.
#
# About all three the map was right in what it knows: the gradient *arrives*. But it does not know how long a **step** of the optimizer is. Write that down as a function: how long SGD's step is, compared with the norm of the kernel itself. The kernel has mean 0 and standard deviation `stddev`; its norm follows from that and from the number of its weights, without any measurement. The check answers at once.

# %% id="step_function"
def relative_step(learning_rate, gradient_norm, stddev, inputs, units):
    """Length of a step of SGD, as a share of the norm of the kernel that it moves."""
    kernel_norm = stddev * np.sqrt(inputs * units)  #?? kernel_norm | vi: Chuẩn mà ta chờ đợi ở một kernel ngẫu nhiên: nó là căn của tổng bao nhiêu bình phương? | en: The norm to be expected of a random kernel: it is the root of a sum of how many squares?
    return learning_rate * gradient_norm / kernel_norm  #?? step_length | vi: SGD đi một bước dài bao nhiêu, so với kernel? | en: How long is the step that SGD takes, compared with the kernel?


vgkit.check_function(relative_step, "7")

# %% id="steps"
def first_step(setting):
    """The first step of SGD at hidden 1 and at the output layer, each relative to its kernel."""
    images = data.prepare(data.load(), setting.pixels)
    first, last = maps.gradient_norms(setting.activation, [setting.stddev], [setting.depth], images)
    glorot = np.sqrt(2 / (128 + 10))  # the output kernel's stddev
    hidden_1 = relative_step(setting.learning_rate, first.item(), setting.stddev, 784, 128)
    output = relative_step(setting.learning_rate, last.item(), glorot, 128, 10)
    return hidden_1, output


for setting in own:
    hidden_1, output = first_step(setting)
    print(f"{setting.name:24}  hidden 1: {hidden_1:.1g}   output: {output:.1g}")

# %% [markdown] id="rescue_text" lang="vi"
# Với tanh, bước đầu tiên dài chưa tới 0.1 % kernel ở cả hai đầu. Với sigmoid, hidden 1 chỉ nhích 0.005 %: gradient cỡ như của tanh, nhưng weights lớn hơn mười một lần. Với ReLU, output kernel bị đẩy đi gần **năm lần** chiều dài của chính nó: đó không còn là một bước theo hướng dốc xuống nữa. ReLU không có giới hạn trên: với stddev quanh giá trị của He, những pixel tới 255 đi qua hai mươi lớp mà không nhỏ đi bao nhiêu, và gradient của output kernel lớn theo chúng.
#
# ### Chữa network ReLU
#
# Giữ nguyên activation, stddev và độ sâu. Đổi **đúng một trường**, `learning_rate` hoặc `pixels`, để network hai mươi lớp này học được trong mười epoch. Chưa cần train, `first_step(…)` đã cho bạn biết bước đầu tiên của setting mới dài bao nhiêu: nó có thể quá dài, và cũng có thể quá ngắn.

# %% [markdown] id="rescue_text" lang="en"
# With tanh the first step is less than 0.1 % of the kernel at either end. With the sigmoid hidden 1 moves by 0.005 % only: its gradient is about as large as that of tanh, but its weights are eleven times as large. With ReLU the output kernel is pushed by nearly **five times** its own length: that is no step downhill any more. ReLU has no upper limit: with a stddev near He's, pixels of up to 255 pass twenty layers without becoming much smaller, and the gradient of the output kernel is as large as they are.
#
# ### Fix the ReLU network
#
# Leave activation, stddev and depth as they are. Change **exactly one field**, `learning_rate` or `pixels`, so that this network of twenty layers learns within ten epochs. Before any training, `first_step(…)` tells you how long the first step of the new setting is: it can be too long, and too short.

# %% id="rescue"
rescue = replace(own[2], name="relu, 20 layers, fixed", pixels="0-1")  #?? rescue | vi: replace(own[2], name=…, …): một name mới, và một trường làm bước đầu tiên ngắn lại | en: replace(own[2], name=…, …): a new name, and one field that makes the first step shorter

# %% id="rescue_train"
variation_checks.check_rescue(own[2], rescue)
tried = sweep.run([*settings, *own, rescue], "variations")[len(settings) :]
print(f"{rescue.name:24}  hidden 1: {first_step(rescue)[0]:.1g}   output: {first_step(rescue)[1]:.1g}")
variation_tables.results(tried)

# %% [markdown] id="rescue_read" lang="vi"
# Với pixel 0–1, bước đầu tiên của output kernel chỉ còn 0.5 % chiều dài của nó, và network hai mươi lớp ReLU đạt khoảng 78 %. Network ReLU hai mươi lớp trong bảng lớn, với stddev 0.05, đứng yên ở 10 %. Như vậy cần cả hai: gradient phải về tới nơi, và bước đi phải vừa. (Nếu bạn đổi `learning_rate`, các con số của bạn sẽ khác; phần Thử tiếp nói thêm về điều đó.)

# %% [markdown] id="rescue_read" lang="en"
# With pixels of 0–1 the first step of the output kernel is only 0.5 % of its length, and the network of twenty ReLU layers gets to about 78 %. The twenty ReLU layers in the large table, with stddev 0.05, stay at 10 %. So it takes both: a gradient that arrives, and a step of the right size. (If you changed `learning_rate` instead, your numbers will be different; the section on what to try next comes back to that.)

# %% [markdown] id="recall_text" lang="vi"
# ## Dự đoán và thực tế
#
# Đây là dự đoán bạn đã ghi lại. Bạn đoán đúng điều gì, và điều gì khiến bạn bất ngờ?

# %% [markdown] id="recall_text" lang="en"
# ## What you predicted, what you saw
#
# This is the prediction that you kept. What did you get right, and what surprised you?

# %% id="recall"
vgkit.recall("P7")

# %% [markdown] id="case_text" lang="vi"
# ## Một trường hợp mới
#
# Hai đầu cùng tắt: bản đồ thứ hai đã cho thấy vì sao, với các bias bằng 0 như ở mọi điểm xuất phát của khóa học. Câu hỏi sau nói về một network mà bản đồ không có; khóa học đã đo nó.

# %% [markdown] id="case_text" lang="en"
# ## A new case
#
# Both ends fade: the second map has shown why, with biases of 0, where the course starts them all. The next question is about a network that is not on the map; the course has measured it.

# %% id="case"
vgkit.ask("C7")

# %% id="case_answer" only="solution"
from vgkit import cases

vgkit.answer("C7", "C")
cases.show("C7")

# %% [markdown] id="yours_text" lang="vi"
# ## Bảng của riêng bạn
#
# Thêm một cell bên dưới và viết bảng của bạn, dưới một tên riêng. Hãy ghi dự đoán ra giấy trước khi chạy.
#
# ```python
# mine = variations.read([{"activation": ["tanh", "gelu"], "stddev": [0.03, 0.1, 0.3], "depth": [5, 15]}])
# mine_rows = sweep.run(mine, "my_table")
# variation_plots.outcomes(mine_rows)
# ```
#
# Bảng đặt trong một file TOML thì chạy được từ terminal: `vgkit sweep bảng.toml`.

# %% [markdown] id="yours_text" lang="en"
# ## A table of your own
#
# Add a cell below and write your table, under a name of its own. Write your prediction down before you run it.
#
# ```python
# mine = variations.read([{"activation": ["tanh", "gelu"], "stddev": [0.03, 0.1, 0.3], "depth": [5, 15]}])
# mine_rows = sweep.run(mine, "my_table")
# variation_plots.outcomes(mine_rows)
# ```
#
# A table in a TOML file can be run from a terminal: `vgkit sweep table.toml`.

# %% [markdown] id="next" lang="vi"
# ## Thử tiếp
#
# * Vẽ bản đồ cho `"elu"`, `"selu"`, `"gelu"` và `"swish"`. Trên bản đồ thứ hai, ở stddev nào gradient của hidden 1 sống được qua ba mươi lớp? Và vì sao tỉ số của ELU ở góc trên bên trái lại lớn dần, dù lý thuyết bảo nó đứng yên? (Gợi ý: với $z$ âm và rất gần 0, hãy tính $e^z - 1$ trong float32.)
# * Chữa network ReLU chỉ bằng `learning_rate`, pixel giữ nguyên 0–255: tìm giá trị mà bước đầu tiên, ở hidden 1 và ở output kernel, dài xấp xỉ như khi dùng pixel 0–1. Sau mười epoch, hai network có đi xa như nhau không? Vậy độ dài của bước đầu tiên cho biết điều gì, và không cho biết điều gì?
# * Với sigmoid hai mươi lớp, thử stddev ở hai bên giá trị bạn chọn. Dự đoán trước, rồi train.
# * Thêm `"seed": [1, 2, 3]` vào hai dòng chỉ cách nhau một hai điểm phần trăm. Thứ tự của chúng có giữ nguyên ở cả ba seed không?

# %% [markdown] id="next" lang="en"
# ## What to try next
#
# * Draw the map for `"elu"`, `"selu"`, `"gelu"` and `"swish"`. On the second map, at which stddev does the gradient of hidden 1 live through thirty layers? And why does the ratio of ELU grow in the upper left corner, when theory says that it stands still? (A hint: for a negative $z$ very close to 0, work out $e^z - 1$ in float32.)
# * Fix the ReLU network by `learning_rate` alone, with pixels of 0–255 as before: find a value at which both first steps are about as long as with pixels of 0–1. Do the two networks get equally far within ten epochs? What, then, does the length of the first step tell you, and what not?
# * With twenty sigmoid layers, try stddevs on either side of the one that you chose. Predict first, then train.
# * Put `"seed": [1, 2, 3]` into two rows that lie only a point or two apart. Do they keep their order with all three seeds?
