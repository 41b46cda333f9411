"""Cells of a lesson that a student has merged into one are taken apart again."""

from vgkit.grading.cells import parsed, without_magics
from vgkit.grading.process.places import bare

ALIKE = 0.6  # share of its lines that a cell must have in common with the hint's


def taken_apart(outline: list[dict], found: list[dict]) -> list[dict]:
    """The cells of a submission, those that hold several of the lesson's in as many parts.

    A lesson's cell counts as lost in another if none has its id, and another holds most of its lines.

    Args:
        outline, found: as in `matching.match`.
    """
    ids = {cell["id"] for cell in found}
    lost = [each for each in outline if each["id"] not in ids]
    own = {each["id"]: each for each in outline}
    result = []
    for cell in found:
        inside = [each for each in lost if share(each["hint"], cell["source"]) >= ALIKE]
        inside += [own[cell["id"]]] if cell["id"] in own and inside else []
        inside = [each for each in inside if _is_there(each, inside, cell["source"])]
        result += _parts(cell, inside) if len(inside) > 1 else [cell]
    return result


def _is_there(one, inside, source):
    """Whether most of those lines are there that tell a lesson's cell from others like it."""
    others = {line for each in inside if each is not one for line in _lines(each["hint"])}
    telling = "\n".join(line for line in _lines(one["hint"]) if line not in others)
    return share(telling, source, least=1) >= ALIKE


def _parts(cell, inside):
    """One cell for each of the lesson's that are inside of it, in the order in which they begin."""
    source, magics = without_magics(cell["source"])
    tree = parsed(source)
    if tree is None or magics or not tree.body:
        return [cell]
    lines = {each["id"]: _lines(each["hint"]) for each in inside}
    texts, at, last = {}, 0, None
    for statement in tree.body:
        text = source.split("\n")[at : statement.end_lineno]
        at = statement.end_lineno
        counts = {name: sum(bare(line) in known for line in text) for name, known in lines.items()}
        most = max(counts.values())
        if most and (last is None or counts[last] < most):
            last = next(name for name, count in counts.items() if count == most)
        texts.setdefault(last, []).extend(text)
    before = texts.pop(None, [])  # what stands before all of the lesson's
    first = next(iter(texts))
    texts[first] = [*before, *texts[first]]
    return [{**cell, "id": name, "source": "\n".join(text)} for name, text in texts.items()]


def share(hint: str, source: str, least: int = 2) -> float:
    """The share of a hint's lines, blanks left out, that a cell has too; 0 of fewer than `least`."""
    wanted, own = _lines(hint), {bare(line) for line in source.split("\n")}
    return sum(line in own for line in wanted) / len(wanted) if len(wanted) >= least else 0


def _lines(hint):
    lines = [bare(line) for line in hint.split("\n") if "vgkit.blank(" not in line]
    return [line for line in lines if line]
