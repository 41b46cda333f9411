"""Every question of transfer, and how its key is decided: one module for the cases of one topic."""

from vgkit.experiments.cases import adam, relu
from vgkit.experiments.cases.evidence import Case

CASES: dict[str, Case] = {
    "C2": relu.SIGMOID_FIRST,
    "C3": adam.SMALL_GRADIENTS,
}
