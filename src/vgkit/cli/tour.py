"""The tour: in two minutes, gradients that die and gradients that live, on one page."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

from vgkit import course, data, quiz, settings
from vgkit.cli.shared import train_in_full
from vgkit.diagnostics import gradients
from vgkit.figures import diagrams, plots, tables
from vgkit.folders import prepare_output, write_atomically
from vgkit.messages import get_language, say, say_in, tell
from vgkit.networks.description import layer_names
from vgkit.training import comparison, records, trainer

EPOCHS = 2
NETWORKS = ("baseline_7", "5")

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 17px/1.6 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; color: #1b1b1b;
        max-width: 60rem; margin: 2.5rem auto; padding: 0 1.2rem; }}
h1, h2 {{ line-height: 1.25; }}
h2 {{ margin-top: 2.2rem; }}
img {{ display: block; margin: 1rem 0; }}
table {{ border-collapse: collapse; margin: 1rem 0; font-size: .94em; }}
caption {{ padding-bottom: .3rem; font-weight: 600; }}
th, td {{ border-bottom: 1px solid #ccc; padding: .3rem .9rem .3rem 0; vertical-align: top; }}
.notice {{ border-left: 5px solid #c8553d; background: #fbf0ed; padding: .6rem 1rem; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def tour(path: Path | str) -> list[str]:
    """Train both networks for two epochs and write the page.

    Args:
        path: of the HTML file.

    Returns:
        The lines of a summary for the terminal.

    Raises:
        VgkitError: the live epochs disagree with the shipped records; or, before anything is
            trained, the page cannot be written.
        OSError: its folder cannot be made.
    """
    train_in_full()
    prepare_output(path)
    images = _images_of_the_tour()
    names, runs, before = _names(), {}, {}
    for number, exercise in enumerate(NETWORKS, start=1):
        row = course.get(exercise)
        model = row.compiled()
        tell(f"[{number}/{len(NETWORKS)}] {row.heading}")
        before[names[exercise]] = gradients.before_training(model)
        run = trainer.train(model, exercise, EPOCHS, again=True)
        runs[names[exercise]] = run
        if not images.is_synthetic:
            shipped = records.load_reference(exercise)
            comparison.compare(run, shipped, EPOCHS, row.tolerance, row.gradient_tolerance)
    body, summary = _write_up(images.is_synthetic, names, before, runs)
    title = say("vgkit: a tour")
    page = _PAGE.format(language=get_language(), title=escape(title), body="\n".join(body))
    write_atomically(path, page.encode())
    return summary


def _images_of_the_tour():
    """The real images, or the synthetic ones where the real ones cannot be had."""
    try:
        return data.load()
    except data.DataError as error:
        tell(str(error))
        tell(say("The tour goes on with SYNTHETIC images; the quiz is left out."))
        settings.change(dataset="synthetic")
        return data.load()


def _names():
    """What the page calls the networks, by exercise."""
    return {
        "baseline_7": say("baseline"),
        "5": say("skip connections"),
    }


def _write_up(is_synthetic, names, before, runs):
    """The page's body as HTML and the terminal's summary, from the same numbers."""
    sections = [_opening(is_synthetic), _gradients(names, before), _epochs(names, runs)]
    if not is_synthetic:
        sections += [_records(names), _question(runs[names["5"]]), _farewell()]
    body = [part for parts, _ in sections for part in parts]
    summary = [sentence for _, sentences in sections for sentence in sentences]
    return body, summary


# Each section below is (parts of the page's body, sentences of the summary).


def _opening(is_synthetic):
    body = [_heading(1, say("Seven layers that cannot learn, and two additions"))]
    summary = []
    if is_synthetic:
        notice = say(
            "Made with SYNTHETIC images, because Fashion-MNIST was not to be had. The "
            "picture is similar; the numbers mean nothing, and the quiz is left out."
        )
        body.append(f'<p class="notice">{escape(notice)}</p>')
        summary.append(notice)
    what = say(
        "The baseline of this course has seven hidden layers of 128 sigmoid units. Exercise "
        "5 adds the output of layer 1 to the input of layer 4, and that of layer 4 to the "
        "input of the output layer. Not one parameter is added."
    )
    return [*body, _paragraph(what), diagrams.skip_diagram().html()], summary


def _gradients(names, before: Mapping[str, Mapping]):
    base, skip = (before[names[exercise]]["gradient_norm"] for exercise in NETWORKS)
    told = say(
        "In the baseline the gradient of hidden 1 is {ratio:,.0f} times smaller than that "
        "of the output layer. With skip connections hidden 1 gets a gradient {gain:,.0f} "
        "times that of the baseline.",
        ratio=base[-1] / base[0],
        gain=skip[0] / base[0],
    )
    layers = layer_names(course.get("5").build())
    return [
        _heading(2, say("Before training: how far does the gradient get?")),
        plots.gradient_norms(layers, before).html(),
        _paragraph(told),
    ], [told]


def _epochs(names, runs: Mapping[str, records.Record]):
    base, skip = (runs[names[exercise]].at("val_accuracy", EPOCHS) for exercise in NETWORKS)
    told = say(
        "After epoch {epochs} the validation accuracy is {baseline:.1%} for the baseline "
        "and {skip:.1%} with skip connections.",
        epochs=EPOCHS,
        baseline=base,
        skip=skip,
    )
    return [
        _heading(2, say("{epochs} epochs of training", epochs=EPOCHS)),
        tables.milestones(runs, range(1, EPOCHS + 1)).html(),
        _paragraph(told),
    ], [told]


def _records(names):
    shipped = {names[exercise]: records.load_reference(exercise) for exercise in NETWORKS}
    told = say(
        "These epochs agree with the records that vgkit ships; here are the records to the end:"
    )
    return [
        _paragraph(told),
        plots.curves(shipped).html(),
        tables.four_signs(shipped).html(),
    ], []


def _question(run: records.Record):
    item = quiz.all_items()["Q6.published"]
    value = run.at(item.measured.metric, item.measured.epoch)
    options = "   ".join(f"{a}. {o}" for a, o in zip(quiz.LETTERS, item.options, strict=True))
    nearest, _ = item.nearest_option(value)
    told = say(
        "Question 6. {question} Options: {options}. Measured just now: {value:.4f}, "
        "answer {nearest}.",
        question=item.text,
        options=options,
        value=value,
        nearest=nearest,
    )
    return [_heading(2, say_in("heading of a page", "The quiz")), _paragraph(told)], [told]


def _farewell():
    told = say(
        "`make lab` (or `vgkit lab`) opens JupyterLab on your own copies of the notebooks, in work/. "
        "Start with 5_skip_connection.ipynb."
    )
    return [_heading(2, say("And now")), _paragraph(told)], []


def _heading(level, text):
    return f"<h{level}>{escape(text)}</h{level}>"


def _paragraph(text):
    return f"<p>{escape(text)}</p>"
