"""What happens at the end of every epoch: note, look inside, keep a checkpoint, show progress."""

import math

from vgkit import hardware
from vgkit.diagnostics import gradients
from vgkit.errors import VgkitError
from vgkit.folders import user_folder
from vgkit.messages import say, tell
from vgkit.networks.description import fingerprint, layer_names
from vgkit.progress import progress_bar
from vgkit.training import checkpoints, records


class Bookkeeper:
    """Keeps the record of one training while it runs.

    Args:
        model: the compiled model, at the weights that it starts from.
        name: of the training.
        epochs: how many are to be trained in all.
        images: a `data.Dataset`.
        keep: whether to keep checkpoints.
        look_at: after which epochs the gradients are measured.
        stage: `(number, count)` of a training that is one of several, else None.
    """

    def __init__(self, model, name, epochs, images, keep, look_at, stage=None):
        self.name, self.epochs, self.stage, self.look_at = name, epochs, stage, look_at
        self.probe = gradients.probe(images)
        self.model = model
        self.initial_kernels = gradients.kernels(model)
        self.record = records.Record(name, images.name, fingerprint(model))
        self.record.diagnostics["layers"] = layer_names(model)
        self.record.environment = hardware.environment()
        self.backup = checkpoints.Checkpoint(self.record, model) if keep else None
        self.bar = progress_bar(
            total=epochs, unit="epoch", desc=self._heading(), dynamic_ncols=True
        )

    def _heading(self):
        if self.stage is None:
            return self.name
        number, count = self.stage
        return say(
            "{name}, training {number} of {count}", name=self.name, number=number, count=count
        )

    def take_up(self, again: bool) -> int:
        """Go on from this training's backup where there is one. Returns the epochs already done."""
        call = "train_in_stages" if self.stage else "train"
        state = self.backup.take_up(self.model, self.epochs, again, call)
        if state is None:
            return 0
        for name in ("metrics", "seconds", "diagnostics"):
            setattr(self.record, name, state[name])
        # Of the session that trained; a checkpoint of an earlier version does not tell.
        here, there = self.record.environment, state.get("environment", self.record.environment)
        changed = {name: value for name, value in here.items() if there.get(name) != value}
        if changed and state["epochs"] < self.epochs:
            there = {**there, "resumed": [*there.get("resumed", []), changed]}
        self.record.environment = there
        self.bar.update(state["epochs"])
        self.bar.unpause()  # the time left is reckoned from here on
        return state["epochs"]

    def look_inside(self, epoch: int) -> None:
        """Measure the gradients after an epoch, 0 for before the first, if it is one of those asked for."""
        if epoch not in self.look_at:
            return
        found = gradients.measure(self.model, *self.probe, self.initial_kernels)
        self.record.diagnostics["epochs"].append(epoch)
        for name, values in found.items():
            self.record.diagnostics[name].append(values)

    def note(self, epoch: int, metrics: dict, seconds: float) -> None:
        """Take down what an epoch measured, counted from 1, and back it up.

        Raises:
            VgkitError: the loss is no longer a number.
        """
        # Of both: the last batch may destroy the weights after its own loss was taken.
        bad = [metrics[m] for m in ("loss", "val_loss") if not math.isfinite(metrics[m])]
        if bad:
            raise VgkitError(
                say(
                    "The loss became {loss} in epoch {epoch}: training is stopped. Usual "
                    "reasons: a learning rate that is too large, weights that start too large, "
                    "or a division by a standard deviation of 0.",
                    loss=bad[0],
                    epoch=epoch,
                )
            )
        for metric in records.METRICS:
            self.record.metrics[metric].append(metrics[metric])
        self.record.seconds.append(round(seconds, 4))
        self.look_inside(epoch)
        if self.backup:
            self.backup.save(self.model, self.record)
        self.bar.set_postfix(
            loss=f"{metrics['loss']:.4f}",
            val_accuracy=f"{metrics['val_accuracy']:.4f}",
            refresh=False,
        )
        self.bar.update()

    def interrupted(self) -> str:
        done, kept = self.record.epochs, self.backup.epochs() if self.backup else 0
        if kept == 0 and self.backup:
            kept = self.backup.longer
        if kept == 0:
            return say("Training was interrupted; nothing is kept.")
        if kept >= self.epochs:
            return say(
                "Training was interrupted. Its backup has {kept} epochs and stays as it is.",
                kept=kept,
            )
        if kept < done:
            return say(
                "Training was interrupted. Of its {done} finished epochs, the backup "
                "holds the first {kept}: run the same call again and it goes on with "
                "epoch {following}.",
                done=done,
                kept=kept,
                following=kept + 1,
            )
        return say(
            "Training was interrupted. The {kept} finished epochs are kept: run the same "
            "call again and it goes on with epoch {following}.",
            kept=kept,
            following=kept + 1,
        )

    def keep_record(self) -> None:
        """Keep the finished run where the quiz looks for it, or say which one stays there."""
        try:
            kept = records.keep_user_run(self.record)
        except OSError as error:
            tell(
                say(
                    "The record of this run could not be kept ({reason}: {folder}); the quiz "
                    "will not know it.",
                    reason=error.strerror,
                    folder=user_folder("runs"),
                )
            )
            return
        if kept is not self.record:
            tell(_still_kept(kept, self.record))


def _still_kept(kept, new):
    """Which run the quiz goes on with, and why not with the new one."""
    if kept.fingerprint == new.fingerprint:
        return say(
            "The quiz goes on with your run of {kept} epochs of exercise {exercise}: this one, of "
            "{epochs}, is shorter and is not kept in its place.",
            kept=kept.epochs,
            exercise=new.exercise,
            epochs=new.epochs,
        )
    return say(
        "The quiz goes on with your run of {kept} epochs of exercise {exercise}: this one, of "
        "{epochs}, is of another network than the exercise's and is not kept in its place. Train "
        "it under a name of its own.",
        kept=kept.epochs,
        exercise=new.exercise,
        epochs=new.epochs,
    )
