"""Checks of a convolution and a max pooling that the student writes by hand in NumPy."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.messages import say

# What NumPy says where an array is put into the place of one number.
_NO_NUMBER = ("setting an array element with a sequence", "only 0-dimensional", "only length-1")


def _windows(image, size, combine, step=1):
    """`combine` of each window of an image."""
    rows, columns = ((n - size) // step + 1 for n in image.shape)
    return np.array(
        [
            [
                combine(image[i * step : i * step + size, j * step : j * step + size])
                for j in range(columns)
            ]
            for i in range(rows)
        ]
    )


def _one_number_finding(finding, name, blank):
    """What to say where a window gives an array; the finding itself where it is another one."""
    if finding.code == "function_fails" and any(text in finding.message for text in _NO_NUMBER):
        message = say("{name}: each window is to give one number, and gives several.", name=name)
        return Finding("not_one_number", message, blank)
    return finding


def convolve_findings(function: Callable) -> list[Finding]:
    """`convolve(image, kernel, bias)`: one filter over one image, without padding."""
    random = np.random.default_rng(1)
    image, kernel, bias = random.normal(0, 1, (5, 7)), random.normal(0, 1, (3, 3)), 0.5
    found, finding = tried(
        function, (image.copy(), kernel.copy(), bias), "window_count, window, weighted_sum"
    )
    if finding:
        return [_one_number_finding(finding, "convolve", "weighted_sum")]

    def with_kernel(other):
        return _windows(image, 3, lambda window: np.sum(window * other)) + bias

    right = with_kernel(kernel)
    if np.shape(found) != right.shape:
        return [_wrong_count(np.shape(found), image.shape, right.shape)]
    padded = np.zeros_like(right)
    padded[:-1, :-1] = right[:-1, :-1]
    likely = {
        "flipped": (
            with_kernel(kernel[::-1, ::-1]),
            say(
                "the kernel is turned by half a turn. That is the convolution of mathematics; Keras lays the "
                "kernel on the image as it is."
            ),
        ),
        "transposed": (with_kernel(kernel.T), say("rows and columns of the kernel are swapped.")),
        "bias_forgotten": (right - bias, say("the bias is missing.")),
        "bias_for_each_weight": (
            right + 8 * bias,
            say(
                "the bias is added to each product. It belongs to the filter: once in each window."
            ),
        ),
        "bias_multiplied": ((right - bias) * bias, say("the bias is a summand, not a factor.")),
        "mean_for_sum": (
            (right - bias) / 9 + bias,
            say("it takes the mean of the products, not their sum."),
        ),
        "matrix_product": (
            _windows(image, 3, lambda window: np.sum(window @ kernel)) + bias,
            say("window and kernel are multiplied as matrices, not weight by weight."),
        ),
        "kernel_forgotten": (
            _windows(image, 3, np.sum) + bias,
            say("the kernel changes nothing."),
        ),
        "last_windows_left_out": (
            padded,
            say("the last row and column stay 0: do the loops reach the last window?"),
        ),
        "never_moves": (
            np.full_like(right, right[0, 0]),
            say("all windows are the same one. Where does the window begin at row i, column j?"),
        ),
    }
    findings = values_findings("convolve", found, right, likely, "weighted_sum")
    return [replace(f, blank="window") if f.code == "never_moves" else f for f in findings]


def _wrong_count(found, image, right):
    """Which windows were counted, judged by the size of the result."""
    codes = {
        tuple(n - 1 for n in right): ("one_window_too_few", say("one window too few each way.")),
        tuple(n + 1 for n in right): ("one_window_too_many", say("one window too many each way.")),
        image: ("size_of_image", say("as large as the image, although windows end at its edge.")),
        right[::-1]: ("rows_for_columns", say("rows and columns are swapped.")),
    }
    code, why = codes.get(found, ("wrong_count", say("how many places has the window?")))
    message = say(
        "convolve makes {found} of an image of {image} and a kernel of 3 × 3: {why}",
        found=" × ".join(map(str, found)) or say("a number"),
        image=" × ".join(map(str, image)),
        why=why,
    )
    return Finding(code, message, "window_count")


def max_pool_findings(function: Callable) -> list[Finding]:
    """`max_pool(image)`: the largest number of each 2 × 2 window, stride 2."""
    image = np.random.default_rng(3).normal(0, 1, (4, 6))
    found, finding = tried(function, (image.copy(),), "largest")
    if finding:
        return [_one_number_finding(finding, "max_pool", "largest")]
    right = _windows(image, 2, np.max, 2)
    by_one = say("neighbouring windows overlap. How far does the window move at each step?")
    likely = {
        "average": (_windows(image, 2, np.mean, 2), say("it takes the average of each window.")),
        "smallest": (_windows(image, 2, np.min, 2), say("it takes the smallest of each window.")),
        "sum": (_windows(image, 2, np.sum, 2), say("it takes the sum of each window.")),
        "largest_size": (
            _windows(np.abs(image), 2, np.max, 2),
            say("a negative number counts as if it were positive."),
        ),
        "corner": (
            image[::2, ::2],
            say("it takes one corner of each window and looks at no other."),
        ),
        "overlapping": (_windows(image, 2, np.max)[:2, :3], by_one),
        "stride_forgotten": (_windows(image, 2, np.max), by_one),
        "whole_image": (
            np.full_like(right, image.max()),
            say("it takes the largest number of the whole image."),
        ),
        "one_row_only": (
            image[::2].reshape(2, 3, 2).max(-1),
            say("each window is 2 × 2, not 1 × 2."),
        ),
        "one_column_only": (
            image[:, ::2].reshape(2, 2, 3).max(1),
            say("each window is 2 × 2, not 2 × 1."),
        ),
    }
    return values_findings("max_pool", found, right, likely, "largest")
