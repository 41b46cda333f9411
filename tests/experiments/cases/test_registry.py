"""Every question of transfer has evidence, which decides its key and can be measured again."""

import pytest

from tests.conftest import skip_without_images, thorough_but
from vgkit import course
from vgkit.experiments import cases
from vgkit.experiments.cases import CASES
from vgkit.messages import set_language
from vgkit.quiz import items

ASKED = [name for name in items.all_items() if name.startswith("C")]


def test_every_case_that_is_asked_is_measured_and_the_other_way_round():
    assert set(ASKED) == {name for name in CASES if name.startswith("C")}
    assert CASES.keys() <= items.all_items().keys()


@pytest.mark.parametrize("name", CASES)
def test_the_shipped_evidence_decides_the_key(name):
    assert CASES[name].decide(cases.load_evidence(name).numbers) == items.all_items()[name].key


QUICK = [name for name, case in CASES.items() if case.quick]


@pytest.mark.parametrize("name", thorough_but(["C0", "C2", "Q6.why"], QUICK))
def test_the_evidence_can_be_measured_again(name):
    skip_without_images(course.get_row(items.all_items()[name].exercise))
    shipped, measured = cases.load_evidence(name).numbers, CASES[name].measure()
    assert list(measured) == list(shipped)
    for network, values in shipped.items():
        assert measured[network] == pytest.approx(values, rel=0.02), network


@pytest.mark.parametrize("name", CASES)
def test_it_is_shown_in_both_languages(name, capsys):
    shown = []
    for language in ("en", "vi"):
        set_language(language)
        cases.show(name)
        shown.append(capsys.readouterr().out.splitlines())
    assert shown[0][0] != shown[1][0]
    assert len(shown[0]) == len(shown[1]) == 1 + len(cases.load_evidence(name).numbers)
