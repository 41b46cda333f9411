"""Where in a cell of a submission each of its blanks is written, as far as that can be told."""

import difflib
import re

from vgkit.grading.cells import tokens

_ALIKE = 0.6  # of their letters, that two lines have in common
_LONGEST = 400  # lines of a cell that are compared one by one


def find(expected: dict, source: str) -> dict[str, tuple[int, int]]:
    """By blank, the lines of a cell in which it is written, where that can be told.

    Args:
        expected: the lesson's cell, a part of the outline.
        source: what a student made of it.

    Returns:
        From which line and up to which.
    """
    hint, own = expected["hint"].split("\n"), source.split("\n")
    if len(own) > _LONGEST:
        return {}
    of_blanks = {name: tuple(each["in_hint"]) for name, each in expected["blanks"].items()}
    inside = {line for start, stop in of_blanks.values() for line in range(start, stop)}
    keys = [f"\0{n}" if n in inside else bare(line) for n, line in enumerate(hint)]
    pairs = {-1: -1, len(hint): len(own)}
    blocks = difflib.SequenceMatcher(
        None, keys, [bare(line) for line in own], autojunk=False
    ).get_matching_blocks()
    for first, second, size in blocks:
        pairs |= {first + step: second + step for step in range(size) if keys[first + step]}
    places = {}
    for (before, after), names in _gaps(of_blanks, sorted(pairs)).items():
        start, stop = pairs[before] + 1, pairs[after]
        lost = [n for n in range(before + 1, after) if n not in inside and keys[n]]
        if lost:  # lines that were given were changed
            parts = dict.fromkeys(lost) | {of_blanks[name][1] - 1: name for name in names}
            told = [(hint[n], name) for n, name in sorted(parts.items())]
            places |= _told_apart(told, own, start, stop)
        else:
            blanks = [(name, hint[of_blanks[name][1] - 1]) for name in names]
            places |= _shared_out(blanks, own, start, stop)
    return places


def _gaps(of_blanks, anchors):
    """The blanks between two neighbouring lines that the hint and the cell have in common."""
    gaps = {}
    for name, (start, stop) in of_blanks.items():
        before = max(anchor for anchor in anchors if anchor < start)
        after = min(anchor for anchor in anchors if anchor >= stop)
        gaps.setdefault((before, after), []).append(name)
    return gaps


def _shared_out(blanks, own, start, stop):
    """Which of the lines from `start` up to `stop` belong to which of the blanks between them.

    Args:
        blanks: `(name, placeholder)`, the latter being its line in the hint.
        own: all lines of the cell.
    """
    if len(blanks) == 1:
        return {blanks[0][0]: _trimmed(own, start, stop)}
    chunks = list(_chunks(own, start, stop))
    if len(chunks) == len(blanks):
        return {name: chunk for (name, _), chunk in zip(blanks, chunks, strict=True)}
    # Otherwise those are known that keep the placeholder, or what stands before it: `skip_1 =`.
    places, at = {}, 0
    for number, (name, placeholder) in enumerate(blanks):
        last = next(
            (n for n in range(at, len(chunks)) if _is_of(chunks[n], own, name, placeholder)), None
        )
        if last is None:
            return {}
        last = len(chunks) - 1 if number == len(blanks) - 1 else last
        places[name] = chunks[at][0], chunks[last][1]
        at = last + 1
    return places


def _told_apart(parts, own, start, stop):
    """Which of some lines are a blank's, where lines around it that were given are others now.

    Each is one of the hint's, in their order: a given line is known by what it assigns to, or by its
    likeness. Where that does not hold of every line, nobody can tell.

    Args:
        parts: lines of the hint, each with the blank of which it is the last; None where it is given.
    """
    chunks = list(_chunks(own, start, stop))
    if len(chunks) == sum(name is not None for _, name in parts):  # those that were given are gone
        parts = [(line, name) for line, name in parts if name is not None]
    if len(chunks) != len(parts):
        return {}
    places = {}
    for (line, name), chunk in zip(parts, chunks, strict=True):
        text = "\n".join(own[slice(*chunk)])
        heads = _assigned_to(line), _assigned_to(text)
        is_it = _alike(line, text) if heads[0] is None else heads[0] == heads[1]
        if not is_it and (name is None or heads[0] is not None):
            return {}
        if name is not None:
            places[name] = chunk
    return places


def _alike(line, text):
    return difflib.SequenceMatcher(None, line, text, autojunk=False).ratio() >= _ALIKE


def _assigned_to(line):
    """What a line assigns to, up to its equals sign, or `return`; None where it is neither."""
    head = re.match(r"\s*(?:([\w., ]+?)\s*=(?!=)|(return)\b)", line)
    return head and (head[1] or head[2])


def _is_of(chunk, own, name, placeholder):
    """Whether some lines are the last of a blank."""
    head = placeholder.partition("vgkit.blank(")[0]
    text = "\n".join(own[slice(*chunk)])
    return f'vgkit.blank("{name}")' in text or bool(head.strip() and text.startswith(head))


def _chunks(own, start, stop):
    """Ranges of lines that belong together, as their brackets tell, without comments between them."""
    depth, begun = 0, None
    for number in range(start, stop):
        found = tokens(own[number])
        if not found:
            continue
        begun = number if begun is None else begun
        depth += sum(t in "([{" for t in found) - sum(t in ")]}" for t in found)
        if depth <= 0:
            yield begun, number + 1
            depth, begun = 0, None
    if begun is not None:
        yield begun, stop


def _trimmed(own, start, stop):
    """A range of lines without those at its ends that are empty."""
    while start < stop and not own[start].strip():
        start += 1
    while stop > start and not own[stop - 1].strip():
        stop -= 1
    return start, stop


def bare(line: str) -> str:
    """A line without its comment."""
    return line.partition("#")[0].strip()
