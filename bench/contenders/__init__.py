"""The ways to train an epoch that are compared, each in a process of its own; see `__main__`."""

# Each by its module and function. All train the same network from the same weights.
NATIVE = {
    "kit": "on_tensorflow.kit",
    "plain": "on_tensorflow.plain",
    "floor": "floors.floor",
}
FOREIGN = {  # they know an exercise by its `description` only
    "pytorch": "on_pytorch.pytorch",
    "pytorch_in_memory": "on_pytorch.pytorch_in_memory",
    "pytorch_compiled": "on_pytorch.pytorch_compiled",
    "keras_jax": "on_keras_jax.keras_jax",
    "jax": "on_jax.plain_jax",
}
PACKAGES = {"on_pytorch": "torch", "on_keras_jax": "jax", "on_jax": "jax"}


def package_of(way: str) -> str | None:
    """The package that a way needs beyond the kit's own, or None."""
    return PACKAGES.get({**NATIVE, **FOREIGN}[way].partition(".")[0])


class LeftOut(Exception):
    """This way does not work here; the message is a sentence that says why."""
