"""From a folder of submissions to their results, each of which is kept as soon as it is there."""

import hashlib
import itertools
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from vgkit import course, data, hardware
from vgkit.folders import write_atomically
from vgkit.grading import outlines, recognising, results, submissions
from vgkit.grading.recognising import NoNotebook
from vgkit.grading.running import Task, Told, run_all
from vgkit.messages import get_language, say

MEMORY = 3 * 2**30  # bytes, beside what the kit takes
_LEAST_SECONDS, _TIMES = 30, 5
_KEPT = "graded"


@dataclass(frozen=True)
class Graded:
    """One row of the table.

    Attributes:
        name: of the file, or of a folder that cannot be read, below the folder that is graded.
        student: whose it is.
        lesson: id of its notebook, or None.
        language: of its cells.
        problem: why it is not graded, a key of `results.PROBLEMS`; or None.
        result: as `results.compose` gives it; None where there is a problem.
        handed_in: how many submissions of that lesson carry this student's name.
        limit: seconds that it was given.
    """

    name: str
    student: str
    lesson: str | None = None
    language: str | None = None
    problem: str | None = None
    result: dict | None = None
    handed_in: int = 1
    limit: float = 0

    def count(self, state: str) -> int:
        """How many of its blanks are in a state, a key of `results.STATES`."""
        blanks = self.result["blanks"].values() if self.result else ()
        return sum(blank["state"] == state for blank in blanks)

    @property
    def is_untouched(self) -> bool:
        """Whether there are blanks, and nothing was written into any of them."""
        states = {blank["state"] for blank in self.result["blanks"].values()} if self.result else {}
        return set(states) == {"empty"}


@dataclass
class Lesson:
    """What is known of a lesson while its submissions are graded.

    Attributes:
        outline: as `outlines.outline` draws it up.
        unjudged: why nothing of it can be run here, in words; or None.
        seconds: that a submission may take.
    """

    outline: dict
    unjudged: str | None = None
    seconds: float = _LEAST_SECONDS


@dataclass
class Class:
    """Everything that the table and the page show.

    Attributes:
        rows: one for each submission, by lesson and student.
        lessons: by id, those that were handed in.
        others: names of the files that are no notebooks.
        protection: what the system forbade, or None where nothing had to be run.
    """

    rows: list[Graded] = field(default_factory=list)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    protection: dict[str, bool] | None = None


def grade(
    folder: Path,
    out: Path,
    root: Path,
    jobs: int,
    again: bool = False,
    seconds: float | None = None,
    begin: Callable[[int, int], None] = lambda total, kept: None,
    done: Callable[[str], None] = lambda name: None,
    dask: str | None = None,
) -> Class:
    """Grade all submissions of a folder.

    Args:
        folder: holds them, at any depth.
        out: where results are kept, in its folder `graded`.
        root: the checkout.
        jobs, dask: as in `parallel.run_all`.
        again: grade those anew, too, that are kept.
        seconds: that each may take; None for five times what the solution takes, 30 at least. What
            took longer than fewer seconds is graded anew.
        begin: told how many there are, and how many of them are kept from before.
        done: told the name of each that has just been graded.

    Raises:
        OSError: the folder cannot be read, or a result cannot be written.
        AuthoringError: a source of a lesson does not follow the rules.
        VgkitError: as in `running.run_all`.
    """
    paths, others, closed = submissions.find(folder)
    made = Class(others=[path.relative_to(folder).as_posix() for path in others])
    store, index = _Store(out / _KEPT, root), recognising.Index(root)
    found = (submissions.read(path, folder) for path in paths)
    waiting = []
    for handed_in in itertools.chain(found, (submissions.unread(path, folder) for path in closed)):
        row, cells, key = _recognised(handed_in, index, store)
        kept = None if again or key is None else store.get(key, seconds or _LEAST_SECONDS)
        if row.problem or kept:
            made.rows.append(replace(row, **kept) if kept else row)
        else:
            waiting.append((row, cells, key))
        if row.lesson and row.lesson not in made.lessons:
            source = outlines.outline(root, course.NOTEBOOKS[row.lesson])
            made.lessons[row.lesson] = Lesson(source)
    begin(len(made.rows) + len(waiting), len(made.rows))
    _try_lessons(made.lessons, {row.lesson for row, _, _ in waiting}, seconds, jobs, dask)
    for row, key, told in _run(waiting, made.lessons, jobs, dask):
        lesson = made.lessons[row.lesson]
        result = results.compose(lesson.outline, told.messages, told.forged, told.stopped)
        kept = {"result": result, "limit": lesson.seconds}
        if lesson.unjudged is None:  # else it is run as soon as it can be
            store.put(key, kept)
        made.rows.append(replace(row, **kept))
        done(row.name)
    return _sorted(made)


def _recognised(handed_in, index, store):
    """A row without a result, the cells, and the key under which a result is kept."""
    stems = [row.notebook for row in course.NOTEBOOKS.values()]
    row = Graded(handed_in.name, submissions.student(handed_in.name, stems))
    if handed_in.problem:
        return replace(row, problem=handed_in.problem), [], None
    try:
        cells, metadata = recognising.cells(handed_in.content)
        lesson, language = index.find(cells, metadata)
    except NoNotebook as problem:
        return replace(row, problem=str(problem)), [], None
    return (
        replace(row, lesson=lesson.id, language=language),
        cells,
        store.key(handed_in.content),
    )


def _try_lessons(lessons, wanted, seconds, jobs, dask):
    """Run the solution of each lesson first: does it pass here, and how long does it take?"""
    tasks = []
    for name in sorted(wanted):
        lesson, row = lessons[name], course.NOTEBOOKS[name]
        # A worker of a cluster has images of its own, and says where it has not.
        if row.dataset and not dask and (files := data.lacking(row.dataset)):
            lesson.unjudged = say(
                "{title} is not on this machine ({command} fetches it), so no code of this notebook was "
                "run.",
                title=files.title,
                command=files.fetch_command,
            )
        else:
            cells = [
                {"id": cell["id"], "source": cell["solution"], "output": ""}
                for cell in lesson.outline["cells"]["en"]
            ]
            known = {"dataset": row.dataset, "name": row.notebook}
            tasks.append(Task(lesson, lesson.outline, "en", cells, 600, MEMORY, **known))
    for task, told in run_all(tasks, jobs, dask):
        lesson = task.key
        lesson.seconds = seconds or max(_LEAST_SECONDS, _TIMES * told.seconds)
        lesson.unjudged = _why_not_right(lesson.outline, told)


def _why_not_right(outline, told: Told) -> str | None:
    """What keeps a solution from passing here, in words; None where it passes."""
    result = results.compose(outline, told.messages, told.forged, told.stopped)
    if result["stopped"]:
        reason = results.stopped_text(result["stopped"], told.seconds)
    elif found := [*result["errors"], *result["findings"]]:
        reason = found[0].get("error") or found[0].get("message")
    elif any(blank["state"] != "right" for blank in result["blanks"].values()):
        reason = "?"
    else:
        return None
    return say(
        "The kit's own solution does not pass on this machine, so no code of this notebook was run: "
        "{reason}",
        reason=reason,
    )


def _run(waiting, lessons, jobs, dask) -> Iterator[tuple[Graded, str, Told]]:
    """Run what waits, one of each content, and yield every row with what was told."""
    by_key = {}
    for row, cells, key in waiting:
        by_key.setdefault(key, (cells, []))[1].append(row)
    tasks = []
    for key, (cells, rows) in by_key.items():
        lesson = lessons[rows[0].lesson]
        tasks.append(
            Task(
                key,
                lesson.outline,
                rows[0].language,
                [cell.to_dict() for cell in cells],
                lesson.seconds,
                MEMORY,
                run=lesson.unjudged is None,
                dataset=course.NOTEBOOKS[rows[0].lesson].dataset,
                name=rows[0].name,
            )
        )
    for task, told in run_all(tasks, jobs, dask):
        for row in by_key[task.key][1]:
            yield row, task.key, told


def in_alphabet(name: str) -> tuple[str, str]:
    """What names are sorted by: letters first, then their marks; đ stands among the d."""
    letters = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return "".join(each for each in letters if not unicodedata.combining(each)), name


def _sorted(made: Class) -> Class:
    """Rows in the order of lessons and students; each knows how many its student handed in."""
    counts = Counter((row.lesson, row.student.casefold()) for row in made.rows if row.lesson)
    places = {name: place for place, name in enumerate(course.NOTEBOOKS)}
    made.rows = sorted(
        (
            replace(row, handed_in=counts.get((row.lesson, row.student.casefold()), 1))
            for row in made.rows
        ),
        key=lambda row: (places.get(row.lesson, len(places)), in_alphabet(row.student), row.name),
    )
    made.lessons = dict(sorted(made.lessons.items(), key=lambda item: places[item[0]]))
    told = [row.result["protection"] for row in made.rows if row.result]
    told = [protection for protection in told if protection]
    if told:
        made.protection = {name: all(each[name] for each in told) for name in told[0]}
    return made


class _Store:
    """Results by what was handed in, as long as kit and language are the same.

    Args:
        folder: it is made on writing.
        root: the checkout, whose sources count as the kit's.
    """

    def __init__(self, folder: Path, root: Path):
        self._folder, self._kit = folder, _digest(root)

    def key(self, content: bytes) -> str:
        """The name under which the result of a submission is kept."""
        return hashlib.sha256(self._kit + hashlib.sha256(content).digest()).hexdigest()[:32]

    def get(self, key: str, seconds: float) -> dict | None:
        """A result; None where there is none, it is damaged, or more time may change it."""
        try:
            kept = json.loads((self._folder / f"{key}.json").read_bytes())
            if kept["limit"] < seconds and results.is_out_of_time(kept["result"]):
                return None
            return kept if isinstance(kept["result"]["blanks"], dict) else None
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None

    def put(self, key: str, kept: dict) -> None:
        """Keep a result. Raises `OSError`."""
        write_atomically(self._folder / f"{key}.json", json.dumps(kept, indent=1).encode())


def _digest(root):
    """What decides a result beside the submission: the kit, the sources, and the language."""
    digest = hashlib.sha256(f"{hardware.kit()} {get_language()}".encode())
    for path in sorted((root / "notebooks").glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.digest()
