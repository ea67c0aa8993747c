"""A file is settled when it has stopped changing, by looks and nothing else."""

from desktop.intake.entry import Seen
from desktop.intake.settle import Settled, Settler, Waiting


def _seen(*, size: int = 10, mtime: int = 5, raw: bytes = b"a", inode: int = 1) -> Seen:
    return Seen(
        relative_name=raw.decode(), raw=raw, size_bytes=size, mtime_ns=mtime, inode=inode, device=1
    )


def test_two_looks_far_enough_apart_settle() -> None:
    settler = Settler(settle_ms=1000)
    assert isinstance(settler.offer(_seen(), 0), Waiting)
    assert isinstance(settler.offer(_seen(), 999), Waiting)
    assert settler.offer(_seen(), 1000) == Settled(seen=_seen(), unchanged_ms=1000)


def test_growth_begins_the_wait_again() -> None:
    settler = Settler(settle_ms=1000)
    settler.offer(_seen(size=10), 0)
    assert settler.offer(_seen(size=11), 5000) == Waiting(seen=_seen(size=11), unchanged_ms=0)
    assert isinstance(settler.offer(_seen(size=11, mtime=6), 6500), Waiting)
    assert isinstance(settler.offer(_seen(size=11, mtime=6), 7500), Settled)


def test_a_file_time_in_the_future_or_the_past_changes_nothing() -> None:
    for mtime in (-(10**18), 0, 10**19):
        settler = Settler(settle_ms=1000)
        settler.offer(_seen(mtime=mtime), 0)
        assert isinstance(settler.offer(_seen(mtime=mtime), 1000), Settled)


def test_made_up_inode_numbers_change_nothing() -> None:
    settler = Settler(settle_ms=1000)
    settler.offer(_seen(inode=1), 0)
    assert isinstance(settler.offer(_seen(inode=2), 1000), Settled)


def test_a_clock_that_runs_backwards_begins_the_wait_again() -> None:
    settler = Settler(settle_ms=1000)
    settler.offer(_seen(), 5000)
    assert isinstance(settler.offer(_seen(), 10), Waiting)
    assert isinstance(settler.offer(_seen(), 1009), Waiting)
    assert isinstance(settler.offer(_seen(), 1010), Settled)


def test_a_renamed_file_waits_under_its_new_name() -> None:
    settler = Settler(settle_ms=1000)
    settler.offer(_seen(raw=b"x.part"), 0)
    assert isinstance(settler.offer(_seen(raw=b"x.jpg"), 1000), Waiting)


def test_what_left_the_source_is_forgotten() -> None:
    settler = Settler(settle_ms=1000)
    settler.offer(_seen(raw=b"a"), 0)
    settler.offer(_seen(raw=b"b"), 0)
    settler.keep_only({b"b"})
    assert isinstance(settler.offer(_seen(raw=b"a"), 1000), Waiting)
    assert isinstance(settler.offer(_seen(raw=b"b"), 1000), Settled)
