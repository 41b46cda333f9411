"""A whole class: what each submission comes to, and what is kept."""

import json
import sys

import pytest

from tests.conftest import skip_without_images, thorough_but
from tests.grading.drawn_up import ROOT, failing, hand_in, notebook, source
from tests.grading.submissions_of_a_class import CLASS, FILE, QUICK, hand_in_all
from tests.grading.test_submissions import closed  # noqa: F401 (fixture)
from tests.parallel.clusters import _cluster, cluster  # noqa: F401 (fixtures)
from vgkit import course
from vgkit.errors import VgkitError
from vgkit.grading import grade
from vgkit.grading.running import Told


@pytest.fixture(scope="module")
def graded(tmp_path_factory, thorough):
    """The class, graded; with what it was handed in and where its results are."""
    folder, out = (tmp_path_factory.mktemp(name) for name in ("handed in", "out"))
    hand_in_all(folder, CLASS if thorough else QUICK)
    return grade.grade(folder, out, ROOT, 2), folder, out


def row(graded, student, name=FILE):
    return next(r for r in graded[0].rows if r.student == student and r.name.endswith(name))


@pytest.mark.parametrize("student", thorough_but(QUICK, list(CLASS)))
def test_each_submission_comes_to_what_it_should(graded, student):
    _, expected = CLASS[student]
    of = row(graded, student)
    assert of.problem == expected.problem
    if expected.problem:
        return
    states = tuple(blank["state"] for blank in of.result["blanks"].values())
    assert expected.states in (None, states)
    if expected.states:
        assert tuple(each["code"] for each in of.result["findings"]) == expected.codes
    assert set(expected.notes) <= {note["code"] for note in of.result["notes"]}
    if not expected.notes:
        assert not of.result["notes"]
    assert len(of.result["answers"]) == expected.more.get("answers", 0)


def test_every_submission_is_still_there(graded):
    _, folder, _ = graded
    assert (
        len(list(folder.glob("*/*.ipynb"))) == len({r.name for r in graded[0].rows}) - 1
    )  # the link


def test_what_is_huge_or_a_link_is_not_read(graded):
    assert row(graded, "Huge").problem == "too_large"
    assert row(graded, "link", "link.ipynb").problem == "link"
    assert graded[0].others == ["all of them.zip"]


def test_who_handed_in_twice_has_two_rows_that_say_so(graded):
    both = [r for r in graded[0].rows if r.student == "An"]
    assert [r.handed_in for r in both] == [2, 2] and {r.is_untouched for r in both} == {True, False}


def test_what_a_training_printed_is_claimed(graded):
    assert row(graded, "An").result["trained"] == {"train": "All 300 epochs were trained here."}
    assert row(graded, "Lan syntax").result["trained"] == {"train": ""}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems forbid less")
def test_the_system_forbade_what_it_can(graded):
    assert graded[0].protection == {"files": True, "network": True, "processes": True}


def test_what_is_kept_is_not_graded_again(graded, monkeypatch):
    made, folder, out = graded
    monkeypatch.setattr(grade, "run_all", lambda tasks, jobs, dask: [] if not tasks else 1 / 0)
    told = []
    again = grade.grade(folder, out, ROOT, 2, begin=lambda *counts: told.append(counts))
    assert again.rows == made.rows and told == [(len(made.rows), len(made.rows))]


def test_again_grades_anew_and_a_damaged_result_counts_as_none(graded, monkeypatch):
    _, folder, out = graded
    waiting = []

    def run(tasks, jobs, dask):
        waiting.append(len(tasks))
        return []

    monkeypatch.setattr(grade, "run_all", run)
    grade.grade(folder, out, ROOT, 2, again=True)
    all_of_them = waiting[-1]
    kept = sorted((out / "graded").glob("*.json"))
    assert len(kept) == all_of_them
    before = kept[0].read_bytes()
    kept[0].write_bytes(before[:50])
    grade.grade(folder, out, ROOT, 2)
    kept[0].write_bytes(before)
    assert waiting[-1] == 1


@pytest.mark.thorough
@pytest.mark.parametrize("lesson", list(course.NOTEBOOKS))
def test_in_every_lesson_one_wrong_blank_costs_only_itself(lesson, tmp_path):
    skip_without_images(course.NOTEBOOKS[lesson])
    blanks = list(source(lesson).blanks)
    wrong = blanks[len(blanks) // 2] if blanks else None
    made = failing(lesson, wrong, "vi") if wrong else notebook(lesson, "vi")
    hand_in(tmp_path / "in", "An.ipynb", made)
    [of] = grade.grade(tmp_path / "in", tmp_path / "out", ROOT, 1).rows
    assert of.lesson == lesson and of.language == "vi" and not of.result["stopped"]
    states = {name: blank["state"] for name, blank in of.result["blanks"].items()}
    assert states.pop(wrong, None) in ("wrong", "fails", "filled", None)
    assert set(states.values()) <= {"right"} and not of.result["notes"]


@pytest.fixture
def alone(tmp_path):
    """A folder with one submission, and one of results."""
    hand_in(tmp_path / "in", f"An/{FILE}", notebook("5"))
    hand_in(tmp_path / "in", f"Bình/{FILE}", notebook("5"))
    return tmp_path / "in", tmp_path / "out"


@pytest.mark.thorough
def test_a_class_on_a_cluster_comes_to_the_same_and_goes_on_after_a_lost_scheduler(
    alone, cluster, tmp_path
):
    folder, out = alone
    hand_in(folder, f"Chi/{FILE}", failing("5", "skip_to_4", "en"))

    def outcome(made):
        return [(row.name, row.problem, row.result["blanks"]) for row in made.rows]

    finished = []

    def done(name):
        finished.append(name)
        cluster.kill_scheduler()

    options = {"jobs": 1, "dask": cluster.address}
    with pytest.raises(VgkitError, match="was lost"):
        grade.grade(folder, out, ROOT, done=done, **options)
    kept = list((out / "graded").glob("*.json"))
    assert len(kept) == 1 and finished
    cluster.start()
    again = []
    made = grade.grade(folder, out, ROOT, done=again.append, **options)
    assert len(again) + len(finished) == 3 and not set(again) & set(finished)
    assert outcome(made) == outcome(grade.grade(folder, tmp_path / "here", ROOT, 2))


def told(*messages, stopped=None):
    return Told([*messages, {"kind": "end"}], False, stopped, 1.0)


def test_a_result_is_kept_as_soon_as_it_is_there(alone, monkeypatch):
    folder, out = alone
    hand_in(folder, f"Chi/{FILE}", notebook("5", others="empty"))
    done = []

    def run(tasks, jobs, dask):
        for task in tasks:
            if done:
                assert len(list((out / "graded").glob("*.json"))) == 1
                raise KeyboardInterrupt
            yield task, told()

    monkeypatch.setattr(grade, "_try_lessons", lambda *arguments: None)
    monkeypatch.setattr(grade, "run_all", run)
    with pytest.raises(KeyboardInterrupt):
        grade.grade(folder, out, ROOT, 1, done=done.append)
    # The same content is run once, and counts for both who handed it in.
    assert done == [f"An/{FILE}", f"Bình/{FILE}"]
    [kept] = (out / "graded").glob("*.json")
    assert json.loads(kept.read_bytes())["result"]["blanks"].keys() == {
        "skip_to_4",
        "skip_to_output",
    }


def test_where_the_solution_does_not_pass_no_code_is_run(alone, monkeypatch):
    folder, out = alone
    asked = []

    def run(tasks, jobs, dask):
        for task in tasks:
            asked.append(task.run)
            yield task, told(stopped="time")

    monkeypatch.setattr(grade, "run_all", run)
    made = grade.grade(folder, out, ROOT, 1)
    assert asked == [True, False] and "solution does not pass" in made.lessons["5"].unjudged


def test_where_images_are_missing_no_code_is_run(alone, monkeypatch):
    class Files:
        title, fetch_command = "Fashion-MNIST", "vgkit data fetch"

    folder, out = alone
    asked = []

    def run(tasks, jobs, dask):
        asked.extend(task.run for task in tasks)
        return [(task, told()) for task in tasks]

    monkeypatch.setattr(grade.data, "lacking", lambda name: Files)
    monkeypatch.setattr(grade, "run_all", run)
    made = grade.grade(folder, out, ROOT, 1)
    assert asked == [False] and "vgkit data fetch" in made.lessons["5"].unjudged


@pytest.fixture
def asked(monkeypatch):
    """Of each time that a class is graded, for each submission whose turn comes: whether it is run.

    `asked.told` is what each comes to; `asked.unjudged`, why the lesson cannot be judged, or None.
    """

    class Asked(list):
        told, unjudged = told(), None

        def grade(self, folder, out, seconds=None):
            self.append([])
            return grade.grade(folder, out, ROOT, 1, seconds=seconds)

    found = Asked()

    def run(tasks, jobs, dask):
        found[-1].extend(task.run for task in tasks if not isinstance(task.key, grade.Lesson))
        return [(task, found.told) for task in tasks]

    monkeypatch.setattr(grade, "run_all", run)
    monkeypatch.setattr(grade, "_why_not_right", lambda outline, told: found.unjudged)
    return found


@pytest.mark.parametrize("lacking", ["images", "a solution that passes"])
def test_what_was_not_run_is_run_as_soon_as_it_can_be(alone, asked, monkeypatch, lacking):
    class Files:
        title, fetch_command = "Fashion-MNIST", "vgkit data fetch"

    with monkeypatch.context() as patch:
        if lacking == "images":
            patch.setattr(grade.data, "lacking", lambda name: Files)
        asked.unjudged = "why"
        for _ in range(2):  # and the second time it is still said why
            assert asked.grade(*alone).lessons["5"].unjudged
    asked.unjudged = None
    assert asked.grade(*alone).lessons["5"].unjudged is None
    asked.grade(*alone)
    assert asked == [[False], [False], [True], []]


OUT_OF_TIME = {"error": "OutOfTime: not done after 15 seconds", "kind_of_error": "OutOfTime"}


@pytest.mark.parametrize("limit", ["of all", "of a cell", "of a check"])
def test_what_a_time_limit_stopped_is_graded_again_with_more_time(alone, asked, limit):
    asked.told = {
        "of all": told(stopped="time"),
        "of a cell": told(
            {"kind": "error", "cell": "x", "blanks": [], "line": "", "number": 0, **OUT_OF_TIME}
        ),
        "of a check": told(
            {"kind": "checked", "check": 0, "failed": True, "findings": [], **OUT_OF_TIME}
        ),
    }[limit]
    for seconds in (40, 40, 20, None):
        asked.grade(*alone, seconds)
    assert asked == [[True], [], [], []]
    asked.told = told()
    assert {row.limit for row in asked.grade(*alone, 300).rows} == {300}
    asked.grade(*alone, 600)  # nothing stopped it
    assert asked[4:] == [[True], []]


def test_a_student_whose_folder_may_not_be_read_has_a_row(closed, tmp_path):
    counts = []
    made = grade.grade(closed, tmp_path / "out", ROOT, 1, begin=lambda *told: counts.append(told))
    rows = [(row.student, row.name, row.problem) for row in made.rows]
    assert rows == [
        ("An", "An/5_skip_connection.ipynb", "empty"),
        ("Bình", "Bình/", "closed"),
    ]
    assert counts == [(2, 2)]


def test_another_kit_or_language_knows_no_result(tmp_path, monkeypatch):
    here = grade._Store(tmp_path, ROOT).key(b"content")
    assert here == grade._Store(tmp_path, ROOT).key(b"content")
    assert here != grade._Store(tmp_path, ROOT).key(b"other")
    monkeypatch.setattr(grade, "get_language", lambda: "vi")
    assert here != grade._Store(tmp_path, ROOT).key(b"content")


def test_names_stand_in_their_alphabet():
    names = ["Uyên", "Đạt", "Dung", "Em", "Ân", "An"]
    assert sorted(names, key=grade.in_alphabet) == ["An", "Ân", "Đạt", "Dung", "Em", "Uyên"]
