"""What the table of lessons says of each notebook, and of each network that is trained."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vgkit import settings
from vgkit.messages import say

if TYPE_CHECKING:
    import keras

    from vgkit.data import Dataset


@dataclass(frozen=True)
class Notebook:
    """One notebook of the course.

    Attributes:
        id: what the user types, as in `vgkit run 5`.
        title: its heading, in English; `heading` is the session's.
        notebook: stem of its source in notebooks/, or None for a run that only serves others.
        also: other names that stand for it, in small letters.
        dataset: name in `data.DATASETS` of the images without which it cannot be executed; None
            where there are none.
        functions: what the student writes by hand, by its name, and the function of `vgkit.checks`
            that looks at it: `{"output_size": "lenet.output_size_findings"}`.
    """

    id: str
    title: str
    notebook: str | None = None
    also: tuple[str, ...] = ()
    dataset: str | None = None
    functions: dict[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The title in the session's language."""
        return say(self.title)

    @property
    def images_are_replaced(self) -> bool:
        """Whether this session has synthetic images where the notebook has Fashion-MNIST."""
        return settings.current().dataset == "synthetic" and self.dataset in (
            None,
            Exercise.dataset,
        )


@dataclass(frozen=True)
class Blanks:
    """Which blank of a notebook decides what. What is not named here is given in the notebook.

    `Dense` layers go by number: hidden 1 is 1, the output layer comes last.

    Attributes:
        layers: the blank of a layer's own settings, by number.
        inputs: the blank of what lies before a layer, by number.
        optimizer: the blank of what is passed to `compile`.
        own_layer: the class of a layer that the student writes, and its blank.
    """

    layers: dict = field(default_factory=dict)
    inputs: dict = field(default_factory=dict)
    optimizer: str | None = None
    own_layer: tuple[str, str] | None = None


@dataclass(frozen=True)
class Exercise(Notebook):
    """A notebook that trains a network: all that the engine needs to know of it.

    Attributes:
        dataset: its name in `data.DATASETS`.
        pixels: how the network sees them, one of `data.PIXEL_SCALES`.
        input_shape: of one image, as the network takes it.
        classes: how many; of two, a network gives one logit.
        batch_size: images in a batch.
        seed: of initial weights and batch order.
        builder: the network's function: `"mlp.residual_mlp"` is that of `vgkit.networks.mlp`; or
            the function itself.
        settings: keyword arguments of the builder.
        stages: for a network that is trained in stages, the number of hidden layers in each of the
            submodels; else empty.
        optimizer: name of its class in `keras.optimizers`.
        learning_rate: of the optimizer; None leaves Keras' default.
        decay_steps: over so many steps it falls to 0 along half a cosine; None: it stays.
        epochs: full training, as in 2022.
        tolerance: how far a metric of the first two epochs may lie from the record's on another
            machine: more than what runs that differ by rounding alone lie apart there.
        gradient_tolerance: the same for the gradient norms before training, relative; None where
            rounding alone decides them (in 1b they explode on their way to hidden 1).
        blanks: which blank decides what, for the messages of its check.
        checks: functions of `vgkit.checks` that look further where the layers are right, such as
            `"normalization.batch_normalization_findings"`.
        tested_on: changes of the test images, out of `data.CHANGES`, on which seeds are tested, too.
        trial: for a network whose epochs take long: on so many of the first training images and a
            fifth as many test images one epoch is trained and recorded, too, and a quick run
            trains that instead of two whole epochs; None for those.
        ships_weights: whether the trained weights are shipped with the record, for what a notebook
            computes with them.
    """

    dataset: str = "fashion_mnist"
    pixels: str = "0-255"
    input_shape: tuple[int, ...] = (784,)
    classes: int = 10
    batch_size: int = 512
    seed: int = 1
    builder: str | Callable = "mlp.mlp"
    settings: dict = field(default_factory=dict)
    stages: tuple[int, ...] = ()
    optimizer: str = "SGD"
    learning_rate: float | None = 0.01
    decay_steps: int | None = None
    epochs: int = 300
    tolerance: float = 5e-4
    gradient_tolerance: float | None = 5e-3
    blanks: Blanks = field(default_factory=Blanks)
    checks: tuple[str, ...] = ()
    tested_on: tuple[str, ...] = ()
    trial: int | None = None
    ships_weights: bool = False

    @property
    def image_size(self) -> str:
        """The size of an image as a person writes it: `"784"`, `"28 × 28 × 1"`."""
        return " × ".join(map(str, self.input_shape))

    @property
    def logits(self) -> int:
        """How many numbers the network gives for an image."""
        return 1 if self.classes == 2 else self.classes

    @property
    def images_name(self) -> str:
        """What `images` are called, before they are loaded."""
        return self.dataset if self.pixels == "0-255" else f"{self.dataset}-{self.pixels}"

    def images(self) -> "Dataset":
        """The exercise's images, with its pixels.

        Raises:
            DataError: they are neither here nor to be had.
        """
        from vgkit import data

        return data.prepare(data.load(self.dataset), self.pixels)

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
        from vgkit.networks import objective

        return objective.compiled(model, self.optimizer, self.learning_rate, self.decay_steps)
