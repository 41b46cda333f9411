"""Which files are submissions, what is read of them, and whose they are."""

import errno
import os
import unicodedata
from pathlib import Path

import pytest

from vgkit.grading import submissions

STEMS = ["5_skip_connection", "1a_weight_increasing", "quiz"]


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("An/5_skip_connection.ipynb", "An"),
        ("5_skip_connection_Nguyễn Văn An.ipynb", "Nguyễn Văn An"),
        ("lop 12A/Tran Thi Binh/5_skip_connection.ipynb", "Tran Thi Binh"),
        ("Lê Chi_12345_assignsubmission_file_/5_skip_connection.ipynb", "Lê Chi"),
        ("Dung/work/vi/5_skip_connection.ipynb", "Dung"),
        ("Em/5_skip_connection (1).ipynb", "Em"),
        ("Em/5_skip_connection-Copy1.ipynb", "Em"),
        ("Em/5_skip_connection.new.ipynb", "Em"),
        ("bài của Phúc.ipynb", "bài của Phúc"),
        ("Giang/bài nộp cuối.ipynb", "Giang"),
        ("Hà - 5_SKIP_CONNECTION.IPYNB", "Hà"),
        ("5_skip_connection.ipynb", "5 skip connection"),
        ("(1).ipynb", "(1)"),
        ("Kim/5_skip_connection/5_skip_connection.ipynb", "Kim"),
        ("Lan/5_skip_connection.ipynb/5_skip_connection.ipynb", "Lan"),
        ("Mai - 5_skip_connection/quiz.ipynb", "Mai"),
        ("lop 12A/Nam/", "Nam"),
        ("lop 12A/Oanh/work/", "Oanh"),
        ("Phương_12345_assignsubmission_file_/", "Phương"),
        ("work/", "work/"),
    ],
)
def test_the_student_is_read_off_the_names(name, student):
    assert submissions.student(name, STEMS) == student


def test_a_name_is_the_same_however_its_marks_are_written():
    composed, decomposed = (
        unicodedata.normalize(form, "Nguyễn/5_skip_connection.ipynb") for form in ("NFC", "NFD")
    )
    assert composed != decomposed
    assert submissions.student(composed, STEMS) == submissions.student(decomposed, STEMS)


def test_notebooks_are_found_at_any_depth_and_hidden_files_passed_over(tmp_path):
    for name in (
        "b/c d/ế.ipynb",
        "a.IPYNB",
        ".ipynb_checkpoints/a.ipynb",
        "__MACOSX/a.ipynb",
        "x.zip",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    notebooks, others, closed = submissions.find(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in notebooks] == [
        "a.IPYNB",
        "b/c d/ế.ipynb",
    ]
    assert [path.name for path in others] == ["x.zip"] and not closed


def test_a_folder_that_cannot_be_read_is_an_oserror(tmp_path):
    with pytest.raises(OSError):
        submissions.find(tmp_path / "nowhere")


@pytest.fixture
def closed(tmp_path, monkeypatch):
    """A folder of two students', of whom one's own folder in it may not be read, not even by root."""
    folder, real = tmp_path / "class", os.scandir
    for student in ("An", "Bình"):
        (folder / student).mkdir(parents=True)
        (folder / student / "5_skip_connection.ipynb").touch()

    def scandir(path):
        if Path(path) == folder / "Bình":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    return folder


def test_a_students_folder_that_may_not_be_read_is_told(closed):
    notebooks, others, unread = submissions.find(closed)
    assert [path.parent.name for path in notebooks] == ["An"] and others == []
    assert unread == [closed / "Bình"]
    told = submissions.unread(unread[0], closed)
    assert (told.name, told.problem, told.content) == ("Bình/", "closed", None)


def test_a_link_a_pipe_and_a_huge_file_are_not_read(tmp_path, monkeypatch):
    file, link, pipe = (tmp_path / f"{name}.ipynb" for name in ("file", "link", "pipe"))
    file.write_bytes(b"123")
    link.symlink_to(file)
    os.mkfifo(pipe)
    huge = tmp_path / "huge.ipynb"
    huge.touch()
    os.truncate(huge, 200 * 2**20)
    found = [submissions.read(path, tmp_path) for path in (file, link, pipe, huge)]
    assert [each.problem for each in found] == [None, "link", "irregular", "too_large"]
    assert found[0].content == b"123" and not any(each.content for each in found[1:])


def test_what_may_not_be_read_is_told(tmp_path, monkeypatch):
    def refuse(*arguments):
        raise PermissionError

    path = tmp_path / "a.ipynb"
    path.touch()
    monkeypatch.setattr(submissions.os, "open", refuse)
    assert submissions.read(path, tmp_path).problem == "unreadable"
