"""`vgkit train`, `spread` and `sweep`: what they print, hand on and refuse."""

import json
import os
import subprocess
import sys

import pytest

from tests.cli.commands import run
from vgkit.experiments import spread, sweep
from vgkit.training import records


def in_a_process(*arguments):
    command = [sys.executable, "-c", "from vgkit.cli.app import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ)


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
