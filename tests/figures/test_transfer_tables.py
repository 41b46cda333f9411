"""Exercise 16 in a table: medians and ranges of the seeds."""

import pytest

from tests.figures.cnn_plots.test_transfer import RUNS, WAYS
from vgkit.figures import transfer_tables
from vgkit.messages import set_language


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("en", ("way to train", "seeds", "200 images", "1000 images", "2000 images")),
        ("vi", ("cách train", "số seed", "200 ảnh", "1000 ảnh", "2000 ảnh")),
    ],
)
def test_the_table_has_a_column_for_each_number_of_images(language, header):
    set_language(language)
    table = transfer_tables.accuracies(RUNS, WAYS)
    assert table.header == header
    assert table.rows == (
        (
            "frozen base",
            "3",
            "78.0% (77.0% – 79.0%)",
            "82.0% (81.0% – 83.0%)",
            "87.0% (86.0% – 88.0%)",
        ),
        ("fine-tuned", "1", "90.0%", "–", "90.0%"),
    )


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("en", ("difference", "images", "seed 1", "seed 2", "seed 3")),
        ("vi", ("chênh lệch", "ảnh", "seed 1", "seed 2", "seed 3")),
    ],
)
def test_differences_are_those_of_each_seed(language, header):
    set_language(language)
    table = transfer_tables.differences(RUNS, WAYS, [("fine_tuned", "frozen")])
    assert table.header == header
    found = {(run.way, run.images, run.seed): run.accuracy for run in RUNS}
    for name, size, *cells in table.rows:
        assert name == "fine-tuned − frozen base"
        for seed, cell in enumerate(cells, 1):
            both = (found.get((way, int(size), seed)) for way in WAYS)
            frozen, tuned = both if list(WAYS)[0] == "frozen" else reversed(list(both))
            if frozen is None or tuned is None:
                assert cell == "–"
            else:
                assert float(cell) == pytest.approx(100 * (tuned - frozen), abs=0.006)
    assert [row[1] for row in table.rows] == ["200", "2000"]
