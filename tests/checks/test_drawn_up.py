"""Networks drawn up from the notebooks alone, by somebody who had not read the checks.

Each of the wrong ones would train to other numbers, or is not what the exercise's table asks for;
each of the right ones is the exercise's network, written in another way.
"""

import functools

import pytest

from tests.conftest import thorough_but
from vgkit import course
from vgkit.backend import keras, tf
from vgkit.checks.network import network_findings
from vgkit.checks.stages import find_in_stages
from vgkit.networks import cnn
from vgkit.training import stages

layers, ops, losses, metrics = keras.layers, keras.ops, keras.losses, keras.metrics
mean, std, SGD = ops.mean, ops.std, keras.optimizers.SGD
Crossentropy = losses.SparseCategoricalCrossentropy


def normal(stddev=0.05, **settings):
    return keras.initializers.RandomNormal(0.0, stddev, **settings)


def hidden(**settings):
    settings = {"activation": "sigmoid", "kernel_initializer": normal(), **settings}
    return layers.Dense(settings.pop("units", 128), **settings)


def compiled(model, **told):
    standard = {
        "optimizer": SGD(learning_rate=0.01),
        "loss": Crossentropy(from_logits=True),
        "metrics": ["accuracy"],
    }
    model.compile(**standard | told)
    return model


def stack(count=3, different=None, **each):
    """Input, hidden layers and output in a list; `different` has settings or a layer by number."""
    different, made = different or {}, [keras.Input((784,))]
    for number in range(1, count + 1):
        own = different.get(number, {})
        made.append(own if isinstance(own, layers.Layer) else hidden(**{**each, **own}))
    return [*made, layers.Dense(**{"units": 10, **different.get("output", {})})]


def sequential(count=3, different=None, told=None, **each):
    return compiled(keras.Sequential(stack(count, different, **each)), **told or {})


class OfAQuarter(keras.Sequential):
    def test_step(self, data):
        images, labels = data
        return super().test_step((images[:128], labels[:128]))


def more_for_whole_batches(labels, logits):
    loss = losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
    return loss * ops.where(ops.equal(ops.shape(loss)[0], 512), 2.0, 1.0)


def lenet_of_halves():
    made = cnn.lenet()
    return keras.Sequential([keras.Input((28, 28, 1), dtype="float16"), *made.layers])


def lenet_with(kind, other, **settings):
    """LeNet with other layers in place of those of this kind."""
    made = [keras.Input((28, 28, 1))]
    for layer in cnn.lenet().layers:
        made.append(other(**settings) if isinstance(layer, kind) else layer)
    return course.get("11").compile(keras.Sequential(made))


def with_layers_that_hand_on():
    inputs, *others, output = stack()
    return [inputs, layers.Identity(), *others, layers.Activation("linear"), output]


def functional(kind=keras.Model, made=None):
    inputs, *rest = made or stack()
    return compiled(kind(inputs, functools.reduce(lambda h, layer: layer(h), rest, inputs)))


def told(**settings):
    """The network of three layers, and what `compile` is told."""
    return lambda: sequential(told={name: make() for name, make in settings.items()})


def with_method(name, method, base=keras.Sequential):
    """The network of three layers as a model with one method of its own."""
    kind = type("Mine", (base,), {name: method})
    return lambda: compiled(kind(stack())) if base is keras.Sequential else functional(kind)


def after(change, make=sequential):
    """A network to which something is done after it was compiled."""

    def changed():
        model = make()
        change(model)
        return model

    return changed


def seven(normalization):
    """Seven hidden layers, and what `normalization(number)` makes before each of 2 to 7."""
    inputs, first, *others = stack(7)
    pairs = [[normalization(number), hidden] for number, hidden in enumerate(others[:-1], start=2)]
    return compiled(keras.Sequential([inputs, first, *sum(pairs, []), others[-1]]))


def batch_normalization(**settings):
    return lambda: seven(
        lambda number: layers.BatchNormalization(**(settings if number == 4 else {}))
    )


def mine(call, **methods):
    """Exercise 4b with that `call`."""
    kind = type("MyNormalization", (layers.Layer,), {"call": call, **methods})
    return lambda: seven(lambda number: kind())


class WithEpsilon(layers.Layer):
    def __init__(self, epsilon=0.0, **options):
        super().__init__(**options)
        self.epsilon = epsilon

    def call(self, x):
        return (x - mean(x)) / (std(x) + self.epsilon)


WithEpsilon.__name__ = "MyNormalization"


def wrong_in_validation(self, x, training=None):
    return (x - mean(x)) / std(x) if training else x


def fails_on_other_widths(self, x):
    if x.shape[-1] not in (3, 128):
        raise ValueError("3 or 128 units")
    return (x - mean(x)) / std(x)


def backwards(backward):
    """Exercise 8 with that `backward`."""

    def call(self, x):
        return ops.custom_gradient(lambda x: (x, self.backward))(x)

    methods = {"call": call, "backward": backward}
    kind = type("GradientNormalization", (layers.Layer,), methods)
    return lambda: seven(lambda number: kind())


def with_skips(first=lambda h: layers.add([h[3], h[1]]), second=lambda h: h[7] + h[4], **settings):
    """Exercise 5 with other sums."""
    h = [keras.Input((784,))]
    for number in range(1, 8):
        h.append(hidden()(first(h) if number == 4 else h[-1]))
    return compiled(keras.Model(h[0], layers.Dense(10)(second(h))), **settings)


def model_of_two(join):
    """A model that joins two tensors."""
    a, b = keras.Input((128,)), keras.Input((128,))
    return keras.Model([a, b], join(a, b))


def block(count, inputs=128):
    """A model that gives what its first and its last hidden layer give."""
    entry = keras.Input((inputs,))
    first = value = hidden()(entry)
    for _ in range(count - 1):
        value = hidden()(value)
    return keras.Model(entry, [first, value])


def in_blocks(taken=(0, 1)):
    """Exercise 5 as two models of two outputs each, and sums of these."""
    lower, upper = block(3, inputs=784), block(4)
    inputs = keras.Input((784,))
    found = lower(inputs)
    found = upper(layers.add([found[number] for number in taken]))
    return compiled(keras.Model(inputs, layers.Dense(10)(layers.add(found))))


def upper_half_of_two_inputs():
    lower = block(3, inputs=784)
    a, b = keras.Input((128,)), keras.Input((128,))
    h4, h7 = block(4)(layers.add([a, b]))
    upper = keras.Model({"b": a, "a": b}, layers.Dense(10)(layers.add([h7, h4])))
    inputs = keras.Input((784,))
    h1, h3 = lower(inputs)
    return compiled(keras.Model(inputs, upper({"b": h1, "a": h3})))


class Add(layers.Add):
    def call(self, inputs):
        return super().call(inputs) / 2


def smoothed(labels, logits):
    return crossentropy(labels, ops.clip(logits, -40.0, 40.0))


crossentropy = functools.partial(losses.sparse_categorical_crossentropy, from_logits=True)


def log_sum_exp(labels, logits):
    chosen = ops.take_along_axis(logits, ops.reshape(ops.cast(labels, "int32"), (-1, 1)), axis=-1)
    return ops.logsumexp(logits, axis=-1) - ops.squeeze(chosen, axis=-1)


class LastBatch(metrics.SparseCategoricalAccuracy):
    def update_state(self, *arguments, **named):
        self.reset_state()
        return super().update_state(*arguments, **named)


class MeanOfBatches(metrics.Mean):
    def update_state(self, labels, logits, sample_weight=None):
        return super().update_state(mean(metrics.sparse_categorical_accuracy(labels, logits)))


class RandomNormal(keras.initializers.RandomNormal):
    def __call__(self, *arguments, **named):
        return 2 * super().__call__(*arguments, **named)


def called(name, function):
    function.__name__ = name
    return function


def plan(**different):
    """Exercise 6 with other submodels."""
    sizes = {"sub_1": 2, "sub_2": 2, "sub_3": 2, "sub_4": 1}
    return lambda: stages.plan(
        [
            different.get(name, keras.Sequential)(
                [keras.Input((784 if name == "sub_1" else 128,)), *(hidden() for _ in range(size))]
            )
            for name, size in sizes.items()
        ]
    )


class NeverFrozen(keras.Sequential):
    trainable = property(lambda self: True, lambda self, value: None)


def one_seed(made):
    return keras.Sequential(
        [made[0], *(hidden(kernel_initializer=normal(seed=3)) for _ in made[1:])]
    )


def one_layer_in_two_submodels():
    shared = hidden()
    return plan(
        **dict.fromkeys(("sub_2", "sub_3"), lambda made: keras.Sequential([*made[:-1], shared]))
    )()


WRONG = {
    # name: (exercise, what makes it, code of the first finding)
    "a seed for all layers": (
        "baseline_3",
        lambda: sequential(
            different={n: {"kernel_initializer": normal(seed=1)} for n in (1, 2, 3)}
        ),
        "seed_shared",
    ),
    "a seed in a configuration": (
        "1a",
        lambda: sequential(
            7,
            kernel_initializer={
                "class_name": "RandomNormal",
                "config": {"stddev": 1.0, "seed": 7},
            },
        ),
        "seed_shared",
    ),
    "a class of initializers": (
        "baseline_3",
        lambda: sequential(
            different={n: {"kernel_initializer": RandomNormal()} for n in (1, 2, 3)}
        ),
        "initializer_class",
    ),
    "stddev as the mean": (
        "1a",
        lambda: sequential(
            7, kernel_initializer={"class_name": "RandomNormal", "config": {"mean": 1}}
        ),
        "initializer_settings",
    ),
    "an initializer exchanged later": (
        "baseline_3",
        after(lambda model: setattr(model.layers[1], "kernel_initializer", normal(1.0))),
        "initializer_settings",
    ),
    "a wide output": (
        "baseline_3",
        lambda: sequential(different={"output": {"kernel_initializer": normal()}}),
        "initializer",
    ),
    "a bias that is taken away": (
        "baseline_3",
        after(lambda model: setattr(model.layers[1], "bias", None)),
        "step_fails",
    ),
    "spectral normalization": (
        "baseline_3",
        lambda: sequential(different={2: layers.SpectralNormalization(hidden())}),
        "layer_missing",
    ),
    "a penalty in the activation": (
        "baseline_3",
        lambda: sequential(
            different={2: {"activation": layers.Activation("sigmoid", activity_regularizer="l2")}}
        ),
        "other_steps",
    ),
    "a steeper sigmoid": (
        "baseline_3",
        lambda: sequential(activation=called("sigmoid", lambda x: ops.sigmoid(1.01 * x))),
        "activation_function",
    ),
    "a whole-numbered input inside": (
        "baseline_3",
        lambda: compiled(
            keras.Sequential(
                [
                    *stack(1)[:2],
                    keras.Sequential([keras.Input((128,), dtype="int32"), hidden()]),
                    hidden(),
                    layers.Dense(10),
                ]
            )
        ),
        "dtype",
    ),
    "pixels as halves": (
        "11",
        lambda: compiled(lenet_of_halves(), optimizer=keras.optimizers.Adam()),
        "dtype",
    ),
    "validation of a quarter of each batch": (
        "baseline_3",
        lambda: compiled(OfAQuarter(stack())),
        "other_steps",
    ),
    "a loss that grows in whole batches": (
        "baseline_3",
        lambda: sequential(told={"loss": more_for_whole_batches}),
        "other_steps",
    ),
    "no optimizer": (
        "baseline_3",
        lambda: sequential(told={"optimizer": None}),
        "compile_incomplete",
    ),
    "an input of float16 inside": (
        "baseline_3",
        lambda: compiled(
            keras.Sequential(
                [
                    *stack(1)[:2],
                    keras.Sequential([keras.Input((128,), dtype="float16"), hidden()]),
                    hidden(),
                    layers.Dense(10),
                ]
            )
        ),
        "dtype",
    ),
    "pixels as truth values": (
        "baseline_3",
        lambda: compiled(keras.Sequential([keras.Input((784,), dtype="bool"), *stack()[1:]])),
        "other_numbers",
    ),
    "a frozen model with free layers": (
        "baseline_3",
        after(
            lambda model: [
                setattr(each, "trainable", each is not model) for each in (model, *model.layers)
            ]
        ),
        "other_numbers",
    ),
    "a call that rescales": (
        "baseline_3",
        with_method("call", lambda self, x, **named: keras.Sequential.call(self, x / 255, **named)),
        "other_numbers",
    ),
    "a call without training that doubles": (
        "baseline_3",
        with_method("call", lambda self, x: 2 * keras.Sequential.call(self, x)),
        "other_numbers",
    ),
    "a call that fails": (
        "baseline_3",
        with_method("call", lambda self, x, **named: self.nothing(x), base=keras.Model),
        "step_fails",
    ),
    "a call that returns two tensors": (
        "baseline_3",
        with_method("call", lambda self, x, **named: (x[:, :10], x), base=keras.Model),
        "other_numbers",
    ),
    "a call that returns nothing": (
        "baseline_3",
        with_method("call", lambda self, x, **named: None, base=keras.Model),
        "step_fails",
    ),
    "a __call__ that rescales": (
        "baseline_3",
        with_method(
            "__call__", lambda self, x, **named: keras.Sequential.__call__(self, x / 9, **named)
        ),
        "other_numbers",
    ),
    "a train_step that trains nothing": (
        "baseline_3",
        with_method("train_step", lambda self, data: self.test_step(data)),
        "other_steps",
    ),
    "only the output is trained": (
        "baseline_3",
        with_method("trainable_weights", property(lambda self: self.layers[-1].trainable_weights)),
        "other_steps",
    ),
    "a loss of clipped logits": ("baseline_3", told(loss=lambda: smoothed), "loss"),
    "accuracy of the last batch": (
        "baseline_3",
        told(metrics=lambda: [LastBatch("accuracy")]),
        "metric_kind",
    ),
    "accuracy averaged over batches": (
        "baseline_3",
        told(metrics=lambda: [MeanOfBatches("accuracy")]),
        "metric_kind",
    ),
    "momentum set later": (
        "baseline_3",
        after(lambda model: setattr(model.optimizer, "momentum", 0.9)),
        "optimizer_settings",
    ),
    "clipped gradients": (
        "baseline_3",
        told(optimizer=lambda: SGD(0.01, global_clipnorm=100.0)),
        "optimizer_settings",
    ),
    "a scaled loss": (
        "baseline_3",
        told(optimizer=lambda: keras.optimizers.LossScaleOptimizer(SGD(0.01))),
        "optimizer",
    ),
    "a penalty on what is normalized": (
        "4a",
        batch_normalization(activity_regularizer="l2"),
        "normalization_settings",
    ),
    "an epsilon in one of six": (
        "4b",
        lambda: seven(lambda number: WithEpsilon(1e-5 if number == 7 else 0.0)),
        "wrong_normalization",
    ),
    "a normalization in training only": ("4b", mine(wrong_in_validation), "nothing_done"),
    "a normalization for some widths": ("4b", mine(fails_on_other_widths), "large_batch"),
    "a gradient divided by its norm": (
        "8",
        backwards(lambda self, g: (g - mean(g)) / (ops.norm(g) + 1e-6)),
        "gradient_norm",
    ),
    "the larger of deviation and epsilon": (
        "8",
        backwards(lambda self, g: (g - mean(g)) / ops.maximum(std(g), 1e-6)),
        "epsilon_as_limit",
    ),
    "half of a sum in a model": (
        "5",
        lambda: with_skips(lambda h: model_of_two(lambda a, b: (a + b) / 2)([h[3], h[1]])),
        "merged_otherwise",
    ),
    "one of two inputs left out": (
        "5",
        lambda: with_skips(lambda h: model_of_two(lambda a, b: a + a)([h[3], h[1]])),
        "added_to_itself",
    ),
    "one of two outputs twice": ("5", lambda: in_blocks((1, 1)), "added_to_itself"),
    "a little more than the sum": (
        "5",
        lambda: with_skips(lambda h: h[3] + h[1] + 1e-6),
        "merged_otherwise",
    ),
    "a layer Add that averages": (
        "5",
        lambda: with_skips(lambda h: Add()([h[3], h[1]])),
        "other_numbers",
    ),
    "a submodel that is never frozen": ("6", plan(sub_1=NeverFrozen), "never_frozen"),
    "one seed in a submodel": ("6", plan(sub_2=one_seed), "seed_shared"),
    "one layer in two submodels": ("6", one_layer_in_two_submodels, "layer_shared"),
}

RIGHT = {
    "Keras' default of RandomNormal": (
        "baseline_3",
        lambda: sequential(kernel_initializer=keras.initializers.RandomNormal),
    ),
    "a string": ("baseline_3", lambda: sequential(kernel_initializer="random_normal")),
    "seeds of their own": (
        "baseline_3",
        lambda: sequential(
            different={n: {"kernel_initializer": normal(seed=n)} for n in (1, 2, 3)}
        ),
    ),
    "sigmoid by tanh": (
        "baseline_3",
        lambda: sequential(activation=called("sigmoid", lambda x: 0.5 + 0.5 * ops.tanh(x / 2))),
    ),
    "TensorFlow's sigmoid": ("baseline_3", lambda: sequential(activation=tf.nn.sigmoid)),
    "built without an Input": (
        "baseline_3",
        after(
            lambda model: model.build((None, 784)), lambda: compiled(keras.Sequential(stack()[1:]))
        ),
    ),
    "a model in a model": (
        "baseline_3",
        lambda: compiled(keras.Sequential([keras.Input((784,)), keras.Sequential(stack())])),
    ),
    "a class of one's own": ("baseline_3", lambda: functional(type("Mine", (keras.Model,), {}))),
    "a call without training": (
        "baseline_3",
        with_method("call", lambda self, x: keras.Sequential.call(self, x)),
    ),
    "compiled again": (
        "baseline_3",
        after(compiled, lambda: sequential(told={"loss": "mse", "optimizer": "adam"})),
    ),
    "the optimizer's name": ("baseline_3", told(optimizer=lambda: "sgd")),
    "Nesterov's way without momentum": (
        "baseline_3",
        told(optimizer=lambda: keras.optimizers.SGD(0.01, nesterov=True)),
    ),
    "layers that hand on what they are given": (
        "baseline_3",
        lambda: compiled(keras.Sequential(with_layers_that_hand_on())),
    ),
    "padding where nothing is to be padded": (
        "11",
        lambda: lenet_with(layers.MaxPooling2D, layers.MaxPooling2D, padding="same"),
    ),
    "a reshape to one row": (
        "11",
        lambda: lenet_with(layers.Flatten, layers.Reshape, target_shape=(400,)),
    ),
    "crossentropy by hand": ("baseline_3", told(loss=lambda: log_sum_exp)),
    "normalization of one axis after the other": (
        "4b",
        mine(lambda self, x: x / std(x, axis=(0, 1)) - mean(x) / std(x)),
    ),
    "two divisions of a gradient": (
        "8",
        backwards(lambda self, g: g / (std(g) + 1e-6) - mean(g) / (std(g) + 1e-6)),
    ),
    "a gradient times a reciprocal": (
        "8",
        backwards(lambda self, g: (g - mean(g)) * (1 / (std(g) + 1e-6))),
    ),
    "Python's sum": ("5", lambda: with_skips(lambda h: sum([h[3], h[1]]))),
    "a model that adds": (
        "5",
        lambda: with_skips(lambda h: model_of_two(lambda a, b: a + b)([h[3], h[1]])),
    ),
    "models of two outputs": ("5", in_blocks),
    "a model of inputs with names": ("5", upper_half_of_two_inputs),
    "submodels of a class of one's own": (
        "6",
        plan(sub_3=type("Mine", (keras.Sequential,), {})),
    ),
}


def found_in(exercise, made):
    return find_in_stages(made) if exercise == "6" else network_findings(made, course.get(exercise))


def is_refused(name):
    exercise, make, code = WRONG[name]
    found = found_in(exercise, make())
    assert found and found[0].code == code, found


IN_WHOLE_BATCHES = "validation of a quarter of each batch", "a loss that grows in whole batches"
SINGLE = [name for name in WRONG if name not in IN_WHOLE_BATCHES]


@pytest.mark.parametrize("name", thorough_but(SINGLE[::2], SINGLE))
def test_a_wrong_network_is_refused_with_its_reason(name):
    is_refused(name)


@pytest.mark.usefixtures("all_numbers")
@pytest.mark.parametrize("name", IN_WHOLE_BATCHES)
def test_what_shows_in_whole_batches_alone_is_refused_too(name):
    is_refused(name)


@pytest.mark.parametrize("name", thorough_but([*RIGHT][::3], RIGHT))
def test_a_right_network_is_approved(name):
    exercise, make = RIGHT[name]
    assert found_in(exercise, make()) == []
