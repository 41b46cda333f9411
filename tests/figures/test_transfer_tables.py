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
