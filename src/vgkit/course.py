"""The one table of exercises. Whatever lists exercises reads it here."""

from dataclasses import dataclass, field

from vgkit.errors import VgkitError
from vgkit.language import say


@dataclass(frozen=True)
class Exercise:
    """One row of the course.

    Attributes:
        id: what the user types, as in `vgkit train 5`.
        title_en, title_vi: the heading of its notebook.
        builder: name of its function in `vgkit.models`.
        settings: keyword arguments of the builder.
        optimizer: name of its class in `keras.optimizers`.
        learning_rate: of the optimizer; None leaves Keras' default.
        epochs: full training, as in 2022.
        notebook: stem of its source in notebooks/, or None for a run that only serves others.
        quiz: ids of its questions in quiz.toml.
        tolerance: how far a metric of the first epochs may lie from the record's on another
            machine. Measured runs that differ by rounding alone stay well below it.
    """

    id: str
    title_en: str
    title_vi: str
    builder: str
    settings: dict = field(default_factory=dict)
    optimizer: str = "SGD"
    learning_rate: float | None = 0.01
    epochs: int = 300
    notebook: str | None = None
    quiz: tuple[str, ...] = ()
    tolerance: float = 5e-4

    @property
    def title(self):
        return say(en=self.title_en, vi=self.title_vi)

    def build(self):
        """The exercise's network, built and not compiled: the shared builder with its settings."""
        from vgkit import models

        return getattr(models, self.builder)(**self.settings)

    def compiled(self):
        """The exercise's network, compiled as the exercise asks."""
        return self.compile(self.build())

    def compile(self, model):
        """Compile any model as the exercise asks, with a new optimizer. Returns the model."""
        from vgkit.backend import keras

        settings = {} if self.learning_rate is None else {"learning_rate": self.learning_rate}
        model.compile(
            optimizer=getattr(keras.optimizers, self.optimizer)(**settings),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )
        return model


EXERCISES = {
    exercise.id: exercise
    for exercise in (
        Exercise(
            id="baseline_3",
            title_en="Baseline with three sigmoid layers",
            title_vi="Baseline ba lớp sigmoid",
            builder="mlp",
            settings={"depth": 3},
        ),
        Exercise(
            id="baseline_5",
            title_en="Baseline with five sigmoid layers",
            title_vi="Baseline năm lớp sigmoid",
            builder="mlp",
            settings={"depth": 5},
        ),
        Exercise(
            id="baseline_7",
            title_en="Baseline with seven sigmoid layers",
            title_vi="Baseline bảy lớp sigmoid",
            builder="mlp",
        ),
        Exercise(
            id="1a",
            title_en="Larger weights (stddev 1)",
            title_vi="Weights lớn hơn (stddev 1)",
            builder="mlp",
            settings={"stddev": 1.0},
        ),
        Exercise(
            id="1b",
            title_en="Much larger weights (stddev 10)",
            title_vi="Weights lớn hơn nhiều (stddev 10)",
            builder="mlp",
            settings={"stddev": 10.0},
        ),
        Exercise(
            id="2",
            title_en="A better activation: ReLU",
            title_vi="Activation tốt hơn: ReLU",
            builder="mlp",
            settings={"activation": "relu"},
        ),
        Exercise(
            id="3",
            title_en="A better optimizer: Adam",
            title_vi="Optimizer tốt hơn: Adam",
            builder="mlp",
            optimizer="Adam",
            learning_rate=None,
        ),
        Exercise(
            id="4a",
            title_en="Batch normalization",
            title_vi="Batch normalization",
            builder="normalized_mlp",
        ),
        Exercise(
            id="4b",
            title_en="A normalization of your own",
            title_vi="Tự viết normalization",
            builder="normalized_mlp",
            settings={"normalization": "my"},
        ),
        Exercise(
            id="5",
            title_en="Skip connections",
            title_vi="Skip connection",
            builder="residual_mlp",
            notebook="5_skip_connection",
            quiz=("Q6",),
        ),
        Exercise(
            id="6",
            title_en="Training some layers at a time",
            title_vi="Train từng nhóm lớp",
            builder="submodel_mlp",
            epochs=900,
        ),
    )
}

BASELINE = "baseline_7"


def get(exercise_id):
    """The exercise with that id.

    Raises:
        VgkitError: there is none; the message lists those there are.
    """
    try:
        return EXERCISES[str(exercise_id)]
    except KeyError:
        known = ", ".join(EXERCISES)
        raise VgkitError(
            say(
                en=f"There is no exercise {exercise_id!r}. Choose one of: {known}.",
                vi=f"Không có bài tập {exercise_id!r}. Hãy chọn một trong: {known}.",
            )
        ) from None
