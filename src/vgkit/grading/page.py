"""The class on one page: each lesson at a glance, its most frequent mistakes, then every student.

It needs no script and asks nothing of the network; each state has a symbol and a word beside its colour.
"""

import hashlib
from collections import Counter
from pathlib import Path

import jinja2

from vgkit import quiz
from vgkit.folders import write_atomically
from vgkit.grading import results, tables
from vgkit.grading.grade import Class, Graded, in_alphabet
from vgkit.messages import get_language, say

_FOLDER, _MOST = Path(__file__).parent, 15


def write(made: Class, out: Path) -> Path:
    """Write `grades.html`. Returns its path.

    Raises:
        OSError: it cannot be written.
    """
    write_atomically(out / "grades.html", render(made).encode())
    return out / "grades.html"


def render(made: Class) -> str:
    """The page, in the session's language."""
    environment = jinja2.Environment(autoescape=True, trim_blocks=True)
    template = environment.from_string((_FOLDER / "page.html").read_text("utf-8"))
    graded = [row for row in made.rows if row.result]
    return template.render(
        language=get_language(),
        style=jinja2.utils.markupsafe.Markup((_FOLDER / "page.css").read_text("utf-8")),
        t=_texts(),
        summary=summary(made),
        protection=_protection(made),
        states=[(s, symbol, results.state_text(s)) for s, (symbol, _) in results.STATES.items()],
        lessons=[
            _lesson(made, name, [row for row in graded if row.lesson == name])
            for name in made.lessons
            if any(row.lesson == name for row in graded)
        ],
        problems=[
            {
                "student": row.student,
                "file": row.name,
                "why": results.problem_text(row.problem),
            }
            for row in made.rows
            if row.problem
        ],
        others=made.others,
        students=_students(made, graded),
    )


def _texts():
    return {
        "title": say("A class's notebooks"),
        "legend": say("What the symbols mean"),
        "not_run": say("Not run."),
        "student": say("Student"),
        "share_right": say("Right"),
        "mistakes": say("The most frequent mistakes"),
        "how_many": say("Submissions"),
        "blank": say("Blank"),
        "finding": say("What the check says"),
        "no_mistakes": say("No check found anything."),
        "problems": say("Not graded"),
        "file": say("File"),
        "why": say("Why"),
        "others": say("Other files, left out; archives are not unpacked"),
        "students": say("Every student"),
        "state": say("State"),
        "written": say("What stands there, and what is said of it"),
    }


def summary(made: Class) -> str:
    """The class in one sentence."""
    return say(
        "Submissions: {count}, graded: {graded}, to be looked at by a person: {look}.",
        count=len(made.rows),
        graded=sum(row.result is not None for row in made.rows),
        look=sum(bool(row.result and row.result["notes"]) for row in made.rows),
    )


def _protection(made):
    if made.protection is None:
        return say("No code had to be run.")
    words = {
        "files": say("writing outside of a folder of their own"),
        "network": say("the network"),
        "processes": say("starting other programs"),
    }
    lists = {
        held: ", ".join(words[name] for name, each in made.protection.items() if each is held)
        for held in (True, False)
    }
    sentences = [
        say(
            "The code of each submission ran in a process of its own, with limits on time and memory. "
            "Nothing was trained; what stored outputs show is called claimed."
        )
    ]
    if lists[True]:
        sentences.append(say("The system forbade it: {things}.", things=lists[True]))
    if lists[False]:
        sentences.append(say("NOT forbidden by this system: {things}.", things=lists[False]))
    return " ".join(sentences)


def _lesson(made, name, rows):
    lesson = made.lessons[name]
    blanks = lesson.outline["blanks"]
    heads = {
        "questions": say("answers right") if tables.questions(made, name) else None,
        "trained": say("training claimed") if any(row.result["trained"] for row in rows) else None,
        "look": say("to look at") if any(row.result["notes"] for row in rows) else None,
    }
    totals = [sum(row.result["blanks"][b]["state"] == "right" for row in rows) for b in blanks]
    return {
        "heading": tables.heading(made, name),
        "unjudged": lesson.unjudged,
        "caption": say(
            "Submissions: {count}. A row for each, and a column for each of the blanks ({blanks}).",
            count=len(rows),
            blanks=len(blanks),
        ),
        "blanks": blanks,
        "heads": [head for head in heads.values() if head],
        "rows": [_row(made, row, heads) for row in rows],
        "totals": [f"{total}/{len(rows)}" for total in totals],
        "mistakes": _mistakes(rows),
    }


def _row(made, row, heads):
    right, asked = tables.answered(row)[0], tables.questions(made, row.lesson)
    numbers = {
        "questions": f"{right}/{asked}" if row.result["answers"] else "–",
        "trained": tables.claimed(row),
        "look": len(row.result["notes"]) or "",
    }
    return {
        "student": row.student,
        "anchor": _anchor(row.student),
        "mark": _mark(row),
        "cells": [_cell(blank["state"]) for blank in row.result["blanks"].values()],
        "numbers": [numbers[name] for name, head in heads.items() if head],
    }


def _cell(state):
    symbol, _ = results.STATES[state]
    return {"state": state, "symbol": symbol, "words": results.state_text(state)}


def _mark(row: Graded) -> str:
    """What is to be said of a submission beside its name."""
    marks = []
    if row.is_untouched:
        marks.append(say("untouched"))
    if row.result["stopped"]:
        marks.append(say("stopped"))
    if any(not each["blanks"] for each in (*row.result["findings"], *row.result["errors"])):
        marks.append(say("more is said below"))
    if row.handed_in > 1:
        marks.append(say("handed in {count} times", count=row.handed_in))
    return ", ".join(marks)


def _mistakes(rows):
    """Findings by code and blank, and errors by kind; each submission counts once for each."""
    counts, messages = Counter(), {}
    for row in rows:
        of = {
            (each["code"], ", ".join(each["blanks"])): each["message"]
            for each in row.result["findings"]
        }
        for error in row.result["errors"]:
            kind = error["error"].partition(":")[0]
            of.setdefault((kind, ", ".join(error["blanks"])), error["error"])
        counts.update(of.keys())
        for key, message in of.items():
            messages.setdefault(key, message)
    return [
        {"code": code, "blanks": blanks or "–", "count": count, "message": messages[code, blanks]}
        for (code, blanks), count in counts.most_common(_MOST)
    ]


def _students(made, graded):
    by_student = {}
    for row in graded:
        by_student.setdefault(row.student, []).append(row)
    students = []
    for name in sorted(by_student, key=in_alphabet):
        rows = by_student[name]
        short = [
            f"{tables.short(row.lesson)}: {row.count('right')}/{len(row.result['blanks'])}"
            for row in rows
        ]
        students.append(
            {
                "name": name,
                "anchor": _anchor(name),
                "short": "; ".join(short),
                "submissions": [_submission(made, row) for row in rows],
            }
        )
    return students


def _anchor(student):
    return "s-" + hashlib.sha256(student.encode()).hexdigest()[:12]


def _submission(made, row):
    of = row.result
    shown = {name: blank for name, blank in of["blanks"].items() if blank["state"] != "right"}
    right = row.count("right")
    return {
        "heading": tables.heading(made, row.lesson),
        "file": row.name,
        "mark": _mark(row),
        "stopped": results.stopped_text(of["stopped"], row.limit) if of["stopped"] else None,
        "blanks": [_blank(of, name, blank) for name, blank in shown.items()],
        "others": say("{right} of {total} blanks are right.", right=right, total=len(of["blanks"]))
        if of["blanks"]
        else "",
        "parts": [part for part in _parts(row) if part["lines"]],
    }


def _blank(of, name, blank):
    messages = [each["message"] for each in of["findings"] if name in each["blanks"]]
    messages += [each["error"] for each in of["errors"] if name in each["blanks"]]
    return {
        "name": name,
        **_cell(blank["state"]),
        "text": blank["text"],
        "messages": list(dict.fromkeys(messages)),
    }


def _parts(row):
    of, silent = row.result, say("no output")
    yield {
        "heading": say("What the checks say besides"),
        "lines": [_besides(each) for each in of["findings"] if not each["blanks"]],
    }
    yield {
        "heading": say("Errors"),
        "lines": [_error(each) for each in of["errors"] if not each["blanks"]],
    }
    yield {"heading": say("Answers"), "lines": [_answer(each) for each in of["answers"]]}
    yield {
        "heading": say("Trainings, as stored outputs claim"),
        "lines": [f"{cell}: {line or silent}" for cell, line in of["trained"].items()],
    }
    yield {
        "heading": say("To be looked at by a person"),
        "lines": list(dict.fromkeys(results.note_text(note) for note in of["notes"])),
    }


def _besides(finding):
    if not finding.get("given"):
        return finding["message"]
    why = say("This comes from a line that was given, and that was changed.")
    return f"{finding['message']} {why}"


def _error(error):
    where = f"{error['cell']}: {error['error']}"
    return f"{where} ({error['line']})" if error["line"] else where


def _answer(answer):
    if answer["letter"] is None:
        return f"{answer['item']}: –"
    item = quiz.find_items(answer["item"])[0]
    verdict = {True: say("right"), False: say("wrong"), None: say("cannot be judged")}
    words = say("prediction") if item.is_prediction else verdict[answer["right"]]
    return f"{item.id}: {answer['letter']} ({words})"
