"""What the first page says of photographs that came in while nobody was signed in."""

from desktop.records.spool import Absorbed, SpoolNews
from desktop.ui.home.spool_work import of_spool


def test_nothing_is_said_where_nothing_waits_and_all_is_well() -> None:
    assert of_spool(None) == ()
    assert of_spool(SpoolNews(waiting=0, opens=True, absorbed=Absorbed(entered=3))) == ()
    assert of_spool(SpoolNews(waiting=3, opens=True, busy=True)) == ()


def test_what_waits_for_somebody_else_is_counted() -> None:
    (piece,) = of_spool(SpoolNews(waiting=3, opens=False))
    assert (piece.icon, piece.tone) == ("lock", "warn")


def test_what_was_altered_or_taken_away_comes_first() -> None:
    done = Absorbed(set_aside=1, missing=1, left=1)
    wrong, left = of_spool(SpoolNews(waiting=1, opens=True, absorbed=done))
    assert (wrong.tone, left.tone) == ("err", "warn")
