"""Check of exercise 8: what a student's own `GradientNormalization` does, forwards and backwards."""

from typing import TYPE_CHECKING

import numpy as np

from vgkit.backend import tf
from vgkit.checks.findings import Finding, reason
from vgkit.course import Exercise
from vgkit.messages import say
from vgkit.networks.description import flat_layers

if TYPE_CHECKING:
    import keras

BLANK = "gradient_normalization"


def gradient_normalization_findings(
    model: "keras.Model", reference: "keras.Model", row: Exercise
) -> list[Finding]:
    """What the student's own `GradientNormalization`s do to a batch and to a gradient.

    Args:
        model: a network that holds at least one.

    Returns:
        A list of at most one `Finding`: that of the first layer that is wrong.
    """
    layers = [each for each in flat_layers(model) if type(each).__name__ == "GradientNormalization"]
    return next(filter(None, (_own_layer(layer, row.batch_size) for layer in layers)), [])


def _own_layer(layer, batch_size):
    """What one layer does to a small batch and a small gradient, and to large ones."""
    x = np.array([[0.5, 0.25, 0.75], [0.25, 1.0, 0.5]], np.float32)
    # As small as the epsilon, so that it shows; no two rows or columns alike, so that an axis shows.
    g = 1e-6 * np.array([[1.0, 2.0, 4.0], [3.0, 9.0, 1.0]])

    def both_ways(inputs, gradient=None):
        gradient = tf.constant(g if gradient is None else gradient, tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = tf.convert_to_tensor(layer(inputs))
        return outputs, tape.gradient(outputs, inputs, gradient)

    try:
        outputs, passed = both_ways(tf.constant(x))
        y = outputs.numpy()
        back = None if passed is None else tf.convert_to_tensor(passed).numpy().astype(float)
    except Exception as error:  # whatever the student's own code raises
        kind = type(error).__name__
        if isinstance(error, NameError | AttributeError):  # others run over many lines
            kind = f"{kind}: {reason(error)}"
        return _finding(
            "gradient_normalization_fails",
            say(
                "fails on a batch of 2 images and 3 units ({kind}). backward gets one "
                "tensor, the gradient, and returns a tensor of the same shape.",
                kind=kind,
            ),
        )
    return (
        _wrong_shape(x, y, g, back)
        or _epsilon_behind(both_ways, x, g, back)
        or _epsilon_as_limit(both_ways, x, g, back)
        or _wrong_values(g, back)
        or _large_batch(both_ways, batch_size)
        or _untraceable(both_ways, x)
    )


def _wrong_shape(x, y, g, back):
    """What passes forwards, and whether anything of the right shape comes back."""
    if y.shape != x.shape or not np.array_equal(y, x):
        return _finding(
            "forward_changed",
            say(
                "changes what passes forwards. Forwards it hands on its input as it is; "
                "only the gradient is normalized."
            ),
        )
    if back is None:
        return _finding(
            "no_gradient",
            say("passes no gradient back. Does backward return its result?"),
        )
    if back.shape != g.shape:
        return _finding(
            "gradient_shape",
            say(
                "gets a gradient of shape {expected} and passes back one of shape {found}.",
                expected=g.shape,
                found=back.shape,
            ),
        )
    return []


def _epsilon_behind(both_ways, x, g, back):
    """Whether the epsilon is added to the quotient, where it hides behind the first six digits."""
    if not _equal(back, (g - g.mean()) / g.std()):
        return []
    # Half of its elements are 1, half −1: without an epsilon, what comes back has mean 0.
    _, back = both_ways(tf.constant(x), np.array([[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0]]))
    if abs(np.mean(back, dtype=float) - 1e-6) > 5e-7:
        return []
    return _finding(
        "epsilon_behind",
        say(
            "adds the epsilon to the quotient, where it protects from no division by 0. Look at the "
            "brackets."
        ),
    )


def _epsilon_as_limit(both_ways, x, g, back):
    """Whether a constant gradient is guarded although no epsilon was added: by a maximum, or an if."""
    if not _equal(back, (g - g.mean()) / g.std()):
        return []
    _, back = both_ways(tf.constant(x), np.ones_like(g))
    if not np.allclose(back, 0.0):
        return []
    return _finding(
        "epsilon_as_limit",
        say(
            "keeps the standard deviation from being 0, but adds nothing to it. In the formula the "
            "epsilon is always added."
        ),
    )


def _wrong_values(g, back):
    """What becomes of the gradient."""
    mean, std = g.mean(), g.std()
    if _equal(back, (g - mean) / (std + 1e-6)):
        return []
    for code, (values, message) in _likely(g, mean, std).items():
        if _equal(back, values):
            return _finding(code, message)
    shown = [float(f"{value:.3g}") for value in back.ravel()[:6]]
    return _finding(
        "wrong_gradient_normalization",
        say(
            "turns the gradient {gradient} into {shown}, which is not (g − mean) / (std "
            "+ 1e-6) over all elements. Compare it with the formula, sign by sign and bracket by "
            "bracket.",
            gradient=g.ravel().round(7).tolist(),
            shown=shown,
        ),
    )


def _large_batch(both_ways, size):
    """What is right on two images may still be something else on a batch as training has them."""
    random = np.random.default_rng(1)
    x, g = random.normal(0, 1, (size, 16)), 1e-5 * random.normal(0, 1, (size, 16)) ** 3
    right = (g - g.mean()) / (g.std() + 1e-6)
    try:
        outputs, back = both_ways(tf.constant(x, tf.float32), g)
        same = np.allclose(back, right, rtol=1e-3, atol=1e-3)
    except Exception:  # whatever the student's own code raises
        same = False
    if same and np.array_equal(outputs, x.astype(np.float32)):
        return []
    return _finding(
        "large_gradient",
        say(
            "is right on a batch of 2 images, but not on one of {size}: mean and standard deviation "
            "are those of the whole gradient, however large, and nothing else is done.",
            size=size,
        ),
    )


def _untraceable(both_ways, x):
    """Whether it also works where TensorFlow knows shapes and types only: so it is in training."""
    try:
        tf.function(both_ways, autograph=False)(tf.constant(x))
    except Exception as error:  # whatever the student's own code raises
        return _finding(
            "untraceable",
            say(
                "computes the right numbers here, but training would stop ({kind}): it "
                "runs your layer as a graph, where a tensor has no numbers yet. Compute "
                "with keras.ops throughout, without NumPy, float(…) or .numpy().",
                kind=type(error).__name__,
            ),
        )
    return []


def _finding(code, message):
    again = say("Once it is fixed, run the cell that builds the network again, too.")
    return [Finding(code, f"GradientNormalization {message} {again}", BLANK)]


def _equal(ours, theirs):
    return np.allclose(ours, theirs, rtol=1e-3, atol=0)


def _likely(g, mean, std):
    """For each likely mistake what it makes of the gradient g, and its message."""
    axes = say("Over which elements are mean and standard deviation to be taken?")
    return {
        "gradient_unchanged": (
            g,
            say(
                "hands the gradient back unchanged. Does call hand backward over, and "
                "does backward use what it computes?"
            ),
        ),
        "gradient_not_centred": (
            g / (std + 1e-6),
            say("does not subtract the mean of the gradient."),
        ),
        "gradient_not_scaled": (
            g - mean,
            say("does not divide by the standard deviation of the gradient."),
        ),
        "std_multiplied": (
            (g - mean) * (std + 1e-6),
            say("multiplies by the standard deviation. That makes a small gradient smaller still."),
        ),
        "epsilon_missing": (
            (g - mean) / std,
            say(
                "adds no epsilon to the standard deviation. What would a constant gradient become?"
            ),
        ),
        "gradient_variance": (
            (g - mean) / (std**2 + 1e-6),
            say("divides by the variance, not by its square root."),
        ),
        "epsilon_under_the_root": (
            (g - mean) / np.sqrt(std**2 + 1e-6),
            say(
                "adds the epsilon to the variance. It belongs to the standard deviation, "
                "outside the root."
            ),
        ),
        **_likely_scales(g, mean, std),
        "gradient_per_unit": (
            (g - g.mean(0)) / (g.std(0) + 1e-6),
            say("normalizes the gradient of each unit by itself. {axes}", axes=axes),
        ),
        "gradient_per_image": (
            (g - g.mean(1, keepdims=True)) / (g.std(1, keepdims=True) + 1e-6),
            say("normalizes the gradient of each image by itself. {axes}", axes=axes),
        ),
    }


def _likely_scales(g, mean, std):
    """The same of mistakes in what the centred gradient is divided by."""
    right = (g - mean) / (std + 1e-6)
    norm = say(
        "divides by the norm, the root of a sum. The standard deviation is the root of a mean."
    )
    return {
        "gradient_norm": ((g - mean) / (np.linalg.norm(g) + 1e-6), norm),
        "centred_norm": ((g - mean) / (np.linalg.norm(g - mean) + 1e-6), norm),
        "sample_deviation": (
            (g - mean) / (g.std(ddof=1) + 1e-6),
            say("divides by n − 1 in the standard deviation. It is the root of the mean square."),
        ),
        "gradient_negative": (
            -right,
            say("turns the sign of the gradient round: each step would go uphill."),
        ),
        "divided_by_images": (
            right / len(g),
            say("divides by the number of images as well. The formula does not."),
        ),
        "epsilon_subtracted": (
            (g - mean) / (std - 1e-6),
            say("subtracts the epsilon. By what would it divide where the two are equal?"),
        ),
        **{
            f"epsilon_{size}": (
                (g - mean) / (std + float(size)),
                say(
                    "adds an epsilon of {size}. Gradients of this network may be smaller than that; "
                    "the text above says which to take.",
                    size=size,
                )
                if float(size) > 1e-6
                else say(
                    "adds an epsilon of {size}; the text above says which to take.", size=size
                ),
            )
            for size in ("1e-3", "1e-4", "1e-5", "1e-7", "1e-8")
        },
    }
