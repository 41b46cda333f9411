"""A pipeline of photographs as a student writes it: each mistake is named."""

import pytest

from vgkit.backend import keras
from vgkit.checks.photographs import pipelines_findings
from vgkit.messages import LANGUAGES, set_language


def reader(**changes):
    def pipelines(folder, size, batch_size):
        given = {
            "image_size": (size, size), "batch_size": batch_size, "validation_split": 0.2,
            "subset": "both", "seed": 1, "verbose": False,
        }  # fmt: skip
        return keras.utils.image_dataset_from_directory(folder, **{**given, **changes})

    return pipelines


def two_seeds(folder, size, batch_size):
    return tuple(
        reader(subset=subset, seed=seed)(folder, size, batch_size)
        for seed, subset in enumerate(("training", "validation"), start=1)
    )


def swapped(folder, size, batch_size):
    return reader()(folder, size, batch_size)[::-1]


def ahead(folder, size, batch_size):
    return [part.prefetch(2) for part in reader()(folder, size, batch_size)]


MISTAKES = {
    "one_part": (reader(subset="training"), ("subset", "subset")),
    "no_pipelines": (lambda *given: (1, 2), ("two pipelines", "hai pipeline")),
    "labels": (reader(label_mode="categorical"), ("more than one number", "nhiều hơn một số")),
    "size": (reader(image_size=(180, 180)), ("180 × 180", "180 × 180")),
    "channels": (reader(color_mode="grayscale"), ("1 channels", "1 kênh")),
    "overlap": (two_seeds, ("in both parts", "cả hai phần")),
    "swapped": (swapped, ("comes first", "đứng trước")),
    "share": (reader(validation_split=0.5), ("A fifth", "một phần năm")),
    "batch_size": (reader(batch_size=7), ("batch_size=4", "batch_size=4")),
    "not_shuffled": (reader(shuffle=False), ("class by class", "từng class")),
    "returns_nothing": (lambda *given: None, ("return", "return")),
    "function_fails": (reader(seed=None), ("ValueError", "ValueError")),
}


@pytest.mark.parametrize("code", MISTAKES)
def test_each_mistake_has_its_own_message(code):
    function, words = MISTAKES[code]
    function.__name__ = "pipelines"
    for language, word in zip(LANGUAGES, words, strict=True):
        set_language(language)
        (finding,) = pipelines_findings(function)
        assert (finding.code, finding.blank) == (code, "pipelines")
        assert word in finding.message and "\n" not in finding.message


@pytest.mark.parametrize("function", [reader(), ahead, reader(seed=7)])
def test_the_right_pipeline_passes(function):
    assert pipelines_findings(function) == []
