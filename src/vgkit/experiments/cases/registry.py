"""Every question of transfer, and how its key is decided: one module for the cases of one topic."""

from vgkit.experiments.cases import biases, changed_images, changed_networks, two_remedies
from vgkit.experiments.cases.evidence import Case

CASES: dict[str, Case] = {
    "C7": biases.C7,
    "C10": two_remedies.C10,
    "Q11.why": changed_images.Q11,
    "Q12.why": changed_networks.Q12,
    "Q13.why": changed_images.Q13,
    "Q14.why": changed_networks.Q14,
    "Q15.why": changed_networks.Q15,
    "Q16.why": changed_images.Q16,
}
