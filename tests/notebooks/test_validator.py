"""What validates notebooks is loaded without a grammar that takes longer than all the rest."""

from vgkit.notebooks import preloaded

LOAD = """
import sys
import vgkit.notebooks
assert "rfc3987_syntax" not in sys.modules
import nbformat
print(sorted(name for name in sys.modules if name.startswith(("rfc3987_syntax", "lark"))))
nbformat.validate(nbformat.v4.new_notebook())
try:
    nbformat.validate({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]})
except nbformat.ValidationError:
    print("refused")
"""


def test_notebooks_are_validated_without_a_grammar_of_iris():
    done = preloaded.run(["-c", LOAD])
    assert done.stdout.splitlines() == ["[]", "refused"], done.stderr
