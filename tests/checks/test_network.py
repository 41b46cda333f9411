"""The checks: the right network passes, every likely mistake has its own message."""

import pytest

from tests.conftest import thorough_but
from vgkit import course
from vgkit.backend import keras
from vgkit.checks import network
from vgkit.messages import LANGUAGES, set_language
from vgkit.networks.layers import MyNormalization
from vgkit.training.trainer import train

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


class Subclassed(keras.Model):
    """A hidden layer in a model that does not show how it is connected."""

    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(128)

    def call(self, x):
        return self.hidden(x)


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
    "a model of one's own class among the layers": (
        lambda: build(skip_1=lambda h: Subclassed()(h[3])),
        "no_wiring",
        None,
        "Subclassed",
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
    "normalization put in": (
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
    "loss without brackets": (
        lambda: build(loss=keras.losses.SparseCategoricalCrossentropy),
        "loss_class",
        None,
        "SparseCategoricalCrossentropy",
    ),
    "no accuracy": (lambda: build(metrics=()), "metrics", None, "accuracy"),
}


def findings(model):
    return network.network_findings(model, course.get("5"))


@pytest.mark.parametrize("name", CATALOGUE)
def test_each_mistake_has_its_own_message(name, languages):
    make, code, blank, word = CATALOGUE[name]
    model = make()
    for language in languages:
        set_language(language)
        found = findings(model)
        match = [finding for finding in found if finding.code == code]
        assert match, found
        assert match[0].blank == blank
        assert word in match[0].message or language != "en"


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
    network.check(build(skip_1=skip), "5")
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_trainings_given_to_check_are_sent_to_check_stages(language):
    set_language(language)
    (finding,) = network.network_findings([1, 2], course.get("6"))
    assert finding.code == "not_a_model"
    assert "vgkit.check_stages(trainings, '6')" in finding.message


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
    with pytest.raises(network.CheckFailed) as failure:
        network.check(build(skip_1=lambda h: h[3], skip_2=lambda h: h[7]), "5")
    message = str(failure.value)
    assert "[skip_to_4]" in message and "[skip_to_output]" in message
    assert "hidden 1" not in message  # where the first skip starts is the answer


def test_the_check_changes_nothing_that_training_depends_on(tiny):
    plain = train(sequential(3), "unchecked", 1)
    model = sequential(3)
    network.check(model, "baseline_3")
    assert train(model, "checked", 1).metrics == plain.metrics


# --- the other exercises


def normal(stddev):
    return lambda number: keras.initializers.RandomNormal(mean=0.0, stddev=stddev)


def except_at(places, usual, unusual):
    """A setting that is another one at some places."""
    return lambda number: (unusual if number in places else usual)(number)


def always(value):
    return lambda number: value


def sequential(
    depth=7,
    activation=lambda number: "sigmoid",
    kernel=lambda number: normal(0.05)(number),
    units=lambda number: 128,
    before=lambda number: (),
    output=lambda: layers.Dense(10),
    optimizer=None,
):
    """Any exercise but 5 and 6 as a student would write it; the output layer is number depth + 1."""
    parts = [keras.Input((784,))]
    for number in range(1, depth + 1):
        settings = {"activation": activation(number), "kernel_initializer": kernel(number)}
        parts += [*before(number), layers.Dense(units(number), **settings)]
    model = keras.Sequential([*parts, *before(depth + 1), output()])
    model.compile(
        optimizer=optimizer or keras.optimizers.SGD(0.01),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def glorot(number):
    return "glorot_uniform"


def normalized(kind=layers.BatchNormalization, places=range(2, 8)):
    return sequential(before=lambda number: (kind(),) if number in places else ())


EVERY_HIDDEN = ", ".join(f"hidden_{number}" for number in range(1, 8))

OTHER_CATALOGUE = {
    # name: (exercise, model, [(code, blank) of each finding], words of the first message: in both
    # languages, or in English and in Vietnamese)
    "baseline, ReLU": (
        "baseline_7",
        lambda: sequential(activation=always("relu")),
        [("activation", "hidden_layer")],
        "'relu'",
    ),
    "baseline of 3, activation forgotten": (
        "baseline_3",
        lambda: sequential(3, activation=always(None)),
        [("activation", "hidden_layer")],
        "hidden 1, hidden 2, hidden 3: ",
    ),
    "baseline, too few units": (
        "baseline_5",
        lambda: sequential(5, units=always(64)),
        [("units", "hidden_layer")],
        ("64 units", "64 unit."),
    ),
    "baseline, initializer forgotten": (
        "baseline_7",
        lambda: sequential(kernel=glorot),
        [("initializer", "hidden_layer")],
        "GlorotUniform",
    ),
    "baseline of 3, another standard deviation": (
        "baseline_3",
        lambda: sequential(3, kernel=normal(0.5)),
        [("initializer_settings", "hidden_layer")],
        "stddev=0.5",
    ),
    "baseline of 3, softmax on the output": (
        "baseline_3",
        lambda: sequential(3, output=lambda: layers.Dense(10, activation="softmax")),
        [("output_activation", "output_layer")],
        "output: ",
    ),
    "baseline of 7, softmax on the output": (
        "baseline_7",
        lambda: sequential(output=lambda: layers.Dense(10, activation="softmax")),
        [("output_activation", "output_layer")],
        "'softmax'",
    ),
    "baseline, hidden initializer on the output": (
        "baseline_5",
        lambda: sequential(5, output=lambda: layers.Dense(10, kernel_initializer=normal(0.05)(6))),
        [("initializer", "output_layer")],
        "output: ",
    ),
    "baseline, one layer too few": (
        "baseline_5",
        lambda: sequential(4),
        [("layer_missing", None)],
        ("5 Dense layers", "5 lớp Dense"),
    ),
    "baseline, one layer too many": (
        "baseline_3",
        lambda: sequential(4),
        [("layer_extra", None)],
        ("5 Dense layers", "5 lớp Dense"),
    ),
    "baseline, output layer forgotten": (
        "baseline_3",
        lambda: sequential(2, output=lambda: layers.Dense(128, activation="sigmoid")),
        [("input_output_shape", None)],
        "(128,)",
    ),
    "baseline, Adam": (
        "baseline_7",
        lambda: sequential(optimizer="adam"),
        [("optimizer", None)],
        "Adam",
    ),
    "1a, standard deviation wrong on all layers": (
        "1a",
        lambda: sequential(kernel=normal(0.05)),
        [("initializer_settings", "hidden_layers")],
        "stddev=0.05",
    ),
    "1b, standard deviation of 1a": (
        "1b",
        lambda: sequential(kernel=normal(1.0)),
        [("initializer_settings", "network")],
        "stddev=1.0",
    ),
    "1a, mean and standard deviation swapped": (
        "1a",
        lambda: sequential(kernel=lambda n: keras.initializers.RandomNormal(1.0, 0.0)),
        [("initializer_settings", "hidden_layers")],
        "mean=1.0, stddev=0.0",
    ),
    "1a, standard deviation wrong on one layer": (
        "1a",
        lambda: sequential(kernel=except_at([3], normal(1.0), normal(0.05))),
        [("initializer_settings", "hidden_layers")],
        "hidden 3: ",
    ),
    "1a, another distribution": (
        "1a",
        lambda: sequential(kernel=lambda n: keras.initializers.TruncatedNormal(stddev=1.0)),
        [("initializer", "hidden_layers")],
        "TruncatedNormal",
    ),
    "1a, initializer forgotten on one layer": (
        "1a",
        lambda: sequential(kernel=except_at([5], normal(1.0), glorot)),
        [("initializer", "hidden_layers")],
        "hidden 5: ",
    ),
    "1b, initializer forgotten on two layers": (
        "1b",
        lambda: sequential(kernel=except_at([1, 7], normal(10.0), glorot)),
        [("initializer", "network")],
        "hidden 1, hidden 7: ",
    ),
    "1b, activation forgotten on one layer": (
        "1b",
        lambda: sequential(kernel=normal(10.0), activation=lambda n: "sigmoid" if n < 7 else None),
        [("activation", "network")],
        "'linear'",
    ),
    "2, one sigmoid left": (
        "2",
        lambda: sequential(activation=lambda n: "sigmoid" if n == 4 else "relu"),
        [("activation", "hidden_4")],
        "hidden 4: ",
    ),
    "2, sigmoid everywhere": (
        "2",
        lambda: sequential(),
        [("activation", EVERY_HIDDEN)],
        "'sigmoid'",
    ),
    "2, tanh in one layer and too many units in another": (
        "2",
        lambda: sequential(
            activation=lambda n: "tanh" if n == 2 else "relu",
            units=lambda n: 256 if n == 3 else 128,
        ),
        [("activation", "hidden_2"), ("units", "hidden_3")],
        "'tanh'",
    ),
    "2, ReLU on the output": (
        "2",
        lambda: sequential(
            activation=always("relu"), output=lambda: layers.Dense(10, activation="relu")
        ),
        [("output_activation", None)],
        "output: ",
    ),
    "3, SGD": ("3", sequential, [("optimizer", "optimizer")], "SGD"),
    "3, RMSprop": (
        "3",
        lambda: sequential(optimizer="rmsprop"),
        [("optimizer", "optimizer")],
        "RMSprop",
    ),
    "3, Adam with another learning rate": (
        "3",
        lambda: sequential(optimizer=keras.optimizers.Adam(0.01)),
        [("optimizer_settings", "optimizer")],
        "learning_rate=0.01",
    ),
    "3, Adam with another beta": (
        "3",
        lambda: sequential(optimizer=keras.optimizers.Adam(beta_1=0.5)),
        [("optimizer_settings", "optimizer")],
        "beta_1=0.5",
    ),
    "4a, missing before layer 5": (
        "4a",
        lambda: normalized(places=[2, 3, 4, 6, 7]),
        [("normalization_missing", "normalization_5")],
        "hidden 5",
    ),
    "4a, after instead of before": (
        "4a",
        lambda: normalized(places=range(3, 9)),
        [("normalization_missing", "normalization_2"), ("something_between", None)],
        "hidden 2",
    ),
    "4a, after every hidden layer": (
        "4a",
        lambda: normalized(places=range(2, 9)),
        [("something_between", None)],
        "output",
    ),
    "4a, before the first hidden layer too": (
        "4a",
        lambda: normalized(places=range(1, 8)),
        [("something_between", None)],
        "hidden 1",
    ),
    "4a, LayerNormalization": (
        "4a",
        lambda: normalized(layers.LayerNormalization),
        [("other_between", f"normalization_{number}") for number in range(2, 8)],
        "LayerNormalization",
    ),
    "4a, two in one place": (
        "4a",
        lambda: sequential(
            before=lambda n: [
                layers.BatchNormalization() for _ in range({1: 0, 3: 2, 8: 0}.get(n, 1))
            ]
        ),
        [("other_between", "normalization_3")],
        "BatchNormalization, BatchNormalization",
    ),
    "4a, none at all": (
        "4a",
        sequential,
        [("normalization_missing", f"normalization_{number}") for number in range(2, 8)],
        ("hidden 1 as it is", "nhận thẳng hidden 1"),
    ),
    "4b, missing before layer 7": (
        "4b",
        lambda: normalized(MyNormalization, places=range(2, 7)),
        [("normalization_missing", "normalization_7")],
        "hidden 7",
    ),
    "4b, BatchNormalization": (
        "4b",
        normalized,
        [("other_between", f"normalization_{number}") for number in range(2, 8)],
        "BatchNormalization",
    ),
}


def agrees(found, expected, words, language):
    """Codes and blanks are those, and the first message holds the words in that language."""
    assert [(finding.code, finding.blank) for finding in found] == expected, found
    words = words if isinstance(words, str) else words[language == "vi"]
    assert words in found[0].message


@pytest.mark.parametrize("name", OTHER_CATALOGUE)
def test_each_mistake_in_another_exercise_has_its_own_message(name, languages):
    exercise, make, expected, words = OTHER_CATALOGUE[name]
    model = make()
    for language in languages:
        set_language(language)
        agrees(network.network_findings(model, course.get(exercise)), expected, words, language)


# Part two's rows differ in settings of a few builders: one of each here, the others in make test-all.
SEVERAL_OF_A_KIND = {row.id for row in course.EXERCISES.values() if course.place(row) > 10} - {
    "11", "11_1998", "11_convnet", "12_sigmoid_2", "13", "13_per_image", "14_sigmoid", "15"
}  # fmt: skip
ONE_OF_EACH_KIND = thorough_but(course.EXERCISES.keys() - SEVERAL_OF_A_KIND, course.EXERCISES)


# In `make test` the executed solutions check the others.
@pytest.mark.parametrize("exercise", thorough_but(["1b", "4a", "5", "8"], course.EXERCISES))
def test_every_shared_builder_passes_its_own_check(exercise, capsys):
    network.check(course.get(exercise).compiled(), exercise)
    assert f"exercise {exercise}: " in capsys.readouterr().out


@pytest.mark.parametrize(("exercise", "make"), [
    ("baseline_3", lambda: sequential(3)),
    ("1b", lambda: sequential(kernel=normal(10))),
    ("2", lambda: sequential(activation=always(keras.activations.relu))),
    ("3", lambda: sequential(optimizer="adam")),
    ("3", lambda: sequential(optimizer=keras.optimizers.Adam(learning_rate=1e-3, name="mine"))),
    ("4a", normalized),
    ("4b", lambda: normalized(MyNormalization)),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_what_a_student_writes_passes(exercise, make):
    assert network.network_findings(make(), course.get(exercise)) == []


@pytest.mark.parametrize(("exercise", "make", "answer"), [
    ("1a", sequential, "1.0"),
    ("1b", sequential, "10"),
    ("2", sequential, "relu"),
    ("3", sequential, "Adam"),
    ("4a", sequential, "BatchNormalization"),
    ("baseline_7", lambda: sequential(kernel=normal(1.0), units=always(64)), "0.05"),
    ("baseline_7", lambda: sequential(kernel=normal(1.0), units=always(64)), "128"),
])  # fmt: skip
def test_no_message_gives_the_answer_away(exercise, make, answer):
    model = make()
    for language in LANGUAGES:
        set_language(language)
        found = network.network_findings(model, course.get(exercise))
        assert found
        assert not any(answer.lower() in finding.message.lower() for finding in found)


@pytest.mark.parametrize(("exercise", "blanks"), [
    ("baseline_3", "hidden_layer, output_layer"),
    ("1a", "hidden_layers"),
    ("2", EVERY_HIDDEN),
    ("3", None),
    ("6", "sub_2, sub_3, sub_4"),
])  # fmt: skip
def test_a_mistake_in_all_layers_names_every_blank_once(exercise, blanks):
    model = course.get(exercise).build()
    model.trainable = False
    (finding,) = network.network_findings(course.get(exercise).compile(model), course.get(exercise))
    assert (finding.code, finding.blank) == ("frozen", blanks)
