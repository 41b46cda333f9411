"""Sweeps: rows stream to the file, whatever is killed or fails; the numbers never depend on it."""

import contextlib
import dataclasses
import functools
import json
import os
import re
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import MonkeyPatch, thorough_but, tiny_images, without_graphs
from tests.locks import all_ended, hold_lock
from vgkit import course, data, parallel
from vgkit.errors import TrainingInterrupted, VgkitError
from vgkit.experiments import sweep, sweep_file, variations
from vgkit.experiments.setting import Setting, read
from vgkit.experiments.sweep_row import SweepRow
from vgkit.messages import set_language
from vgkit.notebooks import preloaded
from vgkit.training import bookkeeping, records

SETTINGS = read([{"depth": 1, "epochs": 1, "seed": [1, 2, 3, 4]}])
HOPELESS = Setting(name="hopeless", activation="linear", learning_rate=10.0, epochs=1)
ATTEMPT = sweep._attempt


def attempt(task, die_once=None):
    """In the other process, which imports this file: a row on the tiny data set.

    Where `ALIVE` names a folder, the process holds a lock in it as long as it lives, and the
    trainings of seeds 3 and 4 last for ever. With `die_once`, a file that is not there yet, the
    process is killed by the first training of seed 3.
    """
    key, setting, dataset = task
    data.load = tiny_images
    if folder := os.environ.get("ALIVE"):
        hold_lock(folder)
        if setting.seed > 2:
            setting = dataclasses.replace(setting, epochs=10_000)
    if die_once and setting.seed == 3:
        with contextlib.suppress(FileExistsError):
            open(die_once, "x").close()
            os.kill(os.getpid(), signal.SIGKILL)
    with without_graphs():
        return ATTEMPT((key, setting, dataset))


def measured(rows):
    """Rows without what differs from run to run."""
    return [
        {name: value for name, value in row.to_dict().items() if name != "seconds"} for row in rows
    ]


def lines(path):
    return [SweepRow.of(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def without(path, *numbers):
    """Take lines out of a results file."""
    kept = [line for n, line in enumerate(path.read_text().splitlines(True)) if n not in numbers]
    path.write_text("".join(kept))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A sweep that nothing interrupted: its rows, and its results file."""
    path = tmp_path_factory.mktemp("whole") / "rows.jsonl"
    with MonkeyPatch.context() as patch:
        patch.setenv("VGKIT_PROGRESS", "off")
        patch.setattr(data, "load", tiny_images)
        with without_graphs():
            return sweep.sweep(SETTINGS, path, jobs=1), path


@pytest.fixture
def path(whole, tmp_path):
    """A results file with all four rows in it."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(whole[1].read_bytes())
    return path


@pytest.fixture
def trained(tiny, whole, monkeypatch):
    """The names of what is trained, in order; what the whole sweep has is taken from it."""
    names, real = [], variations.train
    known = {row.key: row for row in whole[0]}

    def train(setting):
        names.append(setting.name)
        row = known.get(sweep.key(setting, "synthetic")) or real(setting)
        return replace(row, setting=setting.to_dict())

    monkeypatch.setattr(variations, "train", train)
    return names


# Rows and their keys


def test_rows_come_in_the_order_of_the_settings_and_are_those_in_the_file(whole):
    rows, path = whole
    assert [row.name for row in rows] == [setting.name for setting in SETTINGS]
    assert rows == lines(path)
    assert set(rows[0].to_dict()) == {
        "key",
        "setting",
        "dataset",
        "metrics",
        "gradient_ratio",
        "seconds",
    }
    assert rows[0].key == sweep.key(SETTINGS[0], "synthetic")


def test_a_row_holds_what_one_training_measures(tiny, whole):
    alone = variations.train(SETTINGS[1])
    assert measured([replace(whole[0][1], key="")]) == measured([alone])


OTHERS = {
    "activation": "tanh", "initializer": "he_normal", "stddev": 1.0, "depth": 3,
    "normalization": "batch", "skips": [[1, 3]], "stages": [3, 4], "optimizer": "Adam",
    "learning_rate": 0.1, "pixels": "0-1", "validation": "training tail", "epochs": 11, "seed": 2,
}  # fmt: skip


def test_a_key_depends_on_everything_but_the_name():
    fields = {field.name for field in dataclasses.fields(Setting)}
    assert set(OTHERS) == fields - {"name"}
    others = [Setting(**{name: value}) for name, value in OTHERS.items()]
    keys = [sweep.key(setting, "synthetic") for setting in (Setting(), *others)]
    keys.append(sweep.key(Setting(), "fashion_mnist"))
    assert len(set(keys)) == len(OTHERS) + 2
    assert sweep.key(Setting(name="mine"), "synthetic") == keys[0]
    assert all(len(key) == 16 and int(key, 16) >= 0 for key in keys)


def test_a_key_is_the_same_on_every_machine():
    # Rows that were kept or shipped are found by it: it must not change unnoticed.
    assert sweep.key(Setting(), "fashion_mnist") == "f03bd3f7e2bfb706"


def test_a_row_that_is_there_is_shown_under_the_name_that_its_setting_has_now(path, trained):
    settings = [dataclasses.replace(SETTINGS[1], name="mine"), SETTINGS[0]]
    rows = sweep.sweep(settings, path, jobs=1)
    assert trained == []
    assert [row.name for row in rows] == ["mine", SETTINGS[0].name]


def test_one_training_under_two_names_is_trained_once_and_shown_twice(tmp_path, trained):
    settings = [dataclasses.replace(SETTINGS[0], name=name) for name in ("a", "b")]
    rows = sweep.sweep(settings, tmp_path / "new" / "rows.jsonl", jobs=1)
    assert len(trained) == len(lines(tmp_path / "new" / "rows.jsonl")) == 1
    assert [row.name for row in rows] == ["a", "b"]
    assert rows[0].metrics == rows[1].metrics


def test_every_row_is_in_the_file_before_the_next_is_waited_for(tiny, tmp_path, monkeypatch):
    path, seen = tmp_path / "rows.jsonl", []

    def run_all(function, tasks, jobs, dask, name):
        assert [name(task) for task in tasks] == [setting.name for setting in SETTINGS]
        for task in tasks:
            yield SweepRow(task[1].to_dict(), task[2], task[0], error="-")
            seen.append(len(lines(path)))

    monkeypatch.setattr(parallel, "run_all", run_all)
    sweep.sweep(SETTINGS, path)
    assert seen == [1, 2, 3, 4]


def test_the_pixels_of_a_data_set_are_looked_at_once_for_all_settings(tiny, monkeypatch):
    looked = []

    def prepare(images, *view, real=data.prepare):
        looked.append(view)
        return real(images, *view)

    monkeypatch.setattr(data, "prepare", prepare)
    settings = read([{"pixels": ["standardised", "0-1"], "seed": [1, 2, 3]}])
    tasks = sweep._tasks(settings, tiny)
    assert sorted(looked) == [("0-1", "test"), ("standardised", "test")]
    assert [dataset for _, _, dataset in tasks] == ["synthetic-standardised"] * 3 + [
        "synthetic-0-1"
    ] * 3


# Files that were cut off, or spoilt


@pytest.mark.parametrize("bytes_left", [1, 8, 100])
def test_a_row_that_was_cut_off_is_cleared_away_and_trained_again(whole, path, trained, bytes_left):
    content = path.read_bytes()
    start = content[:-1].rfind(b"\n") + 1
    path.write_bytes(content[: start + bytes_left])
    rows = sweep.sweep(SETTINGS, path, jobs=1)
    assert trained == [SETTINGS[3].name]
    assert measured(rows) == measured(whole[0]) == measured(lines(path))


SPOILT = {
    # name: (what stands in the place of line 2, why it is no row)
    "a cut": (b'{"key": "12', "Unterminated string"),
    "empty": (b"", "Expecting value"),
    "no key": (b"{}", "'key'"),
    "a list": (b"[1, 2]", "list indices"),
    "rubbish": (b'"\xff"', "can't decode"),
    "nested too deep": (b"[" * 100_000, "recursion"),
    "endless digits": (b'{"key": ' + b"9" * 5000 + b"}", "4300"),
}


@pytest.mark.usefixtures("no_collecting")
@pytest.mark.parametrize("fault", SPOILT)
def test_a_spoilt_line_in_the_middle_is_named_and_nothing_is_trained(path, trained, fault):
    line, reason = SPOILT[fault]
    content = path.read_bytes().split(b"\n")
    content[1] = line
    path.write_bytes(b"\n".join(content))
    before = path.read_bytes()
    with pytest.raises(VgkitError) as refusal:
        sweep.sweep(SETTINGS, path, jobs=1)
    assert f"{path}, line 2 is no row of a sweep (" in str(refusal.value)
    assert reason in str(refusal.value)
    assert "Delete that line" in str(refusal.value)
    assert (trained, path.read_bytes()) == ([], before)


def test_a_spoilt_line_is_named_in_vietnamese_too(path, trained):
    set_language("vi")
    path.write_text("x\n")
    with pytest.raises(VgkitError, match="dòng 1 không phải là kết quả của sweep"):
        sweep.sweep(SETTINGS, path, jobs=1)


@pytest.mark.parametrize("content", ['[{"depth": 1}]', "notes"])
def test_a_file_of_something_else_is_refused_and_stays_as_it_is(tmp_path, trained, content):
    path = tmp_path / "table.json"
    path.write_text(content)  # without an end of line, as after a kill
    with pytest.raises(VgkitError, match="line 1 is no row of a sweep"):
        sweep.sweep(SETTINGS, path, jobs=1)
    assert path.read_text() == content


# Failures


def test_a_failed_training_is_a_row_and_the_others_go_on(tmp_path, trained):
    path = tmp_path / "rows.jsonl"
    bad, good = sweep.sweep([HOPELESS, SETTINGS[0]], path, jobs=1)
    assert bad.error.startswith("VgkitError: The loss became nan in epoch 1")
    assert set(bad.to_dict()) == {"key", "setting", "dataset", "error"}
    assert (bad.setting, bad.dataset) == (HOPELESS.to_dict(), "synthetic")
    assert good.metrics
    assert lines(path) == [bad, good]


def test_a_failed_training_is_tried_again_only_on_request(tmp_path, trained, monkeypatch):
    path, settings = tmp_path / "rows.jsonl", [SETTINGS[0], SETTINGS[1]]
    real = variations.train

    def train(setting):
        if setting.seed == 1:
            raise MemoryError("no room")
        return real(setting)

    monkeypatch.setattr(variations, "train", train)
    first = sweep.sweep(settings, path, jobs=1)
    assert first[0].error == "MemoryError: no room"
    monkeypatch.setattr(variations, "train", real)
    assert sweep.sweep(settings, path, jobs=1) == first
    assert trained == [SETTINGS[1].name]
    again = sweep.sweep(settings, path, jobs=1, retry=True)
    assert trained[1:] == [SETTINGS[0].name]
    assert not again[0].failed and again[1] == first[1]
    assert len(lines(path)) == 3
    assert sweep.sweep(settings, path, jobs=1) == again  # the later row counts from now on


def test_other_images_than_the_sweeps_are_an_error_not_a_number(tiny):
    task = (sweep.key(SETTINGS[0], "fashion_mnist-0-1"), SETTINGS[0], "fashion_mnist-0-1")
    row = sweep._attempt(task)
    assert "This sweep is of fashion_mnist-0-1, but its worker has synthetic" in row.error
    assert (row.key, row.dataset) == (task[0], "fashion_mnist-0-1")


def test_images_that_a_worker_does_not_have_are_an_error_of_its_row(monkeypatch):
    def load(name=None):
        raise data.DataError("nothing here")

    monkeypatch.setattr(data, "load", load)
    row = sweep._attempt(("k", SETTINGS[0], "fashion_mnist"))
    assert row.error == "DataError: nothing here"


@pytest.mark.parametrize(("language", "words"), [
    ("en", "The sweep was interrupted. 2 of 4 trainings are kept in {}: run the same call again"),
    ("vi", "Sweep bị ngắt. 2 trên 4 lần train đã được giữ trong {}: chạy lại đúng lệnh này"),
])  # fmt: skip
def test_an_interruption_is_never_taken_for_a_failure(path, trained, monkeypatch, language, words):
    def stop(self, epoch, metrics, seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(bookkeeping.Bookkeeper, "note", stop)
    set_language(language)
    without(path, 1, 2, 3)
    others = [dataclasses.replace(SETTINGS[0], seed=seed) for seed in (5, 6)]
    with pytest.raises(TrainingInterrupted) as told:
        sweep.sweep([*SETTINGS[:2], *others], path, jobs=1)
    assert words.format(path) in str(told.value)
    assert len(lines(path)) == 2


# Killed, interrupted, and taken up again

SWEPT = """
import signal, sys
from tests.experiments import test_sweep
from vgkit import course, data
from vgkit.experiments import sweep
from vgkit.cli.app import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
data.load = test_sweep.tiny_images
sweep._attempt = test_sweep.attempt
main(["sweep", *sys.argv[1:]])
"""


@pytest.fixture(params=thorough_but([1], [1, 2]), ids=lambda jobs: f"{jobs} job(s)")
def halfway(request, tmp_path):
    """`vgkit sweep` with two rows in the file and a long training under way in each of its jobs."""
    table, alive = tmp_path / "table.json", tmp_path / "alive"
    table.write_text('[{"depth": 1, "epochs": 1, "seed": [1, 2, 3, 4]}]')
    alive.mkdir()
    path = tmp_path / "table.jsonl"
    with open(tmp_path / "out", "w") as out, open(tmp_path / "err", "w") as err:
        running = preloaded.start(
            ["-c", SWEPT, str(table), "--jobs", str(request.param)],
            env={**os.environ, "ALIVE": str(alive)},
            cwd=request.config.rootpath, stdout=out, stderr=err,
        )  # fmt: skip
    while running.poll() is None and not (path.exists() and path.read_bytes().count(b"\n") == 2):
        time.sleep(0.02)
    yield running, path, alive, request.param
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)


def test_killed_halfway_it_goes_on_to_the_numbers_of_a_whole_sweep(
    tiny, whole, halfway, tmp_path, monkeypatch
):
    """Whether another sweep, waiting for this one, takes over at once, or one is started later."""
    running, path, alive, jobs = halfway
    told, trained, kept = [], [], tmp_path / "kept.jsonl"

    def tell(message):
        told.append(message)
        running.kill()
        running.wait()
        kept.write_bytes(path.read_bytes())

    def note(task):
        trained.append(task[1].seed)
        return ATTEMPT(task)

    monkeypatch.setattr(sweep_file, "tell", tell)
    monkeypatch.setattr(sweep, "_attempt", note)
    rows = sweep.sweep(SETTINGS, path, jobs=1)
    assert len(told) == 1 and f"Another sweep is writing to {path}" in told[0]
    assert trained == [3, 4]
    assert measured(rows) == measured(whole[0])
    assert sorted(row.setting["seed"] for row in lines(path)) == [1, 2, 3, 4]

    assert all_ended(alive) == (True, jobs)  # nobody trains on for nothing
    before = lines(kept)
    assert sorted(row.setting["seed"] for row in before) == [1, 2]
    assert before == lines(path)[:2]
    rows = sweep.sweep(SETTINGS, kept, jobs=1)
    assert trained == [3, 4, 3, 4]
    assert lines(kept)[:2] == before
    assert measured(rows) == measured(whole[0])
    assert len(told) == 1


# What Python says where Ctrl-C comes while TensorFlow makes a function, which is then deleted half
# made, or while it deletes one.
IN_A_DESTRUCTOR = (
    r"^Exception ignored in: <function AtomicFunction\.__del__ .*\n"
    r"(?:Traceback .*\n)?(?:[ \t].*\n)*\w+(?:Error|Interrupt)\b.*\n"
)


@pytest.mark.thorough
def test_ctrl_c_keeps_the_rows_and_says_how_to_go_on(halfway, tmp_path):
    running, path, alive, jobs = halfway
    os.killpg(running.pid, signal.SIGINT)  # to the workers too, as a terminal does
    assert running.wait() == 130
    assert (tmp_path / "out").read_text() == ""
    said = re.sub(IN_A_DESTRUCTOR, "", (tmp_path / "err").read_text(), flags=re.MULTILINE)
    assert said == (
        f"\nThe sweep was interrupted. 2 of 4 trainings are kept in {path}: run the same call "
        "again and it goes on with the others.\n"
    )
    assert all_ended(alive) == (True, jobs)
    rows = lines(path)
    assert sorted(row.setting["seed"] for row in rows) == [1, 2]
    assert not any(row.failed for row in rows)


# Two sweeps at once


def test_what_another_sweep_has_trained_meanwhile_is_not_trained_again(
    whole, path, trained, monkeypatch
):
    without(path, 1, 2)
    with contextlib.ExitStack() as other:
        _, add = other.enter_context(sweep_file.sole_writer(path))

        def end(message):
            add(whole[0][1])
            other.close()

        monkeypatch.setattr(sweep_file, "tell", end)
        rows = sweep.sweep(SETTINGS, path, jobs=1)
    assert trained == [SETTINGS[2].name]
    assert measured(rows) == measured(whole[0])
    assert len(lines(path)) == 4


def test_a_sweep_whose_rows_are_all_there_waits_for_nobody(whole, path, trained, monkeypatch):
    monkeypatch.setattr(sweep_file, "tell", pytest.fail)
    with sweep_file.sole_writer(path):
        assert measured(sweep.sweep(SETTINGS, path, jobs=1)) == measured(whole[0])
    assert trained == []


def test_ctrl_c_ends_the_waiting(path, trained, monkeypatch):
    def stop(message):
        raise KeyboardInterrupt

    without(path, 3)
    monkeypatch.setattr(sweep_file, "tell", stop)
    kept = "3 of 4 trainings are kept"
    with sweep_file.sole_writer(path), pytest.raises(TrainingInterrupted, match=kept):
        sweep.sweep(SETTINGS, path, jobs=1)
    assert trained == []


# Dask


@pytest.fixture(scope="module")
def cluster():
    reason = "NOT TESTED, no Dask installed: pip install distributed"
    distributed = pytest.importorskip("distributed", reason=reason)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.thorough
def test_two_dask_workers_give_the_numbers_of_a_local_sweep(
    tiny, whole, cluster, tmp_path, monkeypatch
):
    monkeypatch.setattr(sweep, "_attempt", attempt)
    path = tmp_path / "rows.jsonl"
    rows = sweep.sweep([*SETTINGS, HOPELESS], path, dask=cluster)
    assert measured(rows[:4]) == measured(whole[0])
    assert rows[4].error.startswith("VgkitError: The loss became nan")
    assert sorted(row.key for row in lines(path)) == sorted(row.key for row in rows)


@pytest.mark.thorough
def test_what_a_killed_dask_worker_had_is_trained_by_another_and_nothing_twice(
    tiny, whole, path, cluster, tmp_path, monkeypatch
):
    without(path, 1, 2)
    died = tmp_path / "died"
    monkeypatch.setattr(sweep, "_attempt", functools.partial(attempt, die_once=str(died)))
    rows = sweep.sweep(SETTINGS, path, dask=cluster)
    assert died.exists()
    assert measured(rows) == measured(whole[0])
    assert len(lines(path)) == 4


# Tables


@pytest.mark.parametrize(("name", "content"), [
    ("t.toml", "[[setting]]\ndepth = [3, 4]\nskips = [[1, 3]]\n[[setting]]\nseed = 2\n"),
    ("t.json", '[{"depth": [3, 4], "skips": [[1, 3]]}, {"seed": 2}]'),
], ids=["toml", "json"])  # fmt: skip
def test_a_table_is_read_from_either_kind_of_file(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content)
    skip = ((1, 3),)
    assert sweep.load_table(path) == [
        Setting(depth=3, skips=skip),
        Setting(depth=4, skips=skip),
        Setting(seed=2),
    ]


BAD_TABLES = {
    # name: (name of the file, content, words of the message)
    "no file": ("t.toml", None, "No such file"),
    "no TOML": ("t.toml", "[[setting]\n", "line 1"),
    "no JSON": ("t.json", "[{", "Expecting property name"),
    "other rows": ("t.toml", "[[settings]]\ndepth = 3\n", "'setting'"),
    "one row": ("t.toml", "[setting]\ndepth = 3\n", "not a list of rows"),
    "numbers": ("t.json", "[1, 2]", "not a list of rows"),
    "no text": ("t.toml", b"\xff\xfe", "codec"),
    "UTF-16": ("t.json", "[]".encode("utf-16"), "not UTF-8 text"),
    "UTF-16, unmarked": ("t.json", '[{"depth": 3}]'.encode("utf-16-le"), "not UTF-8 text (NUL)"),
    "nested too deep": ("t.json", "[" * 100_000, "recursion"),
    "nested too deep, TOML": ("t.toml", "a = " + "[" * 100_000, "recursion"),
    "endless digits": ("t.json", '[{"depth": ' + "9" * 5000 + "}]", "4300"),
    "NUL": ("t.toml", "[[setting]]\0", "not UTF-8 text (NUL)"),
}


@pytest.mark.usefixtures("no_collecting")
@pytest.mark.parametrize("case", BAD_TABLES)
def test_a_file_that_is_no_table_is_refused_with_an_example(tmp_path, case):
    name, content, words = BAD_TABLES[case]
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(VgkitError) as refusal:
        sweep.load_table(path)
    assert f"{path} is no table of settings (" in str(refusal.value)
    assert words in str(refusal.value)
    assert '[[setting]] activation = "relu"' in str(refusal.value)


def test_a_table_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "t.toml"
    path.write_bytes("\ufeff[[setting]]\r\ndepth = 3\r\n".encode())
    assert sweep.load_table(path) == [Setting(depth=3)]


def test_a_bad_table_is_told_in_vietnamese_too(tmp_path):
    set_language("vi")
    with pytest.raises(VgkitError, match="không phải là bảng các setting"):
        sweep.load_table(tmp_path / "t.toml")


# A notebook's sweep


@pytest.fixture
def shipped(tiny, whole, monkeypatch):
    """The quick profile, on images that count as real ones; the rows that the kit ships."""
    images = dataclasses.replace(tiny, name="fashion_mnist")
    monkeypatch.setattr(data, "load", lambda name=None: images)
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    rows = {}
    for setting, row in zip(SETTINGS, whole[0], strict=True):
        key = sweep.key(setting, "fashion_mnist")
        content = {**row.to_dict(), "key": key, "dataset": "fashion_mnist"}
        rows[key] = SweepRow.of(json.loads(json.dumps(content)))
    monkeypatch.setattr(sweep, "load_reference", lambda name: rows if name == "depths" else None)
    sweep._live_metrics.cache_clear()
    yield list(rows.values())
    sweep._live_metrics.cache_clear()


def test_the_quick_profile_shows_the_shipped_rows_under_the_settings_names(shipped, own_home):
    settings = [dataclasses.replace(SETTINGS[2], name="mine"), SETTINGS[0]]
    rows = sweep.run(settings, "depths")
    assert [row.name for row in rows] == ["mine", SETTINGS[0].name]
    assert [row.metrics for row in rows] == [shipped[2].metrics, shipped[0].metrics]
    assert not own_home.exists()


@pytest.mark.parametrize(("language", "words"), [
    ("en", "further apart than 0.02"), ("vi", "lệch nhau quá 0.02"),
])  # fmt: skip
@pytest.mark.parametrize("metric", records.METRICS)
def test_the_quick_profile_fails_where_the_first_setting_disagrees(
    shipped, monkeypatch, metric, language, words
):
    live = replace(
        shipped[1], metrics={name: list(shipped[1].metrics[name]) for name in records.METRICS}
    )
    monkeypatch.setattr(variations, "train", lambda setting: live)
    set_language(language)
    sweep.run(SETTINGS[1:], "depths")
    shipped[1].metrics[metric][0] += 0.021
    with pytest.raises(VgkitError) as refusal:
        sweep.run(SETTINGS[1:], "depths")
    assert f"{SETTINGS[1].name}: {metric}" in str(refusal.value)
    assert words in str(refusal.value)


def test_the_quick_profile_trains_once_a_session_and_compares_on_every_call(shipped, trained):
    sweep.run(SETTINGS[:1], "depths")
    sweep.run(SETTINGS, "depths")
    assert trained == [SETTINGS[0].name]
    sweep.run([*SETTINGS[1:], SETTINGS[0]], "depths")
    assert trained == [SETTINGS[0].name, SETTINGS[1].name]
    shipped[0].metrics["loss"][0] += 0.021
    with pytest.raises(VgkitError, match="further apart than 0.02"):
        sweep.run(SETTINGS, "depths")


def test_the_quick_profile_trains_two_epochs_of_what_can_be_compared(shipped, monkeypatch):
    metrics = {name: [float(epoch) for epoch in range(10)] for name in records.METRICS}
    failed, staged, whole = Setting(seed=9), Setting(stages=(3, 4)), Setting()
    rows = {}
    for setting, found in (
        (failed, {"error": "-"}),
        (staged, {"metrics": {}}),
        (whole, {"metrics": metrics}),
    ):
        key = sweep.key(setting, "fashion_mnist")
        rows[key] = SweepRow(setting.to_dict(), "fashion_mnist", key, **found)
    monkeypatch.setattr(sweep, "load_reference", lambda name: rows)
    asked = []

    def train(setting):
        asked.append(setting)
        two = {name: values[:2] for name, values in metrics.items()}
        return SweepRow(setting.to_dict(), "fashion_mnist", metrics=two)

    monkeypatch.setattr(variations, "train", train)
    assert sweep.run([failed, staged, whole], "any") == list(rows.values())
    assert asked == [dataclasses.replace(whole, epochs=2)]


@pytest.mark.parametrize(("language", "words"), [
    ("en", "vgkit ships no record of 'mine' ('depths'). Unset VGKIT_PROFILE to train."),
    ("vi", "vgkit không có record của 'mine' ('depths'). Hãy bỏ biến VGKIT_PROFILE để train thật."),
])  # fmt: skip
def test_the_quick_profile_refuses_what_is_not_shipped(shipped, language, words):
    set_language(language)
    with pytest.raises(VgkitError) as refusal:
        sweep.run([SETTINGS[0], Setting(name="mine")], "depths")
    assert words in str(refusal.value)


def test_the_quick_profile_refuses_a_sweep_that_is_not_shipped(shipped):
    with pytest.raises(VgkitError, match="'widths'"):
        sweep.run(SETTINGS, "widths")


def test_a_sweep_that_is_not_shipped_has_no_rows():
    assert sweep.load_reference("no such sweep") is None


RECORDED = Path(course.__file__).parent / "swept"


@pytest.mark.parametrize("name", sorted(path.stem for path in RECORDED.glob("*.jsonl")))
def test_the_shipped_rows_are_found_by_the_settings_that_they_name(name):
    rows = sweep.load_reference(name)
    assert len(rows) == len(lines(RECORDED / f"{name}.jsonl"))
    for key, row in rows.items():
        assert row.dataset.startswith("fashion_mnist")
        assert sweep.key(Setting(**row.setting), row.dataset) == key


@pytest.mark.parametrize("profile", ["full", "quick"])
def test_any_other_session_trains_and_keeps_the_rows_in_the_users_folder(
    whole, trained, own_home, monkeypatch, profile
):
    monkeypatch.setenv("VGKIT_PROFILE", profile)  # quick compares on Fashion-MNIST only
    rows = sweep.run(SETTINGS[:2], "depths", jobs=1)
    assert measured(rows) == measured(whole[0][:2])
    assert lines(own_home / "sweeps" / "depths.jsonl") == rows
    assert sweep.run(SETTINGS[:2], "depths", jobs=1) == rows
    assert len(trained) == 2


def test_a_notebooks_sweep_run_again_tries_what_failed_but_did_not_diverge(
    whole, trained, own_home, monkeypatch
):
    errors = {1: MemoryError("no room"), 2: VgkitError("The loss became nan in epoch 1")}
    asked, real = [], variations.train

    def train(setting):
        asked.append(setting.seed)
        if error := errors.get(setting.seed):
            raise error
        return real(setting)

    monkeypatch.setattr(variations, "train", train)
    rows = sweep.run(SETTINGS[:3], "depths", jobs=1)
    assert [row.failed for row in rows] == [True, True, False] and asked == [1, 2, 3]
    errors.clear()
    again = sweep.run(SETTINGS[:3], "depths", jobs=1)
    assert asked[3:] == [1]
    assert measured(again[:1]) == measured(whole[0][:1]) and again[1:] == rows[1:]
    assert sweep.run(SETTINGS[:3], "depths", jobs=1) == again
    assert asked[4:] == []
