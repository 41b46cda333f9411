"""The ways to train one epoch that are compared, each in a process of its own.

`python contenders.py WAY EXERCISE` gets ready and trains a stretch of epochs with validation, one
after the other; then another for every line that comes on stdin. After each it answers with one
JSON object a line: seconds an epoch, and the peak of its memory. The first stretch is the warm-up.
"""

import json
import os
import resource
import sys
import time

import numpy as np

BATCH = 512


def load():
    from vgkit import data

    return data.load()


def kit(exercise):
    """`vgkit.train`, with its backups, its record and its look inside."""
    from vgkit import course
    from vgkit.networks import starting_point
    from vgkit.training import bookkeeping, fitting

    model = course.get(exercise).compiled()
    starting_point.set_initial_weights(model)
    note = bookkeeping.Bookkeeper.note

    def note_and_wait(self, epoch, metrics, seconds):
        note(self, epoch, metrics, seconds)
        yield_turn()

    bookkeeping.Bookkeeper.note = note_and_wait
    fitting.fit(model, "bench", 100_000, load(), again=True)


def plain(exercise):
    """Plain Keras, as the notebooks of 2022: float32 arrays into `fit`."""
    from vgkit import course
    from vgkit.backend import keras

    images = load()
    x_train, x_test = images.x_train.astype(np.float32), images.x_test.astype(np.float32)
    turn = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: yield_turn())
    model = course.get(exercise).compiled()
    model.fit(
        x_train, images.y_train, batch_size=BATCH, epochs=100_000, verbose=0, callbacks=[turn],
        validation_data=(x_test, images.y_test), validation_batch_size=BATCH,
    )  # fmt: skip


def pytorch(exercise):
    """PyTorch as its own tutorials write it: a `DataLoader` over the images."""
    from torch.utils.data import DataLoader, TensorDataset

    def batches(x, y, shuffle):
        return DataLoader(TensorDataset(x, y), BATCH, shuffle=shuffle)

    _pytorch(exercise, batches)


def pytorch_in_memory(exercise):
    """PyTorch as fast as we could write it: one permutation an epoch, batches by indexing."""
    import torch

    class Batches:
        def __init__(self, x, y, shuffle):
            self.x, self.y, self.shuffle = x, y, shuffle

        def __iter__(self):
            if not self.shuffle:
                yield from zip(self.x.split(BATCH), self.y.split(BATCH), strict=True)
                return
            for rows in torch.randperm(len(self.x)).split(BATCH):
                yield self.x[rows], self.y[rows]

    _pytorch(exercise, Batches)


def _pytorch(exercise, batches):
    import torch
    from torch import nn

    from vgkit import course

    row = course.get(exercise)
    torch.set_num_threads(int(os.environ.get("TF_NUM_INTRAOP_THREADS") or os.cpu_count()))
    torch.manual_seed(1)
    images = load()
    x_train, x_test = (
        torch.tensor(x, dtype=torch.float32) for x in (images.x_train, images.x_test)
    )
    y_train, y_test = (torch.tensor(y, dtype=torch.int64) for y in (images.y_train, images.y_test))

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden = nn.ModuleList(nn.Linear(128 if k else 784, 128) for k in range(7))
            norms = 6 if row.builder == "normalized_mlp" else 0
            self.norms = nn.ModuleList(nn.BatchNorm1d(128, eps=1e-3) for _ in range(norms))
            self.output = nn.Linear(128, 10)
            for layer in self.hidden:
                nn.init.normal_(layer.weight, std=0.05)

        def forward(self, x):
            kept = {}
            for number, layer in enumerate(self.hidden, start=1):
                if self.norms and number > 1:
                    x = self.norms[number - 2](x)
                x = kept[number] = torch.sigmoid(layer(x))
                if row.builder == "residual_mlp" and number in (3, 7):
                    x = x + kept[1 if number == 3 else 4]
            return self.output(x)

    network, loss_of = Network(), nn.CrossEntropyLoss()
    if row.optimizer == "Adam":
        optimizer = torch.optim.Adam(network.parameters(), lr=0.001, eps=1e-7)
    else:
        optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    training, validation = batches(x_train, y_train, True), batches(x_test, y_test, False)
    while True:
        network.train()
        total = correct = 0.0
        for x, y in training:
            logits = network(x)
            loss = loss_of(logits, y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(y)
            correct += (logits.detach().argmax(1) == y).sum()
        network.eval()
        with torch.inference_mode():
            for x, y in validation:
                logits = network(x)
                total += loss_of(logits, y) * len(y)
                correct += (logits.argmax(1) == y).sum()
        float(total), float(correct)
        yield_turn()


def floor(exercise):
    """Nothing but an epoch's matrix products, forward, backward and validation, at their shapes."""
    from vgkit import course
    from vgkit.backend import tf
    from vgkit.networks.description import dense_layers

    images = load()
    shapes = [layer.kernel.shape for layer in dense_layers(course.get(exercise).build())]
    # Scaled so that nothing grows or fades on the way: strange numbers would be strangely slow.
    kernels = [tf.random.normal(shape, stddev=shape[0] ** -0.5, seed=1) for shape in shapes]
    x_train, x_test = (
        tf.constant(x.astype(np.float32) / 255) for x in (images.x_train, images.x_test)
    )

    def forward(x):
        outputs = [x]
        for kernel in kernels:
            outputs.append(outputs[-1] @ kernel)
        return outputs

    def steps(x, backward):
        total = tf.zeros(())
        for start in tf.range(0, len(x), BATCH):
            # A step needs the weights of the one before it, so none may start early.
            tf.autograph.experimental.set_loop_options(parallel_iterations=1)
            outputs = forward(x[start : start + BATCH])
            total += outputs[-1][0, 0]
            if backward:
                signal = outputs[-1]
                for number in reversed(range(len(kernels))):
                    # One entry of each product is used, so that none is optimised away.
                    total += tf.matmul(outputs[number], signal, transpose_a=True)[0, 0]
                    if number:
                        signal = tf.matmul(signal, kernels[number], transpose_b=True)
        return total

    @tf.function
    def epoch():
        return steps(x_train, True) + steps(x_test, False)

    while True:
        epoch().numpy()
        yield_turn()


STRETCH = 5
_epochs = 0


def yield_turn():
    """An epoch is over. At the end of a stretch: answer, and wait until the next is asked for.

    The first epoch after a wait is not timed. What a way does meanwhile, or has to make up for,
    would not happen in a training that nobody stops.
    """
    global _epochs, _started
    _epochs += 1
    if _epochs == 1:
        _started = time.perf_counter()
    if _epochs <= STRETCH:
        return
    seconds = (time.perf_counter() - _started) / STRETCH
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # MiB on Linux
    print(json.dumps({"seconds": seconds, "peak_mib": round(peak)}), file=_answers, flush=True)
    _epochs = 0
    if not sys.stdin.readline():
        os._exit(0)


if __name__ == "__main__":
    _answers, sys.stdout = sys.stdout, sys.stderr
    os.environ["VGKIT_PROGRESS"] = "off"
    ways = (kit, plain, pytorch, pytorch_in_memory, floor)
    {way.__name__: way for way in ways}[sys.argv[1]](sys.argv[2])
