"""What a network is trained for, and what it is judged by: cross-entropy from logits, and accuracy."""

from vgkit.backend import keras


def crossentropy(logits: int) -> keras.losses.Loss:
    """The loss of a network with so many logits.

    Args:
        logits: 1 for two classes: log(p / (1 − p)), p being the probability of class 1 (Cramer 2002,
            "The Origins of Logistic Regression"); else one for each class.

    Returns:
        A Keras loss of labels `(batch,)`, numbers of classes, and logits `(batch, logits)`.
    """
    if logits == 1:
        return keras.losses.BinaryCrossentropy(from_logits=True)
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def accuracy(logits: int) -> str | keras.metrics.Metric:
    """The share of images that such a network gets right, as `compile` takes it.

    Of one logit, Keras' own `"accuracy"` would ask whether it is above 0.5, as if it were a
    probability. A probability of one half is a logit of 0.
    """
    return (
        keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0) if logits == 1 else "accuracy"
    )


def compiled(
    model: keras.Model,
    optimizer: str = "SGD",
    learning_rate: float | None = 0.01,
    decay_steps: int | None = None,
) -> keras.Model:
    """Compile a network as the course does: cross-entropy from logits, accuracy, a new optimizer.

    Args:
        model: a built model that gives logits.
        optimizer: name of its class in `keras.optimizers`.
        learning_rate: None leaves the optimizer's own.
        decay_steps: over so many steps it falls to 0 along half a cosine (Loshchilov & Hutter,
            2017); None leaves it as it is.

    Returns:
        The model.
    """
    settings = {} if learning_rate is None else {"learning_rate": learning_rate}
    if decay_steps is not None:
        schedule = keras.optimizers.schedules.CosineDecay(learning_rate, decay_steps)
        settings = {"learning_rate": schedule}
    logits = model.output_shape[-1]
    model.compile(
        optimizer=getattr(keras.optimizers, optimizer)(**settings),
        loss=crossentropy(logits),
        metrics=[accuracy(logits)],
    )
    return model
