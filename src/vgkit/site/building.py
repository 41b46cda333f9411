"""The whole site: both languages at once, the playground beside them, and the first page."""

import multiprocessing
import shutil
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from vgkit.course import LANGUAGES
from vgkit.messages import say, set_language, tell
from vgkit.site import landing, pages, playground, sources

_OWN = "vgkit-site"  # a file of this name marks a folder that a build may empty


def build(root: Path, out: Path, with_playground: bool = True) -> Path:
    """Build the site.

    Args:
        root: the checkout.
        out: where to; what an earlier build left there is deleted.
        with_playground: False leaves the playground as it is there, or out.

    Returns:
        The path of its first page.

    Raises:
        SiteError: Sphinx or Node.js is missing, or one of them complains; or `out` holds something
            else than a site.
        OSError: something cannot be read or written.
    """
    _make_room(out, with_playground)
    work = out.with_name(f".{out.name}-sources")
    try:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(len(LANGUAGES), mp_context=context) as pool:
            jobs = {
                pool.submit(_build_language, root, work / language, out / language, language): name
                for language, name in sources.LANGUAGE_NAMES.items()
            }
            tell(say("Writing the pages, in {count} languages at once …", count=len(jobs)))
            if with_playground:
                playground.build(root, out / "playground")
            for job in as_completed(jobs):
                tell(say("{language}: {count} lessons.", language=jobs[job], count=job.result()))
        return landing.write(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _build_language(root, folder, out, language):
    """What a process of its own does. Returns the number of lessons."""
    set_language(language)
    count = sources.write(root, folder, language)
    pages.build(folder, out, language)
    return count


def _make_room(out, with_playground):
    """Delete what an earlier build left, and nothing else."""
    mark = out / _OWN
    if out.exists() and any(out.iterdir()) and not mark.exists():
        raise pages.SiteError(
            say(
                "{folder} holds something else than a site that vgkit built, and is left as it is. "
                "Name another folder, or empty this one.",
                folder=out,
            )
        )
    for path in list(out.glob("*")):
        if path.name == "playground" and not with_playground:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        elif path != mark:
            path.unlink()
    out.mkdir(parents=True, exist_ok=True)
    mark.touch()
