"""A small quiz file, and a run to judge its answers by."""

from dataclasses import replace

from vgkit.quiz import items
from vgkit.training import records

FILE = """
[[question]]
id = "Q1"
exercise = "5"
metric = "loss"
epoch = 1
tolerance = 0.01

[question.published]
en = "Loss?"
vi = "Loss là bao nhiêu?"
options = ["1.1", "1.2", "1.3", "1.4"]
key = "B"

[question.robust]
en = "Loss, robust?"
vi = "Loss, bền vững?"
options = ["1.0", "1.2", "1.5", "1.9"]
key = "C"
because.en = "Because."
because.vi = "Bởi vì."

[question.why]
en = "Why?"
vi = "Vì sao?"
key = "A"
options_en = ["one", "two", "three", "four"]
options_vi = ["một", "hai", "ba", "bốn"]

[[prediction]]
id = "P1"
exercise = "5"
en = "What will happen?"
vi = "Điều gì sẽ xảy ra?"
options = ["w", "x", "y", "z"]
"""


def run(loss, epochs=1):
    metrics = {name: [loss] * epochs for name in records.METRICS}
    return records.Record("5", "fashion_mnist", "", metrics, [1.0] * epochs)


def item(name):
    return items.parse(FILE)[name]


UNDECIDABLE = replace(
    item("Q1.published"),
    key=None,
    measured=items.Measured("loss", 1, 0.25),
    because={"en": "Because.", "vi": "Bởi vì."},
)
