"""Asking a question in a notebook: as clickable widgets, as HTML, and as plain text."""

from html import escape
from typing import TYPE_CHECKING

from vgkit import settings
from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.quiz.answers import refuse_synthetic, take
from vgkit.quiz.items import LETTERS, Item, find_items

if TYPE_CHECKING:
    import ipywidgets

# A widget's view, as Jupyter's messages know it; ipywidgets 7, which Colab has, gives no bundle of its own.
_VIEW = "application/vnd.jupyter.widget-view+json"


def plain(item: Item) -> str:
    """An item as plain text, with the call that answers it."""
    lines = [f"{item.id} · {item.edition}", item.text]
    lines += [f"  {a}. {option}" for a, option in zip(LETTERS, item.options, strict=True)]
    how = say("Answer with")
    return "\n".join([*lines, f"{how}: {_call(item)}"])


def _call(item):
    return f'vgkit.answer("{item.id}", "…")'


def html(item: Item) -> str:
    """An item as HTML, with the call that answers it, for where widgets do not run."""
    rows = "".join(
        f"<div>{a}. {escape(option)}</div>" for a, option in zip(LETTERS, item.options, strict=True)
    )
    how = say("Answer with")
    return (
        f"<div><b>{escape(item.id)}</b> · {escape(item.edition)}<p>{escape(item.text)}</p>{rows}"
        f"<p>{escape(how)}: <code>{escape(_call(item), quote=False)}</code></p></div>"
    )


def widget(item: Item) -> "ipywidgets.VBox":
    """An item as radio buttons with a button and a place for the verdict."""
    import ipywidgets

    labels = [(f"{a}.  {option}", a) for a, option in zip(LETTERS, item.options, strict=True)]
    wide = ipywidgets.Layout(width="auto")
    choice = ipywidgets.RadioButtons(options=labels, value=None, layout=wide)
    word = say("Keep") if item.is_prediction else say("Check")
    button = ipywidgets.Button(description=word, disabled=True)
    verdict = ipywidgets.HTML()

    def chosen(_):
        button.disabled = choice.value is None

    def pressed(_):
        try:
            result = take(item, choice.value)
            mark = {True: "✓ ", False: "✗ ", None: ""}[result.right]
            verdict.value = escape(mark + result.message)
        except VgkitError as error:
            verdict.value = escape(str(error))
        except Exception as error:  # would only be logged, and the button seem dead
            verdict.value = escape(f"{type(error).__name__}: {error}")

    choice.observe(chosen, "value")
    button.on_click(pressed)
    head = f"<b>{escape(item.id)}</b> · {escape(item.edition)}<br>{escape(item.text)}"
    return ipywidgets.VBox([ipywidgets.HTML(head, layout=wide), choice, button, verdict])


def ask(question_id: str) -> None:
    """Show a question in a notebook: clickable, and as text where widgets do not run.

    Args:
        question_id: `"Q6"` for all three editions, `"Q6.why"` for one, `"P5"` for a prediction.

    Raises:
        QuizError: no such question; or as in `refuse_synthetic`.
    """
    from IPython.display import display

    chosen = find_items(question_id)
    for item in chosen:
        refuse_synthetic(item)
    for item in chosen:
        bundle = {"text/html": html(item), "text/plain": plain(item)}
        if not settings.current().static:
            bundle[_VIEW] = {
                "version_major": 2,
                "version_minor": 0,
                "model_id": widget(item).model_id,
            }
        display(bundle, raw=True)
