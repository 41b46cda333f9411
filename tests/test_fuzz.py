"""Whatever a file holds, it is read as what it was, or refused in the kit's own words.

Each parser gets arbitrary text or bytes, and sound files of which slices were deleted, repeated,
overwritten, inserted or cut off. The examples are the same on every run.
"""

import gzip
import hashlib
import importlib.resources
import io
import json
import math
import re
import struct
import zipfile

import nbformat
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vgkit import course, data, quiz
from vgkit.messages import LANGUAGES, set_language
from vgkit.notebooks import sources
from vgkit.notebooks.blanks import AuthoringError
from vgkit.quiz import widgets
from vgkit.training import checkpoints, records

SETTINGS = settings(derandomize=True, deadline=None, database=None)  # how many: conftest.py
DEEP = "[" * 100_000  # deeper than Python's stack


def damaged(content):
    """A strategy: `content` with one to three of its slices spoilt; bytes stay bytes."""
    kinds = ("delete", "repeat", "overwrite", "insert", "cut off")
    numbers = st.integers(0, len(content)), st.integers(1, 64)
    edits = st.tuples(st.sampled_from(kinds), *numbers, st.binary(min_size=1, max_size=8))

    def spoil(edits):
        spoilt = bytearray(content)
        for kind, start, length, new in edits:
            if kind == "delete":
                del spoilt[start : start + length]
            elif kind == "repeat":
                spoilt[start:start] = spoilt[start : start + length]
            elif kind == "overwrite":
                spoilt[start : start + len(new)] = new
            elif kind == "insert":
                spoilt[start:start] = new
            else:
                del spoilt[start:]
        return bytes(spoilt)

    return st.lists(edits, min_size=1, max_size=3).map(spoil)


def damaged_text(text):
    return damaged(text.encode()).map(lambda spoilt: spoilt.decode("utf-8", "replace"))


def json_values():
    atoms = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8)
    return st.recursive(
        atoms,
        lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=8), some),
        max_leaves=8,
    )


# IDX

RAW = struct.pack(">2I", 0x801, 40) + bytes(range(10)) * 4
IDX = data.IdxFile("labels.gz", 0x801, (40,), hashlib.sha256(RAW).hexdigest())


def read_idx(compressed):
    try:
        return data.parse(compressed, IDX)
    except data.DataError:
        return None


@SETTINGS
@given(damaged(gzip.compress(RAW)))
def test_a_damaged_data_file_gives_the_original_images_or_none(compressed):
    array = read_idx(compressed)
    assert array is None or array.tolist() == list(range(10)) * 4


@SETTINGS
@given(damaged(RAW))
def test_damaged_data_in_a_sound_gzip_file_give_none(raw):
    assert (read_idx(gzip.compress(raw)) is None) == (raw != RAW)


@SETTINGS
@given(st.binary(max_size=200))
def test_bytes_that_are_no_data_file_are_refused(content):
    assert read_idx(content) is None
    assert read_idx(b"\x1f\x8b\x08" + content) is None
    assert read_idx(gzip.compress(content)) is None


# Quiz file


def shipped_quiz():
    """The first question and the first prediction of the quiz that the course ships."""
    text = importlib.resources.files("vgkit.course").joinpath("quiz.toml").read_text("utf-8")
    question = text.split("[[question]]")[1].split("[[prediction]]")[0]
    prediction = text.split("[[prediction]]")[1].split("[[question]]")[0]
    return f"[[question]]{question}[[prediction]]{prediction}"


QUIZ = shipped_quiz()


def use_quiz(text):
    """Read a quiz file; use everything that is taken. Returns the items, None where refused."""
    try:
        items = quiz.parse(text)
    except quiz.QuizError as refusal:
        assert str(refusal).startswith("quiz file")
        return None
    run = records.Record("1a", "fashion_mnist", "")
    run.metrics = {metric: [0.5] * 300 for metric in records.METRICS}
    for language in LANGUAGES:
        set_language(language)
        for item in items.values():
            assert item.id in widgets.plain(item)
            assert item.id in widgets.html(item)
            own = item.measured.of(item.exercise, lambda exercise: run) if item.measured else None
            assert item.measured is None or 0 <= item.measured.tolerance < math.inf
            for letter in quiz.LETTERS:
                quiz.judge(item, letter, own, own)
    return items


def test_the_quiz_file_to_be_damaged_is_sound():
    assert [len(name.split(".")) for name in use_quiz(QUIZ)] == [2, 2, 2, 1]


@SETTINGS
@given(damaged_text(QUIZ))
def test_a_damaged_quiz_file_is_refused_or_can_be_used(text):
    use_quiz(text)


VALUES = st.sampled_from(
    [
        "nan",
        "inf",
        "-1",
        "0",
        "true",
        '""',
        '"x"',
        "[]",
        "[1]",
        '["a"]',
        "{}",
        "1e400",
        "1979-05-27",
    ]
    + [
        "1" + "0" * 400,
        '["1.0", "nan", "2.0", "inf"]',
        "[1, 2, 3, 4]",
        '["0.1", "0.2", "0.3", "nan"]',
    ]
)


@SETTINGS
@example("tolerance = 0.022", "nan")
@given(
    st.sampled_from([line for line in QUIZ.splitlines() if re.match(r"[\w.]+ = ", line)]), VALUES
)
def test_a_value_of_another_kind_is_refused_or_can_be_used(line, value):
    use_quiz(QUIZ.replace(line, f"{line.partition(' = ')[0]} = {value}", 1))


@SETTINGS
@example(f"a = {DEEP}")
@given(st.text(max_size=100))
def test_text_that_is_no_quiz_file_is_refused_or_empty(text):
    assert not use_quiz(text)


# Record


def sound_record():
    record = records.Record("5", "fashion_mnist", "abc")
    for number, metric in enumerate(records.METRICS, start=1):
        record.metrics[metric] = [number / 3, number / 7]
        record.diagnostics |= {"epochs": [0], "layers": ["hidden 1", "output"]}
    for name in records.DIAGNOSTICS:
        record.diagnostics[name].append([0.25, None])
    record.seconds, record.environment = [0.5, 0.5], {"processor": "bộ xử lý"}
    return record


RECORD = sound_record()


def read_record(text):
    try:
        return records.Record.from_json(text, "mine.json")
    except records.RecordError as refusal:
        assert str(refusal).startswith("mine.json")
        assert "train again" in str(refusal)
        return None


@SETTINGS
@given(damaged_text(RECORD.to_json()))
def test_a_damaged_record_is_the_same_record_or_none(text):
    assert read_record(text) in (None, RECORD)


@SETTINGS
@given(st.data())
def test_a_record_with_one_number_changed_is_none(draw):
    text = RECORD.to_json()
    numbers = list(re.finditer(r"(?<![\w\"])\d+(\.\d+)?(?![\w\"])", text))
    number = draw.draw(st.sampled_from(numbers))
    new = draw.draw(st.floats().map(json.dumps) | st.integers().map(str))
    changed = text[: number.start()] + new + text[number.end() :]
    assert read_record(changed) is None or json.loads(changed) == json.loads(text)


@SETTINGS
@given(json_values() | st.dictionaries(st.sampled_from(list(vars(RECORD))), json_values()))
def test_json_that_is_no_record_is_refused(value):
    assert read_record(json.dumps(value)) is None


@SETTINGS
@example(DEEP)
@given(st.text(max_size=100))
def test_text_that_is_no_record_is_refused(text):
    assert read_record(text) is None


# Source of a notebook

SOURCE = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown] id="title" lang="vi"
# # Bài một
# $x$ và `y`

# %% [markdown] id="title" lang="en"
# # Exercise one

# %% id="sum"
import keras
total = 1 + 1  #?? total | vi: cộng hai số | en: add two numbers

# %% id="more" only="solution"
#??begin more | vi: thêm một dòng | en: one more line
layers = [keras.layers.Dense(10),
          keras.layers.Dense(10)]
#??end

# %% id="more" only="hint" lang="vi"
print("xong")

# %% id="more" only="hint" lang="en"
print("done")
"""
LINES = [
    *SOURCE.splitlines(),
    "# %%",
    "# %% [raw] id='raw'",
    "# %% id=5",
    "# %% id=['list']",
    '# %% id="two words"',
    "# %% id=\"open",
    "# %% [markdown",
    "#??",
    "#??end",
    "%matplotlib inline",
    "#   - x: [",
    "'''",
]  # fmt: skip


def build_source(text):
    """Read a source; build all that it stands for. Returns the notebooks, None where refused."""
    try:
        source = sources.parse(text, "folder/x.py")
    except AuthoringError as refusal:
        assert re.match(r"x\.py:\d+: ", str(refusal))
        return None
    built = [source.notebook(kind, lang) for kind in sources.KINDS for lang in course.LANGUAGES]
    for notebook in built:
        nbformat.validate(notebook)
    return built


def test_the_source_to_be_damaged_is_sound():
    assert [len(notebook.cells) for notebook in build_source(SOURCE)] == [3, 3, 3, 3]


@SETTINGS
@given(damaged_text(SOURCE))
def test_a_damaged_source_is_refused_with_its_line_or_can_be_built(text):
    build_source(text)


@SETTINGS
@given(st.lists(st.sampled_from(LINES) | st.text(max_size=12), max_size=20))
def test_lines_in_any_order_are_refused_with_their_line_or_can_be_built(lines):
    build_source("\n".join(lines))


@SETTINGS
@example("# %% id=" + DEEP)
@given(st.text(max_size=100))
def test_text_that_is_no_source_is_refused_with_its_line_or_empty(text):
    built = build_source(text)
    assert built is None or not any(notebook.cells for notebook in built)


STATE = {"epochs": 3, "metrics": {"loss": [0.5, 0.25, 2.264366865158081]}, "note": "phép cộng"}


class Saved:
    """As little of a model as `checkpoints.save` needs."""

    variables = [np.arange(6, dtype=np.float32).reshape(2, 3)]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz") / "backup.npz"


def sound_backup():
    buffer = io.BytesIO()
    state = json.dumps({"format": 1, **STATE}).encode()
    np.savez(buffer, state=np.frombuffer(state, np.uint8), v0=np.arange(6, dtype=np.float32))
    return buffer.getvalue()


BACKUP = sound_backup()
with zipfile.ZipFile(io.BytesIO(BACKUP)) as _archive:
    ARRAY = _archive.read("state.npy")


def read_backup(place, content):
    place.write_bytes(content)
    try:
        return checkpoints.read_state(place)
    except checkpoints.CheckpointMismatch:
        return None


def archive_of(array):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("state.npy", array)
    return buffer.getvalue()


def header(shape):
    text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


@SETTINGS
@given(content=damaged(BACKUP))
def test_a_damaged_backup_has_the_same_state_or_none(place, content):
    assert read_backup(place, content) in (None, STATE)


@SETTINGS
@example(array=header("(3, ") + b"123")
@example(array=header(f"({1 << 60},)") + b"123")
@example(array=header("(1, 2, 3, 4, -1)") + b"123")
@given(array=damaged(ARRAY))
def test_a_sound_archive_of_a_damaged_array_is_refused_or_read(place, array):
    state = read_backup(place, archive_of(array))
    assert state is None or isinstance(state, dict)


@SETTINGS
@given(content=st.binary(max_size=200))
def test_bytes_that_are_no_backup_are_refused(place, content):
    for start in (b"", b"PK\x03\x04", b"\x93NUMPY\x01\x00", header("(3,)")):
        assert read_backup(place, start + content) is None


@pytest.mark.parametrize("method", [1, 8, 9, 12, 14, 93, 99])
def test_a_backup_packed_in_a_way_that_it_never_is_is_refused(place, method):
    content = bytearray(BACKUP)
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.index(mark) + offset
        content[at : at + 2] = method.to_bytes(2, "little")
    assert read_backup(place, bytes(content)) is None
