"""Every question of transfer, and how its key is decided: one module for the cases of one topic."""

from vgkit.experiments.cases import (
    adam,
    biases,
    changed_images,
    changed_networks,
    held_still,
    normalization,
    relu,
    saturation,
    skip_connections,
    stages,
    two_remedies,
)
from vgkit.experiments.cases.evidence import Case

CASES: dict[str, Case] = {
    "C0": saturation.SMALL_PIXELS,
    "C1a": saturation.TANH,
    "C1b": saturation.ONE_WIDE_LAYER,
    "C2": relu.SIGMOID_FIRST,
    "C3": adam.SMALL_GRADIENTS,
    "C4a": normalization.ONE_NORMALIZATION,
    "C4b": normalization.ONE_CLASS,
    "C5": skip_connections.IN_RELU,
    "C6": stages.SMALL_PIXELS,
    "C7": biases.C7,
    "C8": normalization.SMALL_LOSS,
    "C10": two_remedies.C10,
    "Q1.why": held_still.Q1,
    "Q2.why": held_still.Q2,
    "Q3.why": relu.FIRST_EPOCH,
    "Q5.why": normalization.YOUNG_AVERAGES,
    "Q6.why": skip_connections.HIDDEN_7,
    "Q9.why": stages.DIRECTIONS,
    "Q11.why": changed_images.Q11,
    "Q12.why": changed_networks.Q12,
    "Q13.why": changed_images.Q13,
    "Q14.why": changed_networks.Q14,
    "Q15.why": changed_networks.Q15,
    "Q16.why": changed_images.Q16,
}
