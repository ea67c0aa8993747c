"""The hub and a real vault: a change is never left open while somebody waits."""

from collections.abc import Iterator

import pytest
from support.practice import CLARE, Practice

from desktop.keeper.hub import Hub, PausedInChangeError
from desktop.vault.audit import Event
from desktop.workflow.counting import count_images
from desktop.workflow.inbox import list_inbox


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()
    yield made
    made.close()


def test_a_pause_inside_a_change_fails_the_call_and_rolls_back(hub: Hub, working: Practice) -> None:
    session = working.sign_in(CLARE)
    told: list[object] = []
    with session.vault as vault:
        hub.may_pause = lambda: not vault.is_changing

        def waits_in_a_change() -> None:
            with vault.change() as tx:
                tx.audit(Event(act="refused", subject="a-never", body={}))
                hub.sleep(0)

        def reads() -> None:
            told.append(len(list_inbox(session).waiting))
            hub.sleep(0)
            told.append(count_images(session).received)

        hub.spawn(waits_in_a_change, failed=told.append)
        hub.spawn(reads)
        assert not vault.is_changing
        hub.run()
        assert not vault.is_changing
        with vault.change() as tx:
            assert vault.is_changing
            subjects = tx.connection.exec_driver_sql("SELECT subject FROM audit_entry").scalars()
            assert "a-never" not in set(subjects)
            tx.audit(Event(act="refused", body={}))
    assert isinstance(told[0], PausedInChangeError)
    assert told[1:] == [4, 4]
    assert not vault.is_changing
