"""The system call filter, run by an interpreter of its instructions: both architectures."""

import errno
import os
import struct
from pathlib import Path

import pytest

from desktop.keeper import decoder_seccomp as filter_of

ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
DENIED, ABSENT = ERROR | errno.EPERM, ERROR | errno.ENOSYS
OWN = 4711
MACHINES = tuple(filter_of.ARCHITECTURES)


def _run(program: bytes, number: int, arguments=(), architecture=0) -> int:
    """Return the verdict of the filter, as seccomp(2) and bpf(4) define it."""
    padded = [*arguments, *(0,) * (6 - len(arguments))]
    data = struct.pack("=iIQ6Q", number, architecture, 0, *padded)
    at = accumulator = 0
    while True:
        code, if_true, if_false, value = struct.unpack_from("=HBBI", program, at * 8)
        at += 1
        match code:
            case 0x20:
                (accumulator,) = struct.unpack_from("=I", data, value)
            case 0x15:
                at += if_true if accumulator == value else if_false
            case 0x35:
                at += if_true if accumulator >= value else if_false
            case 0x45:
                at += if_true if accumulator & value else if_false
            case 0x06:
                return value
            case _:
                raise AssertionError(code)


@pytest.fixture(params=MACHINES)
def judge(request):
    machine = request.param
    column = MACHINES.index(machine)
    program = filter_of.build(machine, process_id=OWN)
    architecture = filter_of.ARCHITECTURES[machine]

    def verdict(call, *arguments, foreign=False):
        number = call if isinstance(call, int) else call[column]
        assert number >= 0
        return _run(program, number, arguments, 0x40000003 if foreign else architecture)

    verdict.column = column
    return verdict


def test_every_denied_call_fails(judge):
    calls = {name: call for name, call in filter_of.DENIED.items() if call[judge.column] >= 0}
    assert len(calls) > 40
    assert {name: judge(call) for name, call in calls.items()} == dict.fromkeys(calls, DENIED)
    assert {judge(call) for call in filter_of.ABSENT.values()} == {ABSENT}


def test_ordinary_calls_pass(judge):
    read, write, mmap, exit_group, memfd = ((0, 1, 9, 231, 319), (63, 64, 222, 94, 279))[
        judge.column
    ]
    for number in (read, write, mmap, exit_group, memfd):
        assert judge(number) == ALLOW


def test_threads_may_be_started_but_not_processes(judge):
    thread = 0x003D0F00
    assert judge(filter_of._CLONE, thread) == ALLOW
    assert judge(filter_of._CLONE, 17) == DENIED
    assert judge(filter_of._CLONE, 0x4111) == DENIED


@pytest.mark.parametrize(
    ("flags", "is_allowed"),
    [
        (os.O_RDONLY | os.O_CLOEXEC, True),
        (os.O_RDONLY | os.O_DIRECTORY, True),
        (os.O_WRONLY, False),
        (os.O_RDWR, False),
        (os.O_RDONLY | os.O_CREAT, False),
        (os.O_RDONLY | os.O_TRUNC, False),
        (os.O_TMPFILE | os.O_WRONLY, False),
    ],
)
def test_files_are_opened_for_reading_only(judge, flags, is_allowed):
    wanted = ALLOW if is_allowed else DENIED
    assert judge(filter_of._OPENAT, 2**64 - 100, 1, flags) == wanted
    if filter_of._OPEN[judge.column] >= 0:
        assert judge(filter_of._OPEN, 1, flags) == wanted


def test_only_itself_may_be_signalled_and_limited(judge):
    assert judge(filter_of._TGKILL, OWN, 1, 6) == ALLOW
    assert judge(filter_of._TGKILL, OWN + 1, 1, 9) == DENIED
    assert judge(filter_of._PRLIMIT, 0, 7) == ALLOW
    assert judge(filter_of._PRLIMIT, OWN + 1, 7) == DENIED


def test_another_architecture_ends_the_process(judge):
    assert judge(0, foreign=True) == KILL


def test_the_second_call_table_of_x86_is_shut(judge):
    assert judge(0x40000000 | 41) == ABSENT


def test_the_numbers_are_those_of_this_system():
    header = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
    if not header.exists():
        pytest.skip("no kernel headers here")
    with header.open(encoding="ascii") as lines:
        known = {
            words[1].removeprefix("__NR_"): int(words[2])
            for words in map(str.split, lines)
            if len(words) == 3 and words[1].startswith("__NR_")
        }
    ours = {**filter_of.DENIED, **filter_of.ABSENT, "openat": filter_of._OPENAT}
    ours |= {"clone": filter_of._CLONE, "open": filter_of._OPEN, "tgkill": filter_of._TGKILL}
    ours |= {"prlimit64": filter_of._PRLIMIT}
    assert {name: call.x86_64 for name, call in ours.items() if name in known} == {
        name: known[name] for name in ours if name in known
    }
