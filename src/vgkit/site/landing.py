"""The first page: what the course is about in one picture, and the ways in. Both languages on one page."""

from pathlib import Path

import jinja2

from vgkit import course
from vgkit.course import LANGUAGE_NAMES, LANGUAGES
from vgkit.diagnostics import PROBE_IMAGES
from vgkit.figures import plots
from vgkit.figures.method_comparison import METHODS
from vgkit.figures.pictures import Picture
from vgkit.messages import grouped, mark, say, speaking
from vgkit.site.sources import PLAYGROUND, title
from vgkit.training import records

# What the picture shows, by the kit's names of the methods.
SHOWN = {
    "baseline": mark("sigmoid"),
    "ReLU": mark("ReLU"),
    "batch norm": mark("batch normalization"),
    "skip": mark("skip connections"),
}
NAME = "index.html"
PLAYGROUND_BATCH = 128  # of its defaults, in `playground/src/engine/settings.js`
_TEMPLATES = Path(__file__).parent / "templates"
_STATIC = Path(__file__).parent / "static"


def write(out: Path, repository: str | None = None) -> Path:
    """Write the first page and what it needs.

    Args:
        out: the folder of the site.
        repository: the address that a copy of the course is got from, where there is one.

    Returns:
        The page's path.

    Raises:
        OSError: it cannot be written.
    """
    parts = []
    for language in LANGUAGES:
        with speaking(language):
            drawn = picture()
            (out / f"gradients-{language}.png").write_bytes(drawn.png)
            (out / f"gradients-{language}-narrow.png").write_bytes(picture(narrow=True).png)
            parts.append(
                {
                    "language": language,
                    "name": LANGUAGE_NAMES[language],
                    "alt": drawn.alt,
                    **_said(),
                }
            )
    loader = jinja2.FileSystemLoader(_TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    text = environment.get_template("landing.html").render(
        parts=parts,
        playground=PLAYGROUND,
        repository=repository,
        style=_static("landing.css"),
        script=_static("landing.js"),
    )
    path = out / NAME
    path.write_text(text, "utf-8")
    return path


def _static(name):
    return (_STATIC / name).read_text("utf-8")


def runs() -> dict[str, records.Record]:
    """The course's own runs that the picture shows, each by what is special about its network."""
    return {say(name): records.load_reference(METHODS[key]) for key, name in SHOWN.items()}


def picture(narrow: bool = False) -> Picture:
    """Gradient norms before training, layer by layer, with the accuracy that each network got to.

    Args:
        narrow: for a phone: the same chart with fewer names along its axis.
    """
    shown = {
        f"{name} → {100 * _reached(run):.0f} %": run.snapshot(0) for name, run in runs().items()
    }
    size = {"width": 4.6, "most": 4} if narrow else {"width": 8.4}
    return plots.gradient_norms(_layers(), shown, **size)


def _layers():
    return records.load_reference(METHODS["baseline"]).diagnostics["layers"]


def _reached(run):
    return run.at("val_accuracy", run.epochs)


def _said() -> dict:
    """The texts of one language."""
    baseline = records.load_reference(METHODS["baseline"])
    norms = baseline.snapshot(0)["gradient_norm"]
    row = course.get(METHODS["baseline"])
    guessed, *rescued = map(_reached, runs().values())
    return {
        "title": title(),
        "lead": say(
            "A notebook course on networks that cannot learn, and on what makes them learn."
        ),
        "caption": say(
            "How large the gradient of each layer is before the first step (its norm, on a "
            "logarithmic axis), measured on {images} training images; the playground measures on "
            "batches of {batch}, so its numbers differ somewhat. The percentage is the share of test "
            "images that the network got right after {epochs} epochs.",
            epochs=row.epochs,
            images=PROBE_IMAGES,
            batch=PLAYGROUND_BATCH,
        ),
        "sentences": [
            say(
                "The error of a deep network travels back from the output, and each sigmoid layer lets "
                "only a small part of it through: here the gradient of the first hidden layer, "
                "hidden 1, is {times} times smaller than that of the output layer.",
                times=grouped(1000 * round(norms[-1] / norms[0] / 1000)),
            ),
            say(
                "After {epochs} epochs that network still guesses, and is right on {guessed:.0f} % of "
                "the images. Three others, each with one change, get {least:.0f} to {most:.0f} % right.",
                epochs=baseline.epochs,
                guessed=100 * guessed,
                least=100 * min(rescued),
                most=100 * max(rescued),
            ),
            say(
                "Here you find out why: you write the decisive lines yourself, measure every layer, "
                "and go on to convolutional networks and photographs."
            ),
        ],
        "ways": _ways(),
        "install": _install(),
        "teachers": _teachers(),
        "words": {
            "theme": say("Light or dark"),
            "ways": say("Ways in"),
            "full": say("Full size"),
        },
    }


def _ways():
    return {
        "read": (
            say("Read"),
            say("All lessons, with solutions folded until you open them, and a quiz."),
        ),
        "play": (
            say("Playground"),
            say("Train a network in your browser, and watch the gradient of every layer."),
        ),
        "install": (say("Install"), say("The notebooks on your own machine, in two commands.")),
        "teachers": (
            say("For teachers"),
            say("Grade a class, and put the quiz into Moodle or Canvas."),
        ),
    }


def _install():
    return {
        "title": say("Install"),
        "text": say(
            "You need Python 3.11, 3.12 or 3.13 and make. Get a copy of the repository, and in its "
            "folder run:"
        ),
        "commands": [
            ("make run", say("a tour of two minutes")),
            ("make lab", say("JupyterLab on your own copies of the notebooks")),
        ],
        "after": say("Without make, or on Windows, README.md has the same in a few more lines."),
    }


def _teachers():
    return {
        "title": say("For teachers"),
        "text": say(
            "Each lesson has one source for both languages, from which hints and solutions are "
            "built. These commands serve a class:"
        ),
        "commands": [
            ("vgkit grade FOLDER", say("grades the notebooks of a class, into a table and a page")),
            (
                "vgkit quiz export --format moodle --lang both --out quiz.xml",
                say("writes the quiz for Moodle; also as GIFT, and as QTI for Canvas"),
            ),
            (
                "vgkit verify",
                say("executes all solutions again, and compares every output with the stored one"),
            ),
        ],
        "after": say(
            "The quiz on these pages is for practice: whoever wants the keys can find them, here as "
            "in the repository."
        ),
    }
