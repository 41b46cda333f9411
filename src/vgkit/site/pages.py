"""Sphinx's part: from the sources of one language to its pages."""

import io
import signal
from pathlib import Path

import click

from vgkit import course
from vgkit.errors import VgkitError
from vgkit.messages import say, set_language
from vgkit.site import sources, words

HERE = Path(__file__).parent


class SiteError(VgkitError):
    """The site cannot be built."""


def build_language(root: Path, folder: Path, out: Path, language: str) -> int:
    """Make the pages of one language: what a process of its own does, without TensorFlow.

    Args:
        root: the checkout.
        folder: for the sources of the pages.
        out: for the pages.
        language: of them; the session speaks it from here on.

    Returns:
        The number of lessons.

    Raises:
        AuthoringError, OSError: as `sources.write`.
        SiteError: as `build`.
    """
    set_language(language)
    count = sources.write(root, folder, language)
    build(folder, out, language)
    return count


def leave_interrupts() -> None:
    """Let Ctrl-C end the command, which ends its processes: each would show a traceback of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def build(folder: Path, out: Path, language: str) -> None:
    """Let Sphinx make the pages of one language. Its warnings are errors.

    Args:
        folder: as `sources.write` leaves it.
        out: where to.
        language: of the pages, and of Sphinx' own words on them.

    Raises:
        SiteError: Sphinx is not installed, or warns of something; the message holds its words.
    """
    try:
        from sphinx.application import Sphinx
        from sphinx.util.docutils import docutils_namespace, patch_docutils
    except ImportError:
        raise SiteError(
            say("Building the site needs Sphinx: pip install -e '.[site]', or `make site`.")
        ) from None
    words.write_catalogue(folder, language)
    warnings = io.StringIO()
    with patch_docutils(str(folder)), docutils_namespace():
        app = Sphinx(
            folder,
            None,
            out,
            folder / ".doctrees",
            "html",
            confoverrides=configuration(folder, language),
            status=None,
            warning=warnings,
            freshenv=True,
        )
        app.build(force_all=True)
    if told := click.unstyle(warnings.getvalue()):
        raise SiteError(say("Sphinx warns:\n{warnings}", warnings=told))


def configuration(folder: Path, language: str) -> dict:
    """What would stand in Sphinx' `conf.py`."""
    return {
        "project": sources.title(),
        "html_title": sources.title(),
        "language": language,
        "extensions": ["myst_parser", "vgkit.site.extension"],
        "myst_enable_extensions": ["dollarmath"],
        "html_theme": "furo",
        "html_theme_options": {"top_of_page_buttons": []},
        "html_math_renderer": "mathml",
        "html_static_path": [str(HERE / "static")],
        "html_css_files": ["fonts.css", "site.css"],
        "html_js_files": [*_own_words(), ("site.js", {"defer": "defer"})],
        "templates_path": [str(HERE / "templates")],
        "html_extra_path": [str(folder / sources.EXTRA)],
        "locale_dirs": ["locales"],
        "exclude_patterns": [sources.EXTRA, "locales"],
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_use_index": False,
        "html_show_copyright": False,
        "suppress_warnings": ["misc.highlighting_failure"],  # code with an ellipsis in it
        "smartquotes": False,  # what the course writes is as it should be
        "html_context": {
            "course_languages": {
                code: name for code, name in course.LANGUAGE_NAMES.items() if code != language
            },
            "course_playground": f"{sources.PLAYGROUND}?lang={language}",
            "course_labels": words.labels(),
            "course_words": {
                "playground": say("Playground"),
                "start": say("Start page"),
                "elsewhere": say("Search the pages in {language} for this", language="{language}"),
            },
        },
        "html_sidebars": {
            "**": [
                "sidebar/brand.html",
                "sidebar/search.html",
                "course-links.html",
                "sidebar/scroll-start.html",
                "sidebar/navigation.html",
                "sidebar/scroll-end.html",
            ]
        },
    }


def _own_words():
    """A script behind Sphinx' own translations, where a language needs one."""
    script = words.search_script()
    return [(None, {"body": script, "priority": 800})] if script else []
