"""Exercise 16 in a table: how each way to train does with so many labelled images, over the seeds."""

from collections.abc import Mapping, Sequence

from vgkit.experiments.transfer_file import Run, last, median
from vgkit.figures.tables import Table
from vgkit.messages import say

__all__ = ["accuracies", "differences"]


def accuracies(runs: Sequence[Run], ways: Mapping[str, str]) -> Table:
    """Validation accuracy of the last epoch: median, and lowest to highest of the seeds.

    Args:
        runs: as `transfer.load_reference` gives them.
        ways: for each row a key of `transfer.WAYS` and what it is called.

    Returns:
        A `Table`, one column for each number of labelled images.
    """
    sizes = sorted({run.images for run in runs})
    rows = []
    for way, name in ways.items():
        cells, seeds = [], 0
        for size in sizes:
            values = last(runs, way, size)
            seeds = max(seeds, len(values))
            cells.append(_cell(values, median(runs, way, size)) if values else "–")
        rows.append((name, str(seeds), *cells))
    header = (say("way to train"), say("seeds"), *(say("{count} images", count=n) for n in sizes))
    caption = say("Validation accuracy of the last epoch: median (lowest to highest of the seeds)")
    return Table(caption, header, tuple(rows))


def _cell(values, middle):
    if len(values) == 1:
        return f"{middle:.1%}"
    return f"{middle:.1%} ({min(values):.1%} – {max(values):.1%})"


def differences(
    runs: Sequence[Run], ways: Mapping[str, str], pairs: Sequence[tuple[str, str]]
) -> Table:
    """By how much one way beats another, seed by seed: the labelled images are the same in both.

    Args:
        runs: as `transfer.load_reference` gives them.
        ways: keys of `transfer.WAYS` and what they are called.
        pairs: two keys of `ways` for each group of rows: the second is subtracted from the first.

    Returns:
        A `Table`, one row for each pair and number of labelled images, one column for each seed.
    """
    found = {(run.way, run.images, run.seed): run.accuracy for run in runs}
    seeds = sorted({run.seed for run in runs})
    rows = []
    for first, second in pairs:
        for size in sorted({run.images for run in runs}):
            cells = []
            for seed in seeds:
                both = found.get((first, size, seed)), found.get((second, size, seed))
                cells.append("–" if None in both else f"{100 * (both[0] - both[1]):+.2f}")
            if any(cell != "–" for cell in cells):
                rows.append((f"{ways[first]} − {ways[second]}", str(size), *cells))
    header = (say("difference"), say("images"), *(say("seed {seed}", seed=seed) for seed in seeds))
    caption = say("Validation accuracy of the last epoch: difference in percentage points")
    return Table(caption, header, tuple(rows))
