"""Every question of transfer, and how its key is decided: one module for the cases of one topic."""

from vgkit.experiments.cases import biases, normalization, two_remedies
from vgkit.experiments.cases.evidence import Case

CASES: dict[str, Case] = {
    "C4a": normalization.ONE_NORMALIZATION,
    "C4b": normalization.ONE_CLASS,
    "C7": biases.C7,
    "C8": normalization.SMALL_LOSS,
    "C10": two_remedies.C10,
    "Q5.why": normalization.YOUNG_AVERAGES,
}
