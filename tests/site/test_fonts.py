"""The font for formulas."""

import json
import re
from pathlib import Path

from vgkit.site import fonts, pages

ROOT = Path(__file__).parents[2]


def test_it_is_named_where_it_lies(tmp_path):
    package = tmp_path / "playground" / "node_modules" / fonts._PACKAGE
    (package / "files").mkdir(parents=True)
    (package / "files" / fonts._FILE).write_bytes(b"font")
    (package / "LICENSE").write_text("OFL", "utf-8")
    static = tmp_path / "_static"
    assert fonts.add(tmp_path, static)
    rule = (static / fonts.RULES).read_text("utf-8")
    assert (static / re.search(r'url\("(.*?)"\)', rule)[1]).read_bytes() == b"font"
    assert (static / "fonts" / "LICENSE").exists()
    assert f'"{fonts.FAMILY}"' in (pages.HERE / "static" / "site.css").read_text("utf-8")


def test_without_it_no_page_asks_for_it(tmp_path):
    assert not fonts.add(tmp_path, tmp_path / "_static")
    assert not list(tmp_path.iterdir())
    assert "font-face" not in (pages.HERE / "static" / fonts.RULES).read_text("utf-8")


def test_npm_installs_it():
    project = json.loads((ROOT / "playground" / "package.json").read_text("utf-8"))
    assert fonts._PACKAGE in project["devDependencies"]
