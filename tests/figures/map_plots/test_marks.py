"""The marks on the map: where the course's networks start."""

from vgkit.figures import map_plots
from vgkit.figures.map_plots import Mark


def test_the_marks_are_the_settings_of_the_course():
    assert map_plots.course_marks() == [
        Mark("0", "sigmoid", 0.05, 3),
        Mark("0", "sigmoid", 0.05, 5),
        Mark("0, 3 (4a, 4b, 5)", "sigmoid", 0.05, 7),
        Mark("1a", "sigmoid", 1.0, 7),
        Mark("1b", "sigmoid", 10.0, 7),
        Mark("2", "relu", 0.05, 7),
    ]


def test_marks_of_chosen_exercises():
    assert map_plots.course_marks(["5"]) == [Mark("(5)", "sigmoid", 0.05, 7)]
