"""Checks of a function that the student writes by hand: tried out, and held against the right one.

Each function has a checker in the module of its lesson, named in the lesson's row. What they share
is here: call the function, compare, and where it differs find the likely mistake that gives just
that.
"""

import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.checks.failing_lines import failing_statement
from vgkit.checks.findings import CheckFailed, Finding, listed, reason
from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.networks.wiring import wiring


def check_function(function: Callable, exercise: str) -> None:
    """Try out a function that the student wrote. Trains and changes nothing.

    Args:
        function: under the name that the exercise gives it.
        exercise: id in the course's table.

    Raises:
        CheckFailed: it computes something else; the message says what, and where to look.
        VgkitError: there is no such exercise, or it asks for no function of that name.
    """
    row = course.get_row(exercise)
    name = getattr(function, "__name__", type(function).__name__)
    if name not in row.functions:
        raise VgkitError(
            say(
                "Exercise {exercise} asks for no function {name!r}. Its functions: {known}.",
                exercise=row.id,
                name=name,
                known=listed(row.functions) or "–",
            )
        )
    module, _, look = row.functions[name].partition(".")
    look = getattr(importlib.import_module(f"vgkit.checks.{module}"), look)
    if findings := look(function):
        raise CheckFailed(findings)
    print(say("✓ {name} computes what it should.", name=name))


def tried(
    function: Callable,
    arguments: Sequence,
    blank: str | Mapping[str, str] | None,
    if_fails: Callable[[Exception], Finding | None] = lambda error: None,
    unchanged: bool = False,
) -> tuple[object, Finding | None]:
    """What a function of the student's gives, or the `Finding` that says why it gives nothing.

    Args:
        function: called once, with `arguments`.
        arguments: positional.
        blank: the one that it belongs to. Of a function with several, the blank of each statement,
            by the name that it assigns or by `"return"`: where it raises, that of the line is blamed,
            or none; of what it returns, that of `"return"`.
        if_fails: what is said of an exception; None for what is said of any.
        unchanged: whether it must leave NumPy arrays as they are; it gets copies of them then.

    Returns:
        `(value, None)`, or `(None, finding)` where it raised, returned nothing, or changed what it
        must not.
    """
    name = getattr(function, "__name__", type(function).__name__)
    given = arguments
    if unchanged:
        given = [each.copy() if isinstance(each, np.ndarray) else each for each in arguments]
    several = not isinstance(blank, str | None)
    try:
        value = function(*given)
    except Exception as error:  # whatever the student's own code raises
        if finding := if_fails(error):
            return None, finding
        blank = blank.get(failing_statement(function, error)) if several else blank
        message = say(
            "{name} fails ({kind}: {why}).",
            name=name,
            kind=type(error).__name__,
            why=reason(error),
        )
        return None, Finding("function_fails", message, blank)
    blank = blank.get("return") if several else blank
    if value is None:
        message = say("{name} returns nothing: does it end with return?", name=name)
        return None, Finding("returns_nothing", message, blank)
    if unchanged and (changed := _first_changed(arguments, given)) is not None:
        message = say(
            "{name} changes {argument} itself. Whoever calls it may still need {argument}: give the "
            "result a name of its own, without -=, /= and the like.",
            name=name,
            argument=list(inspect.signature(function).parameters)[changed],
        )
        return None, Finding("changes_its_input", message, blank)
    return value, None


def _first_changed(arguments, given):
    """The place of the first NumPy array that is no longer what it was; None where all are."""
    for place, (before, after) in enumerate(zip(arguments, given, strict=True)):
        if isinstance(before, np.ndarray) and not np.array_equal(before, after, equal_nan=True):
            return place
    return None


def model_of(inputs: keras.KerasTensor, outputs: object) -> keras.Model | None:
    """The model from an input to what a function that puts layers together makes of it.

    Args:
        inputs: what the function was given.
        outputs: what it returned.

    Returns:
        The model; None where the outputs are not made of the input.
    """
    try:
        model = keras.Model(inputs, outputs)
        wiring(model)  # an older Keras says no sooner that an output has another origin
    except Exception:  # whatever Keras says of what is no output
        return None
    return model


def models_of_two_calls(
    function: Callable, arguments: Sequence, blank: str
) -> tuple[tuple[keras.Model | None, ...], Finding | None]:
    """Two `model_of` a function that is to make its layers anew in each call.

    Args:
        function, arguments, blank: as in `tried`; the input is the first of the arguments.

    Returns:
        `(models, finding)`: two models and None, or what is wrong with a call.
    """
    models = []
    for _ in range(2):
        outputs, finding = tried(function, arguments, blank)
        if finding:
            return (), finding
        models.append(model_of(arguments[0], outputs))
    return tuple(models), None


def not_connected(name: str, blank: str) -> Finding:
    """What to say where there is no `model_of` a function whose layers stand in a row.

    Args:
        name: the function's.
        blank: the one that it belongs to.
    """
    message = say(
        "{name}: what it returns is not what its layers make of x. Is each of them called on the one "
        "before, and the last result returned?",
        name=name,
    )
    return Finding("not_connected", message, blank)


# What Python and NumPy say where a number was expected, and an array came.
_ONE_NUMBER = ("truth value of an array", "only length-1", "only 0-dimensional")


def one_number_only(finding: Finding) -> Finding:
    """What to say of a formula for one number only; the finding itself where it is another one.

    Args:
        finding: of `tried`, whose blank has the function's name.
    """
    if not any(text in finding.message for text in _ONE_NUMBER):
        return finding
    message = say(
        "{name}: it works for one number only. It is given an array: do without `if` and without the "
        "module math.",
        name=finding.blank,
    )
    return Finding("one_number_only", message, finding.blank)


def values_findings(
    name: str,
    found: object,
    right: object,
    likely: Mapping[str, tuple],
    blank: str | None,
    tolerance: float = 1e-5,
    calls: Sequence[str] = (),
) -> list[Finding]:
    """Hold what a function gave against what is right, and against what likely mistakes give.

    Args:
        name: of the function or of the value, for messages.
        found: a number, an array or a tensor; or a tuple or list of such.
        right: the same; NumPy arrays or numbers.
        likely: for each likely mistake, by its code, what it gives, and its message: what was done
            and where to look, not the answer; and its blank, where that is not the one below.
        blank: the one that it belongs to.
        tolerance: relative and absolute, of each number.
        calls: where each part comes from a call of its own, how a person writes it down.

    Returns:
        At most one finding.
    """
    if _alike(found, right, tolerance):
        return []
    for code, (value, message, *of) in likely.items():
        if _alike(found, value, tolerance) and not _alike(value, right, tolerance):
            return [Finding(code, f"{name}: {message}", of[0] if of else blank)]
    if finding := _wrong_shape(name, found, right, blank, calls):
        return [finding]
    for call, ours, theirs in zip(calls, found, right, strict=True) if calls else ():
        if not _alike(ours, theirs, tolerance):
            message = say("{call} gives {found}, which is not right.", call=call, found=_few(ours))
            return [Finding("wrong_values", message, blank)]
    message = say(
        "{name} gives something else than it should. Received: {found}.",
        name=name,
        found=_few(found),
    )
    return [Finding("wrong_values", message, blank)]


def _wrong_shape(name, found, right, blank, calls):
    """The finding where what a function gave has another shape than what is right; else None."""
    ours, theirs = _shapes(found), _shapes(right)
    if ours == theirs:
        return None
    if calls and isinstance(found, tuple | list) and len(found) == len(calls) == len(right):
        each = zip(calls, map(_shapes, found), map(_shapes, right), strict=True)
        other = (one for one in each if one[1] != one[2])
        name, ours, theirs = next(other, (name, ours, theirs))
    elif _is_bare_list(found) and isinstance(right, np.ndarray) and right.ndim:
        message = say(
            "{name} gives a {kind}; an array of shape {shape} was expected.",
            name=name,
            kind=type(found).__name__,
            shape=right.shape,
        )
        return Finding("wrong_shape", message, blank)
    message = say(
        "{name} gives {found}; {right} was expected.", name=name, found=ours, right=theirs
    )
    return Finding("wrong_shape", message, blank)


def _is_bare_list(value):
    """Whether it is a list or tuple of numbers, nested perhaps, without an array in it."""
    if not isinstance(value, tuple | list) or any(hasattr(part, "shape") for part in value):
        return False
    return bool(_parts(value))


def _parts(value):
    """A value as a list of float64 arrays, at least one; None where it holds no numbers."""
    parts = value if isinstance(value, tuple | list) else [value]
    if any(isinstance(part, str | bytes) for part in parts):
        return None  # NumPy would read numbers from it
    try:
        return [np.asarray(keras.ops.convert_to_numpy(part), float) for part in parts] or None
    except (TypeError, ValueError, AttributeError):
        return None


def _alike(found, right, tolerance):
    ours, theirs = _parts(found), _parts(right)
    return (
        ours is not None
        and theirs is not None
        and [part.shape for part in ours] == [part.shape for part in theirs]
        and all(
            np.allclose(a, b, rtol=tolerance, atol=tolerance, equal_nan=False)
            for a, b in zip(ours, theirs, strict=True)
        )
    )


def _shapes(value):
    """The shapes of a value's parts, for people."""
    parts = _parts(value)
    if parts is None:
        return type(value).__name__
    shapes = [
        say("a number") if part.shape == () else say("shape {shape}", shape=part.shape)
        for part in parts
    ]
    return listed(shapes)


def _few(value):
    """The first numbers of a value, for people."""
    parts = _parts(value)
    if parts is None:
        return repr(value)[:80]
    numbers = np.concatenate([part.reshape(-1) for part in parts])
    more = " …" if numbers.size > 6 else ""
    return " ".join(f"{number:.6g}" for number in numbers[:6]) + more
