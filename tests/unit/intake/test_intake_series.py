"""Which photographs belong together, and when they were taken."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from desktop.intake.capture import capture_time
from desktop.intake.series import Shot, group_series
from desktop.records.arrival import Examined, ImageFormat, TimeTrust

_NOW = datetime(2026, 6, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))


def _examined(taken_at: str) -> Examined:
    return Examined(format=ImageFormat.JPEG, width_px=1, height_px=1, taken_at=taken_at)


def _ns(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000


def test_the_camera_is_believed_first() -> None:
    mtime_ns = _ns(datetime(2026, 5, 1, tzinfo=UTC))
    taken = capture_time(_examined("2026-05-30T10:00:00"), mtime_ns, now=_NOW)
    assert taken == ("2026-05-30T10:00:00", TimeTrust.EXIF)


def test_without_it_the_file_date_counts_in_local_time() -> None:
    mtime_ns = _ns(datetime(2026, 5, 1, 9, 30, tzinfo=UTC)) + 999
    taken = capture_time(_examined(""), mtime_ns, now=_NOW)
    assert taken == ("2026-05-01T10:30:00+01:00", TimeTrust.FILE)


def test_a_camera_clock_in_the_future_is_not_believed() -> None:
    mtime_ns = _ns(datetime(2026, 5, 1, 9, 30, tzinfo=UTC))
    assert capture_time(_examined("2031-01-01T00:00:00"), mtime_ns, now=_NOW)[1] is TimeTrust.FILE
    assert capture_time(_examined("2026-06-02T11:59:59"), mtime_ns, now=_NOW)[1] is TimeTrust.EXIF


@pytest.mark.parametrize(
    "mtime_ns", [0, -1, -(10**30), 10**30, _ns(datetime(2040, 1, 1, tzinfo=UTC))]
)
def test_a_file_date_without_sense_is_unknown(mtime_ns: int) -> None:
    assert capture_time(_examined(""), mtime_ns, now=_NOW) == ("", TimeTrust.UNKNOWN)


def _shot(name: str, taken_at: str, device: str = "canon") -> Shot:
    return Shot(name=name, taken_at=taken_at, device=device)


def test_a_long_pause_begins_a_new_series() -> None:
    first = _shot("a", "2026-05-01T10:00:00")
    second = _shot("b", "2026-05-01T10:30:00")
    third = _shot("c", "2026-05-01T11:00:01")
    assert group_series([third, second, first], series_gap_s=1800) == ((first, second), (third,))


def test_two_appointments_of_one_clinic_are_two_series() -> None:
    """Ten minutes each: the next patient may be photographed as soon as the last one is dressed."""
    first = [_shot("a", "2026-05-01T10:02:00"), _shot("b", "2026-05-01T10:04:30")]
    second = [_shot("c", "2026-05-01T10:09:31"), _shot("d", "2026-05-01T10:11:00")]
    assert group_series([*first, *second]) == (tuple(first), tuple(second))


def test_another_device_begins_a_new_series() -> None:
    shots = [
        _shot("a", "2026-05-01T10:00:00"),
        _shot("b", "2026-05-01T10:00:05", "nikon"),
        _shot("c", "2026-05-01T10:00:09"),
    ]
    assert group_series(shots, series_gap_s=1800) == tuple((shot,) for shot in shots)


def test_the_same_second_is_ordered_by_counting_names() -> None:
    ninth = _shot("IMG_9", "2026-05-01T10:00:00")
    tenth = _shot("IMG_10", "2026-05-01T10:00:00")
    assert group_series([tenth, ninth]) == ((ninth, tenth),)


def test_unknown_times_stand_alone_and_last() -> None:
    known = _shot("z", "2026-05-01T10:00:00+01:00")
    unknown = [_shot("a", ""), _shot("b", "")]
    assert group_series([*unknown, known]) == ((known,), (unknown[0],), (unknown[1],))


def test_a_zone_does_not_tear_a_series_apart() -> None:
    with_zone = _shot("a", "2026-05-01T10:00:00+01:00")
    without = _shot("b", "2026-05-01T10:05:00")
    assert group_series([without, with_zone]) == ((with_zone, without),)
    assert group_series([]) == ()
