"""A student's copies in work/: whatever happens, what the student wrote is there."""

import shutil
import subprocess
import threading
from pathlib import Path

import nbformat
import pytest

from tests.notebooks.small_sources import HINT
from vgkit.errors import VgkitError
from vgkit.messages import set_language
from vgkit.notebooks import building, hints, workspace

ROOT = Path(__file__).parents[2]
SOURCE = f"""\
# %% [markdown] id="text" lang="vi"
# Bài

# %% [markdown] id="text" lang="en"
# Exercise

# %% id="sum"
total = 1 + 1  #?? total {HINT}
"""
NEWER = SOURCE.replace("1 + 1", "1 + 2").replace("# Exercise", "# A better exercise")


@pytest.fixture
def checkout(tmp_path):
    """A checkout of one exercise, built, in a folder whose name is one of the kit's own."""
    root = tmp_path / "runs" / "checkout"
    (root / "src" / "vgkit").mkdir(parents=True)
    (root / "notebooks").mkdir()
    release(root, SOURCE)
    return root


def release(root, text):
    (root / "notebooks" / "1_sum.py").write_text(text, "utf-8")
    building.build(root)


def own(root):
    return root / "work" / "en" / "1_sum.ipynb"


def fill(path, text="total = 1 + 1  # my own"):
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source = text
    nbformat.write(notebook, path)
    return path.read_bytes()


def names(root):
    return sorted(path.name for path in own(root).parent.iterdir())


def test_what_is_missing_is_copied_and_nothing_else_happens(checkout):
    folder, notes = workspace.prepare(checkout, "en")
    assert folder == own(checkout).parent and notes == ["1 notebook(s) copied into work/en."]
    assert own(checkout).read_bytes() == (checkout / "hints" / "1_sum.ipynb").read_bytes()
    content = fill(own(checkout))
    assert workspace.prepare(checkout, "en")[1] == []
    assert own(checkout).read_bytes() == content and names(checkout) == ["1_sum.ipynb"]
    own(checkout).unlink()
    workspace.prepare(checkout, "en")
    assert hints.is_untouched(hints.read(own(checkout)))


def test_a_newer_hint_replaces_a_copy_that_nobody_has_written_into(checkout):
    workspace.prepare(checkout, "en")
    release(checkout, NEWER)
    assert workspace.prepare(checkout, "en")[1] == ["1_sum.ipynb is of the newest version now."]
    assert "A better exercise" in own(checkout).read_text("utf-8")
    assert names(checkout) == ["1_sum.ipynb"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "a newer version of 1_sum.ipynb. Yours is left"), ("vi", "phiên bản mới của 1_sum")],
)
def test_a_newer_hint_arrives_once_beside_a_copy_that_was_filled(checkout, language, words):
    set_language(language)
    workspace.prepare(checkout, "en")
    content = fill(own(checkout))
    release(checkout, NEWER)
    (note,) = workspace.prepare(checkout, "en")[1]
    assert words in note and note.endswith("1_sum.new.ipynb.")
    assert own(checkout).read_bytes() == content
    assert "A better exercise" in own(checkout).with_suffix(".new.ipynb").read_text("utf-8")
    assert workspace.prepare(checkout, "en")[1] == []
    own(checkout).with_suffix(".new.ipynb").unlink()  # the student has no use for it
    assert workspace.prepare(checkout, "en")[1] == []
    assert names(checkout) == ["1_sum.ipynb"]


def test_the_newest_replaces_a_newer_one_only_where_that_is_untouched(checkout):
    workspace.prepare(checkout, "en")
    fill(own(checkout))
    release(checkout, NEWER)
    workspace.prepare(checkout, "en")
    release(checkout, NEWER.replace("better", "still better"))
    workspace.prepare(checkout, "en")
    newer = own(checkout).with_suffix(".new.ipynb")
    assert names(checkout) == ["1_sum.ipynb", newer.name]
    assert "still better" in newer.read_text("utf-8")
    content = fill(newer)
    release(checkout, NEWER.replace("better", "best"))
    workspace.prepare(checkout, "en")
    assert newer.read_bytes() == content
    assert names(checkout) == ["1_sum.ipynb", "1_sum.new-2.ipynb", newer.name]


def test_a_copy_that_is_damaged_is_kept_and_a_fresh_one_lies_beside_it(checkout):
    workspace.prepare(checkout, "en")
    own(checkout).write_bytes(own(checkout).read_bytes()[:100])
    release(checkout, NEWER)
    (note,) = workspace.prepare(checkout, "en")[1]
    assert "is no notebook any more" in note
    assert len(own(checkout).read_bytes()) == 100
    assert "better" in own(checkout).with_suffix(".new.ipynb").read_text("utf-8")


def test_a_copy_that_is_damaged_is_told_of_as_long_as_it_is(checkout):
    workspace.prepare(checkout, "en")
    own(checkout).write_bytes(b"{")
    newer = own(checkout).with_suffix(".new.ipynb")
    for content in (None, "filled"):
        (note,) = workspace.prepare(checkout, "en")[1]
        assert "is no notebook any more" in note and note.endswith("1_sum.new.ipynb.")
        assert own(checkout).read_bytes() == b"{"
        content = content and fill(newer)
    (note,) = workspace.prepare(checkout, "en")[1]
    assert newer.read_bytes() == content and names(checkout) == ["1_sum.ipynb", newer.name]


def test_a_hint_that_is_damaged_is_not_copied(checkout):
    hint = checkout / "hints" / "1_sum.ipynb"
    hint.write_bytes(b"<<<<<<< HEAD")
    (note,) = workspace.prepare(checkout, "en")[1]
    assert "hints/1_sum.ipynb is no notebook" in note and "vgkit build --force" in note
    assert names(checkout) == []
    building.build(checkout, force=True)
    assert workspace.prepare(checkout, "en")[1] == ["1 notebook(s) copied into work/en."]


@pytest.mark.parametrize("copy", ["missing", "untouched", "filled"])
def test_what_was_written_into_a_hint_comes_over_once(checkout, copy):
    hint = checkout / "hints" / "1_sum.ipynb"
    before = own(checkout)
    if copy != "missing":
        workspace.prepare(checkout, "en")
    content = fill(before, "# in the copy") if copy == "filled" else None
    written = fill(hint, "# in the hint")
    note = workspace.prepare(checkout, "en")[1][-1]
    there = before.with_suffix(".new.ipynb") if copy == "filled" else before
    assert "written into hints/1_sum.ipynb" in note and there.name in note
    assert there.read_bytes() == written
    assert workspace.prepare(checkout, "en")[1] == []
    (checkout / "work" / ".vgkit.json").unlink()  # nor does it come twice without the memory
    workspace.prepare(checkout, "en")
    assert names(checkout) == sorted({before.name, there.name})
    building.build(checkout, force=True)
    assert workspace.prepare(checkout, "en")[1] == []
    assert there.read_bytes() == written and content in (None, before.read_bytes())


def test_what_was_written_into_a_hint_of_another_language_comes_over_too(checkout):
    written = fill(checkout / "hints" / "vi" / "1_sum.ipynb")
    (_, note) = workspace.prepare(checkout, "en")[1]
    assert "work/vi/1_sum.ipynb" in note
    assert (checkout / "work" / "vi" / "1_sum.ipynb").read_bytes() == written


def test_where_nothing_is_new_nothing_is_written(checkout, monkeypatch):
    workspace.prepare(checkout, "en")
    monkeypatch.setattr(workspace, "write_atomically", lambda *_: pytest.fail("it wrote"))
    assert workspace.prepare(checkout, "en")[1] == []


def test_links_of_the_students_own_are_left_alone(checkout, tmp_path):
    workspace.prepare(checkout, "en")
    elsewhere = tmp_path / "elsewhere.ipynb"
    own(checkout).rename(elsewhere)
    own(checkout).symlink_to(elsewhere)
    content = elsewhere.read_bytes()
    release(checkout, NEWER)
    workspace.prepare(checkout, "en")
    assert own(checkout).is_symlink() and elsewhere.read_bytes() == content
    elsewhere.unlink()
    workspace.prepare(checkout, "en")
    assert own(checkout).is_symlink() and not elsewhere.exists()


@pytest.mark.parametrize("state", [b"", b"[]", b'{"arrived": 3, "language": 5}', b"\xff"])
def test_a_damaged_memory_costs_no_work(checkout, state):
    workspace.prepare(checkout, "en")
    content = fill(own(checkout))
    (checkout / "work" / ".vgkit.json").write_bytes(state)
    assert workspace.choose_language(checkout, None, "vi") in ("vi", "en")
    workspace.prepare(checkout, "en")
    assert own(checkout).read_bytes() == content


def test_the_language_is_remembered(checkout):
    assert workspace.choose_language(checkout, None, "en") == "en"
    workspace.prepare(checkout, workspace.choose_language(checkout, "vi", "en"))
    assert workspace.choose_language(checkout, None, "en") == "vi"
    assert workspace.choose_language(checkout, "en", "vi") == "en"
    (checkout / "work" / ".vgkit.json").write_text('{"language": "fr"}')
    assert workspace.choose_language(checkout, None, "vi") == "vi"


def test_two_at_once_copy_whole_files(checkout):
    threads = [threading.Thread(target=workspace.prepare, args=(checkout, "en")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(checkout) == ["1_sum.ipynb"]
    assert hints.is_untouched(hints.read(own(checkout)))


def test_a_folder_that_cannot_be_made_is_an_error_of_the_system(checkout):
    (checkout / "work").write_text("a file of the student's")
    with pytest.raises(OSError):
        workspace.prepare(checkout, "en")
    assert (checkout / "work").read_text() == "a file of the student's"


# The story of a term


def git(folder, *arguments):
    who = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def commit(folder, message):
    git(folder, "add", "-A")
    assert git(folder, "commit", "-qm", message)[0] == 0


@pytest.fixture
def students(checkout, tmp_path):
    """A clone of the course's repository."""
    for name in (".gitignore", ".gitattributes"):
        shutil.copy(ROOT / name, checkout)
    git(checkout, "init", "-q", "-b", "main")
    (checkout / "src" / "vgkit" / "__init__.py").touch()
    commit(checkout, "one")
    clone = tmp_path / "runs" / "clone"
    assert git(tmp_path, "clone", "-q", str(checkout), str(clone))[0] == 0
    return clone


def test_a_student_who_fills_pulls_and_builds_has_lost_nothing(checkout, students):
    workspace.prepare(students, "en")
    content = fill(own(students))
    release(checkout, NEWER)
    commit(checkout, "two")
    code, said = git(students, "pull", "-q")
    assert code == 0, said
    assert [note for path, note in building.build(students) if "hints" in path.parts] == []
    assert [path for path, _ in building.build(students, check=True) if "hints" in path.parts] == []
    workspace.prepare(students, "en")
    assert own(students).read_bytes() == content
    assert "better" in own(students).with_suffix(".new.ipynb").read_text("utf-8")
    assert git(students, "status", "--porcelain") == (0, "")


def test_a_hint_that_was_filled_in_place_survives_pull_merge_and_build(checkout, students):
    hint = students / "hints" / "1_sum.ipynb"
    content = fill(hint)
    release(checkout, NEWER)
    commit(checkout, "two")
    assert git(students, "pull", "-q")[0] != 0 and hint.read_bytes() == content
    commit(students, "mine")
    assert git(students, "pull", "-q", "--no-rebase")[0] != 0  # git asks which one to keep ...
    assert hint.read_bytes() == content  # ... and has put no marks into it
    commit(students, "kept mine")
    notes = {path.name: note for path, note in building.build(students) if path == hint}
    assert notes == {"1_sum.ipynb": building.KEPT} and hint.read_bytes() == content
    ((_, note),) = [each for each in building.build(students, force=True) if each[0] == hint]
    assert note == "changed, what it held is kept in runs/replaced/hints/1_sum.ipynb"
    assert (students / "runs" / "replaced" / "hints" / "1_sum.ipynb").read_bytes() == content
    assert hints.is_untouched(hints.read(hint))


@pytest.mark.parametrize("copied_before", [False, True])
def test_the_way_out_of_a_hint_that_was_filled_in_place_loses_nothing(
    checkout, students, copied_before
):
    if copied_before:
        workspace.prepare(students, "en")
    content = fill(students / "hints" / "1_sum.ipynb")
    release(checkout, NEWER)
    commit(checkout, "two")
    assert git(students, "pull", "-q")[0] != 0  # as in README.md: `make lab`, restore, pull, again
    workspace.prepare(students, "en")
    assert git(students, "restore", "hints")[0] == git(students, "pull", "-q")[0] == 0
    workspace.prepare(students, "en")
    assert own(students).read_bytes() == content
    assert "better" in own(students).with_suffix(".new.ipynb").read_text("utf-8")
    assert [path for path, _ in building.build(students, check=True) if "hints" in path.parts] == []


def test_work_is_no_part_of_the_repository_even_where_it_is_a_link(students, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (students / "work").symlink_to(tmp_path / "elsewhere")
    workspace.prepare(students, "en")
    assert (tmp_path / "elsewhere" / "en" / "1_sum.ipynb").exists()
    assert git(students, "status", "--porcelain") == (0, "")


def test_a_hint_that_was_run_in_place_is_no_difference(checkout):
    hint = checkout / "hints" / "1_sum.ipynb"
    notebook = nbformat.read(hint, as_version=4)
    notebook.cells[-1].execution_count = 1
    notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text="x\n")]
    notebook.metadata.kernelspec.display_name = "Python 3 (ipykernel)"
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    nbformat.write(notebook, hint)
    content = hint.read_bytes()
    for check in (True, False):
        assert [path for path, _ in building.build(checkout, check) if "hints" in path.parts] == []
    assert hint.read_bytes() == content


def test_every_backup_of_a_forced_build_is_kept(checkout):
    hint = checkout / "hints" / "1_sum.ipynb"
    kept = []
    for text in ("# one", "# two"):
        notebook = nbformat.read(hint, as_version=4)
        notebook.cells[-1].source = text
        nbformat.write(notebook, hint)
        kept.append(hint.read_bytes())
        building.build(checkout, force=True)
    folder = checkout / "runs" / "replaced" / "hints"
    assert [path.read_bytes() for path in sorted(folder.iterdir())] == kept[::-1]


def test_a_source_with_a_mistake_touches_no_hint(checkout):
    content = fill(checkout / "hints" / "1_sum.ipynb")
    with pytest.raises(VgkitError):
        release(checkout, SOURCE.replace('id="sum"', ""))
    assert (checkout / "hints" / "1_sum.ipynb").read_bytes() == content
