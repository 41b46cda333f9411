"""Every command × surroundings that are against it: it does its work, or ends with a message."""

import json
import sys
import unicodedata

import pytest

from vgkit.notebooks import preloaded

if sys.platform != "linux":
    pytest.skip("NOT TESTED: needs forks, permissions and closed streams", allow_module_level=True)

from tests.cli.surroundings import COMMANDS, FOR_ALL, SURROUNDINGS, TRAININGS
from tests.conftest import thorough_but

SOON = ["ordinary", "ascii", "no stdout", "no streams", "full device", "no home"]
CASES = [
    (surroundings, command)
    for surroundings in SURROUNDINGS
    for command in COMMANDS | (TRAININGS if surroundings in FOR_ALL else {})
]
NEEDS_CHECKOUT = ["build", "build --check", "run", "verify", "record", "seeds", "spread", "lab"]
PRINTS = {command for command in COMMANDS if command != "wrong"}

# The exit code of a command, where it is not 0: in general, and in certain surroundings.
ORDINARY = {"wrong": 2, "build --check": 1}
ELSEWHERE = {
    "no stdin": {"quiz": 1},
    "no streams": {"quiz": 1},
    "nobody reads": dict.fromkeys(PRINTS, 141),
    "full device": dict.fromkeys(PRINTS, 1),
    "read-only folder": dict.fromkeys(
        ["build", "lab", "run", "quiz export", "tour", "sweep", "seeds", "spread", "record"], 1
    ),
    "home of another": {"doctor": 1, "quiz": 1},
    "record of another": {"quiz": 1},
    "no home": dict.fromkeys(["doctor", "train", "quiz", "tour", "spread", "seeds"], 1),
    "home missing": {"doctor": 1},
    "no checkout": dict.fromkeys(NEEDS_CHECKOUT, 1),
    "deleted folder": dict.fromkeys(
        ["build", "build --check", "lab", "run", "verify", "quiz export"], 1
    ),
}
# One of these is said where the code is not that of a command in ordinary surroundings.
WORDS = {
    "no stdin": ["You have left the quiz"],
    "full device": ["No space left on device"],
    "read-only folder": ["cannot be written to", "Permission denied"],
    "home of another": ["cannot be read (Permission denied)", "cannot be written to"],
    "record of another": ["cannot be read (Permission denied)"],
    "no home": ["VGKIT_HOME"],
    "home missing": ["VGKIT_HOME"],
    "no checkout": ["is a checkout of vgkit"],
    "deleted folder": ["The current folder was deleted", "No such file or directory"],
}
SILENT = {"no streams", "no stderr", "nobody reads"}


@pytest.fixture(scope="module")
def results(tmp_path_factory, thorough):
    folder = tmp_path_factory.mktemp("surroundings")
    environment = {"VGKIT_DATA_DIR": str(folder / "data"), "VGKIT_LANG": "en"}
    names = SURROUNDINGS if thorough else SOON
    done = preloaded.run(["-m", "tests.cli.surroundings", str(folder), *names], env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "results.json").read_text())


@pytest.mark.parametrize(
    ("surroundings", "command"), thorough_but([case for case in CASES if case[0] in SOON], CASES)
)
def test_a_command_does_its_work_or_ends_with_a_message(surroundings, command, results):
    code, out, err, files = results[surroundings][command]
    assert "traceback" not in files and "Traceback" not in out + err
    changed = ELSEWHERE.get(surroundings, {}).get(command)
    assert code == (ORDINARY.get(command, 0) if changed is None else changed), err
    assert out + err != "" or surroundings in SILENT
    if changed and surroundings in WORDS:
        assert any(words in out + err for words in WORDS[surroundings]), err


@pytest.mark.parametrize(
    ("command", "written"),
    [
        ("train", "home/runs/baseline_3-synthetic.json"),
        ("quiz export", "checkout/quiz.zip"),
        ("build", "checkout/hints/vi/1_sum.ipynb"),
        ("tour", "checkout/pages/tour.html"),
        ("sweep", "checkout/table.jsonl"),
        ("spread", "checkout/src/vgkit/course/spread.json"),
        ("seeds", "checkout/src/vgkit/course/seeds/baseline_3.json"),
        ("record", "checkout/src/vgkit/course/recorded/baseline_3.json"),
    ],
)
def test_what_a_command_writes_does_not_depend_on_its_streams(command, written, results):
    files = {name: found[command][3] for name, found in results.items() if command in found}
    assert written in files["ordinary"]
    for surroundings in {"ascii", "no stdout", "no stderr", "no streams"} & set(files):
        assert files[surroundings] == files["ordinary"]


@pytest.mark.parametrize("command", COMMANDS | TRAININGS)
def test_a_stdout_that_is_closed_is_told(command, results):
    assert "Standard output is closed" in results["no stdout"][command][2]


@pytest.mark.parametrize("command", COMMANDS | TRAININGS)
def test_a_console_of_ascii_shows_letters_without_their_marks(command, results):
    _, out, err, _ = results["ascii"][command]
    assert (out + err).isascii()
    assert "\\u" not in out + err
    if command == "list":
        assert "Chuan hoa gradient, chia cho so anh trong batch" in out


@pytest.mark.thorough
def test_a_console_of_vietnam_shows_vietnamese_whole(results):
    out = results["cp1258"]["list"][1].encode("latin-1").decode("cp1258")
    assert "Chuẩn hóa gradient, chia cho số ảnh trong batch" in unicodedata.normalize("NFC", out)


@pytest.mark.thorough
def test_whoever_stops_reading_is_told_nothing(results):
    for command in PRINTS - {"train"}:
        assert results["nobody reads"][command][2] == ""
    assert "Broken pipe" not in results["nobody reads"]["train"][2]
