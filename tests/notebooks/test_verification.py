"""Solutions held against their stored outputs: quickly, or each as a job, here or on a cluster."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from tests.notebooks.test_execution import notebook
from tests.parallel.clusters import _cluster, cluster  # noqa: F401 (fixtures)
from vgkit import course, parallel, quiz
from vgkit.course import lookup
from vgkit.data import locating
from vgkit.errors import VgkitError
from vgkit.messages import set_language
from vgkit.notebooks import building, solution_job, verification
from vgkit.notebooks.solution_job import Verdict
from vgkit.notebooks.verification import compare_answers, verify_solutions
from vgkit.training import records

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path):
    """The folder of a checkout with rules for comparing, and no solution."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "nbval_full.cfg", tmp_path / "tests")
    return tmp_path


@pytest.fixture
def judged(checkout, monkeypatch):
    """A checkout of two solutions, what becomes of each, and the names of those that were executed."""
    for stem in ("a", "b"):
        building.write(notebook("1"), checkout / "solutions" / f"{stem}.ipynb")
    verdicts, asked = {"a": Verdict("a"), "b": Verdict("b")}, []

    def run_all(function, solutions, jobs, dask, waits, name):
        assert function is solution_job.execute_and_compare and waits
        for solution in solutions:
            asked.append(name(solution))
            if isinstance(verdict := verdicts[solution.stem], BaseException):
                raise verdict
            hours = Path(solution.home, "backups", "hours")
            hours.parent.mkdir(parents=True, exist_ok=True)
            hours.write_text("trained")
            yield verdict

    monkeypatch.setattr(parallel, "run_all", run_all)
    monkeypatch.setattr(verification.spread, "questions", dict)
    return checkout, verdicts, asked


def test_trainings_are_deleted_when_all_agrees_only(judged, capsys):
    checkout, verdicts, _ = judged
    verdicts["a"] = Verdict("a", 1, "the cell that differs")
    assert verify_solutions(checkout, "full") == 1
    assert (checkout / "runs" / "verify" / "backups" / "hours").exists()
    out = capsys.readouterr().out
    assert "✗ a\nthe cell that differs\n" in out and "✓ b\n" in out
    verdicts["a"] = Verdict("a")
    assert verify_solutions(checkout, "full") == 0
    assert not (checkout / "runs" / "verify").exists()
    assert "Going on with the trainings" in capsys.readouterr().err
    verify_solutions(checkout, "full")
    assert not capsys.readouterr().err


def test_a_number_that_strayed_fails_and_keeps_the_trainings(judged, monkeypatch):
    checkout, _, _ = judged
    monkeypatch.setattr(verification, "compare_answers", lambda *_: ["✗ Q6"])
    assert verify_solutions(checkout, "full") == 1
    assert (checkout / "runs" / "verify" / "backups" / "hours").exists()


@pytest.mark.parametrize("end", [KeyboardInterrupt(), VgkitError("the scheduler is gone")])
def test_what_has_passed_before_the_end_is_not_executed_again_unless_it_changed(judged, end):
    checkout, verdicts, asked = judged
    verdicts["b"] = end
    for _ in range(2):
        with pytest.raises(type(end)):
            verify_solutions(checkout, "full")
    assert asked == ["a", "b", "b"]
    building.write(notebook("1 + 1"), checkout / "solutions" / "a.ipynb")
    verdicts["b"] = Verdict("b")
    assert verify_solutions(checkout, "full") == 0
    assert asked[3:] == ["a", "b"]


def test_what_failed_or_was_not_tested_is_executed_again(judged):
    checkout, verdicts, asked = judged
    lacking = {"title": "CIFAR-10", "megabytes": 170, "command": "vgkit data fetch cifar10"}
    verdicts |= {"a": Verdict("a", 1), "b": Verdict("b", lacking=lacking)}
    for _ in range(2):
        assert verify_solutions(checkout, "full") == 1
    assert asked == ["a", "b"] * 2


def test_runs_that_come_back_from_a_worker_are_held_against_the_records(judged, monkeypatch):
    checkout, verdicts, _ = judged
    verdicts["a"] = Verdict("a", runs={"5-x.json": b"a run"})
    seen = []

    def compare(home, lacking):
        seen.append((home / "runs" / "5-x.json").read_bytes())
        return []

    monkeypatch.setattr(verification, "compare_answers", compare)
    assert verify_solutions(checkout, "full") == 0
    assert seen == [b"a run"]


@pytest.fixture
def lacks(monkeypatch):
    """A machine with or without CIFAR-10, which lesson `photos` needs and page `page` does not."""
    rows = [
        course.Exercise("photos", "Photos", "12_photos", dataset="cifar10"),
        course.Exercise("digits", "Digits", "11_digits", dataset="mnist"),
        course.Notebook("page", "Page", "9_page"),
    ]
    for table, kind in (("NOTEBOOKS", course.Notebook), ("EXERCISES", course.Exercise)):
        chosen = {row.id: row for row in rows if isinstance(row, kind)}
        monkeypatch.setattr(course, table, chosen)
    monkeypatch.setattr(lookup, "EXERCISES", course.EXERCISES)

    def machine(lacks):
        monkeypatch.setattr(locating, "at_hand", lambda files: not lacks)

    return machine


@pytest.fixture
def executed(monkeypatch):
    """The notebooks that each quick verification would have executed, in their order."""
    found = []

    def compare(command, *_):
        found.append([part for part in command if part.startswith("solutions")])
        return 0

    monkeypatch.setattr(verification, "_compare", compare)
    return found


def test_each_notebook_is_executed_in_all_languages_or_in_one_the_last_lesson_first(
    tmp_path, executed
):
    of_a_teacher, names = "z_of_a_teacher", ["0_baseline", "2_better_activation", "10_ladder"]
    for name in names:
        for folder in ("solutions", "solutions/vi"):
            building.write(notebook("1"), tmp_path / folder / f"{name}.ipynb")
    building.write(notebook("1"), tmp_path / "solutions" / f"{of_a_teacher}.ipynb")
    verify_solutions(tmp_path, "quick")
    verify_solutions(tmp_path, "quick", all_languages=False)
    both, one = executed
    last_first = [*reversed(names), of_a_teacher]
    assert [Path(path).stem for path in one] == last_first
    assert [Path(path).parent.name for path in one] == ["solutions", "vi", "solutions", "solutions"]
    assert list(dict.fromkeys(Path(path).stem for path in both)) == last_first
    assert set(both) == {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("solutions/**/*.ipynb")
    }


NOT_TESTED = {
    "en": "NOT TESTED: 12_photos needs CIFAR-10 (170 MB), which is not on this machine: "
    "vgkit data fetch cifar10\n",
    "vi": "KHÔNG KIỂM TRA (NOT TESTED): 12_photos cần CIFAR-10 (170 MB), máy này không có: "
    "vgkit data fetch cifar10\n",
}


def test_a_page_that_needs_images_is_left_out_as_well(tmp_path, monkeypatch, capsys, lacks):
    page = course.Notebook("tuned", "Tuned", "16_tuned", dataset="cats_and_dogs")
    monkeypatch.setattr(course, "NOTEBOOKS", {"tuned": page})
    building.write(notebook("1"), tmp_path / "solutions" / "16_tuned.ipynb")
    lacks(True)
    assert verify_solutions(tmp_path, "quick") == 0  # nothing is left to do
    assert "16_tuned needs CIFAR-10" in capsys.readouterr().out


@pytest.mark.parametrize("language", course.LANGUAGES)
def test_solutions_whose_images_this_machine_lacks_are_named_and_left_out(
    tmp_path, executed, capsys, lacks, language
):
    set_language(language)
    photos = ["solutions/12_photos.ipynb", "solutions/vi/12_photos.ipynb"]
    page = "solutions/9_page.ipynb"
    for path in (*photos, page):
        building.write(notebook("1"), tmp_path / path)
    for missing in (True, False):
        lacks(missing)
        assert verify_solutions(tmp_path, "quick") == 0
    assert capsys.readouterr().out == NOT_TESTED[language]  # and on the other machine nothing
    assert executed == [[page], [page, *photos]]


@pytest.mark.parametrize("language", course.LANGUAGES)
def test_a_job_says_what_its_machine_lacks_and_executes_nothing(
    checkout, monkeypatch, capsys, lacks, language
):
    set_language(language)
    monkeypatch.setattr(solution_job, "_pytest", None)
    monkeypatch.setattr(verification.spread, "questions", dict)
    building.write(notebook("1"), checkout / "solutions" / "12_photos.ipynb")
    lacks(True)
    assert verify_solutions(checkout, "full", jobs=1) == 0
    assert capsys.readouterr().out.strip() == NOT_TESTED[language].strip()


def test_numbers_of_runs_that_lack_their_images_are_neither_right_nor_wrong(
    own_home, lacks, monkeypatch
):
    item = dataclasses.replace(quiz.all_items()["Q6.robust"], exercise="photos")
    monkeypatch.setattr(verification.spread, "questions", lambda: {"Q12": item})
    found = compare_answers(own_home, {"12_photos": "CIFAR-10"})
    assert found == ["– Q12: NOT TESTED, no CIFAR-10"]


def test_full_runs_are_held_against_the_records_within_the_measured_spread(own_home):
    assert all(
        line.startswith("✗") and "not trained" in line for line in compare_answers(own_home, {})
    )
    for exercise in ("1a", "5"):
        records.keep_user_run(records.load_reference(exercise))
    strayed = records.load_reference("5")
    strayed.metrics["loss"][0] += 0.01
    lines = {line[2:].partition(":")[0]: line for line in compare_answers(own_home, {})}
    assert lines["Q1"].startswith("✓ Q1: 0.6125") and lines["Q6"].startswith("✓")
    records.save(strayed, own_home / "runs" / "5-fashion_mnist.json")
    lines = {line[2:].partition(":")[0]: line for line in compare_answers(own_home, {})}
    assert lines["Q6"].startswith("✗ Q6: 2.2744, 2.2644 in the record")
