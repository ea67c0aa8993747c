"""A backup by itself once a day: where it was settled, nowhere else, and what is told of it."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.hub_scene import HubScene, hub_of, play_beside
from support.practice import MONA, NIA, Practice

from desktop.keeper.daily_backups import Calm, DailyBackups
from desktop.records.outcome import Topic
from desktop.records.safekeeping import DailyBackup
from desktop.vault.backup_place import BackupFolder
from desktop.workflow.daily_backup import settle_daily_backup
from desktop.workflow.safekeeping import check_backup

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sealed memory is Linux's")
CALM = Calm(first_s=0.01, look_s=0.01, again_s=0.02, tell_s=0.0)


@dataclass(kw_only=True)
class Scene(HubScene):
    """Daily backups beside the test."""

    place: Path | None = None
    looks: int = 0
    told: list[DailyBackup] = field(default_factory=list)

    def settled(self) -> Path | None:
        self.looks += 1
        return self.place

    def made(self, place: Path) -> list[str]:
        return BackupFolder.of(place, self.session.vault.header.vault_id).finished()


def play(practice: Practice, user: str, test: Callable[[Scene], None]) -> None:
    session = practice.sign_in(user)
    scene = Scene(hub=hub_of(session), session=session)

    def announced(topics: frozenset[Topic]) -> None:
        assert topics == {Topic.BACKUPS}
        scene.told.append(daily.seen())

    daily = DailyBackups(session, scene.hub, place=scene.settled, announce=announced, calm=CALM)
    play_beside(scene, daily.run, test)


def test_one_is_made_a_day_where_it_was_settled_and_a_missing_disk_is_told(
    working: Practice, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()

    def test(scene: Scene) -> None:
        scene.until(lambda: scene.looks > 3)
        settle_daily_backup(scene.session, disk)
        assert (scene.made(disk), scene.told) == ([], [])
        scene.place = disk
        scene.until(lambda: len(scene.made(disk)) == 1)
        scene.until(lambda: bool(scene.told) and not scene.told[-1].is_going)
        assert max(one.done for one in scene.told) > 0
        assert scene.told[-1].made_at
        assert check_backup(scene.session, disk).ok
        looks = scene.looks
        scene.until(lambda: scene.looks > looks + 5)
        assert len(scene.made(disk)) == 1, "one of this day is enough"

        mounted, away = disk / scene.session.vault.header.vault_id, tmp_path / "unplugged"
        shutil.move(mounted, away)
        scene.until(lambda: scene.told[-1].reason == "place_gone")
        assert scene.told[-1].failed == "backup_failed"
        assert list(disk.iterdir()) == [], "nothing is written where the disk would be"
        scene.until(lambda: scene.entries("daily_backup_failed") >= 2)
        shutil.move(away, mounted)
        scene.until(lambda: not scene.told[-1].failed)
        assert len(scene.made(disk)) == 1

    play(working, MONA, test)


def test_who_may_make_no_backup_makes_none_and_is_not_refused_in_the_audit(
    working: Practice, tmp_path: Path
) -> None:
    def test(scene: Scene) -> None:
        scene.place = tmp_path
        for _ in range(10):
            scene.hub.sleep(0.01)
        assert (scene.looks, scene.entries("refused")) == (0, 0)

    play(working, NIA, test)
