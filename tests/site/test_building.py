"""The site as a whole: what is made, and what it takes the place of."""

import os
import signal
from concurrent.futures import Future
from pathlib import Path

import pytest

from vgkit.site import building, fonts, landing, pages, playground, sources
from vgkit.site.pages import SiteError

ROOT = Path(__file__).parents[2]


class Here:
    """A pool of no processes: the work is done at once, and here."""

    def __init__(self, *_, **__):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def submit(self, function, *arguments):
        job = Future()
        try:
            job.set_result(function(*arguments))
        except Exception as error:
            job.set_exception(error)
        return job


def write(folder, name="index.html", text="new"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


@pytest.fixture
def quick(monkeypatch):
    """Each part of the site is a page of one word. Returns the languages that were built."""
    built = []
    monkeypatch.setattr(building, "ProcessPoolExecutor", Here)
    monkeypatch.setattr(sources, "write", lambda root, folder, language: 20)
    monkeypatch.setattr(pages, "set_language", built.append)
    monkeypatch.setattr(pages, "build", lambda folder, out, language: write(out))
    monkeypatch.setattr(playground, "build", lambda root, out: write(out))
    monkeypatch.setattr(landing, "write", lambda folder, repository: write(folder))
    monkeypatch.setattr(fonts, "add", lambda root, static: False)
    return built


def names(out):
    return sorted(path.name for path in out.iterdir())


def test_it_holds_both_languages_the_playground_and_a_first_page(quick, tmp_path, capsys):
    first = building.build(ROOT, tmp_path / "site")
    assert first == tmp_path / "site" / "index.html" and first.read_text("utf-8") == "new"
    assert names(first.parent) == ["en", "index.html", "playground", "vgkit-site", "vi"]
    assert quick == ["en", "vi"]
    assert names(tmp_path) == ["site"]
    assert "English: 20 lessons." in capsys.readouterr().err


def test_it_takes_the_place_of_an_earlier_one(quick, tmp_path):
    out = tmp_path / "site"
    building.build(ROOT, out)
    write(out / "en", "old.html")
    write(out / "old")
    building.build(ROOT, out)
    assert names(out) == ["en", "index.html", "playground", "vgkit-site", "vi"]
    assert names(out / "en") == ["index.html"]


def test_a_playground_that_is_not_made_again_stays(quick, tmp_path):
    out = tmp_path / "site"
    building.build(ROOT, out)
    write(out / "playground", text="old")
    building.build(ROOT, out, with_playground=False)
    assert (out / "playground" / "index.html").read_text("utf-8") == "old"
    assert (out / "en" / "index.html").read_text("utf-8") == "new"


def test_what_is_no_site_is_left_as_it_is(quick, tmp_path):
    write(tmp_path / "thesis", "chapter.tex")
    with pytest.raises(SiteError, match="holds something other than a site"):
        building.build(ROOT, tmp_path / "thesis")
    assert names(tmp_path / "thesis") == ["chapter.tex"] and quick == []


@pytest.mark.parametrize("error", [SiteError("npm failed"), KeyboardInterrupt()])
def test_a_build_that_fails_leaves_the_earlier_site(quick, tmp_path, monkeypatch, error):
    out = tmp_path / "site"
    building.build(ROOT, out)
    write(out / "en", text="old")

    def fail(root, out):
        raise error

    monkeypatch.setattr(playground, "build", fail)
    with pytest.raises(type(error)):
        building.build(ROOT, out)
    assert (out / "en" / "index.html").read_text("utf-8") == "old"
    assert names(tmp_path) == ["site"]


def test_what_a_process_raises_comes_through(quick, tmp_path, monkeypatch):
    def fail(*_):
        raise SiteError("Sphinx warns")

    monkeypatch.setattr(pages, "build", fail)
    with pytest.raises(SiteError, match="Sphinx warns"):
        building.build(ROOT, tmp_path / "site")


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="NOT TESTED: no SIGKILL here")
def test_a_process_that_is_killed_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "build_language", die)
    with pytest.raises(SiteError, match="was killed"):
        building.build(ROOT, tmp_path / "site", with_playground=False)
    assert not list(tmp_path.iterdir())
