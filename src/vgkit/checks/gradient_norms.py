"""Checks of what lesson 0 writes by hand: the gradient norm of a layer."""

from collections.abc import Callable

import numpy as np

from vgkit.backend import keras, tf
from vgkit.checks.failing_lines import failing_line
from vgkit.checks.findings import Finding, reason
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
        arguments = (model, layer, pixels, labels)
        value, finding = tried(
            function, arguments, "norm", if_fails=lambda error: _why_it_fails(function, error)
        )
        if finding:
            return [finding]
        found.append(value)
    kernels, biases = _gradients(model, pixels, labels)
    if _is_root_of_sums(found, kernels):
        message = say(
            "gradient_norm: it is nan, the root of a number below 0. What is to be done to the entries "
            "before they are added up?"
        )
        return [Finding("root_below_zero", message, "norm")]
    likely = _likely_loss(model, pixels, labels, kernels)
    likely |= _likely_gradient(kernels, biases, [layer.kernel.numpy() for layer in model.layers])
    likely |= _likely_norm(kernels)
    return values_findings(
        "gradient_norm", tuple(found), _norms(kernels), likely, "norm", tolerance=1e-4
    )


def _why_it_fails(function, error):
    """What is said of an exception: of the blank in whose line it arose, or which is its cause."""
    before, line, values = failing_line(function, error)
    why = {"kind": type(error).__name__, "why": reason(error)}
    if "None" in why["why"] and "(None, " not in why["why"]:  # as in a shape that is not known
        message = say(
            "gradient_norm: the gradient is None. A tape knows only what was computed inside its "
            "with block, from the variable that is asked for. Look at the first two blanks."
        )
        return Finding("gradient_is_none", message, "loss")
    if any(isinstance(value, list | tuple) for value in values.values()):
        message = say(
            "gradient_norm: a list stands where one gradient or one variable should. Of which single "
            "variable does the lesson look at the gradient?"
        )
        return Finding("several_gradients", message, "gradient")
    blank = _blank_of(before, line)
    if blank in ("norm", None):
        message = say("gradient_norm fails ({kind}: {why}).", **why)
        return Finding("function_fails", message, blank)
    if blank == "gradient":
        message = say(
            "gradient_norm: the gradient fails ({kind}: {why}). tape.gradient takes the loss, and "
            "then a variable: a layer is none, its kernel is one.",
            **why,
        )
        return Finding("gradient_fails", message, "gradient")
    message = say(
        "gradient_norm: the loss fails ({kind}: {why}). loss_function takes the labels first, then "
        "the logits, which the whole model computes from the pixels.",
        **why,
    )
    return Finding("loss_fails", message, "loss")


def _blank_of(before, line):
    """The blank that a line of the function belongs to, by the line and those before it."""
    if not line:
        return None
    if line.startswith("return") or any(".gradient(" in each for each in before):
        return "norm"
    return "gradient" if ".gradient(" in line or line.startswith("gradient") else "loss"


def _gradients(model, pixels, labels, loss=None):
    """Gradients of the loss for each layer's kernel, and for its bias, as arrays.

    Of the course's loss, or of another one of labels and logits.
    """
    kernels, biases = zip(*[(layer.kernel, layer.bias) for layer in model.layers], strict=True)
    sources = [variable.value for variable in (*kernels, *biases)]
    with tf.GradientTape() as tape:
        value = (loss or crossentropy(_CLASSES))(labels, model(pixels))
    found = [each.numpy() for each in tape.gradient(value, sources)]
    return found[: len(kernels)], found[len(kernels) :]


def _is_root_of_sums(found, kernels):
    """Whether entries were added up as they are, and the root was taken: of a sum below 0 it is nan."""
    with np.errstate(invalid="ignore"):
        roots = np.sqrt([kernel.sum() for kernel in kernels])
    try:
        found = np.asarray([float(each) for each in found])
    except (TypeError, ValueError):
        return False
    return bool(np.isnan(roots).any() and np.allclose(found, roots, rtol=1e-3, equal_nan=True))


def _norms(arrays):
    return tuple(float(np.linalg.norm(array)) for array in arrays)


def _together(arrays):
    """The norm of all entries of all arrays, once for each layer."""
    return (float(np.sqrt(sum(np.square(each).sum() for each in arrays))),) * len(arrays)


def _likely_loss(model, pixels, labels, kernels):
    course_loss = crossentropy(_CLASSES)
    of_probabilities = keras.losses.SparseCategoricalCrossentropy()
    squashed = _gradients(
        model, pixels, labels, lambda y, logits: course_loss(y, tf.nn.softmax(logits))
    )
    taken_for_probabilities = _gradients(model, pixels, labels, of_probabilities)
    return {
        "softmax_twice": (
            _norms(squashed[0]),
            say("the loss applies softmax itself: what does it expect from the model?"),
            "loss",
        ),
        "logits_for_probabilities": (
            _norms(taken_for_probabilities[0]),
            say("the loss takes logits for probabilities: use loss_function as it is given."),
            "loss",
        ),
        "summed_over_images": (
            tuple(_IMAGES * norm for norm in _norms(kernels)),
            say("the loss is summed over the images. Training takes another number of a batch."),
            "loss",
        ),
        "divided_pixels": (
            _norms(_gradients(model, pixels / 255, labels)[0]),
            say("the pixels are divided by 255. This network gets them as they are."),
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
        (
            "spectral",
            lambda g: np.linalg.norm(g, 2),
            say("that is the largest singular value. All entries count: look at the definition."),
        ),
        ("root_of_sum", lambda g: np.sqrt(np.abs(g).sum()), say("nothing was squared.")),
        ("gradient_itself", lambda g: g, say("that is the gradient itself, not one number.")),
    )
    return {
        code: (tuple(of(g.astype(float)) for g in gradients), message)
        for code, of, message in mistakes
    }
