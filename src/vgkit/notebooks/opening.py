"""How a hint opens on a machine without a checkout: links, and a cell that installs the kit.

Both are made from one setting, the repository's address in pyproject.toml (`[project.urls]`,
`Repository`). Without it, `vgkit build` writes neither.
"""

import re
import tomllib
from pathlib import Path
from urllib.parse import quote, urlsplit

import nbformat

from vgkit.notebooks import hints
from vgkit.notebooks.blanks import AuthoringError

BRANCH = "main"  # that students are given
TAG = "remove-cell"  # for pages that are made of hints, where nothing can be installed
INSTALL, LINKS = "install", "elsewhere"  # ids of the two cells

_WORDS = {
    "en": (
        "Open elsewhere",
        "# Installs the course's kit where it is missing, as on Colab. Elsewhere it does nothing.",
    ),
    "vi": (
        "Mở ở nơi khác",
        "# Cài bộ công cụ của khóa học ở nơi chưa có, chẳng hạn Colab. Nếu đã có, cell này không làm gì.",
    ),
}
# Never a second build of TensorFlow over the one that is there.
_CODE = """{comment}
from importlib.util import find_spec

if not find_spec("vgkit"):
    extra = "" if find_spec("tensorflow") else "[tensorflow]"
    get_ipython().run_line_magic("pip", f'install --quiet "vgkit{{extra}} @ {place}"')"""
_README = re.compile(r"(<!-- vgkit build writes these links -->\n).*?(<!-- end -->)", re.DOTALL)


def address(root: Path | str) -> str | None:
    """The repository's address, as pyproject.toml has it; None where it has none.

    Raises:
        AuthoringError: pyproject.toml cannot be read, or it is no https address.
    """
    path = Path(root) / "pyproject.toml"
    try:
        project = tomllib.loads(path.read_text("utf-8"))["project"]
        found = project.get("urls", {}).get("Repository")
    except (FileNotFoundError, KeyError):
        return None
    except ValueError as error:
        raise AuthoringError(f"{path.name}:1: {error}") from None
    if found is not None and not re.fullmatch(r"https://[\w.-]+(/[\w.~-]+)+", found):
        raise AuthoringError(
            f"{path.name}:1: Repository in [project.urls] is to be an address like "
            f"https://github.com/OWNER/vgkit. Received: {found!r}"
        )
    return found


def add(notebook: nbformat.NotebookNode, root: Path, path: Path, language: str) -> None:
    """Put links and the installing cell behind a hint's first cell.

    Args:
        notebook: as `Source.notebook` builds it; it is changed in place.
        root: the checkout.
        path: where in it the hint lies.
        language: of the hint.

    Raises:
        AuthoringError: as in `address`.
    """
    if (place := address(root)) is None:
        return
    title, comment = _WORDS[language]
    links = " · ".join(
        f"[{name}]({url})" for name, url in places(place, path.relative_to(root).as_posix()).items()
    )
    code = _CODE.format(comment=comment, place=_package(place))
    tags = {"tags": [TAG]}
    notebook.cells[1:1] = [
        nbformat.v4.new_markdown_cell(f"{title}: {links}", id=LINKS, metadata=tags),
        nbformat.v4.new_code_cell(code, id=INSTALL, metadata=tags),
    ]
    hints.mark(notebook)


def places(repository: str, path: str) -> dict[str, str]:
    """Where else a notebook can be opened.

    Args:
        repository: its address.
        path: of the notebook in it.

    Returns:
        Addresses by name. Colab and Binder are there for GitHub only.
    """
    clone = quote(f"vscode://vscode.git/clone?url={quote(repository, safe='')}", safe="")
    code = {"VS Code": f"https://vscode.dev/redirect?url={clone}"}
    parts = urlsplit(repository)
    if parts.netloc != "github.com":
        return code
    colab = f"https://colab.research.google.com/github{parts.path}/blob/{BRANCH}/{quote(path)}"
    binder = f"https://mybinder.org/v2/gh{parts.path}/{BRANCH}?labpath={quote(path, safe='')}"
    return {"Colab": colab, "Binder": binder} | code


def _package(repository):
    """What pip takes for the kit of a repository; of GitHub's without git."""
    if urlsplit(repository).netloc == "github.com":
        return f"{repository}/archive/refs/heads/{BRANCH}.zip"
    return f"git+{repository}@{BRANCH}"


_INSTALLING = [
    re.compile(
        re.escape(_CODE.format(comment=comment, place="PLACE")).replace("PLACE", r"[^\s'\"{}]+")
    )
    for _, comment in _WORDS.values()
]


def is_install(source: str) -> bool:
    """Whether a cell is the installing one, unchanged, of whatever repository."""
    return any(pattern.fullmatch(source.strip()) for pattern in _INSTALLING)


def readme(text: str, repository: str, path: str) -> str:
    """README.md with its links to other places written anew; as it was where it has no place for them.

    Args:
        text: what it holds.
        repository: its address.
        path: of the notebook that the links open.
    """
    images = {
        "Colab": "https://colab.research.google.com/assets/colab-badge.svg",
        "Binder": "https://mybinder.org/badge_logo.svg",
    }
    links = "\n".join(
        f"[![Open in {name}]({images[name]})]({url})"
        if name in images
        else f"[Open in {name}]({url})"
        for name, url in places(repository, path).items()
    )
    return _README.sub(lambda found: f"{found[1]}{links}\n{found[2]}", text)
