"""The filter's instructions; what they do is tried in `test_running`."""

import pytest

from vgkit.grading.process import isolation


def answer(program, number, flags=0, architecture=0xC000003E):
    """What the kernel would make of a call: the filter, interpreted."""
    words, at, value = {0: number, 4: architecture, 16: flags}, 0, 0
    while True:
        code, so, otherwise, constant = program[at]
        at += 1
        if code == isolation._LOAD:
            value = words[constant]
        elif code == isolation._ANSWER:
            return constant
        else:
            holds = {
                isolation._EQUAL: value == constant,
                isolation._AT_LEAST: value >= constant,
                isolation._ANY_BIT: bool(value & constant),
            }[code]
            at += so if holds else otherwise


REFUSED = isolation._REFUSE | isolation._NOT_PERMITTED
X86 = isolation._program("x86_64")


@pytest.mark.parametrize("number", [41, 57, 58, 59, 62, 76, 90, 101, 322, 425, 435])
def test_calls_are_refused(number):
    assert answer(X86, number) != isolation._ALLOW


@pytest.mark.parametrize("number", [0, 1, 2, 9, 16, 39, 53, 202, 257])
def test_others_are_allowed(number):
    assert answer(X86, number) == isolation._ALLOW


def test_threads_may_be_made_and_processes_may_not():
    assert answer(X86, 56, flags=0x3D0F00) == isolation._ALLOW
    assert answer(X86, 56, flags=0x1200011) == REFUSED


def test_who_speaks_to_the_kernel_in_another_way_is_refused():
    assert answer(X86, 0, architecture=0x40000003) == REFUSED
    assert answer(X86, isolation._X32 + 1) == REFUSED


def test_a_machine_that_is_not_known_has_no_filter():
    assert isolation._program("riscv64") is None
    arm = isolation._program("aarch64")
    assert answer(arm, 198, architecture=0xC00000B7) == REFUSED
    assert answer(arm, 63, architecture=0xC00000B7) == isolation._ALLOW
