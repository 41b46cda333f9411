"""The placeholder that stands in a hint notebook where the student's own code goes."""

from vgkit.errors import UnfilledBlank
from vgkit.messages import say


def blank(name):
    """Stop here: this blank is not filled yet.

    It raises as soon as Python reaches it. An object in its place, or `...`, would travel on into
    Keras, which takes the one silently in several places and answers the other in its own words.

    Args:
        name: of the blank, as the sources and the checks call it.

    Raises:
        UnfilledBlank: always.
    """
    raise UnfilledBlank(
        say(
            'Blank "{name}" is not filled yet. Replace vgkit.blank("{name}") with your own code '
            "(the hint stands behind #?? on that line) and run the cell again.",
            name=name,
        )
    )
