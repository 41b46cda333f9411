"""The playground's own tests, in Node.js: its parts, and the way back against TensorFlow.js' tape."""

import pytest

from tests.browser.conftest import ROOT
from vgkit.site import nodejs
from vgkit.site.pages import SiteError


def test_the_playgrounds_own_tests_pass():
    try:
        node = nodejs.find()
    except SiteError as error:
        pytest.skip(f"NOT TESTED: {error}")
    node.run("test", folder=ROOT / "playground")
