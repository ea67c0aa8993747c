"""What devices ask of each role on the first page, and how often the register is asked for."""

from dataclasses import replace

import pytest
from support.devices import CAMERA, LOST, NOW_AT, OWN, SEEN, UNNAMED, register, registered
from support.fake_lane import FakeLane
from support.waiting import desk_for, inbox, shots

from desktop.ids import ArrivalId
from desktop.keeper.calls import ListInbox, ListSources
from desktop.keeper.device_calls import SeeDevices
from desktop.records.device_match import Fit
from desktop.records.device_register import DeviceRegister
from desktop.records.outcome import Topic
from desktop.records.role import Role
from desktop.ui.home.device_work import of_devices
from desktop.ui.home.presenter import HomePresenter, HomeState
from desktop.ui.home.work import Piece
from desktop.ui.lane import Scope
from desktop.ui.phrase import say
from desktop.ui.place import DevicePlace, DevicesPlace
from desktop.wording import Language

NOBODY = register(devices=(), cameras=())


def titles(pieces: tuple[Piece, ...]) -> list[str]:
    return [say(piece.title, Language.EN) for piece in pieces]


def details(pieces: tuple[Piece, ...]) -> list[str]:
    return [say(piece.detail, Language.EN) for piece in pieces]


def test_the_manager_is_told_everything_the_lost_device_first() -> None:
    pieces = of_devices(register(), Role.MANAGER)
    assert titles(pieces) == [
        "1 device is reported lost",
        "Decide about 4 photographs held because of their device",
        "4 photographs said where they were taken",
        "Look at 1 device again: checks or review are due",
        "1 camera is not in the device register",
    ]
    assert pieces[0].place == DevicePlace(device=LOST.id)
    assert pieces[0].tone == "err"
    assert pieces[3].place == DevicePlace(device=OWN.id)
    assert pieces[4].place == DevicePlace(camera=SEEN.id)


@pytest.mark.parametrize(
    ("role", "count"), [(Role.NURSE, 1), (Role.CLINICIAN, 2), (Role.RECEPTIONIST, 1)]
)
def test_a_lost_device_is_everybodys_and_what_is_held_the_clinicians_too(
    role: Role, count: int
) -> None:
    assert len(of_devices(register(can_manage=False), role)) == count


def test_where_all_is_well_nothing_is_asked() -> None:
    fine = register(devices=(registered(CAMERA, photographs=3, newest_at=NOW_AT),), cameras=())
    assert of_devices(fine, Role.MANAGER) == ()
    assert of_devices(replace(fine, cameras=(UNNAMED,)), Role.MANAGER) == ()
    assert of_devices(NOBODY, Role.MANAGER) == ()
    assert of_devices(None, Role.MANAGER) == ()


def test_what_came_from_a_lost_device_since_is_said() -> None:
    lost = replace(registered(LOST), after_loss=2)
    (piece,) = of_devices(register(devices=(lost,), cameras=()), Role.NURSE)
    assert details((piece,)) == ["Old Coolpix · 2 photographs came in since"]


def test_many_unknown_cameras_lead_to_the_list_and_are_named_by_three() -> None:
    quiet = replace(SEEN, came=replace(SEEN.came, gps=0, held=()))
    many = tuple(replace(quiet, model=f"SM-{at}") for at in range(5))
    (piece,) = of_devices(register(devices=(), cameras=many), Role.MANAGER)
    assert piece.place == DevicesPlace()
    assert details((piece,)) == ["samsung SM-0, samsung SM-1, samsung SM-2 and 2 more"]


def test_one_that_could_be_several_devices_is_not_offered_for_registration() -> None:
    unsure = replace(SEEN, fit=Fit.SEVERAL, came=replace(SEEN.came, gps=0, held=()))
    (piece,) = of_devices(register(devices=(), cameras=(unsure,)), Role.MANAGER)
    assert piece.place == DevicesPlace()


class Shown:
    def __init__(self) -> None:
        self.states: list[HomeState] = []

    def show_state(self, state: HomeState) -> None:
        self.states.append(state)


def page(told: DeviceRegister) -> tuple[FakeLane, Shown]:
    lane = FakeLane(
        {
            SeeDevices: told,
            ListInbox: inbox(shots(1, 2)),
            ListSources: (),
        }
    )
    view = Shown()
    HomePresenter(desk_for(lane, Role.CLINICIAN), Scope(), view).start()
    return lane, view


def test_the_register_is_not_asked_for_at_every_photograph_of_a_card() -> None:
    lane, view = page(NOBODY)
    assert len(lane.calls(SeeDevices)) == 1
    held = replace(SEEN, came=replace(SEEN.came, held=(ArrivalId("a-1"),)))
    lane.answers[SeeDevices] = register(devices=(), cameras=(held,), can_manage=False)
    for _ in range(5):
        lane.tell(Topic.INBOX)
    assert len(lane.calls(SeeDevices)) == 1
    lane.pass_time(20_000)
    assert len(lane.calls(SeeDevices)) == 2
    assert "Decide about 1 photograph held because of its device" in titles(view.states[-1].work)
    lane.tell(Topic.DEVICES)
    assert len(lane.calls(SeeDevices)) == 3
