"""Keras' own `fit`, with JAX in the place of TensorFlow."""

import os


def keras_jax(found, turn):
    """The network as Keras describes it, float32 arrays into `fit`."""
    os.environ["KERAS_BACKEND"] = "jax"  # the kit refuses it, so nothing of the kit is used here
    import keras

    if keras.backend.backend() != "jax":
        raise RuntimeError("Keras had been imported on another backend before")
    model = keras.models.model_from_json(found.keras_json)
    for call in found.calls:
        layer = model.get_layer(call.config["name"])
        layer.set_weights([call.weights[weight.name] for weight in layer.weights])
    model.compile(
        optimizer=getattr(keras.optimizers, found.optimizer)(found.learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    at_the_end = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: turn(float(logs["loss"]), float(logs["val_loss"]))
    )
    model.fit(
        found.x_train, found.y_train, batch_size=found.batch_size, epochs=100_000, verbose=0,
        callbacks=[at_the_end], validation_data=(found.x_test, found.y_test),
        validation_batch_size=found.batch_size,
    )  # fmt: skip
