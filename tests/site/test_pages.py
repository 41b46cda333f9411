"""Sphinx' part of the site."""

import builtins
import re
import subprocess
import sys

import pytest

from vgkit.messages import set_language
from vgkit.site import pages, sources


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "src" / sources.EXTRA / "notebooks").mkdir(parents=True)
    (tmp_path / "src" / sources.EXTRA / "notebooks" / "x.ipynb").write_text("{}", "utf-8")
    (tmp_path / "src" / "index.md").write_text("# Một trang\n\nChữ.\n\n## Phần\n\nChữ.\n", "utf-8")
    return tmp_path / "src"


def needs_sphinx():
    """Skip without Sphinx; let it forget the language of an earlier test: a build has one of its own."""
    pytest.importorskip("sphinx", reason="NOT TESTED: Sphinx is not installed (the extra `site`)")
    from sphinx import locale

    locale.translators.clear()


def test_a_page_speaks_its_language_and_leads_to_the_others(folder):
    needs_sphinx()
    set_language("vi")
    pages.build(folder, folder / "out", "vi")
    html = (folder / "out" / "index.html").read_text("utf-8")
    assert '<html class="no-js" lang="vi"' in html
    assert '<a href="../en/index.html" hreflang="en" lang="en">English</a>' in html
    assert 'href="../playground/index.html' in html
    assert "Trên trang này" in html and "Đến nội dung" in html
    assert "Toggle" not in re.sub("<script.*?</script>", "", html, flags=re.S)
    assert (folder / "out" / "notebooks" / "x.ipynb").exists()
    assert not any((folder / "out" / "_sources").iterdir())


def test_a_warning_is_an_error(folder):
    needs_sphinx()
    (folder / "lost.md").write_text("# In no table of contents\n", "utf-8")
    with pytest.raises(pages.SiteError, match="lost.md"):
        pages.build(folder, folder / "out", "en")


def test_without_sphinx_it_says_what_to_install(folder, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("sphinx"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(pages.SiteError, match=r"pip install -e '\.\[site\]'"):
        pages.build(folder, folder / "out", "en")


def test_a_process_that_makes_pages_loads_no_tensorflow():
    code = "import sys, vgkit.site.pages; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
