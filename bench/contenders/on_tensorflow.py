"""The kit, and plain Keras on TensorFlow."""

EPOCHS = 100_000  # whoever counts the turns ends the training


def kit(row, images, turn):
    """`vgkit.train`, with its backups, its record and its look inside."""
    from vgkit.networks import starting_point
    from vgkit.training import bookkeeping, fitting

    class Bookkeeper(bookkeeping.Bookkeeper):
        def note(self, epoch, metrics, seconds):
            super().note(epoch, metrics, seconds)
            turn(metrics["loss"], metrics["val_loss"])

    model = row.compiled()
    starting_point.set_initial_weights(model)
    fitting.Bookkeeper = Bookkeeper
    try:
        fitting.fit(model, "bench", EPOCHS, images, row, again=True)
    finally:
        fitting.Bookkeeper = bookkeeping.Bookkeeper


def plain(row, images, turn):
    """Plain Keras, as the notebooks of 2022: float32 arrays into `fit`."""
    from vgkit.backend import keras
    from vgkit.networks import starting_point

    model = row.compiled()
    starting_point.set_initial_weights(model)
    x_train, x_test = images.to_input(images.x_train), images.to_input(images.x_test)
    at_the_end = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: turn(logs["loss"], logs["val_loss"])
    )
    model.fit(
        x_train, images.y_train, batch_size=row.batch_size, epochs=EPOCHS, verbose=0,
        callbacks=[at_the_end], validation_data=(x_test, images.y_test),
        validation_batch_size=row.batch_size,
    )  # fmt: skip
