"""Asking with and without widgets."""

import random
from dataclasses import replace

import ipywidgets
import numpy as np
import pytest

import vgkit
from tests.quiz.samples import UNDECIDABLE, item, run
from vgkit import folders
from vgkit.backend import tf
from vgkit.messages import set_language
from vgkit.networks import mlp, starting_point
from vgkit.quiz import Verdict, answers, items, widgets
from vgkit.training import records

WIDGET = "application/vnd.jupyter.widget-view+json"
ROBUST = items.all_items()["Q6.robust"]
WRONG = next(letter for letter in items.LETTERS if letter != ROBUST.key)


def test_an_undecidable_item_is_kept_and_marked_neither_way(monkeypatch, shown, boxes):
    monkeypatch.setattr(items, "all_items", lambda: {UNDECIDABLE.id: UNDECIDABLE})
    vgkit.ask("Q1")
    ((_, choice, button, verdict),) = boxes
    choice.value = "C"
    button.click()
    assert verdict.value.startswith("Nobody can tell from here")
    assert answers.kept_answers() == {"Q1.published": "C"}


def test_an_item_as_text_has_its_options_and_the_call_that_answers_it():
    assert widgets.plain(item("Q1.why")) == (
        "Q1.why · why?\n"
        "Why?\n"
        "  A. one\n"
        "  B. two\n"
        "  C. three\n"
        "  D. four\n"
        'Answer with: vgkit.answer("Q1.why", "…")'
    )


def test_without_widgets_a_question_is_html_and_text(monkeypatch, shown):
    monkeypatch.setenv("VGKIT_STATIC", "1")
    vgkit.ask("Q6")
    assert [list(bundle) for bundle in shown] == [["text/html", "text/plain"]] * 3
    for bundle, asked in zip(shown, items.find_items("Q6"), strict=True):
        assert bundle["text/plain"] == widgets.plain(asked)
        assert all(option in bundle["text/html"] for option in asked.options if "'" not in option)
        assert f'vgkit.answer("{asked.id}"' in bundle["text/html"]


@pytest.mark.parametrize("static", ["1", ""])
def test_what_is_shown_does_not_depend_on_the_key(monkeypatch, shown, boxes, static):
    monkeypatch.setenv("VGKIT_STATIC", static)
    for key in "ABCD":
        robust = replace(item("Q1.robust"), key=key)
        monkeypatch.setattr(items, "all_items", lambda robust=robust: {robust.id: robust})
        vgkit.ask("Q1")
    for kind in ("text/html", "text/plain"):
        assert len({bundle[kind] for bundle in shown}) == 1
        assert "Because" not in shown[0][kind]
    assert len({(choice.options, choice.value) for _, choice, _, _ in boxes}) in (0, 1)
    assert len({heading.value for heading, _, _, _ in boxes}) in (0, 1)
    assert {verdict.value for _, _, _, verdict in boxes} <= {""}


def test_html_is_escaped(monkeypatch, shown, boxes):
    name = "<img src=x onerror=alert(1)>"
    nasty = replace(item("P1"), id=name, texts={"en": "<b> & 'so'", "vi": ""})
    nasty = replace(nasty, choices={"en": ["<i>1", "2", "3", "4"], "vi": []})
    monkeypatch.setattr(items, "all_items", lambda: {name: nasty})
    vgkit.ask(name)
    assert "<i>" not in shown[0]["text/html"] and "&lt;i&gt;1" in shown[0]["text/html"]
    assert "&lt;b&gt; &amp;" in shown[0]["text/html"]
    assert "&lt;b&gt; &amp;" in boxes[0][0].value
    assert "<img" not in shown[0]["text/html"] and "<img" not in boxes[0][0].value
    assert shown[0]["text/html"].count("&lt;img src=x onerror=alert(1)&gt;") == 2


@pytest.mark.parametrize("asked", ["P1", "Q1.why"])
def test_what_a_translation_or_a_verdict_says_is_escaped(monkeypatch, shown, boxes, asked):
    nasty = "<img src=x onerror=alert(1)>"
    monkeypatch.setattr(items, "all_items", lambda: {asked: item(asked)})
    monkeypatch.setattr(widgets, "say", lambda message: nasty)
    monkeypatch.setattr(widgets, "take", lambda *_: Verdict(None, nasty))
    vgkit.ask(asked)
    ((heading, choice, button, verdict),) = boxes
    choice.value = "A"
    button.click()
    assert verdict.value == "&lt;img src=x onerror=alert(1)&gt;"
    assert "<img" not in shown[0]["text/html"] + heading.value
    assert shown[0]["text/html"].count("&lt;img") == 1


def test_with_widgets_a_question_is_clickable_and_still_text(shown):
    vgkit.ask("Q6")
    assert len(shown) == 3
    for bundle, asked in zip(shown, items.find_items("Q6"), strict=True):
        assert bundle[WIDGET]["model_id"]
        assert bundle["text/plain"] == widgets.plain(asked)
        assert "text/html" in bundle


def test_the_button_waits_for_a_choice(shown, boxes):
    vgkit.ask("Q6.robust")
    ((_, choice, button, verdict),) = boxes
    assert isinstance(choice, ipywidgets.RadioButtons) and isinstance(button, ipywidgets.Button)
    assert (choice.value, button.disabled, verdict.value) == (None, True, "")
    assert [label for label, _ in choice.options] == [
        f"{letter}.  {option}" for letter, option in zip(items.LETTERS, ROBUST.options, strict=True)
    ]
    choice.value = "B"
    assert button.disabled is False


@pytest.mark.parametrize(("asked", "letter", "word", "words"), [
    ("Q6.robust", ROBUST.key, "Check", "✓ Right. The others were measured too"),
    ("Q6.robust", WRONG, "Check", "✗ Not right. No run of your own"),
    ("Q6.why", "A", "Check", "✗ Not this one. The logits are larger."),
    ("P5", "D", "Keep", "Kept: D."),
])  # fmt: skip
def test_pressing_the_button_shows_the_verdict_and_keeps_the_answer(
    shown, boxes, asked, letter, word, words
):
    vgkit.ask(asked)
    ((_, choice, button, verdict),) = boxes
    assert button.description == word
    choice.value = letter
    button.click()
    assert verdict.value.startswith(words)
    assert answers.kept_answers() == {asked: letter}


def test_a_button_can_be_pressed_again_with_another_choice(shown, boxes):
    vgkit.ask("Q6.why")
    ((_, choice, button, verdict),) = boxes
    for letter, mark in (("A", "✗"), ("C", "✓")):
        choice.value = letter
        button.click()
        assert verdict.value.startswith(mark)
    assert answers.kept_answers() == {"Q6.why": "AC"}


def test_a_button_shows_an_error_where_the_verdict_would_stand(monkeypatch, shown, boxes):
    vgkit.ask("Q6.why")
    ((_, choice, button, verdict),) = boxes
    choice.value = "C"
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    button.click()
    assert verdict.value.startswith("This question asks about Fashion-MNIST")
    assert answers.kept_answers() == {}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_button_speaks_of_a_record_that_cannot_be_read(shown, boxes, language):
    path = folders.user_folder("runs", "5-fashion_mnist.json")
    path.mkdir(parents=True)  # a folder cannot be read as a file, not even by root
    set_language(language)
    vgkit.ask("Q6.published")
    ((_, choice, button, verdict),) = boxes
    choice.value = "D"
    button.click()
    words = "cannot be read (Is a directory)" if language == "en" else "Không đọc được"
    assert str(path) in verdict.value and words in verdict.value
    assert "VGKIT_HOME" in verdict.value


def test_a_button_never_does_nothing(monkeypatch, shown, boxes):
    def broken(*_):
        raise RuntimeError("nobody thought of <this>")

    monkeypatch.setattr(widgets, "take", broken)
    vgkit.ask("Q6.why")
    ((_, choice, button, verdict),) = boxes
    choice.value = "C"
    button.click()
    assert verdict.value == "RuntimeError: nobody thought of &lt;this&gt;"


def test_a_button_speaks_of_a_spoiled_record_of_the_own_run(shown, boxes):
    records.keep_user_run(run(2.26437))
    path = folders.user_folder("runs", "5-fashion_mnist.json")
    path.write_text(path.read_text().replace("2.26437", "2.26438"))
    vgkit.ask("Q6.published")
    ((_, choice, button, verdict),) = boxes
    choice.value = "D"
    button.click()
    assert "the checksum does not match" in verdict.value


def test_taking_a_quiz_changes_no_random_stream_that_training_uses(shown, boxes):
    def start():
        model = mlp.mlp(depth=1)
        starting_point.set_initial_weights(model)
        orders = [order.numpy() for order in starting_point.batch_orders(images=50).take(2)]
        return [*model.get_weights(), *orders]

    def take_quiz():
        vgkit.ask("P5")
        vgkit.ask("Q6")
        for _, choice, button, _ in boxes:
            choice.value = "B"
            button.click()
        assert len(answers.kept_answers()) == 4

    random.seed(1), np.random.seed(1), tf.random.set_seed(1)
    first, numpy_draw, tf_draw = start(), np.random.rand(3), tf.random.uniform([3])
    random.seed(1), np.random.seed(1), tf.random.set_seed(1)
    take_quiz()
    for ours, theirs in zip(first, start(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(np.random.rand(3), numpy_draw)
    np.testing.assert_array_equal(tf.random.uniform([3]), tf_draw)
