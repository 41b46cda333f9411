"""Small sources, read from lines, and what comes of them."""

from vgkit.notebooks import sources

HINT = "| vi: gợi ý | en: hint"
MANY = ["layers = [", f"    #??begin hidden {HINT}", "    Dense(1),", "    Dense(2),",
        "    #??end", "]"]  # fmt: skip


def parse(*lines):
    return sources.parse("\n".join(lines) + "\n", "exercise.py")


def cells(source, kind="solution", language="en"):
    return [(cell.id, cell.source) for cell in source.notebook(kind, language).cells]
