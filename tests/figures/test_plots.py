"""Figures: each is an image, and its description holds the numbers that it shows."""

import io
from dataclasses import replace

import matplotlib.image
import numpy as np
import pytest

from vgkit.figures import plots
from vgkit.messages import LANGUAGES, set_language
from vgkit.training import records
from vgkit.training.records import Record

LAYERS = ["hidden 1", "hidden 2", "output"]
IMAGES = np.random.RandomState(0).randint(0, 256, (20, 784)).astype(np.uint8)
LABELS = np.arange(20, dtype=np.uint8) % 10
VALUES = [0.61254, 0.61866, 0.61006]
OPTIONS = ["0.6084", "0.6085", "0.6086", "0.6087"]
BY_DEPTH = {
    "3 layers": {"gradient_norm": [0.00012345, 0.5, 2.0, 12.0]},
    "5 layers": {"gradient_norm": [1e-6, 1e-5, 3.25e-4, 0.5, 2.0, 3.0]},
}


def snapshots(norm=0.00012345, change=0.01234):
    return {
        "plain": {"gradient_norm": [norm, 0.5, 12.0], "weight_change": [change, 0.2, 0.345]},
        "better": {"gradient_norm": [1.5, 2.25, 3.0], "weight_change": [1.0, 2.5, 0.5]},
    }


def run(val_loss=(2.0, 1.5, 1.23456), val_accuracy=(0.1, 0.8765, 0.75), live=None):
    metrics = {name: list(val_loss) for name in records.METRICS}
    metrics["val_accuracy"] = list(val_accuracy)
    return Record("5", "synthetic", "", metrics, [1.0] * len(val_loss), live=live)


FIGURES = {
    "gradient_norms": lambda: plots.gradient_norms(LAYERS, snapshots()),
    "weight_change": lambda: plots.weight_change(LAYERS, snapshots()),
    "garments": lambda: plots.garments(IMAGES, LABELS),
    "gradient_by_depth": lambda: plots.gradient_by_depth(BY_DEPTH),
    "curves": lambda: plots.curves({"plain": run(), "better": run(live=1)}),
    "spread_strip": lambda: plots.spread_strip(
        "Q1", "loss, epoch 300", VALUES, OPTIONS, own=0.61111
    ),
}
every_figure = pytest.mark.parametrize("name", FIGURES)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
@every_figure
def test_a_figure_is_a_png_with_something_drawn_on_it(name, language):
    set_language(language)
    picture = FIGURES[name]()
    assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
    pixels = matplotlib.image.imread(io.BytesIO(picture.png))
    height, width, _ = pixels.shape
    assert width > 600 and height > 150
    assert pixels[..., :3].std() > 0.05


@every_figure
def test_the_same_numbers_give_the_same_figure(name):
    assert FIGURES[name]() == FIGURES[name]()


@every_figure
def test_a_figure_is_described_in_both_languages(name):
    english = FIGURES[name]().alt
    set_language("vi")
    assert FIGURES[name]().alt != english


@every_figure
def test_no_figure_stays_open_behind_the_scenes(name):
    from matplotlib import pyplot

    FIGURES[name]()
    assert pyplot.get_fignums() == []


@pytest.mark.parametrize(("language", "opening"), [
    ("en", "Line chart, gradient norm of each layer's kernel"),
    ("vi", "Biểu đồ đường, chuẩn gradient của kernel từng lớp"),
])  # fmt: skip
def test_gradient_norms_are_read_out_layer_by_layer(language, opening):
    set_language(language)
    alt = plots.gradient_norms(LAYERS, snapshots()).alt
    assert alt.startswith(opening)
    assert "plain: hidden 1 0.000123, hidden 2 0.5, output 12" in alt
    assert "better: hidden 1 1.5, hidden 2 2.25, output 3" in alt


@pytest.mark.parametrize(("language", "opening"), [
    ("en", "Bar chart, change of each layer's kernel"),
    ("vi", "Biểu đồ cột, mức thay đổi của kernel từng lớp"),
])  # fmt: skip
def test_weight_changes_are_read_out_in_percent(language, opening):
    set_language(language)
    alt = plots.weight_change(LAYERS, snapshots()).alt
    assert alt.startswith(opening)
    assert "plain: hidden 1 1.23%, hidden 2 20.00%, output 34.50%" in alt
    assert "better: hidden 1 100.00%, hidden 2 250.00%, output 50.00%" in alt


@pytest.mark.parametrize(("language", "words"), [
    ("en", "plain: validation loss 2.0000 at epoch 1, 1.2346 at epoch 3; validation accuracy "
           "0.7500 at epoch 3, best 0.8765 at epoch 2."),
    ("vi", "plain: validation loss 2.0000 ở epoch 1, 1.2346 ở epoch 3; validation accuracy "
           "0.7500 ở epoch 3, cao nhất 0.8765 ở epoch 2."),
])  # fmt: skip
def test_curves_are_read_out_with_their_ends_and_their_best(language, words):
    set_language(language)
    assert words in plots.curves({"plain": run()}).alt


@pytest.mark.parametrize(("shown", "changed"), [
    (lambda: plots.gradient_norms(LAYERS, snapshots()),
     lambda: plots.gradient_norms(LAYERS, snapshots(norm=0.000125))),
    (lambda: plots.weight_change(LAYERS, snapshots()),
     lambda: plots.weight_change(LAYERS, snapshots(change=0.0125))),
    (lambda: plots.curves({"plain": run()}),
     lambda: plots.curves({"plain": run(val_loss=(2.0, 1.5, 1.3))})),
    (lambda: plots.curves({"plain": run()}),
     lambda: plots.curves({"plain": run(val_accuracy=(0.1, 0.85, 0.75))})),
], ids=["gradient_norms", "weight_change", "curves, loss", "curves, accuracy"])  # fmt: skip
def test_a_changed_number_changes_image_and_description(shown, changed):
    assert shown().alt != changed().alt
    assert shown().png != changed().png


def test_curves_say_on_the_image_what_comes_from_the_record():
    # The description stays the same, so that CI can compare a quick run with a full one.
    whole, continued = plots.curves({"x": run()}), plots.curves({"x": run(live=2)})
    assert whole.alt == continued.alt
    assert whole.png != continued.png
    assert continued.png != plots.curves({"x": run(live=1)}).png


def test_a_layer_that_did_not_move_can_be_drawn():
    still = {"frozen": {"weight_change": [0.0, 0.2, 0.3]}}
    picture = plots.weight_change(LAYERS, still)
    assert "hidden 1 0.00%, hidden 2 20.00%, output 30.00%" in picture.alt


def test_a_run_of_one_epoch_can_be_drawn():
    alt = plots.curves({"short": run((2.0,), (0.5,))}).alt
    assert "2.0000 at epoch 1; validation accuracy 0.5000 at epoch 1, best 0.5000" in alt


def test_the_shipped_records_can_be_drawn_and_read_out():
    record = records.load_reference("5")
    alt = plots.curves({"skip": replace(record, live=2)}).alt
    assert f"{record.metrics['val_loss'][0]:.4f} at epoch 1" in alt
    assert f"{record.metrics['val_accuracy'][-1]:.4f} at epoch 300" in alt


@pytest.mark.parametrize("figure", [
    lambda five: plots.gradient_norms(LAYERS, five),
    lambda five: plots.weight_change(LAYERS, five),
    lambda five: plots.curves({name: run() for name in five}),
], ids=["gradient_norms", "weight_change", "curves"])  # fmt: skip
def test_a_fifth_network_is_not_lost(figure):
    alt = figure({f"network {n}": snapshots()["plain"] for n in range(1, 6)}).alt
    assert "network 5: " in alt


def test_garments_shows_the_first_image_of_each_class():
    def shown(images, labels):
        return plots.garments(np.array(images, np.uint8), np.array(labels)).png

    later = IMAGES.copy()
    later[10:] = 0
    assert shown(later, LABELS) == shown(IMAGES, LABELS)
    first = IMAGES.copy()
    first[3] = 0
    assert shown(first, LABELS) != shown(IMAGES, LABELS)


def test_garments_names_all_ten_classes():
    alt = plots.garments(IMAGES, LABELS).alt
    names = ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag"]
    for number, name in enumerate([*names, "Ankle boot"]):
        assert f"{number} {name}" in alt


@every_language
def test_gradients_by_depth_are_read_out_from_hidden_1_to_the_output(language):
    set_language(language)
    alt = plots.gradient_by_depth(BY_DEPTH).alt
    assert "3 layers: 0.000123, 0.5, 2, 12" in alt
    assert "5 layers: 1e-06, 1e-05, 0.000325, 0.5, 2, 3" in alt


SHOWN = "0.6125, 0.6187, 0.6101"


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["Q1, loss, epoch 300: ", "from 0.6084 to 0.6087", SHOWN, "up to 0.0086 apart"]),
    ("vi", ["Q1, loss, epoch 300: ", "từ 0.6084 đến 0.6087", SHOWN, "lệch nhau tới 0.0086"]),
])  # fmt: skip
def test_a_strip_is_read_out_with_its_options_and_runs(language, words):
    set_language(language)
    description = plots.spread_strip("Q1", "loss, epoch 300", VALUES, OPTIONS).alt
    for word in words:
        assert word in description


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Your run gave 0.6111."), ("vi", "Lần chạy của bạn cho 0.6111."),
])  # fmt: skip
def test_a_strip_reads_out_the_readers_own_run_where_there_is_one(language, words):
    set_language(language)
    without = plots.spread_strip("Q1", "loss, epoch 300", VALUES, OPTIONS)
    own = plots.spread_strip("Q1", "loss, epoch 300", VALUES, OPTIONS, own=0.61111)
    assert own.alt == f"{without.alt} {words}"
    assert own.png != without.png


def test_an_own_run_of_0_is_drawn_too():
    assert (
        "Your run gave 0.0000."
        in plots.spread_strip("Q1", "loss, epoch 300", VALUES, OPTIONS, own=0.0).alt
    )
