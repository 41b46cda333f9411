"""Check of a rung's setting, before any training: one message per mistake, none gives the answer."""

import dataclasses

from vgkit.checks.findings import CheckFailed, Finding, listed, not_a_setting
from vgkit.experiments.variations import Setting
from vgkit.messages import say


def check(setting, climb):
    """Compare a setting with the one that the ladder tries next. Trains nothing.

    Args:
        setting: the student's.
        climb: a `ladder.Climb` whose next step this is.

    Raises:
        CheckFailed: it differs; every difference is named, with the blank it belongs to.
    """
    findings = find(setting, climb)
    if findings:
        raise CheckFailed(findings)
    before, after = climb.kept.to_dict(), climb.next.to_dict()
    changed = listed(name for name in after if name != "name" and after[name] != before[name])
    print(
        say(
            en=f"✓ This is the next rung, {climb.step.name}: it changes {changed}; all else is as "
            "in the rung below.",
            vi=f"✓ Đúng là bậc tiếp theo, {climb.step.name}: nó đổi {changed}; còn lại giữ nguyên "
            "như bậc dưới.",
        )
    )


def find(setting, climb):
    """All `Finding`s about a setting, in the order of its fields. An empty list: it is right.

    Args:
        setting: anything the student may have come up with.
        climb: as in `check`.
    """
    if not isinstance(setting, Setting):
        call = "replace(climb.kept, …)"
        return [not_a_setting(setting, en=f"{call} makes it", vi=f"{call} tạo ra")]
    findings = []
    for field in dataclasses.fields(Setting):
        ours, theirs, below = (
            getattr(each, field.name) for each in (setting, climb.next, climb.kept)
        )
        if field.name == "name" or ours == theirs:
            continue
        if field.name not in climb.step.changes:
            findings.append(_strayed(field.name, ours, below))
        elif field.name == "skips":
            findings += _skips(ours, theirs)
        else:
            findings.append(_wrong(field.name, ours, below))
    return findings


def _strayed(field, ours, below):
    """A field that this rung leaves alone."""
    return Finding(
        f"{field}_strayed",
        say(
            en=f"{field} is {ours!r}, and {below!r} in the rung below. This step does not touch it: "
            "a rung that changes two things at once does not tell which of them helped. Start from "
            "climb.kept, by replace(climb.kept, …).",
            vi=f"{field} là {ours!r}, còn ở bậc dưới là {below!r}. Bước này không đụng đến nó: nếu "
            "một bậc đổi hai thứ cùng lúc thì không biết thứ nào có ích. Hãy bắt đầu từ "
            "climb.kept, bằng replace(climb.kept, …).",
        ),
    )


def _wrong(field, ours, below):
    """A field that this rung is about."""
    kind = "unchanged" if ours == below else "other"
    en, vi = _MESSAGES.get((field, kind)) or _MESSAGES[kind]
    value = f"{ours:g}" if isinstance(ours, float) else repr(ours)
    message = say(en=en, vi=vi).format(field=field, value=value)
    return Finding(f"{field}_{kind}", message, field)


_MESSAGES = {
    "unchanged": (
        "{field} is still {value}, as in the rung below. This step changes it.",
        "{field} vẫn là {value}, như ở bậc dưới. Bước này đổi nó.",
    ),
    "other": (
        "{field} is {value}. This step makes something else of it: read its text again.",
        "{field} là {value}. Bước này đổi nó thành giá trị khác: hãy đọc lại đoạn mô tả.",
    ),
    ("stddev", "unchanged"): (
        "stddev is still {value}. It was raised for the sigmoid's sake; half of the ReLUs are on, "
        "so each layer would multiply the signal by {value} · √(128 / 2). This step goes back to "
        "the stddev of the base.",
        "stddev vẫn là {value}. Nó được tăng lên vì sigmoid; với ReLU, một nửa số unit bật, nên "
        "mỗi lớp sẽ nhân tín hiệu với {value} · √(128 / 2). Bước này quay lại stddev của base.",
    ),
    ("stddev", "other"): (
        "stddev is {value}. This step goes back to the stddev of the base: print ladder.BASE.",
        "stddev là {value}. Bước này quay lại stddev của base: hãy in ladder.BASE.",
    ),
    ("learning_rate", "other"): (
        "learning_rate is {value}. All rungs share one learning rate, so that this step changes the "
        "rule only. (None would be Keras' own, which differs from one optimizer to the next.)",
        "learning_rate là {value}. Mọi bậc dùng chung một learning rate, để bước này chỉ đổi quy "
        "tắc cập nhật. (None là giá trị mặc định của Keras, mỗi optimizer một khác.)",
    ),
}


def _skips(ours, theirs):
    """The pairs of the skip connections, both a tuple of pairs."""
    findings = []

    def add(code, en, vi):
        findings.append(Finding(code, say(en=en, vi=vi), "skips"))

    for source, target in sorted(set(ours) - set(theirs)):
        if (source, target - 1) in theirs:
            add(
                "skips_fed",
                f"The pair ({source}, {target}) adds h{source} to h{target}, and the sum feeds what "
                f"comes after layer {target}. The second number is the layer whose output the sum "
                "holds, not the layer that the sum feeds.",
                f"Cặp ({source}, {target}) cộng h{source} vào h{target}, và tổng đó đi vào lớp đứng "
                f"sau lớp {target}. Số thứ hai là lớp có output nằm trong tổng, không phải lớp "
                "nhận tổng.",
            )
        else:
            add(
                "skips_other",
                f"The pair ({source}, {target}) is none of this step's: it adds h{source} to "
                f"h{target}. Which two sums does the text name?",
                f"Cặp ({source}, {target}) không thuộc bước này: nó cộng h{source} vào h{target}. "
                "Đoạn mô tả nói đến hai tổng nào?",
            )
    if not findings and sorted(ours) == sorted(theirs):
        add(
            "skips_order",
            "The pairs are right, in another order than the ladder's: write the lower one first, "
            "so that this training is known for the same.",
            "Các cặp đều đúng nhưng khác thứ tự: hãy viết cặp ở lớp thấp trước, để lần train này "
            "được nhận ra là cùng một lần train.",
        )
    elif not findings:
        add(
            "skips_missing",
            f"Number of pairs: {len(ours)}. This step has {len(theirs)}, one for each sum.",
            f"Số cặp: {len(ours)}. Bước này có {len(theirs)} cặp, mỗi tổng một cặp.",
        )
    return findings
