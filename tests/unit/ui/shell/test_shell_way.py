"""The way somebody came, as values."""

from desktop.ids import ArrivalId, ImageId, PatientId
from desktop.ui.place import (
    EditorPlace,
    HelpPlace,
    Home,
    InboxPlace,
    Place,
    RecordPlace,
    SettingsPlace,
    ViewerPlace,
)
from desktop.ui.shell.way import MOST, Way

FIRST = RecordPlace(patient=PatientId("p-1"))
SECOND = RecordPlace(patient=PatientId("p-2"))
IMAGE = ViewerPlace(patient=PatientId("p-1"), image=ImageId("i-1"))
SERIES = EditorPlace(arrivals=(ArrivalId("a-1"), ArrivalId("a-2")))


def way(*places: Place) -> Way:
    made = Way(Home())
    for place in places:
        made.go(place)
    return made


def test_it_begins_where_one_is_with_nothing_behind() -> None:
    assert way().here == Home()
    assert way().before is None
    assert way().back() == Home()


def test_going_on_leaves_places_behind_and_back_retraces_them() -> None:
    went = way(InboxPlace(), SERIES)
    assert went.before == InboxPlace()
    assert went.back() == InboxPlace()
    assert went.back() == Home()
    assert went.back() == Home()


def test_somewhere_that_lies_behind_is_gone_back_to() -> None:
    went = way(InboxPlace(), SERIES, InboxPlace(show="identified"))
    assert went.places == (Home(), InboxPlace(show="identified"))


def test_another_of_the_same_kind_takes_the_place_of_the_first() -> None:
    went = way(FIRST, IMAGE, SECOND)
    assert went.places == (Home(), SECOND)


def test_help_in_a_task_lies_on_top_of_it() -> None:
    went = way(HelpPlace(), SERIES, HelpPlace(in_task=True))
    assert went.back() == SERIES


def test_it_remembers_how_a_place_came_to_be_shown() -> None:
    went = way(InboxPlace(), SERIES)
    went.now_at(EditorPlace(arrivals=SERIES.arrivals, at=ArrivalId("a-2")))
    went.go(SettingsPlace())
    assert went.back() == EditorPlace(arrivals=SERIES.arrivals, at=ArrivalId("a-2"))


def test_it_is_taken_up_again_where_it_was_left() -> None:
    left = way(InboxPlace(), SERIES).places
    again = Way(Home())
    again.return_to(())
    assert again.places == (Home(),)
    again.return_to(left)
    assert again.places == left
    assert again.before == InboxPlace()


def test_it_does_not_grow_for_ever() -> None:
    went = Way(Home())
    went.return_to(tuple(InboxPlace(show=str(n)) for n in range(MOST)))
    went.go(SettingsPlace())
    assert len(went.places) == MOST
    assert went.here == SettingsPlace()
