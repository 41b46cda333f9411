"""Part two: the conditions that its records were made under."""

import math

import pytest

from tests.course.test_lessons import compiled
from vgkit import course, data
from vgkit.backend import keras
from vgkit.course.part_two import PART_TWO
from vgkit.diagnostics.gradients import PROBE_IMAGES
from vgkit.networks.description import kernels_of, layer_names

# id: (images, epochs, parameters)
TRAININGS = {
    "11": ("mnist-standardised", 5, 61_706),
    "11_1998": ("mnist-standardised", 5, 61_706),
    "11_convnet": ("mnist-standardised", 10, 34_826),
    "12_sigmoid_2": ("cifar10-0-1", 10, 268_650),
    "12_sigmoid_6": ("cifar10-0-1", 5, 143_978),
    "12_sigmoid_13": ("cifar10-0-1", 5, 340_186),
    "12_glorot_13": ("cifar10-0-1", 10, 340_186),
    "12": ("cifar10-0-1", 10, 340_186),
    "12_glorot_18": ("cifar10-0-1", 5, 462_538),
    "12_he_18": ("cifar10-0-1", 10, 462_538),
    "13_0_255": ("cifar10", 10, 89_834),
    "13_0_1": ("cifar10-0-1", 10, 89_834),
    "13_centred": ("cifar10--1-1", 10, 89_834),
    "13": ("cifar10-per-channel", 10, 89_834),
    "13_per_image": ("cifar10", 10, 89_834),
    "14_sigmoid": ("cifar10-0-1", 5, 342_202),
    "14_momentum_90": ("cifar10-0-1", 5, 342_202),
    "14_momentum_99": ("cifar10-0-1", 5, 342_202),
    "14": ("cifar10-0-1", 20, 342_202),
    "15": ("cats_and_dogs", 12, 82_145),
    "15_no_residual": ("cats_and_dogs", 12, 71_713),
    "15_plain": ("cats_and_dogs", 12, 586_305),
    "15_no_augmentation": ("cats_and_dogs", 12, 82_145),
    "15_deep": ("cats_and_dogs", 5, 518_369),
    "15_deep_no_residual": ("cats_and_dogs", 5, 507_937),
}
# The learning rate that falls to 0 with the last step of the last epoch; all others have Keras' own.
FALLING = {"14_sigmoid": 1e-3, "14": 2e-3} | {name: 2e-3 for name in TRAININGS if "15" in name}
# The activation of the hidden layers, and the initializer of their kernels.
PAIRS = {
    "12_sigmoid_2": (2, "sigmoid", "GlorotUniform"),
    "12_sigmoid_6": (6, "sigmoid", "GlorotUniform"),
    "12_sigmoid_13": (13, "sigmoid", "GlorotUniform"),
    "12_glorot_13": (13, "relu", "GlorotUniform"),
    "12": (13, "relu", "HeNormal"),
    "12_glorot_18": (18, "relu", "GlorotUniform"),
    "12_he_18": (18, "relu", "HeNormal"),
    "14_sigmoid": (13, "sigmoid", "GlorotUniform"),
    "14_momentum_90": (13, "relu", "HeNormal"),
    "14_momentum_99": (13, "relu", "HeNormal"),
    "14": (13, "relu", "HeNormal"),
}
each_row = pytest.mark.parametrize("row", PART_TWO, ids=lambda row: row.id)


def test_its_trainings_are_these():
    assert set(TRAININGS) == {row.id for row in PART_TWO}


@pytest.mark.parametrize("exercise", TRAININGS)
def test_a_training_has_its_images_its_epochs_and_its_parameters(exercise):
    row = course.get(exercise)
    assert (row.images_name, row.epochs, compiled(exercise).count_params()) == TRAININGS[exercise]


@each_row
def test_all_are_trained_with_adam_in_batches_of_128_from_seed_1(row):
    classes = 2 if row.dataset == "cats_and_dogs" else 10
    assert (row.batch_size, row.seed, row.classes, row.stages) == (128, 1, classes, ())
    assert (row.optimizer, row.learning_rate) == ("Adam", FALLING.get(row.id))
    steps = row.epochs * math.ceil(10_000 / row.batch_size)
    assert row.decay_steps == (steps if row.id in FALLING else None)
    assert row.builder.startswith("cnn." if classes == 10 else "xception.")
    assert row.input_shape == ((28, 28, 1) if row.dataset == "mnist" else (32, 32, 3))
    assert row.pixels in data.PIXEL_SCALES and set(row.tested_on) <= set(data.CHANGES)


@each_row
def test_a_quick_run_trains_on_few_images_but_sees_all_that_the_gradients_are_measured_on(row):
    assert PROBE_IMAGES <= row.trial <= 1280
    assert row.trial % row.batch_size == 0  # and so does every step of the trial have 128 images


@pytest.mark.parametrize("lesson", [11, 12, 13, 14, 15])
def test_weights_are_shipped_where_a_notebook_computes_with_them(lesson):
    rows = [row for row in PART_TWO if course.place(row) == lesson]
    shipped = (
        {True, False} if lesson == 15 else {lesson in (11, 13)}
    )  # 15: those of its own network
    assert {row.ships_weights for row in rows} == shipped
    assert {row.tested_on for row in rows} == {("darkened",) if lesson == 13 else ()}


@pytest.mark.parametrize("exercise", PAIRS)
def test_a_deep_network_has_its_depth_its_activation_and_its_initialization(exercise):
    row = course.get(exercise)
    model = compiled(exercise)
    *hidden, output = [layer for layer in model.layers if kernels_of(layer)]
    depth, activation, initializer = PAIRS[exercise]
    assert sum(name.startswith("conv") for name in layer_names(model)) == depth
    if "normalization" in row.settings:  # whose activations stand in layers of their own
        hidden_activations = [
            layer for layer in model.layers if isinstance(layer, keras.layers.Activation)
        ]
        assert len(hidden_activations) == depth
        hidden_activations.append(hidden[-1])
    else:
        hidden_activations = hidden
    assert {layer.activation.__name__ for layer in hidden_activations} == {activation}
    assert {type(layer.kernel_initializer).__name__ for layer in hidden} == {initializer}
    assert output.activation is keras.activations.linear


@pytest.mark.parametrize(("exercise", "momentum", "regularized"), [
    ("14_sigmoid", 0.9, False), ("14_momentum_90", 0.9, False), ("14_momentum_99", 0.99, False),
    ("14", 0.9, True),
])  # fmt: skip
def test_the_normalizations_of_lesson_14_have_their_momentum(exercise, momentum, regularized):
    found = compiled(exercise).layers
    norms = [layer for layer in found if isinstance(layer, keras.layers.BatchNormalization)]
    assert len(norms) == 13 and {layer.momentum for layer in norms} == {momentum}
    rates = [layer.rate for layer in found if isinstance(layer, keras.layers.Dropout)]
    flips = [layer for layer in found if isinstance(layer, keras.layers.RandomFlip)]
    assert (rates, len(flips)) == (([0.3, 0.3], 1) if regularized else ([], 0))


def test_lenet_of_1998_differs_from_lenet_in_activation_and_pooling_only():
    old, new = compiled("11_1998"), compiled("11")
    for before, after in zip(old.layers, new.layers, strict=True):
        if type(before) is not type(after):
            kinds = keras.layers.AveragePooling2D, keras.layers.MaxPooling2D
            assert (type(before), type(after)) == kinds and before.pool_size == after.pool_size
    activations = [
        [layer.activation.__name__ for layer in model.layers if kernels_of(layer)]
        for model in (old, new)
    ]
    assert activations == [["sigmoid"] * 4 + ["linear"], ["relu"] * 4 + ["linear"]]


@pytest.mark.parametrize(("exercise", "sums", "separable", "augmented"), [
    ("15", 2, 5, True), ("15_no_residual", 0, 5, True), ("15_plain", 2, 0, True),
    ("15_no_augmentation", 2, 5, False), ("15_deep", 10, 29, True),
    ("15_deep_no_residual", 0, 29, True),
])  # fmt: skip
def test_the_networks_of_lesson_15_differ_in_one_thing_each(exercise, sums, separable, augmented):
    kinds = [type(layer).__name__ for layer in compiled(exercise).layers]
    assert (kinds.count("Add"), kinds.count("SeparableConv2D")) == (sums, separable)
    assert ("RandomFlip" in kinds, "RandomRotation" in kinds) == (augmented, augmented)
