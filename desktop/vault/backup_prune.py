"""Which backups have expired, and removing them with what no other backup needs.

A backup stays where it is the last of one of so many days, weeks or months. A sealed file goes only
when no kept backup names it and the vault does not either; where one kept manifest cannot be read,
no sealed file goes at all.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop.errors import BackupFailedError, VaultError
from desktop.ids import ObjectId
from desktop.records.safekeeping import KEPT_DAYS
from desktop.vault.backup_check import look
from desktop.vault.backup_place import BackupFolder, Found, remove_backup
from desktop.vault.files import sync_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """How many of the newest days, weeks and months keep their last backup.

    Attributes:
        most_days: What is older than the newest by more days than this stays in no case, so that
            there is a day by which every copy of something destroyed is gone.
    """

    daily: int = 7
    weekly: int = 4
    monthly: int = 12
    most_days: int = KEPT_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was removed: names of backups, and sealed files in number and bytes."""

    backups: tuple[str, ...] = ()
    objects: int = 0
    freed_bytes: int = 0


def expired(names: Iterable[str], keep: Keep) -> list[str]:
    """Return the names of backups that are kept by no rule; the newest is always kept.

    Days are those of UTC, weeks those of ISO 8601.
    """
    newest_first = sorted(names, reverse=True)

    def is_recent(name: str) -> bool:
        return (_moment(newest_first[0]) - _moment(name)).days <= keep.most_days

    kept = set(newest_first[:1])
    for most, period in ((keep.daily, _day), (keep.weekly, _week), (keep.monthly, _month)):
        last_of: dict[str, str] = {}
        for name in newest_first:
            last_of.setdefault(period(name), name)
        kept |= {name for name in list(last_of.values())[:most] if is_recent(name)}
    return [name for name in reversed(newest_first) if name not in kept]


def _moment(name: str) -> datetime:
    return datetime.strptime(name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def _day(name: str) -> str:
    return name[:8]


def _week(name: str) -> str:
    year, week, _ = _moment(name).isocalendar()
    return f"{year}-{week:02}"


def _month(name: str) -> str:
    return name[:6]


def prune(
    place: BackupFolder, keep: Keep, *, in_vault: Set[ObjectId], step: Callable[[], object]
) -> Pruned:
    """Remove the expired backups of a place, and sealed files that nobody names any more.

    Args:
        place: One vault's backups.
        keep: Which stay.
        in_vault: Sealed files that the vault names: they stay for the next backup.
        step: Called between two files; may give way to others, and may raise to give up.

    Raises:
        BackupFailedError: ``disk``: what is left is whole.
    """
    gone = expired(place.finished(), keep)
    number = freed = 0
    try:
        for name in gone:
            step()
            remove_backup(place, name)
        named = _named(place)
        if named is not None:
            number, freed = _remove_unnamed(place, named | in_vault, step)
    except OSError as error:
        raise BackupFailedError("disk") from error
    return Pruned(backups=tuple(gone), objects=number, freed_bytes=freed)


def _named(place: BackupFolder) -> set[ObjectId] | None:
    """Return the sealed files that the backups name; None where one of them cannot be believed."""
    named: set[ObjectId] = set()
    for name in place.finished():
        try:
            named |= look(Found(place=place, name=name)).manifest.objects.keys()
        except VaultError:
            return None
    return named


def _remove_unnamed(
    place: BackupFolder, wanted: Set[ObjectId], step: Callable[[], object]
) -> tuple[int, int]:
    number = freed = 0
    folders = set()
    for path in list(place.stored()):
        if path.name in wanted:
            continue
        step()
        size = path.lstat().st_size
        path.unlink()
        folders.add(path.parent)
        number, freed = number + 1, freed + size
    for folder in folders:
        sync_folder(folder)
    return number, freed
