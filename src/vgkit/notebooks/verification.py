"""Solutions held against their stored outputs: all at once and quickly, or each trained in full."""

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tqdm import tqdm

from vgkit import course, data, hardware, parallel
from vgkit.experiments import spread
from vgkit.folders import SOLUTIONS, lasting, write_atomically
from vgkit.messages import say
from vgkit.notebooks import building
from vgkit.notebooks.execution import kernel_environment
from vgkit.notebooks.solution_job import (
    PYTEST,
    RULES,
    Solution,
    described,
    execute_and_compare,
    refuse_without_tools,
)
from vgkit.progress import progress_bar
from vgkit.training import records


def verify_solutions(
    root: Path,
    profile: str,
    jobs: int = -1,
    dask: str | None = None,
    all_languages: bool = True,
) -> int:
    """Execute all solutions again and compare each output with the stored one.

    A full verification that was interrupted or failed goes on with the notebooks and trainings that
    it has (in `runs/verify`).
    Quick outputs show the record's numbers, which must be equal to the last digit. After full
    trainings words and verdicts must be equal, and of the numbers those that the quiz asks for may
    lie as far from the record's as runs that differ by rounding alone do.

    Args:
        root: the checkout.
        profile: `"quick"` or `"full"`.
        jobs, dask: as in `parallel.run_all`, of a full verification.
        all_languages: otherwise, of a quick one, each notebook in one language, in turn: its code
            and its numbers are the same in all of them.

    Notebooks whose images are not on the machine, and do not come with a checkout, are named and
    left out.

    Returns:
        pytest's exit code, 0 if everything agrees.

    Raises:
        VgkitError: pytest or nbval is not installed, or (full) as in `parallel.run_all`.
    """
    if not dask:  # the workers look for themselves
        refuse_without_tools()
    if profile == "full":
        with lasting(root / "runs" / "verify") as home:
            return _in_full(root, home, jobs, dask)
    chosen = _testable(root, all_languages)
    if not chosen:
        return 0
    command = [
        *(sys.executable, *PYTEST, "-n", "auto", "--dist", "loadfile"),
        "--no-loadscope-reorder",  # the second language takes up what the first has trained
        *("--nbval-sanitize-with", "tests/nbval.cfg"),
    ]
    with TemporaryDirectory() as home:
        return _compare([*command, *chosen], root, home)


def _testable(root, all_languages):
    """Solutions whose images are on the machine, the last lessons first: they take longest."""
    untestable = set()
    for row in course.NOTEBOOKS.values():
        if row.dataset and (files := data.lacking(row.dataset)):
            untestable.add(row.notebook)
            _tell_untested(row.notebook, described(files))
    stems = {path.stem for path in (root / "solutions").glob("*.ipynb")}
    chosen = []
    for place, stem in enumerate(sorted(stems - untestable, key=_in_order, reverse=True)):
        paths = [building.target("", "solution", language, stem) for language in course.LANGUAGES]
        there = [path.as_posix() for path in paths if (root / path).is_file()]
        chosen += there if all_languages else [there[place % len(there)]]
    return chosen


def _in_order(stem):
    """Where a notebook stands in the course; one that is not in it stands before all."""
    stems = [row.notebook for row in course.NOTEBOOKS.values()]
    return stems.index(stem) if stem in stems else -1, stem


def _compare(command, root, home):
    """Run pytest over solutions: several at once, each on one thread, which moves no result."""
    environment = kernel_environment("quick", home) | hardware.ONE_THREAD
    return subprocess.run(command, cwd=root, env=environment).returncode


def _tell_untested(stem, lacking):
    message = say(
        "NOT TESTED: {notebook} needs {title} ({megabytes} MB), which is not on this machine: "
        "{command}",
        notebook=stem,
        **lacking,
    )
    print(message, flush=True)  # before what pytest prints


def _in_full(root, home, jobs, dask):
    """Verify what has not passed yet, one notebook after the other as they are finished."""
    solutions = {each.stem: each for each in _solutions(root, home)}
    todo = [each for each in solutions.values() if _passed(home, each) != each.key]
    lacking, codes = {}, []
    found = parallel.run_all(
        execute_and_compare, todo, jobs, dask, waits=True, name=lambda each: each.stem
    )
    done = len(solutions) - len(todo)
    with (
        progress_bar(total=len(solutions), initial=done, unit="notebook") as bar,
        contextlib.closing(found),
    ):
        for verdict in found:
            _keep(home, verdict, solutions[verdict.stem])
            if verdict.lacking:
                lacking[verdict.stem] = verdict.lacking["title"]
            codes.append(verdict.code)
            bar.update()
            with tqdm.external_write_mode():
                _show(verdict)
    lines = compare_answers(Path(home, SOLUTIONS), lacking)
    print("\n".join(lines))
    codes.append(int(any(line.startswith("✗") for line in lines)))
    code = next(filter(None, codes), 0)  # not the largest: one that was killed is negative
    if code == 0:
        shutil.rmtree(home, ignore_errors=True)
    return code


def _solutions(root, home) -> Iterator[Solution]:
    """The solutions of a checkout, one for each notebook."""
    datasets = {row.notebook: row.dataset for row in course.NOTEBOOKS.values()}
    rules = (root / "tests" / RULES).read_bytes()
    for path in sorted((root / "solutions").glob("*.ipynb")):
        twins = [
            building.target(root, "solution", language, path.stem) for language in course.LANGUAGES
        ]
        contents = {
            twin.relative_to(root).as_posix(): twin.read_bytes() for twin in twins if twin.exists()
        }
        known = datasets.get(path.stem)
        yield Solution(path.stem, known, contents, rules, str(root), str(home))


def _passed(home, solution):
    """The key under which a solution has passed before; None if it has not."""
    try:
        return json.loads((home / "passed" / f"{solution.stem}.json").read_bytes())["key"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(home, verdict, solution):
    for name, content in verdict.runs.items():
        write_atomically(home / SOLUTIONS / "runs" / name, content)
    if verdict.code == 0 and not verdict.lacking:
        kept = json.dumps({"key": solution.key}).encode()
        write_atomically(home / "passed" / f"{verdict.stem}.json", kept)


def _show(verdict):
    if verdict.lacking:
        _tell_untested(verdict.stem, verdict.lacking)
    else:
        print(f"{'✗' if verdict.code else '✓'} {verdict.stem}", flush=True)
    if verdict.code:
        print(verdict.report, flush=True)


def compare_answers(home: Path | str, lacking: Mapping[str, str]) -> list[str]:
    """Hold finished full runs against the shipped records, at the numbers that the quiz asks for.

    Args:
        home: where the runs of these trainings were kept.
        lacking: by the stems of the notebooks that could not be executed, the title of the images
            that were missing.

    Returns:
        A list of lines, one for each question; those of runs that are missing or strayed further
        than the question's tolerance start with "✗", those that could not be trained for want of
        images with "–".
    """
    lines = []
    for question, item in spread.questions().items():
        if title := lacking.get(course.get(item.exercise).notebook):
            lines.append(f"– {question}: " + say("NOT TESTED, no {title}", title=title))
            continue
        measured = item.measured
        expected = measured.of(item.exercise, records.load_reference)
        found = measured.of(item.exercise, lambda name: records.load_user_run(name, home))
        near = found is not None and abs(found - expected) <= measured.tolerance
        shown = say("not trained") if found is None else f"{found:.4f}"
        lines.append(
            f"{'✓' if near else '✗'} {question}: {shown}, "
            + say(
                "{expected:.4f} in the record, at most {tolerance:g} apart",
                expected=expected,
                tolerance=measured.tolerance,
            )
        )
    return lines
