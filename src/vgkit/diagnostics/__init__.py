"""Where the gradient dies: measured layer by layer, mapped over depth and stddev, and in theory."""

from vgkit.diagnostics.gradients import (
    EPOCHS,
    NEAR_ZERO,
    PROBE_IMAGES,
    before_training,
    kernels,
    measure,
    probe,
)
from vgkit.diagnostics.signs import signs

__all__ = [
    "EPOCHS",
    "NEAR_ZERO",
    "PROBE_IMAGES",
    "before_training",
    "kernels",
    "measure",
    "probe",
    "signs",
]
