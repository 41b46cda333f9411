"""The check of exercise 5: the right network passes, every likely mistake has its own message."""

import pytest

from vgkit import checks, course
from vgkit.backend import keras
from vgkit.language import set_language
from vgkit.training import train

layers = keras.layers


def build(
    skip_1=lambda h: layers.add([h[3], h[1]]),
    skip_2=lambda h: layers.add([h[7], h[4]]),
    activation=lambda number: "sigmoid",
    stddev=lambda number: 0.05,
    initializer=None,
    units=lambda number: 128,
    trainable=lambda number: True,
    output="linear",
    optimizer=None,
    loss=None,
    metrics=("accuracy",),
):
    """Exercise 5 as a student would write it, with one thing put differently."""
    initializer = initializer or (
        lambda number: keras.initializers.RandomNormal(stddev=stddev(number))
    )
    h = [keras.Input((784,))]
    for number in range(1, 8):
        layer = layers.Dense(
            units(number), activation=activation(number), kernel_initializer=initializer(number)
        )
        layer.trainable = trainable(number)
        h.append(layer(skip_1(h) if number == 4 else h[-1]))
    model = keras.Model(h[0], layers.Dense(10, activation=output)(skip_2(h)))
    model.compile(
        optimizer=optimizer or keras.optimizers.SGD(0.01),
        loss=loss or keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=list(metrics),
    )
    return model


def one_more_layer():
    return build(skip_2=lambda h: layers.Dense(128, activation="sigmoid")(h[7]))


CATALOGUE = {
    # name: (model, code of the finding, blank it belongs to, a word of the message)
    "first skip forgotten": (
        lambda: build(skip_1=lambda h: h[3]),
        "skip_missing",
        "skip_to_4",
        "hidden 4",
    ),
    "second skip forgotten": (
        lambda: build(skip_2=lambda h: h[7]),
        "skip_missing",
        "skip_to_output",
        "output",
    ),
    "first skip from layer 2": (
        lambda: build(skip_1=lambda h: layers.add([h[3], h[2]])),
        "skip_from_wrong_layer",
        "skip_to_4",
        "hidden 2 + hidden 3",
    ),
    "second skip from layer 3": (
        lambda: build(skip_2=lambda h: layers.add([h[7], h[3]])),
        "skip_from_wrong_layer",
        "skip_to_output",
        "hidden 3 + hidden 7",
    ),
    "layer added to itself": (
        lambda: build(skip_1=lambda h: layers.add([h[3], h[3]])),
        "added_to_itself",
        "skip_to_4",
        "hidden 3 + hidden 3",
    ),
    "skip replaces the ordinary path": (
        lambda: build(skip_2=lambda h: layers.add([h[6], h[4]])),
        "layer_missing",
        None,
        "directly before it",
    ),
    "three layers added": (
        lambda: build(skip_2=lambda h: layers.add([h[7], h[4], h[1]])),
        "too_many_sources",
        "skip_to_output",
        "hidden 1 + hidden 4 + hidden 7",
    ),
    "concatenated instead of added": (
        lambda: build(skip_1=lambda h: layers.concatenate([h[3], h[1]])),
        "merged_otherwise",
        "skip_to_4",
        "Concatenate",
    ),
    "multiplied instead of added": (
        lambda: build(skip_1=lambda h: h[3] * h[1]),
        "merged_otherwise",
        "skip_to_4",
        "Multiply",
    ),
    "normalisation put in": (
        lambda: build(skip_2=lambda h: layers.BatchNormalization()(layers.add([h[7], h[4]]))),
        "merged_otherwise",
        "skip_to_output",
        "BatchNormalization",
    ),
    "activation forgotten on one layer": (
        lambda: build(activation=lambda n: None if n == 5 else "sigmoid"),
        "activation",
        None,
        "hidden 5",
    ),
    "ReLU on one layer": (
        lambda: build(activation=lambda n: "relu" if n == 2 else "sigmoid"),
        "activation",
        None,
        "'relu'",
    ),
    "softmax on the output": (
        lambda: build(output="softmax"),
        "output_activation",
        None,
        "'softmax'",
    ),
    "standard deviation 0.1": (
        lambda: build(stddev=lambda n: 0.1),
        "initializer_settings",
        None,
        "stddev=0.1",
    ),
    "initializer on six of seven layers": (
        lambda: build(
            initializer=lambda n: (
                "glorot_uniform" if n == 7 else keras.initializers.RandomNormal(stddev=0.05)
            )
        ),
        "initializer",
        None,
        "hidden 7",
    ),
    "too few units": (
        lambda: build(units=lambda n: 64 if n == 7 else 128, skip_2=lambda h: h[7]),
        "units",
        None,
        "64",
    ),
    "a layer frozen": (lambda: build(trainable=lambda n: n != 6), "frozen", None, "hidden 6"),
    "a layer too many": (one_more_layer, "layer_extra", None, "9"),
    "learning rate 0.1": (
        lambda: build(optimizer=keras.optimizers.SGD(0.1)),
        "optimizer_settings",
        None,
        "learning_rate=0.1",
    ),
    "Adam": (lambda: build(optimizer="adam"), "optimizer", None, "Adam"),
    "loss without logits": (
        lambda: build(loss=keras.losses.SparseCategoricalCrossentropy()),
        "from_logits",
        None,
        "probabilities",
    ),
    "loss for one-hot labels": (
        lambda: build(loss="categorical_crossentropy"),
        "loss",
        None,
        "categorical_crossentropy",
    ),
    "no accuracy": (lambda: build(metrics=()), "metrics", None, "accuracy"),
}


def findings(model):
    return checks.find(model, course.get("5"))


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("name", CATALOGUE)
def test_each_mistake_has_its_own_message(name, language):
    set_language(language)
    make, code, blank, word = CATALOGUE[name]
    found = findings(make())
    match = [finding for finding in found if finding.code == code]
    assert match, found
    assert match[0].blank == blank
    if language == "en":
        assert word in match[0].message


def test_a_mistake_in_one_blank_is_reported_for_that_blank_only():
    found = findings(build(skip_1=lambda h: h[3]))
    assert [finding.blank for finding in found] == ["skip_to_4"]


def test_two_mistakes_are_both_reported():
    model = build(skip_1=lambda h: h[3], stddev=lambda n: 0.1 if n == 2 else 0.05)
    assert {f.code for f in findings(model)} == {"skip_missing", "initializer_settings"}


@pytest.mark.parametrize(
    "skip",
    [
        lambda h: h[1] + h[3],
        lambda h: h[3] + h[1],
        lambda h: layers.Add()([h[1], h[3]]),
        lambda h: keras.ops.add(h[3], h[1]),
    ],
)
def test_every_way_of_adding_passes(skip, capsys):
    checks.check(build(skip_1=skip), "5")
    assert "exercise 5" in capsys.readouterr().out


def test_the_shared_builder_passes():
    assert findings(course.get("5").compiled()) == []


def test_a_reference_to_the_baseline_names_both_blanks():
    found = findings(course.get("baseline_7").compiled())
    assert [finding.blank for finding in found] == ["skip_to_4", "skip_to_output"]


@pytest.mark.parametrize("model", [None, 3, "model", [1, 2], ...])
def test_something_that_is_no_model_is_called_so(model):
    (finding,) = findings(model)
    assert finding.code == "not_a_model"
    assert type(model).__name__ in finding.message


def test_a_model_that_is_not_built_is_called_so():
    model = keras.Sequential([layers.Dense(10)])
    assert [f.code for f in findings(model)] == ["not_built"]


def test_a_model_that_is_not_compiled_is_called_so():
    assert [f.code for f in findings(course.get("5").build())] == ["not_compiled"]


def test_a_wrong_input_is_called_so():
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10)])
    assert findings(model)[0].code == "input_output_shape"


def test_softmax_as_a_layer_of_its_own_is_found():
    right = course.get("5").build()
    model = keras.Model(right.inputs, layers.Softmax()(right.outputs[0]))
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(True), metrics=["accuracy"])
    (finding,) = findings(model)
    assert finding.code == "after_output"
    assert "Softmax" in finding.message


def test_a_failed_check_lists_all_findings_and_never_the_answer():
    with pytest.raises(checks.CheckFailed) as failure:
        checks.check(build(skip_1=lambda h: h[3], skip_2=lambda h: h[7]), "5")
    message = str(failure.value)
    assert "[skip_to_4]" in message and "[skip_to_output]" in message
    assert "hidden 1" not in message  # where the first skip starts is the answer


def test_the_check_changes_nothing_that_training_depends_on(monkeypatch):
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    plain = train(build(), "unchecked", 1)
    model = build()
    checks.check(model, "5")
    assert train(model, "checked", 1).metrics == plain.metrics
