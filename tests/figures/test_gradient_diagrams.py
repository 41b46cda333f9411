"""What a lesson on gradient normalization imports under one name is what the rooms offer."""

from vgkit.figures import diagrams, gradient_diagrams, plots


def test_the_short_name_offers_a_diagram_and_two_plots():
    assert gradient_diagrams.backward_diagram is diagrams.backward_diagram
    assert gradient_diagrams.two_signals is plots.two_signals
    assert gradient_diagrams.accuracies is plots.accuracies
