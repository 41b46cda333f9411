"""The first page."""

import re
from html import unescape
from pathlib import Path

import pytest

from vgkit.course import LANGUAGES
from vgkit.diagnostics import PROBE_IMAGES
from vgkit.figures.method_comparison import METHODS
from vgkit.figures.pictures import Picture
from vgkit.messages import set_language
from vgkit.site import landing
from vgkit.training import records

ROOT = Path(__file__).parents[2]


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


def test_the_ways_in_come_before_the_picture(html):
    for article in re.findall("<article.*?</article>", html, re.S):
        assert article.index('class="ways"') < article.index("<figure>")


def test_what_its_numbers_are_measured_on_is_said(html):
    settings = (ROOT / "playground" / "src" / "engine" / "settings.js").read_text("utf-8")
    (batch,) = re.findall(r"defaults = .*?batchSize: (\d+)", settings, re.S)
    assert int(batch) == landing.PLAYGROUND_BATCH
    caption = re.search("<figcaption>(.*?)</figcaption>", html, re.S)[1]
    assert f"{PROBE_IMAGES} training images" in caption and f"batches of {batch}" in caption


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


def test_where_to_get_a_copy_is_told_where_it_is_known(html, tmp_path, monkeypatch):
    assert "https://" not in html
    monkeypatch.setattr(landing, "picture", lambda narrow=False: Picture(b"", "nothing"))
    address = "https://example.org/somebody/course"
    text = landing.write(tmp_path, address).read_text("utf-8")
    assert text.count("https://") == text.count(f'<a href="{address}">') == len(LANGUAGES)
