"""The `vgkit` command: thin over the library. Each command imports what it needs when it runs."""

import contextlib
import json
import sys
from pathlib import Path

import click

from vgkit import __version__, course, settings
from vgkit.errors import VgkitError
from vgkit.messages import LANGUAGES, get_language, say, set_language

_PROFILE = click.option(
    "--profile",
    type=click.Choice(["quick", "full"]),
    default="quick",
    show_default=True,
    help="quick: train the first epochs, compare them with the record, go on from it. "
    "full: train every epoch.",
)

_JOBS = click.option(
    "--jobs",
    type=int,
    default=-1,
    help="Parallel processes of one thread each; -1, the default: one a core.",
)
_SORT = ("val_accuracy", "best_val_accuracy", "val_loss", "loss", "accuracy", "name")
_DASK = click.option(
    "--dask",
    metavar="ADDRESS",
    help="Train on the workers of this Dask scheduler, such as tcp://host:8786, instead.",
)


class _Command(click.Group):
    """A group whose commands answer a `VgkitError` with its message and exit code 1."""

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            click.echo(f"\n{error}", err=True)
            ctx.exit(130)
        except VgkitError as error:
            click.echo(str(error).strip(), err=True)
            ctx.exit(1)
        except OSError as error:
            if error.strerror is None:
                raise
            click.echo(": ".join(filter(None, (error.filename, error.strerror))), err=True)
            ctx.exit(1)


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vgkit")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    help="Language of all messages. Default: VGKIT_LANG, else the system's.",
)
def main(lang):
    """A notebook course on vanishing gradients.

    New here? Run `vgkit doctor`, then `vgkit tour`, then open hints/ in JupyterLab.
    """
    if lang:
        set_language(lang)
        settings.change(language=lang)


def _checkout():
    """The checkout around the current folder, for commands that work on its notebooks."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "notebooks").is_dir() and (folder / "src" / "vgkit").is_dir():
            return folder
    raise VgkitError(
        say(
            "{folder} is not inside a checkout of vgkit: this command works on the folders "
            "notebooks/, hints/ and solutions/. Change into the checkout and try again.",
            folder=Path.cwd(),
        )
    )


@main.command()
def doctor():
    """Look at Python, packages, data, cores and disk; say what is wrong and how to mend it."""
    from vgkit.cli.doctor import examine

    findings = examine()
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'BAD '} {finding.what}")
        if not finding.ok:
            click.echo(f"     → {finding.advice}")
    wrong = sum(not finding.ok for finding in findings)
    if wrong:
        raise VgkitError(say("{wrong} thing(s) to mend.", wrong=wrong))
    click.echo(say("Everything is ready."))


@main.group("data")
def data_group():
    """Find, download and verify Fashion-MNIST."""


@data_group.command("status")
def data_status():
    """Say which files are where, and whether each is the right one, bit for bit."""
    from vgkit import data

    for file in data.status():
        if not file.present:
            state = say("missing")
        elif file.problem:
            state = say("DAMAGED: ") + file.problem
        else:
            state = say("verified")
        click.echo(f"{file.path}: {state}")


@data_group.command("fetch")
def data_fetch():
    """Download what is missing or damaged into Keras' cache, and verify it."""
    settings.change(dataset=None)
    from vgkit import data

    click.echo(say("Ready: ") + data.load().source)


@data_group.command("verify")
def data_verify():
    """Read every file whole and compare its checksum; exit with 1 if any is missing or wrong."""
    from vgkit import data

    report = data.status()
    bad = [file for file in report if not file.present or file.problem]
    for file in bad:
        problem = file.problem or say("missing")
        click.echo(f"{file.path}: {problem}", err=True)
    if bad:
        raise VgkitError(
            say("{count} file(s) missing or damaged. Run `vgkit data fetch`.", count=len(bad))
        )
    click.echo(say("All four files are the original ones, bit for bit."))


@main.command()
@click.argument("exercise", metavar="ID")
@click.option(
    "--epochs",
    type=click.IntRange(min=1),
    help="Default: as many as the exercise has. In exercise 6: of each training.",
)
@click.option(
    "--training",
    type=click.IntRange(1, 7),
    help="Exercise 6 only: report this one of its seven trainings, and stop after it.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON object on stdout: loss, accuracy, val_loss, val_accuracy and "
    "seconds, one entry an epoch, and environment. Progress goes to stderr.",
)
def train(exercise, epochs, training, as_json):
    """Train the network of exercise ID from the published starting point.

    The network is the one in vgkit.models. An interrupted training goes on where it stopped when
    the same command is given again. Exercise 6 is seven trainings, each built on the one before:
    all of them, or those up to --training, are run. Exercises: see `vgkit list`.
    """
    settings.change(profile="full")
    row = course.get(exercise)
    from vgkit.figures import tables
    from vgkit.networks.mlp import submodels
    from vgkit.training import stages
    from vgkit.training.trainer import train as train_one

    if training and not row.stages:
        raise click.UsageError(f"--training goes with exercise {course.in_stages().id} only.")
    with contextlib.redirect_stdout(sys.stderr):
        if row.stages:
            counts = (epochs, epochs) if epochs else ()
            trainings = stages.plan(submodels(), *counts)[:training]
            runs = stages.train_in_stages(trainings, again=True)
        else:
            runs = [train_one(row.compiled(), row.id, epochs, again=True)]
    if as_json:
        last = runs[-1]
        result = {**last.metrics, "seconds": last.seconds, "environment": last.environment}
        click.echo(json.dumps(result))
    else:
        for run in runs:
            chosen = sorted({1, min(2, run.epochs), run.epochs})
            click.echo(tables.milestones({run.exercise: run}, chosen).text())


@main.command("list")
def list_exercises():
    """List the exercises: what ID stands for in the other commands."""
    for row in course.EXERCISES.values():
        click.echo(f"{row.id:<12}{row.heading}")


@main.command()
@click.argument("exercises", metavar="ID...", nargs=-1, required=True)
def record(exercises):
    """Train exercises in full and ship the result: writes src/vgkit/course/recorded/ID.json.

    For maintainers. Every stored output that shows these numbers must be executed anew afterwards:
    vgkit build --execute.
    """
    settings.change(profile="full")
    folder = _checkout() / "src" / "vgkit" / "course" / "recorded"
    rows = [course.get(exercise) for exercise in exercises]
    from vgkit.networks.mlp import submodels
    from vgkit.training import records, stages, trainer

    for row in rows:
        path = folder / f"{row.id}.json"
        if row.stages:
            records.save_parts(stages.train_in_stages(stages.plan(submodels())), path)
        else:
            records.save(trainer.train(row.compiled(), row.id), path)
        click.echo(str(path.relative_to(folder.parents[3])))


@main.command()
@click.argument("exercises", metavar="[ID]...", nargs=-1)
@click.option(
    "--replicas",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    help="How many trainings besides the reference.",
)
@_JOBS
@_DASK
@click.option("--ship", is_flag=True, help="Write src/vgkit/course/spread.json. For maintainers.")
def spread(exercises, replicas, jobs, dask, ship):
    """Measure how far runs differ that differ by rounding alone.

    Trains each exercise from points next to its starting point, one unit in the last place of each
    weight of the first layer away, and prints the value that each quiz question asks for. About an
    hour for all on two cores.
    """
    path = _checkout() / "src" / "vgkit" / "course" / "spread.json" if ship else None
    from vgkit import hardware
    from vgkit.experiments import spread as spreads

    known = spreads.shipped()
    for exercise in exercises or dict.fromkeys(q.exercise for q in spreads.questions().values()):
        measured = spreads.measure(course.get(exercise).id, replicas, jobs, dask)
        for question, values in measured.items():
            width = max(values) - min(values)
            shown = " ".join(f"{value:.5f}" for value in values)
            spread_word = say("spread")
            click.echo(f"{question}: {shown}  ({spread_word} {width:.2g})")
            known[question] = {"values": values, "environment": hardware.environment()}
        if path:
            known = dict(sorted(known.items()))
            path.write_text(json.dumps(known, indent=1) + "\n", "utf-8")


@main.command()
@click.argument(
    "table", metavar="TABLE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Results file, one JSON object a line. Default: TABLE with the ending .jsonl.",
)
@_JOBS
@_DASK
@click.option("--retry", is_flag=True, help="Train those again that failed before.")
@click.option(
    "--by",
    type=click.Choice(_SORT),
    default="val_accuracy",
    show_default=True,
    help="Sort the printed table by this column, best first.",
)
def sweep(table, out, jobs, dask, retry, by):
    """Train every setting of TABLE, a TOML or JSON file, in parallel.

    Each result is in the results file the moment it is there. Interrupted or killed, the same
    command goes on with what is missing. A training that fails is kept as a row with its error.

    \b
    [[setting]]                      # one training for each combination of the lists
    activation = ["tanh", "relu"]
    initializer = "glorot_uniform"
    depth = [3, 7, 15]
    epochs = 5
    """
    from vgkit.experiments import sweep as sweeps
    from vgkit.figures import variation_tables

    out = out or table.with_suffix(".jsonl")
    rows = sweeps.sweep(sweeps.load_table(table), out, jobs, dask, retry)
    click.echo(variation_tables.results(rows, by).text())
    failed = [row for row in rows if "error" in row]
    for row in failed:
        click.echo(f"{row['setting']['name']}: {row['error']}", err=True)
    click.echo(say("Rows: {out}", out=out))
    if failed:
        raise VgkitError(
            say(
                "{failed} of {total} trainings failed. Mend their settings, or try them again "
                "with --retry.",
                failed=len(failed),
                total=len(rows),
            )
        )


@main.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if anything would change.")
@click.option(
    "--execute",
    is_flag=True,
    help="Execute the solutions in full and store their outputs (minutes each).",
)
def build(check, execute):
    """Build hints/ and solutions/ from notebooks/, in both languages.

    Stored outputs are kept as long as the code of a solution is unchanged.
    """
    if check and execute:
        raise click.UsageError("--check writes nothing, --execute does: choose one.")
    root = _checkout()
    from vgkit.notebooks import authoring

    changes = authoring.build(root, check=check)
    for path, note in changes:
        click.echo(f"{path.relative_to(root)}: {note}")
    if execute:
        from vgkit.notebooks.execution import execute_solutions

        for path in execute_solutions(root):
            click.echo(f"{path.relative_to(root)}: executed")
    elif not changes:
        click.echo(say("Everything is up to date."))
    elif check:
        raise VgkitError(say("Built files differ from their sources: run `vgkit build`."))


@main.command()
@click.argument("exercise", metavar="ID")
@_PROFILE
def run(exercise, profile):
    """Execute the solution notebook of exercise ID into runs/, and leave a page (.html) beside it.

    The notebook in solutions/ stays as it is. Its language is the session's (--lang).
    """
    row = course.get_notebook(exercise)
    root = _checkout()
    from vgkit.notebooks.execution import run_solution

    notebook, page = run_solution(root, row, get_language(), profile)
    click.echo(f"{notebook.relative_to(root)}\n{page.relative_to(root)}")


@main.command()
@_PROFILE
def verify(profile):
    """Execute all solutions again and compare every output with the stored one (nbval)."""
    root = _checkout()
    from vgkit.notebooks.execution import verify_solutions

    sys.exit(verify_solutions(root, profile))


@main.command()
@click.argument("question", metavar="[ID]", required=False)
def quiz(question):
    """Take the quiz in the terminal: all questions, or one such as Q6."""
    from vgkit import quiz as questions

    chosen = (
        questions.find(question)
        if question
        else [item for item in questions.items().values() if not item.is_prediction]
    )
    questions.refuse_synthetic()
    verdicts = []
    for item in chosen:
        text = questions.plain(item).rsplit("\n", 1)[0]
        click.echo(f"\n{text}")
        letter = click.prompt(
            say("Your answer"),
            type=click.Choice(questions.LETTERS, case_sensitive=False),
        )
        verdicts.append(questions.take(item, letter))
        click.echo(verdicts[-1].message)
    graded = [verdict for verdict in verdicts if verdict.right is not None]
    if graded:
        right = sum(verdict.right for verdict in graded)
        click.echo(say("\n{right} of {total} right.", right=right, total=len(graded)))


@main.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("runs/tour.html"),
    show_default=True,
    help="Where to write the page.",
)
def tour(out):
    """See gradients die and come back to life, in about two minutes; leaves one HTML page."""
    from vgkit.cli.tour import tour as take_tour

    with contextlib.redirect_stdout(sys.stderr):
        summary = take_tour(out)
    click.echo("\n".join(f"• {line}" for line in summary))
    click.echo(say("The page: {out}", out=out))
