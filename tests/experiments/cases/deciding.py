"""What a case makes of numbers: the letter of an option, or nothing."""

import pytest


def decides(decide, numbers, letter):
    """Assert that numbers lead to a letter; where it is None, that they decide nothing."""
    if letter:
        assert decide(numbers) == letter
    else:
        with pytest.raises(ValueError, match="holding"):
            decide(numbers)
