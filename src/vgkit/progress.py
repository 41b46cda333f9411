"""Progress of anything that takes longer than a few seconds."""

from tqdm import auto, tqdm

from vgkit import settings


class _BarInAFile(tqdm):
    """A bar whose file, often a terminal's, is closed with it."""

    def __init__(self, path, **options):
        self._own_file = open(path, "w", encoding="utf-8", errors="replace")  # noqa: SIM115
        super().__init__(file=self._own_file, **options)

    def close(self):
        try:
            super().close()
        finally:
            self._own_file.close()


def progress_bar(**options: object) -> tqdm:
    """A bar for a notebook or a terminal; `VGKIT_PROGRESS` turns it off or names a file for it."""
    target = settings.current().progress
    if target in (None, "off"):
        return auto.tqdm(disable=target == "off", **options)
    return _BarInAFile(target, **options)
