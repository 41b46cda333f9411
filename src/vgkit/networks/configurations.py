"""A model's configuration, the same from every release of Keras that the kit runs on.

A fingerprint is made of it, and records carry fingerprints: those of Keras 3.15. What older releases
leave out is what newer ones have a setting for; here it gets the value that stands for the older way.
"""

from packaging.version import Version

from vgkit.backend import keras

_SCALED = {"input_axes": None, "output_axes": None}
_QUANTIZED = {"quantization_config": None}
_PADDED = {"output_padding": None}
# By the name of one of Keras' classes, the settings that came after 3.8.
_LATER = {
    **dict.fromkeys(("Dense", "EinsumDense", "Embedding"), _QUANTIZED),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), _PADDED),
    "BatchNormalization": {"renorm": False, "renorm_clipping": None, "renorm_momentum": 0.99},
    "ELU": {"alpha": 1.0},
    "InputLayer": {"ragged": False, "optional": False},
    "VarianceScaling": _SCALED,
    **{
        f"{name}{shape}": _SCALED
        for name in ("Glorot", "He", "Lecun")
        for shape in ("Normal", "Uniform")
    },
}
# Of a class that is not Keras' own and does not say what its settings are.
_BARE = {"name", "trainable", "dtype"}
_LATER_OF_BARE = {"activity_regularizer": None, "autocast": True}

# Before it, a model's only input stands in a list of its own.
_SINGLE_BARE = Version("3.11.0")


def completed(config: object, version: str | None = None) -> object:
    """A configuration as Keras 3.15 writes it down.

    Args:
        config: what `get_config` gives, or a part of it, as JSON has it.
        version: of the Keras that gave it; None for the one that is here.

    Returns:
        A new one; what is written that way already is equal to it.
    """
    listed = Version(version or keras.version()) < _SINGLE_BARE
    return _completed(config, listed)


def _completed(part, listed):
    if isinstance(part, list):
        return [_completed(value, listed) for value in part]
    if not isinstance(part, dict):
        return part
    made = {key: _completed(value, listed) for key, value in part.items()}
    if isinstance(own := made.get("config"), dict) and "class_name" in made:
        made["config"] = {**_later(made, own), **own}
    for end in ("input_layers", "output_layers"):
        if listed and _is_of_one(made.get(end)):
            made[end] = made[end][0]
    return made


def _later(made, own):
    if str(made.get("module")).partition(".")[0] == "keras":
        return _LATER.get(made["class_name"], {})
    return _LATER_OF_BARE if own.keys() == _BARE else {}


def _is_of_one(tensors):
    """Whether the tensors that a model begins or ends with are one: `[[name, 0, 0]]`."""
    return isinstance(tensors, list) and len(tensors) == 1 and isinstance(tensors[0], list)
