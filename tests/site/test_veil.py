"""What a page's source does not show: in Python, and in the script that undoes it."""

import json
import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vgkit.site import pages
from vgkit.site.veil import unveiled, veiled

SCRIPT = pages.HERE / "static" / "site.js"


@given(st.text(), st.text())
def test_what_was_hidden_comes_back_under_its_key(text, key):
    assert unveiled(veiled(text, key), key) == text


def test_another_key_gives_something_else():
    code = veiled("Right. The gradients cancel less in the mean.", "Q6.why C")
    assert "Right" not in code
    with pytest.raises(ValueError, match="codec"):
        unveiled(code, "Q6.why A")


def test_the_same_text_looks_different_under_each_key():
    assert len({veiled("Not this one.", f"Q6.why {letter}") for letter in "ABCD"}) == 4


def test_the_pages_script_undoes_it():
    node = shutil.which("node")
    if node is None:
        pytest.skip("NOT TESTED: no node on this machine")
    function = re.search(r"  function unveiled.*?\n  }\n", SCRIPT.read_text("utf-8"), re.S)[0]
    texts = ["", "C", 'Đúng: σ′ ≤ ¼, "h7 + h4" 🙂', "a" * 5000]
    cases = [[veiled(text, key), key] for text in texts for key in ("Q6.why C", "câu 6", "")]
    call = f"console.log(JSON.stringify({json.dumps(cases)}.map(([c, k]) => unveiled(c, k))))"
    done = subprocess.run([node, "-e", function + call], capture_output=True, check=True)
    assert json.loads(done.stdout.decode()) == [text for text in texts for _ in range(3)]
