"""Functions without `()`: named in one sentence; every other error is shown as ever."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from vgkit.messages import set_language
from vgkit.notebooks.uncalled import watch

SETUP = """\
import keras
from keras import layers
from vgkit import ladder, models, plots, records, stages

def initial_weights():
    return keras.initializers.RandomNormal()

def hidden_layer(units=3):
    return layers.Dense(units)

def narrow(model, by):
    return model.layers[by]

x = keras.Input((4,))
"""


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    """A session like a notebook's, that no other test is in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        quiet = Config(
            {"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "NoColor"}}
        )
        session = InteractiveShell(config=quiet, user_ns={"__name__": "__main__"})
        session.run_cell(SETUP)
        watch(session)
        yield session


UNCALLED = {
    "an initializer": ("layers.Dense(3, kernel_initializer=initial_weights)(x)", "initial_weights"),
    "an initializer, in a network": (
        "model = keras.Sequential([\n    keras.Input((4,)),\n"
        "    layers.Dense(3, kernel_initializer=initial_weights),\n])",
        "initial_weights",
    ),
    "a layer": ("keras.Sequential([keras.Input((4,)), hidden_layer])", "hidden_layer"),
    "a layer to be added": ("layers.add([x, hidden_layer])", "hidden_layer"),
    "what calls it is a function": (
        "def build():\n    h = hidden_layer\n    return h.kernel\nbuild()",
        None,
    ),
    "in a function": (
        "def build(x):\n    return layers.add([x, hidden_layer])\nbuild(x)",
        "hidden_layer",
    ),
    "submodels": ("models.chain(models.submodels)", "models.submodels"),
    "a plan": ("stages.plan(models.submodels)", "models.submodels"),
    "a record": ("plots.curves({'5': records.shipped})", "records.shipped"),
    "a function to be called": ("ladder.spread([], 5, ladder.score)", None),
    "nothing of the kind": ("layers.Dense('three')(x)", None),
    "an argument too many": ("initial_weights(3)", None),
    "another function, another error": ("[narrow, int('three')]", None),
}


@pytest.mark.parametrize("case", UNCALLED)
@pytest.mark.parametrize(("language", "words"), [
    ("en", "{0} stands without (), so the function itself is passed on"),
    ("vi", "{0} đứng không có ()"),
])  # fmt: skip
def test_a_function_without_brackets_is_named_in_a_sentence(shell, capsys, case, language, words):
    code, name = UNCALLED[case]
    set_language(language)
    assert not shell.run_cell(code).success
    shown = capsys.readouterr().out
    if name:
        assert words.format(name) in shown
        assert "Traceback" not in shown and len(shown.splitlines()) == 1
    else:
        assert "Traceback" in shown and "()," not in shown
