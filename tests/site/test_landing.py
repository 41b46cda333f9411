"""The first page."""

import re
from html import unescape

import pytest

from vgkit.course import LANGUAGES
from vgkit.figures.method_comparison import METHODS
from vgkit.messages import set_language
from vgkit.site import landing
from vgkit.training import records


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    set_language("en")
    folder = tmp_path_factory.mktemp("site")
    assert landing.write(folder) == folder / "index.html"
    return folder


@pytest.fixture(scope="module")
def html(site):
    return (site / "index.html").read_text("utf-8")


def test_both_languages_are_there(html):
    articles = re.findall(r'<article data-lang="(\w+)" lang="\1"(.*?)</article>', html, re.S)
    assert [language for language, _ in articles] == list(LANGUAGES)
    for language, article in articles:
        assert f'href="{language}/index.html"' in article
        assert f'href="playground/index.html?lang={language}"' in article
        for anchor in re.findall('href="#(.*?)"', article):
            assert f'id="{anchor}"' in article


def test_the_picture_shows_and_tells_what_was_measured(html, site):
    for language in LANGUAGES:
        alt = unescape(re.search(f'<img src="gradients-{language}.png" alt="(.*?)"', html)[1])
        for key in landing.SHOWN:
            run = records.load_reference(METHODS[key])
            norms = run.snapshot(0)["gradient_norm"]
            assert (
                f"→ {100 * run.at('val_accuracy', run.epochs):.0f} %: hidden 1 {norms[0]:.3g},"
                in alt
            )
        for name in re.findall(f'gradients-{language}[^"]*png', html):
            assert (site / name).read_bytes().startswith(b"\x89PNG")


def test_its_number_is_that_of_the_record(html):
    norms = records.load_reference("baseline_7").snapshot(0)["gradient_norm"]
    (told,) = re.findall(r"is ([\d,]+) times smaller", html)
    assert abs(int(told.replace(",", "")) - norms[-1] / norms[0]) <= 500


def test_it_loads_nothing_and_no_text_is_missing(html):
    loaded = re.findall(r'(?:src|srcset)="([^"]*)"', html)
    assert loaded and all(name.startswith("gradients-") for name in loaded)
    assert "//" not in re.sub(r"<script>.*?</script>", "", html, flags=re.S)
    assert not re.search(
        r"None|\{\{|\{%|\{\w+\}",
        re.sub("<style>.*?</style>|<script>.*?</script>", "", html, flags=re.S),
    )


@pytest.mark.parametrize("address", [None, "https://example.org/somebody/course"])
def test_where_to_get_a_copy_is_told_where_it_is_known(tmp_path, address):
    text = landing.write(tmp_path, address).read_text("utf-8")
    assert text.count("https://") == (0 if address is None else len(LANGUAGES))
    assert address is None or f'<a href="{address}">' in text
