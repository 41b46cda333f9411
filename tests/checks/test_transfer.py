"""A pretrained base under a new head: what is right passes, and each mistake is named."""

import numpy as np
import pytest

from tests.checks.pretrained import base, compiled, falling, head, named, network
from tests.conftest import thorough_but
from vgkit.backend import keras
from vgkit.checks import transfer
from vgkit.checks.findings import CheckFailed
from vgkit.networks import fine_tuning

layers, losses, metrics = keras.layers, keras.losses, keras.metrics


@pytest.fixture(autouse=True)
def frozen_base():
    base().trainable = False


def flat():
    """All layers of the head in the network itself."""
    inputs = keras.Input((32, 32, 3))
    x = base()(layers.Resizing(128, 128)(inputs), training=False)
    x = layers.Dropout(0.3)(layers.BatchNormalization(momentum=0.9)(layers.GlobalAvgPool2D()(x)))
    return keras.Model(inputs, layers.Dense(1)(x))


def in_a_case():
    """The base with its enlargement in one Sequential."""
    case = keras.Sequential([keras.Input((32, 32, 3)), layers.Resizing(128, 128)])
    inputs = keras.Input((32, 32, 3))
    return keras.Model(inputs, head()(base()(case(inputs), training=False)))


RIGHT = {
    "as asked": lambda: compiled(network()),
    "no head of its own": lambda: compiled(flat()),
    "enlarged in a Sequential": lambda: compiled(in_a_case()),
    "each layer frozen by itself": lambda: each_frozen(),
}


def each_frozen():
    base().trainable = True
    for layer in base().layers:
        layer.trainable = False
    return compiled(network())


@pytest.mark.parametrize("name", thorough_but(["as asked", "no head of its own"], RIGHT))
def test_what_is_right_passes(name, capsys):
    transfer.check_frozen(RIGHT[name]())
    assert "3,841 of 3,419,425" in capsys.readouterr().out


def trainable():
    base().trainable = True
    return compiled(network())


def partly_trainable():
    base().trainable = True
    for layer in base().layers[:-3]:
        layer.trainable = False
    return compiled(network())


def frozen_head():
    top = head()
    top.trainable = False
    return compiled(network(top))


def not_enlarged():
    small = fine_tuning.pretrained_base(size=32, weights=None)
    small.trainable = False
    inputs = keras.Input((32, 32, 3))
    top = keras.Sequential([keras.Input((1, 1, 1280)), *head().layers])
    return compiled(keras.Model(inputs, top(small(inputs, training=False))))


def on_its_output():
    return compiled(keras.Model(base().input, head()(base().output)))


def not_called():
    inputs = keras.Input((32, 32, 3))
    x = layers.Dense(1)(layers.GlobalAveragePooling2D()(layers.Conv2D(1280, 3)(inputs)))
    return compiled(keras.Model(inputs, x))


FROZEN = {
    # code: (model, blank, words of the message in English and Vietnamese)
    "base_trainable": (trainable, "freeze", ("whole base", "Cả base")),
    "base_partly_trainable": (partly_trainable, "freeze", ("still trainable", "vẫn còn được học")),
    "training_true": (
        lambda: compiled(network(told={"training": True})),
        "features",
        ("training=True", "training=True"),
    ),
    "training_open": (
        lambda: compiled(network(told={})),
        "features",
        ("without a word", "không nói gì"),
    ),
    "scaled_twice": (
        lambda: compiled(network(before=[layers.Rescaling(1 / 255)])),
        "enlarged",
        ("Rescaling", "Rescaling"),
    ),
    "not_enlarged": (not_enlarged, "enlarged", ("without being enlarged", "chưa được phóng")),
    "resizing_settings": (
        lambda: compiled(network(settings={"interpolation": "nearest"})),
        "enlarged",
        ("interpolation=nearest", "interpolation=nearest"),
    ),
    "input_shape": (on_its_output, None, ("as it is", "như vốn có")),
    "base_not_called": (not_called, "features", ("as a whole", "cả base")),
    "flattened": (
        lambda: compiled(network(head(layers.Flatten))),
        "pooling",
        ("flattened", "trải phẳng"),
    ),
    "normalization_missing": (
        lambda: compiled(network(head(order="pdl"))),
        "normalization",
        ("missing", "thiếu"),
    ),
    "dropout_missing": (
        lambda: compiled(network(head(order="pnl"))),
        "dropout",
        ("missing", "thiếu"),
    ),
    "head_order": (
        lambda: compiled(network(head(order="pdnl"))),
        "pooling, normalization, dropout, logit",
        ("another order", "thứ tự khác"),
    ),
    "head_frozen": (frozen_head, "freeze", ("head is frozen", "Head cũng")),
    "logits": (
        lambda: compiled(network(head(last=lambda: layers.Dense(2)))),
        "logit",
        ("2 numbers", "2 con số"),
    ),
    "sigmoid_output": (
        lambda: compiled(network(head(last=lambda: layers.Dense(1, activation="sigmoid")))),
        "logit",
        ("squashed twice", "hai lần"),
    ),
    "relu_output": (
        lambda: compiled(network(head(last=lambda: layers.Dense(1, activation="relu")))),
        "logit",
        ("can be negative", "logit âm"),
    ),
    "softmax_output": (
        lambda: compiled(network(head(last=lambda: layers.Dense(2, activation="softmax")))),
        "logit",
        ("softmax over 2", "softmax trên 2"),
    ),
    "no_bias": (
        lambda: compiled(network(head(last=lambda: layers.Dense(1, use_bias=False)))),
        "logit",
        ("no bias", "không có bias"),
    ),
    "pooling_settings": (
        lambda: compiled(network(head(lambda: layers.GlobalAveragePooling2D(keepdims=True)))),
        "pooling",
        ("keepdims=True", "keepdims=True"),
    ),
    "enlarged_otherwise": (
        lambda: compiled(network(before=[layers.UpSampling2D(4)], enlarge=None)),
        "enlarged",
        ("UpSampling2D", "UpSampling2D"),
    ),
    "normalization_settings": (
        lambda: compiled(network(head(momentum=0.99))),
        "normalization",
        ("momentum=0.99", "momentum=0.99"),
    ),
    "dropout_settings": (
        lambda: compiled(network(head(dropout=0.5))),
        "dropout",
        ("rate=0.5", "rate=0.5"),
    ),
    "not_a_model": (lambda: head, None, ("was expected", "Cần một")),
    "not_compiled": (network, None, ("not compiled", "chưa được compile")),
    "from_logits": (
        lambda: compiled(network(), loss=losses.BinaryCrossentropy()),
        "loss",
        ("from_logits=False", "from_logits=False"),
    ),
    "metric_threshold": (
        lambda: compiled(network(), metric="accuracy"),
        "metric",
        ("speak for class 1", "nghiêng về class 1"),
    ),
    "optimizer_settings": (
        lambda: compiled(network(), rate=0.1),
        "optimizer",
        ("learning_rate=0.1", "learning_rate=0.1"),
    ),
}


SOON = (
    "base_trainable", "training_true", "scaled_twice", "not_enlarged", "base_not_called",
    "head_frozen", "sigmoid_output", "from_logits", "dropout_missing",
)  # fmt: skip


@pytest.mark.parametrize("code", thorough_but(SOON, FROZEN))
def test_each_mistake_in_the_frozen_network_has_its_own_message(code):
    build, blank, words = FROZEN[code]
    model = build()
    named(lambda: transfer.frozen_findings(model), code, blank, words)
    with pytest.raises(CheckFailed) as caught:
        transfer.check_frozen(model)
    assert len(caught.value.findings) <= 2


SINGLE = {
    "pooling_settings": "keepdims",
    "softmax_output": "softmax",
    "enlarged_otherwise": "UpSampling2D",
}


@pytest.mark.parametrize("code", SINGLE)
def test_one_mistake_has_one_message(code):
    (finding,) = transfer.frozen_findings(FROZEN[code][0]())
    assert finding.code == code and SINGLE[code] in finding.message


def test_photographs_enlarged_by_an_operation_are_noticed():
    inputs = keras.Input((32, 32, 3))
    enlarged = keras.ops.image.resize(inputs, (128, 128))
    model = compiled(keras.Model(inputs, head()(base()(enlarged, training=False))))
    (finding,) = transfer.frozen_findings(model)
    assert (finding.code, finding.blank) == ("enlarged_otherwise", "enlarged")


def test_a_relu_in_a_layer_of_its_own_is_found():
    top = head()
    top.add(layers.ReLU())
    (finding,) = transfer.frozen_findings(compiled(network(top)))
    assert (finding.code, finding.blank) == ("relu_output", "logit")


def test_a_sigmoid_in_a_layer_of_its_own_is_found():
    (finding,) = transfer.frozen_findings(compiled(network(head(order="pndls"))))
    assert (finding.code, finding.blank) == ("sigmoid_output", "logit")


# Fine-tuning


def freed(free=None, last=20, model=None, rate=None, recompiled=True):
    model = model or network()
    chosen = fine_tuning.free_layers(base().layers, last) if free is None else free(base().layers)
    base().trainable = True
    for layer in base().layers:
        layer.trainable = layer in chosen
    return compiled(model, rate or falling()) if recompiled else model


def checked_as_frozen():
    model = compiled(network())
    transfer.check_frozen(model)
    return freed(model=model, recompiled=False)


def trained_as_frozen():
    model = compiled(network())
    model.optimizer.build(model.trainable_variables)
    return freed(model=model, recompiled=False)


def still_frozen():
    model = freed()
    base().trainable = False
    return model


def some_trainable_below_a_frozen_base():
    model = freed()
    base().trainable = False
    for layer in base().layers[-20:]:
        layer.trainable = True
    return model


FINE = {
    "not_recompiled": (
        checked_as_frozen,
        "compiled_again",
        ("which call", "lời gọi nào"),
    ),
    "learning_rate_kept": (
        lambda: freed(rate=1e-3),
        "small_steps, compiled_again, optimizer",
        ("ignore its learning_rate", "bỏ qua learning_rate"),
    ),
    "optimizer_settings": (
        lambda: freed(rate=falling(steps=8)),
        "small_steps, compiled_again",
        ("decay_steps=8", "decay_steps=8"),
    ),
    "still_frozen": (still_frozen, "set_free", ("still frozen", "vẫn đóng băng")),
    "base_still_frozen": (
        some_trainable_below_a_frozen_base,
        "unfreeze",
        ("as a whole", "khóa mọi lớp"),
    ),
    "normalizations_free": (
        lambda: freed(lambda found: found[-20:]),
        "free",
        ("7 batch normalizations", "7 batch normalization"),
    ),
    "too_many_free": (lambda: freed(last=40), "set_free", ("too many", "Thừa")),
    "too_few_free": (lambda: freed(last=10), "set_free", ("should be free", "thiếu")),
    "training_true": (
        lambda: freed(model=network(told={"training": True})),
        "features",
        ("training=True", "training=True"),
    ),
}


@pytest.mark.parametrize(
    "code",
    thorough_but(
        ("not_recompiled", "learning_rate_kept", "still_frozen", "normalizations_free"), FINE
    ),
)
def test_each_mistake_in_fine_tuning_has_its_own_message(code):
    build, blank, words = FINE[code]
    model = build()
    named(lambda: transfer.fine_tuning_findings(model), code, blank, words)
    with pytest.raises(CheckFailed):
        transfer.check_fine_tuning(model)


@pytest.mark.parametrize(
    "free",
    [
        lambda found: found,
        lambda found: [x for x in found if x not in fine_tuning.free_layers(found, 20)],
    ],
    ids=["all", "inverted"],
)
def test_a_loop_that_frees_other_layers_than_the_plan_is_named(free):
    (finding,) = transfer.fine_tuning_findings(freed(free))
    assert (finding.code, finding.blank) == ("too_many_free", "set_free")


def test_another_head_than_the_trained_one_is_noticed():
    top = head()
    model = freed(model=network(top))
    assert transfer.fine_tuning_findings(model, top) == []
    named(
        lambda: transfer.fine_tuning_findings(model, head()),
        "another_head",
        "compiled_again",
        ("another head", "head khác"),
    )


@pytest.mark.parametrize(
    ("build", "code"), [(lambda: None, "not_a_model"), (base, "input_shape")], ids=["None", "base"]
)
def test_what_is_no_whole_network_any_more_names_its_blank(build, code):
    (finding,) = transfer.fine_tuning_findings(build())
    assert (finding.code, finding.blank) == (code, "compiled_again")


def test_an_optimizer_that_has_trained_the_head_alone_is_noticed():
    codes = [finding.code for finding in transfer.fine_tuning_findings(trained_as_frozen())]
    assert codes == ["not_recompiled"]


def test_what_is_free_and_compiled_again_passes(capsys):
    transfer.check_fine_tuning(freed())
    assert "1,484,801 of 3,419,425" in capsys.readouterr().out
    base().trainable = False
    model = checked_as_frozen()
    transfer.check_fine_tuning(compiled(model, falling()))


def test_nothing_is_trained_by_a_check():
    model = compiled(network())
    before = [np.copy(weight) for weight in model.get_weights()]
    transfer.check_frozen(model)
    for ours, theirs in zip(before, model.get_weights(), strict=True):
        assert np.array_equal(ours, theirs)


@pytest.mark.thorough
def test_the_same_cells_pass_with_keras_own_network(capsys):
    base = fine_tuning.pretrained_base("EfficientNetB0", weights=None)
    base.trainable = False
    model = compiled(fine_tuning.on_photographs(base, head()))
    transfer.check_frozen(model)
    transfer.check_parts(*fine_tuning.cut_in_two(base, "block6d_add"), base)
    fine_tuning.set_free(base, fine_tuning.free_layers(base.layers, 16))
    transfer.check_fine_tuning(compiled(model, falling()))
    assert capsys.readouterr().out.count("✓") == 3
    base.trainable = False  # Keras hands on to the layers only what changes
    base.trainable = True
    codes = [finding.code for finding in transfer.frozen_findings(compiled(model))]
    assert codes == ["base_trainable"]
