"""The drawing of skip connections says where they lead."""

from vgkit.figures import diagrams


def test_the_diagram_tells_where_both_skip_connections_lead():
    alt = diagrams.skip_diagram().alt
    assert "from h1 to a plus sign between h3 and h4" in alt
    assert "from h4 to a plus sign between h7 and the logits" in alt
