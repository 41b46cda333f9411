"""Boxes, arrows and cells stand where they were asked to stand."""

import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from vgkit.figures.diagrams import shapes
from vgkit.figures.pictures import INK, INK_TINT, new_figure


@pytest.fixture
def axes():
    return shapes.drawing_area(new_figure(3, 2).subplots(), (0, 10), (-1, 1))


def test_a_drawing_area_shows_its_limits_and_nothing_else(axes):
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 10), (-1, 1))
    assert not axes.axison


def test_a_box_has_the_colours_of_what_it_stands_for(axes):
    shapes.box(axes, 1, -0.5, 3, 0.8, **shapes.LAYER)
    (box,) = axes.patches
    assert isinstance(box, FancyBboxPatch)
    assert (box.get_x(), box.get_y(), box.get_width(), box.get_height()) == (1, -0.5, 3, 0.8)
    assert (box.get_facecolor(), box.get_edgecolor()) == (to_rgba(INK_TINT), to_rgba(INK))


def test_an_arrow_leads_from_point_to_point(axes):
    shapes.arrow(axes, (1, 0), (4, 0.5), color=INK)
    (arrow,) = axes.patches
    assert isinstance(arrow, FancyArrowPatch)
    points = arrow.get_path().vertices
    assert points[0] == pytest.approx((1, 0))


def test_a_cell_has_its_text_in_the_middle(axes):
    shapes.cell(axes, (2, -0.4), 0.6, "+0.91", facecolor="white", edgecolor=INK)
    (cell,), (text,) = axes.patches, axes.texts
    assert isinstance(cell, Rectangle) and cell.get_width() == 1
    assert text.get_text() == "+0.91" and text.get_position() == pytest.approx((2.5, -0.1))
    assert (text.get_ha(), text.get_va()) == ("center", "center")
