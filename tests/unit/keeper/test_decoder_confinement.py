"""What a confined process can still do: tried by a real one, call by call."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.keeper.decoder_landlock import readable_places
from desktop.keeper.decoder_limits import (
    JOBS_PER_CHILD,
    Measure,
    answer_bytes,
    resource_limits,
)
from desktop.settings import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="confinement is Linux")

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = Path(__file__).with_name("confined_probe.py")
ALLOWED = {"own files", "block", "processor time"}


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    file = folder / "another-patient.jpg"
    file.write_bytes(b"of somebody else")
    return folder, file


@pytest.fixture(scope="module")
def report(ground):
    folder, file = ground
    reader, writer = os.pipe()
    told = [str(ROOT), str(writer), str(os.getpid()), str(file), str(folder)]
    command = [sys.executable, "-I", "-B", str(SCRIPT), *told]
    finished = subprocess.run(
        command, pass_fds=(writer,), check=False, capture_output=True, timeout=60
    )
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    assert finished.returncode == 0, finished.stderr.decode()
    return json.loads(said)


def test_nothing_is_possible_but_what_decoding_needs(report):
    allowed = {name for name, outcome in report["outcomes"].items() if outcome == "allowed"}
    if "landlock" not in report["measures"]:
        readable = {"read elsewhere", "list elsewhere", "list root", "passwords"}
        allowed -= readable
    assert allowed == ALLOWED
    assert len(report["outcomes"]) > 30


def test_the_network_is_gone(report):
    assert {"seccomp", "namespace"} & set(report["measures"])


def test_this_machine_has_every_measure(report):
    missing = {measure.value for measure in Measure} - set(report["measures"])
    if missing:
        pytest.skip(f"this kernel does not grant: {', '.join(sorted(missing))}")
    assert len(report["measures"]) == len(Measure)


def test_nothing_was_changed_elsewhere(report, ground):
    folder, file = ground
    assert report["outcomes"]["delete"] != "allowed"
    assert [entry.name for entry in folder.iterdir()] == [file.name]
    assert file.read_bytes() == b"of somebody else"


def test_nothing_of_it_can_be_dumped_or_gain_rights(report):
    assert report["core"] == [0, 0]
    assert report["files"] == [64, 64]
    assert report["umask"] == 0o077
    assert report["dumpable"] == 0
    assert report["no_new_privs"] == 1


def _confined(code: str, parent_id: int) -> subprocess.CompletedProcess[bytes]:
    told = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    told += "from desktop.keeper.decoder_limits import confine, allow_processor_time\n"
    told += "from desktop.settings import Limits\n"
    told += f"confine(Limits(), keep_fd=2, parent_id={parent_id})\n"
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", told + code],
        check=False,
        capture_output=True,
        timeout=60,
    )


def test_processor_time_runs_out():
    finished = _confined("allow_processor_time(1)\nwhile True: pass", os.getpid())
    assert finished.returncode == -signal.SIGXCPU


def test_another_parent_is_not_served():
    finished = _confined("print('served')", 1)
    assert finished.returncode != 0
    assert finished.stdout == b""
    assert b"ProcessLookupError" in finished.stderr


def test_the_limits_are_those_of_the_settings():
    limits = Limits(decoder_memory_bytes=123 << 20, decoder_cpu_s=7, pixels=10, file_bytes=100)
    table = dict(resource_limits(limits))
    assert table[resource.RLIMIT_AS] == (123 << 20, 123 << 20)
    assert table[resource.RLIMIT_CORE] == (0, 0)
    assert table[resource.RLIMIT_FSIZE] == (100, 100)
    assert table[resource.RLIMIT_CPU][1] > JOBS_PER_CHILD * 7


def test_the_largest_derivative_has_room():
    limits = Limits()
    assert answer_bytes(limits) > limits.pixels * 3 + 1_000_000
    assert answer_bytes(limits) >= limits.file_bytes


def test_readable_places_hold_the_program_and_not_the_user():
    places = {place.resolve() for place in readable_places()}
    assert ROOT / "desktop" in places or any(ROOT / "desktop" in p.parents for p in places)
    assert not places & {Path("/"), Path("/home"), Path.home(), Path("/media"), Path("/mnt")}


def test_refusals_are_the_kernels_and_no_accident(report):
    accidents = {
        name: outcome
        for name, outcome in report["outcomes"].items()
        if outcome not in {"allowed", "PermissionError"}
    }
    assert accidents == {
        "dangling descriptor": "OSError",
        "raise memory limit": "ValueError",
        "much memory": "OSError",
        "large block": "OSError",
    }
