"""The same trainings in PyTorch."""

import os

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from contenders import LeftOut

ACTIVATIONS = {"sigmoid": torch.sigmoid, "relu": torch.relu, "linear": lambda x: x}


def pytorch(found, turn):
    """PyTorch as its own tutorials write it: a `DataLoader` over the images."""

    def batches(x, y, size, shuffle):
        return DataLoader(TensorDataset(x, y), size, shuffle=shuffle)

    _train(found, turn, batches)


def pytorch_in_memory(found, turn):
    """PyTorch as fast as we could write it: one permutation an epoch, batches by indexing."""
    _train(found, turn, InMemory)


def pytorch_compiled(found, turn):
    """The same, its network and loss put through `torch.compile`."""
    _train(found, turn, InMemory, _compiled)


class InMemory:
    """Batches of images that lie in memory, in a new order each time or as they are."""

    def __init__(self, x, y, size, shuffle):
        self.x, self.y, self.size, self.shuffle = x, y, size, shuffle

    def __iter__(self):
        if not self.shuffle:
            yield from zip(self.x.split(self.size), self.y.split(self.size), strict=True)
            return
        for rows in torch.randperm(len(self.x)).split(self.size):
            yield self.x[rows], self.y[rows]


def _compiled(function):
    try:
        compiled = torch.compile(function)
        torch.compile(lambda x: x.sigmoid() + 1)(torch.zeros(9))  # is there a compiler at all?
    except Exception as error:
        first = str(error).strip().splitlines()[:1] or [type(error).__name__]
        raise LeftOut(f"torch.compile does not work here: {first[0]}") from error
    return compiled


def _train(found, turn, batches, prepared=lambda function: function):
    torch.set_num_threads(int(os.environ.get("TF_NUM_INTRAOP_THREADS") or os.cpu_count()))
    torch.manual_seed(1)
    network = Network(found.calls)
    optimizer = _optimizer(found, network.parameters())
    loss_of = nn.CrossEntropyLoss()

    @prepared
    def measured(x, y):
        logits = network(x)
        loss = loss_of(logits, y)
        with torch.no_grad():
            return loss, loss * len(y), (logits.argmax(1) == y).sum()

    x_train, x_test = (_channels_last(x) for x in (found.x_train, found.x_test))
    y_train, y_test = (torch.tensor(y, dtype=torch.int64) for y in (found.y_train, found.y_test))
    training = batches(x_train, y_train, found.batch_size, True)
    validation = batches(x_test, y_test, found.batch_size, False)
    while True:
        network.train()
        total = correct = 0.0
        for x, y in training:
            loss, of_batch, right = measured(x, y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total, correct = total + of_batch, correct + right
        network.eval()
        val_total = val_correct = 0.0
        with torch.no_grad():
            for x, y in validation:
                _, of_batch, right = measured(x, y)
                val_total, val_correct = val_total + of_batch, val_correct + right
        float(correct), float(val_correct)
        turn(float(total) / len(x_train), float(val_total) / len(x_test))


def _channels_last(x):
    """Images as PyTorch names their axes, (images, channels, height, width), but stored as Keras."""
    x = torch.tensor(x)
    return x.permute(0, 3, 1, 2) if x.ndim == 4 else x


def _optimizer(found, parameters):
    if found.optimizer == "Adam":
        return torch.optim.Adam(parameters, lr=found.learning_rate, eps=1e-7, fused=True)
    return torch.optim.SGD(parameters, lr=found.learning_rate, fused=True)


class Network(nn.Module):
    """A described network."""

    def __init__(self, calls):
        super().__init__()
        self.sources = [call.sources for call in calls]
        self.layers = nn.ModuleList(map(_layer, calls))

    def forward(self, x):
        values = [x]
        for layer, sources in zip(self.layers, self.sources, strict=True):
            values.append(layer(*(values[source] for source in sources)))
        return values[-1]


def _layer(call):
    config = call.config
    weights = {name: torch.tensor(weight) for name, weight in call.weights.items()}
    if call.kind == "Dense":
        layer = nn.Linear(*weights["kernel"].shape)
        layer.weight.data, layer.bias.data = weights["kernel"].T.contiguous(), weights["bias"]
        return Activated(layer, config["activation"])
    if call.kind == "Conv2D":
        *size, channels, filters = weights["kernel"].shape
        layer = nn.Conv2d(channels, filters, tuple(size), padding=config["padding"])
        kernel = weights["kernel"].permute(3, 2, 0, 1)
        layer.weight.data = kernel.contiguous(memory_format=torch.channels_last)
        layer.bias.data = weights["bias"]
        return Activated(layer, config["activation"])
    if call.kind == "BatchNormalization":
        units, momentum = len(weights["gamma"]), 1 - config["momentum"]
        kind = nn.BatchNorm1d if config["axis"] in (1, [1], -1, [-1]) else nn.BatchNorm2d
        return kind(units, eps=config["epsilon"], momentum=momentum)
    if call.kind == "MaxPooling2D":
        return nn.MaxPool2d(tuple(config["pool_size"]))
    if call.kind == "Flatten":
        return Flattened()
    if call.kind == "Add":
        return Sum()
    raise LeftOut(f"This network has a {call.kind}, which is not written in PyTorch here.")


class Activated(nn.Module):
    """A layer and its activation."""

    def __init__(self, layer, activation):
        super().__init__()
        self.layer, self.activation = layer, ACTIVATIONS[activation]

    def forward(self, x):
        return self.activation(self.layer(x))


class Flattened(nn.Module):
    """All values of an image in a row, in Keras' order."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


class Sum(nn.Module):
    """The sum of two outputs."""

    def forward(self, a, b):
        return a + b
