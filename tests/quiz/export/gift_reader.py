"""A reader of GIFT that takes Moodle's steps in Moodle's order, for multiple-choice questions.

Escaped characters become placeholders first; then name, answers and general feedback are cut out at
the characters that are left; last, the placeholders become characters.
"""

import re

ESCAPED = ":#={}~n"


def read(text):
    """The blocks of a file, separated by blank lines: a category's path, or a question as a dict."""
    return [_block(block) for block in re.split(r"\n\s*\n", text.strip())]


def _block(block):
    lines = block.split("\n")
    comments = [line for line in lines if line.strip().startswith("//")]
    body = "\n".join(" " if line in comments else line for line in lines).strip()
    body = _hidden(body)
    if body.startswith("$CATEGORY:"):
        return body.removeprefix("$CATEGORY:").strip()
    assert body.startswith("::")
    name, _, body = body.removeprefix("::").partition("::")
    assert body.count("{") == body.count("}") == 1 and body.endswith("}")
    stem, _, answers = body.removesuffix("}").partition("{")
    answers, separator, reason = answers.strip().rpartition("####")
    if not separator:
        answers, reason = reason, ""
    default, stem = _formatted(stem, "moodle")
    return {
        "id": re.search(r"\[id:(.+?)]", comments[0])[1],
        "name": _shown(name),
        "stem": (default, stem),
        "options": [_option(each, default) for each in _split(answers)],
        "reason": _formatted(reason, default),
    }


def _split(answers):
    first, *rest = re.split(r"(?=[=~])", answers.strip())
    assert first == ""
    return rest


def _option(option, default):
    weight = 100 if option[0] == "=" else 0
    text = option[1:]
    if weight == 0 and (mark := re.match(r"%(-?\d{1,3})%", text)):
        weight, text = int(mark[1]), text[mark.end() :]
    text, _, feedback = text.partition("#")
    return weight, _formatted(text, default), _formatted(feedback, default)


def _formatted(text, default):
    text = text.strip()
    if mark := re.match(r"\[(html|moodle|plain|markdown)]", text):
        default, text = mark[1], text[mark.end() :]
    return default, _shown(text).strip()


def _hidden(text):
    text = text.replace("\\\\", "\0\\")
    for place, character in enumerate(ESCAPED):
        text = re.sub(rf"(?<!\0)\\{re.escape(character)}", chr(0xE000 + place), text)
    return text.replace("\0", "")


def _shown(text):
    for place, character in enumerate(ESCAPED):
        text = text.replace(chr(0xE000 + place), "\n" if character == "n" else character)
    return text
