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
        from vgkit.backend import keras
        from vgkit.protocol import LEARNING_RATE

        model = self.build()
        model.compile(
            optimizer=keras.optimizers.SGD(LEARNING_RATE),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )
        return model


EXERCISES = {
    exercise.id: exercise
    for exercise in (
        Exercise(
            id="baseline_7",
            title_en="Baseline: seven sigmoid layers",
            title_vi="Mô hình gốc: bảy lớp sigmoid",
            builder="mlp",
        ),
        Exercise(
            id="5",
            title_en="Skip connections",
            title_vi="Skip connection",
            builder="residual_mlp",
            notebook="5_skip_connection",
            quiz=("Q6",),
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
