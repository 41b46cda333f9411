"""What a network makes of one picture: its answer, what it sees, and its gradients."""

import functools

import numpy as np
import streamlit as st

from vgkit.course import get
from vgkit.demo import figures, networks
from vgkit.demo.networks import Network
from vgkit.demo.pictures import NAMES, as_it_is
from vgkit.diagnostics import gradients
from vgkit.figures import cnn_plots, plots
from vgkit.messages import say
from vgkit.networks.description import layer_names
from vgkit.networks.objective import crossentropy
from vgkit.training.records import Record, RecordError

# Built once for all visitors, and for as long as the server runs.
head_report = functools.cache(networks.head_report)


@functools.lru_cache(2)
def _digits(run):
    return networks.digits(run and Record.from_json(run))


def digit_network() -> Network:
    """LeNet with the visitor's own weights, else with the kit's."""
    try:
        run = networks.own_run()
    except RecordError as error:
        st.warning(as_it_is(str(error)))
        run = None
    with st.spinner(say("Loading the network …")):
        return _digits(run and run.to_json())


def cats_and_dogs_network() -> Network:
    """The network for cats and dogs."""
    with st.spinner(say("Loading the network …")):
        return networks.cats_and_dogs()


def where_from(network: Network) -> str:
    """A sentence on whose weights a network has."""
    if network.run is None:
        return say(
            "It has the weights that the course ships. Once you have trained LeNet in exercise {id}, "
            "this page takes yours.",
            id=get(networks.DIGITS_EXERCISE).id,
        )
    return say(
        "It has **your own weights**, from your run of exercise {id}: {epochs} epochs, validation "
        "accuracy {accuracy:.1%}.",
        id=network.run.exercise,
        epochs=network.run.epochs,
        accuracy=network.run.at("val_accuracy", network.run.epochs),
    )


def show(network: Network, pixels: np.ndarray, name: str) -> None:
    """The part of the page below a picture.

    Args:
        network: which is asked.
        pixels: uint8, the picture as the network takes it.
        name: tells this part's widgets from those of other networks.
    """
    classes = [say(NAMES[each]) if each in NAMES else each for each in network.class_names]
    values = networks.probabilities(network, pixels)
    answer = int(np.argmax(values))
    told = figures.percent(values[answer])
    st.subheader(
        say("Answer: {answer} ({probability})", answer=classes[answer], probability=told),
        anchor=False,
    )
    _picture(figures.probabilities(classes, values))

    st.subheader(say("What the network sees"), anchor=False)
    if pixels.shape[-1] == 3:
        st.image(pixels, alt=say("The picture as the network gets it."), width=128)
    st.markdown(say("Its pixels after normalization, which is all that it knows of the picture:"))
    _picture(figures.seen(networks.normalized(network, pixels)))

    st.subheader(say("Feature maps of the first layers"), anchor=False)
    st.markdown(
        say(
            "Each small square is the picture after one filter, on a scale from white to black: black "
            "is where the filter finds most of what it has learnt to look for."
        )
    )
    _picture(
        cnn_plots.feature_maps(
            network.model,
            network.to_input(pixels),
            most=8,
            columns=4,
            convolutions=network.first_layers,
        )
    )
    _gradients(network, pixels, classes, answer, name)


def _gradients(network, pixels, classes, answer, name):
    st.subheader(say("The gradient in every layer"), anchor=False)
    key = f"{name}_label_{answer}"  # another answer is a new question
    st.session_state.setdefault(key, answer)
    label = st.selectbox(
        say("What the picture should be called"),
        range(len(classes)),
        format_func=lambda number: classes[number],
        key=key,
    )
    measured = {classes[each]: _measured(network, pixels, each) for each in (answer, label)}
    loss = measured[classes[label]]["loss"]
    st.markdown(
        say(
            "For **{label}** the loss is {loss}, and this is its gradient in every layer. If the "
            "network is sure and you agree, hardly anything is left to learn, and all gradients are "
            "small. Call the picture something else, and see them grow.",
            label=classes[label],
            loss=f"{loss:.3f}" if loss >= 0.0005 else "< 0.001",
        )
    )
    drawn = {name: each for name, each in measured.items() if any(each["gradient_norm"])}
    if drawn:  # else there is nothing to be drawn on a logarithmic axis
        names = layer_names(network.model)
        _picture(plots.gradient_norms(names, drawn, figures.WIDTH, most=12))
    else:
        st.info(say("Every gradient is 0: the network is as sure as float32 can tell."))


def _measured(network, pixels, label):
    """`gradients.measure` of one picture with a label, and the loss."""
    inputs, labels, model = network.to_input(pixels)[None], np.array([label]), network.model
    logits = networks.logits(network, pixels)[None]
    loss = float(crossentropy(logits.shape[-1])(labels, logits))
    return {"loss": loss} | gradients.measure(model, inputs, labels, gradients.kernels(model))


def _picture(picture):
    st.image(picture.png, alt=picture.alt)
