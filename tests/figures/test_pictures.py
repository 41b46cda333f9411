"""What all figures share: the picture with its description, axes, line styles."""

import base64
import io

import matplotlib.image
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from vgkit.figures import pictures

pytestmark = pytest.mark.usefixtures("painted")


def drawn(title="a title"):
    figure, axes = pictures.new_axes()
    axes.plot([1, 2, 3], [3, 1, 2])
    axes.set_title(title)
    return figure


def test_a_finished_figure_is_a_png_with_its_description():
    picture = pictures.picture(drawn(), "words")
    assert picture.alt == "words"
    pixels = matplotlib.image.imread(io.BytesIO(picture.png))
    assert pixels.shape[:2] == (round(3.6 * 110), 8 * 110)
    assert pixels[..., :3].std() > 0.02


def test_the_same_figure_is_the_same_bytes_and_another_is_not():
    first, again, other = (pictures.picture(drawn(t), "").png for t in ("a", "a", "b"))
    assert first == again != other


def test_a_png_does_not_say_which_version_drew_it():
    assert b"oftware" not in pictures.picture(drawn(), "").png


def test_no_figure_stays_open_behind_the_scenes():
    from matplotlib import pyplot

    pictures.picture(drawn(), "")
    assert pyplot.get_fignums() == []


def test_html_holds_the_image_and_escapes_the_description():
    page = pictures.Picture(b"\x89PNG", '<a> & "b"').html()
    assert f"base64,{base64.b64encode(bytes([0x89]) + b'PNG').decode()}" in page
    assert 'alt="&lt;a&gt; &amp; &quot;b&quot;"' in page
    assert "<a>" not in page


def test_a_notebook_gets_the_image_and_the_description():
    picture = pictures.Picture(b"png", "words")
    assert picture._repr_mimebundle_() == {"text/html": picture.html(), "text/plain": "words"}


def test_pictures_are_equal_where_image_and_description_are():
    assert pictures.Picture(b"png", "words") == pictures.Picture(b"png", "words")
    assert pictures.Picture(b"png", "words") != pictures.Picture(b"png", "other words")
    assert pictures.Picture(b"png", "words") != pictures.Picture(b"PNG", "words")


def test_one_pair_of_axes_comes_alone_and_several_in_an_array():
    figure, axes = pictures.new_axes(width=5, height=2)
    assert isinstance(figure, Figure) and tuple(figure.get_size_inches()) == (5, 2)
    assert figure.axes == [axes]
    figure, several = pictures.new_axes(columns=3)
    assert isinstance(several, np.ndarray) and list(several) == figure.axes


@pytest.mark.parametrize("columns", [1, 2])
def test_axes_have_no_frame_above_and_at_the_right(columns):
    figure, _ = pictures.new_axes(columns=columns)
    for axes in figure.axes:
        visible = {name for name, spine in axes.spines.items() if spine.get_visible()}
        assert visible == {"left", "bottom"}


def test_lines_differ_in_marker_and_in_dash_as_well_as_in_colour():
    for what in ("marker", "linestyle", "color"):
        values = [style[what] for style in pictures.STYLES]
        assert len(set(values)) == len(values), what


def test_every_colour_is_dark_enough_to_be_seen_on_white():
    for style in pictures.STYLES:
        red, green, blue = to_rgb(style["color"])
        assert 0.299 * red + 0.587 * green + 0.114 * blue < 0.7, style


def test_bars_can_be_told_apart_for_as_many_networks_as_lines():
    assert len(set(pictures.HATCHES)) == len(pictures.HATCHES) == len(pictures.STYLES)


@pytest.mark.parametrize(("grid", "x", "y"), [("x", True, False), ("y", False, True),
                                              ("both", True, True)])  # fmt: skip
def test_grid_lines_stand_at_the_ticks_that_were_asked_for(grid, x, y):
    axes = pictures.new_figure(3, 2).subplots()
    pictures.style_axes(axes, grid)
    shown = [axis.get_gridlines()[0].get_visible() for axis in (axes.xaxis, axes.yaxis)]
    assert shown == [x, y]
    assert axes.get_axisbelow() is True


def test_a_title_begins_where_the_axes_begin():
    axes = pictures.new_figure(3, 2).subplots()
    pictures.set_title(axes, "words", 9)
    assert axes.get_title(loc="left") == "words" and axes.get_title() == ""


def test_the_legend_stands_above_the_chart_in_rows_of_five():
    figure, axes = pictures.new_axes()
    for number in range(7):
        axes.plot([0, 1], label=f"line {number}")
    pictures.legend_above(axes)
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [f"line {n}" for n in range(7)]
    assert axes.get_legend() is None


@pytest.mark.parametrize(("share", "text"), [(0.25, "25 %"), (0.001, "0.1 %"), (1, "100 %")])
def test_shares_are_written_in_per_cent(share, text):
    assert pictures.per_cent(share) == pictures.per_cent(share, 3) == text


def test_ink_accent_and_grid_differ_in_lightness():
    lightness = [
        0.299 * red + 0.587 * green + 0.114 * blue
        for red, green, blue in map(to_rgb, (pictures.INK, pictures.ACCENT, pictures.GRID))
    ]
    assert lightness == sorted(lightness)
    assert min(np.diff(lightness)) > 0.2


def test_printed_a_picture_is_its_description():
    figure = pictures.new_figure(1, 1)
    assert repr(pictures.picture(figure, "Two curves.")) == "Picture('Two curves.')"


@pytest.mark.parametrize(("count", "most", "places"), [
    (1, 26, [0]), (5, 26, [0, 1, 2, 3, 4]), (26, 26, list(range(26))),
    (7, 4, [0, 2, 4, 6]), (50, 12, [0, 5, 10, 15, 20, 25, 30, 35, 40, 49]),
])  # fmt: skip
def test_of_many_layers_some_are_named_and_always_the_last(count, most, places):
    _, axes = pictures.new_axes()
    pictures.layer_ticks(axes, [f"layer {place}" for place in range(count)], most)
    assert axes.get_xticks().tolist() == places
    assert [label.get_text() for label in axes.get_xticklabels()] == [f"layer {n}" for n in places]
