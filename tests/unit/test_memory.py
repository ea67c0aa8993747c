"""Sealed memory: unchangeable, nameless, bounded, closed on demand."""

import fcntl
import gc
import mmap
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import DecoderAnswerError
from desktop.memory import SealedMemory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memfd is Linux")

ALL_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL


def _raw(data: bytes, seals: int) -> int:
    fd = os.memfd_create("raw", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.write(fd, data)
    if seals:
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, seals)
    return fd


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


@pytest.mark.parametrize("data", [b"", b"x", b"photograph" * 100_000])
def test_bytes_come_back(data):
    with SealedMemory.from_bytes(data) as memory:
        assert memory.size == len(data)
        assert memory.read() == data
        assert bytes(memory.view()) == data


@pytest.mark.parametrize("hint", [0, 3, 9, 1000])
def test_chunks_are_joined_whatever_the_hint(hint):
    with SealedMemory.from_chunks(iter((b"abc", b"", b"defghi")), size_hint=hint) as memory:
        assert memory.read() == b"abcdefghi"
        assert os.fstat(memory.fd).st_size == 9


def test_chunks_of_wider_items_are_counted_in_bytes():
    with SealedMemory.from_chunks([memoryview(b"12345678").cast("I")]) as memory:
        assert memory.read() == b"12345678"


def test_a_failing_source_leaves_no_descriptor():
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    gc.collect()  # what an earlier test left to be collected is not this one's to close
    before = set(Path("/proc/self/fd").iterdir())
    with pytest.raises(ConnectionError):
        SealedMemory.from_chunks(chunks())
    assert set(Path("/proc/self/fd").iterdir()) == before


def test_nobody_can_change_it():
    with SealedMemory.from_bytes(b"sealed") as memory:
        assert fcntl.fcntl(memory.fd, fcntl.F_GET_SEALS) == ALL_SEALS
        for attempt in (
            lambda: os.pwrite(memory.fd, b"X", 0),
            lambda: os.ftruncate(memory.fd, 3),
            lambda: os.ftruncate(memory.fd, 300),
            lambda: mmap.mmap(memory.fd, 6, access=mmap.ACCESS_WRITE),
            lambda: fcntl.fcntl(memory.fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK),
        ):
            with pytest.raises(PermissionError):
                attempt()
        view = memory.view()
        with pytest.raises(TypeError):
            view[0] = 0
        assert memory.read() == b"sealed"


def test_it_has_no_path():
    with SealedMemory.from_bytes(b"nameless") as memory:
        assert str(Path(f"/proc/self/fd/{memory.fd}").readlink()) == "/memfd:diogel (deleted)"
        assert os.fstat(memory.fd).st_nlink == 0


def test_a_child_process_does_not_inherit_it():
    code = "import os, sys\ntry:\n os.fstat(int(sys.argv[1]))\nexcept OSError:\n sys.exit(7)"
    with (
        SealedMemory.from_bytes(b"mine") as memory,
        SealedMemory.adopt(os.dup(memory.fd), 10) as adopted,
    ):
        for fd in (memory.fd, adopted.fd):
            command = [sys.executable, "-I", "-c", code, str(fd)]
            assert subprocess.run(command, check=False, close_fds=False).returncode == 7


def test_close_ends_views_and_descriptor():
    memory = SealedMemory.from_bytes(b"patient")
    fd, view = memory.fd, memory.view()
    memory.close()
    memory.close()
    assert not _is_open(fd)
    assert memory.size == 7
    for use in (lambda: view[0], memory.view, lambda: memory.fd, memory.read):
        with pytest.raises(ValueError, match=r"closed|released|descriptor"):
            use()


def test_closing_under_a_user_is_an_error_and_can_be_repeated():
    memory = SealedMemory.from_bytes(b"in use")
    array = memoryview(memory.view())
    slice_of_view = memory.view()[1:3]
    with pytest.raises(BufferError):
        memory.close()
    assert bytes(slice_of_view) == b"n "
    slice_of_view.release()
    array.release()
    memory.close()


def test_forgotten_memory_gives_its_descriptor_back():
    memory = SealedMemory.from_bytes(b"forgotten")
    fd = memory.fd
    del memory
    assert not _is_open(fd)


def test_sealed_memory_of_another_process_is_adopted():
    fd = _raw(b"theirs", ALL_SEALS)
    with SealedMemory.adopt(fd, 6) as memory:
        assert (memory.fd, memory.read()) == (fd, b"theirs")
    assert not _is_open(fd)


@pytest.mark.parametrize(
    "missing", [0, fcntl.F_SEAL_SHRINK, fcntl.F_SEAL_GROW, fcntl.F_SEAL_WRITE, ALL_SEALS]
)
def test_every_seal_is_demanded(missing):
    fd = _raw(b"theirs", ALL_SEALS & ~missing)
    if missing == 0:
        SealedMemory.adopt(fd, 6).close()
        return
    with pytest.raises(DecoderAnswerError, match="not_sealed"):
        SealedMemory.adopt(fd, 6)
    assert not _is_open(fd)


def test_too_large_is_refused_before_it_is_mapped():
    fd = _raw(b"theirs!", ALL_SEALS)
    with pytest.raises(DecoderAnswerError, match="too_large"):
        SealedMemory.adopt(fd, 6)
    assert not _is_open(fd)


def test_other_kinds_of_descriptor_are_refused(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"on disk")
    reader, writer = os.pipe()
    for fd in (os.open(path, os.O_RDWR), reader, writer, os.open("/", os.O_RDONLY)):
        with pytest.raises(DecoderAnswerError, match="not_sealed"):
            SealedMemory.adopt(fd, 100)
        assert not _is_open(fd)


def test_a_descriptor_that_cannot_be_read_is_refused():
    whole = _raw(b"theirs", ALL_SEALS)
    path_only = os.open(f"/proc/self/fd/{whole}", os.O_PATH)
    with pytest.raises(DecoderAnswerError):
        SealedMemory.adopt(path_only, 100)
    assert not _is_open(path_only)
    os.close(whole)


def test_write_only_memory_is_refused():
    unsealed = _raw(b"theirs", 0)
    write_only = os.open(f"/proc/self/fd/{unsealed}", os.O_WRONLY)
    fcntl.fcntl(write_only, fcntl.F_ADD_SEALS, ALL_SEALS)
    os.close(unsealed)
    with pytest.raises(DecoderAnswerError, match="not_readable"):
        SealedMemory.adopt(write_only, 100)
    assert not _is_open(write_only)


def test_the_representation_says_nothing_of_the_contents():
    with SealedMemory.from_bytes(b"Dafydd") as memory:
        assert repr(memory) == "SealedMemory(size=6)"
