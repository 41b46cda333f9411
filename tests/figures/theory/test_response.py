"""The answer of a deep network to a small step: more ragged with larger weights."""

import re

from vgkit.figures import theory


def test_larger_weights_make_the_answer_to_a_small_step_more_ragged():
    counts = re.findall(r"stddev (\S+) there are (\d+) crossings", theory.response_diagram().alt)
    assert [stddev for stddev, _ in counts] == ["1", "10"]
    assert int(counts[0][1]) < int(counts[1][1])
