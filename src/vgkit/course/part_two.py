"""The exercises of part two: convolutional networks on MNIST and CIFAR-10."""

from collections.abc import Iterator

from vgkit.course.exercise import Blanks, Exercise
from vgkit.messages import mark


def _lenets() -> Iterator[Exercise]:
    common = {
        "dataset": "mnist",
        "pixels": "standardised",
        "input_shape": (28, 28, 1),
        "batch_size": 128,
        "optimizer": "Adam",
        "learning_rate": None,
        "epochs": 5,
        "tolerance": 0.02,
        "trial": 1280,
        "ships_weights": True,
    }
    yield Exercise(
        id="11",
        title=mark("LeNet"),
        notebook="11_lenet",
        builder="cnn.lenet",
        **common,
    )
    yield Exercise(
        id="11_1998",
        title=mark("LeNet as in 1998: sigmoid and average pooling"),
        builder="cnn.lenet",
        settings={"activation": "sigmoid", "pooling": "average"},
        **common,
    )
    yield Exercise(
        id="11_convnet",
        title=mark("A small convnet with dropout"),
        builder="cnn.small_convnet",
        **{**common, "epochs": 10},
    )


_CIFAR = {
    "dataset": "cifar10",
    "pixels": "0-1",
    "input_shape": (32, 32, 3),
    "batch_size": 128,
    "optimizer": "Adam",
    "learning_rate": None,
    "epochs": 10,
    "tolerance": 0.02,
    "trial": 640,
}


def _vggs():
    sigmoid = {"activation": "sigmoid", "initializer": "glorot_uniform"}
    glorot = {"activation": "relu", "initializer": "glorot_uniform"}
    he = {"activation": "relu", "initializer": "he_normal"}
    for name, title, notebook, settings, epochs in (
        ("12_sigmoid_2", mark("2 convolutions, sigmoid"), None, {"convolutions": 2, **sigmoid}, 10),
        ("12_sigmoid_6", mark("6 convolutions, sigmoid"), None, {"convolutions": 6, **sigmoid}, 5),
        (
            "12_sigmoid_13",
            mark("13 convolutions, sigmoid"),
            None,
            {"convolutions": 13, **sigmoid},
            5,
        ),
        (
            "12_glorot_13",
            mark("13 convolutions, ReLU, Glorot's initialization"),
            None,
            {"convolutions": 13, **glorot},
            10,
        ),
        (
            "12",
            mark("13 convolutions, ReLU, He's initialization"),
            "12_deeper_convolutions",
            {"convolutions": 13, **he},
            10,
        ),
        (
            "12_glorot_18",
            mark("18 convolutions, ReLU, Glorot's initialization"),
            None,
            {"convolutions": 18, **glorot},
            5,
        ),
        (
            "12_he_18",
            mark("18 convolutions, ReLU, He's initialization"),
            None,
            {"convolutions": 18, **he},
            10,
        ),
    ):
        yield Exercise(
            id=name,
            title=title,
            notebook=notebook,
            builder="cnn.vgg",
            settings=settings,
            **{**_CIFAR, "epochs": epochs},
        )


def _scalings():
    for name, title, notebook, pixels in (
        ("13_0_255", mark("Pixels from 0 to 255"), None, "0-255"),
        ("13_0_1", mark("Pixels from 0 to 1"), None, "0-1"),
        ("13_centred", mark("Pixels from −1 to 1"), None, "-1-1"),
        ("13", mark("Input normalization"), "13_input_normalization", "per-channel"),
    ):
        yield Exercise(
            id=name,
            title=title,
            notebook=notebook,
            builder="cnn.color_convnet",
            tested_on=("darkened",),
            ships_weights=True,
            **{**_CIFAR, "pixels": pixels},
        )
    yield Exercise(
        id="13_per_image",
        title=mark("Each image normalized by itself"),
        builder="cnn.color_convnet",
        settings={"per_image": True},
        tested_on=("darkened",),
        ships_weights=True,
        **{**_CIFAR, "pixels": "0-255"},
    )


def _normalized():
    normalized = {"convolutions": 13, "normalization": True}
    sigmoid = {"activation": "sigmoid", "initializer": "glorot_uniform"}
    common = {**_CIFAR, "builder": "cnn.vgg", "epochs": 5, "tolerance": 0.1}
    yield Exercise(
        id="14_sigmoid",
        title=mark("13 convolutions, sigmoid, batch normalization"),
        settings={**normalized, **sigmoid},
        **{**common, "learning_rate": 1e-3, "decay_steps": 395},
    )
    yield Exercise(
        id="14_momentum_90",
        title=mark("13 convolutions, batch normalization with momentum 0.9"),
        settings=normalized,
        **common,
    )
    yield Exercise(
        id="14_momentum_99",
        title=mark("13 convolutions, batch normalization with momentum 0.99"),
        settings={**normalized, "momentum": 0.99},
        **common,
    )
    yield Exercise(
        id="14",
        title=mark("Batch normalization for images"),
        notebook="14_batch_normalization_cnn",
        settings={**normalized, "flip": True, "dropout": 0.3},
        blanks=Blanks(
            layers=dict.fromkeys(range(1, 14), "convolution"),
            inputs={
                1: "flip",
                **dict.fromkeys(range(2, 14), "normalization, activation, blocks"),
                14: "dropout_1",
                15: "dropout_2",
            },
            optimizer="schedule",
        ),
        checks=("normalized_blocks.network_findings",),
        functions={
            "batch_statistics": "image_normalization.batch_statistics_findings",
            "normalize": "image_normalization.normalize_findings",
            "undoing": "image_normalization.undoing_findings",
            "moving_average": "moving_averages.moving_average_findings",
            "forward_training": "moving_averages.forward_training_findings",
            "forward_inference": "moving_averages.forward_inference_findings",
            "added_parameters": "moving_averages.added_parameters_findings",
            "conv_block": "normalized_blocks.block_findings",
        },
        **{**common, "learning_rate": 2e-3, "decay_steps": 1580, "epochs": 20},
    )


PART_TWO = (*_lenets(), *_vggs(), *_scalings(), *_normalized())
