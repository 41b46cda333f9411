"""Checks of each Dense layer: what it is, and what it is fed with.

A student's description (`description.describe`) is held against the shared builder's.
"""

from vgkit.checks.findings import Finding, listed
from vgkit.messages import say

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
    "8": {number: f"normalization_{number}" for number in range(2, 8)},
}


def layer_findings(row, names, ours, theirs):
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
        where = listed(names[number - 1] for number in numbers)
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
        different = listed(f"{ours[0]}={ours[1]}" for ours, theirs in pairs if ours != theirs)
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


def wiring_findings(name, us, them, blank):
    """What feeds one Dense layer. At most one finding: the first that explains the difference."""
    if (us.sources, us.through) == (them.sources, them.through):
        return []
    got = _source_names(us.sources)
    # The sum in the data's direction: the layer directly before, and where the skip starts.
    *skipped, direct = them.sources

    def finding(code, en, vi):
        return [Finding(code, say(en=en, vi=vi), blank)]

    if us.through != them.through:
        between = listed(us.through)
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
