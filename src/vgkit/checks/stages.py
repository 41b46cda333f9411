"""Checks of exercise 6: which submodels, which of them frozen, in which training."""

from vgkit import course
from vgkit.backend import keras
from vgkit.checks.findings import CheckFailed, Finding, listed
from vgkit.checks.layers import LAYER_BLANKS
from vgkit.checks.network import find
from vgkit.messages import say
from vgkit.networks.description import dense_layers
from vgkit.networks.mlp import chain, submodels
from vgkit.training.stages import Training, plan


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
                    en=f"The plan is a list of Training(…) objects. Received: {listed(strangers)}.",
                    vi=f"Kế hoạch là một list các Training(…). Nhận được: {listed(strangers)}.",
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
                    f"{listed(strangers)}.",
                    vi=f"Mỗi submodel là một keras.Sequential. Nhận được: {listed(strangers)}.",
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
            names = listed(f"sub_{index + 1}" for index in used)
            findings.append(
                Finding(
                    "submodels_used",
                    say(
                        en=f"Training {number} uses {names}. In the figure this row looks "
                        "different.",
                        vi=f"Lần train {number} dùng {names}. Trong hình, dòng này khác.",
                    ),
                    f"training_{number}",
                )
            )
        elif set(map(id, ours.frozen)) != set(map(id, theirs.frozen)):
            names = listed(f"sub_{subs.index(s) + 1}" for s in ours.frozen if s in subs)
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
