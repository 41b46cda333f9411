"""What the course adds to Sphinx, on pages that Sphinx makes."""

import re

import pytest

from vgkit.messages import set_language
from vgkit.site import pages, sources
from vgkit.site.veil import unveiled

pytest.importorskip("sphinx", reason="NOT TESTED: Sphinx is not installed (the extra `site`)")

TEXT = r"""# A page

In a line $\sigma'(z) \le \tfrac14$, and alone

$$W^\top x$$

````{fold} Show the <solution>

```{code-block} python
answer = 42
```
````

````{fold} Show the answer
:veil: quiz_answer

```{code-block} python
vgkit.answer("Q6.why", "C")
```
````
"""


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    set_language("en")
    folder = tmp_path_factory.mktemp("pages")
    (folder / sources.EXTRA).mkdir()
    (folder / "index.md").write_text(TEXT, "utf-8")
    pages.build(folder, folder / "out", "en")
    return (folder / "out" / "index.html").read_text("utf-8")


def test_formulas_are_mathml(html):
    inline, block = re.findall("<math.*?</math>", html)
    assert 'display="inline"' in inline and "<mfrac>" in inline
    assert 'display="block"' in block and "<msup>" in block
    assert "\\sigma" not in html and "MathJax" not in html


def test_a_fold_is_what_browsers_fold(html):
    inside = re.search(
        r'<details class="vg-fold"><summary>Show the &lt;solution&gt;</summary>\n<div>(.*?)</div></details>',
        html,
        re.S,
    )[1]
    assert "answer" in inside and "42" in inside


def test_a_veiled_fold_shows_nothing_in_the_source(html):
    key, code = re.search(
        r'<details class="vg-fold" data-key="(.*?)">.*?data-veiled="(.*?)">', html, re.S
    ).groups()
    assert "Q6.why" not in html
    inside = unveiled(code, key)
    assert "Q6.why" in inside and 'class="highlight"' in inside


def test_the_page_loads_nothing_from_elsewhere(html):
    loaded = re.findall(r'<(?:script|img|link|iframe)[^>]*?(?:src|href)="([^"]*)"', html)
    assert loaded and not [address for address in loaded if "//" in address]
