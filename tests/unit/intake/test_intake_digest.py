"""Hashing while passing on, and catching a reader that changes its mind."""

import hashlib

import pytest

from desktop.errors import FileRefusedError
from desktop.intake.digest import HashingTee, confirm, sha256

_CHUNKS = [b"abc", b"", b"defg"]
_EXPECTED = hashlib.sha256(b"abcdefg").hexdigest()


def test_the_tee_passes_everything_on_and_hashes_it() -> None:
    tee = HashingTee(iter(_CHUNKS))
    assert list(tee) == _CHUNKS
    assert (tee.sha256, tee.size_bytes) == (_EXPECTED, 7)
    assert sha256(_CHUNKS) == _EXPECTED


def test_the_tee_says_nothing_of_half_a_file() -> None:
    tee = HashingTee(_CHUNKS)
    next(iter(tee))
    with pytest.raises(ValueError, match="unfinished"):
        _ = tee.sha256
    with pytest.raises(ValueError, match="unfinished"):
        _ = tee.size_bytes


def test_a_second_reading_must_agree() -> None:
    confirm([b"abcd", b"efg"], digest=_EXPECTED)
    with pytest.raises(FileRefusedError) as caught:
        confirm([b"abcdefG"], digest=_EXPECTED)
    assert caught.value.reason == "source_unstable"
