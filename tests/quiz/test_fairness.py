"""Nobody finds the right option by its look: not by its length, and not by its letter."""

from collections import Counter

import pytest

from vgkit.course import LANGUAGES
from vgkit.quiz import LETTERS, items

WORDED = [
    item for item in items.all_items().values() if not item.id.endswith((".published", ".robust"))
]
KINDS = {
    "robust": [item for item in items.all_items().values() if item.id.endswith(".robust")],
    "why": [item for item in items.all_items().values() if item.id.endswith(".why")],
    "case": [item for item in items.all_items().values() if item.id.startswith("C")],
    "prediction": [item for item in items.all_items().values() if item.is_prediction],
}


@pytest.mark.parametrize("extreme", [max, min], ids=["longest", "shortest"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_option_is_an_extreme_no_more_often_than_by_chance(language, extreme):
    found = []
    for item in WORDED:
        lengths = dict(zip(LETTERS, map(len, item.choices[language]), strict=True))
        if lengths[item.key] == extreme(lengths.values()):
            found.append(item.id)
    assert len(found) <= len(WORDED) / 4, found


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_is_the_key_about_equally_often(kind):
    counts = Counter(dict.fromkeys(LETTERS, 0))
    counts.update(item.key for item in KINDS[kind])
    assert max(counts.values()) - min(counts.values()) <= 2, counts


@pytest.mark.parametrize("item", WORDED, ids=lambda item: item.id)
def test_the_options_of_an_item_are_of_one_size(item):
    for language in LANGUAGES:
        lengths = [len(option) for option in item.choices[language]]
        assert max(lengths) <= 2 * min(lengths), (language, lengths)


@pytest.mark.parametrize(
    "item", [item for item in WORDED if not item.is_prediction], ids=lambda item: item.id
)
def test_every_wrong_option_is_told_what_is_wrong_with_it_and_the_right_one_why(item):
    assert set(item.against) == set(LETTERS) - {item.key}
    assert item.because
