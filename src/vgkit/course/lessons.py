"""The one table of exercises. Whatever lists exercises reads it here."""

from dataclasses import dataclass, field

from vgkit.errors import VgkitError
from vgkit.messages import mark, say


@dataclass(frozen=True)
class Notebook:
    """One notebook of the course.

    Attributes:
        id: what the user types, as in `vgkit run 5`.
        title: its heading, in English; `heading` is the session's.
        notebook: stem of its source in notebooks/, or None for a run that only serves others.
    """

    id: str
    title: str
    notebook: str | None = None

    @property
    def heading(self):
        """The title in the session's language."""
        return say(self.title)


@dataclass(frozen=True)
class Exercise(Notebook):
    """A notebook that trains a network.

    Attributes:
        builder: name of the network's function in `vgkit.models`.
        settings: keyword arguments of the builder.
        optimizer: name of its class in `keras.optimizers`.
        learning_rate: of the optimizer; None leaves Keras' default.
        epochs: full training, as in 2022.
        tolerance: how far a metric of the first two epochs may lie from the record's on another
            machine: more than what runs that differ by rounding alone lie apart there.
        gradient_tolerance: the same for the gradient norms before training, relative; None where
            rounding alone decides them (in 1b they explode on their way to hidden 1).
    """

    builder: str = "mlp"
    settings: dict = field(default_factory=dict)
    optimizer: str = "SGD"
    learning_rate: float | None = 0.01
    epochs: int = 300
    tolerance: float = 5e-4
    gradient_tolerance: float | None = 5e-3

    def build(self):
        """The exercise's network, built and not compiled: the shared builder with its settings."""
        from vgkit.networks import mlp

        return getattr(mlp, self.builder)(**self.settings)

    def compiled(self):
        """The exercise's network, compiled as the exercise asks."""
        return self.compile(self.build())

    def compile(self, model):
        """Compile any model as the exercise asks, with a new optimizer. Returns the model."""
        from vgkit.networks import mlp

        return mlp.compiled(model, self.optimizer, self.learning_rate)


EXERCISES = {
    exercise.id: exercise
    for exercise in (
        Exercise(
            id="baseline_3",
            title=mark("Baseline with three sigmoid layers"),
            settings={"depth": 3},
        ),
        Exercise(
            id="baseline_5",
            title=mark("Baseline with five sigmoid layers"),
            settings={"depth": 5},
        ),
        Exercise(
            id="baseline_7",
            title=mark("Baseline with seven sigmoid layers"),
            notebook="0_baseline",
        ),
        Exercise(
            id="1a",
            title=mark("Larger weights (stddev 1)"),
            settings={"stddev": 1.0},
            notebook="1a_weight_increasing",
            tolerance=0.005,
        ),
        Exercise(
            id="1b",
            title=mark("Much larger weights (stddev 10)"),
            settings={"stddev": 10.0},
            notebook="1b_more_weight_increasing",
            gradient_tolerance=None,
            tolerance=0.05,
        ),
        Exercise(
            id="2",
            title=mark("A better activation: ReLU"),
            settings={"activation": "relu"},
            notebook="2_better_activation",
            tolerance=0.005,
        ),
        Exercise(
            id="3",
            title=mark("A better optimizer: Adam"),
            optimizer="Adam",
            learning_rate=None,
            notebook="3_better_optimizer",
            tolerance=0.005,
        ),
        Exercise(
            id="4a",
            title=mark("Batch normalization"),
            builder="normalized_mlp",
            notebook="4a_batch_normalization",
            tolerance=0.1,  # its validation accuracy at epoch 2 hangs on moving averages
        ),
        Exercise(
            id="4b",
            title=mark("A normalization of your own"),
            builder="normalized_mlp",
            settings={"normalization": "my"},
            notebook="4b_my_normalization",
            tolerance=0.02,
        ),
        Exercise(
            id="5",
            title=mark("Skip connections"),
            builder="residual_mlp",
            notebook="5_skip_connection",
        ),
        Exercise(
            id="6",
            title=mark("Training some layers at a time"),
            builder="submodel_mlp",
            epochs=900,
            notebook="6_train_some_layers",
        ),
        Exercise(
            id="8",
            title=mark("Gradient normalization"),
            builder="normalized_mlp",
            settings={"normalization": "gradient"},
            notebook="8_gradient_normalization",
        ),
        Exercise(
            id="8b",
            title=mark("Gradient normalization, averaged over the batch"),
            builder="normalized_mlp",
            settings={"normalization": "averaged_gradient"},
            tolerance=0.02,
        ),
        Exercise(
            id="8c",
            title=mark("Sigmoid outputs centred and stretched"),
            builder="normalized_mlp",
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


def get(exercise_id):
    """The exercise with that id.

    Raises:
        VgkitError: there is none; the message lists those there are.
    """
    return _find(EXERCISES, exercise_id)


def get_notebook(notebook_id):
    """The notebook with that id, be it an exercise's or not.

    Raises:
        VgkitError: there is none; the message lists those there are.
    """
    return _find(NOTEBOOKS, notebook_id)


def _find(table, wanted):
    try:
        return table[str(wanted).lower()]
    except KeyError:
        known = ", ".join(table)
        raise VgkitError(
            say(
                "There is no exercise {wanted!r}. Choose one of: {known}.",
                wanted=wanted,
                known=known,
            )
        ) from None
