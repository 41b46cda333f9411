"""The drawing of what shares one mean: its numbers."""

from vgkit.figures import diagrams


def test_normalization_groups_worked_out_by_hand():
    # Columns (0, 4) and (2, 6) become (−1, 1) each; all four have mean 3, variance 5.
    alt = diagrams.normalization_groups(batch=((0, 2), (4, 6))).alt
    assert "0.0 2.0; 4.0 6.0" in alt
    assert "−1.00 −1.00; +1.00 +1.00" in alt
    assert "−1.34 −0.45; +0.45 +1.34" in alt
