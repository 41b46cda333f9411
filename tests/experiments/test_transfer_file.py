"""The file of shipped trainings: what is written is read, what is damaged or missing is named."""

import json

import pytest

from tests.experiments.transfers import run
from vgkit.errors import VgkitError
from vgkit.experiments import transfer, transfer_file
from vgkit.messages import set_language
from vgkit.training import records


def test_what_is_written_is_read():
    runs = [run(), run("fine_tuned", 1_000, 2, 0.123456789, logits=[1.5, -2.0])]
    text = transfer_file.to_json(runs, {"frozen": {"loss": [0.5]}}, {"cores": 2})
    found, trials = transfer_file.parse(text)
    assert trials == {"frozen": {"loss": [0.5]}}
    assert [(each.way, each.images, each.seed) for each in found] == [
        ("frozen", 200, 1),
        ("fine_tuned", 1_000, 2),
    ]
    assert found[0].record.metrics == runs[0].record.metrics
    assert found[1].accuracy == pytest.approx(0.123456789, abs=1e-7)
    assert found[1].logits == [1.5, -2.0] and found[1].record.environment == {"cores": 2}
    assert transfer_file.to_json(found, trials, {"cores": 2}) == text


@pytest.mark.parametrize("spoil", [
    lambda text: text.replace("0.75", "0.76", 1),
    lambda text: text[:-40],
    lambda text: text.replace('"way"', '"wey"'),
    lambda text: json.dumps({"runs": []}),
    lambda text: "[]",
], ids=["edited", "cut", "a key", "no checksum", "a list"])  # fmt: skip
@pytest.mark.parametrize(("language", "words"), [("en", "is damaged"), ("vi", "bị hỏng")])
def test_a_damaged_file_is_named(spoil, language, words):
    set_language(language)
    text = spoil(transfer_file.to_json([run()], {}, {}))
    with pytest.raises(VgkitError, match=words) as caught:
        transfer_file.parse(text)
    assert "transfer.json" in str(caught.value)


@pytest.mark.parametrize(("language", "words"), [("en", "ships no"), ("vi", "không kèm")])
def test_what_is_not_shipped_is_said(monkeypatch, language, words):
    set_language(language)
    with pytest.raises(VgkitError, match=words):
        transfer_file.find("frozen", 3, 1)
    monkeypatch.setattr(transfer_file, "read_shipped", lambda name: None)
    with pytest.raises(VgkitError, match=words):
        transfer.load_reference()


def test_medians_and_ranges_are_over_the_seeds():
    runs = [run(seed=seed, last=last) for seed, last in ((1, 0.7), (2, 0.9), (3, 0.8))]
    assert transfer_file.last(runs, "frozen", 200) == [0.7, 0.9, 0.8]
    assert transfer_file.median(runs, "frozen", 200) == 0.8
    assert transfer_file.last(runs, "frozen", 1_000) == []


def test_the_shipped_file_holds_every_training():
    runs = transfer.load_reference()
    found = [(run.way, run.images, run.seed) for run in runs]
    assert len(found) == len(set(found))
    expected = {
        (way, size, seed)
        for way, settings_ in transfer.WAYS.items()
        for size in settings_.sizes
        for seed in transfer.SEEDS
    }
    assert set(found) == expected
    for each in runs:
        assert each.record.epochs == transfer.WAYS[each.way].epochs
    for way in ("frozen", "fine_tuned", "unfrozen_first"):
        assert set(transfer_file.trials()[way]) == set(records.METRICS)
        assert len(transfer_file.find(way, 2_000, 1).logits) == transfer.SHOWN
