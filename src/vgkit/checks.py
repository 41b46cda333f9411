"""Checks of a student's model before any training: one message per mistake, none gives the answer.

The model as built and compiled is compared, layer by layer, with the exercise's own, so whatever
code leads to the right network passes.
"""

from dataclasses import dataclass

import numpy as np

from vgkit import course
from vgkit.backend import keras, tf
from vgkit.errors import VgkitError
from vgkit.language import say
from vgkit.models import chain, submodels
from vgkit.stages import Training, plan
from vgkit.structure import dense_layers, describe, flat_layers, layer_names

HIDDEN = range(1, 8)

# Which blank decides what, exercise by exercise: a layer's own settings, what lies before it (the
# output layer is number 8), the optimizer. What is not listed is given in the notebook.
LAYER_BLANKS = {
    "1a": {number: f"hidden_{number}" for number in HIDDEN},
    "1b": {number: f"hidden_{number}" for number in HIDDEN},
    "2": {number: f"hidden_{number}" for number in HIDDEN},
    "6": dict(zip(HIDDEN, ("", "", "sub_2", "sub_2", "sub_3", "sub_3", "sub_4"), strict=True)),
}
LAYER_BLANKS |= {
    f"baseline_{depth}": dict.fromkeys(range(1, depth + 1), "hidden_layer")
    | {depth + 1: "output_layer"}
    for depth in (3, 5, 7)
}
INITIALIZER_BLANKS = {"1a": "initializer", "1b": "initializer"}
INPUT_BLANKS = {
    "4a": {number: f"normalization_{number}" for number in range(2, 8)},
    "4b": {number: f"normalization_{number}" for number in range(2, 8)},
    "5": {4: "skip_to_4", 8: "skip_to_output"},
}
OPTIMIZER_BLANKS = {"3": "optimizer"}


@dataclass(frozen=True)
class Finding:
    """One mistake.

    Attributes:
        code: its kind, for tests.
        message: for the student: where, what was found, where to look.
        blank: name of the blank it belongs to, or None.
    """

    code: str
    message: str
    blank: str | None = None


class CheckFailed(VgkitError):
    """The model is not the exercise's network yet. `findings` holds every `Finding`."""

    def __init__(self, findings):
        self.findings = findings
        lines = []
        for finding in findings:
            place = f"[{finding.blank}] " if finding.blank else ""
            lines.append(f"✗ {place}{finding.message}")
        super().__init__("\n" + "\n".join(lines))


def check(model, exercise):
    """Compare a built, compiled model with the exercise's network. Trains and changes nothing.

    Args:
        model: the student's model.
        exercise: id in the course's table.

    Raises:
        CheckFailed: it differs; every difference is named, with the blank it belongs to.
        VgkitError: there is no such exercise.
    """
    row = course.get(exercise)
    findings = find(model, row)
    if findings:
        raise CheckFailed(findings)
    print(
        say(
            en=f"✓ This is the network of exercise {row.id}: {len(describe(model)[0]) - 1} hidden "
            f"layers, {model.count_params():,} parameters, compiled as the exercise asks.",
            vi=f"✓ Đúng là network của bài {row.id}: {len(describe(model)[0]) - 1} hidden layer, "
            f"{model.count_params():,} tham số, được compile đúng đề.",
        )
    )


def find(model, row):
    """All `Finding`s about a model, the root causes first. An empty list: it is right.

    Args:
        model: anything the student may have come up with.
        row: the `course.Exercise`.
    """
    if not isinstance(model, keras.Model):
        return [
            Finding(
                "not_a_model",
                say(
                    en=f"A Keras model was expected here. Received: {type(model).__name__}. Was "
                    "keras.Model(inputs, logits) called, and its result kept?",
                    vi=f"Ở đây cần một model Keras. Nhận được: {type(model).__name__}. Bạn đã gọi "
                    "keras.Model(inputs, logits) và giữ lại kết quả chưa?",
                ),
            )
        ]
    if not model.built or len(model.inputs or []) != 1 or len(model.outputs or []) != 1:
        return [
            Finding(
                "not_built",
                say(
                    en="The model is not built, or has not exactly one input and one output. It "
                    "should start with keras.Input((784,)) and end with the logits.",
                    vi="Model chưa được build, hoặc không có đúng một input và một output. Model "
                    "cần bắt đầu bằng keras.Input((784,)) và kết thúc ở logits.",
                ),
            )
        ]
    reference = row.compiled()
    findings = _shape(model, reference)
    if not findings:
        ours, theirs = describe(model), describe(reference)
        names = layer_names(reference)
        findings += _layers(row, names, ours[0], theirs[0])
        for number, name in enumerate(names, start=1):
            blank = INPUT_BLANKS.get(row.id, {}).get(number)
            findings += _wiring(name, ours[0][number - 1], theirs[0][number - 1], blank)
        if ours[1] != theirs[1]:
            findings.append(
                Finding(
                    "after_output",
                    say(
                        en=f"Behind the output layer there is still {_list(ours[1])}. The model "
                        "should end with the logits themselves: the loss applies softmax.",
                        vi=f"Sau output layer vẫn còn {_list(ours[1])}. Model cần kết thúc ngay ở "
                        "logits: softmax đã nằm trong hàm loss.",
                    ),
                )
            )
        if row.id == "4a" and not findings:
            findings += _batch_normalizations(model, reference)
        if row.id == "4b" and not findings:
            findings += _normalization(model)
    return findings + _compiled(model, reference, OPTIMIZER_BLANKS.get(row.id))


def _list(names):
    return ", ".join(str(name) for name in names)


def _shape(model, reference):
    """Differences that make a comparison layer by layer pointless."""
    if model.input_shape != reference.input_shape or model.output_shape != reference.output_shape:
        return [
            Finding(
                "input_output_shape",
                say(
                    en=f"The model goes from {model.input_shape[1:]} to {model.output_shape[1:]}. "
                    "An image has 784 pixels, and there are 10 classes.",
                    vi=f"Model đi từ {model.input_shape[1:]} đến {model.output_shape[1:]}. Một ảnh "
                    "có 784 pixel, và có 10 lớp.",
                ),
            )
        ]
    ours, theirs = len(describe(model)[0]), len(describe(reference)[0])
    count = say(
        en=f"The path from input to output goes through {ours} Dense layers, the output layer "
        "included",
        vi=f"Đường đi từ input đến output qua {ours} lớp Dense, tính cả output layer",
    )
    if ours < theirs:
        return [
            Finding(
                "layer_missing",
                say(
                    en=f"{count}; the exercise has more. Is one computed and then not used? A sum "
                    "must contain the layer directly before it: a skip connection is added to the "
                    "ordinary path, it does not replace it.",
                    vi=f"{count}; đề bài có nhiều hơn. Có lớp nào được tính ra rồi không dùng đến "
                    "không? Mỗi tổng phải chứa lớp nằm ngay trước nó: skip connection được cộng "
                    "thêm vào đường đi thông thường, không thay thế nó.",
                ),
            )
        ]
    if ours > theirs:
        return [
            Finding(
                "layer_extra",
                say(
                    en=f"{count}; the exercise has fewer. Which one was added?",
                    vi=f"{count}; đề bài có ít hơn. Lớp nào đã được thêm vào?",
                ),
            )
        ]
    return []


def _layers(row, names, ours, theirs):
    """What the Dense layers are: units, activation, initializer. One finding for equal mistakes."""
    layer_blanks = LAYER_BLANKS.get(row.id, {})
    places = {}
    for number, (us, them) in enumerate(zip(ours, theirs, strict=True), start=1):
        for mistake in _mistakes(us, them):
            places.setdefault(mistake, []).append(number)
    findings = []
    for (code, en, vi), numbers in places.items():
        blanks = dict.fromkeys(layer_blanks.get(number) for number in numbers)
        blank = ", ".join(filter(None, blanks)) or None
        if code.startswith("initializer") and len(numbers) == len(names) - 1:
            blank = INITIALIZER_BLANKS.get(row.id, blank)
        where = _list(names[number - 1] for number in numbers)
        findings.append(Finding(code, f"{where}: {say(en=en, vi=vi)}", blank))
    return findings


def _mistakes(us, them):
    """Differences between one Dense layer and what it should be: `(code, en, vi)` each."""
    if us.units != them.units:
        yield (
            "units",
            f"{us.units} units. Look at the numbers in the exercise's table.",
            f"{us.units} unit. Hãy xem lại các con số trong bảng của đề bài.",
        )
    if us.activation != them.activation:
        if them.activation == "linear":
            yield (
                "output_activation",
                f"the activation is {us.activation!r}. The loss is computed from logits, so nothing "
                "should squash them.",
                f"activation là {us.activation!r}. Hàm loss tính từ logits, nên không được nén "
                "chúng lại.",
            )
        else:
            yield (
                "activation",
                f"the activation is {us.activation!r}. All hidden layers of this exercise share "
                "one activation: which one?",
                f"activation là {us.activation!r}. Mọi hidden layer của bài này dùng chung một "
                "activation: activation nào?",
            )
    if us.initializer[0] != them.initializer[0]:
        yield (
            "initializer",
            f"the kernel starts from {us.initializer[0]}, which is not what the exercise asks of "
            "this layer. What was passed as kernel_initializer?",
            f"kernel khởi tạo bằng {us.initializer[0]}, không đúng với đề bài cho lớp này. Bạn đã "
            "truyền gì cho kernel_initializer?",
        )
    elif us.initializer != them.initializer:
        pairs = zip(us.initializer[1:], them.initializer[1:], strict=True)
        different = _list(f"{ours[0]}={ours[1]}" for ours, theirs in pairs if ours != theirs)
        yield (
            "initializer_settings",
            f"the kernel starts from {us.initializer[0]} with {different}. Compare with the "
            "exercise's table.",
            f"kernel khởi tạo bằng {us.initializer[0]} với {different}. Hãy so với bảng của đề "
            "bài.",
        )
    if not us.trainable:
        yield (
            "frozen",
            "frozen (trainable=False): training would not change it.",
            "đang bị đóng băng (trainable=False): train sẽ không thay đổi nó.",
        )


def _source_names(sources):
    names = [say(en="the input", vi="input") if s == 0 else f"hidden {s}" for s in sources]
    return " + ".join(names)


def _wiring(name, us, them, blank):
    """What feeds one Dense layer. At most one finding: the first that explains the difference."""
    if (us.sources, us.through) == (them.sources, them.through):
        return []
    got = _source_names(us.sources)
    # The sum in the data's direction: the layer directly before, and where the skip starts.
    *skipped, direct = them.sources

    def finding(code, en, vi):
        return [Finding(code, say(en=en, vi=vi), blank)]

    if us.through != them.through:
        between = _list(us.through)
        if len(us.sources) > 1:
            return finding(
                "merged_otherwise",
                f"{name} is fed with {got} through {between or 'nothing'}. In this exercise layers "
                "are joined by plain addition, with nothing else on the way.",
                f"{name} nhận {got} qua {between or 'không gì cả'}. Trong bài này các lớp được nối "
                "bằng phép cộng, không có gì khác ở giữa.",
            )
        if not us.through:
            return finding(
                "normalization_missing",
                f"{name} is fed with {got} as it is. A normalization belongs between the two.",
                f"{name} nhận thẳng {got}. Giữa hai lớp này cần có một lớp normalization.",
            )
        if not them.through:
            return finding(
                "something_between",
                f"Between {got} and {name} stands {between}. Nothing belongs there in this "
                "exercise.",
                f"Giữa {got} và {name} có {between}. Trong bài này ở đó không có gì cả.",
            )
        return finding(
            "other_between",
            f"Between {got} and {name} stands {between}, which is not what the exercise asks for.",
            f"Giữa {got} và {name} có {between}, không đúng với đề bài.",
        )
    if not skipped:
        code = "unexpected_skip" if len(us.sources) > 1 else "wrong_order"
        return finding(
            code,
            f"{name} is fed with {got}. It should get one layer's output only: that of the layer "
            "directly before it.",
            f"{name} nhận {got}. Nó chỉ nên nhận output của một lớp: lớp nằm ngay trước nó.",
        )
    if us.sources == (direct,):
        return finding(
            "skip_missing",
            f"{name} is fed with {got} alone: nothing is added to it. In the figure a second "
            "arrow arrives here.",
            f"{name} chỉ nhận {got}: chưa có gì được cộng vào. Trong hình có một mũi tên thứ hai "
            "đi vào đây.",
        )
    if len(us.sources) > len(them.sources):
        return finding(
            "too_many_sources",
            f"{name} is fed with {got}. Two layers are to be added here, no more.",
            f"{name} nhận {got}. Ở đây chỉ cộng hai lớp, không hơn.",
        )
    if us.sources.count(direct) > 1:
        return finding(
            "added_to_itself",
            f"{name} is fed with {got}: a layer added to itself only doubles it, no shorter path "
            "arises.",
            f"{name} nhận {got}: cộng một lớp với chính nó chỉ nhân đôi giá trị, không tạo ra "
            "đường đi ngắn hơn nào.",
        )
    return finding(
        "skip_from_wrong_layer",
        f"{name} is fed with {got}. One of the two is right. Follow the curved arrow in the figure "
        "back to where it starts.",
        f"{name} nhận {got}. Một trong hai lớp đã đúng. Hãy lần theo mũi tên cong trong hình về "
        "nơi nó bắt đầu.",
    )


def _compiled(model, reference, blank):
    """What `compile` was told."""
    if not model.compiled:
        return [
            Finding(
                "not_compiled",
                say(
                    en="The model is not compiled: run model.compile(…) before the check.",
                    vi="Model chưa được compile: hãy chạy model.compile(…) trước khi kiểm tra.",
                ),
            )
        ]
    findings = []
    ours, theirs = model.optimizer, reference.optimizer
    settings = {k: v for k, v in ours.get_config().items() if k != "name"}
    expected = {k: v for k, v in theirs.get_config().items() if k != "name"}
    if type(ours) is not type(theirs):
        findings.append(
            Finding(
                "optimizer",
                say(
                    en=f"The model is compiled with {type(ours).__name__}. The exercise's table "
                    "names another optimizer.",
                    vi=f"Model được compile với {type(ours).__name__}. Bảng của đề bài ghi một "
                    "optimizer khác.",
                ),
                blank,
            )
        )
    elif settings != expected:
        different = [
            f"{k}={v:.6g}" if isinstance(v, float) else f"{k}={v}"
            for k, v in settings.items()
            if expected.get(k) != v
        ]
        findings.append(
            Finding(
                "optimizer_settings",
                say(
                    en=f"The optimizer {type(ours).__name__} has {_list(different)}. Compare with "
                    "the exercise's table.",
                    vi=f"Optimizer {type(ours).__name__} có {_list(different)}. Hãy so với bảng "
                    "của đề bài.",
                ),
                blank,
            )
        )
    if not isinstance(model.loss, keras.losses.SparseCategoricalCrossentropy):
        findings.append(
            Finding(
                "loss",
                say(
                    en=f"The loss is {_loss_name(model.loss)}. The labels are class numbers 0…9 "
                    "and the model gives logits: which of Keras' losses takes exactly that?",
                    vi=f"Loss là {_loss_name(model.loss)}. Nhãn là số lớp 0…9 và model cho ra "
                    "logits: loss nào của Keras nhận đúng như vậy?",
                ),
            )
        )
    elif not model.loss.get_config()["from_logits"]:
        findings.append(
            Finding(
                "from_logits",
                say(
                    en="The loss believes that it gets probabilities (from_logits=False), but the "
                    "model gives logits.",
                    vi="Loss đang hiểu rằng nó nhận xác suất (from_logits=False), nhưng model cho "
                    "ra logits.",
                ),
            )
        )
    if "accuracy" not in _metrics(model):
        findings.append(
            Finding(
                "metrics",
                say(
                    en="The model does not measure accuracy: pass metrics=['accuracy'] to compile.",
                    vi="Model không đo accuracy: hãy truyền metrics=['accuracy'] cho compile.",
                ),
            )
        )
    return findings


def _loss_name(loss):
    return loss if isinstance(loss, str) else type(loss).__name__


def _metrics(model):
    """The metrics that `compile` was given, by name."""
    given = model.get_compile_config()["metrics"] if model.get_compile_config() else None
    given = given if isinstance(given, list) else [given]
    return [m if isinstance(m, str) else (m or {}).get("config", {}).get("name") for m in given]


def _batch_normalizations(model, reference):
    """Settings of BatchNormalization layers that are not Keras' defaults, as the exercise wants."""
    kind = keras.layers.BatchNormalization
    ours, theirs = (
        [layer for layer in flat_layers(each) if isinstance(layer, kind)]
        for each in (model, reference)
    )
    findings = []
    for number, (us, them) in enumerate(zip(ours, theirs, strict=True), start=2):
        expected = them.get_config()
        different = _list(
            f"{key}={value}"
            for key, value in us.get_config().items()
            if key != "name" and value != expected[key]
        )
        if different:
            findings.append(
                Finding(
                    "normalization_settings",
                    say(
                        en=f"The BatchNormalization before hidden {number} has {different}. The "
                        "exercise leaves Keras' defaults as they are.",
                        vi=f"BatchNormalization trước hidden {number} có {different}. Đề bài giữ "
                        "nguyên các giá trị mặc định của Keras.",
                    ),
                    INPUT_BLANKS["4a"][number],
                )
            )
    return findings


def _normalization(model):
    """What the student's own `MyNormalization` computes, on a small batch of small numbers."""
    layer = next(x for x in flat_layers(model) if type(x).__name__ == "MyNormalization")
    # Small numbers, so that an epsilon shows; no two rows or columns alike, so that an axis shows.
    x = np.array([[0.00001, 0.00002, 0.00004], [0.00003, 0.00009, 0.00001]])
    try:
        y = tf.convert_to_tensor(layer(x.astype(np.float32))).numpy().astype(float)
    except (TypeError, ValueError, AttributeError, tf.errors.OpError) as error:
        kind = type(error).__name__  # Keras' own message runs over many lines
        return [
            Finding(
                "normalization_fails",
                say(
                    en=f"MyNormalization fails on a batch of 2 images and 3 units ({kind}). It "
                    "needs no weights, and returns a tensor of its input's shape.",
                    vi=f"MyNormalization bị lỗi với một batch gồm 2 ảnh và 3 unit ({kind}). Nó "
                    "không cần weights, và trả về tensor có shape như input.",
                ),
                "my_normalization",
            )
        ]
    mean, std = x.mean(), x.std()
    if y.shape == x.shape and np.allclose(y, (x - mean) / std, rtol=1e-3):
        return []
    likely = {
        "not_centred": (
            x / std,
            "the mean is not subtracted.",
            "chưa trừ giá trị trung bình.",
        ),
        "variance_for_std": (
            (x - mean) / x.var(),
            "it divides by the variance, not by its square root.",
            "đang chia cho phương sai, không phải căn bậc hai của nó.",
        ),
        "not_scaled": (
            x - mean,
            "it does not divide by the standard deviation.",
            "chưa chia cho độ lệch chuẩn.",
        ),
        "per_unit": (
            (x - x.mean(0)) / x.std(0),
            "it normalises each unit by itself. Over which elements is the mean to be taken?",
            "đang chuẩn hóa riêng từng unit. Trung bình phải lấy trên những phần tử nào?",
        ),
        "per_image": (
            (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True),
            "it normalises each image by itself. Over which elements is the mean to be taken?",
            "đang chuẩn hóa riêng từng ảnh. Trung bình phải lấy trên những phần tử nào?",
        ),
        "nothing_done": (x, "it returns its input unchanged.", "trả về input không thay đổi."),
    }
    for code, (values, en, vi) in likely.items():
        if y.shape == values.shape and np.allclose(y, values, rtol=1e-3):
            return [Finding(code, f"MyNormalization: {say(en=en, vi=vi)}", "my_normalization")]
    return [
        Finding(
            "wrong_normalization",
            say(
                en=f"MyNormalization turns {x.tolist()} into {y.round(3).tolist()}, which is not "
                "(x − mean) / std over all elements. Was something added, such as an epsilon?",
                vi=f"MyNormalization biến {x.tolist()} thành {y.round(3).tolist()}, không phải "
                "(x − trung bình) / độ lệch chuẩn trên mọi phần tử. Có cộng thêm gì, chẳng hạn "
                "epsilon, không?",
            ),
            "my_normalization",
        )
    ]


def check_stages(trainings):
    """Check the plan of exercise 6: submodels, which are frozen, epochs. Trains nothing.

    Args:
        trainings: the student's list of `stages.Training`.

    Raises:
        CheckFailed: it is not the exercise's plan; every difference is named with its blank.
    """
    findings = find_in_stages(trainings)
    if findings:
        raise CheckFailed(findings)
    print(
        say(
            en=f"✓ These are the {len(trainings)} trainings of exercise 6.",
            vi=f"✓ Đây đúng là {len(trainings)} lần train của bài 6.",
        )
    )


def find_in_stages(trainings):
    """All `Finding`s about a plan of exercise 6; an empty list: it is right."""
    if strangers := [type(t).__name__ for t in trainings if not isinstance(t, Training)]:
        return [
            Finding(
                "not_a_training",
                say(
                    en=f"The plan is a list of Training(…) objects. Received: {_list(strangers)}.",
                    vi=f"Kế hoạch là một list các Training(…). Nhận được: {_list(strangers)}.",
                ),
            )
        ]
    subs = []
    for training in trainings:
        subs += [sub for sub in training.submodels if sub not in subs]
    row, references = course.get("6"), submodels()
    if strangers := [type(sub).__name__ for sub in subs if not isinstance(sub, keras.Model)]:
        return [
            Finding(
                "not_a_submodel",
                say(
                    en="Every submodel is a keras.Sequential of its own. Received: "
                    f"{_list(strangers)}.",
                    vi=f"Mỗi submodel là một keras.Sequential. Nhận được: {_list(strangers)}.",
                ),
            )
        ]
    sizes = [len(dense_layers(sub)) for sub in subs]
    if sizes != [len(dense_layers(sub)) for sub in references]:
        return [
            Finding(
                "submodel_sizes",
                say(
                    en=f"The submodels have {sizes} hidden layers. Seven layers are to be cut into "
                    "four submodels; the figure shows how.",
                    vi=f"Các submodel có {sizes} hidden layer. Bảy lớp cần được chia thành bốn "
                    "submodel; hình vẽ cho thấy cách chia.",
                ),
            )
        ]
    findings = []
    for number, (sub, reference) in enumerate(zip(subs, references, strict=True), start=1):
        sub.trainable = True
        if not sub.built:
            sub.build(reference.input_shape)
        ends = sub.input_shape[1:], sub.output_shape[1:]
        if ends != (reference.input_shape[1:], reference.output_shape[1:]):
            findings.append(
                Finding(
                    "submodel_shape",
                    say(
                        en=f"sub_{number} goes from {ends[0]} to {ends[1]}. What gives the numbers "
                        "that it takes, and what takes those that it gives?",
                        vi=f"sub_{number} đi từ {ends[0]} đến {ends[1]}. Những số đi vào nó đến từ "
                        "đâu, và những số nó cho ra đi về đâu?",
                    ),
                    LAYER_BLANKS["6"][sum(sizes[:number])] or None,
                )
            )
    if findings:
        return findings
    findings = find(row.compile(chain(subs)), row)
    for number, (ours, theirs) in enumerate(zip(trainings, plan(subs), strict=False), start=1):
        used, expected = [subs.index(s) for s in ours.submodels], len(theirs.submodels)
        if used != list(range(expected)):
            names = _list(f"sub_{index + 1}" for index in used)
            findings.append(
                Finding(
                    "submodels_used",
                    say(
                        en=f"Training {number} uses {names}. In the figure this row looks "
                        "otherwise.",
                        vi=f"Lần train {number} dùng {names}. Trong hình, dòng này khác.",
                    ),
                    f"training_{number}",
                )
            )
        elif set(map(id, ours.frozen)) != set(map(id, theirs.frozen)):
            names = _list(f"sub_{subs.index(s) + 1}" for s in ours.frozen if s in subs)
            names = names or say(en="nothing", vi="không gì cả")
            findings.append(
                Finding(
                    "frozen_submodels",
                    say(
                        en=f"Training {number} freezes {names}. Which submodels have been trained "
                        "before and are to stay as they are in this training?",
                        vi=f"Lần train {number} đóng băng {names}. Submodel nào đã được train từ "
                        "trước và phải giữ nguyên trong lần train này?",
                    ),
                    f"training_{number}",
                )
            )
        elif ours.epochs != theirs.epochs:
            findings.append(
                Finding(
                    "epochs",
                    say(
                        en=f"Training {number} has {ours.epochs} epochs. In the figure this row "
                        "has another number.",
                        vi=f"Lần train {number} có {ours.epochs} epoch. Trong hình, dòng này ghi số "
                        "khác.",
                    ),
                    f"training_{number}",
                )
            )
        elif ours.epochs != theirs.epochs:
            findings.append(
                Finding(
                    "stage_epochs",
                    say(
                        en=f"Training {number} has {ours.epochs} epochs. Look at the last column "
                        "of the figure.",
                        vi=f"Lần train {number} có {ours.epochs} epoch. Hãy xem cột cuối của hình.",
                    ),
                    f"training_{number}",
                )
            )
    if len(trainings) != len(plan(subs)):
        findings.append(
            Finding(
                "training_count",
                say(
                    en=f"The plan has {len(trainings)} trainings; the figure shows another number.",
                    vi=f"Kế hoạch có {len(trainings)} lần train; hình vẽ cho thấy số khác.",
                ),
            )
        )
    return findings
