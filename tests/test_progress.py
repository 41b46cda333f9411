"""Bars: shown where somebody watches, and closed with the file that they were shown in."""

import pytest

from tests.conftest import in_english_but
from tests.processes import small_adam
from vgkit import parallel, progress
from vgkit.errors import TrainingInterrupted
from vgkit.experiments import kept, spread, sweep
from vgkit.experiments.setting import Setting
from vgkit.experiments.sweep_row import SweepRow
from vgkit.messages import set_language
from vgkit.networks.mlp import submodels
from vgkit.training import epoch_graph, stages, trainer


@pytest.fixture
def files(monkeypatch, tmp_path):
    """The files that bars were shown in, in a session that names one."""
    opened = []

    def note(*arguments, **options):
        opened.append(open(*arguments, **options))  # noqa: SIM115
        return opened[-1]

    monkeypatch.setenv("VGKIT_PROGRESS", str(tmp_path / "bar"))
    monkeypatch.setattr(progress, "open", note, raising=False)
    return opened


def test_a_file_for_the_bar_is_closed_when_a_training_has_ended(tiny, files):
    trainer.train(small_adam(), "mine", 2)
    (file,) = files
    assert file.closed
    with open(file.name, encoding="utf-8") as shown:
        assert "2/2" in shown.read()


@pytest.mark.parametrize(
    ("language", "heading"),
    in_english_but(("en", "6.2, training 2 of 2"), ("vi", "6.2, lần train 2 trên 2")),
)
def test_one_of_several_trainings_shows_how_many_there_are(tiny, files, language, heading):
    set_language(language)
    stages.train_in_stages(stages.plan(submodels(), 1, 1)[:2])
    with open(files[-1].name, encoding="utf-8") as shown:
        assert heading in shown.read()


@pytest.mark.parametrize(
    ("end", "raised"), [(KeyboardInterrupt, TrainingInterrupted), (RuntimeError, RuntimeError)]
)
def test_a_file_for_the_bar_is_closed_when_a_training_fails(tiny, files, monkeypatch, end, raised):
    def stop(*_):
        raise end

    monkeypatch.setattr(epoch_graph, "epoch_functions", stop)
    with pytest.raises(raised):
        trainer.train(small_adam(), "mine", 2)
    assert [file.closed for file in files] == [True]


def test_a_file_for_the_bar_is_closed_though_the_last_line_cannot_be_written(files, monkeypatch):
    def fail(*_, **__):
        raise OSError("the terminal is gone")

    bar = progress.progress_bar(total=2)
    monkeypatch.setattr(bar, "display", fail)
    with pytest.raises(OSError, match="gone"):
        bar.close()
    assert [file.closed for file in files] == [True]


def sweeping(folder):
    sweep.sweep([Setting(), Setting(depth=3)], folder / "rows.jsonl")


def spreading(folder):
    spread.measure("5", 2)


@pytest.mark.parametrize("work", [sweeping, spreading])
@pytest.mark.parametrize("end", [KeyboardInterrupt, RuntimeError])
def test_after_an_error_among_many_trainings_bar_and_trainings_are_ended(
    tiny, files, tmp_path, monkeypatch, work, end
):
    ended = []

    def run_all(function, arguments, *_, **__):
        try:
            yield _attempt(arguments[0]) if work is sweeping else (1, {"Q5": 0.5, "Q6": 0.5})
            yield None
        finally:
            ended.append(work)

    def stop(self, *_):
        raise end

    monkeypatch.setattr(parallel, "run_all", run_all)
    monkeypatch.setattr(kept, "run_all", run_all)
    monkeypatch.setattr(progress._BarInAFile, "update", stop)
    with pytest.raises(end):
        work(tmp_path)
    assert [file.closed for file in files] == [True]
    assert ended == [work], "the other trainings go on"


def _attempt(task):
    key, setting, dataset = task
    return SweepRow(setting.to_dict(), dataset, key, error="made up")
