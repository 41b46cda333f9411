"""The strip of a question: the kit's runs and the reader's beside the published options."""

import pytest

from vgkit import quiz
from vgkit.figures import spread
from vgkit.messages import set_language


@pytest.mark.parametrize("question", spread.published())
def test_a_strip_shows_the_shipped_runs_beside_the_published_options(question):
    item = quiz.all_items()[f"{question}.published"]
    options, measured = item.options, item.measured
    description = spread.strip(question).alt
    assert description.startswith(f"{question}, {measured.metric}, epoch {measured.epoch}: ")
    assert f"from {options[0]} to {options[-1]}" in description
    for value in spread.shipped()[question]["values"]:
        assert f"{value:.4f}" in description


def test_a_strip_shows_the_readers_own_run():
    assert "Your run gave 0.6099." in spread.strip("Q1", own=0.60991).alt
    set_language("vi")
    assert "Lần chạy của bạn cho 0.6099." in spread.strip("Q1", own=0.60991).alt


def test_only_questions_of_part_one_have_published_options_to_stand_beside():
    assert spread.published() == [f"Q{number}" for number in range(1, 10)]
