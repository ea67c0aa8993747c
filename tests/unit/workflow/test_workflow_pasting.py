"""A picture that was pasted: the same checks as for a file, and nothing on a disk."""

from pathlib import Path

import pytest
from support.practice import CLARE, Practice, photograph

from desktop.errors import UsageError
from desktop.records.arrival import Origin
from desktop.settings import LIMITS
from desktop.workflow.inbox import list_inbox
from desktop.workflow.pasting import receive_pasted
from desktop.workflow.verifying import verify_vault


@pytest.fixture
def session(working: Practice):
    session = working.sign_in(CLARE)
    yield session
    session.vault.close()


def test_it_arrives_with_its_origin_and_once(session, monkeypatch):
    def never(*_args: object, **_more: object) -> int:
        raise AssertionError("a file was opened for writing outside the vault")

    monkeypatch.setattr("tempfile.mkstemp", never)
    report = receive_pasted(session, photograph(150), Origin.PATIENT).value
    (arrived,) = report.arrived
    one = next(x for x in list_inbox(session).waiting if x.arrival == arrived.arrival)
    assert (one.origin, one.source_removed) == (Origin.PATIENT, "not_asked")
    assert one.facts is not None
    assert one.facts["name"] == "pasted.png"
    again = receive_pasted(session, photograph(150), Origin.PATIENT).value
    assert [one.arrival for one in again.duplicates] == [arrived.arrival]
    assert verify_vault(session, lambda _done, _all: None).ok


def test_a_foreign_picture_gets_a_decoder_that_has_seen_nothing(session):
    session.decoding.asked.clear()
    receive_pasted(session, photograph(151), Origin.PATIENT)
    assert ("examine", True) in session.decoding.asked


def test_what_is_no_picture_is_refused_and_nothing_comes_in(session):
    before = len(list_inbox(session).waiting)
    report = receive_pasted(session, b"MZ this is a program", Origin.PATIENT).value
    assert [one.reason for one in report.refused] == ["not_an_image"]
    assert len(list_inbox(session).waiting) == before
    for picture in (b"", bytes(LIMITS.file_bytes + 1)):
        with pytest.raises(UsageError):
            receive_pasted(session, picture, Origin.PATIENT)


def test_nothing_of_it_lies_beside_the_vault(session, working: Practice):
    before = set(working.root.rglob("*"))
    receive_pasted(session, photograph(152), Origin.PRACTICE)
    new = {path for path in set(working.root.rglob("*")) - before if path.is_file()}
    assert all(path.is_relative_to(Path(working.vault)) for path in new)
