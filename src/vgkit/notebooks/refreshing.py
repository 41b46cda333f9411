"""Solutions executed under the quick profile, which keep the stored outputs that still hold.

A stored output comes from a training in full. A quick execution shows the same one wherever nothing
has changed, but for the words on where the epochs come from; there the stored output stays. Only
what a change really moved is written anew.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from vgkit import course
from vgkit.errors import VgkitError
from vgkit.folders import check_output
from vgkit.messages import say
from vgkit.notebooks import building, execution

SANITIZING = Path("tests", "nbval.cfg")


def refresh(root: Path, rows: Collection[course.Notebook]) -> Iterator[Path]:
    """Execute solutions quickly and store what has changed, yielding each path as it is done.

    Args:
        root: the checkout; its solutions are built already.
        rows: the notebooks, each in all languages.

    Raises:
        VgkitError: a cell failed, or one that trains shows something new: it must be executed in
            full. That notebook stays as it was.
    """
    patterns = _patterns((root / SANITIZING).read_text("utf-8"))
    for row in rows:
        with TemporaryDirectory() as home:  # the second language takes up what the first trained
            for language in course.LANGUAGES:
                path = building.target(root, "solution", language, row.notebook)
                check_output(path)
                stored, fresh = building.load(path), building.load(path)
                execution.execute(fresh, "quick", path.parent, home)
                keep_what_holds(fresh, stored, patterns)
                building.write(fresh, path)
                yield path


def _patterns(text):
    from nbval.plugin import get_sanitize_patterns

    return get_sanitize_patterns(text)


def keep_what_holds(
    fresh: nbformat.NotebookNode,
    stored: nbformat.NotebookNode,
    patterns: Collection[tuple[str, str]],
) -> None:
    """Put the stored outputs into a quickly executed notebook, cell by cell, where they agree.

    Args:
        fresh: as it was just executed; it is changed in place.
        stored: the same notebook with the outputs that were stored.
        patterns: pairs of a regular expression and what stands for it in a comparison.

    Raises:
        VgkitError: a cell that tells where its epochs come from does not agree.
    """
    before = {cell.id: cell.outputs for cell in stored.cells if cell.cell_type == "code"}
    for cell in fresh.cells:
        if cell.cell_type != "code":
            continue
        if _compared(cell.outputs, patterns) == _compared(before[cell.id], patterns):
            cell.outputs = before[cell.id]
        elif any(replacement == "EPOCHS" for replacement in _found(cell.outputs, patterns)):
            raise VgkitError(
                say(
                    "The cell {cell} trains, and its stored output does not hold any more: execute "
                    "this solution in full.",
                    cell=cell.id,
                )
            )


def _compared(outputs, patterns):
    """Outputs as they are compared: streams joined, without counts, every text sanitized."""
    parts = []
    for output in outputs:
        kind = output.get("name", output.output_type)
        content = {"text": output.text} if "text" in output else dict(output.get("data", output))
        if "text" in output and parts and parts[-1][0] == kind:
            content["text"] = parts.pop()[1]["text"] + output.text
        parts.append((kind, content))
    return [(kind, _sanitized(content, patterns)) for kind, content in parts]


def _sanitized(content, patterns):
    clean = {}
    for name, value in content.items():
        clean[name] = str(value)
        for pattern, replacement in patterns:
            clean[name] = re.sub(pattern, replacement, clean[name])
    return clean


def _found(outputs, patterns):
    text = "\n".join(output.get("text", "") for output in outputs)
    return [replacement for pattern, replacement in patterns if re.search(pattern, text)]
