// The texts of the guided path and of the words that the page uses, in both languages.

export const GUIDE_TEXTS = {
  "guide.title": { en: "Why does it not learn?", vi: "Vì sao nó không học được?" },
  "guide.time": { en: "Five minutes, step {number} of {count}", vi: "Năm phút, bước {number} trên {count}" },
  "guide.close": { en: "Close", vi: "Đóng" },
  "guide.back": { en: "Back", vi: "Trước" },
  "guide.next": { en: "Next", vi: "Tiếp" },
  "guide.end": { en: "Done: explore freely", vi: "Xong: tự khám phá" },
  "guide.look": { en: "Look at", vi: "Hãy nhìn" },
  "guide.show": { en: "Show me", vi: "Cho tôi xem" },

  "guide.baseline.title": { en: "A network that only guesses", vi: "Một network chỉ biết đoán mò" },
  "guide.baseline.text": {
    en: "Seven hidden layers should recognize ten kinds of clothing, shoes and bags. An image goes in at the top, ten scores come out at the bottom. The loss says how wrong they are: training should make it fall. Guessing has a loss of ln 10 = 2.303 and is right in 10 % of all cases.",
    vi: "Bảy hidden layer phải nhận ra mười loại quần áo, giày và túi. Ảnh vào ở trên cùng, mười điểm số ra ở dưới cùng. Loss cho biết các điểm số đó sai đến đâu: train là để nó giảm. Ai đoán mò thì có loss ln 10 = 2.303 và đúng 10 % số lần.",
  },
  "guide.baseline.look": {
    en: "the curve of the loss. Does it fall below the dotted line of guessing?",
    vi: "đường cong của loss. Nó có xuống dưới đường chấm của việc đoán mò không?",
  },
  "guide.baseline.button": { en: "Train the baseline", vi: "Train baseline" },

  "guide.gradient.title": { en: "Where it gets stuck", vi: "Nó kẹt ở đâu" },
  "guide.gradient.text": {
    en: "In every step, each layer's weights move by learning rate × gradient. The gradient is worked out from the output back to the first layer. On its way through a hidden layer it is multiplied by that layer's small weights and by the slope of the sigmoid, the curve that squeezes what a unit gives between 0 and 1. That slope is ¼ at most.",
    vi: "Ở mỗi bước, weights của từng lớp thay đổi một lượng bằng learning rate × gradient. Gradient được tính từ output lùi về lớp đầu tiên. Mỗi lần qua một hidden layer, nó bị nhân với những weights nhỏ của lớp đó và với đạo hàm của sigmoid, đường cong ép output của mỗi unit vào giữa 0 và 1. Đạo hàm đó nhiều nhất là ¼.",
  },
  "guide.gradient.look": {
    en: "the bars, from the output upwards. Each line of the scale is a factor of ten.",
    vi: "các thanh, từ output đi lên. Mỗi vạch của thang là mười lần.",
  },
  "guide.gradient.button": { en: "Train the baseline", vi: "Train baseline" },

  "guide.relu.title": { en: "First rescue: another activation", vi: "Cách cứu thứ nhất: activation khác" },
  "guide.relu.text": {
    en: "ReLU(z) = max(0, z) has slope 1 wherever a unit is on, instead of ¼ at most. Nothing else changes: the same initial weights, the same images in the same order. The baseline's curve stays on the page, dashed.",
    vi: "ReLU(z) = max(0, z) có đạo hàm 1 ở mọi unit đang bật, thay vì nhiều nhất ¼. Ngoài ra không có gì đổi: cùng weights ban đầu, cùng những ảnh đó theo cùng thứ tự. Đường cong của baseline vẫn còn trên trang, nét đứt.",
  },
  "guide.relu.look": {
    en: "the bars first: how long is hidden 1's now? Then the loss.",
    vi: "các thanh trước: thanh của hidden 1 bây giờ dài bao nhiêu? Rồi đến loss.",
  },
  "guide.relu.button": { en: "Train with ReLU", vi: "Train với ReLU" },

  "guide.normalization.title": { en: "Second rescue: batch normalization", vi: "Cách cứu thứ hai: batch normalization" },
  "guide.normalization.text": {
    en: "Back to sigmoids, with the baseline's initial weights. In the baseline each layer also shrinks the differences between images, until all look alike. Batch normalization pulls them apart again before each of hidden 2 to 7: every unit gets mean 0 and standard deviation 1 over the batch. What stretches the differences on the way forward stretches the gradient on its way back.",
    vi: "Trở lại với sigmoid và weights ban đầu của baseline. Ở baseline, mỗi lớp còn làm nhỏ đi khác biệt giữa các ảnh, cho đến khi mọi ảnh trông như nhau. Batch normalization lại kéo chúng ra xa nhau trước mỗi lớp từ hidden 2 đến hidden 7: mỗi unit có trung bình 0 và độ lệch chuẩn 1 trên batch. Thứ gì kéo giãn các khác biệt ở chiều tới thì cũng kéo giãn gradient ở chiều ngược.",
  },
  "guide.normalization.look": {
    en: "the bars, the histograms of the activations, and the loss beside the kept curves.",
    vi: "các thanh, histogram của activation, và loss bên cạnh các đường cong đã giữ.",
  },
  "guide.normalization.button": { en: "Train with batch normalization", vi: "Train với batch normalization" },

  "guide.yours.title": { en: "Your turn: does this rescue it, too?", vi: "Đến lượt bạn: cách này có cứu được không?" },
  "guide.yours.text": {
    en: "Four more changes to the baseline, each from an exercise of the course. Guess before you press: which networks learn within 300 steps? A large gradient alone is not enough: it must also point the right way. And a small one can do, if the optimizer makes up for it.",
    vi: "Thêm bốn thay đổi ở baseline, mỗi thay đổi lấy từ một bài của khóa học. Hãy đoán trước khi bấm: network nào học được trong vòng 300 bước? Chỉ có gradient lớn thì chưa đủ: nó còn phải chỉ đúng hướng. Và gradient nhỏ cũng có thể đủ, nếu optimizer bù lại được.",
  },
  "guide.yours.look": {
    en: "the bars at step 0, then the loss until step 300.",
    vi: "các thanh ở bước 0, rồi loss cho đến bước 300.",
  },
  "guide.choice.3": { en: "Adam", vi: "Adam" },
  "guide.choice.5": { en: "Skip connections", vi: "Skip connection" },
  "guide.choice.1a": { en: "Larger weights", vi: "Weights lớn hơn" },
  "guide.choice.8": { en: "Gradient normalization", vi: "Chuẩn hóa gradient" },
  "outcome.rescued": { en: "learns", vi: "học được" },
  "outcome.slowly": { en: "slowly", vi: "học chậm" },
  "outcome.lost": { en: "not yet", vi: "chưa học được" },
  "outcome.broken": { en: "broke down", vi: "hỏng" },
  "guide.notebooks": {
    en: "In the notebooks of the course you write each of these rescues yourself.",
    vi: "Trong các notebook của khóa học, bạn tự viết từng cách cứu này.",
  },

  "judge.idle": {
    en: "The numbers come as soon as you press the button.",
    vi: "Hãy bấm nút để xem các con số.",
  },
  "judge.waiting": { en: "Step {step} of {steps}…", vi: "Bước {step} trên {steps}…" },
  "judge.broken": {
    en: "At step {step} numbers are no longer finite. Press the button to start again.",
    vi: "Đến bước {step}, các số không còn hữu hạn. Hãy bấm nút để chạy lại.",
  },
  "judge.baseline.seen": {
    en: "After {step} steps the loss is {loss}, accuracy {accuracy}. Guessing gives {chance} and 10 %: the network has learnt nothing but to guess.",
    vi: "Sau {step} bước, loss là {loss}, accuracy {accuracy}. Đoán mò cho {chance} và 10 %: network chẳng học được gì ngoài đoán mò.",
  },
  "judge.baseline.surprise": {
    en: "After {step} steps the loss is {loss}; guessing gives {chance}. That is not yet the level of guessing: let it go on for a while.",
    vi: "Sau {step} bước, loss là {loss}; đoán mò cho {chance}. Vẫn chưa đến mức đoán mò: hãy để nó chạy thêm một lúc.",
  },
  "judge.gradient.seen": {
    en: "The output's gradient has norm {output}; that of {layer} only {weakest}: {ratio} times smaller. From {last} back to {layer} each layer leaves about 1/{part}. To move the weights of {layer} by 1 % takes about {pace} such steps, even if all pointed the same way. So the first layers stay random, and the layers behind them have nothing to learn from.",
    vi: "Gradient của output có chuẩn {output}; của {layer} chỉ có {weakest}, nhỏ hơn {ratio} lần. Từ {last} lùi về {layer}, mỗi lớp chỉ để lại khoảng 1/{part}. Muốn weights của {layer} thay đổi 1 % phải cần khoảng {pace} bước như vậy, dù mọi bước đều cùng hướng. Vì vậy các lớp đầu vẫn ngẫu nhiên như cũ, và các lớp sau không có gì để học.",
  },
  "judge.gradient.surprise": {
    en: "The smallest gradient, that of {layer}, is {ratio} times smaller than the output's: less than expected here. Press the button to start again.",
    vi: "Gradient nhỏ nhất, của {layer}, nhỏ hơn của output {ratio} lần: ít hơn dự kiến. Hãy bấm nút để chạy lại.",
  },
  "judge.rescue.seen": {
    en: "After {step} steps the loss is {loss}, accuracy {accuracy}. The smallest gradient, that of {layer}, is {compared}.",
    vi: "Sau {step} bước, loss là {loss}, accuracy {accuracy}. Gradient nhỏ nhất, của {layer}, {compared}.",
  },
  "judge.rescue.compared": {
    en: "After {step} steps the loss is {loss}, accuracy {accuracy}; the baseline (curve {letter}) had {before} after {beforeStep}. The smallest gradient, that of {layer}, is {compared}. It learns.",
    vi: "Sau {step} bước, loss là {loss}, accuracy {accuracy}; baseline (đường {letter}) có {before} sau {beforeStep} bước. Gradient nhỏ nhất, của {layer}, {compared}. Nó học được.",
  },
  "judge.rescue.surprise": {
    en: "After {step} steps the loss is still {loss}. Let it go on for a while.",
    vi: "Sau {step} bước, loss vẫn là {loss}. Hãy để nó chạy thêm một lúc.",
  },
  "judge.trial.rescued": {
    en: "{title}: after {step} steps the loss is {loss}, guessing gives {chance}. It learns. At step 0 {extreme}.",
    vi: "{title}: sau {step} bước, loss là {loss}, đoán mò cho {chance}. Nó học được. Ở bước 0, {extreme}.",
  },
  "judge.trial.slowly": {
    en: "{title}: after {step} steps the loss is {loss}, guessing gives {chance}. It has begun to learn, slowly. At step 0 {extreme}.",
    vi: "{title}: sau {step} bước, loss là {loss}, đoán mò cho {chance}. Nó bắt đầu học, nhưng chậm. Ở bước 0, {extreme}.",
  },
  "judge.trial.lost": {
    en: "{title}: after {step} steps the loss is {loss}, guessing gives {chance}. Nothing learnt so far. At step 0 {extreme}.",
    vi: "{title}: sau {step} bước, loss là {loss}, đoán mò cho {chance}. Đến giờ vẫn chưa học được gì. Ở bước 0, {extreme}.",
  },
  "judge.trial.broken": {
    en: "{title}: at step {step} numbers are no longer finite. The training has broken down.",
    vi: "{title}: đến bước {step}, các số không còn hữu hạn. Lần train đã hỏng.",
  },
  "slope.one": { en: "slope 1", vi: "đạo hàm 1" },
  "slope.label": { en: "Slope of the activation:", vi: "Đạo hàm của activation:" },
  "extreme.smallest": { en: "the smallest gradient was {compared}", vi: "gradient nhỏ nhất {compared}" },
  "extreme.largest": { en: "the largest gradient was {compared}", vi: "gradient lớn nhất {compared}" },
  "compared.smaller": { en: "{factor} times smaller than the output's", vi: "nhỏ hơn của output {factor} lần" },
  "compared.larger": { en: "{factor} times larger than the output's", vi: "lớn hơn của output {factor} lần" },
  "compared.same": { en: "about as large as the output's", vi: "lớn xấp xỉ của output" },
  "compared.zero": { en: "exactly 0", vi: "đúng bằng 0" },

  "word.loss": {
    en: "Loss: how wrong the network's answers are on a batch, −ln of the probability it gives to the right class, averaged.",
    vi: "Loss: câu trả lời của network sai đến đâu trên một batch, tức trung bình của −ln xác suất mà nó gán cho class đúng.",
  },
  "word.gradient": {
    en: "Gradient: for each weight, how strongly the loss would change with it. A step moves the weights against it.",
    vi: "Gradient: với mỗi weight, loss thay đổi mạnh đến đâu theo nó. Mỗi bước đưa weights đi ngược gradient.",
  },
  "word.norm": {
    en: "Gradient norm: a layer's whole gradient as one number, the root of the sum of the squares (L2), here of its weight matrix (the kernel) for the last batch. It also grows with what comes into the layer: hidden 1 takes in pixels up to 255.",
    vi: "Chuẩn gradient: cả gradient của một lớp tóm thành một con số, căn của tổng bình phương (L2), ở đây là của ma trận weights (kernel) với batch gần nhất. Nó cũng lớn theo những gì đi vào lớp: hidden 1 nhận các pixel lên tới 255.",
  },
  "word.step": {
    en: "Step: one batch of images goes through the network, and every weight moves once. An epoch is as many steps as it takes to see all training images once.",
    vi: "Bước: một batch ảnh đi qua network, và mỗi weight thay đổi một lần. Một epoch là số bước cần để đi hết các ảnh train một lần.",
  },
  "word.activation": {
    en: "Activation: what a unit makes of the sum that comes in. Sigmoid squeezes it between 0 and 1, tanh between −1 and 1; ReLU lets what is positive through and gives 0 otherwise.",
    vi: "Activation: thứ mà một unit làm với tổng đi vào nó. Sigmoid ép tổng đó vào giữa 0 và 1, tanh vào giữa −1 và 1; ReLU cho số dương đi qua, còn lại thì cho 0.",
  },
  "word.saturated": {
    en: "Saturated: so far out on a sigmoid or tanh that its slope is below a fifth of its maximum. A ReLU unit is dead if it gives 0 for every image of the batch.",
    vi: "Bão hòa: ra xa trên sigmoid hoặc tanh đến mức đạo hàm chưa tới một phần năm mức tối đa. Một unit ReLU chết khi nó cho 0 với mọi ảnh của batch.",
  },
  "word.skip": {
    en: "Skip connection: the output of an earlier layer is added to that of a later one (⊕ in the drawing).",
    vi: "Skip connection: output của một lớp trước được cộng vào output của một lớp sau (⊕ trong hình).",
  },
  "word.seed": {
    en: "Seed: which random numbers the initial weights are. Seed 1 gives those of the course.",
    vi: "Seed: weights ban đầu là những số ngẫu nhiên nào. Seed 1 cho weights của khóa học.",
  },
};
