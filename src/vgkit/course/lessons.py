"""The one table of exercises. Whatever lists exercises reads it here."""

from dataclasses import dataclass, field

from vgkit.errors import VgkitError
from vgkit.messages import say


@dataclass(frozen=True)
class Notebook:
    """One notebook of the course.

    Attributes:
        id: what the user types, as in `vgkit run 5`.
        title_en, title_vi: its heading.
        notebook: stem of its source in notebooks/, or None for a run that only serves others.
    """

    id: str
    title_en: str
    title_vi: str
    notebook: str | None = None

    @property
    def title(self):
        return say(en=self.title_en, vi=self.title_vi)


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
            title_en="Baseline with three sigmoid layers",
            title_vi="Baseline ba lớp sigmoid",
            settings={"depth": 3},
        ),
        Exercise(
            id="baseline_5",
            title_en="Baseline with five sigmoid layers",
            title_vi="Baseline năm lớp sigmoid",
            settings={"depth": 5},
        ),
        Exercise(
            id="baseline_7",
            title_en="Baseline with seven sigmoid layers",
            title_vi="Baseline bảy lớp sigmoid",
            notebook="0_baseline",
        ),
        Exercise(
            id="1a",
            title_en="Larger weights (stddev 1)",
            title_vi="Weights lớn hơn (stddev 1)",
            settings={"stddev": 1.0},
            notebook="1a_weight_increasing",
            tolerance=0.005,
        ),
        Exercise(
            id="1b",
            title_en="Much larger weights (stddev 10)",
            title_vi="Weights lớn hơn nhiều (stddev 10)",
            settings={"stddev": 10.0},
            notebook="1b_more_weight_increasing",
            gradient_tolerance=None,
            tolerance=0.05,
        ),
        Exercise(
            id="2",
            title_en="A better activation: ReLU",
            title_vi="Activation tốt hơn: ReLU",
            settings={"activation": "relu"},
            notebook="2_better_activation",
            tolerance=0.005,
        ),
        Exercise(
            id="3",
            title_en="A better optimizer: Adam",
            title_vi="Optimizer tốt hơn: Adam",
            optimizer="Adam",
            learning_rate=None,
            notebook="3_better_optimizer",
            tolerance=0.005,
        ),
        Exercise(
            id="4a",
            title_en="Batch normalization",
            title_vi="Batch normalization",
            builder="normalized_mlp",
            notebook="4a_batch_normalization",
            tolerance=0.1,  # its validation accuracy at epoch 2 hangs on moving averages
        ),
        Exercise(
            id="4b",
            title_en="A normalization of your own",
            title_vi="Tự viết normalization",
            builder="normalized_mlp",
            settings={"normalization": "my"},
            notebook="4b_my_normalization",
            tolerance=0.02,
        ),
        Exercise(
            id="5",
            title_en="Skip connections",
            title_vi="Skip connection",
            builder="residual_mlp",
            notebook="5_skip_connection",
        ),
        Exercise(
            id="6",
            title_en="Training some layers at a time",
            title_vi="Train từng nhóm lớp",
            builder="submodel_mlp",
            epochs=900,
            notebook="6_train_some_layers",
        ),
        Exercise(
            id="8",
            title_en="Gradient normalization",
            title_vi="Chuẩn hóa gradient",
            builder="normalized_mlp",
            settings={"normalization": "gradient"},
            notebook="8_gradient_normalization",
        ),
        Exercise(
            id="8b",
            title_en="Gradient normalization, averaged over the batch",
            title_vi="Chuẩn hóa gradient, chia cho số ảnh trong batch",
            builder="normalized_mlp",
            settings={"normalization": "averaged_gradient"},
            tolerance=0.02,
        ),
        Exercise(
            id="8c",
            title_en="Sigmoid outputs centred and stretched",
            title_vi="Dời tâm và kéo giãn output của sigmoid",
            builder="normalized_mlp",
            settings={"normalization": "rescaling"},
            tolerance=0.1,
        ),
    )
}

NOTEBOOKS = {row.id: row for row in EXERCISES.values() if row.notebook} | {
    page.id: page
    for page in (
        Notebook("7", "Variations", "Các biến thể", "7_variations"),
        Notebook("9", "All methods side by side", "So sánh tất cả các phương pháp", "9_compare"),
        Notebook("10", "The ladder", "Chiếc thang", "10_ladder"),
        Notebook("quiz", "The quiz", "Bài trắc nghiệm", "quiz"),
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
                en=f"There is no exercise {wanted!r}. Choose one of: {known}.",
                vi=f"Không có bài tập {wanted!r}. Hãy chọn một trong: {known}.",
            )
        ) from None
