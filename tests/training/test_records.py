"""Records survive the disk, notice a changed digit, and are compared epoch by epoch."""

import importlib.resources
import json
import math
import re
import threading

import pytest

from vgkit import course
from vgkit.diagnostics import gradients
from vgkit.training import records
from vgkit.training.records import METRICS, Record, RecordError


def made(epochs=3, fingerprint="abc", exercise="5", layers=("hidden 1", "output")):
    """A record with round numbers: the loss is 1/1, 1/2, 1/3 …, the norms are 0.5 and 0.25."""
    record = Record(exercise, "fashion_mnist", fingerprint)
    for epoch in range(1, epochs + 1):
        for value, metric in enumerate(METRICS):
            record.metrics[metric].append(1 / epoch + value)
        record.seconds.append(0.5)
    record.diagnostics["layers"] = list(layers)
    record.diagnostics["epochs"].append(0)
    for name in records.DIAGNOSTICS:
        record.diagnostics[name].append([0.5, *[0.25] * (len(layers) - 1)])
    record.environment = {"python": "3.11"}
    return record


@pytest.mark.parametrize(("epochs", "ends"), [
    (300, "loss=0.0033, accuracy=1.0033, val_loss=2.0033, val_accuracy=3.0033"), (0, None),
])  # fmt: skip
def test_a_record_shown_bare_is_one_line(epochs, ends):
    what = f"'5', 'fashion_mnist', epochs={epochs}"
    assert repr(made(epochs)) == f"Record({f'{what}, {ends}' if ends else what})"


# On disk


def test_a_record_comes_back_from_json_as_it_was():
    record = made()
    record.diagnostics["saturation"][0][1] = None
    assert Record.from_json(record.to_json()) == record


def test_a_change_that_is_no_number_comes_back_from_json_too():
    record = made()
    record.diagnostics["weight_change"][0] = [math.nan, math.inf]
    again = Record.from_json(record.to_json()).snapshot(0)["weight_change"]
    assert math.isnan(again[0]) and again[1] == math.inf


def test_every_digit_of_a_float_survives():
    record = made(epochs=1)
    record.metrics["loss"][0] = 2.264366865158081
    record.metrics["accuracy"][0] = 0.1 + 0.2
    again = Record.from_json(record.to_json())
    assert again.metrics["loss"] == [2.264366865158081]
    assert again.metrics["accuracy"] == [0.30000000000000004]


def test_how_many_epochs_were_live_is_not_written():
    record = made()
    record.live = 2
    assert "live" not in json.loads(record.to_json())
    assert Record.from_json(record.to_json()).live is None


TRIAL = {"loss": 2.25, "accuracy": 0.125, "val_loss": 2.5, "val_accuracy": 0.1 + 0.2}


def test_a_trial_comes_back_from_json_as_it_was():
    record = made()
    record.trial = dict(TRIAL)
    again = Record.from_json(record.to_json())
    assert again == record and again.trial == TRIAL


def test_a_record_without_a_trial_does_not_mention_one():
    text = made().to_json()
    assert "trial" not in text
    assert Record.from_json(text).trial is None


@pytest.mark.parametrize("exercise", ["baseline_7", "5", "8b"])
def test_records_from_before_there_were_trials_are_written_byte_for_byte_as_they_were(exercise):
    stored = (FOLDER / f"{exercise}.json").read_text("utf-8")
    assert records.load_reference(exercise).to_json() == stored


def test_the_checksum_covers_the_trial_too():
    record = made()
    record.trial = dict(TRIAL)
    changed = record.to_json().replace("2.25", "2.26", 1)
    with pytest.raises(RecordError, match="checksum does not match"):
        Record.from_json(changed)


def test_the_record_of_the_trial_has_one_epoch_and_what_was_measured_before_training():
    record = made()
    record.trial = dict(TRIAL)
    found = record.of_trial()
    assert found.epochs == 1
    assert {metric: found.at(metric, 1) for metric in METRICS} == TRIAL
    assert found.snapshot(0) == record.snapshot(0)
    assert record.epochs == 3


def test_one_changed_digit_is_noticed():
    text = made().to_json()
    changed = text.replace("0.3333333333333333", "0.3333333333333334", 1)
    assert changed != text
    with pytest.raises(RecordError, match="mine.json: its numbers are not those") as refusal:
        Record.from_json(changed, "mine.json")
    assert "checksum does not match" in str(refusal.value)
    assert "Restore the file, or train again" in str(refusal.value)


@pytest.mark.parametrize("key", ["exercise", "dataset", "fingerprint", "environment"])
def test_the_checksum_covers_everything_else_too(key):
    content = json.loads(made().to_json())
    content[key] = "other"
    with pytest.raises(RecordError, match="checksum does not match"):
        Record.from_json(json.dumps(content))


def test_layout_and_order_of_the_file_do_not_matter():
    content = json.loads(made().to_json())
    shuffled = json.dumps(dict(reversed(content.items())))
    assert Record.from_json(shuffled) == made()


def sealed(**changes):
    """The text of a record with a right checksum over wrong contents."""
    content = json.loads(made().to_json()) | changes
    del content["sha256"]
    return json.dumps({**content, "sha256": records._digest(content)})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="an empty object"),
        pytest.param("null", id="null"),
        pytest.param("7", id="a number"),
        pytest.param('"text"', id="a string"),
        pytest.param("<html>", id="a web page"),
        pytest.param(made().to_json()[:200], id="the first 200 characters"),
        pytest.param(made().to_json()[:-3], id="all but the end"),
        pytest.param(sealed(metrics={}), id="without metrics"),
        pytest.param(sealed(metrics=[]), id="with a list of metrics"),
        pytest.param(sealed(seconds=[1.0]), id="with two of three times missing"),
        pytest.param(sealed(invented=1), id="with a field that does not exist"),
    ],
)
def test_what_is_not_a_record_is_refused_by_name(text):
    with pytest.raises(RecordError, match=r"^mine\.json is not a record of vgkit \(\w+: "):
        Record.from_json(text, "mine.json")


def test_another_format_is_refused_with_its_number():
    with pytest.raises(RecordError, match=r"^mine\.json is not a record .*format 2, expected 1"):
        Record.from_json(sealed(format=2), "mine.json")


# Reading values


def test_epochs_are_counted_from_one():
    record = made()
    assert record.epochs == 3
    assert record.at("loss", 1) == 1.0
    assert record.at("loss", 3) == 1 / 3
    assert record.at("val_accuracy", 2) == 3.5


@pytest.mark.parametrize("epoch", [-1, 0, 4])
def test_an_epoch_that_does_not_exist_is_named(epoch):
    with pytest.raises(RecordError) as refusal:
        made().at("loss", epoch)
    assert str(refusal.value) == (
        f"This run of exercise 5 has 3 epochs; there is no epoch {epoch}."
    )


def test_a_snapshot_is_that_of_the_epoch_asked_for():
    record = made()
    record.diagnostics["epochs"].append(10)
    for name in records.DIAGNOSTICS:
        record.diagnostics[name].append([3.0, 4.0])
    assert record.snapshot(0)["gradient_norm"] == [0.5, 0.25]
    assert record.snapshot(10) == {name: [3.0, 4.0] for name in records.DIAGNOSTICS}


def test_records_share_no_lists():
    one, other = Record("5", "synthetic", "a"), Record("5", "synthetic", "a")
    one.metrics["loss"].append(1.0)
    one.diagnostics["epochs"].append(0)
    assert other.metrics["loss"] == []
    assert other.diagnostics["epochs"] == []


# The user's own runs


def test_there_is_no_own_run_at_first():
    assert records.load_user_run("5") is None


def test_an_own_run_is_kept_and_found_by_its_exercise():
    records.keep_user_run(made(exercise="5"))
    assert records.load_user_run("5") == made(exercise="5")
    assert records.load_user_run("baseline_7") is None


def test_a_run_on_synthetic_images_is_never_the_own_run():
    records.keep_user_run(made())
    drawn = made(epochs=9)
    drawn.dataset = "synthetic"
    records.keep_user_run(drawn)
    assert records.load_user_run("5") == made()


@pytest.mark.parametrize(
    ("epochs", "fingerprint", "replaced"),
    [
        pytest.param(2, "abc", False, id="a shorter run of the same network is not kept"),
        pytest.param(3, "abc", True, id="an equally long one is"),
        pytest.param(4, "abc", True, id="a longer one is"),
        pytest.param(1, "xyz", True, id="a short run of another network is"),
    ],
)
def test_which_run_is_kept(epochs, fingerprint, replaced):
    records.keep_user_run(made(epochs=3))
    new = made(epochs, fingerprint)
    new.seconds[0] = 9.0
    records.keep_user_run(new)
    assert records.load_user_run("5") == (new if replaced else made(epochs=3))


OWN = records.load_reference("5").fingerprint


@pytest.mark.parametrize(("kept", "new", "replaced"), [
    pytest.param((3, OWN), (1, "abc"), False, id="a try of another network is not kept"),
    pytest.param((3, OWN), (9, "abc"), False, id="however long it is"),
    pytest.param((3, OWN), (2, OWN), False, id="nor is a shorter run of the exercise's own"),
    pytest.param((9, "abc"), (1, OWN), True, id="the exercise's own is, whatever was there"),
    pytest.param((3, OWN), (4, OWN), True, id="a longer run of it is"),
])  # fmt: skip
def test_a_run_of_the_exercises_own_network_gives_way_to_a_longer_one_of_it_only(
    kept, new, replaced
):
    kept, new = made(*kept), made(*new)
    assert records.keep_user_run(kept) is kept
    assert records.keep_user_run(new) == (new if replaced else kept)
    assert records.load_user_run("5") == (new if replaced else kept)


def test_a_run_that_finishes_at_the_same_moment_is_compared_with_the_other(monkeypatch):
    """The longer one is written while the shorter one has looked and found none."""
    begun, looked = threading.Event(), threading.Event()
    read = records._read

    def slow(path):
        try:
            return read(path)
        finally:
            begun.set(), looked.wait(0.3)

    monkeypatch.setattr(records, "_read", slow)
    shorter = threading.Thread(target=records.keep_user_run, args=[made(epochs=1)])
    shorter.start()
    begun.wait()
    monkeypatch.setattr(records, "_read", read)
    records.keep_user_run(made(epochs=9))
    looked.set(), shorter.join()
    assert records.load_user_run("5") == made(epochs=9)


@pytest.mark.parametrize("name", ["5.1", "6.9", "mine"])
def test_under_a_name_of_the_users_own_the_later_network_is_kept(name):
    for fingerprint in (OWN, "abc"):
        run = made(1, fingerprint)
        run.exercise = name
        assert records.keep_user_run(run) is run


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b"\xff\xfe\x00"])
def test_an_unreadable_own_run_is_replaced_by_the_next(rubbish, own_home):
    path = own_home / "runs" / "5-fashion_mnist.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(rubbish)
    records.keep_user_run(made())
    assert records.load_user_run("5") == made()


def test_an_own_run_that_was_edited_is_refused_by_its_path(own_home):
    records.keep_user_run(made())
    path = own_home / "runs" / "5-fashion_mnist.json"
    path.write_text(path.read_text("utf-8").replace("0.5", "0.4"), "utf-8")
    with pytest.raises(RecordError, match="checksum does not match") as refusal:
        records.load_user_run("5")
    assert str(path) in str(refusal.value)


def test_an_own_run_with_a_damaged_byte_is_refused_by_its_path(own_home):
    records.keep_user_run(made())
    path = own_home / "runs" / "5-fashion_mnist.json"
    path.write_bytes(path.read_bytes().replace(b"abc", b"a\xffc"))
    with pytest.raises(RecordError) as refusal:
        records.load_user_run("5")
    assert str(path) in str(refusal.value)


def test_a_record_that_cannot_be_written_is_an_oserror_and_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError):
        records.save(made(), tmp_path / "file" / "5.json")
    (tmp_path / "5.json").mkdir()
    with pytest.raises(OSError):
        records.save(made(), tmp_path / "5.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["5.json", "file"]


# What the kit ships

FOLDER = importlib.resources.files("vgkit.course") / "recorded"
SHIPPED = sorted(file.name.removesuffix(".json") for file in FOLDER.iterdir())


def shipped_runs(exercise):
    """The records of an exercise: one, or several where it is several trainings."""
    in_parts = "parts" in json.loads((FOLDER / f"{exercise}.json").read_text("utf-8"))
    return (
        records.load_reference_parts(exercise) if in_parts else [records.load_reference(exercise)]
    )


def test_every_exercise_has_its_record_and_every_record_its_exercise():
    assert set(course.EXERCISES) == set(SHIPPED)


def test_a_run_that_the_kit_does_not_ship_is_none():
    assert records.load_reference("no such exercise") is None


@pytest.mark.parametrize("exercise", SHIPPED)
def test_a_shipped_record_is_whole(exercise):
    runs = shipped_runs(exercise)
    row = course.get(exercise)
    assert sum(run.epochs for run in runs) == row.epochs
    assert runs[-1].epochs == (300 if row.stages else row.epochs)
    for record in runs:
        assert record.dataset == row.images_name
        assert len(record.seconds) == record.epochs
        for metric in METRICS:
            values = record.metrics[metric]
            assert len(values) == record.epochs
            assert all(isinstance(value, float) and math.isfinite(value) for value in values)
            if metric.endswith("accuracy"):
                assert 0 <= min(values) <= max(values) <= 1


@pytest.mark.parametrize("exercise", SHIPPED)
def test_the_diagnostics_of_a_shipped_record_are_of_the_epochs_that_are_looked_at(exercise):
    first = "hidden 1" if course.get(exercise).input_shape == (784,) else "conv 1"
    for record in shipped_runs(exercise):
        epochs, layers = record.diagnostics["epochs"], record.diagnostics["layers"]
        assert epochs == [epoch for epoch in gradients.EPOCHS if epoch <= record.epochs]
        assert layers[0] == first
        assert layers[-1] == "output"
        for name in records.DIAGNOSTICS:
            assert len(record.diagnostics[name]) == len(epochs)
            assert {len(row) for row in record.diagnostics[name]} == {len(layers)}


@pytest.mark.parametrize("exercise", SHIPPED)
def test_a_shipped_record_states_its_environment_without_a_path(exercise):
    for record in shipped_runs(exercise):
        environment = record.environment
        assert {"python", "keras", "numpy", "vgkit", "processor", "threads"} <= set(environment)
        assert "tensorflow" in environment or "tensorflow-cpu" in environment
        assert not any(re.search(r"[/\\]\w|://|@", str(value)) for value in environment.values())


def test_the_shipped_exercise_5_starts_with_the_loss_of_2022():
    assert records.load_reference("5").at("loss", 1) == 2.264366865158081
