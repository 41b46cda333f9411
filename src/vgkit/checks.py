"""Checks of a student's model before any training: one message per mistake, none gives the answer.

The model as built and compiled is compared, layer by layer, with the exercise's own, so whatever
code leads to the right network passes.
"""

from dataclasses import dataclass

from vgkit import course
from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.language import say
from vgkit.structure import describe, layer_names

# Which blank decides what a layer is fed with: exercise → number of the Dense layer → blank.
INPUT_BLANKS = {"5": {4: "skip_to_4", 8: "skip_to_output"}}


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
        for number, name in enumerate(layer_names(reference), start=1):
            us, them = ours[0][number - 1], theirs[0][number - 1]
            blank = INPUT_BLANKS.get(row.id, {}).get(number)
            findings += _layer(name, number, us, them) + _wiring(name, number, us, them, blank)
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
    return findings + _compiled(model, reference)


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


def _layer(name, number, us, them):
    """What one Dense layer is: units, activation, initializer."""
    findings = []
    if us.units != them.units:
        findings.append(
            Finding(
                "units",
                say(
                    en=f"{name} has {us.units} units. Look at the numbers in the exercise's table.",
                    vi=f"{name} có {us.units} unit. Hãy xem lại các con số trong bảng của đề bài.",
                ),
            )
        )
    if us.activation != them.activation:
        code = "output_activation" if them.activation == "linear" else "activation"
        hint = (
            say(
                en="The loss is computed from logits, so nothing should squash them.",
                vi="Hàm loss tính từ logits, nên không được nén chúng lại.",
            )
            if code == "output_activation"
            else say(
                en="All hidden layers of this exercise share one activation.",
                vi="Mọi hidden layer của bài này dùng chung một activation.",
            )
        )
        text = say(
            en=f"{name} has the activation {us.activation!r}. {hint}",
            vi=f"{name} có activation {us.activation!r}. {hint}",
        )
        findings.append(Finding(code, text))
    if us.initializer != them.initializer:
        findings.append(_initializer(name, us.initializer, them.initializer))
    if not us.trainable:
        findings.append(
            Finding(
                "frozen",
                say(
                    en=f"{name} is frozen (trainable=False): training would not change it.",
                    vi=f"{name} đang bị đóng băng (trainable=False): train sẽ không thay đổi nó.",
                ),
            )
        )
    return findings


def _initializer(name, ours, theirs):
    if ours[0] != theirs[0]:
        return Finding(
            "initializer",
            say(
                en=f"The kernel of {name} starts from {ours[0]}, which is not what the exercise "
                "asks of this layer. Was kernel_initializer passed to it?",
                vi=f"Kernel của {name} khởi tạo bằng {ours[0]}, không đúng với đề bài cho lớp này. "
                "Bạn đã truyền kernel_initializer cho nó chưa?",
            ),
        )
    different = [
        f"{key}={value}"
        for (key, value), pair in zip(ours[1:], theirs[1:], strict=True)
        if (key, value) != pair
    ]
    return Finding(
        "initializer_settings",
        say(
            en=f"The kernel of {name} starts from {ours[0]} with {_list(different)}. Compare with "
            "the exercise's table.",
            vi=f"Kernel của {name} khởi tạo bằng {ours[0]} với {_list(different)}. Hãy so với bảng "
            "của đề bài.",
        ),
    )


def _source_names(sources):
    names = [say(en="the input", vi="input") if s == 0 else f"hidden {s}" for s in sources]
    return " + ".join(names)


def _wiring(name, number, us, them, blank):
    """What feeds one Dense layer. At most one finding: the first that explains the difference."""
    if (us.sources, us.through) == (them.sources, them.through):
        return []
    got = _source_names(us.sources)
    # The sum in the data's direction: the layer directly before, and where the skip starts.
    *skipped, direct = them.sources

    def finding(code, en, vi):
        return [Finding(code, say(en=en, vi=vi), blank)]

    if us.through != them.through:
        extra = [t for t in us.through if t not in them.through]
        return finding(
            "merged_otherwise" if len(us.sources) > 1 else "something_between",
            f"{name} is fed with {got} through {_list(extra) or 'nothing'}. In this exercise "
            "layers are joined by plain addition, with nothing else on the way.",
            f"{name} nhận {got} qua {_list(extra) or 'không gì cả'}. Trong bài này các lớp được "
            "nối bằng phép cộng, không có gì khác ở giữa.",
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


def _compiled(model, reference):
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
