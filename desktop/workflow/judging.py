"""What the device register says of a photograph that comes in, and whether it is held for it.

Every way in that takes photographs of the practice asks here, inside the transaction that names
them, so that register and policy are those of that moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.records.arrival import Origin
from desktop.records.device_match import ASIDE, Judgement, camera_name, judge
from desktop.records.device_register import DeviceRule
from desktop.vault import devices
from desktop.vault.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is found, and what follows.

    Attributes:
        set_aside: Why the photograph is held (``Quarantine``); empty where it goes on.
    """

    judgement: Judgement
    set_aside: str


def judge_device(
    tx: Transaction, facts: Mapping[str, object], *, origin: Origin, on: date
) -> Judged:
    """Compare a photograph with the register, and remember its camera.

    Args:
        tx: The transaction that names the photograph.
        facts: What a decoder said of it.
        origin: Whose device it is said to be made on.
        on: The day at the practice.

    Raises:
        TamperedError: The register or the policy makes no sense.
    """
    register = devices.every(tx, whole=False)
    judgement = judge(register, facts, origin=origin, on=on)
    if judgement.camera is not None:
        make, model, serial = (str(facts.get(key, "")) for key in ("make", "model", "serial"))
        told = next((one for one in register if one.id == judgement.device), None)
        if told is not None and camera_name(make, model, serial).is_empty:
            make, model, serial = told.make, told.model, told.serial
        devices.see_camera(tx, judgement.camera, make=make, model=model, serial=serial)
    return Judged(judgement=judgement, set_aside=held_because(tx, judgement))


def held_because(tx: Transaction, judgement: Judgement) -> str:
    """Return why a photograph is held under the practice's policy; empty where it is not."""
    why = ASIDE.get(judgement.verdict)
    is_held = why is not None and devices.policy_in_force(tx).rule is DeviceRule.QUARANTINE
    return why.value if why is not None and is_held else ""
