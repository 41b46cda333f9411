"""The quiz: questions, options and keys from quiz.toml; asking, judging, remembering.

A question has three items: the *published* edition, whose options stand as close together as in
2022; the *robust* one, on which every right run agrees; and a *why*. A prediction is an item
without a key: it is kept, and recalled when the numbers are there.
"""

import contextlib
import functools
import html
import importlib.resources
import json
import os
import tomllib
from dataclasses import dataclass

from vgkit import records
from vgkit.errors import VgkitError
from vgkit.folders import user_folder, write_atomically
from vgkit.language import LANGUAGES, say

LETTERS = "ABCD"
EDITIONS = ("published", "robust", "why")


class QuizError(VgkitError):
    """No such question, no such option, a malformed quiz file, or no quiz on these data."""


@dataclass(frozen=True)
class Item:
    """One thing to answer with a letter.

    Attributes:
        id: `"Q6.published"`, `"Q6.robust"`, `"Q6.why"`, or of a prediction `"P5"`.
        exercise: id in the course's table.
        texts: the question, by language.
        choices: the four options, by language.
        key: the right letter, or None for a prediction.
        because: why, by language, or None.
        measured: `(metric, epoch, spread)` where the options are numbers, else None.
    """

    id: str
    exercise: str
    texts: dict
    choices: dict
    key: str | None = None
    because: dict | None = None
    measured: tuple | None = None

    @property
    def text(self):
        return say(**self.texts)

    @property
    def options(self):
        return say(**self.choices)

    @property
    def edition(self):
        """The heading over the item."""
        return {
            "published": say(en="published edition (2022)", vi="bản gốc (2022)"),
            "robust": say(en="robust edition", vi="bản bền vững"),
            "why": say(en="why?", vi="vì sao?"),
        }.get(self.id.partition(".")[2], say(en="prediction", vi="dự đoán"))


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth: `right` (None for a prediction) and a message for the student."""

    right: bool | None
    message: str


def parse(text):
    """Read a quiz file.

    Args:
        text: TOML as in quiz.toml.

    Returns:
        The items by id, in the file's order.

    Raises:
        QuizError: it is not such a file; the message names the item and what it lacks.
    """
    found = {}
    try:
        content = tomllib.loads(text)
        for question in content.get("question", []):
            measured = (question["metric"], question["epoch"], question["spread"])
            for edition in EDITIONS:
                _add(
                    found,
                    f"{question['id']}.{edition}",
                    question["exercise"],
                    question[edition],
                    None if edition == "why" else measured,
                )
        for prediction in content.get("prediction", []):
            _add(found, prediction["id"], prediction["exercise"], prediction, None)
    except tomllib.TOMLDecodeError as error:
        raise QuizError(f"quiz file: {error}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        after = f" (after {list(found)[-1]})" if found else ""
        raise QuizError(f"quiz file{after}: {type(error).__name__}: {error}") from None
    return found


def _add(found, name, exercise, table, measured):
    choices = {
        language: table.get(f"options_{language}") or table["options"] for language in LANGUAGES
    }
    item = Item(
        name,
        exercise,
        {language: table[language] for language in LANGUAGES},
        choices,
        table.get("key"),
        table.get("because"),
        measured,
    )
    if any(len(options) != len(LETTERS) for options in choices.values()):
        raise ValueError(f"{name} needs {len(LETTERS)} options")
    if item.key is None and "." in name or item.key is not None and item.key not in LETTERS:
        raise ValueError(f"{name} needs a key out of {LETTERS}. Received: {item.key!r}")
    if measured:
        numbers = [float(option) for option in choices["en"]]
        gap = min(b - a for a, b in zip(numbers, numbers[1:], strict=False))
        if gap <= (10 * measured[2] if name.endswith(".robust") else 0):
            raise ValueError(f"{name}: its options stand too close ({gap:g}) or out of order")
    if name in found:
        raise ValueError(f"{name} exists twice")
    found[name] = item


@functools.cache
def items():
    """All items of the course by id."""
    return parse(importlib.resources.files("vgkit").joinpath("quiz.toml").read_text("utf-8"))


def find(wanted):
    """The items that an id stands for: `"Q6"` for three, `"Q6.why"` or `"P5"` for one.

    Raises:
        QuizError: there is none.
    """
    chosen = [item for item in items().values() if wanted in (item.id, item.id.partition(".")[0])]
    if not chosen:
        known = ", ".join(dict.fromkeys(name.partition(".")[0] for name in items()))
        raise QuizError(
            say(
                en=f"There is no question {wanted!r}. Choose one of: {known}.",
                vi=f"Không có câu hỏi {wanted!r}. Hãy chọn một trong: {known}.",
            )
        )
    return chosen


def judge(item, letter, own=None, reference=None):
    """Judge one answer.

    Args:
        item: the `Item`.
        letter: the answer, `"A"` to `"D"`.
        own: the student's own `records.Record` of the exercise, or None.
        reference: the kit's record, which tells a wrong run from a wrong reading.

    Returns:
        A `Verdict`.

    Raises:
        QuizError: the letter is none of the four.
    """
    letter = str(letter).strip().upper()
    if len(letter) != 1 or letter not in LETTERS:
        raise QuizError(
            say(
                en=f"Answer with one of the letters {', '.join(LETTERS)}. Received: {letter!r}.",
                vi=f"Hãy trả lời bằng một trong các chữ {', '.join(LETTERS)}. Nhận được: "
                f"{letter!r}.",
            )
        )
    if item.key is None:
        return Verdict(None, say(en=f"Kept: {letter}.", vi=f"Đã ghi lại: {letter}."))
    right = letter == item.key
    because = say(**item.because) if right and item.because else ""
    if item.measured is None:
        opening = (
            say(en="Right.", vi="Đúng.")
            if right
            else say(en="Not this one. Think again.", vi="Chưa đúng. Hãy nghĩ lại.")
        )
        return Verdict(right, f"{opening} {because}".strip())
    metric, epoch, spread = item.measured
    if own is None or own.epochs < epoch:
        opening = say(en="Right.", vi="Đúng.") if right else say(en="Not right.", vi="Chưa đúng.")
        advice = say(
            en=f"No run of your own of exercise {item.exercise} with {epoch} epoch(s) is kept on "
            "this machine; with one, your answer is held against your own number.",
            vi=f"Trên máy này chưa lưu lần chạy nào của bạn cho bài {item.exercise} đủ {epoch} "
            "epoch; khi có, câu trả lời sẽ được so với chính con số của bạn.",
        )
        return Verdict(right, " ".join(filter(None, (opening, because, advice))))
    value = own.at(metric, epoch)
    good_run = reference is None or abs(value - reference.at(metric, epoch)) <= spread
    measured = say(en=f"your run measured {value:.5f}", vi=f"lần chạy của bạn đo được {value:.5f}")
    if right and good_run:
        message = say(en=f"Right: {measured}.", vi=f"Đúng: {measured}.")
    elif right:
        message = say(
            en=f"The letter is right, but {measured}, which is not this network's number. Look at "
            "the check of the exercise again, then train anew.",
            vi=f"Chữ thì đúng, nhưng {measured}, không phải con số của network này. Hãy xem lại "
            "phần kiểm tra của bài rồi train lại.",
        )
    elif good_run:
        message = say(
            en=f"Your run is right and your reading is not: {measured} ({metric}, epoch {epoch}). "
            "Which option is that?",
            vi=f"Lần chạy thì đúng nhưng đọc số chưa đúng: {measured} ({metric}, epoch {epoch}). "
            "Đó là phương án nào?",
        )
    else:
        message = say(
            en=f"Not right, and the cause lies before the question: {measured}, which is not this "
            "network's number. Look at the check of the exercise again, then train anew.",
            vi=f"Chưa đúng, và nguyên nhân nằm trước câu hỏi: {measured}, không phải con số của "
            "network này. Hãy xem lại phần kiểm tra của bài rồi train lại.",
        )
    return Verdict(right, " ".join(filter(None, (message, because))))


def _refuse_synthetic():
    if os.environ.get("VGKIT_DATASET") == "synthetic":
        raise QuizError(
            say(
                en="The quiz asks about Fashion-MNIST, and this session runs on synthetic images "
                "(VGKIT_DATASET=synthetic). Unset the variable to take the quiz.",
                vi="Phần trắc nghiệm hỏi về Fashion-MNIST, còn phiên này đang dùng ảnh tổng hợp "
                "(VGKIT_DATASET=synthetic). Hãy bỏ biến đó để làm trắc nghiệm.",
            )
        )


def _answers_path():
    return user_folder("answers.json")


def kept_answers():
    """The letters kept so far, by item id. An unreadable file counts as none."""
    try:
        kept = json.loads(_answers_path().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def take(item, letter):
    """Judge an answer against the student's own run, keep it, return the `Verdict`.

    Raises:
        QuizError: the letter is none of the four, or the session runs on synthetic images.
    """
    if item.key is not None:
        _refuse_synthetic()
    own = records.own(item.exercise) if item.measured else None
    reference = records.shipped(item.exercise) if item.measured else None
    verdict = judge(item, letter, own, reference)
    answers = {**kept_answers(), item.id: str(letter).strip().upper()}
    with contextlib.suppress(OSError):  # a read-only home: the verdict counts all the same
        write_atomically(_answers_path(), json.dumps(answers, indent=1).encode())
    return verdict


def answer(item_id, letter):
    """Answer one item in a notebook without widgets, as `vgkit.answer("Q6.robust", "A")`.

    Raises:
        QuizError: no such item or letter, or the session runs on synthetic images.
    """
    chosen = find(item_id)
    if len(chosen) != 1:
        names = ", ".join(item.id for item in chosen)
        raise QuizError(
            say(
                en=f"{item_id!r} has several parts; answer one of: {names}.",
                vi=f"{item_id!r} gồm nhiều phần; hãy trả lời một trong: {names}.",
            )
        )
    print(take(chosen[0], letter).message)


def recall(prediction_id):
    """Print the prediction that was kept, to be held against the numbers."""
    (item,) = find(prediction_id)
    letter = kept_answers().get(item.id)
    if letter is None:
        print(say(en="You kept no prediction.", vi="Bạn chưa ghi lại dự đoán nào."))
    else:
        option = item.options[LETTERS.index(letter)]
        print(say(en=f"You predicted {letter}: {option}", vi=f"Bạn đã dự đoán {letter}: {option}"))


def plain(item):
    """An item as plain text, with the call that answers it."""
    lines = [f"{item.id} · {item.edition}", item.text]
    lines += [f"  {a}. {option}" for a, option in zip(LETTERS, item.options, strict=True)]
    how = say(en="Answer with", vi="Trả lời bằng")
    return "\n".join([*lines, f'{how}: vgkit.answer("{item.id}", "…")'])


def _html(item):
    rows = "".join(
        f"<div>{a}. {html.escape(option)}</div>"
        for a, option in zip(LETTERS, item.options, strict=True)
    )
    how = say(en="Answer with", vi="Trả lời bằng")
    return (
        f"<div><b>{item.id}</b> · {html.escape(item.edition)}<p>{html.escape(item.text)}</p>{rows}"
        f'<p>{how}: <code>vgkit.answer("{item.id}", "…")</code></p></div>'
    )


def _widget(item):
    """The item as radio buttons with a button and a place for the verdict."""
    import ipywidgets

    labels = [(f"{a}.  {option}", a) for a, option in zip(LETTERS, item.options, strict=True)]
    wide = ipywidgets.Layout(width="auto")
    choice = ipywidgets.RadioButtons(options=labels, value=None, layout=wide)
    word = say(en="Keep", vi="Ghi lại") if item.key is None else say(en="Check", vi="Kiểm tra")
    button = ipywidgets.Button(description=word, disabled=True)
    verdict = ipywidgets.HTML()

    def chosen(_):
        button.disabled = choice.value is None

    def pressed(_):
        try:
            result = take(item, choice.value)
            mark = {True: "✓ ", False: "✗ ", None: ""}[result.right]
            verdict.value = html.escape(mark + result.message)
        except VgkitError as error:
            verdict.value = html.escape(str(error))

    choice.observe(chosen, "value")
    button.on_click(pressed)
    head = f"<b>{item.id}</b> · {html.escape(item.edition)}<br>{html.escape(item.text)}"
    return ipywidgets.VBox([ipywidgets.HTML(head, layout=wide), choice, button, verdict])


def ask(question_id):
    """Show a question in a notebook: clickable, and as text where widgets do not run.

    Args:
        question_id: `"Q6"` for all three editions, `"Q6.why"` for one, `"P5"` for a prediction.

    Raises:
        QuizError: no such question, or the session runs on synthetic images.
    """
    from IPython.display import display

    chosen = find(question_id)
    if any(item.key for item in chosen):
        _refuse_synthetic()
    for item in chosen:
        bundle = {"text/html": _html(item), "text/plain": plain(item)}
        if not os.environ.get("VGKIT_STATIC"):
            bundle |= _widget(item)._repr_mimebundle_()
            bundle["text/plain"] = plain(item)
        display(bundle, raw=True)
