"""The evidence of a question: written only where it decides, read, shown."""

import pytest

from vgkit.course import files
from vgkit.errors import VgkitError
from vgkit.experiments.cases import Case, evidence, registry


def _decide(numbers):
    if min(numbers["tanh"]) <= max(numbers["relu"]):
        raise ValueError(numbers)
    return "B"


def _case(**numbers):
    return Case(lambda: "Loss", lambda: numbers, _decide)


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(evidence, "_folder", lambda: tmp_path)

    def read(*path):
        file = tmp_path / path[-1]
        return file.read_text("utf-8") if file.exists() else None

    monkeypatch.setattr(evidence, "read_shipped", read)
    return tmp_path


def test_what_was_measured_is_written_and_shown(folder, monkeypatch, capsys):
    case = _case(tanh=[2.0, 1.5], relu=[0.25])
    assert evidence.ship("C99", case) == evidence.load_evidence("C99")
    monkeypatch.setitem(registry.CASES, "C99", case)
    evidence.show("C99")
    assert capsys.readouterr().out.splitlines() == [
        "Loss", "  tanh  1.5 to 2 (2 seeds)", "  relu  0.25",
    ]  # fmt: skip


def test_evidence_that_decides_nothing_is_not_written(folder):
    with pytest.raises(ValueError):
        evidence.ship("C99", _case(tanh=[0.1], relu=[0.25]))
    assert list(folder.iterdir()) == []


def test_where_there_is_none_that_is_said_with_what_there_is(folder):
    (folder / "C5.json").write_text("{}")
    with pytest.raises(VgkitError, match="No evidence is shipped for C99. There is some for: C5."):
        evidence.load_evidence("C99")


@pytest.mark.parametrize("name", ["X", "dead_units"])
def test_only_questions_are_shown_and_named_where_another_is_asked_for(folder, monkeypatch, name):
    case = _case(tanh=[2.0], relu=[0.25])
    evidence.ship("dead_units", case)  # which a lesson reads, and no question asks for
    monkeypatch.setattr(registry, "CASES", {"C5": case, "C99": case})
    with pytest.raises(VgkitError, match=f" shown for {name!r}. There is some for: C5, C99.$"):
        evidence.show(name)


@pytest.mark.parametrize("content", ["{", "[]", '{"other": 1}', "{}"])
def test_a_damaged_file_is_named(folder, content):
    (folder / "C5.json").write_text(content)
    with pytest.raises(VgkitError, match="C5.json is damaged"):
        evidence.load_evidence("C5")


def test_the_folder_is_the_one_that_is_read():
    assert files.read_shipped("quiz.toml") == (evidence._folder().parent / "quiz.toml").read_text(
        "utf-8"
    )


@pytest.mark.parametrize(
    ("outcomes", "letter"), [({"A": False, "B": True}, "B"), ({"D": True}, "D")]
)
def test_the_option_that_holds_is_named(outcomes, letter):
    assert evidence.the_one_that_holds({}, **outcomes) == letter


@pytest.mark.parametrize(("outcomes", "words"), [
    ({"A": False, "B": False}, "holding: none. Received: {'tanh': .0.5.}"),
    ({"A": True, "B": True, "C": False}, "holding: .'A', 'B'."),
])  # fmt: skip
def test_numbers_that_decide_nothing_or_too_much_are_refused(outcomes, words):
    with pytest.raises(ValueError, match=words):
        evidence.the_one_that_holds({"tanh": [0.5]}, **outcomes)


@pytest.mark.parametrize(("found", "bounds", "inside"), [
    ([0.4, 0.5], (0.3, 0.6), True), ([0.3, 0.5], (0.3, 0.6), False), ([0.4, 0.6], (0.3, 0.6), False),
    ([7.0, 8.0], (5,), True), ([4.0, 8.0], (5,), False),
])  # fmt: skip
def test_numbers_lie_between_bounds_and_not_on_them(found, bounds, inside):
    assert evidence.within(found, *bounds) is inside
    assert evidence.within(found, high=max(found)) is False
