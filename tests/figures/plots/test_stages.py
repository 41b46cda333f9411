"""Trainings in stages on one axis of epochs: where each begins and ends, and which were frozen."""

import pytest

from tests.figures.plots.made_up import stage
from vgkit.figures import plots
from vgkit.messages import set_language


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["Training 1, all layers trained, epochs 1 to 3: validation loss 2.0000 after its first "
            "epoch, 1.8000 after its last; validation accuracy 0.5000 and 0.4500.",
            "Training 2, earlier layers frozen, epochs 4 to 5: validation loss 2.0000 after"]),
    ("vi", ["1,", "epoch 1 đến 3", "epoch 4 đến 5", "2.0000", "1.8000", "0.4500"]),
])  # fmt: skip
def test_each_training_is_read_out_on_the_common_axis(language, words):
    set_language(language)
    alt = plots.stage_curves([stage(False), stage(True, epochs=2)]).alt
    for word in words:
        assert word in alt


def test_a_frozen_training_is_drawn_otherwise(painted):
    free, frozen = (plots.stage_curves([stage(False), stage(each)]) for each in (False, True))
    assert free.png != frozen.png and free.alt != frozen.alt


def test_the_image_says_what_comes_from_the_record_and_the_description_does_not(painted):
    whole, continued = (plots.stage_curves([stage(False, live), stage(True)]) for live in (None, 2))
    assert whole.alt == continued.alt
    assert whole.png != continued.png
