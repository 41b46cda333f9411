"""The freeze plan of exercise 6: right functions pass, each likely mistake has its own message."""

import pytest

from vgkit import course
from vgkit.checks import freeze_plan, functions
from vgkit.checks.findings import CheckFailed
from vgkit.messages import LANGUAGES, set_language
from vgkit.networks import mlp
from vgkit.training.stages import Training, plan


def used_in(number, subs):
    return subs[: number // 2 + 1]


def frozen_in(number, used):
    return used[:-1] if number % 2 == 0 else ()


RIGHT = {
    "used_in": [
        used_in,
        lambda n, subs: [sub for place, sub in enumerate(subs) if 2 * place <= n],
        lambda n, subs: {1: subs[:1], 2: subs[:2], 3: subs[:2], 4: subs[:3], 5: subs[:3]}.get(
            n, subs
        ),
    ],
    "frozen_in": [
        frozen_in,
        lambda n, used: [] if n % 2 else list(used[:-1]),
        lambda n, used: {2: used[:1], 4: used[:2], 6: used[:3]}.get(n, ()),
        lambda n, used: () if n % 2 else used[-2::-1],  # in another order
    ],
}
WRONG = {
    "used_in": {
        "joins_late": lambda n, subs: subs[: (n + 1) // 2],
        "one_too_few": lambda n, subs: subs[: n // 2],
        "one_each_time": lambda n, subs: subs[:n],
        "newest_only": lambda n, subs: (subs[n // 2],),
        "always_all": lambda n, subs: subs,
        "wrong_submodels": lambda n, subs: subs[: n // 2 + 1][::-1],
        "one_submodel": lambda n, subs: subs[n // 2],
        "not_a_tuple": lambda n, subs: n // 2 + 1,
        "gives_none": lambda n, subs: subs[: n // 2 + 1] if n > 1 else None,
        "not_handed_over": lambda n, subs: ("sub_5",),
        "function_fails": lambda n, subs: tuple(subs[k] for k in range(n)),
        "returns_nothing": lambda n, subs: None,
    },
    "frozen_in": {
        "never": lambda n, used: (),
        "always": lambda n, used: used[:-1],
        "other_trainings": lambda n, used: used[:-1] if n % 2 else (),
        "newest_too": lambda n, used: used if n % 2 == 0 else (),
        "newest_instead": lambda n, used: used[-1:] if n % 2 == 0 else (),
        "first_only": lambda n, used: used[:1] if n % 2 == 0 else (),
        "wrong_submodels": lambda n, used: used[:-1] if n == 2 else (),
        "one_submodel": lambda n, used: used[0],
        "not_a_tuple": lambda n, used: n % 2 == 0,
        "gives_none": lambda n, used: used[:-1] if n % 2 == 0 else None,
        "not_handed_over": lambda n, used: (freeze_plan,),
        "function_fails": lambda n, used: used - 1,
        "returns_nothing": lambda n, used: None,
    },
}
LOOK = {"used_in": freeze_plan.used_in_findings, "frozen_in": freeze_plan.frozen_in_findings}


@pytest.mark.parametrize(
    ("name", "function"), [(name, each) for name, right in RIGHT.items() for each in right]
)
def test_a_right_function_passes_however_it_was_written(name, function):
    assert LOOK[name](function) == []


@pytest.mark.parametrize(
    ("name", "code"), [(name, code) for name, wrong in WRONG.items() for code in wrong]
)
def test_each_mistake_has_its_own_message_in_both_languages(name, code):
    messages = []
    for language in LANGUAGES:
        set_language(language)
        (finding,) = LOOK[name](WRONG[name][code])
        assert (finding.code, finding.blank) == (code, name)
        messages.append(finding.message)
    assert len(set(messages)) == len(LANGUAGES)


def test_a_wrong_training_is_named_with_what_it_got():
    set_language("en")
    (finding,) = LOOK["frozen_in"](WRONG["frozen_in"]["wrong_submodels"])
    assert finding.message.startswith("frozen_in gives () for training 4.")
    (finding,) = LOOK["frozen_in"](WRONG["frozen_in"]["gives_none"])
    assert finding.message.startswith("frozen_in gives None for training 1.")
    (finding,) = LOOK["used_in"](WRONG["used_in"]["wrong_submodels"])
    assert finding.message.startswith("used_in gives (sub_2, sub_1) for training 2.")


def test_the_row_of_exercise_6_names_both_checks():
    assert set(course.get("6").functions) == {"used_in", "frozen_in"}
    for function in (used_in, frozen_in):
        functions.check_function(function, "6")
    with pytest.raises(CheckFailed):
        functions.check_function(_renamed(WRONG["used_in"]["always_all"], "used_in"), "6")


def _renamed(function, name):
    function.__name__ = name
    return function


def test_the_functions_give_the_plan_that_the_kit_trains():
    subs = tuple(mlp.submodels())
    trainings = []
    for number in freeze_plan.TRAININGS:
        used = used_in(number, subs)
        trainings.append(Training(used, frozen_in(number, used), 300 if number == 7 else 100))
    assert trainings == plan(list(subs))
