"""The exercises of part two: convolutional networks on MNIST and CIFAR-10."""

from collections.abc import Iterator

from vgkit.course.exercise import Blanks, Exercise, Notebook
from vgkit.messages import mark

_LENET_FUNCTIONS = {
    "output_size": "lenet.output_size_findings",
    "lenet_sizes": "lenet.lenet_sizes_findings",
    "convolution_parameters": "lenet.convolution_parameters_findings",
    "pixel_statistics": "pixels.pixel_statistics_findings",
    "normalize": "pixels.normalize_findings",
    "convolve": "convolution.convolve_findings",
    "max_pool": "convolution.max_pool_findings",
    "softmax": "lenet.softmax_findings",
}


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
        blanks=Blanks(
            {1: "c1", 2: "c3", 3: "c5", 4: "f6", 5: "output"},
            inputs={2: "s2", 3: "s4, flatten"},
            optimizer="optimizer",
        ),
        functions=_LENET_FUNCTIONS,
        **common,
    )
    yield Exercise(
        id="11_1998",
        title=mark("LeNet as in 1998: sigmoid and average pooling"),
        builder="cnn.lenet",
        settings={"activation": "sigmoid", "pooling": "average"},
        blanks=Blanks(
            dict.fromkeys((1, 2, 3, 4), "c1, c3, c5, f6, lenet_1998"),
            inputs=dict.fromkeys((2, 3), "s2, s4, lenet_1998"),
            optimizer="optimizer",
        ),
        **common,
    )
    yield Exercise(
        id="11_convnet",
        title=mark("A small convnet with dropout"),
        builder="cnn.small_convnet",
        blanks=Blanks(
            {1: "convolution_1", 2: "convolution_2", 3: "logits"},
            inputs={2: "pooling_1", 3: "pooling_2, dropout"},
            optimizer="optimizer",
        ),
        checks=("order.order_findings",),
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
_STEPS = 79  # batches of 128 in an epoch of 10,000 images


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
            blanks=_vgg_blanks(settings["convolutions"]),
            functions=_BY_HAND,
            **{**_CIFAR, "epochs": epochs},
        )


# What the student writes by hand in lesson 12.
_BY_HAND = {
    "fan_in": "vgg.fan_in_findings",
    "he_stddev": "vgg.he_stddev_findings",
    "glorot_limit": "vgg.glorot_limit_findings",
    "growth": "vgg.growth_findings",
    "stack_parameters": "receptive_fields.stack_parameters_findings",
    "receptive_field": "receptive_fields.receptive_field_findings",
    "vgg_block": "vgg_blocks.vgg_block_findings",
}


def _vgg_blanks(convolutions):
    """Convolutions come first, the hidden and the output layer behind them."""
    hidden, output = convolutions + 1, convolutions + 2
    layers = dict.fromkeys(range(1, hidden), "blocks")
    inputs = dict.fromkeys(range(1, hidden), "blocks")
    return Blanks(
        layers | {hidden: "hidden", output: "output"},
        inputs | {hidden: "flatten", output: "output"},
    )


_COLOR_CONVNET = Blanks(
    layers={
        1: "convolution",
        2: "convolution",
        3: "convolution",
        4: "hidden",
        5: "logits",
    },
    inputs={1: "standardization", 2: "pooling", 3: "pooling", 4: "pooling", 5: "hidden"},
)
_SCALING_FUNCTIONS = {
    "scale_0_1": "input_normalization.scale_0_1_findings",
    "scale_centred": "input_normalization.scale_centred_findings",
    "channel_statistics": "input_normalization.channel_statistics_findings",
    "standardize": "input_normalization.standardize_findings",
    "standardize_each": "input_normalization.standardize_each_findings",
    "per_channel": "input_normalization.per_channel_findings",
    "darken": "changed_light.darken_findings",
    "changed_statistics": "changed_light.changed_statistics_findings",
    "largest_difference": "changed_light.largest_difference_findings",
    "curvature": "changed_light.curvature_findings",
    "accuracy": "changed_light.accuracy_findings",
}


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
            blanks=_COLOR_CONVNET,
            functions=_SCALING_FUNCTIONS,
            tested_on=("darkened",),
            ships_weights=True,
            **{**_CIFAR, "pixels": pixels},
        )
    yield Exercise(
        id="13_per_image",
        title=mark("Each image normalized by itself"),
        builder="cnn.color_convnet",
        settings={"per_image": True},
        blanks=_COLOR_CONVNET,
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
        **{**common, "learning_rate": 1e-3, "decay_steps": 5 * _STEPS},
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
            optimizer="steps, schedule",
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
        **{**common, "learning_rate": 2e-3, "decay_steps": 20 * _STEPS, "epochs": 20},
    )


# Of the small Xception at 32 × 32 pixels: the entry's filters, the blocks', the last convolution's.
_XCEPTION_FILTERS = (32, 64, 128, 256)
_XCEPTION_EPOCHS = 12
_DEEP_EPOCHS = 5


def _xceptions():
    augmented = {"augmentation": True}
    plain, deep = {"separable": False}, {"middle": 8}
    for name, title, notebook, settings, epochs in (
        (
            "15",
            mark("A small Xception"),
            "15_small_xception",
            augmented,
            _XCEPTION_EPOCHS,
        ),
        (
            "15_no_residual",
            mark("The small Xception without its shortcuts"),
            None,
            {"residual": False, **augmented},
            _XCEPTION_EPOCHS,
        ),
        (
            "15_plain",
            mark("The small Xception with plain convolutions"),
            None,
            {**plain, **augmented},
            _XCEPTION_EPOCHS,
        ),
        (
            "15_no_augmentation",
            mark("The small Xception without augmentation"),
            None,
            {"augmentation": False},
            _XCEPTION_EPOCHS,
        ),
        ("15_deep", mark("A deep small Xception"), None, {**deep, **augmented}, _DEEP_EPOCHS),
        (
            "15_deep_no_residual",
            mark("A deep small Xception without shortcuts"),
            None,
            {**deep, "residual": False, **augmented},
            _DEEP_EPOCHS,
        ),
    ):
        yield Exercise(
            id=name,
            title=title,
            notebook=notebook,
            dataset="cats_and_dogs",
            input_shape=(32, 32, 3),
            classes=2,
            batch_size=128,
            builder="xception.small_xception",
            settings={"size": 32, "filters": _XCEPTION_FILTERS, "momentum": 0.9, **settings},
            optimizer="Adam",
            learning_rate=2e-3,
            decay_steps=epochs * _STEPS,
            epochs=epochs,
            tolerance=0.1,
            trial=640,
            blanks=_xception_blanks() if notebook else Blanks(),
            checks=("residual_network.network_findings",) if notebook else (),
            functions=_XCEPTION_FUNCTIONS if notebook else {},
            ships_weights=notebook is not None,
        )


_XCEPTION_FUNCTIONS = {
    "plain_weights": "separable.plain_weights_findings",
    "separable_weights": "separable.separable_weights_findings",
    "depthwise": "separable.depthwise_findings",
    "pointwise": "separable.pointwise_findings",
    "residual_block": "residual_blocks.block_findings",
    "probability": "logits.probability_findings",
    "crossentropy": "logits.crossentropy_findings",
    "pipelines": "photographs.pipelines_findings",
}


def _xception_blanks():
    """Of each block two separable convolutions and the projection; the exit and the output last."""
    blocks = len(_XCEPTION_FILTERS) - 2
    last = 3 * blocks + 2
    between = dict.fromkeys(range(2, last), "blocks")  # what a block holds was checked before
    return Blanks(
        layers={1: "entry", **between, last: "exit", last + 1: "logit"},
        inputs={
            1: "flip, rotation, rescaling",
            **between,
            last: "exit",
            last + 1: "exit, average, dropout",
        },
        optimizer="optimizer",
    )


PART_TWO = (*_lenets(), *_vggs(), *_scalings(), *_normalized(), *_xceptions())

# What lesson 16 trains starts from weights that are given, not drawn: `experiments.transfer`.
FINE_TUNING = Notebook(
    "16",
    mark("Fine-tuning"),
    "16_fine_tuning",
    dataset="cats_and_dogs",
    functions={
        "probability": "logits.probability_findings",
        "head_parameters": "transfer_functions.head_parameters_findings",
        "megabytes": "transfer_functions.megabytes_findings",
        "freeze_plan": "transfer_functions.freeze_plan_findings",
    },
)
