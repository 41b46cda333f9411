"""axe-core finds nothing serious on any kind of page, light or dark."""

import pytest

from tests.browser import accessibility, visits
from tests.browser.conftest import KINDS, open_kind
from tests.conftest import thorough_but

pytestmark = pytest.mark.usefixtures("axe")


@pytest.fixture(scope="module")
def axe():
    if not accessibility.AXE.is_file():
        pytest.skip("NOT TESTED: no axe-core; `npm ci` in playground/ installs it")


@pytest.mark.parametrize(
    ("kind", "scheme"),
    thorough_but(
        [*((kind, "light") for kind in KINDS), ("lesson-vi", "dark"), ("playground", "dark")],
        [(kind, scheme) for kind in KINDS for scheme in ("light", "dark")],
    ),
)
def test_axe_finds_nothing_serious(browser, served, kind, scheme):
    with visits.visit(browser, served, color_scheme=scheme) as visit:
        assert "\n".join(accessibility.violations(open_kind(visit, kind))) == ""


BAD = {
    "<p style='color: #999; background: #fff'>hardly to be read</p>": "color-contrast (serious)",
    "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>": "image-alt (critical)",
    "<input type='radio'>": "label (critical)",
    "<details><summary>more</summary><img src='data:,'></details>": "image-alt (critical)",
    "<button></button>": "button-name (critical)",
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_bad_is_found(browser, tmp_path, bad):
    (tmp_path / "page.html").write_text(f"<html lang='en'><title>x</title><main>{bad}</main>")
    with visits.visit(browser, visits.file_address(tmp_path)) as visit:
        [found] = accessibility.violations(visit.open("page.html"))
        assert found.startswith(BAD[bad])
