"""A font for formulas, for machines that have none with the tables that formulas are set by."""

import shutil
from pathlib import Path

FAMILY = "Noto Sans Math"
_PACKAGE = "@fontsource/noto-sans-math"  # of the npm project that the playground is; under the OFL
_FILE = "noto-sans-math-latin-400-normal.woff2"
RULES = "fonts.css"  # empty in `static/`: without the font a page names none


def add(root: Path, static: Path) -> bool:
    """Lay the font beside the pages, if npm has installed it.

    Args:
        root: the checkout.
        static: the folder of the pages' styles.

    Returns:
        Whether it was there.

    Raises:
        OSError: it cannot be read or written.
    """
    package = root / "playground" / "node_modules" / _PACKAGE
    if not (package / "files" / _FILE).is_file():
        return False
    folder = static / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "files" / _FILE, folder / _FILE)
    shutil.copyfile(package / "LICENSE", folder / "LICENSE")
    rule = (
        f'@font-face {{ font-family: "{FAMILY}"; font-display: swap; '
        f'src: local("{FAMILY}"), url("fonts/{_FILE}") format("woff2"); }}\n'
    )
    (static / RULES).write_text(rule, "utf-8")
    return True
