"""Exercise 16 in a table: how each way to train does with so many labelled images, over the seeds."""

from collections.abc import Mapping, Sequence

from vgkit.experiments.transfer_file import Run, last, median
from vgkit.figures.tables import Table
from vgkit.messages import say

__all__ = ["accuracies"]


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
