"""Whatever stands in no setting shows in what a network computes and where its training leads."""

import pytest

from tests.checks.test_remaining_settings import ROW, network
from vgkit import course
from vgkit.backend import keras
from vgkit.checks import numbers
from vgkit.checks.network import network_findings
from vgkit.messages import set_language

pytestmark = pytest.mark.usefixtures("all_numbers")


def changed(name):
    """A class of model with one method of its own."""
    base = getattr(keras.Model, name)
    methods = {
        "train_step": lambda self, data: base(self, (data[0] / 2, data[1])),
        "test_step": lambda self, data: base(self, (data[0] / 2, data[1])),
        "compute_loss": lambda self, *arguments, **named: 2 * base(self, *arguments, **named),
    }
    return type("Mine", (keras.Model,), {name: methods[name]})


def patched():
    model = network()
    model.compute_loss = lambda *arguments, **named: (
        0.5 * keras.Model.compute_loss(model, *arguments, **named)
    )
    return model


def other_loss_function():
    model = network()
    function = model.loss.fn
    model.loss.fn = lambda *arguments, **named: 0.5 * function(*arguments, **named)
    return model


STEPS_APART = {
    "train_step": (lambda: network(model_class=changed("train_step")), "a train_step of its own"),
    "test_step": (lambda: network(model_class=changed("test_step")), "a test_step of its own"),
    "compute_loss": (lambda: network(model_class=changed("compute_loss")), "a compute_loss of its"),
    "patched": (patched, "a compute_loss of its own"),
    "another function in the right loss": (other_loss_function, "Is a layer, a loss or a metric"),
}


@pytest.mark.parametrize("case", STEPS_APART)
def test_what_shows_in_no_setting_shows_after_steps_of_training(case, languages):
    make, words = STEPS_APART[case]
    model = make()
    weights = [weight.tobytes() for weight in model.get_weights()]
    optimizer, steps = model.optimizer, model.optimizer.iterations.numpy()
    for language in languages:
        set_language(language)
        (finding,) = network_findings(model, ROW)
        assert finding.code == "other_steps"
        assert words in finding.message or language != "en"
    assert [weight.tobytes() for weight in model.get_weights()] == weights
    assert model.optimizer is optimizer and optimizer.iterations.numpy() == steps


def test_a_step_that_fails_is_told_with_its_reason():
    class Failing(keras.Model):
        def train_step(self, data):
            raise NameError("no such thing")

    (finding,) = network_findings(network(model_class=Failing), ROW)
    assert finding.code == "step_fails" and "NameError: no such thing" in finding.message


def test_the_exercises_own_network_is_stepped_once_for_all_checks_of_one_session(monkeypatch):
    row, stepped, step = course.get("baseline_3"), [], numbers._stepped

    def counted(*arguments):
        stepped.append(arguments)
        return step(*arguments)

    monkeypatch.setattr(numbers, "_asked_lately", {})
    monkeypatch.setattr(numbers, "_stepped", counted)
    for checks in (1, 2):
        assert network_findings(row.compiled(), row) == []
        assert len(stepped) == 1 + checks


def test_of_few_exercises_only_the_numbers_stay_at_hand(monkeypatch):
    monkeypatch.setattr(numbers, "_asked_lately", {})
    monkeypatch.setattr(numbers, "KEPT", 2)
    for name in ("baseline_3", "3", "baseline_3", "4a"):
        assert network_findings(course.get(name).compiled(), course.get(name)) == []
    assert len(numbers._asked_lately) == 2
