"""The playground's page leads to the pages of the exercises that it names."""

import re
from pathlib import Path

from vgkit import course

LESSONS = Path(__file__).parents[2] / "playground" / "src" / "ui" / "lessons.js"


def test_each_exercise_of_the_playground_leads_to_its_own_notebook():
    table = re.search(r"NOTEBOOKS = \{(.*?)\}", LESSONS.read_text("utf-8"), re.DOTALL).group(1)
    notebooks = dict(re.findall(r'"?(\w+)"?: "(\w+)"', table))
    assert len(notebooks) >= 9
    assert notebooks == {preset: course.get(preset).notebook for preset in notebooks}
