"""Exercise 10: two steps that help sigmoid, each by itself, taken at once."""

from dataclasses import replace

from vgkit.experiments import ladder, variations
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds, within
from vgkit.experiments.seeds import SEEDS
from vgkit.experiments.setting import Setting
from vgkit.messages import say

EPOCHS = 10
FAR = 0.2  # of accuracy, a share
NEAR = 0.05
CHANCE = 0.12  # sigmoid's base stays below this


def settings() -> dict[str, Setting]:
    """The ladder's base with one step or both, by the name under which it is measured."""
    steps = {step.name: step for step in ladder.STEPS}
    std, norm = (steps[name].onto(ladder.BASE) for name in ("std 1.0", "batch norm"))
    both = steps["batch norm"].onto(std)
    named = {"std 1.0": std, "batch norm": norm, "std 1.0 + batch norm": both}
    return {name: replace(setting, name=name, epochs=EPOCHS) for name, setting in named.items()}


def measure_two_remedies() -> Numbers:
    """The validation accuracy in the last epoch, by setting and seed. Takes minutes."""
    return {
        name: [
            variations.train(replace(setting, seed=seed)).metrics["val_accuracy"][-1]
            for seed in SEEDS
        ]
        for name, setting in settings().items()
    }


def decide_two_remedies(numbers: Numbers) -> str:
    """The option of C10 that holds for every seed."""
    alone, both = numbers["batch norm"], numbers["std 1.0 + batch norm"]
    gains = [together - norm for norm, together in zip(alone, both, strict=True)]
    return the_one_that_holds(
        numbers,
        A=within(gains, NEAR),
        B=within(gains, -NEAR, NEAR),
        C=within(gains, high=-FAR) and within(both, CHANCE),
        D=within(both, high=CHANCE),
    )


C10 = Case(
    lambda: say("Validation accuracy of sigmoid after ten epochs"),
    measure_two_remedies,
    decide_two_remedies,
    quick=False,
)
