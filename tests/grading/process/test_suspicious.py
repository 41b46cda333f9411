"""What a person should look at."""

import pytest

from vgkit.grading.process import suspicious


def kinds(code, lesson="import vgkit\nfrom vgkit import plots\nimport keras"):
    return {each["code"] for each in suspicious.look([("mine", code)], [lesson])}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("import vgkit.quiz", "keys"),
        ("from vgkit.quiz import items", "keys"),
        ("vgkit.quiz.all_items()", "keys"),
        ("open('course/quiz.toml')", "keys"),
        ("vgkit.check = print", "kit"),
        ("setattr(vgkit, 'check', print)", "kit"),
        ("import vgkit.checks.network", "kit"),
        ("import ctypes", "system"),
        ("import gc as innocent", "system"),
        ("from os import path\nimport os\nos.kill(1, 9)", "system"),
        ("import subprocess", "system"),
        ("exec('1')", "dynamic"),
        ("(lambda: 0).__globals__", "dynamic"),
        ("import sys\nsys._getframe(1)", "dynamic"),
        ("getattr(x, 'f_' + 'back')", "dynamic"),
        ("open('x', 'w')", "files"),
        ("path.unlink()", "files"),
        ("from vgkit import course\nm = course.get('5').compiled()", "own_network"),
        ("vgkit.models.residual_mlp()", "own_network"),
        ("import numpy as np\nnp.allclose = print", "kit"),
        ("import numpy as np\nsetattr(np.testing, 'assert_allclose', print)", "kit"),
        ("print('✓ This is the network of exercise 5')", "imitates"),
        ("vgkit.as_solution()", "solution"),
    ],
)
def test_it_is_named_by_its_kind(code, kind):
    assert kind in kinds(code)


@pytest.mark.parametrize(
    "code",
    [
        "model = keras.Sequential([keras.Input((784,))])\nmodel.compile(optimizer='sgd')",
        "vgkit.answer('Q6.why', 'A')\nvgkit.train(model, 'mine', epochs=3)\nvgkit.check(model, '5')",
        "class MyLayer(keras.layers.Layer):\n    def call(self, x):\n        self.seen = x\n        return x",
        "import numpy as np\nimport os\nprint(os.getcwd(), np.pi)",
        "self.layer.trainable = False",
        "print(model.__class__, self.__dict__)",
        "a = (",
    ],
)
def test_what_students_write_is_not(code):
    assert kinds(code) == set()


def test_what_the_lesson_does_itself_is_not():
    lesson = "import inspect\nfrom vgkit import course\nm = course.get('5').compiled()"
    assert kinds(lesson, lesson) == set()


def test_each_thing_is_named_once_with_its_cell():
    found = suspicious.look([("a", "import gc"), ("b", "import gc")], [])
    assert found == [{"code": "system", "text": "import gc", "cell": "a"}]
