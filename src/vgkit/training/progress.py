"""Progress of anything that takes longer than a few seconds."""

from tqdm import auto, tqdm

from vgkit import settings


def progress_bar(**options: object) -> tqdm:
    """A bar for a notebook or a terminal; `VGKIT_PROGRESS` turns it off or names a file for it."""
    target = settings.current().progress
    if target in (None, "off"):
        return auto.tqdm(disable=target == "off", **options)
    return tqdm(file=open(target, "w"), **options)
