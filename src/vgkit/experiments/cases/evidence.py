"""The evidence of a question of transfer: measured, shipped, shown, and what key it decides."""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import vgkit.course
from vgkit.course.files import damaged, parse_numbers, read_shipped
from vgkit.errors import VgkitError
from vgkit.folders import write_atomically
from vgkit.messages import say

Numbers = dict[str, list[float]]


@dataclass(frozen=True)
class Case:
    """How the key of a question of transfer is decided.

    Attributes:
        quantity: what is measured, with its unit, as a sentence in the session's language.
        measure: trains or probes the networks; for each, by a name that is the same in every
            language (`"tanh, stddev 1.0"`), one number for each seed, that of seed 1 first.
        decide: from these numbers the letter of the option that they show to be true. It holds for
            every seed, or raises `ValueError`.
        quick: whether measuring takes a few seconds only, so that the tests measure again.
    """

    quantity: Callable[[], str]
    measure: Callable[[], Numbers]
    decide: Callable[[Numbers], str]
    quick: bool = True


@dataclass(frozen=True)
class Evidence:
    """What was measured for one question: by network, one number for each seed."""

    numbers: Numbers

    def to_json(self) -> str:
        """The file's text."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


def the_one_that_holds(numbers: Numbers, **outcomes: bool) -> str:
    """The letter of the only option that the numbers show to be true.

    Args:
        numbers: of the case, for the message.
        **outcomes: for each letter whether its option holds, for every seed.

    Raises:
        ValueError: none of them does, or more than one.
    """
    holding = [letter for letter, holds in outcomes.items() if holds]
    if len(holding) != 1:
        raise ValueError(f"holding: {holding or 'none'}. Received: {numbers}")
    return holding[0]


def within(found: Iterable[float], low: float = -math.inf, high: float = math.inf) -> bool:
    """Whether all numbers, of every seed, lie between two bounds and on neither of them."""
    return all(low < number < high for number in found)


def load_evidence(item_id: str) -> Evidence:
    """The shipped evidence of a question.

    Args:
        item_id: as in the quiz, such as `"C5"`.

    Raises:
        VgkitError: none is shipped, or its file is damaged.
    """
    name = f"{item_id}.json"
    text = read_shipped("cases", name)
    if text is None:
        raise VgkitError(
            say("No evidence is shipped for {item}. There is some for: {known}.",
                item=item_id, known=", ".join(_shipped()))
        )  # fmt: skip
    try:
        return Evidence(**parse_numbers(text, name))
    except TypeError as error:
        raise damaged(name, error) from None


def _shipped():
    return sorted(path.stem for path in _folder().glob("*.json"))


def _folder():
    return Path(vgkit.course.__file__).parent / "cases"


def ship(item_id: str, case: Case) -> Evidence:
    """Measure the evidence of a question and write it into the checkout.

    Args:
        item_id: as in the quiz.
        case: how it is measured.

    Raises:
        ValueError: the numbers decide nothing; then nothing is written.
        OSError: the file cannot be written.
    """
    evidence = Evidence(case.measure())
    case.decide(evidence.numbers)
    write_atomically(_folder() / f"{item_id}.json", evidence.to_json().encode())
    return evidence


def show(item_id: str) -> None:
    """Print what was measured for a question, a line for each network.

    Args:
        item_id: as in the quiz.

    Raises:
        VgkitError: as `load_evidence` does; or no such question is known.
    """
    from vgkit.experiments.cases.registry import CASES

    if item_id not in CASES:
        raise VgkitError(
            say("No evidence can be shown for {item!r}. There is some for: {known}.",
                item=item_id, known=", ".join(CASES))
        )  # fmt: skip
    numbers = load_evidence(item_id).numbers
    print(CASES[item_id].quantity())
    width = max(map(len, numbers))
    for name, values in numbers.items():
        print(f"  {name:<{width}}  {_range(values)}")


def _range(values):
    """One number, or the lowest and the highest of several seeds."""
    low, high = f"{min(values):.3g}", f"{max(values):.3g}"
    if len(values) == 1 or low == high:
        return low
    return say("{low} to {high} ({count} seeds)", low=low, high=high, count=len(values))
