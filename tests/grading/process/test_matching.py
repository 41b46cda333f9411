"""Where the lesson's cells are in a submission, and what stands in the blanks."""

import pytest

from tests.grading.tiny import SAME, VALID, cells, outline, size
from vgkit.grading.process import matching


def match(found, language="en"):
    return {cell.id: cell for cell in matching.match(outline()["cells"][language], found)}


def hint(language="en"):
    cell = next(c for c in outline()["cells"][language] if c["id"] == "size")
    return cell["hint"]


def test_what_was_written_is_found_line_by_line():
    found = match(cells(size=size(valid="return 0  # sure")))["size"]
    assert found.written("same_size").strip() == SAME and found.is_as_solved("same_size")
    assert found.written("valid_size").strip() == "return 0  # sure"
    assert not found.is_as_solved("valid_size") and not found.empty


@pytest.mark.parametrize("language", ["en", "vi"])
def test_an_untouched_hint_is_empty(language):
    found = match(cells(language, size=hint(language)), language)["size"]
    assert found.empty == {"same_size", "valid_size"}


def test_a_blank_whose_line_was_deleted_is_empty():
    text = 'def output_size(n, kernel, padding, stride):\n    if padding == "same":\n        pass\n'
    found = match(cells(after="# nothing", size=text))
    assert found["after"].empty == {"sizes"}


def test_several_lines_may_stand_in_a_blank():
    several = "steps = n / stride\nreturn math.ceil(\n    steps\n)"
    found = match(cells(size=size(same=several, valid='return vgkit.blank("valid_size")')))["size"]
    text, places = found.solved({"valid_size"})
    assert VALID in text and "steps = n / stride" in text and "vgkit.blank" not in text
    assert text.split("\n")[slice(*places["valid_size"])][-1].strip().startswith(VALID)


def test_the_solution_takes_the_place_of_single_blanks():
    found = match(cells(size=size(same="return 1", valid="return 2")))["size"]
    text, _ = found.solved({"same_size"})
    assert SAME in text and "return 2" in text and "return 1" not in text


def test_where_a_place_is_not_known_the_whole_cell_is_the_solutions():
    found = match(cells(size="def output_size(*a):\n    return 1"))["size"]
    text, _ = found.solved({"same_size"})
    assert text == found.expected["solution"]


def test_a_cell_without_its_id_is_known_by_its_text():
    found = cells(size=size(valid="return 3"))
    found[1]["id"] = "another"
    assert "return 3" in match(found)["size"].source


def test_a_copy_that_was_worked_on_counts_more_than_the_empty_original():
    found = cells(size=hint())
    found.append({"id": "copy", "source": size(), "output": ""})
    assert not match(found)["size"].empty


def test_a_deleted_cell_has_no_source():
    found = [cell for cell in cells() if cell["id"] != "size"]
    assert match(found)["size"].source is None


def test_cells_of_ones_own_stay_behind_the_one_that_they_followed():
    found = cells()
    found.insert(2, {"id": "mine", "source": "x = 1", "output": ""})
    names = list(match(found))
    assert names == ["start", "size", "+3", "check", "after"]


def test_cells_in_another_order_are_brought_into_the_lessons():
    found = match(cells()[::-1])
    assert list(found) == ["start", "size", "check", "after"]
    assert [cell.order for cell in found.values()] == [3, 2, 1, 0]


def test_a_given_cell_is_known_as_long_as_it_does_the_same():
    assert match(cells(start="import math  # why\nimport vgkit"))["start"].is_given
    assert not match(cells(start="import math"))["start"].is_given
    assert not match(cells())["size"].is_given
