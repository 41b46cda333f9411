"""The one table of exercises. Whatever lists exercises reads it here."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vgkit.messages import mark, say

if TYPE_CHECKING:
    import keras

LANGUAGES = ("en", "vi")  # of lessons and quiz; the kit's messages may speak more (`messages`)


@dataclass(frozen=True)
class Notebook:
    """One notebook of the course.

    Attributes:
        id: what the user types, as in `vgkit run 5`.
        title: its heading, in English; `heading` is the session's.
        notebook: stem of its source in notebooks/, or None for a run that only serves others.
        also: other names that stand for it, in small letters.
    """

    id: str
    title: str
    notebook: str | None = None
    also: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The title in the session's language."""
        return say(self.title)


@dataclass(frozen=True)
class Blanks:
    """Which blank of a notebook decides what. What is not named here is given in the notebook.

    `Dense` layers go by number: hidden 1 is 1, the output layer comes last.

    Attributes:
        layers: the blank of a layer's own settings, by number.
        inputs: the blank of what lies before a layer, by number.
        initializer: the blank of the initializer that all hidden layers share.
        optimizer: the blank of what is passed to `compile`.
        own_layer: the class of a layer that the student writes, and its blank.
    """

    layers: dict = field(default_factory=dict)
    inputs: dict = field(default_factory=dict)
    initializer: str | None = None
    optimizer: str | None = None
    own_layer: tuple[str, str] | None = None


@dataclass(frozen=True)
class Exercise(Notebook):
    """A notebook that trains a network: all that the engine needs to know of it.

    Attributes:
        dataset: its name in `data.DATASETS`.
        input_shape: of one image, as the network takes it.
        classes: number of logits.
        batch_size: images in a batch.
        seed: of initial weights and batch order.
        builder: the network's function: `"mlp.residual_mlp"` is that of `vgkit.networks.mlp`; or
            the function itself.
        settings: keyword arguments of the builder.
        stages: for a network that is trained in stages, the number of hidden layers in each of the
            submodels; else empty.
        optimizer: name of its class in `keras.optimizers`.
        learning_rate: of the optimizer; None leaves Keras' default.
        epochs: full training, as in 2022.
        tolerance: how far a metric of the first two epochs may lie from the record's on another
            machine: more than what runs that differ by rounding alone lie apart there.
        gradient_tolerance: the same for the gradient norms before training, relative; None where
            rounding alone decides them (in 1b they explode on their way to hidden 1).
        blanks: which blank decides what, for the messages of its check.
        checks: functions of `vgkit.checks` that look further where the layers are right, such as
            `"normalization.batch_normalization_findings"`.
    """

    dataset: str = "fashion_mnist"
    input_shape: tuple[int, ...] = (784,)
    classes: int = 10
    batch_size: int = 512
    seed: int = 1
    builder: str | Callable = "mlp.mlp"
    settings: dict = field(default_factory=dict)
    stages: tuple[int, ...] = ()
    optimizer: str = "SGD"
    learning_rate: float | None = 0.01
    epochs: int = 300
    tolerance: float = 5e-4
    gradient_tolerance: float | None = 5e-3
    blanks: Blanks = field(default_factory=Blanks)
    checks: tuple[str, ...] = ()

    @property
    def pixels(self) -> str:
        """The size of an image as a person writes it: `"784"`, `"28 × 28 × 1"`."""
        return " × ".join(map(str, self.input_shape))

    def build(self) -> "keras.Model":
        """The exercise's network, built and not compiled: the shared builder with its settings."""
        builder = self.builder
        if isinstance(builder, str):
            module, _, name = builder.partition(".")
            builder = getattr(importlib.import_module(f"vgkit.networks.{module}"), name)
        return builder(**self.settings)

    def compiled(self) -> "keras.Model":
        """The exercise's network, compiled as the exercise asks."""
        return self.compile(self.build())

    def compile(self, model: "keras.Model") -> "keras.Model":
        """Compile any model as the exercise asks, with a new optimizer. Returns the model."""
        from vgkit.networks import mlp

        return mlp.compiled(model, self.optimizer, self.learning_rate)


_HIDDEN = range(1, 8)
_EACH_HIDDEN = {number: f"hidden_{number}" for number in _HIDDEN}
_NORMALIZATIONS = {number: f"normalization_{number}" for number in _HIDDEN[1:]}
_SUBMODELS = ("", "", "sub_2", "sub_2", "sub_3", "sub_3", "sub_4")


def _baseline_blanks(depth):
    return Blanks(dict.fromkeys(range(1, depth + 1), "hidden_layer") | {depth + 1: "output_layer"})


EXERCISES = {
    exercise.id: exercise
    for exercise in (
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
        ),
        Exercise(
            id="1a",
            blanks=Blanks(_EACH_HIDDEN, initializer="initializer"),
            title=mark("Larger weights (stddev 1)"),
            settings={"stddev": 1.0},
            notebook="1a_weight_increasing",
            tolerance=0.005,
        ),
        Exercise(
            id="1b",
            blanks=Blanks(_EACH_HIDDEN, initializer="initializer"),
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
            tolerance=0.005,
        ),
        Exercise(
            id="3",
            blanks=Blanks(optimizer="optimizer"),
            title=mark("A better optimizer: Adam"),
            optimizer="Adam",
            learning_rate=None,
            notebook="3_better_optimizer",
            tolerance=0.005,
        ),
        Exercise(
            id="4a",
            blanks=Blanks(inputs=_NORMALIZATIONS),
            checks=("normalization.batch_normalization_findings",),
            title=mark("Batch normalization"),
            builder="mlp.normalized_mlp",
            notebook="4a_batch_normalization",
            tolerance=0.1,  # its validation accuracy at epoch 2 hangs on moving averages
        ),
        Exercise(
            id="4b",
            blanks=Blanks(
                inputs=_NORMALIZATIONS, own_layer=("MyNormalization", "my_normalization")
            ),
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
}

NOTEBOOKS = {row.id: row for row in EXERCISES.values() if row.notebook} | {
    page.id: page
    for page in (
        Notebook("7", mark("Variations"), "7_variations"),
        Notebook("9", mark("All methods side by side"), "9_compare"),
        Notebook("10", mark("The ladder"), "10_ladder"),
        Notebook("quiz", mark("The quiz"), "quiz"),
    )
}


OWN = Exercise(id="own", title=mark("A run of your own"))  # what a run under another name gets
