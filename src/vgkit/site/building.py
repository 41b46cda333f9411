"""The whole site: both languages at once, the playground beside them, and the first page."""

import contextlib
import multiprocessing
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from vgkit.course import LANGUAGE_NAMES, LANGUAGES
from vgkit.messages import say, tell
from vgkit.notebooks import opening
from vgkit.site import fonts, landing, pages, playground

_OWN = "vgkit-site"  # a file of this name marks a folder that a build may empty
_PLAYGROUND = "playground"


def build(root: Path, out: Path, with_playground: bool = True) -> Path:
    """Build the site. What lay in its folder is replaced when everything is made.

    Args:
        root: the checkout.
        out: where to.
        with_playground: False leaves the playground as it is there, or out.

    Returns:
        The path of its first page.

    Raises:
        SiteError: Sphinx or Node.js is missing, or one of them complains; or `out` holds something
            else than a site.
        OSError: something cannot be read or written.
    """
    _check(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(
        tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent)
    )  # renamed from, so near by
    made = work / "made"
    try:
        made.mkdir()
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(
            len(LANGUAGES), context, initializer=pages.leave_interrupts
        ) as pool:
            jobs = {
                pool.submit(
                    pages.build_language, root, work / language, made / language, language
                ): name
                for language, name in LANGUAGE_NAMES.items()
            }
            with _ended_with_us():
                tell(say("Writing the pages, in {count} languages at once …", count=len(jobs)))
                if with_playground:
                    playground.build(root, made / _PLAYGROUND)
                landing.write(made, opening.address(root))
                for job in as_completed(jobs):
                    done = job.result()
                    tell(say("{language}: {count} lessons.", language=jobs[job], count=done))
        for language in LANGUAGES:
            fonts.add(root, made / language / "_static")
        return _move(made, out) / landing.NAME
    except BrokenProcessPool:
        raise pages.SiteError(
            say(
                "A process that wrote pages was killed, perhaps for lack of memory. What "
                "{folder} held is left as it was; try again.",
                folder=out,
            )
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextlib.contextmanager
def _ended_with_us():
    """Whatever goes wrong here, or Ctrl-C, ends the processes at once: the pool would wait for them."""
    try:
        yield
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise


def _check(out):
    """Refuse a folder that holds something else than a site."""
    if out.exists() and any(out.iterdir()) and not (out / _OWN).exists():
        raise pages.SiteError(
            say(
                "{folder} holds something other than a site that vgkit built, and is left as it is. "
                "Name another folder, or empty this one.",
                folder=out,
            )
        )


def _move(made, out):
    """Put what was made in place of what an earlier build left; a playground not made again stays."""
    out.mkdir(parents=True, exist_ok=True)
    (out / _OWN).touch()
    new = {path.name for path in made.iterdir()}
    for path in list(out.iterdir()):
        if path.name in new or path.name not in (_OWN, _PLAYGROUND):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in new:
        shutil.move(made / name, out / name)
    return out
