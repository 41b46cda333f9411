"""The exercises of part one: an MLP on Fashion-MNIST, as in 2022."""

from vgkit.course.exercise import Blanks, Exercise
from vgkit.messages import mark

_HIDDEN = range(1, 8)
_EACH_HIDDEN = {number: f"hidden_{number}" for number in _HIDDEN}
_NORMALIZATIONS = {number: f"normalization_{number}" for number in _HIDDEN[1:]}
_SUBMODELS = ("", "", "sub_2", "sub_2", "sub_3", "sub_3", "sub_4")


def _baseline_blanks(depth):
    return Blanks(dict.fromkeys(range(1, depth + 1), "hidden_layer") | {depth + 1: "output_layer"})


PART_ONE = (
    Exercise(
        id="baseline_3",
        blanks=_baseline_blanks(3),
        title=mark("Baseline with three sigmoid layers"),
        settings={"depth": 3},
    ),
    Exercise(
        id="baseline_5",
        blanks=_baseline_blanks(5),
        title=mark("Baseline with five sigmoid layers"),
        settings={"depth": 5},
    ),
    Exercise(
        id="baseline_7",
        blanks=_baseline_blanks(7),
        title=mark("Baseline with seven sigmoid layers"),
        notebook="0_baseline",
        also=("0",),
        functions={"gradient_norm": "gradient_norms.gradient_norm_findings"},
    ),
    Exercise(
        id="1a",
        blanks=Blanks(dict.fromkeys(_HIDDEN, "hidden_layers")),
        title=mark("Larger weights (stddev 1)"),
        settings={"stddev": 1.0},
        notebook="1a_weight_increasing",
        tolerance=0.005,
    ),
    Exercise(
        id="1b",
        blanks=Blanks(dict.fromkeys(_HIDDEN, "network")),
        functions={"growth_per_layer": "growth_per_layer.growth_per_layer_findings"},
        title=mark("Much larger weights (stddev 10)"),
        settings={"stddev": 10.0},
        notebook="1b_more_weight_increasing",
        gradient_tolerance=None,
        tolerance=0.05,
    ),
    Exercise(
        id="2",
        blanks=Blanks(_EACH_HIDDEN),
        title=mark("A better activation: ReLU"),
        settings={"activation": "relu"},
        notebook="2_better_activation",
        functions={
            "relu_slope": "relu.relu_slope_findings",
            "dead_units": "relu.dead_units_findings",
        },
        tolerance=0.005,
    ),
    Exercise(
        id="3",
        blanks=Blanks(optimizer="optimizer"),
        title=mark("A better optimizer: Adam"),
        optimizer="Adam",
        learning_rate=None,
        notebook="3_better_optimizer",
        functions={"adam_step": "adam.adam_step_findings"},
        tolerance=0.005,
    ),
    Exercise(
        id="4a",
        blanks=Blanks(inputs=_NORMALIZATIONS),
        checks=("normalization.batch_normalization_findings",),
        functions={"normalize_batch": "batch_statistics.normalize_batch_findings"},
        title=mark("Batch normalization"),
        builder="mlp.normalized_mlp",
        notebook="4a_batch_normalization",
        tolerance=0.1,  # its validation accuracy at epoch 2 hangs on moving averages
    ),
    Exercise(
        id="4b",
        blanks=Blanks(inputs=_NORMALIZATIONS, own_layer=("MyNormalization", "my_normalization")),
        checks=("normalization.own_normalization_findings",),
        title=mark("A normalization of your own"),
        builder="mlp.normalized_mlp",
        settings={"normalization": "my"},
        notebook="4b_my_normalization",
        tolerance=0.02,
    ),
    Exercise(
        id="5",
        blanks=Blanks(inputs={4: "skip_to_4", 8: "skip_to_output"}),
        title=mark("Skip connections"),
        builder="mlp.residual_mlp",
        notebook="5_skip_connection",
    ),
    Exercise(
        id="6",
        blanks=Blanks(dict(zip(_HIDDEN, _SUBMODELS, strict=True))),
        stages=(2, 2, 2, 1),
        functions={
            "used_in": "freeze_plan.used_in_findings",
            "frozen_in": "freeze_plan.frozen_in_findings",
        },
        title=mark("Training some layers at a time"),
        builder="mlp.submodel_mlp",
        epochs=900,
        notebook="6_train_some_layers",
    ),
    Exercise(
        id="8",
        blanks=Blanks(inputs=_NORMALIZATIONS),
        checks=("gradient_normalization.gradient_normalization_findings",),
        title=mark("Gradient normalization"),
        builder="mlp.normalized_mlp",
        settings={"normalization": "gradient"},
        notebook="8_gradient_normalization",
    ),
    Exercise(
        id="8b",
        title=mark("Gradient normalization, averaged over the batch"),
        builder="mlp.normalized_mlp",
        settings={"normalization": "averaged_gradient"},
        tolerance=0.02,
    ),
    Exercise(
        id="8c",
        title=mark("Sigmoid outputs centred and stretched"),
        builder="mlp.normalized_mlp",
        settings={"normalization": "rescaling"},
        tolerance=0.1,
    ),
)
