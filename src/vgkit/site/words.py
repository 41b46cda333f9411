"""What the pages' theme and search say, where Sphinx has no translation of its own."""

import json
from pathlib import Path

from vgkit.messages import get_language, mark, say

# In English as Sphinx and the theme have them, in their templates and in the search's script.
TEMPLATES = (
    mark("Next"),
    mark("Previous"),
    mark("Home"),
    mark("On this page"),
    mark("Skip to content"),
    mark("Back to top"),
    mark("Error"),
    mark("Please activate JavaScript to enable the search functionality."),
    mark("Link to this heading"),
    mark("Made with "),
)
SEARCH = (
    mark("Search Results"),
    mark("Searching"),
    mark("Preparing search..."),
    mark("Hide Search Matches"),
    mark(
        "Your search did not match any documents. Please make sure that all words are spelled "
        "correctly and that you've selected enough categories."
    ),
)
_FOUND = "Search finished, found one page matching the search query."
# Attributes that the theme's templates hold as they are, in English.
LABELS = (
    mark("Toggle site navigation sidebar"),
    mark("Toggle table of contents sidebar"),
    mark("Toggle Light / Dark / Auto color theme"),
)


def write_catalogue(folder: Path, language: str) -> None:
    """Write what the templates say where Sphinx looks for it, below the folder of its sources.

    Args:
        folder: of the sources.
        language: the session's.
    """
    from babel.messages import Catalog
    from babel.messages.pofile import write_po

    catalogue = Catalog(locale=language, domain="sphinx")
    for word in TEMPLATES:
        catalogue.add(word, say(word))
    path = folder / "locales" / language / "LC_MESSAGES" / "sphinx.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)


def search_script() -> str:
    """JavaScript that gives the search its words in the session's language, if that is not English."""
    if get_language() == "en":
        return ""
    words = {word: say(word) for word in SEARCH}
    found = say("Search finished: {count} pages match.", count="${resultCount}")
    words |= {_FOUND: [found], ", in ": ", "}
    catalogue = {"locale": get_language(), "plural_expr": "0", "messages": words}
    return f"Documentation.addTranslations({json.dumps(catalogue)});"


def labels() -> list[tuple[str, str]]:
    """Each of `LABELS` with what it is in the session's language."""
    return [(label, say(label)) for label in LABELS]
