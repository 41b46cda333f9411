"""The files that the kit ships: the quiz, records of trainings, measured spreads."""

import importlib.resources


def read_shipped(*path: str) -> str | None:
    """The text of a file below this folder, or None where the kit ships none of that name.

    Args:
        path: folders and the file's name, such as `"recorded", "5.json"`.
    """
    file = importlib.resources.files("vgkit.course").joinpath(*path)
    return file.read_text("utf-8") if file.is_file() else None
