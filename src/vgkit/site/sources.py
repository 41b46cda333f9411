"""The pages of one language before Sphinx: the lessons, the way through them, downloads."""

import math
import re
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path

from vgkit import course
from vgkit.course import LANGUAGE_NAMES, Notebook, place
from vgkit.course.part_two import PART_TWO
from vgkit.messages import get_language, say
from vgkit.notebooks import building, sources
from vgkit.notebooks.blanks import AuthoringError
from vgkit.site.lessons import page
from vgkit.site.outputs import FIGURES, fenced, raw

LESSONS = "lessons"
EXTRA = "extra"  # what Sphinx copies beside its pages: figures, notebooks
PLAYGROUND = "playground/index.html"
PRESETS = {"0", "1a", "1b", "2", "3", "4a", "4b", "5", "8"}  # of `playground/src/presets.js`
_DOWNLOADS = {"hint": "notebooks", "solution": "solutions"}


def write(root: Path, folder: Path, language: str) -> int:
    """Write everything that Sphinx makes one language's pages of; the session speaks that language.

    Args:
        root: the checkout.
        folder: where to; it is emptied before.
        language: one of `course.LANGUAGES`.

    Returns:
        The number of lessons.

    Raises:
        AuthoringError: a source does not follow the rules, or its solution is not its own, or was
            not executed.
        OSError: a file cannot be read or written.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for name in (LESSONS, f"{EXTRA}/{FIGURES}", *(f"{EXTRA}/{n}" for n in _DOWNLOADS.values())):
        (folder / name).mkdir(parents=True)
    rows = list(course.NOTEBOOKS.values())
    for row in rows:
        _write_lesson(root, folder, row, language)
    (folder / "index.md").write_text(_index(rows), "utf-8")
    return len(rows)


def _write_lesson(root, folder, row, language):
    source = sources.read(root / "notebooks" / f"{row.notebook}.py")
    stored = building.target(root, "solution", language, row.notebook)
    executed = building.load(stored)
    _check(source.notebook("solution", language), executed, stored)
    for kind, name in _DOWNLOADS.items():
        path = building.target(root, kind, language, row.notebook)
        shutil.copyfile(path, folder / EXTRA / name / path.name)
    made = page(source, executed, language, bar=_bar(row, language))
    for name, content in made.figures.items():
        (folder / EXTRA / FIGURES / name).write_bytes(content)
    (folder / LESSONS / f"{row.notebook}.md").write_text(made.text, "utf-8")


def _check(built, executed, path):
    """A page shows the outputs of its own code, or there is no page."""
    same = [(c.id, c.source) for c in built.cells] == [(c.id, c.source) for c in executed.cells]
    if not same or not building.is_executed(executed):
        raise AuthoringError(
            f"{path}:1: this solution is not that of its source, or was not executed. Run `vgkit "
            "build`, and `vgkit build --execute` where that asks for it"
        )


def _bar(row: Notebook, language) -> str:
    """Below a lesson's title: the notebook, the other language, the playground, all folds at once."""
    words = {
        "notebook": say("Download the notebook"),
        "playground": say("Playground"),
        "solution": say("Solution"),
        "executed": say("Download the executed solution"),
        "all": say("Open everything folded on this page"),
    }
    words = {key: escape(word) for key, word in words.items()}
    links = [
        f'<a href="../{_DOWNLOADS["hint"]}/{row.notebook}.ipynb" download>{words["notebook"]}</a>'
    ]
    for other, name in LANGUAGE_NAMES.items():
        if other != language:
            links.append(
                f'<a href="../../{other}/{LESSONS}/{row.notebook}.html" hreflang="{other}" '
                f'lang="{other}">{name}</a>'
            )
    playground = f"../../{PLAYGROUND}?lang={language}{_preset(row)}"
    links.append(f'<a href="{playground}">{words["playground"]}</a>')
    solution = (
        f'<details class="vg-fold vg-inline"><summary>{words["solution"]}</summary><div>'
        f'<a href="../{_DOWNLOADS["solution"]}/{row.notebook}.ipynb" download>{words["executed"]}</a> '
        f'<button type="button" class="vg-open-all">{words["all"]}</button></div></details>'
    )
    plain = say("Without JavaScript, questions cannot be answered, nor their answers shown.")
    return f"""<div class="vg-bar">{" ".join(links)}{solution}</div>
<noscript><p>{escape(plain)}</p></noscript>"""


def _preset(row):
    """What the playground's address ends in: the exercise's own network, where it has that."""
    name = row.notebook.partition("_")[0]
    return f"#preset={name}" if name in PRESETS else ""


def _index(rows) -> str:
    """The first page of a language: what this is, how to read it, and all lessons."""
    first = min(map(place, PART_TWO))
    parts = {
        say("Part one: dense networks"): [row for row in rows if place(row) < first],
        say("Part two: convolutional networks"): [
            row for row in rows if first <= place(row) < math.inf
        ],
        say("All questions"): [row for row in rows if place(row) == math.inf],
    }
    return "\n\n".join(
        [f"# {title()}", *_about(), *(_toctree(caption, rows) for caption, rows in parts.items())]
    )


def title() -> str:
    """Of the course, in the session's language."""
    return say("Vanishing gradients")


def _about() -> Iterator[str]:
    yield say(
        "A network of seven sigmoid layers cannot learn to tell a shirt from a shoe. Here you see where "
        "its gradients die, and make it learn, one method at a time; then you do the same with "
        "convolutional networks."
    )
    yield say(
        "Read a lesson from top to bottom. A line with `vgkit.blank(…)` is one for you to write; its "
        "hint follows `#??`. Think first, then open the solution and its output below. To run the "
        "lesson, download its notebook."
    )
    text = say(
        "Questions can be answered on the page. Your answers are kept in this browser, and nowhere "
        "else. To see gradients live or die in a network that trains before your eyes, open the "
        "[playground]."
    )
    before, word, after = re.split(r"\[(.+?)\]", escape(text))
    yield raw(f'<p>{before}<a href="../{PLAYGROUND}?lang={get_language()}">{word}</a>{after}</p>')


def _toctree(caption, rows):
    names = "\n".join(f"{LESSONS}/{row.notebook}" for row in rows)
    return fenced("{toctree}", f":caption: {caption}\n:maxdepth: 1\n\n{names}")
