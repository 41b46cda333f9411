"""`vgkit train`, `seeds`, `spread` and `sweep`: what they print, hand on and refuse."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands import run
from vgkit import course, settings
from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.experiments import seeds, spread, sweep, transfer_file, transfer_measuring
from vgkit.networks.mlp import submodels
from vgkit.notebooks import preloaded
from vgkit.training import bookkeeping, records, stages, trained_weights, trainer


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
    pytest.param("my table.json", '[{"activation": ["tanh", "relu"], "depth": 1, "epochs": 1}]',
                 marks=pytest.mark.thorough),
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
    assert "1 of 1 trainings failed. Fix their settings, or try them again" in result.stderr
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


def seed_runs(exercise, chosen, *_):
    metrics = dict.fromkeys(records.METRICS, [0.5, 0.1])
    return [
        seeds.SeedRun(n, {**metrics, "val_accuracy": [0.5, n / 3]}, ["output"], [0.25], {})
        for n in chosen
    ]


def test_seeds_hands_its_options_on_and_prints_the_last_validation_accuracies(monkeypatch):
    asked = []

    def measure(*arguments):
        asked.append(arguments)
        return seed_runs(*arguments)

    monkeypatch.setattr(seeds, "measure", measure)
    result = run("seeds", "5", "1A", "--seeds", "2", "--jobs", "3", "--dask", "tcp://host:1")
    assert (result.exit_code, result.stdout) == (0, "5: 0.3333 0.6667\n1a: 0.3333 0.6667\n")
    assert asked == [(name, (1, 2), 3, "tcp://host:1") for name in ("5", "1a")]
    run("seeds", "5", "5")
    assert asked[2:] == [("5", (1, 2, 3, 4, 5), -1, None)]


def test_seeds_are_shipped_as_they_are_read(checkout, monkeypatch):
    monkeypatch.setattr(seeds, "measure", seed_runs)
    assert run("seeds", "5", "--seeds", "3").exit_code == 0
    assert not (checkout / "src/vgkit/course/seeds").exists()
    assert run("seeds", "5", "--seeds", "3", "--ship").exit_code == 0
    (path,) = (checkout / "src/vgkit/course/seeds").iterdir()
    monkeypatch.setattr(seeds, "read_shipped", lambda *_: path.read_text("utf-8"))
    assert (path.name, seeds.load_reference("5")) == ("5.json", seed_runs("5", (1, 2, 3)))
    assert json.loads(path.read_text("utf-8"))["environment"]["threads"] == "1 × 1"


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (("5", "6"), 1, "Exercise 6 is several trainings in a row."),
    (("5", "99"), 1, "There is no exercise '99'"),
    (("5", "--seeds", "0"), 2, "--seeds"),
    ((), 2, "Missing argument 'ID...'"),
])  # fmt: skip
def test_what_has_no_seeds_is_told_before_anything_is_trained(monkeypatch, arguments, code, words):
    monkeypatch.setattr(seeds, "measure", None)
    result = run("seeds", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr


@pytest.fixture
def transfer_runs(monkeypatch):
    """Trainings of exercise 16 that nobody has to wait for."""
    asked = []

    def measure_all(tasks, jobs, dask):
        asked.append((len(tasks), {way for way, _, _ in tasks}, jobs, dask))
        metrics = {name: [0.5, 0.75] for name in records.METRICS}
        return [
            transfer_file.Run(way, count, seed, records.Record(f"16_{way}", "", "", metrics))
            for way, count, seed in tasks
        ]

    trials = {"frozen": {"loss": [0.5]}}
    monkeypatch.setattr(transfer_measuring, "measure_all", measure_all)
    monkeypatch.setattr(transfer_measuring, "measure_trials", lambda: trials)
    return asked


def test_transfer_hands_its_options_on_and_prints_the_last_validation_accuracies(transfer_runs):
    result = run("transfer", "--way", "scratch", "--jobs", "3", "--dask", "tcp://host:1")
    assert result.exit_code == 0
    five = " ".join(["0.7500"] * 5)
    assert result.stdout == "".join(f"scratch, {size}: {five}\n" for size in (200, 1000, 2000))
    assert transfer_runs == [(15, {"scratch"}, 3, "tcp://host:1")]


def test_transfer_ships_every_way_as_it_is_read(checkout, transfer_runs):
    path = checkout / "src/vgkit/course/transfer.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    assert run("transfer").exit_code == 0 and not path.exists()
    assert run("transfer", "--ship").exit_code == 0
    found, trials = transfer_file.parse(path.read_text("utf-8"))
    assert len(found) == transfer_runs[-1][0] and trials == {"frozen": {"loss": [0.5]}}
    assert found[0].record.environment["threads"] == "1 × 1"


def test_trials_that_fail_do_so_before_hours_of_training(checkout, transfer_runs, monkeypatch):
    def measure_trials():
        raise VgkitError("no photographs")

    (checkout / "src/vgkit/course").mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(transfer_measuring, "measure_trials", measure_trials)
    result = run("transfer", "--ship")
    assert result.exit_code == 1 and "no photographs" in result.stderr
    assert transfer_runs == []


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (("--way", "sideways"), 1, "way must be one of"),
    (("--way", "scratch", "--ship"), 2, "leave out --way"),
])  # fmt: skip
def test_what_transfer_cannot_do_is_told_before_anything_is_trained(
    transfer_runs, arguments, code, words
):
    result = run("transfer", *arguments)
    assert (result.exit_code, result.stdout) == (code, "") and words in result.stderr
    assert transfer_runs == []


def test_only_exercise_6_has_trainings_to_choose_from():
    result = run("train", "5", "--training", "2")
    assert result.exit_code == 2
    assert "--training goes with exercise 6 only" in result.stderr


@pytest.mark.thorough
def test_training_prints_pure_json_and_the_loss_of_2022(real_data, tmp_path):
    done = in_a_process("train", "5", "--epochs", "1", "--json")
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert set(printed) == {*records.METRICS, "seconds", "environment"}
    assert [len(printed[key]) for key in (*records.METRICS, "seconds")] == [1] * 5
    assert printed["loss"][0] == pytest.approx(2.26437, abs=1e-5)
    assert "keras" in printed["environment"]
    assert "All 1 epochs were trained here." in done.stderr


# What was trained before


STOPPED = """
import os, signal
from tests.conftest import tiny_images
from vgkit import data
from vgkit.cli.app import main
from vgkit.training import bookkeeping

def stop(self, epoch, metrics, seconds, note=bookkeeping.Bookkeeper.note):
    if (self.name, epoch) == ("6.3", 2):
        os.kill(os.getpid(), signal.SIGINT)
    note(self, epoch, metrics, seconds)

data.load = tiny_images
bookkeeping.Bookkeeper.note = stop
main()
"""


@pytest.fixture
def trained(monkeypatch):
    """The name and number of each epoch that is trained from here on."""
    seen = []

    def note(self, epoch, metrics, seconds, real=bookkeeping.Bookkeeper.note):
        seen.append((self.name, epoch))
        real(self, epoch, metrics, seconds)

    monkeypatch.setattr(bookkeeping.Bookkeeper, "note", note)
    return seen


def test_stopped_by_ctrl_c_in_training_3_the_same_command_goes_on_there_to_the_same_numbers(
    tiny, trained, monkeypatch, tmp_path, request
):
    command = "train", "6", "--epochs", "2", "--training", "3", "--json"
    done = preloaded.run(["-c", STOPPED, *command], cwd=request.config.rootpath)
    assert done.returncode == 130, done.stderr
    resumed = json.loads(run(*command).stdout)
    assert trained == [("6.3", 2)]
    monkeypatch.setenv("VGKIT_HOME", str(tmp_path / "another"))
    whole = json.loads(run(*command).stdout)
    assert [resumed[name] for name in records.METRICS] == [whole[name] for name in records.METRICS]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout to ship records into, and the current folder."""
    root = tmp_path / "checkout"
    for folder in ("notebooks", "src/vgkit/course/recorded"):
        (root / folder).mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def short(monkeypatch):
    """Exercises 5 and 6 have two epochs."""
    one = dataclasses.replace(course.get("5"), epochs=2)
    monkeypatch.setitem(course.EXERCISES, "5", one)
    plan = stages.plan
    monkeypatch.setattr(stages, "plan", lambda subs: plan(subs, 1, 1)[:2])


def test_a_record_is_trained_from_nothing_and_after_an_interruption_from_its_own(
    tiny, checkout, short, trained, own_home, monkeypatch
):
    trainer.train(course.get("5").compiled(), "5", 2)
    stages.train_in_stages(stages.plan(submodels()))
    before = {path: path.read_bytes() for path in own_home.rglob("*.*")}
    del trained[:]
    note = bookkeeping.Bookkeeper.note

    def interrupt(self, epoch, *arguments):
        if (self.name, epoch) == ("6.2", 1):
            raise KeyboardInterrupt
        note(self, epoch, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(bookkeeping.Bookkeeper, "note", interrupt)
        assert run("record", "5", "6").exit_code == 130
    assert trained == [("5", 1), ("5", 2), ("6.1", 1)]
    del trained[:]
    shipped = checkout / "src" / "vgkit" / "course" / "recorded"
    result = run("record", "5", "6")
    assert result.exit_code == 0 and str(Path("recorded", "6.json")) in result.stdout
    assert "Going on with the trainings of a run that did not end" in result.stderr
    assert trained == [("6.2", 1)]
    assert records.Record.from_json((shipped / "5.json").read_text()).epochs == 2
    assert len(json.loads((shipped / "6.json").read_text())["parts"]) == 2
    assert list((checkout / "runs" / "record").iterdir()) == []
    assert {path: path.read_bytes() for path in own_home.rglob("*.*")} == before
    assert settings.current().home == str(own_home)


def test_trained_weights_are_shipped_with_the_record_where_the_table_asks_for_them(
    tiny, checkout, monkeypatch
):
    row = dataclasses.replace(course.get("baseline_3"), epochs=1, trial=1024, ships_weights=True)
    monkeypatch.setitem(course.EXERCISES, row.id, row)
    result = run("record", row.id)
    assert result.exit_code == 0, result.stderr
    shipped = checkout / "src" / "vgkit" / "course"
    record = records.Record.from_json((shipped / "recorded" / f"{row.id}.json").read_text())
    assert record.epochs == 1 and set(record.trial) == set(records.METRICS)
    assert [path.name for path in (shipped / "trained").iterdir()] == [f"{row.id}.npz"]
    monkeypatch.setattr(trained_weights, "FOLDER", shipped / "trained")
    model = row.compiled()
    trained_weights.load_reference(model, row)
    logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    loss = float(logits(tiny.y_test, model(tiny.to_input(tiny.x_test))))
    assert loss == pytest.approx(record.at("val_loss", 1), rel=1e-5)


def test_spreads_shipped_by_another_process_meanwhile_stay(checkout, monkeypatch):
    path = checkout / "src" / "vgkit" / "course" / "spread.json"
    path.write_text('{"Q9": "old", "Q6": "old"}')

    def measure(*arguments):
        path.write_text('{"Q9": "new", "Q6": "old"}')
        return {"Q6": [2.26436, 2.26439]}

    monkeypatch.setattr(spread, "measure", measure)
    assert run("spread", "5", "--ship").exit_code == 0
    shipped = json.loads(path.read_text())
    assert list(shipped) == ["Q6", "Q9"] and shipped["Q9"] == "new"
    assert shipped["Q6"]["values"] == [2.26436, 2.26439]
    assert {file.name for file in path.parent.iterdir()} == {"recorded", "spread.json"}


# Before anything is trained


@pytest.mark.usefixtures("no_collecting")
def test_spreads_that_cannot_be_read_are_told_before_anything_is_trained(checkout, monkeypatch):
    monkeypatch.setattr(spread, "measure", None)
    path = checkout / "src" / "vgkit" / "course" / "spread.json"
    for content in (b"<<<<<<< HEAD", b"[" * 100_000, b"[]"):
        path.write_bytes(content)
        result = run("spread", "5", "--ship")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "spread.json is damaged" in result.stderr
        assert path.read_bytes() == content


@pytest.mark.parametrize(("command", "output"), [
    (("record", "5"), "src/vgkit/course/recorded/5.json"),
    (("spread", "5", "--ship"), "src/vgkit/course/spread.json"),
    (("seeds", "5", "--ship"), "src/vgkit/course/seeds/5.json"),
    (("tour",), "runs/tour.html"),
    (("tour", "--out", "mine/page.html"), "mine/page.html"),
    (("sweep", "table.toml"), "table.jsonl"),
    (("sweep", "table.toml", "--out", "mine/rows.jsonl"), "mine/rows.jsonl"),
], ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")  # fmt: skip
def test_an_output_that_cannot_be_written_is_told_before_anything_is_trained(
    tiny, checkout, monkeypatch, command, output
):
    measured = ((module, "measure") for module in (seeds, spread))
    for module, name in ((trainer, "train"), *measured, (sweep, "sweep")):
        monkeypatch.setattr(module, name, None)
    Path("table.toml").write_text(TOML)
    os.makedirs(Path(output).parent, exist_ok=True)
    Path(output).symlink_to("elsewhere")
    result = run(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{Path(output).name} is a folder, a device or a link" in result.stderr


@pytest.mark.parametrize("command", [
    ("train", "5"), ("record", "5"), ("tour",), ("seeds", "5"), ("spread", "5"),
    ("sweep", "table.toml"), ("run", "5"), ("verify",),
], ids=" ".join)  # fmt: skip
def test_a_profile_that_is_none_is_refused_with_the_known_ones(checkout, monkeypatch, command):
    Path("table.toml").write_text(TOML)
    monkeypatch.setenv("VGKIT_PROFILE", "fast")
    result = run(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "VGKIT_PROFILE is 'fast'. Set it to 'full' or 'quick'.\n"
