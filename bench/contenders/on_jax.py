"""The same trainings in plain JAX: pure functions, and a step that is compiled as a whole."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from contenders import LeftOut

ACTIVATIONS = {"sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu, "linear": lambda x: x}
MOVING = "moving_mean", "moving_variance"


def plain_jax(found, turn):
    """Images in memory, one permutation an epoch, a compiled step that picks its own batch."""
    network, parameters, moving = _network(found.calls)
    update, state = _optimizer(found, parameters)

    def measured(parameters, moving, x, y, training):
        logits, moving = network(parameters, moving, x, training)
        losses = -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1)
        right = jnp.sum(jnp.argmax(logits, axis=1) == y)
        return jnp.mean(losses), (moving, jnp.stack([jnp.sum(losses), right]))

    def step(carried, x_train, y_train, rows):
        parameters, moving, state, total = carried
        batch = x_train[rows], y_train[rows]
        gradient_of = jax.value_and_grad(measured, has_aux=True)
        (_, (moving, found)), gradients = gradient_of(parameters, moving, *batch, True)
        parameters, state = update(parameters, state, gradients)
        return parameters, moving, state, total + found

    def test_step(parameters, moving, total, x, y):
        return total + measured(parameters, moving, x, y, False)[1][1]

    step, test_step = jax.jit(step, donate_argnums=0), jax.jit(test_step)
    x_train, y_train, x_test, y_test = (
        jnp.asarray(array) for array in (found.x_train, found.y_train, found.x_test, found.y_test)
    )
    size, random = found.batch_size, np.random.default_rng(1)
    tests = [(x_test[k : k + size], y_test[k : k + size]) for k in range(0, len(x_test), size)]
    carried = parameters, moving, state, None
    while True:
        order = random.permutation(len(x_train)).astype(np.int32)
        carried = (*carried[:3], jnp.zeros(2))
        for start in range(0, len(order), size):
            carried = step(carried, x_train, y_train, order[start : start + size])
        total = jnp.zeros(2)
        for x, y in tests:
            total = test_step(*carried[:2], total, x, y)
        turn(float(carried[3][0]) / len(x_train), float(total[0]) / len(x_test))


def _optimizer(found, parameters):
    """How weights follow gradients, and what is to be remembered in between; as Keras does it."""
    rate, tree = found.learning_rate, jax.tree.map
    if found.optimizer == "SGD":
        return lambda p, state, g: (tree(lambda p, g: p - rate * g, p, g), state), ()

    def adam(parameters, state, gradients):
        count, first, second = state
        count += 1
        first = tree(lambda m, g: m + 0.1 * (g - m), first, gradients)
        second = tree(lambda v, g: v + 0.001 * (g * g - v), second, gradients)
        scaled = rate * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        parameters = tree(
            lambda p, m, v: p - scaled * m / (jnp.sqrt(v) + 1e-7), parameters, first, second
        )
        return parameters, (count, first, second)

    zeros = [tree(jnp.zeros_like, parameters) for _ in range(2)]
    return adam, (jnp.zeros(()), *zeros)


def _network(calls):
    """A described network as a function, its weights, and the statistics that move along."""
    layers = [_layer(call) for call in calls]

    def network(parameters, moving, x, training):
        values, moved = [x], []
        for number, (call, layer) in enumerate(zip(calls, layers, strict=True)):
            inputs = [values[source] for source in call.sources]
            if call.kind == "BatchNormalization":
                output, each = layer(parameters[number], moving[number], *inputs, training)
            else:
                output, each = layer(parameters[number], *inputs), moving[number]
            values.append(output)
            moved.append(each)
        return values[-1], moved

    weights = [{name: jnp.asarray(w) for name, w in call.weights.items()} for call in calls]
    moving = [{name: each.pop(name) for name in MOVING if name in each} for each in weights]
    return network, weights, moving


def _layer(call):
    config = call.config
    activation = ACTIVATIONS.get(config.get("activation"))
    if call.kind == "Dense":
        return lambda w, x: activation(x @ w["kernel"] + w["bias"])
    if call.kind == "Conv2D":
        padding = config["padding"].upper()

        def convolution(w, x):
            axes = ("NHWC", "HWIO", "NHWC")
            x = lax.conv_general_dilated(x, w["kernel"], (1, 1), padding, dimension_numbers=axes)
            return activation(x + w["bias"])

        return convolution
    if call.kind == "BatchNormalization":
        return _normalization(config["momentum"], config["epsilon"])
    if call.kind == "MaxPooling2D":
        window = (1, *config["pool_size"], 1)
        return lambda w, x: lax.reduce_window(x, -jnp.inf, lax.max, window, window, "VALID")
    if call.kind == "Flatten":
        return lambda w, x: x.reshape(len(x), -1)
    if call.kind == "Add":
        return lambda w, a, b: a + b
    raise LeftOut(f"This network has a {call.kind}, which is not written in JAX here.")


def _normalization(momentum, epsilon):
    def normalize(w, moving, x, training):
        if training:
            axes = tuple(range(x.ndim - 1))
            mean, variance = jnp.mean(x, axes), jnp.var(x, axes)
            new = dict(zip(MOVING, (mean, variance), strict=True))
            moved = {n: moving[n] * momentum + new[n] * (1 - momentum) for n in MOVING}
        else:
            (mean, variance), moved = (moving[name] for name in MOVING), moving
        scale = w["gamma"] * lax.rsqrt(variance + epsilon)
        return (x - mean) * scale + w["beta"], moved

    return normalize
