"""Every address that a folder of pages names, and what is wrong with it."""

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

ELSEWHERE = {"http", "https", "mailto"}
WITHOUT_TARGET = {"data", "javascript", "blob"}
CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")


class Pages:
    """The pages and style sheets of a folder, parsed.

    Args:
        folder: the site.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self._trees = {path: html.parse(str(path)).getroot() for path in self._files("*.html")}
        self._anchors = {path: _anchors(tree) for path, tree in self._trees.items()}

    def _files(self, pattern):
        return sorted(self.folder.rglob(pattern))

    def complaints(self):
        """What is wrong, as a list of sentences that begin with a page's path."""
        found = []
        for path, tree in self._trees.items():
            for element, address in _addresses(tree):
                followed = element.tag == "a"  # by a person: only these may lead elsewhere
                found += self._complaints_about(path, address, followed)
        for path in self._files("*.css"):
            for address in _css_addresses(path.read_text("utf-8")):
                found += self._complaints_about(path, address, followed=False)
        return found

    def names(self):
        """The paths of all pages within the site."""
        return {path.relative_to(self.folder).as_posix() for path in self._trees}

    def reached(self, name):
        """The paths of all pages to which links and forms lead, one after the other, from a page."""
        found, ahead = set(), [self.folder / name]
        while ahead:
            path = ahead.pop()
            if path in self._trees and path not in found:
                found.add(path)
                ahead += [_target(path, address) for address in _ways_on(self._trees[path])]
        return {path.relative_to(self.folder).as_posix() for path in found}

    def _complaints_about(self, path, address, followed):
        parts = urlsplit(address.strip())
        name = path.relative_to(self.folder).as_posix()
        if parts.scheme in WITHOUT_TARGET or (parts.scheme in ELSEWHERE and followed):
            return []
        if parts.scheme or parts.netloc:
            return [f"{name}: an outside address is loaded: {address}"]
        if parts.path.startswith("/"):
            return [f"{name}: from the root of a server: {address}"]
        target = _target(path, address)
        if not target.is_file():
            return [f"{name}: no such file: {address}"]
        anchor = unquote(parts.fragment)
        if "=" in anchor:  # a setting of the playground, which its page reads
            return []
        if anchor and target in self._anchors and anchor not in self._anchors[target]:
            return [f"{name}: no such anchor: {address}"]
        return []


def _target(page, address):
    path = unquote(urlsplit(address.strip()).path)
    return Path(os.path.normpath(page.parent / path)) if path else page


def _ways_on(tree):
    for element in tree.iter("a", "form"):
        yield element.get("href") or element.get("action") or ""


def _addresses(tree):
    for element, _, address, _ in tree.iterlinks():
        yield element, address
    for element in tree.iter("img", "source"):
        for candidate in filter(None, element.get("srcset", "").split(",")):
            yield element, candidate.split()[0]


def _anchors(tree):
    ids = {element.get("id") for element in tree.iter() if isinstance(element.tag, str)}
    return ids | {element.get("name") for element in tree.iter("a")} | {"top"}


def _css_addresses(text):
    return [first or second for first, second in CSS_ADDRESS.findall(text)]
