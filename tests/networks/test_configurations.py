"""Configurations of older releases of Keras become those of the newest."""

import pytest

from vgkit import course
from vgkit.networks import configurations, description
from vgkit.training import records

OLD, NEW = "3.8.0", "3.15.1"


def layer(name, module="keras.layers", /, **config):
    return {"module": module, "class_name": name, "config": config}


def test_what_an_older_keras_leaves_out_is_added_wherever_it_stands():
    dense = layer("Dense", units=3, kernel_initializer=layer("HeNormal", "keras.initializers"))
    made = configurations.completed({"layers": [dense]}, OLD)["layers"][0]["config"]
    assert made["quantization_config"] is None and made["units"] == 3
    assert made["kernel_initializer"]["config"] == {"input_axes": None, "output_axes": None}


def test_what_is_said_is_kept():
    said = layer("BatchNormalization", renorm=True, renorm_clipping=None, renorm_momentum=0.5)
    assert configurations.completed(said, OLD) == said


def test_a_class_of_somebody_else_is_none_of_keras_whatever_its_name():
    own = layer("Dense", "__main__", units=3)
    assert configurations.completed(own, OLD) == own


def test_a_layer_that_says_nothing_of_itself_has_what_every_layer_has():
    bare = layer("Own", "__main__", name="own", trainable=True, dtype="float32")
    made = configurations.completed(bare, OLD)["config"]
    assert made == {**bare["config"], "activity_regularizer": None, "autocast": True}


def test_a_single_input_stands_in_no_list_of_its_own():
    model = {"input_layers": [["a", 0, 0]], "output_layers": [["b", 0, 0], ["c", 0, 0]]}
    made = {"input_layers": ["a", 0, 0], "output_layers": [["b", 0, 0], ["c", 0, 0]]}
    assert configurations.completed(model, OLD) == made
    assert configurations.completed(model, NEW) == model  # there it was written as a list


@pytest.mark.parametrize("exercise", ["3", "4a", "5", "8", "14"])
def test_the_keras_that_is_here_gives_the_fingerprints_of_the_records(exercise):
    model = course.get(exercise).compiled()
    assert description.fingerprint(model) == records.load_reference(exercise).fingerprint
