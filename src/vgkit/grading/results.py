"""What a submission came to: put together from what its process told, for the table and the page.

States of a blank: `right`: the solution, or whatever else a check passed; `wrong`: a check names it;
`fails`: its code raises an error; `filled`: something stands there that no check could judge; `empty`;
`missing`: its cell is gone.
"""

from collections import Counter
from collections.abc import Mapping

from vgkit.grading.process.telling import OutOfTime
from vgkit.messages import mark, say

STATES = {
    "right": ("✓", mark("right")),
    "wrong": ("✗", mark("wrong")),
    "fails": ("!", mark("fails with an error")),
    "filled": ("?", mark("filled, not judged")),
    "empty": ("–", mark("left empty")),
    "missing": ("∅", mark("its cell is gone")),
}
PROBLEMS = {
    "link": mark("This is a link to another place, and links are not followed."),
    "irregular": mark("This is no regular file."),
    "too_large": mark("This is far larger than any notebook of the course, and was not read."),
    "unreadable": mark("This file cannot be read."),
    "closed": mark("This folder cannot be read: what lies in it was not looked at."),
    "empty": mark("This file is empty."),
    "conflict": mark(
        "Git left the marks of a conflict in it (<<<<<<<): until one side is chosen, it is no notebook."
    ),
    "no_notebook": mark("This is no notebook: damaged, or another file under its name."),
    "no_cells": mark("This notebook holds no code."),
    "no_lesson": mark("This is none of the course's notebooks, or too little of one is left."),
}
_STOPPED = {
    "time": mark("took longer than {seconds} seconds and was stopped"),
    "memory": mark("took more memory than it may"),
    "crashed": mark("brought its process down"),
    "ended": mark("ended its process itself"),
}


def compose(outline: dict, messages: list[dict], forged: bool, stopped: str | None) -> dict:
    """The result of one submission.

    Args:
        outline: of its lesson.
        messages: of its process, in their order.
        forged: whether something else came the same way.
        stopped: why the process ended early, `"time"`, `"memory"`, `"crashed"`, `"ended"`; or None.

    Returns:
        What is kept of it, as JSON has it: `blanks`, by name a dict of `state` and `text`;
        `findings`, each with `code`, `message`, `blanks` and `cell`; `errors`, each with `cell`,
        `error`, `line` and `blanks`; `answers`; `trained`; `notes`, of what a person should look at,
        each with `code` and `text`; `protection`; and `stopped`, None or a dict of `why` and `cell`.
    """
    by_kind = {kind: [m for m in messages if m.get("kind") == kind] for kind in _KINDS}
    read = by_kind["read"][0] if by_kind["read"] else None
    if read is None:
        read = {"blanks": {name: _UNREAD for name in outline["blanks"]}}
    told_twice = _told_twice(by_kind["checked"])
    if told_twice:  # a check is asked once
        passing = [
            t for t in by_kind["checked"] if t["check"] in told_twice and not t.get("failed")
        ]
        by_kind["checked"] = [told for told in by_kind["checked"] if told not in passing]
    findings = [each for told in by_kind["checked"] for each in _findings(told, outline, read)]
    errors = [
        {key: error[key] for key in ("cell", "error", "line", "blanks")}
        for error in by_kind["error"]
        if error["kind_of_error"] != "UnfilledBlank"
    ]
    started = by_kind["cell"][-1]["cell"] if by_kind["cell"] else None
    result = {
        "blanks": _states(outline, read, by_kind, findings, errors),
        "findings": findings,
        "errors": errors,
        "answers": read.get("answers", []),
        "trained": read.get("trained", {}),
        "notes": _notes(read, by_kind, outline, forged or bool(told_twice)),
        "protection": {k: v for m in by_kind["shut"] for k, v in m.items() if k != "kind"} or None,
        "stopped": {"why": stopped, "cell": started} if stopped else None,
    }
    return result


_KINDS = "read", "shut", "cell", "error", "checked", "changed", "end"
_UNREAD = {"state": "filled", "text": "", "solved": False}


def _told_twice(checked):
    """The numbers of the checks that several messages tell of."""
    counts = Counter(told["check"] for told in checked)
    return {check for check, count in counts.items() if count > 1}


def _findings(told, outline, read):
    """What one check found; where it names no blank and only one can be meant, that one."""
    check = outline["checks"][told["check"]]
    found = list(told["findings"])
    if told.get("absent"):
        message = say("The notebook defines no {name}.", name=told["absent"])
        found = [{"code": "not_defined", "message": message, "blanks": []}]
    elif told.get("error"):
        found = [{"code": "check_fails", "message": told["error"], "blanks": []}]
    elif told.get("failed") and not found:
        message = say("The check does not pass.")
        found = [{"code": "not_passed", "message": message, "blanks": []}]
    blanks = read["blanks"]
    own = [
        name
        for name in check["covers"]
        if _is_own(blanks[name]) and name not in told.get("solution_in", ())
    ]
    for each in found:
        if each.get("given") or told.get("passes_as_given"):
            yield {**each, "blanks": [], "cell": check["cell"]}
            continue
        # What holds the solution, or has it stand in, is not to blame.
        named = [
            name
            for name in each["blanks"]
            if name in blanks and _is_own(blanks[name]) and name not in told.get("solution_in", ())
        ]
        yield {**each, "blanks": named or (own if len(own) == 1 else []), "cell": check["cell"]}


def _is_own(blank):
    return blank["state"] == "filled" and not blank["solved"]


def _states(outline, read, by_kind, findings, errors):
    states = {}
    passed = {
        name
        for told in by_kind["checked"]
        if not told.get("failed") or told.get("passes_as_given")
        for name in outline["checks"][told["check"]]["covers"]
        if name not in told.get("solution_in", ())
    }
    passed |= {name for told in by_kind["checked"] for name in told.get("right_beside", ())}
    wrong = {name for finding in findings for name in finding["blanks"]}
    failing = {name for error in errors for name in error["blanks"]}
    # A placeholder that was moved elsewhere stops the cell: the blank is as good as empty.
    stopping = {
        name
        for error in by_kind["error"]
        if error["kind_of_error"] == "UnfilledBlank"
        for name in error["blanks"]
    }
    for name in outline["blanks"]:
        of = read["blanks"].get(name, _UNREAD)
        state = of["state"]
        if state == "filled" and name in failing:
            state = "fails"
        elif state == "filled" and name in wrong:
            state = "wrong"
        elif state == "filled" and (of["solved"] or name in passed):
            state = "right"
        elif state == "filled" and name in stopping:
            state = "empty"
        states[name] = {"state": state, "text": of["text"]}
    return states


def _notes(read, by_kind, outline, forged):
    """What a person should look at."""
    notes = []
    if forged:
        notes.append(("forged", ""))
    changed = [name for told in by_kind["changed"] for name in told["names"]]
    notes += [("changed", name) for name in dict.fromkeys(changed)]
    failed = {
        outline["checks"][told["check"]]["cell"]
        for told in by_kind["checked"]
        if told.get("failed")
    }
    # Nor can a check have passed whose blanks are empty.
    failed |= {
        check["cell"]
        for check in outline["checks"]
        if any(read["blanks"][name]["state"] in ("empty", "missing") for name in check["covers"])
    }
    notes += [("claims_pass", cell) for cell in read.get("claims", ()) if cell in failed]
    notes += [(each["code"], each["text"]) for each in read.get("suspicious", ())]
    notes += [("magic", magic) for magic in read.get("magics", ())]
    notes += [
        ("computed_answer", a["item"]) for a in read.get("answers", ()) if a["letter"] is None
    ]
    notes += [("out_of_order", "")] if read.get("out_of_order") else []
    return [{"code": code, "text": text} for code, text in notes]


_NOTES = {
    "forged": mark("It wrote into what carries the verdicts."),
    "changed": mark("It changed the kit or a library as it ran: {text}. That was undone."),
    "claims_pass": mark("A stored output shows a check that passes ({text}); here it does not."),
    "keys": mark("It uses the answer keys, or the room that holds them: {text}"),
    "solution": mark("It holds what only the kit's own solution has: {text}"),
    "kit": mark("It changes the kit or a library, or goes into the checks: {text}"),
    "imitates": mark("It prints what a check would print: {text}"),
    "system": mark("It goes beyond the exercise, into the system: {text}"),
    "dynamic": mark("It hides or looks behind code: {text}"),
    "files": mark("It opens or changes files: {text}"),
    "own_network": mark("It uses a part of the kit that this notebook does not: {text}"),
    "magic": mark("Not executed: {text}"),
    "computed_answer": mark("The answer to {text} is not written down as a letter."),
    "out_of_order": mark(
        "Its cells stand in another order than the course's; they ran in the course's."
    ),
}


def is_out_of_time(result: dict) -> bool:
    """Whether a submission, one of its cells or a check took longer than it may."""
    if result["stopped"] and result["stopped"]["why"] == "time":
        return True
    texts = [each["error"] for each in result["errors"]]
    texts += [each["message"] for each in result["findings"]]
    return any(text.startswith(OutOfTime.__name__) for text in texts)


def note_text(note: Mapping[str, str]) -> str:
    """A note, in the session's language."""
    message = _NOTES[note["code"]]
    return say(message, text=note["text"])


def state_text(state: str) -> str:
    """A blank's state in words, in the session's language."""
    return say(STATES[state][1])


def problem_text(problem: str) -> str:
    """Why a submission is not graded, in the session's language."""
    return say(PROBLEMS[problem])


def stopped_text(stopped: Mapping, seconds: float) -> str:
    """Why a submission's process ended early, in the session's language."""
    message = _STOPPED[stopped["why"]]
    why = say(message, seconds=round(seconds))
    if stopped["cell"] is None:
        return say("The notebook {why}.", why=why)
    return say('The cell "{cell}" {why}.', cell=stopped["cell"], why=why)
