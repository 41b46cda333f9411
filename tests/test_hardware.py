"""The machine: its cores, and what a record says of it."""

import json
import os
import re

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
