"""The machine: its cores, and what a record says of it."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys

import pytest

from vgkit import hardware


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="NOT TESTED: needs Linux")
def test_only_cores_that_may_be_used_count(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {1})
    assert hardware.cores() == hardware.environment()["cores"] == 1


def test_the_environment_of_this_machine_holds_no_path_and_goes_into_json():
    environment = json.loads(json.dumps(hardware.environment()))
    assert {"python", "keras", "system", "cores"} <= set(environment)
    assert not any(re.search(r"[/\\]\w|://|@", str(value)) for value in environment.values())


def test_the_environment_says_how_many_threads_were_asked_for(monkeypatch):
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "3")
    monkeypatch.delenv("TF_NUM_INTEROP_THREADS", raising=False)
    assert hardware.environment()["threads"] == "3 × default"


REQUIRES = [
    "keras<3.16,>=3.8",
    'tensorflow<2.22,>=2.18; extra == "tensorflow"',
    'tensorflow-cpu<2.22,>=2.18; extra == "tensorflow"',
    "click<1",
]


@pytest.mark.parametrize(
    ("versions", "untested"),
    [
        ({"keras": "3.8.0", "tensorflow-cpu": "2.21.0"}, []),
        ({"keras": "3.15.1", "tensorflow": "2.18.0"}, []),
        ({"keras": "3.16.0", "tensorflow": "2.22.0"}, ["keras", "tensorflow"]),
        ({"keras": "3.7.0", "tensorflow": "2.22.0rc1"}, ["keras", "tensorflow"]),
        ({"keras": "3.9.0", "click": "8.1"}, []),
    ],
)
def test_only_versions_outside_of_the_declared_range_are_untested(monkeypatch, versions, untested):
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: REQUIRES)
    monkeypatch.setattr(hardware, "version", versions.get)
    assert sorted(hardware.untested()) == untested


def test_a_kit_that_is_not_installed_as_a_package_declares_nothing(monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", missing)
    assert hardware.untested() == {}


def test_without_tensorflow_the_kit_says_what_to_install():
    code = "import sys; sys.modules['tensorflow'] = None; import vgkit; vgkit.train"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert "TensorFlow is not installed" in last and "pip install tensorflow-cpu" in last
