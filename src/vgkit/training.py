"""`train`: what Keras' `fit` does, under the 2022 protocol, with progress, resume and a record.

Read `train` from top to bottom; the rest of the file is what it calls, in that order.
"""

import hashlib
import io
import math
import os
import re
import time

from tqdm import auto, tqdm

from vgkit import backups, course, data, diagnostics, loop, protocol, records
from vgkit.backend import keras
from vgkit.errors import TrainingInterrupted, VgkitError
from vgkit.folders import set_aside, user_folder
from vgkit.language import say
from vgkit.structure import describe, fingerprint, layer_names

QUICK_EPOCHS = 2


def profile():
    """`"full"`, or `"quick"` where `VGKIT_PROFILE` says so.

    Raises:
        VgkitError: `VGKIT_PROFILE` is something else.
    """
    value = os.environ.get("VGKIT_PROFILE") or "full"
    if value not in ("full", "quick"):
        raise VgkitError(
            say(
                en=f"VGKIT_PROFILE is {value!r}. Set it to 'full' or 'quick'.",
                vi=f"VGKIT_PROFILE đang là {value!r}. Hãy đặt thành 'full' hoặc 'quick'.",
            )
        )
    return value


def train(model, exercise, epochs=None, again=False):
    """Train a compiled model on Fashion-MNIST from the published starting point.

    The model's weights are *set* first (`protocol.set_initial_weights`), its optimizer is renewed,
    and the batches come in the published order: the same call gives the same numbers, whatever ran
    before. After every epoch the state is backed up: interrupt the training, restart the kernel or
    lose power, call `train` again, and it goes on where it was, to the same bits. A training that
    is already finished is restored from its backup in a second.

    With `VGKIT_PROFILE=quick` the first epochs are trained and held against the shipped record,
    and the record is returned.

    Args:
        model: a built, compiled model from 784 float32 pixels (0…255) to 10 logits, with the
            metric accuracy.
        exercise: id in the course's table; with another name, a run of your own.
        epochs: how many; the exercise's own number where it is left out.
        again: train anew even if this training was finished before.

    Returns:
        A `records.Record` with one entry per epoch.

    Raises:
        VgkitError: the model cannot be trained like this, the loss became NaN, or (quick profile)
            the live epochs disagree with the record.
        TrainingInterrupted: Ctrl-C or the stop button; the finished epochs are kept.
    """
    row = course.EXERCISES.get(str(exercise))
    check_name(exercise)
    epochs = _checked_epochs(epochs if epochs is not None else row and row.epochs)
    _check_trainable(model)
    if row and describe(model) != describe(row.build()):
        data.tell(
            say(
                en=f"This is not the network of exercise {row.id}: run vgkit.check(model, "
                f'"{row.id}") before you spend time on training.',
                vi=f"Đây không phải network của bài {row.id}: hãy chạy vgkit.check(model, "
                f'"{row.id}") trước khi tốn thời gian train.',
            )
        )
    images = data.load()
    if profile() == "quick" and not images.is_synthetic:
        return _quick(model, row, exercise, epochs, images)
    protocol.set_initial_weights(model)
    record = fit(model, str(exercise), epochs, images, again=again)
    print(where_from(record))
    return record


def where_from(record):
    """One line on where the epochs of a record come from: trained here, or from the record."""
    if record.live is not None:
        live = say(
            en=f"epochs 1–{record.live} were trained here and agree with the record; ",
            vi=f"epoch 1–{record.live} được train tại đây và khớp với record; ",
        )
        return say(
            en=f"Quick profile: {live if record.live else ''}epochs {record.live + 1}–"
            f"{record.epochs} are from the record.",
            vi=f"Chế độ quick: {live if record.live else ''}epoch {record.live + 1}–"
            f"{record.epochs} lấy từ record.",
        )
    note = (
        ""
        if record.dataset == "fashion_mnist"
        else say(
            en=" On SYNTHETIC images, not on Fashion-MNIST.",
            vi=" Trên ảnh TỔNG HỢP, không phải Fashion-MNIST.",
        )
    )
    return say(
        en=f"All {record.epochs} epochs were trained here.{note}",
        vi=f"Cả {record.epochs} epoch được train tại đây.{note}",
    )


def check_name(exercise):
    """The name becomes part of file names: none that leads out of the kit's folder."""
    if not re.fullmatch(r"\w[\w .-]*", str(exercise)):
        raise VgkitError(
            say(
                en=f"A run is named with letters, digits, '_', '-', '.'. Received: {exercise!r}.",
                vi=f"Tên lần chạy gồm chữ, số, '_', '-', '.'. Nhận được: {exercise!r}.",
            )
        )


def _checked_epochs(epochs):
    if isinstance(epochs, bool) or not isinstance(epochs, int) or epochs < 1:
        raise VgkitError(
            say(
                en=f"epochs must be a whole number, 1 or more. Received: {epochs!r}.",
                vi=f"epochs phải là số nguyên từ 1 trở lên. Nhận được: {epochs!r}.",
            )
        )
    return epochs


def _check_trainable(model):
    if not isinstance(model, keras.Model) or not model.built:
        raise VgkitError(
            say(
                en="train needs a built Keras model: one that starts with keras.Input((784,)). "
                f"Received: {model!r}.",
                vi="train cần một model Keras đã được build, tức là bắt đầu bằng "
                f"keras.Input((784,)). Nhận được: {model!r}.",
            )
        )
    if not model.compiled:
        raise VgkitError(
            say(
                en="The model is not compiled yet: call model.compile(optimizer=…, loss=…, "
                "metrics=['accuracy']) before train.",
                vi="Model chưa được compile: hãy gọi model.compile(optimizer=…, loss=…, "
                "metrics=['accuracy']) trước khi train.",
            )
        )
    if model.input_shape != (None, 784) or model.output_shape != (None, 10):
        raise VgkitError(
            say(
                en="The model must go from 784 pixels to 10 logits. Received: input "
                f"{model.input_shape}, output {model.output_shape}.",
                vi="Model phải đi từ 784 pixel đến 10 logits. Nhận được: input "
                f"{model.input_shape}, output {model.output_shape}.",
            )
        )


def no_record(what):
    """The error of a quick run that asks for what vgkit ships no record of.

    Args:
        what: names it, in the session's language, such as `"of 5 epochs for 'mine'"`.

    Returns:
        A `VgkitError`, to be raised.
    """
    return VgkitError(
        say(
            en=f"The quick profile shows recorded trainings, and vgkit ships no record {what}. "
            "Unset VGKIT_PROFILE to train.",
            vi=f"Chế độ quick dùng các lần train đã ghi sẵn, mà vgkit không có record {what}. Hãy "
            "bỏ biến VGKIT_PROFILE để train thật.",
        )
    )


def _quick(model, row, exercise, epochs, images):
    """Train the first epochs, compare them with the record, return the record."""
    recorded = records.shipped(row.id) if row else None
    if recorded is None or epochs > recorded.epochs:
        raise no_record(
            say(en=f"of {epochs} epochs for {exercise!r}", vi=f"{epochs} epoch cho {exercise!r}")
        )
    live_epochs = min(QUICK_EPOCHS, epochs)
    protocol.set_initial_weights(model)
    live = fit(model, row.id, live_epochs, images, keep=False)
    records.compare(live, recorded, live_epochs, row.tolerance, row.gradient_tolerance)
    recorded.live = live_epochs
    print(where_from(recorded))
    return recorded


def fit(model, name, epochs, images, again=False, keep=True, seed=protocol.SEED):
    """Train a compiled model from the weights that it has, or from its backup, to the end.

    Args:
        model: a built, compiled model; its optimizer is replaced by a fresh one of the same kind.
        name: of the training, for its backup and its record.
        epochs: how many.
        images: a `data.Dataset`.
        again: train anew even if a backup says that this training is finished.
        keep: whether to write backups and keep the record.
        seed: of the order in which the images are visited.

    Returns:
        A `records.Record`.
    """
    # Not by Keras' registry: an optimizer of the student's own need not stand in it.
    model.optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
    model.train_function = model.test_function = None  # Keras' would go on with the old optimizer
    bookkeeper = _Bookkeeper(model, name, epochs, images, keep)
    try:
        first_epoch = bookkeeper.take_up(again) if keep else 0
        if first_epoch == 0:
            bookkeeper.look_inside(epoch=0)
        train_epoch, validate = loop.epoch_functions(model, images)
        orders = protocol.batch_orders(len(images.x_train), first_epoch, seed).prefetch(1)
        for epoch, order in zip(range(first_epoch + 1, epochs + 1), orders, strict=False):
            started = time.perf_counter()
            metrics = train_epoch(order)
            metrics |= {f"val_{metric}": value for metric, value in validate().items()}
            bookkeeper.note(epoch, metrics, time.perf_counter() - started)
    except KeyboardInterrupt:
        raise TrainingInterrupted(bookkeeper.interrupted()) from None
    finally:
        bookkeeper.bar.close()
    if keep:
        bookkeeper.keep_record()
    return bookkeeper.record


def progress_bar(**settings):
    """A bar for a notebook or a terminal; `VGKIT_PROGRESS` turns it off or names a file for it."""
    target = os.environ.get("VGKIT_PROGRESS")
    if target in (None, "", "off"):
        return auto.tqdm(disable=target == "off", **settings)
    return tqdm(file=open(target, "w"), **settings)


class _Bookkeeper:
    """What happens at the end of every epoch: note, look inside, back up, show progress."""

    def __init__(self, model, name, epochs, images, keep):
        self.name, self.epochs = name, epochs
        self.probe = diagnostics.probe(images)
        self.model = model
        self.initial_kernels = diagnostics.kernels(model)
        self.record = records.Record(name, images.name, fingerprint(model))
        self.record.diagnostics["layers"] = layer_names(model)
        self.record.environment = records.environment()
        # A backup for each network and start: whoever corrects a mistake and undoes it finds both.
        self.key = hashlib.sha256(
            b"".join(
                [self.record.fingerprint.encode(), *(w.tobytes() for w in model.get_weights())]
            )
        ).hexdigest()[:16]
        file = f"{name}-{images.name}-{self.key}.npz"
        self.path = user_folder("backups", file) if keep else None
        self.bar = progress_bar(total=epochs, unit="epoch", desc=name, dynamic_ncols=True)

    def take_up(self, again):
        """Restore this training's backup where there is one. Returns the epochs already done."""
        try:
            content = self.path.read_bytes()  # once: another kernel may write the next epoch's
        except OSError:
            return 0  # there is none; or writing the first one will say why not
        try:
            state = backups.read_state(io.BytesIO(content))
            if (state["key"], state["dataset"]) != (self.key, self.record.dataset):
                reason = say(en="it is of another model", vi="nó thuộc về một model khác")
                raise backups.BackupMismatch(reason)
            done, seconds = state["epochs"], state["seconds"]
            measured = [state["metrics"][metric] for metric in records.METRICS]
            if {len(values) for values in (*measured, seconds)} != {done}:
                reason = say(en="its epochs do not add up", vi="số epoch trong nó không khớp nhau")
                raise backups.BackupMismatch(reason)
            if done > self.epochs:
                self.path = None  # a longer training's backup is not given up for a shorter one
                return 0
            if again and done == self.epochs:
                return 0
            backups.restore(io.BytesIO(content), self.model)
        except (backups.BackupMismatch, KeyError, TypeError) as error:
            try:
                kept = set_aside(self.path)
            except OSError:  # a folder that may not be written to
                kept, self.path = self.path, None
            data.tell(
                say(
                    en=f"The backup of an earlier training cannot be used here ({error}). It is "
                    f"kept as {kept.name} in {kept.parent}; this training starts at epoch 1.",
                    vi=f"Không dùng được backup của lần train trước ({error}). Nó được giữ lại "
                    f"với tên {kept.name} trong {kept.parent}; lần này train từ epoch 1.",
                )
            )
            return 0
        for name in ("metrics", "seconds", "diagnostics"):
            setattr(self.record, name, state[name])
        self.bar.update(done)
        self.bar.unpause()  # the time left is reckoned from here on
        if done < self.epochs:
            data.tell(
                say(
                    en=f"An earlier training reached epoch {done}; going on with epoch {done + 1}.",
                    vi=f"Lần train trước đã đến epoch {done}; tiếp tục từ epoch {done + 1}.",
                )
            )
        elif not os.environ.get("VGKIT_STATIC"):
            data.tell(
                say(
                    en=f"This training was finished earlier: {done} epochs restored. "
                    "To train anew, call train(…, again=True).",
                    vi=f"Lần train này đã xong từ trước: khôi phục {done} epoch. "
                    "Muốn train lại từ đầu, gọi train(…, again=True).",
                )
            )
        return done

    def look_inside(self, epoch):
        found = diagnostics.measure(self.model, *self.probe, self.initial_kernels)
        self.record.diagnostics["epochs"].append(epoch)
        for name, values in found.items():
            self.record.diagnostics[name].append(values)

    def note(self, epoch, metrics, seconds):
        """Take down what an epoch measured, counted from 1, and back it up.

        Raises:
            VgkitError: the loss is no longer a number.
        """
        # Of both: the last batch may destroy the weights after its own loss was taken.
        bad = [metrics[m] for m in ("loss", "val_loss") if not math.isfinite(metrics[m])]
        if bad:
            raise VgkitError(
                say(
                    en=f"The loss became {bad[0]} in epoch {epoch}: training is stopped. "
                    "Usual reasons: a learning rate that is too large, weights that start too "
                    "large, or a division by a standard deviation of 0.",
                    vi=f"Loss trở thành {bad[0]} ở epoch {epoch}: dừng train. Nguyên nhân "
                    "thường gặp: learning rate quá lớn, weights ban đầu quá lớn, hoặc chia cho "
                    "độ lệch chuẩn bằng 0.",
                )
            )
        for metric in records.METRICS:
            self.record.metrics[metric].append(metrics[metric])
        self.record.seconds.append(round(seconds, 4))
        if epoch in diagnostics.EPOCHS:
            self.look_inside(epoch)
        self.back_up()
        self.bar.set_postfix(
            loss=f"{metrics['loss']:.4f}",
            val_accuracy=f"{metrics['val_accuracy']:.4f}",
            refresh=False,
        )
        self.bar.update()

    def back_up(self):
        if self.path is None:
            return
        state = {
            "key": self.key,
            "dataset": self.record.dataset,
            "epochs": self.record.epochs,
            "metrics": self.record.metrics,
            "seconds": self.record.seconds,
            "diagnostics": self.record.diagnostics,
        }
        try:
            backups.save(self.path, self.model, state)
        except OSError as error:
            data.tell(
                say(
                    en=f"No backups from here on ({error.strerror}: {self.path.parent}). Training "
                    "goes on, but if it is interrupted it starts anew. To choose another folder, "
                    "set VGKIT_HOME.",
                    vi=f"Từ đây không ghi được backup ({error.strerror}: {self.path.parent}). "
                    "Việc train vẫn tiếp tục, nhưng nếu bị ngắt thì phải train lại từ đầu. Muốn "
                    "chọn thư mục khác, hãy đặt biến VGKIT_HOME.",
                )
            )
            self.path = None

    def interrupted(self):
        done = self.record.epochs
        if self.path is None or done == 0:
            return say(
                en="Training was interrupted; nothing is kept.",
                vi="Việc train bị ngắt; không có gì được giữ lại.",
            )
        return say(
            en=f"Training was interrupted. The {done} finished epochs are kept: run the same call "
            f"again and it goes on with epoch {done + 1}.",
            vi=f"Việc train bị ngắt. {done} epoch đã xong vẫn được giữ: chạy lại đúng lệnh này "
            f"thì sẽ tiếp tục từ epoch {done + 1}.",
        )

    def keep_record(self):
        """Keep the finished run where the quiz looks for it."""
        try:
            records.keep_own(self.record)
        except OSError as error:
            data.tell(
                say(
                    en=f"The record of this run could not be kept ({error.strerror}: "
                    f"{user_folder('runs')}); the quiz will not know it.",
                    vi=f"Không ghi được record của lần chạy này ({error.strerror}: "
                    f"{user_folder('runs')}); phần trắc nghiệm sẽ không biết nó.",
                )
            )
