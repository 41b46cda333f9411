"""Checks of what lessons 0 and 1b write by hand: a layer's gradient norm, and its growth per layer."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vgkit.backend import keras, tf
from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.messages import say
from vgkit.networks.objective import crossentropy

_IMAGES, _PIXELS, _UNITS, _CLASSES = 8, 6, 5, 10


def _small_network():
    """A network of two hidden layers with weights and biases that are always the same."""
    random = np.random.default_rng(2)
    model = keras.Sequential([keras.Input((_PIXELS,))])
    for units, activation in ((_UNITS, "sigmoid"), (_UNITS, "sigmoid"), (_CLASSES, None)):
        model.add(keras.layers.Dense(units, activation=activation))
    model.set_weights([random.normal(size=w.shape).astype(np.float32) for w in model.get_weights()])
    pixels = random.normal(size=(_IMAGES, _PIXELS)).astype(np.float32)
    labels = random.integers(0, _CLASSES, _IMAGES).astype(np.uint8)
    return model, pixels, labels


def gradient_norm_findings(function: Callable) -> list[Finding]:
    """`gradient_norm(model, layer, pixels, labels)`: of the loss' gradient for the layer's kernel."""
    model, pixels, labels = _small_network()
    found = []
    for layer in model.layers:
        value, finding = tried(function, (model, layer, pixels, labels), "norm")
        if finding:
            return [_why_it_fails(finding)]
        found.append(value)
    kernels, biases = _gradients(model, pixels, labels)
    likely = _likely_loss(kernels, _gradients(model, pixels, labels, squashed=True)[0])
    likely |= _likely_gradient(kernels, biases, [layer.kernel.numpy() for layer in model.layers])
    likely |= _likely_norm(kernels)
    return values_findings(
        "gradient_norm", tuple(found), _norms(kernels), likely, "norm", tolerance=1e-4
    )


def _why_it_fails(finding):
    """A gradient that is None fails one line later: the cause is named instead."""
    shapes = "(None, " in finding.message
    if finding.code == "function_fails" and "None" in finding.message and not shapes:
        message = say(
            "gradient_norm: the gradient is None. A tape knows only what was computed inside its "
            "with block, from the variable that is asked for. Look at the first two blanks."
        )
        return Finding("gradient_is_none", message, "loss")
    return finding


def _gradients(model, pixels, labels, squashed=False):
    """Gradients of the loss for each layer's kernel, and for its bias, as arrays.

    Of probabilities instead of logits, where they are `squashed`.
    """
    kernels, biases = zip(*[(layer.kernel, layer.bias) for layer in model.layers], strict=True)
    sources = [variable.value for variable in (*kernels, *biases)]
    with tf.GradientTape() as tape:
        logits = model(pixels)
        logits = tf.nn.softmax(logits) if squashed else logits
        value = crossentropy(logits.shape[-1])(labels, logits)
    found = [each.numpy() for each in tape.gradient(value, sources)]
    return found[: len(kernels)], found[len(kernels) :]


def _norms(arrays):
    return tuple(float(np.linalg.norm(array)) for array in arrays)


def _together(arrays):
    """The norm of all entries of all arrays, once for each layer."""
    return (float(np.sqrt(sum(np.square(each).sum() for each in arrays))),) * len(arrays)


def _likely_loss(kernels, squashed):
    return {
        "softmax_twice": (
            _norms(squashed),
            say("the loss applies softmax itself: what does it expect from the model?"),
            "loss",
        ),
        "summed_over_images": (
            tuple(_IMAGES * norm for norm in _norms(kernels)),
            say("the loss is summed over the images. Training takes another number of a batch."),
            "loss",
        ),
    }


def _likely_gradient(kernels, biases, weights):
    both = [np.append(kernel, bias) for kernel, bias in zip(kernels, biases, strict=True)]
    whole = say("every layer gets the same number: that of all weights together.")
    return {
        "of_the_bias": (_norms(biases), say("that is the norm for the bias."), "gradient"),
        "kernel_and_bias": (
            _norms(both),
            say("kernel and bias are taken together. The lesson looks at one of them."),
            "gradient",
        ),
        "all_weights": (_together(both), whole, "gradient"),
        "all_kernels": (_together(kernels), whole, "gradient"),
        "first_layer": (
            _norms(kernels)[:1] * len(kernels),
            say("every layer gets the number of the first one. Which layer is asked for?"),
            "gradient",
        ),
        "last_layer": (
            _norms(kernels)[-1:] * len(kernels),
            say("every layer gets the number of the last one. Which layer is asked for?"),
            "gradient",
        ),
        "norm_of_weights": (
            _norms(weights),
            say("that is the norm of the weights themselves, not of their gradient."),
            "norm",
        ),
    }


def _likely_norm(gradients):
    """What else might be computed of a gradient: `(code, number of an array, message)`."""
    mistakes = (
        ("not_rooted", lambda g: np.square(g).sum(), say("the root is missing.")),
        (
            "mean_of_squares",
            lambda g: np.sqrt(np.square(g).mean()),
            say("the squares are averaged. Of how many entries should not matter."),
        ),
        (
            "mean_and_no_root",
            lambda g: np.square(g).mean(),
            say("that is the mean of the squares."),
        ),
        (
            "absolute_values",
            lambda g: np.abs(g).sum(),
            say(
                "the absolute values are added up. That is the L1 norm; the lesson takes the L2 norm."
            ),
        ),
        ("mean_size", lambda g: np.abs(g).mean(), say("that is the mean of the absolute values.")),
        ("largest", lambda g: np.abs(g).max(), say("that is the largest entry only.")),
        (
            "not_squared",
            lambda g: g.sum(),
            say("the entries are added up as they are, and cancel each other."),
        ),
        ("root_of_sum", lambda g: np.sqrt(np.abs(g).sum()), say("nothing was squared.")),
        ("gradient_itself", lambda g: g, say("that is the gradient itself, not one number.")),
    )
    return {
        code: (tuple(of(g.astype(float)) for g in gradients), message)
        for code, of, message in mistakes
    }


NORMS = (8.0, 1.0, 0.9, 0.5, 0.2, 0.25, 0.01, 3.0)  # first layer first, as the kit gives them
STEPS = ((1, 6), (0, 3), (2, 4))  # front and back layer, by index


def growth_per_layer_findings(function: Callable) -> list[Finding]:
    """`growth_per_layer(norms, front, back)`: one layer's share in the growth from back to front."""
    found = []
    for front, back in STEPS:
        value, finding = tried(function, (list(NORMS), front, back), "per_layer")
        if finding:
            return [finding]
        found.append(value)
    calls = [f"growth_per_layer(norms, {front}, {back})" for front, back in STEPS]
    for finding in values_findings(
        "growth_per_layer",
        tuple(found),
        _each(lambda total, steps: total ** (1 / steps)),
        _likely_growth(),
        "per_layer",
        calls=calls,
    ):
        upside_down = finding.code in ("upside_down", "layers_counted_from_1", "difference")
        return [replace(finding, blank="growth") if upside_down else finding]
    return []


def _each(formula):
    """A formula of the growth from back to front, and the number of steps, for each of `STEPS`."""
    return tuple(formula(NORMS[front] / NORMS[back], back - front) for front, back in STEPS)


def _likely_growth():
    shifted = tuple(
        (NORMS[front - 1] / NORMS[back - 1]) ** (1 / (back - front)) for front, back in STEPS
    )
    means = tuple(
        float(np.mean([NORMS[k] / NORMS[k + 1] for k in range(front, back)]))
        for front, back in STEPS
    )
    differences = tuple((NORMS[front] - NORMS[back]) / (back - front) for front, back in STEPS)
    return {
        "upside_down": (
            _each(lambda total, steps: total ** (-1 / steps)),
            say(
                "it is below 1 where the gradient grows towards the input: which norm comes first?"
            ),
        ),
        "whole_way": (
            _each(lambda total, steps: total),
            say("that is the growth over the whole way. What is one layer's share in a product?"),
        ),
        "divided": (
            _each(lambda total, steps: total / steps),
            say("the growth is divided by the number of steps. Multiply such shares: is that it?"),
        ),
        "mean_of_steps": (
            means,
            say("that is the mean of the single factors, and they do not multiply to the whole."),
        ),
        "layers_not_steps": (
            _each(lambda total, steps: total ** (1 / (steps + 1))),
            say("the layers were counted. How many steps lie between them?"),
        ),
        "one_step_short": (
            _each(lambda total, steps: total ** (1 / (steps - 1))),
            say("one step is missing. How many lie between hidden 7 and hidden 2?"),
        ),
        "always_five_steps": (
            _each(lambda total, steps: total ** (1 / 5)),
            say(
                "it is right for hidden 7 to hidden 2 only. How many steps lie between two layers?"
            ),
        ),
        "all_layers": (
            _each(lambda total, steps: total ** (1 / len(NORMS))),
            say("the number of all layers was taken. How many steps lie between these two?"),
        ),
        "square_root": (
            _each(lambda total, steps: total**0.5),
            say("that is the square root. Which root undoes a product of so many factors?"),
        ),
        "power_of_ten": (
            _each(lambda total, steps: np.log10(total) / steps),
            say(
                "that is the slope in the chart, in powers of ten. The factor itself is asked for."
            ),
        ),
        "layers_counted_from_1": (
            shifted,
            say("it takes the layers before these two: Python counts from 0."),
        ),
        "difference": (
            differences,
            say("the norms are subtracted. A gradient is multiplied from layer to layer."),
        ),
    }
