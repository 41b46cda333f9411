"""The tour: real where the data are there, honest where they are not."""

import os
import re
import shutil
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

import vgkit
from tests.conftest import thorough_but
from vgkit import data, quiz
from vgkit.cli import tour as cli_tour
from vgkit.cli.tour import tour
from vgkit.messages import say, set_language
from vgkit.notebooks import preloaded


@pytest.mark.parametrize("language", thorough_but(["vi"], ["en", "vi"]))
def test_the_tour_leaves_one_page_that_needs_nothing_else(
    real_data, tmp_path, monkeypatch, language
):
    set_language(language)
    nasty, items = "<img src=x onerror=alert(1)>", quiz.all_items()
    asked = replace(items["Q6.published"], texts=dict.fromkeys(("en", "vi"), nasty))
    monkeypatch.setattr(quiz, "all_items", lambda: {**items, asked.id: asked})
    monkeypatch.setattr(cli_tour, "_names", lambda: {"baseline_7": f"1{nasty}", "5": f"2{nasty}"})
    monkeypatch.setattr(cli_tour, "say", lambda text, **values: nasty + say(text, **values))
    page = tmp_path / "một trang.html"
    summary = tour(page)
    text = page.read_text("utf-8")
    assert f'<html lang="{language}">' in text
    assert not re.search(r'(src|href)="(?!data:)', text)
    assert len(re.findall(r'<img [^>]*alt="[^"]{60,}"', text)) == 3
    assert any("2.2644" in line and line.rstrip(".").endswith("D") for line in summary)
    assert "2.2644" in text and "54.8" in text
    assert nasty not in text and text.count(escape(nasty)) > 20


IN_LITTLE_TIME = """
from functools import partial
from vgkit.cli import main
from vgkit.data import download, synthetic
download.RETRIES = 0
synthetic.draw = partial(synthetic.draw, 1280, 256)
main()
"""


def test_without_data_the_tour_says_so_and_leaves_the_quiz_out(tmp_path):
    # As from a wheel: no checkout around the package, none around the current folder.
    installed = tmp_path / "site-packages"
    shutil.copytree(Path(vgkit.__file__).parent, installed / "vgkit")
    environment = {
        **os.environ,
        "PYTHONPATH": str(installed),
        "KERAS_HOME": str(tmp_path / "keras"),
        "VGKIT_DATA_URL": "http://127.0.0.1:9/",  # nobody listens there
        "VGKIT_LANG": "en",
    }
    environment.pop("VGKIT_DATA_DIR", None)
    out = tmp_path / "tour.html"
    command = ["-c", IN_LITTLE_TIME, "tour", "--out", str(out)]
    done = preloaded.run(command, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    assert "Three ways out" in done.stderr and "SYNTHETIC" in done.stderr
    assert "SYNTHETIC" in done.stdout and "Question 6" not in done.stdout
    text = out.read_text("utf-8")
    assert "SYNTHETIC" in text and "2.2644" not in text


def test_the_tour_falls_back_for_missing_data_only(monkeypatch, tmp_path):
    def broken(name=None):
        raise RuntimeError("something else")

    monkeypatch.setattr(data, "load", broken)
    with pytest.raises(RuntimeError, match="something else"):
        tour(tmp_path / "page.html")
