"""What waits, as rows: groups, order, words; and what a role without the key sees."""

from dataclasses import replace
from datetime import date

from support.waiting import GWYN, SIAN, aside, given, inbox, shots, waiting

from desktop.ids import ArrivalId
from desktop.records.arrival import Origin
from desktop.records.image import ImageState
from desktop.records.role import MAY, Role
from desktop.ui.inbox.offers import ADMIT, offer_of
from desktop.ui.inbox.rows import ALL, FILTERS, Header, Line, Standing, Tile, counts, flatten
from desktop.ui.phrase import Words, say
from desktop.wording import Language

TODAY = date(2026, 11, 22)


def read(words: Words) -> str:
    return say(words, Language.EN)


def headers(rows: tuple[object, ...]) -> list[Header]:
    return [row for row in rows if isinstance(row, Header)]


def tiles(rows: tuple[object, ...]) -> list[Tile]:
    return [row for row in rows if isinstance(row, Tile)]


def test_a_series_is_a_header_and_a_tile_for_each_image() -> None:
    rows = flatten(inbox(shots(1, 3)), show=ALL, today=TODAY)
    header, *images = rows
    assert isinstance(header, Header)
    assert header.standing is Standing.UNIDENTIFIED
    assert header.arrivals == ("a-0001", "a-0002", "a-0003")
    assert [(tile.name, tile.time, tile.at, tile.of) for tile in tiles(tuple(images))] == [
        ("DSCN0001", "10:42", 0, 3),
        ("DSCN0002", "10:43", 1, 3),
        ("DSCN0003", "10:44", 2, 3),
    ]
    assert read(header.detail) == "3 images, 10:42 to 10:44"


def test_the_series_that_has_waited_longest_comes_first() -> None:
    older = shots(9, 1, series="s-old", received="2026-11-22T08:00:00.000+00:00")
    rows = flatten(inbox(older, shots(1, 2)), show=ALL, today=TODAY)
    assert [one.series for one in headers(rows)] == ["s-old", "s-one"]


def test_part_of_a_series_that_was_given_to_somebody_is_a_group_of_its_own() -> None:
    rows = flatten(inbox(given(1, 2), shots(3, 2)), show=ALL, today=TODAY)
    first, second = headers(rows)
    assert (first.patient, first.arrivals) == (SIAN, ("a-0001", "a-0002"))
    assert (second.patient, second.standing) == (None, Standing.UNIDENTIFIED)
    assert first.key != second.key


def test_one_series_given_to_two_patients_is_two_groups() -> None:
    rows = flatten(inbox(given(1, 1), given(2, 1, GWYN)), show=ALL, today=TODAY)
    assert [one.patient for one in headers(rows)] == [SIAN, GWYN]


def test_images_are_in_the_order_in_which_they_were_taken() -> None:
    late = waiting(1, taken="2026-11-22T10:50:00")
    early = waiting(2, taken="2026-11-22T10:40:00")
    unknown = waiting(3, taken="")
    rows = flatten(inbox([unknown, late, early]), show=ALL, today=TODAY)
    assert headers(rows)[0].arrivals == ("a-0002", "a-0001", "a-0003")


def test_a_begun_redaction_shows_on_its_image_and_in_the_header() -> None:
    box = inbox(given(1, 3), drafts=[ArrivalId("a-0002")])
    rows = flatten(box, show=ALL, today=TODAY)
    assert [tile.badge for tile in tiles(rows)] == ["needs_redaction", "draft", "needs_redaction"]
    assert headers(rows)[0].drafts == 1
    assert "1 begun" in read(headers(rows)[0].detail)


def test_what_is_set_aside_is_one_line_that_names_each_with_its_reason() -> None:
    box = inbox(shots(1, 1), [aside(7), aside(8, "decoder_hung")])
    rows = flatten(box, show=ALL, today=TODAY)
    line = rows[-1]
    assert isinstance(line, Line)
    assert line.count == 2
    assert read(line.detail) == "DSCN0007: Stopped the reader · DSCN0008: Took too long"
    assert "a-0007" not in {tile.arrival for tile in tiles(rows)}


def test_a_long_line_counts_what_it_does_not_name() -> None:
    rows = flatten(inbox([aside(n) for n in range(5)]), show=ALL, today=TODAY)
    assert read(rows[-1].detail).endswith("and 2 more")


def test_every_filter_shows_what_it_counts() -> None:
    box = inbox(shots(1, 3), given(4, 2), [aside(6)])
    counted = counts(box)
    assert counted == {"all": 6, "unidentified": 3, "identified": 2, "set_aside": 1}
    for show in FILTERS[1:]:
        assert len(tiles(flatten(box, show=show, today=TODAY))) == counted[show]
    aside_rows = flatten(box, show="set_aside", today=TODAY)
    assert tiles(aside_rows)[0].badge == "set_aside"
    assert read(tiles(aside_rows)[0].words) == "Stopped the reader"


def test_images_of_another_day_say_which() -> None:
    rows = flatten(inbox(shots(1, 2, taken="2026-11-20T16:30:00")), show=ALL, today=TODAY)
    assert read(headers(rows)[0].detail) == (
        "2 images, 20-Nov-2026 16:30 to 16:31 · came in 42 hours after it was taken"
    )


def test_images_of_two_days_say_both() -> None:
    two = [waiting(1, taken="2026-11-20T16:30:00"), waiting(2, taken="2026-11-21T09:00:00")]
    rows = flatten(inbox(two), show=ALL, today=TODAY)
    assert "20-Nov-2026 16:30 to 21-Nov-2026 09:00" in read(headers(rows)[0].detail)


def test_where_images_come_from_is_said_unless_it_is_the_practice() -> None:
    rows = flatten(inbox(shots(1, 1, origin=Origin.PATIENT)), show=ALL, today=TODAY)
    assert "Sent by the patient" in read(headers(rows)[0].detail)
    assert "Sent by the patient" in read(tiles(rows)[0].more)


def test_a_role_without_the_key_sees_no_names_and_no_times() -> None:
    rows = flatten(inbox([waiting(1, facts=False)]), show=ALL, today=TODAY)
    assert (tiles(rows)[0].name, tiles(rows)[0].time) == ("", "")
    assert read(headers(rows)[0].detail) == "1 image"


def test_nothing_waits_and_there_are_no_rows() -> None:
    assert flatten(inbox(), show=ALL, today=TODAY) == ()


def test_it_reads_in_welsh() -> None:
    rows = flatten(inbox(shots(1, 2)), show=ALL, today=TODAY)
    assert say(headers(rows)[0].detail, Language.CY) == "2 ddelwedd, 10:42 i 10:43"


def test_what_is_held_because_of_its_device_is_a_group_of_its_own() -> None:
    held = waiting(31, state=ImageState.QUARANTINED, because="device_unknown")
    rows = flatten(inbox([aside(21), held]), show="set_aside", today=TODAY)
    first, second = headers(rows)
    assert (first.is_held, first.arrivals) == (True, ("a-0031",))
    assert (second.is_held, second.arrivals) == (False, ("a-0021",))
    assert read(tiles(rows)[0].words) == "Unknown camera"
    assert "not in the device register" in read(tiles(rows)[0].more)


def test_who_decides_about_devices_is_offered_to_let_it_in() -> None:
    held = waiting(31, state=ImageState.QUARANTINED, because="device_lost")
    (header,) = headers(flatten(inbox([held]), show="set_aside", today=TODAY))
    may = {role: offer_of(header, ticked=frozenset(), may=MAY[role]) for role in Role}
    assert {role for role, offer in may.items() if offer is not None} == {
        Role.CLINICIAN,
        Role.MANAGER,
    }
    offered = may[Role.CLINICIAN]
    assert offered is not None
    assert offered.code == ADMIT


def test_a_device_that_is_not_in_order_is_said_of_the_series_and_a_place_of_the_image() -> None:
    one = replace(waiting(1), device_verdict="overdue", gps_present=True)
    other = replace(waiting(2), device_verdict="unknown")
    rows = flatten(inbox([one, other]), show=ALL, today=TODAY)
    (header,) = headers(rows)
    assert "Review of its device overdue" in read(header.detail)
    assert "not in the register" not in read(header.detail)
    first, second = tiles(rows)
    assert "says where it was taken" in read(first.more)
    assert "Camera not in the register" in read(second.more)
