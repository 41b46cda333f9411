// The texts of the guided path and of the words that the page uses, in both languages.

export const GUIDE_TEXTS = {
  "guide.title": { en: "Why does it not learn?", vi: "Vì sao nó không học được?" },
  "guide.time": { en: "Five minutes, step {number} of {count}", vi: "Năm phút, bước {number} trên {count}" },
  "guide.close": { en: "Close", vi: "Đóng" },
  "guide.back": { en: "Back", vi: "Trước" },
  "guide.next": { en: "Next", vi: "Tiếp" },
  "guide.end": { en: "Done: explore freely", vi: "Xong: tự khám phá" },
  "guide.look": { en: "Look at", vi: "Hãy nhìn" },
  "guide.return": { en: "↑ Back to the card", vi: "↑ Về lại thẻ" },
  "guide.show": { en: "Show me", vi: "Đưa tôi đến đó" },

  "guide.baseline.title": { en: "A network that only guesses", vi: "Một network chỉ biết đoán mò" },
  "guide.baseline.text": {
    en: "This network is to recognize ten kinds of clothing, shoes and bags. An image goes in at the top and passes through seven hidden layers; ten scores, the logits, come out at the bottom, one for each kind. The loss says how wrong they are: training should make it fall. Guessing has a loss of ln 10 = 2.303 and is right 10 % of the time.",
    vi: "Network này phải nhận ra mười loại quần áo, giày và túi. Ảnh vào ở trên cùng và đi qua bảy hidden layer; mười điểm số, gọi là logits, ra ở dưới cùng, mỗi loại một điểm. Loss cho biết các điểm số đó sai đến đâu: train là để nó giảm. Đoán mò thì loss là ln 10 = 2.303 và đúng 10 % số lần.",
  },
  "guide.baseline.look": {
    en: "the loss curve. Does it fall below the dotted line, the level of guessing?",
    vi: "đường cong loss. Nó có xuống dưới đường chấm, mức của đoán mò, không?",
  },
  "guide.baseline.button": { en: "Train the baseline", vi: "Train baseline" },

  "guide.gradient.title": { en: "Where it gets stuck", vi: "Nó kẹt ở đâu" },
  "guide.gradient.text": {
    en: "A unit multiplies what comes in by its weights, adds it all up, and lets a curve, the sigmoid, squeeze the sum between 0 and 1. In every step, each layer's weights move by learning rate × gradient. The gradient is worked out from the output back to the first layer. On its way through a hidden layer it is multiplied by that layer's small weights and by the slope of the sigmoid. That slope is ¼ at most.",
    vi: "Mỗi unit nhân những gì đi vào với weights của nó, cộng tất cả lại, rồi để một đường cong, sigmoid, ép tổng đó vào giữa 0 và 1. Ở mỗi bước, weights của từng lớp thay đổi một lượng bằng learning rate × gradient. Gradient được tính từ output lùi về lớp đầu tiên. Mỗi lần qua một hidden layer, nó bị nhân với những weights nhỏ của lớp đó và với đạo hàm của sigmoid, tức độ dốc của đường cong ấy. Đạo hàm đó nhiều nhất là ¼.",
  },
  "guide.gradient.look": {
    en: "the bars, from the output upwards. Each line of the scale is a factor of ten.",
    vi: "các thanh, từ output đi lên. Mỗi vạch của thang là mười lần.",
  },
  "guide.gradient.button": { en: "Train the baseline", vi: "Train baseline" },

  "guide.relu.title": { en: "First rescue: another activation", vi: "Cách cứu thứ nhất: activation khác" },
  "guide.relu.text": {
    en: "For a sum z, ReLU gives max(0, z). Its slope is 1 wherever z is positive; the sigmoid's is ¼ at most. Nothing else changes: the same initial weights, the same images in the same order. The baseline's curve stays on the page, dashed.",
    vi: "Với tổng z, ReLU cho max(0, z). Đạo hàm của nó bằng 1 ở mọi z dương; của sigmoid thì nhiều nhất là ¼. Ngoài ra không có gì đổi: vẫn weights ban đầu ấy, vẫn những ảnh ấy theo cùng thứ tự. Đường cong của baseline vẫn còn trên trang, nét đứt.",
  },
  "guide.relu.look": {
    en: "the bars first: how long is hidden 1's now? Then the loss.",
    vi: "các thanh trước: thanh của hidden 1 bây giờ dài bao nhiêu? Rồi đến loss.",
  },
  "guide.relu.button": { en: "Train with ReLU", vi: "Train với ReLU" },

  "guide.normalization.title": { en: "Second rescue: batch normalization", vi: "Cách cứu thứ hai: batch normalization" },
  "guide.normalization.text": {
    en: "Back to sigmoids, with the baseline's initial weights. In the baseline each layer also shrinks the differences between images, until all look alike. Batch normalization pulls them apart again before each of hidden 2 to 7: what each unit gives gets mean 0 and standard deviation 1 over the batch. What stretches the differences on the way forward stretches the gradient on its way back.",
    vi: "Trở lại với sigmoid và weights ban đầu của baseline. Ở baseline, mỗi lớp còn làm nhỏ đi khác biệt giữa các ảnh, cho đến khi mọi ảnh trông như nhau. Batch normalization lại kéo chúng ra xa nhau trước mỗi lớp từ hidden 2 đến hidden 7: output của mỗi unit được đưa về trung bình 0 và độ lệch chuẩn 1 trên batch. Thứ gì kéo giãn các khác biệt ở chiều tới thì cũng kéo giãn gradient ở chiều ngược.",
  },
  "guide.normalization.look": {
    en: "the bars, the histograms of the activations, and the loss beside the kept curves.",
    vi: "các thanh, histogram của activation, và loss bên cạnh các đường cong đã giữ.",
  },
  "guide.normalization.button": { en: "Train with batch normalization", vi: "Train với batch normalization" },

  "guide.yours.title": { en: "Your turn: does this rescue it, too?", vi: "Đến lượt bạn: cách này có cứu được không?" },
  "guide.yours.text": {
    en: "Four more changes to the baseline, each from an exercise of the course; with Adam goes a smaller learning rate. Guess before you press: which networks learn within 300 steps? Then compare what came of each with its gradient at step 0. Is a large gradient always enough, and a small one always too little?",
    vi: "Thêm bốn thay đổi ở baseline, mỗi thay đổi lấy từ một bài của khóa học; với Adam thì learning rate cũng nhỏ hơn. Hãy đoán trước khi bấm: network nào học được trong vòng 300 bước? Rồi so kết quả của từng network với gradient của nó ở bước 0. Gradient lớn có phải lúc nào cũng đủ, và gradient nhỏ lúc nào cũng thiếu?",
  },
  "guide.yours.look": {
    en: "the bars at step 0, then the loss until step 300.",
    vi: "các thanh ở bước 0, rồi loss cho đến bước 300.",
  },
  "guide.choice.3": { en: "Adam, learning rate 0.001", vi: "Adam, learning rate 0.001" },
  "guide.choice.5": { en: "Skip connections", vi: "Skip connection" },
  "guide.choice.1a": { en: "Larger weights", vi: "Weights lớn hơn" },
  "guide.choice.8": { en: "Gradient normalization", vi: "Chuẩn hóa gradient" },
  "tried.title": { en: "What was tried", vi: "Những gì đã thử" },
  "tried.network": { en: "Network", vi: "Network" },
  "tried.step": { en: "Steps", vi: "Số bước" },
  "tried.loss": { en: "Loss", vi: "Loss" },
  "tried.accuracy": { en: "Accuracy", vi: "Accuracy" },
  "tried.outcome": { en: "Verdict", vi: "Kết quả" },
  "outcome.rescued": { en: "learns", vi: "học được" },
  "outcome.slowly": { en: "learns slowly", vi: "học chậm" },
  "outcome.lost": { en: "nothing learnt yet", vi: "chưa học được" },
  "outcome.broken": { en: "broke down", vi: "hỏng" },
  "guide.notebooks": {
    en: "In the notebooks of the course you write each of these rescues yourself.",
    vi: "Trong các notebook của khóa học, bạn tự viết từng cách cứu này.",
  },

  "judge.idle": { en: "Press the button to see the numbers.", vi: "Hãy bấm nút để xem các con số." },
  "judge.waiting": { en: "Step {step} of {steps}…", vi: "Bước {step} trên {steps}…" },
  "judge.broken": {
    en: "At step {step} some numbers are no longer finite. Press the button to start again.",
    vi: "Đến bước {step}, có những số không còn hữu hạn. Hãy bấm nút để chạy lại.",
  },
  "judge.baseline.seen": {
    en: "After {step} steps the loss is {loss} and the accuracy {accuracy}. Guessing gives {chance} and 10 %: the network has learnt nothing but to guess.",
    vi: "Sau {step} bước, loss là {loss} và accuracy là {accuracy}. Đoán mò cho {chance} và 10 %: ngoài đoán mò, network chưa học được gì.",
  },
  "judge.baseline.surprise": {
    en: "After {step} steps the loss is {loss}; guessing gives {chance}. That is not yet the level of guessing: let it go on for a while.",
    vi: "Sau {step} bước, loss là {loss}; đoán mò cho {chance}. Vẫn chưa đến mức đoán mò: hãy để nó chạy thêm một lúc.",
  },
  "judge.gradient.seen": {
    en: "The gradient norm, a layer's whole gradient as one number, is {output} at the output and only {weakest} at {layer}: {ratio} times smaller. From {last} back to {layer}, each layer lets through about 1/{part} of it, on average. To move the weights of {layer} by 1 % takes about {pace} such steps, even if all pointed the same way. So the first layers stay almost as random as they began, and the later ones have little to learn from.",
    vi: "Chuẩn gradient, tức cả gradient của một lớp tóm thành một con số, là {output} ở output và chỉ còn {weakest} ở {layer}: nhỏ hơn {ratio} lần. Từ {last} lùi về {layer}, trung bình mỗi lớp chỉ cho qua khoảng 1/{part}. Muốn weights của {layer} thay đổi 1 % phải cần khoảng {pace} bước như vậy, dù mọi bước đều cùng hướng. Vì vậy các lớp đầu gần như vẫn ngẫu nhiên như lúc khởi tạo, và các lớp sau hầu như không có gì để học.",
  },
  "judge.gradient.surprise": {
    en: "The smallest gradient, that of {layer}, is {ratio} times smaller than the output's: less than expected here. Press the button to start again.",
    vi: "Gradient nhỏ nhất, của {layer}, nhỏ hơn gradient của output {ratio} lần: ít hơn dự kiến. Hãy bấm nút để chạy lại.",
  },
  "judge.rescue.seen": {
    en: "After {step} steps the loss is {loss} and the accuracy {accuracy}. The smallest gradient, that of {layer}, is {compared}.",
    vi: "Sau {step} bước, loss là {loss} và accuracy là {accuracy}. Gradient nhỏ nhất, của {layer}, {compared}.",
  },
  "judge.rescue.compared": {
    en: "After {step} steps the loss is {loss} and the accuracy {accuracy}; the loss of the baseline (curve {letter}) was {before} after {beforeStep}. The smallest gradient, that of {layer}, is {compared}. It learns.",
    vi: "Sau {step} bước, loss là {loss} và accuracy là {accuracy}; loss của baseline (đường {letter}) là {before} sau {beforeStep} bước. Gradient nhỏ nhất, của {layer}, {compared}. Network này học được.",
  },
  "judge.rescue.surprise": {
    en: "After {step} steps the loss is still {loss}. Let it go on for a while.",
    vi: "Sau {step} bước, loss vẫn là {loss}. Hãy để nó chạy thêm một lúc.",
  },
  "judge.trial.rescued": {
    en: "{title}: after {step} steps the loss is {loss}; guessing gives {chance}. It learns. At step 0, {extreme}.",
    vi: "{title}: sau {step} bước, loss là {loss}; đoán mò cho {chance}. Nó học được. Ở bước 0, {extreme}.",
  },
  "judge.trial.slowly": {
    en: "{title}: after {step} steps the loss is {loss}; guessing gives {chance}. It has begun to learn, slowly. At step 0, {extreme}.",
    vi: "{title}: sau {step} bước, loss là {loss}; đoán mò cho {chance}. Nó đã bắt đầu học, nhưng chậm. Ở bước 0, {extreme}.",
  },
  "judge.trial.lost": {
    en: "{title}: after {step} steps the loss is {loss}; guessing gives {chance}. It has learnt nothing so far. At step 0, {extreme}.",
    vi: "{title}: sau {step} bước, loss là {loss}; đoán mò cho {chance}. Đến giờ nó vẫn chưa học được gì. Ở bước 0, {extreme}.",
  },
  "judge.trial.broken": {
    en: "{title}: at step {step} some numbers are no longer finite. The training has broken down.",
    vi: "{title}: đến bước {step}, có những số không còn hữu hạn. Lần train đã hỏng.",
  },
  "judge.also.pixels": {
    en: "Hidden 1's gradient is larger again: it is multiplied by what comes into the layer, and there that is pixels of up to 255.",
    vi: "Gradient của hidden 1 lại lớn hơn: nó được nhân với những gì đi vào lớp, mà ở đó là các pixel lên tới 255.",
  },
  "judge.also.large": {
    en: "So large gradients alone do not make a network learn.",
    vi: "Vậy chỉ gradient lớn thôi chưa đủ để network học được.",
  },
  "judge.also.small": {
    en: "So a small gradient in some layer need not keep a network from learning.",
    vi: "Vậy gradient nhỏ ở một lớp nào đó chưa chắc đã làm network không học được.",
  },
  "slope.one": { en: "slope 1", vi: "đạo hàm 1" },
  "slope.label": { en: "Slope of the activation:", vi: "Đạo hàm của activation:" },
  "extreme.smallest": { en: "the smallest gradient was {compared}", vi: "gradient nhỏ nhất {compared}" },
  "extreme.largest": { en: "the largest gradient was {compared}", vi: "gradient lớn nhất {compared}" },
  "compared.smaller": { en: "{factor} times smaller than the output's", vi: "nhỏ hơn gradient của output {factor} lần" },
  "compared.larger": { en: "{factor} times larger than the output's", vi: "lớn hơn gradient của output {factor} lần" },
  "compared.same": { en: "about as large as the output's", vi: "xấp xỉ gradient của output" },
  "compared.zero": { en: "exactly 0", vi: "đúng bằng 0" },

  "word.loss": {
    en: "Loss: how wrong the network's answers are on a batch, the images of one step: the mean of −ln p, where p is the probability that it gives to the right class.",
    vi: "Loss: câu trả lời của network sai đến đâu trên một batch, tức những ảnh của một bước: trung bình của −ln p, với p là xác suất mà nó gán cho class đúng.",
  },
  "word.gradient": {
    en: "Gradient: for each weight, how strongly and in which direction the loss changes with it. A step moves the weights against it.",
    vi: "Gradient: với mỗi weight, loss thay đổi mạnh đến đâu và theo hướng nào khi weight đó tăng. Mỗi bước đưa weights đi ngược gradient.",
  },
  "word.norm": {
    en: "Gradient norm: a layer's whole gradient as one number, the square root of the sum of its squares (L2 norm). Here it is the gradient of the layer's weight matrix (the kernel) on the latest batch. It also grows with what comes into the layer: hidden 1 takes in pixels of up to 255.",
    vi: "Chuẩn gradient: cả gradient của một lớp tóm thành một con số, căn bậc hai của tổng bình phương (chuẩn L2). Ở đây là gradient của ma trận weights (kernel) của lớp đó, với batch gần nhất. Nó cũng lớn theo những gì đi vào lớp: hidden 1 nhận các pixel lên tới 255.",
  },
  "word.logits": {
    en: "Logits: the ten numbers that come out of the network, one for each class. The larger one is beside the others, the more probable the network takes its class to be.",
    vi: "Logits: mười con số mà network cho ra, mỗi class một số. Số nào càng lớn so với các số kia thì network coi class đó càng dễ đúng.",
  },
  "word.step": {
    en: "Step: one batch of images goes through the network, and every weight moves once. An epoch is as many steps as it takes to see all training images once.",
    vi: "Bước (bước đi của optimizer): một batch ảnh đi qua network, và mỗi weight thay đổi một lần. Một epoch là số bước cần để đi hết các ảnh train một lần.",
  },
  "word.optimizer": {
    en: "Optimizer: the rule by which a step is made of the gradient. SGD moves each weight by learning rate × gradient. Momentum also goes on in the direction of earlier steps. Adam divides by how large the weight's gradient has been lately, so that a small gradient, too, makes a step about as long as the learning rate.",
    vi: "Optimizer: quy tắc biến gradient thành bước đi. SGD đưa mỗi weight đi một đoạn bằng learning rate × gradient. Momentum còn đi tiếp theo hướng của các bước trước. Adam chia cho độ lớn gần đây của gradient ở weight đó, nên gradient nhỏ cũng cho bước đi dài cỡ learning rate.",
  },
  "word.activation": {
    en: "Activation: what a unit makes of the sum that comes in, and the value that it gives. Sigmoid squeezes the sum between 0 and 1, tanh between −1 and 1; ReLU lets what is positive through and gives 0 otherwise.",
    vi: "Activation: cách một unit biến đổi tổng mà nó nhận được, và cả giá trị mà nó cho ra. Sigmoid ép tổng đó vào giữa 0 và 1, tanh vào giữa −1 và 1; ReLU cho số dương đi qua, còn lại thì cho 0.",
  },
  "word.saturated": {
    en: "Saturated: so far out on a sigmoid or tanh that its slope is below a fifth of its maximum. A ReLU unit is dead if it gives 0 for every image of the batch.",
    vi: "Bão hòa: ra xa trên sigmoid hoặc tanh đến mức đạo hàm chưa tới một phần năm mức tối đa. Một unit ReLU chết khi nó cho 0 với mọi ảnh của batch.",
  },
  "word.normalization": {
    en: "Batch normalization: what each unit gives is shifted and scaled so that over the images of a batch it has mean 0 and standard deviation 1; then two trained numbers for each unit scale and shift it again. Exercise 4b normalizes all units of a layer together. Gradient normalization (exercise 8) leaves the way forward as it is and scales the gradient on its way back.",
    vi: "Batch normalization: output của mỗi unit được dời và co giãn sao cho trên các ảnh của một batch nó có trung bình 0 và độ lệch chuẩn 1; sau đó hai số được train của mỗi unit lại co giãn và dời nó. Bài 4b chuẩn hóa mọi unit của một lớp chung với nhau. Chuẩn hóa gradient (bài 8) giữ nguyên chiều tới và co giãn gradient ở chiều ngược.",
  },
  "word.skip": {
    en: "Skip connection: the output of an earlier layer is added to that of a later one (⊕ in the drawing).",
    vi: "Skip connection: output của một lớp trước được cộng vào output của một lớp sau (⊕ trong hình).",
  },
  "word.initialization": {
    en: "Initialization: how the initial weights are drawn. Normal: with mean 0 and the standard deviation that you choose. Glorot and He: at a size that suits the number of a layer's inputs, with Glorot that of its outputs, too; He is meant for ReLU.",
    vi: "Khởi tạo: cách lấy ngẫu nhiên các weights ban đầu. Normal: trung bình 0 và độ lệch chuẩn do bạn chọn. Glorot và He: độ lớn hợp với số input của lớp, với Glorot thì cả số output; He dành cho ReLU.",
  },
  "word.seed": {
    en: "Seed: decides which random numbers the initial weights are. Seed 1 gives those of the course.",
    vi: "Seed: quyết định weights ban đầu là những số ngẫu nhiên nào. Seed 1 cho weights của khóa học.",
  },
};
