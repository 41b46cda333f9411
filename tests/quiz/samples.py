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

[question.why.against]
B = {en = "Two is even.", vi = "Hai là số chẵn."}
C = {en = "Three is odd.", vi = "Ba là số lẻ."}
D = {en = "Four is even.", vi = "Bốn là số chẵn."}

[[case]]
id = "C1"
exercise = "5"
en = "And elsewhere?"
vi = "Còn ở nơi khác?"
key = "D"
options_en = ["red", "green", "blue", "grey"]
options_vi = ["đỏ", "xanh lá", "xanh dương", "xám"]
because.en = "It is grey."
because.vi = "Nó xám."

[case.against]
A = {en = "Not red.", vi = "Không đỏ."}
B = {en = "Not green.", vi = "Không xanh lá."}
C = {en = "Not blue.", vi = "Không xanh dương."}

[[prediction]]
id = "P1"
exercise = "5"
en = "What will happen?"
vi = "Điều gì sẽ xảy ra?"
key = "B"
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
