"""The ladder's notebook as a student meets it: it stops at a blank, and the right lines pass."""

from pathlib import Path

import pytest

from tests.notebooks.test_all_notebooks import run
from vgkit.notebooks import building, sources

SOURCE = sources.read(Path(__file__).parents[2] / "notebooks" / "10_ladder.py")


def test_the_blanks_are_fields_of_a_setting():
    from vgkit.experiments.setting import Setting

    assert set(SOURCE.blanks) <= set(Setting.__dataclass_fields__)


@pytest.mark.thorough  # `make test` has another hint do so
@pytest.mark.parametrize("language", ["vi"])
def test_an_untouched_hint_stops_at_its_first_blank(language, tmp_path, real_data):
    message = run(SOURCE.notebook("hint", language), tmp_path)
    assert "UnfilledBlank" in message and 'vgkit.blank("activation")' in message
    assert not (tmp_path / "home" / "sweeps").exists(), "something was trained in full"


@pytest.mark.thorough  # `make test` has it executed as a solution
@pytest.mark.parametrize("language", ["en"])
def test_a_filled_hint_passes_its_first_two_checks(language, tmp_path, real_data):
    """The rest of its code is the solution's, which nbval executes."""
    notebook = building.fill(SOURCE.notebook("hint", language), SOURCE)
    last = next(n for n, cell in enumerate(notebook.cells) if cell.id == "adam_check")
    notebook.cells = notebook.cells[: last + 1]
    assert run(notebook, tmp_path) is None
    for cell in notebook.cells:
        if cell.id in ("relu_check", "adam_check"):
            assert "✓" in "".join(output.get("text", "") for output in cell.outputs)
