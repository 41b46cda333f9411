"""Exercise 6: the plan, the order of the draws, what is frozen, resume, refusals."""

import dataclasses
import random
import signal

import numpy as np
import pytest

from tests.conftest import MonkeyPatch, thorough_but, tiny_images, without_graphs
from vgkit import course, data, diagnostics
from vgkit.backend import keras
from vgkit.checks.stages import check_stages
from vgkit.errors import TrainingInterrupted, VgkitError
from vgkit.messages import set_language
from vgkit.networks.description import kernel_layers
from vgkit.networks.mlp import submodels
from vgkit.networks.starting_point import glorot_uniform_kernel, normal_kernel
from vgkit.notebooks import preloaded
from vgkit.training import bookkeeping, checkpoints, comparison, records, stages
from vgkit.training.stages import Training

# the recovered protocol of 2022.
DRAWS = (
    577090037, 271041745, 1095513148, 506456969, 2127877499, 1930549411, 2028277857, 1630434966,
    901749037, 403123852, 2095328386,
)  # fmt: skip
# In building order: which draws (from 0) the hidden kernels of each training's new submodel take,
# and which one its new output layer takes.
ORDER = (
    ((0, 1), 2),
    ((3, 4), 5),
    ((), 6),
    ((7, 8), 9),
    ((), 10),
    ((11,), 12),
    ((), 13),
)


def draw_seed(number):
    generator = random.Random(1)
    found = [generator.randint(0, 2**31 - 1) for _ in range(14)]
    assert tuple(found[: len(DRAWS)]) == DRAWS
    return found[number]


def few_images(name=None):
    """A batch and a quarter."""
    images = tiny_images()
    train, test = ({f"{xy}_{part}": getattr(images, f"{xy}_{part}")[:count] for xy in "xy"}
                   for part, count in (("train", 640), ("test", 128)))  # fmt: skip
    return dataclasses.replace(images, **train, **test)


@pytest.fixture
def few(untraced, monkeypatch):
    """`tiny`, on fewer images."""
    monkeypatch.setattr(data, "load", few_images)


def small_plan(subs, epochs=1):
    return stages.plan(subs, epochs=epochs, last_epochs=epochs)


def weights(sub):
    return [array.tobytes() for array in sub.get_weights()]


# The plan


def test_the_plan_is_the_seven_trainings_of_the_exercise():
    one, two, three, four = subs = submodels()
    assert stages.plan(subs) == [
        Training((one,), (), 100),
        Training((one, two), (one,), 100),
        Training((one, two), (), 100),
        Training((one, two, three), (one, two), 100),
        Training((one, two, three), (), 100),
        Training((one, two, three, four), (one, two, three), 100),
        Training((one, two, three, four), (), 300),
    ]


def test_the_epochs_of_the_plan_are_those_of_the_course():
    assert sum(t.epochs for t in stages.plan(submodels())) == course.get("6").epochs


def test_other_numbers_of_epochs_can_be_asked_for():
    assert [t.epochs for t in stages.plan(submodels(), 2, 5)] == [2] * 6 + [5]


@pytest.mark.parametrize(("field", "settings"), [
    ("submodels", lambda sub: {"submodels": (sub)}),
    ("frozen", lambda sub: {"submodels": (sub,), "frozen": (sub)}),
], ids=["submodels", "frozen"])  # fmt: skip
@pytest.mark.parametrize(("language", "words"), [
    ("en", "{} must be a tuple of submodels; a tuple of one needs its comma: (sub,). Received: "
           "Sequential."),
    ("vi", "{} phải là tuple các submodel; tuple một phần tử cần dấu phẩy: (sub,). Nhận được: "
           "Sequential."),
])  # fmt: skip
def test_a_forgotten_comma_is_called_so(field, settings, language, words):
    set_language(language)
    sub = keras.Sequential([keras.Input((784,)), keras.layers.Dense(3)])
    with pytest.raises(VgkitError) as refusal:
        Training(**settings(sub))
    assert str(refusal.value) == words.format(field)


@pytest.mark.parametrize(("language", "words"), [
    ("en", "frozen is given the function plan itself. Call it"),
    ("vi", "frozen nhận chính hàm plan. Hãy gọi hàm"),
])  # fmt: skip
def test_a_function_that_is_not_called_is_called_so(language, words):
    set_language(language)
    with pytest.raises(VgkitError) as refusal:
        Training((), frozen=stages.plan)
    assert str(refusal.value).startswith(words)


@pytest.mark.parametrize("epochs", [100.0, 2.5, "100", [100]])
@pytest.mark.parametrize(("language", "words"), [
    ("en", "epochs must be a whole number, such as 100. Received: {!r}."),
    ("vi", "epochs phải là một số nguyên, chẳng hạn 100. Nhận được: {!r}."),
])  # fmt: skip
def test_epochs_that_no_training_can_count_are_refused(epochs, language, words):
    set_language(language)
    with pytest.raises(VgkitError) as refusal:
        Training((), epochs=epochs)
    assert str(refusal.value) == words.format(epochs)
    assert Training((), epochs=np.int64(3)).epochs == 3


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Training 2 freezes sub_4, which it does not use."),
    ("vi", "Lần train 2 đóng băng sub_4, nhưng không dùng đến."),
])  # fmt: skip
def test_freezing_a_submodel_that_is_not_used_is_refused_before_anything_is_trained(
    tiny, own_home, language, words
):
    set_language(language)
    subs = submodels()
    trainings = small_plan(subs)
    trainings[1] = Training(tuple(subs[:2]), (subs[3],), 1)
    with pytest.raises(VgkitError) as refusal:
        stages.train_in_stages(trainings)
    assert str(refusal.value) == words
    assert not own_home.exists()


# Initial weights, without training


def noting(seen):
    """In the place of `fit`: note model, optimizer, kernels and trainable layers, and train nothing."""

    def fit(model, name, epochs, images, row, again=False, stage=None):
        layers = kernel_layers(model)
        seen.append(
            {
                "name": name,
                "epochs": epochs,
                "model": model,
                "optimizer": model.optimizer,
                "kernels": [layer.kernel.numpy() for layer in layers],
                "biases": [layer.bias.numpy() for layer in layers],
                "trainable": [layer.trainable for layer in layers],
                "again": again,
            }
        )
        return records.Record(name, images.name, "")

    return fit


@pytest.fixture
def started(tiny, monkeypatch):
    """What each training starts with, of plans that a test begins."""
    monkeypatch.setattr(stages, "fit", noting(seen := []))
    return seen


@pytest.fixture(scope="module")
def starts(tmp_path_factory):
    """What each training of the exercise starts with."""
    keras.utils.set_random_seed(99)
    with MonkeyPatch.context() as patch:
        patch.setenv("VGKIT_HOME", str(tmp_path_factory.mktemp("starts")))
        patch.setattr(data, "load", tiny_images)
        patch.setattr(stages, "fit", noting(seen := []))
        stages.train_in_stages(small_plan(submodels()))
    return seen


def test_new_layers_take_the_draws_in_building_order(starts):
    for start, size, (hidden, output) in zip(starts, (2, 4, 4, 6, 6, 7, 7), ORDER, strict=True):
        assert len(start["kernels"]) == size + 1
        new = start["kernels"][size - len(hidden) : size]
        for kernel, number in zip(new, hidden, strict=True):
            expected = normal_kernel(kernel.shape, draw_seed(number))
            np.testing.assert_array_equal(kernel, expected)
        last = start["kernels"][-1]
        np.testing.assert_array_equal(last, glorot_uniform_kernel((128, 10), draw_seed(output)))
        assert not any(bias.any() for bias in start["biases"])


def test_the_second_submodel_takes_the_fourth_draw(started):
    # The first output layer took the third.
    stages.train_in_stages(small_plan(submodels())[:2])
    expected = normal_kernel((128, 128), 506456969)
    np.testing.assert_array_equal(started[1]["kernels"][2], expected)
    np.testing.assert_array_equal(
        started[0]["kernels"][-1], glorot_uniform_kernel((128, 10), 1095513148)
    )


def test_neither_the_check_nor_what_ran_before_moves_the_draws(started):
    trainings = stages.plan(submodels())
    random.seed(5)
    check_stages(trainings)
    stages.train_in_stages(trainings[:3])
    expected = normal_kernel((784, 128), 577090037)
    np.testing.assert_array_equal(started[0]["kernels"][0], expected)
    stages.train_in_stages(stages.plan(submodels())[:3])
    for first, second in zip(started[:3], started[3:], strict=True):
        for ours, theirs in zip(first["kernels"], second["kernels"], strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_a_submodel_keeps_its_weights_when_the_next_training_begins(starts):
    for earlier, later in zip(starts, starts[1:], strict=False):
        for ours, theirs in zip(earlier["kernels"][:-1], later["kernels"], strict=False):
            np.testing.assert_array_equal(ours, theirs)


def test_every_training_has_a_model_an_output_layer_and_an_optimizer_of_its_own(starts):
    assert [start["name"] for start in starts] == [f"6.{number}" for number in range(1, 8)]
    for what in ("model", "optimizer"):
        assert len({id(start[what]) for start in starts}) == 7
    assert len({id(kernel_layers(start["model"])[-1]) for start in starts}) == 7
    for start in starts:
        assert type(start["optimizer"]) is keras.optimizers.SGD
        assert float(start["optimizer"].learning_rate) == pytest.approx(0.01)


def test_each_training_freezes_what_the_plan_says(starts):
    frozen = [start["trainable"].count(False) for start in starts]
    assert frozen == [0, 2, 0, 4, 0, 6, 0]
    for start, count in zip(starts, frozen, strict=True):
        assert start["trainable"] == [False] * count + [True] * (len(start["trainable"]) - count)


@pytest.mark.parametrize("again", [True, False])
def test_whether_to_train_anew_reaches_every_training(started, again):
    stages.train_in_stages(small_plan(submodels()), again=again)
    assert [start["again"] for start in started] == [again] * 7


def test_a_plan_of_ones_own_has_records_of_its_own(started, monkeypatch):
    monkeypatch.setenv("VGKIT_PROFILE", "quick")  # shows the exercise's records, not these
    runs = stages.train_in_stages(small_plan(submodels())[:2], exercise="no freezing")
    assert [run.exercise for run in runs] == ["no freezing.1", "no freezing.2"]
    assert [start["name"] for start in started] == ["no freezing.1", "no freezing.2"]


# Training


class Whole:
    """One whole run of the exercise, two epochs each, with the submodels before and after each."""

    def __init__(self, home):
        self.before, self.after, self.optimizers = [], [], []
        real = stages.fit

        def fit(model, *args, **kwargs):
            self.before.append([weights(sub) for sub in self.subs])
            run = real(model, *args, **kwargs)
            self.after.append([weights(sub) for sub in self.subs])
            self.optimizers.append(model.optimizer)
            return run

        self.subs = submodels()
        self.trainings = small_plan(self.subs, 2)
        with MonkeyPatch.context() as patch:
            patch.setenv("VGKIT_HOME", str(home))
            patch.setenv("VGKIT_PROGRESS", "off")
            patch.setattr(data, "load", few_images)
            patch.setattr(stages, "fit", fit)
            with without_graphs():
                self.runs = stages.train_in_stages(self.trainings)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return Whole(tmp_path_factory.mktemp("whole"))


def test_frozen_submodels_keep_every_bit_and_free_ones_change(whole):
    for index, training in enumerate(whole.trainings):
        for number, sub in enumerate(whole.subs):
            before, after = whole.before[index][number], whole.after[index][number]
            if sub in training.submodels and sub not in training.frozen:
                assert all(ours != theirs for ours, theirs in zip(before, after, strict=True))
            else:
                assert after == before, f"training {index + 1} changed sub_{number + 1}"


def test_the_record_tells_the_same_of_each_layer(whole):
    for run, frozen in zip(whole.runs, (0, 2, 0, 4, 0, 6, 0), strict=True):
        change = run.snapshot(run.epochs)["weight_change"]
        assert [value == 0 for value in change] == [True] * frozen + [False] * (
            len(change) - frozen
        )


def test_an_optimizer_updates_what_its_training_may_change_and_nothing_else(whole):
    assert len({id(optimizer) for optimizer in whole.optimizers}) == 7
    updated = [len(optimizer._trainable_variables) for optimizer in whole.optimizers]
    assert updated == [2 * free for free in (3, 3, 5, 3, 7, 2, 8)]


def test_there_is_a_record_for_every_training(whole):
    assert [run.exercise for run in whole.runs] == [f"6.{number}" for number in range(1, 8)]
    assert [run.epochs for run in whole.runs] == [2] * 7
    assert [len(run.diagnostics["layers"]) for run in whole.runs] == [3, 5, 5, 7, 7, 8, 8]
    assert len({run.fingerprint for run in whole.runs}) == 7


KILLED = """
import os, signal, sys
from tests.conftest import without_graphs
from tests.training.test_stages import few_images
from vgkit import data
from vgkit.training import bookkeeping, stages
from vgkit.networks.mlp import submodels

def die(self, epoch, metrics, seconds, note=bookkeeping.Bookkeeper.note):
    if (self.name, epoch) == ("6.3", int(sys.argv[1]) + 1):
        os.kill(os.getpid(), signal.SIGKILL)
    note(self, epoch, metrics, seconds)

data.load = few_images
bookkeeping.Bookkeeper.note = die
with without_graphs():
    stages.train_in_stages(stages.plan(submodels(), 2, 2))
"""


@pytest.mark.parametrize(
    ("epochs_done", "again"),
    thorough_but([(1, False)], [(0, False), (1, False), (1, True), (0, True)]),
)
def test_killed_in_training_3_it_resumes_to_the_same_bits(
    few, whole, own_home, epochs_done, again, capsys, request
):
    killed = preloaded.run(["-c", KILLED, str(epochs_done)], cwd=request.config.rootpath)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    done = {path.name[:3]: checkpoints.read_state(path)["epochs"]
            for path in (own_home / "backups").glob("*.npz")}  # fmt: skip
    assert done == {"6.1": 2, "6.2": 2} | ({"6.3": epochs_done} if epochs_done else {})
    subs = submodels()
    runs = stages.train_in_stages(small_plan(subs, 2)[:4], again=again)
    told = capsys.readouterr().err
    assert told.count("was finished earlier: 2 epochs restored") == 2
    assert told.count("An earlier training reached epoch 1") == epochs_done
    assert [weights(sub) for sub in subs[:3]] == whole.after[3][:3]
    for ours, theirs in zip(runs, whole.runs[:4], strict=True):
        assert (ours.metrics, ours.diagnostics) == (theirs.metrics, theirs.diagnostics)


def test_a_finished_course_is_trained_anew_as_a_whole_when_that_is_asked_for(few, capsys):
    subs, anew = submodels((1, 1)), submodels((1, 1))
    first = stages.train_in_stages(small_plan(subs)[:2])
    second = stages.train_in_stages(small_plan(anew)[:2], again=True)
    assert "was finished earlier" not in capsys.readouterr().err
    assert [run.seconds for run in second] != [run.seconds for run in first]
    assert [run.metrics for run in second] == [run.metrics for run in first]
    assert [weights(sub) for sub in anew[:2]] == [weights(sub) for sub in subs[:2]]


def test_a_finished_course_is_restored_without_training(few, monkeypatch, capsys):
    subs, again = submodels((1, 1)), submodels((1, 1))
    trained = stages.train_in_stages(small_plan(subs))
    monkeypatch.setattr(keras.Model, "train_step", None)
    restored = stages.train_in_stages(small_plan(again))
    out, err = capsys.readouterr()
    assert err.count("call train_in_stages(…, again=True)") == 3
    assert [run.metrics for run in restored] == [run.metrics for run in trained]
    assert [weights(sub) for sub in again[:2]] == [weights(sub) for sub in subs[:2]]
    assert "6.3: All 1 epochs were trained here. On SYNTHETIC images" in out


def test_an_interrupted_plan_goes_on_although_a_longer_one_was_finished(few, monkeypatch):
    stages.train_in_stages(small_plan(submodels((1, 1)), 3)[:2])
    note, seen = bookkeeping.Bookkeeper.note, []

    def stop(self, epoch, *measured):
        if (self.name, epoch) == ("6.2", 2) and (self.name, epoch) not in seen:
            seen.append((self.name, epoch))
            raise KeyboardInterrupt
        seen.append((self.name, epoch))
        note(self, epoch, *measured)

    monkeypatch.setattr(bookkeeping.Bookkeeper, "note", stop)
    with pytest.raises(TrainingInterrupted):
        stages.train_in_stages(small_plan(submodels((1, 1)), 2)[:2], again=True)
    assert len(seen) == 4
    stages.train_in_stages(small_plan(submodels((1, 1)), 2)[:2], again=True)
    assert seen[4:] == [("6.2", 2)]


def test_the_first_training_starts_the_same_on_every_call(traced_tiny):
    first = stages.train_in_stages(stages.plan(submodels(), epochs=1)[:1])
    np.random.seed(7), random.seed(7), keras.utils.set_random_seed(7)
    keras.random.normal((5,))
    (second,) = stages.train_in_stages(stages.plan(submodels(), epochs=1)[:1], again=True)
    assert second.seconds != first[0].seconds  # trained anew, not restored
    assert second.metrics == first[0].metrics
    assert second.diagnostics == first[0].diagnostics


def test_the_quick_profile_shows_the_record_of_all_seven_trainings(tiny, monkeypatch, capsys):
    """That training 1 agrees with the record is seen where notebook 6's solution is executed."""
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    compared = []
    monkeypatch.setattr(type(tiny), "is_synthetic", False)
    monkeypatch.setattr(comparison, "compare", lambda *given: compared.append(given))
    runs = stages.train_in_stages(stages.plan(subs := submodels()))
    assert [run.live for run in runs] == [2] + [0] * 6
    assert [run.epochs for run in runs] == [100] * 6 + [300]
    assert [run.metrics for run in runs] == [r.metrics for r in records.load_reference_parts("6")]
    ((live, recorded, epochs, *_),) = compared
    assert (live.exercise, live.epochs, recorded.exercise, epochs) == ("6.1", 2, "6.1", 2)
    out, err = capsys.readouterr()
    assert "Only training 1 was begun, for 2 epochs; the other submodels are untrained" in err
    assert "6.1: Quick profile: epochs 1–2 were trained here and agree" in out
    assert "6.7: Quick profile: epochs 1–300 are from the record." in out
    assert records.load_user_run("6.1") is None
    diagnostics.kernels(subs[1])
    assert "Quick profile: these layers were trained for" in capsys.readouterr().err
    diagnostics.kernels(submodels()[1]), diagnostics.before_training(subs[0])
    assert capsys.readouterr().err == ""
    stages.train_in_stages(stages.plan(subs[:1], 1, 1), "mine")
    diagnostics.kernels(subs[0])
    assert "Quick profile: these" not in capsys.readouterr().err


# Fashion-MNIST


def test_the_quick_profile_refuses_a_plan_that_is_not_recorded(real_data, monkeypatch):
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    with pytest.raises(VgkitError, match=r"no record of trainings with \[2, 2, 2, 2, 2, 2, 2\]"):
        stages.train_in_stages(small_plan(submodels(), 2))


def test_the_quick_profile_refuses_submodels_that_are_not_the_exercises(real_data, monkeypatch):
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    monkeypatch.setattr(stages, "QUICK_EPOCHS", 1)
    with pytest.raises(records.RecordError, match="Exercise 6.1: .*epoch 1 is"):
        stages.train_in_stages(stages.plan(submodels(activation="tanh")))


def test_a_plan_of_ones_own_cannot_be_named_out_of_the_kits_folder(tiny, own_home):
    with pytest.raises(VgkitError, match="A run is named with letters"):
        stages.train_in_stages(stages.plan(submodels(), 1, 1)[:1], exercise="../../outside")
    assert list(own_home.parent.glob("**/outside*")) == []
