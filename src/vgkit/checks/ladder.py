"""Check of a rung's setting, before any training: one message per mistake, none gives the answer."""

import dataclasses

from vgkit.checks.findings import CheckFailed, Finding, listed, not_a_setting
from vgkit.experiments.ladder import Climb
from vgkit.experiments.setting import Setting
from vgkit.messages import mark, say


def check(setting: object, climb: Climb) -> None:
    """Compare a setting with the one that the ladder tries next. Trains nothing.

    Args:
        setting: the student's.
        climb: a `ladder.Climb` whose next step this is.

    Raises:
        CheckFailed: it differs; every difference is named, with the blank it belongs to.
    """
    findings = setting_findings(setting, climb)
    if findings:
        raise CheckFailed(findings)
    before, after = climb.kept.to_dict(), climb.next.to_dict()
    changed = listed(name for name in after if name != "name" and after[name] != before[name])
    print(
        say(
            "✓ This is the next rung, {step}: it changes {changed}; all else is as in the rung "
            "below.",
            step=climb.step.name,
            changed=changed,
        )
    )


def setting_findings(setting: object, climb: Climb) -> list[Finding]:
    """All `Finding`s about a setting, in the order of its fields. An empty list: it is right.

    Args:
        setting: anything the student may have come up with.
        climb: as in `check`.
    """
    if not isinstance(setting, Setting):
        how = say("replace(climb.kept, …) makes it")
        return [not_a_setting(setting, how)]
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
            "{field} is {ours!r}, and {below!r} in the rung below. This step does not touch it: "
            "a rung that changes two things at once does not tell which of them helped. Start "
            "from climb.kept, by replace(climb.kept, …).",
            field=field,
            ours=ours,
            below=below,
        ),
    )


def _wrong(field, ours, below):
    """A field that this rung is about."""
    kind = "unchanged" if ours == below else "other"
    message = _MESSAGES.get((field, kind)) or _MESSAGES[kind]
    value = f"{ours:g}" if isinstance(ours, float) else repr(ours)
    return Finding(f"{field}_{kind}", say(message, field=field, value=value), field)


_MESSAGES = {
    "unchanged": mark("{field} is still {value}, as in the rung below. This step changes it."),
    "other": mark("{field} is {value}. This step makes something else of it: read its text again."),
    ("stddev", "unchanged"): mark(
        "stddev is still {value}. It was raised for the sigmoid's sake; half of "
        "the ReLUs are on, so each layer would multiply the signal by {value} · "
        "√(128 / 2). This step goes back to the stddev of the base."
    ),
    ("stddev", "other"): mark(
        "stddev is {value}. This step goes back to the stddev of the base: print ladder.BASE."
    ),
    ("learning_rate", "other"): mark(
        "learning_rate is {value}. All rungs share one learning rate, so that this "
        "step changes the rule only. (None would be Keras' own, which differs from "
        "one optimizer to the next.)"
    ),
}


def _skips(ours, theirs):
    """The pairs of the skip connections, both a tuple of pairs."""
    findings = []

    def add(code, message):
        findings.append(Finding(code, message, "skips"))

    for source, target in sorted(set(ours) - set(theirs)):
        if (source, target - 1) in theirs:
            add(
                "skips_fed",
                say(
                    "The pair ({source}, {target}) adds h{source} to h{target}, and the "
                    "sum feeds what comes after layer {target}. The second number is the "
                    "layer whose output the sum holds, not the layer that the sum feeds.",
                    source=source,
                    target=target,
                ),
            )
        else:
            add(
                "skips_other",
                say(
                    "The pair ({source}, {target}) is none of this step's: it adds "
                    "h{source} to h{target}. Which two sums does the text name?",
                    source=source,
                    target=target,
                ),
            )
    if not findings and sorted(ours) == sorted(theirs):
        add(
            "skips_order",
            say(
                "The pairs are right, in another order than the ladder's: write the "
                "lower one first, so that this training is known for the same."
            ),
        )
    elif not findings:
        add(
            "skips_missing",
            say(
                "Number of pairs: {count}. This step has {expected}, one for each sum.",
                count=len(ours),
                expected=len(theirs),
            ),
        )
    return findings
