"""Bars: shown where somebody watches, and closed with the file that they were shown in."""

import pytest

from tests.processes import small_adam
from vgkit.errors import TrainingInterrupted
from vgkit.messages import set_language
from vgkit.networks.mlp import submodels
from vgkit.training import epoch_graph, progress, stages, trainer


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


@pytest.mark.parametrize(("language", "heading"), [
    ("en", "6.2, training 2 of 2"), ("vi", "6.2, lần train 2 trên 2"),
])  # fmt: skip
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
