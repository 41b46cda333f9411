"""A convolution and a max pooling by hand: the right ones pass, each wrong one is named."""

import numpy as np
import pytest

from tests.checks.test_lenet import each_language
from vgkit.backend import keras
from vgkit.checks import convolution


def convolve(combine, count=lambda n, size: n - size + 1, begin=lambda i, j: (i, j)):
    """A student's function: what each window gives, how many there are, where each begins."""

    def function(image, kernel, bias):
        size = kernel.shape[0]
        rows, columns = (count(n, size) for n in image.shape)
        result = np.zeros((rows, columns))
        for i in range(rows):
            for j in range(columns):
                top, left = begin(i, j)
                window = image[top : top + size, left : left + size]
                result[i, j] = combine(window, kernel, bias)
        return result

    return function


def weighted(window, kernel, bias):
    return np.sum(window * kernel) + bias


def left_out(image, kernel, bias):
    result = convolve(weighted)(image, kernel, bias)
    result[-1], result[:, -1] = 0, 0
    return result


CONVOLUTIONS = {
    "flipped": (convolve(lambda w, k, b: np.sum(w * k[::-1, ::-1]) + b), "weighted_sum"),
    "transposed": (convolve(lambda w, k, b: np.sum(w * k.T) + b), "weighted_sum"),
    "bias_forgotten": (convolve(lambda w, k, b: np.sum(w * k)), "weighted_sum"),
    "bias_for_each_weight": (convolve(lambda w, k, b: np.sum(w * k + b)), "weighted_sum"),
    "bias_multiplied": (convolve(lambda w, k, b: np.sum(w * k) * b), "weighted_sum"),
    "mean_for_sum": (convolve(lambda w, k, b: np.mean(w * k) + b), "weighted_sum"),
    "matrix_product": (convolve(lambda w, k, b: np.sum(w @ k) + b), "weighted_sum"),
    "kernel_forgotten": (convolve(lambda w, k, b: np.sum(w) + b), "weighted_sum"),
    "not_one_number": (convolve(lambda w, k, b: np.sum(w * k, axis=0) + b), "weighted_sum"),
    "last_windows_left_out": (left_out, "weighted_sum"),
    "never_moves": (convolve(weighted, begin=lambda i, j: (0, 0)), "window"),
    "one_window_too_few": (convolve(weighted, lambda n, size: n - size), "window_count"),
    "one_window_too_many": (
        convolve(lambda w, k, b: w.sum(), lambda n, size: n - size + 2),
        "window_count",
    ),
    "size_of_image": (convolve(lambda w, k, b: w.sum(), lambda n, size: n), "window_count"),
    "rows_for_columns": (
        lambda image, kernel, bias: convolve(weighted)(image, kernel, bias).T,
        "window_count",
    ),
    "wrong_count": (convolve(weighted, lambda n, size: n // size), "window_count"),
    "wrong_values": (convolve(lambda w, k, b: w[0, 0] * k[0, 0] + b), "weighted_sum"),
    "function_fails": (
        convolve(weighted, begin=lambda i, j: (i + 1, j)),
        "window_count, window, weighted_sum",
    ),
    "returns_nothing": (lambda image, kernel, bias: None, "window_count, window, weighted_sum"),
}


@pytest.mark.parametrize("code", CONVOLUTIONS)
def test_each_wrong_convolution_has_its_own_message(code):
    function, blank = CONVOLUTIONS[code]
    each_language(convolution.convolve_findings, function, code, blank)


def by_keras(image, kernel, bias):
    layer = keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, *image.shape, 1))
    layer.set_weights([kernel[..., None, None], np.array([bias])])
    return keras.ops.convert_to_numpy(layer(image[None, :, :, None].astype(np.float32)))[0, ..., 0]


def by_views(image, kernel, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel) + bias


@pytest.mark.parametrize("function", [
    convolve(weighted),
    convolve(lambda w, k, b: w.ravel() @ k.ravel() + b),
    by_keras,
    by_views,
])  # fmt: skip
def test_every_way_of_writing_a_convolution_passes(function):
    assert convolution.convolve_findings(function) == []


def pool(combine=np.max, step=2, size=2):
    return lambda image: convolution._windows(image, size, combine, step)


POOLINGS = {
    "average": pool(np.mean),
    "smallest": pool(np.min),
    "sum": pool(np.sum),
    "largest_size": lambda image: pool()(np.abs(image)),
    "corner": lambda image: image[::2, ::2],
    "overlapping": lambda image: pool(step=1)(image)[:2, :3],
    "stride_forgotten": pool(step=1),
    "whole_image": lambda image: np.full((2, 3), image.max()),
    "one_row_only": lambda image: image[::2].reshape(2, 3, 2).max(-1),
    "one_column_only": lambda image: image[:, ::2].reshape(2, 2, 3).max(1),
    "wrong_shape": pool(size=3, step=3),
    "wrong_values": lambda image: np.zeros((2, 3)),
    "function_fails": lambda image: image.reshape(3, 5),
    "returns_nothing": lambda image: None,
}


@pytest.mark.parametrize("code", POOLINGS)
def test_each_wrong_pooling_has_its_own_message(code):
    each_language(convolution.max_pool_findings, POOLINGS[code], code, "largest")


def test_a_window_that_gives_several_numbers_is_named():
    def max_pool(image):
        result = np.zeros((2, 3))
        for i in range(2):
            for j in range(3):
                result[i, j] = image[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max(axis=0)
        return result

    each_language(convolution.max_pool_findings, max_pool, "not_one_number", "largest")


@pytest.mark.parametrize("function", [
    pool(),
    lambda image: image.reshape(2, 2, 3, 2).max(axis=(1, 3)),
    lambda image: keras.ops.max_pool(image[None, ..., None].astype(np.float32), 2)[0, ..., 0],
])  # fmt: skip
def test_every_way_of_writing_max_pooling_passes(function):
    assert convolution.max_pool_findings(function) == []
