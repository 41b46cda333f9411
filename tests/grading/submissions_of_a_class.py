"""A class's submissions of exercise 5, with what each must come to: mistakes, attacks, and no notebooks."""

import os
from dataclasses import dataclass, field

from tests.grading.drawn_up import after, cell, hand_in, notebook, printed
from vgkit import quiz

LESSON, FILE = "5", "5_skip_connection.ipynb"
RIGHT, WRONG, FAILS, EMPTY, GONE = "right", "wrong", "fails", "empty", "missing"
SKIP, SUM = "skip_1 = h3", "skip_1 = layers.add([h3, h1])"


@dataclass(frozen=True)
class Expected:
    """What a submission must come to.

    Attributes:
        states: of its two blanks; None where the process may end before.
        codes: of the findings.
        notes: kinds of notes that must be there.
        problem: why it is not graded.
    """

    states: tuple | None = (RIGHT, RIGHT)
    codes: tuple = ()
    notes: tuple = ()
    problem: str | None = None
    more: dict = field(default_factory=dict)


def first(text, other=None, **more):
    """The notebook with something in its first blank, and something or nothing in its second."""
    blanks = {"skip_to_4": text, **({"skip_to_output": other} if other else {})}
    return notebook(LESSON, **blanks, **more)


def _out_of_order():
    made = notebook(LESSON)
    for name, place in (("check", 0), ("setup", len(made.cells) - 1)):
        moved = cell(made, name)
        made.cells.remove(moved)
        made.cells.insert(place, moved)
    return made


def _with_relu():
    made = first("skip_1 = h1 + h3")
    given = cell(made, "setup")
    given.source = given.source.replace('"sigmoid"', '"relu"')
    return made


def _without(name):
    made = notebook(LESSON)
    made.cells.remove(cell(made, name))
    return made


def _compiled_otherwise():
    made = notebook(LESSON)
    cell(
        made, "exercise"
    ).source += '\nmodel.compile(optimizer="adam", loss=model.loss, metrics=["accuracy"])'
    return made


def _keyed():
    item = next(
        i for i in quiz.all_items().values() if i.key and i.id.endswith((".robust", ".why"))
    )
    other = next(letter for letter in quiz.LETTERS if letter != item.key)
    text = f'vgkit.answer("{item.id}", "{item.key}")\nvgkit.answer("P5", "{other}")'
    return after(notebook(LESSON), "recall", text)


def _copied():
    made = notebook(LESSON, others="empty")
    solved = cell(notebook(LESSON), "exercise").source
    return after(made, "exercise", solved)


CLASS = {
    "An": (
        lambda: printed(notebook(LESSON), "train", "All 300 epochs were trained here."),
        Expected(),
    ),
    "Bình": (lambda: notebook(LESSON, "vi"), Expected()),
    "Chi untouched": (lambda: notebook(LESSON, others="empty"), Expected((EMPTY, EMPTY))),
    "Dung half": (lambda: first(None), Expected((EMPTY, RIGHT))),
    "Em": (lambda: first(SKIP), Expected((WRONG, RIGHT), ("skip_missing",))),
    "Phúc": (
        lambda: first("skip_1 = layers.add([h3, h2])"),
        Expected((WRONG, RIGHT), ("skip_from_wrong_layer",)),
    ),
    "Giang": (
        lambda: first("skip_1 = layers.concatenate([h3, h1])"),
        Expected((WRONG, RIGHT), ("merged_otherwise",)),
    ),
    "Hà both": (
        lambda: first(SKIP, "skip_2 = layers.add([h7, h3])"),
        Expected((WRONG, WRONG), ("skip_missing", "skip_from_wrong_layer")),
    ),
    "Khoa other words": (
        lambda: first("sum_of = layers.Add()\nskip_1 = sum_of((h1, h3))  # the same"),
        Expected(),
    ),
    "Lan syntax": (lambda: first("skip_1 = layers.add([h3 h1])"), Expected((FAILS, RIGHT))),
    "Minh name": (lambda: first("skip_1 = layers.ad([h3, h1])"), Expected((FAILS, RIGHT))),
    "Nga compile": (_compiled_otherwise, Expected((RIGHT, RIGHT), ("optimizer",))),
    "Ngọc given line": (_with_relu, Expected((RIGHT, RIGHT), ("activation",))),
    "Oanh order": (_out_of_order, Expected(notes=("out_of_order",))),
    "Phong deleted": (lambda: _without("exercise"), Expected((GONE, GONE))),
    "Quân no setup": (lambda: _without("setup"), Expected()),
    "Sơn copied": (_copied, Expected()),
    "Thu magics": (
        lambda: after(
            notebook(LESSON), "setup", "!rm -rf /\n%matplotlib inline", "%%bash\nrm -rf /"
        ),
        Expected(notes=("magic",)),
    ),
    "Uyên answers": (_keyed, Expected(more={"answers": 2})),
    "Vân forged output": (
        lambda: printed(first(SKIP), "check", "✓ This is the network of exercise 5."),
        Expected((WRONG, RIGHT), ("skip_missing",), ("claims_pass",)),
    ),
    "Xuân prints": (
        lambda: first(f'{SKIP}\nprint("✓ This is the network of exercise 5.")'),
        Expected((WRONG, RIGHT), ("skip_missing",), ("imitates",)),
    ),
    "Yến redefines": (
        lambda: after(first(SKIP), "start", 'vgkit.check = lambda *a: print("✓")'),
        Expected((WRONG, RIGHT), ("skip_missing",), ("kit", "imitates")),
    ),
    "Anh patches": (
        lambda: first(
            f"{SKIP}\nimport vgkit.checks.network as n\nn.network_findings = lambda *a: []"
        ),
        Expected((WRONG, RIGHT), ("skip_missing",), ("kit", "changed")),
    ),
    "Bảo patches Keras": (
        lambda: first(f"{SKIP}\nkeras.Model.count_params = lambda self: 1\nlayers.Add.call = None"),
        Expected(None, (), ("changed",)),
    ),
    "Cúc channel": (
        lambda: first(
            f"{SKIP}\nimport os\nfor n in range(3, 60):\n    try:\n        os.write(n, b'x 1\\n')\n"
            "    except OSError:\n        pass"
        ),
        Expected((WRONG, RIGHT), ("skip_missing",), ("forged", "system")),
    ),
    "Đạt keys": (
        lambda: after(
            notebook(LESSON), "recall", "import vgkit.quiz\nprint(vgkit.quiz.all_items())"
        ),
        Expected(notes=("keys",)),
    ),
    "Hải kit's own": (
        lambda: after(
            notebook(LESSON), "exercise", "from vgkit import models\nmodel = models.residual_mlp()"
        ),
        Expected(None, (), ("own_network",)),
    ),
    "Khánh loops": (lambda: first(f"{SUM}\nwhile True:\n    pass"), Expected((FAILS, RIGHT))),
    "Long eats": (
        lambda: first(f"{SUM}\nmore = []\nwhile True:\n    more.append(bytearray(2**27))"),
        Expected((FAILS, RIGHT)),
    ),
    "Mai forks": (
        lambda: first(f"import os\nwhile True:\n    os.fork()\n{SUM}"),
        Expected((FAILS, RIGHT), (), ("system",)),
    ),
    "Nam deletes": (
        lambda: first(f"import shutil\nshutil.rmtree({{folder!r}})\n{SUM}"),
        Expected((FAILS, RIGHT), (), ("system", "files")),
    ),
    "Oai exits": (
        lambda: first(f"import os\nos._exit(0)\n{SUM}"),
        Expected(None, (), ("system",)),
    ),
    "Phan PNG": (lambda: b"\x89PNG\r\n\x1a\n\0", Expected(None, problem="no_notebook")),
    "Quý nothing": (lambda: {"cells": [], "metadata": {}}, Expected(None, problem="no_cells")),
    "Sang stranger": (
        lambda: {"cells": [{"cell_type": "code", "source": "print(1)", "outputs": []}]},
        Expected(None, problem="no_lesson"),
    ),
}
QUICK = "An", "Lan syntax", "Ngọc given line", "Yến redefines", "Phan PNG"


def hand_in_all(folder, names):
    """Write the submissions of some students; and a huge one, a link and an archive."""
    for name in names:
        made = CLASS[name][0]()
        path = hand_in(folder, f"{name}/{FILE}", made)
        text = path.read_bytes()
        path.write_bytes(text.replace(b"{folder!r}", repr(str(folder)).encode()))
    hand_in(folder, f"An/{FILE[:-6]} (1).ipynb", notebook(LESSON, others="empty"))
    huge = hand_in(folder, f"Huge/{FILE}", b"")
    os.truncate(huge, 200 * 2**20)
    (folder / "link.ipynb").symlink_to(huge)
    hand_in(folder, "all of them.zip", b"PK")
