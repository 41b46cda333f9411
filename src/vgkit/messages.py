"""The language of messages: Vietnamese or English, one switch for the whole session."""

import locale
import os
import sys

LANGUAGES = ("en", "vi")
_chosen = None


def set_language(language):
    """Choose the language of everything that the kit says from now on.

    Args:
        language: `"vi"` or `"en"`.

    Raises:
        ValueError: the language is not one of the two.
    """
    global _chosen
    if language not in LANGUAGES:
        raise ValueError(f"Expected a language out of {LANGUAGES}. Received: {language!r}")
    _chosen = language


def get_language():
    """The language in use: the one set, else `VGKIT_LANG`, else the system's, else English."""
    wanted = _chosen or os.environ.get("VGKIT_LANG") or locale.getlocale()[0] or "en"
    return "vi" if wanted.lower().startswith("vi") else "en"


def say(en, vi):
    """Return `en` or `vi`, whichever the session speaks."""
    return vi if get_language() == "vi" else en


def tell(message):
    """Say something to the person without touching stdout, which may carry JSON."""
    print(message, file=sys.stderr, flush=True)
