"""What the page shows, from top to bottom. Streamlit runs `show` anew after every click."""

import numpy as np
import streamlit as st

from vgkit.course import LANGUAGE_NAMES
from vgkit.demo import pictures, results
from vgkit.demo.language import name_language
from vgkit.errors import VgkitError
from vgkit.messages import LANGUAGES, get_language, grouped, pick, say, speaking


def show() -> None:
    """The whole page, in the language that its visitor has chosen."""
    with speaking(st.session_state.get("language", get_language())):
        st.set_page_config(page_title=say("Ask a network"))
        _language_switch()
        st.title(say("Ask a network"), anchor=False)
        st.markdown(
            say(
                "A network of this course looks at a picture of yours. You see what it sees, what it "
                "answers, and how large the gradient of its loss is in every layer. Your pictures stay "
                "on this computer."
            )
        )
        _stay_in_tab()
        tabs = st.tabs(_tab_names(), key="tab", on_change="rerun")
        for tab, content in zip(tabs, (_digit, _photograph), strict=True):
            if tab.open:
                with tab:
                    _in_words(content)
        name_language(get_language())


def _language_switch():
    """The choice stands above everything else, each language under its own name."""
    st.radio(
        pick({"en": "Language · Ngôn ngữ", "vi": "Ngôn ngữ · Language"}),
        LANGUAGES,
        index=LANGUAGES.index(get_language()),
        format_func=lambda language: LANGUAGE_NAMES.get(language, language),
        horizontal=True,
        key="language",
        on_change=_keep_choices,
    )


def _keep_choices():
    """Streamlit's browser side knows a choice by its words, which another language changes."""
    for key in st.session_state:
        if "_way" in key or "_label_" in key:
            st.session_state[key] = st.session_state[key]


def _tab_names():
    return [say("A digit"), say("Cat or dog")]


def _stay_in_tab():
    """Streamlit knows an open tab by its name, which another language has just changed."""
    opened, names = st.session_state.get("tab"), _tab_names()
    for language in LANGUAGES:
        with speaking(language):
            others = _tab_names()
        if opened in others and opened not in names:
            st.session_state["tab"] = names[others.index(opened)]


def _in_words(content):
    """Show a part of the page; where the kit itself is damaged, what to do about it."""
    try:
        content()
    except VgkitError as error:
        st.error(pictures.as_it_is(str(error)))


def _digit():
    st.markdown(
        say(
            "LeNet, the network of exercise 11, reads one digit. It learnt from {count} handwritten "
            "digits of MNIST, so it takes everything for a digit, a letter too.",
            count=grouped(60_000),
        )
    )
    network = results.digit_network()
    st.markdown(results.where_from(network))
    ways = {
        "draw": (say("Draw a digit"), pictures.drawn_digit),
        "upload": (say("Upload a picture of one"), pictures.uploaded_digit),
        "test": (say("Take a test image of MNIST"), pictures.test_digit),
    }
    _ask(network, ways, "digit")


def _photograph():
    report = results.head_report()
    st.markdown(
        say(
            "EfficientNet-Lite0, trained on ImageNet, with a new last layer for cats and dogs: the "
            "idea of exercise 16. That layer learnt from {count} small photographs of cats and dogs "
            "and nothing else, so to this network **everything is a cat or a dog**: you, too. Of "
            "{tested} photographs that it had never seen it got {accuracy:.0%} right.",
            count=grouped(report["trained_on"]),
            tested=grouped(report["validated_on"]),
            accuracy=report["validation_accuracy"],
        )
    )
    ways = {"upload": (say("Upload a picture"), pictures.uploaded_photograph)}
    if pictures.has_chelsea():
        ways["chelsea"] = (say("Take Chelsea, the cat of scikit-image"), pictures.chelsea)
    if pictures.has_cifar10():
        ways["test"] = (say("Take a test image of CIFAR-10"), pictures.test_photograph)
    _ask(results.cats_and_dogs_network(), ways, "photograph")


def _ask(network, ways, name):
    """Let the visitor choose a picture in one of some ways, and show what the network makes of it."""
    way = st.radio(
        say("Where the picture comes from"),
        list(ways),
        format_func=lambda key: ways[key][0],
        key=f"{name}_way",
    )
    pixels: np.ndarray | None = ways[way][1]()
    if pixels is not None:
        results.show(network, pixels, name)
