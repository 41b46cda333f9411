"""The command line: every command explains itself, tells errors in a sentence, exits rightly."""

import functools
import gzip
import hashlib
import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import vgkit
from vgkit import course, data, quiz
from vgkit.cli import doctor
from vgkit.cli.app import main
from vgkit.errors import TrainingInterrupted
from vgkit.experiments import spread, sweep
from vgkit.training import records

CONTENT = struct.pack(">2I", 0x801, 3) + bytes([1, 2, 3])
LABELS = data.FILES["y_test"].name
SOURCE = """\
# %% [markdown] id="title" lang="vi"
# Bài

# %% [markdown] id="title" lang="en"
# Exercise

# %% id="sum"
total = 1 + 1  #?? total | vi: cộng | en: add
"""


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """The command sets these two for itself and its kernels; here they must not outlive a test."""
    for name, value in (("VGKIT_PROFILE", "full"), ("VGKIT_LANG", "en")):
        monkeypatch.setenv(name, value)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The data set consists of four files of three labels; the folder they belong into."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    tiny = {key: data.IdxFile(f.name, 0x801, (3,), digest) for key, f in data.FILES.items()}
    monkeypatch.setattr(data, "FILES", tiny)
    monkeypatch.setattr(data, "_load", functools.cache(data._load.__wrapped__))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("VGKIT_DATA_DIR", raising=False)
    folder = data.cache_folder()
    folder.mkdir(parents=True)
    for file in tiny.values():
        (folder / file.name).write_bytes(gzip.compress(CONTENT))
    return folder


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with one source and nothing built from it; the current folder lies in it."""
    root = tmp_path / "checkout"
    (root / "src" / "vgkit").mkdir(parents=True)
    (root / "notebooks").mkdir()
    (root / "notebooks" / "1_sum.py").write_text(SOURCE, "utf-8")
    monkeypatch.chdir(root / "src")
    return root


def run(*arguments, answers=None):
    """The result of a command, with stdout and stderr apart."""
    return CliRunner().invoke(main, arguments, input=answers, catch_exceptions=False)


def in_a_process(*arguments):
    command = [sys.executable, "-c", "from vgkit.cli.app import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ)


def commands(group=main, path=()):
    """Every command and group, as the words that are typed for it."""
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


ALL = dict(commands())


def on_one_line(text):
    return " ".join(text.split())


# Help


@pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "vgkit")
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_says_what_it_does(path, option):
    result = run(*path, option)
    first_paragraph = on_one_line(ALL[path].help.split("\n\n")[0])
    assert result.exit_code == 0
    assert len(first_paragraph) > 20
    assert first_paragraph in on_one_line(result.stdout)


@pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "vgkit")
def test_every_option_says_what_it_does(path):
    options = [p for p in ALL[path].params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_commands_that_the_course_promises_are_there():
    promised = {"doctor", "data", "train", "list", "build", "run", "verify", "quiz", "tour"}
    promised |= {"spread", "sweep"}
    assert promised <= set(main.commands)
    assert {"status", "fetch", "verify"} <= set(main.commands["data"].commands)


def test_the_version_is_the_packages():
    assert run("--version").stdout == f"vgkit, version {vgkit.__version__}\n"


def test_every_exercise_is_listed_with_its_title():
    lines = run("list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(course.EXERCISES)
    for row, line in zip(course.EXERCISES.values(), lines, strict=True):
        assert line.endswith(row.title)


def test_messages_come_in_the_language_that_is_asked_for():
    assert "Baseline bảy lớp sigmoid" in run("--lang", "vi", "list").stdout
    assert "Không có bài tập '99'" in run("--lang", "vi", "train", "99").stderr


# Wrong use


@pytest.mark.parametrize(("command", "table"), [
    ("train", course.EXERCISES), ("run", course.NOTEBOOKS),
], ids=["train", "run"])  # fmt: skip
def test_an_unknown_id_is_told_with_those_that_exist(command, table):
    result = run(command, "99")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "There is no exercise '99'" in result.stderr
    assert f"Choose one of: {', '.join(table)}." in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("trian",), "No such command 'trian'"),
        (("train",), "Missing argument 'ID'"),
        (("train", "5", "--epochs", "0"), "'--epochs'"),
        (("train", "5", "--epochs", "many"), "'--epochs'"),
        (("run", "5", "--profile", "slow"), "'--profile'"),
        (("--lang", "fr", "list"), "'--lang'"),
        (("record",), "Missing argument"),
    ],
)
def test_a_command_that_is_typed_wrongly_ends_with_2_and_the_reason(arguments, words):
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.parametrize(
    "command",
    [("build",), ("build", "--check"), ("verify",), ("run", "5"), ("record", "5")],
    ids=" ".join,
)
def test_a_command_that_needs_a_checkout_says_so_outside_of_one(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    result = run(*command)
    assert result.exit_code == 1
    assert f"{Path.cwd()} is not inside a checkout of vgkit" in result.stderr
    assert "Change into the checkout" in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_an_interrupted_training_ends_with_130_and_its_message(monkeypatch):
    def interrupted():
        raise TrainingInterrupted("The 3 finished epochs are kept.")

    monkeypatch.setattr(doctor, "examine", interrupted)
    result = run("doctor")
    assert result.exit_code == 130
    assert "The 3 finished epochs are kept." in result.stderr


def test_a_file_that_cannot_be_opened_is_named_without_a_traceback(checkout):
    result = run("run", "5")
    assert result.exit_code == 1
    assert "5_skip_connection.ipynb: No such file or directory" in result.stderr


# Data and doctor


def test_verify_ends_with_0_when_all_four_files_are_sound(files):
    result = run("data", "verify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "All four files are the original ones" in result.stdout


def test_verify_ends_with_1_and_names_a_damaged_file(files):
    (files / LABELS).write_bytes(gzip.compress(CONTENT + b"\0"))
    result = run("data", "verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{files / LABELS}: 12 bytes after decompression, expected 11" in result.stderr
    assert "vgkit data fetch" in result.stderr
    assert str(files / data.FILES["x_train"].name) not in result.stderr


def test_verify_ends_with_1_and_names_a_missing_file(files):
    (files / LABELS).unlink()
    result = run("data", "verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{files / LABELS}: missing" in result.stderr


def test_status_tells_of_every_file_and_always_ends_with_0(files):
    (files / LABELS).write_bytes(b"half")
    (files / data.FILES["x_test"].name).unlink()
    result = run("data", "status")
    states = dict(line.rsplit(".gz: ", 1) for line in result.stdout.splitlines())
    assert result.exit_code == 0
    assert states[str(files / LABELS)[:-3]].startswith("DAMAGED: not a whole gzip file")
    assert states[str(files / "t10k-images-idx3-ubyte")] == "missing"
    assert list(states.values()).count("verified") == 2


@pytest.mark.parametrize("session", ["", "synthetic"])
def test_fetch_means_fashion_mnist_in_any_session_and_says_where_it_is(files, monkeypatch, session):
    monkeypatch.setenv("VGKIT_DATASET", session)
    # load() makes rows of 784 pixels of the images: one image in each of the two files.
    content = struct.pack(">4I", 0x803, 1, 28, 28) + bytes(784)
    for key in ("x_train", "x_test"):
        image_file = data.IdxFile(
            data.FILES[key].name, 0x803, (1, 28, 28), hashlib.sha256(content).hexdigest()
        )
        monkeypatch.setitem(data.FILES, key, image_file)
        (files / image_file.name).write_bytes(gzip.compress(content))
    result = run("data", "fetch")
    assert (result.exit_code, result.stdout) == (0, f"Ready: {files}\n")


def test_the_doctor_ends_with_0_when_everything_is_ready(files):
    result = run("doctor")
    assert result.exit_code == 0
    assert "BAD" not in result.stdout
    assert result.stdout.splitlines()[-1] == "Everything is ready."


def test_the_doctor_ends_with_1_and_gives_advice(files):
    (files / LABELS).unlink()
    result = run("doctor")
    assert result.exit_code == 1
    assert f"BAD  {LABELS} is not on this machine\n     → Run: vgkit data fetch" in result.stdout
    assert "1 thing(s) to mend." in result.stderr


# Building


def test_build_writes_four_notebooks_and_then_asks_for_the_solutions_only(checkout):
    result = run("build")
    assert result.exit_code == 0
    paths = [line.split(":")[0] for line in result.stdout.splitlines()]
    assert sorted(paths) == [
        "hints/1_sum.ipynb",
        "hints/vi/1_sum.ipynb",
        "solutions/1_sum.ipynb",
        "solutions/vi/1_sum.ipynb",
    ]
    assert all((checkout / path).is_file() for path in paths)
    assert run("build").stdout.splitlines() == [
        f"{path}: to be executed: vgkit build --execute"
        for path in ("solutions/1_sum.ipynb", "solutions/vi/1_sum.ipynb")
    ]


def test_build_says_when_everything_is_up_to_date(checkout):
    (checkout / "notebooks" / "1_sum.py").unlink()
    for command in (("build",), ("build", "--check")):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (0, "Everything is up to date.\n")


def test_build_check_ends_with_1_and_writes_nothing(checkout):
    result = run("build", "--check")
    assert result.exit_code == 1
    assert "hints/1_sum.ipynb: new" in result.stdout
    assert "run `vgkit build`" in result.stderr
    assert not (checkout / "hints").exists()


def test_build_refuses_to_check_and_execute_at_once(checkout):
    result = run("build", "--check", "--execute")
    assert result.exit_code == 2
    assert "choose one" in result.stderr


def test_a_source_that_breaks_the_rules_is_told_with_its_line(checkout):
    (checkout / "notebooks" / "1_sum.py").write_text(SOURCE.replace('id="sum"', ""), "utf-8")
    result = run("build")
    assert result.exit_code == 1
    assert "1_sum.py:7: this cell has no id" in result.stderr


# The quiz


def keys(question):
    return {item.id: item.key for item in quiz.find(question)}


def test_three_right_answers_are_counted_and_kept():
    answers = keys("Q6")
    result = run("quiz", "Q6", answers="\n".join(answers.values()) + "\n")
    assert result.exit_code == 0
    assert "3 of 3 right." in result.stdout
    assert quiz.kept_answers() == answers


def test_wrong_answers_are_counted_as_such():
    wrong = ["A" if key != "A" else "B" for key in keys("Q6").values()]
    result = run("quiz", "Q6", answers="\n".join(wrong) + "\n")
    assert result.exit_code == 0
    assert "0 of 3 right." in result.stdout


def test_without_an_id_every_question_is_asked_and_no_prediction():
    every = {item.id: item.key for item in quiz.items().values() if not item.is_prediction}
    result = run("quiz", answers="\n".join(key or "A" for key in every.values()) + "\n")
    assert result.exit_code == 0
    graded = [key for key in every.values() if key]  # the others nobody can judge from here
    assert f"{len(graded)} of {len(graded)} right." in result.stdout
    assert quiz.kept_answers() == {name: key or "A" for name, key in every.items()}
    assert not any(f"{name} ·" in result.stdout for name in quiz.items() if name not in every)


def test_small_letters_count_and_other_letters_are_asked_for_again():
    letter = keys("Q6.robust")["Q6.robust"]
    result = run("quiz", "Q6.robust", answers=f"x\n{letter.lower()}\n")
    assert result.exit_code == 0
    assert "1 of 1 right." in result.stdout
    assert quiz.kept_answers() == {"Q6.robust": letter}


def test_a_prediction_is_kept_and_not_graded():
    result = run("quiz", "P5", answers="A\n")
    assert result.exit_code == 0
    assert "Kept: A." in result.stdout
    assert "right" not in result.stdout.splitlines()[-1]


def test_the_question_is_shown_with_its_options_and_without_its_key():
    item = quiz.find("Q6.robust")[0]
    shown = run("quiz", "Q6.robust", answers="").stdout
    assert item.text in shown
    assert all(option in shown for option in item.options)
    assert "vgkit.answer" not in shown


def test_a_quiz_without_an_answer_is_aborted_and_keeps_nothing():
    result = run("quiz", "Q6", answers="")
    assert result.exit_code == 1
    assert "Aborted!" in result.stderr
    assert quiz.kept_answers() == {}


def test_an_unknown_question_is_told_with_those_that_exist():
    result = run("quiz", "Q99")
    assert result.exit_code == 1
    assert "There is no question 'Q99'. Choose one of: " in result.stderr
    listed = result.stderr.rpartition(": ")[2].strip(" .\n").split(", ")
    assert {"Q6", "P5"} <= set(listed)


def test_the_quiz_is_refused_on_synthetic_images(monkeypatch):
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    result = run("quiz", "Q6", answers="A\nA\nA\n")
    assert result.exit_code == 1
    assert "Unset the variable" in result.stderr
    assert quiz.kept_answers() == {}


def test_an_own_run_that_was_edited_is_named_without_a_traceback(own_home):
    path = own_home / "runs" / "5-fashion_mnist.json"
    path.parent.mkdir(parents=True)
    path.write_text(records.load_reference("5").to_json().replace("2.26436", "2.26435"), "utf-8")
    result = run("quiz", "Q6.robust", answers="B\n")
    assert result.exit_code == 1
    assert str(path) in result.stderr
    assert "train again" in result.stderr


# Sweeps and spreads

TOML = """\
[[setting]]
activation = ["tanh", "relu"]
depth = 1
epochs = 1
"""
HOPELESS = '[{"name": "hopeless", "activation": "linear", "learning_rate": 10.0, "epochs": 1}]'


@pytest.mark.parametrize(("name", "content"), [
    ("my table.toml", TOML),
    ("my table.json", '[{"activation": ["tanh", "relu"], "depth": 1, "epochs": 1}]'),
], ids=["toml", "json"])  # fmt: skip
def test_a_table_is_trained_beside_itself_and_printed_best_first(tiny, tmp_path, name, content):
    table = tmp_path / name
    table.write_text(content)
    result = run("sweep", str(table), "--jobs", "1", "--by", "loss")
    assert (result.exit_code, result.stderr) == (0, "")
    path = tmp_path / "my table.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    by_loss = sorted(rows, key=lambda row: row["metrics"]["loss"][-1])
    caption, header, _, *lines, where = result.stdout.splitlines()
    assert (caption, where) == ("Settings, sorted by loss", f"Rows: {path}")
    assert header.split()[:3] == ["setting", "loss", "val_loss"]
    assert [line.split()[:3] for line in lines] == [
        [f"{row['setting']['activation']},", "depth", "1"] for row in by_loss
    ]
    assert [line.split()[3] for line in lines] == [
        f"{row['metrics']['loss'][-1]:.4f}" for row in by_loss
    ]
    before = path.read_bytes()
    assert run("sweep", str(table), "--jobs", "1", "--by", "loss").stdout == result.stdout
    assert path.read_bytes() == before


def test_a_failed_training_is_printed_and_ends_with_1(tiny, tmp_path):
    table, out = tmp_path / "table.json", tmp_path / "elsewhere" / "rows.jsonl"
    table.write_text(HOPELESS)
    command = ("sweep", str(table), "--jobs", "1", "--out", str(out))
    result = run(*command)
    assert result.exit_code == 1
    assert "hopeless" in result.stdout and f"Rows: {out}" in result.stdout
    assert "hopeless: VgkitError: The loss became nan in epoch 1" in result.stderr
    assert "1 of 1 trainings failed. Mend their settings, or try them again" in result.stderr
    assert "1 trên 1 lần train bị lỗi" in run("--lang", "vi", *command).stderr
    assert len(out.read_text().splitlines()) == 1
    run(*command, "--retry")
    assert len(out.read_text().splitlines()) == 2
    assert list(tmp_path.glob("*.jsonl")) == []


BAD_SWEEPS = {
    # name: (content of the table, more arguments, exit code, words on stderr)
    "no table": ("depth = 3\n", (), 1, "is no table of settings ('setting')"),
    "a field": ("[[setting]]\ndeep = 3\n", (), 1, "A setting has no field 'deep'"),
    "a value": ("[[setting]]\ndepth = 0\n", (), 1, "A setting's depth must be: 1…100"),
    "no jobs": (TOML, ("--jobs", "0"), 1, "jobs must be 1 or more"),
    "no column": (TOML, ("--by", "speed"), 2, "'speed' is not one of 'val_accuracy'"),
    "no cluster": (TOML, ("--dask", "nonsense"), 1, "No Dask scheduler answers at 'nonsense'"),
}


@pytest.mark.parametrize("case", BAD_SWEEPS)
def test_a_sweep_that_cannot_be_is_told_in_a_sentence_and_trains_nothing(
    tiny, tmp_path, monkeypatch, case
):
    content, arguments, code, words = BAD_SWEEPS[case]
    if case == "no cluster":
        pytest.importorskip("distributed", reason="NOT TESTED, no Dask installed")
    monkeypatch.setattr(sweep, "_attempt", None)
    table = tmp_path / "table.toml"
    table.write_text(content)
    result = run("sweep", str(table), *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_table_that_is_not_there_ends_with_2(tmp_path):
    result = run("sweep", str(tmp_path / "table.toml"))
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def test_a_sweep_never_writes_over_its_table(tiny, tmp_path):
    table = tmp_path / "table.json"
    table.write_text(HOPELESS)
    result = run("sweep", str(table), "--jobs", "1", "--out", str(table))
    assert result.exit_code == 1
    assert "line 1 is no row of a sweep" in result.stderr
    assert table.read_text() == HOPELESS


def test_the_help_of_sweep_shows_a_table_that_works(tmp_path):
    help_text = run("sweep", "--help").stdout
    start = help_text.index("[[setting]]")
    example = help_text[start : help_text.index("Options:")]
    table = tmp_path / "table.toml"
    table.write_text(example)
    assert len(sweep.load_table(table)) == 6


def test_spread_hands_its_options_on_and_prints_what_was_measured(monkeypatch):
    asked = []

    def measure(*arguments):
        asked.append(arguments)
        return {"Q6": [2.26436, 2.26439]}

    monkeypatch.setattr(spread, "measure", measure)
    result = run("spread", "5", "--replicas", "3", "--jobs", "2", "--dask", "tcp://host:1")
    assert result.exit_code == 0
    assert asked == [("5", 3, 2, "tcp://host:1")]
    assert result.stdout == "Q6: 2.26436 2.26439  (spread 3e-05)\n"
    run("spread", "5")
    assert asked[1] == ("5", 4, -1, None)


# A real training in a process of its own


def test_only_exercise_6_has_trainings_to_choose_from():
    result = run("train", "5", "--training", "2")
    assert result.exit_code == 2
    assert "--training goes with exercise 6 only" in result.stderr


def test_training_prints_pure_json_and_the_loss_of_2022(real_data, tmp_path):
    done = in_a_process("train", "5", "--epochs", "1", "--json")
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert set(printed) == {*records.METRICS, "seconds", "environment"}
    assert [len(printed[key]) for key in (*records.METRICS, "seconds")] == [1] * 5
    assert printed["loss"][0] == pytest.approx(2.26437, abs=1e-5)
    assert "keras" in printed["environment"]
    assert "All 1 epochs were trained here." in done.stderr
