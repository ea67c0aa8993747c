"""Devices as JSON documents, as ``diogel devices`` prints them."""

from dataclasses import asdict
from typing import Any

from desktop.records.device import Device
from desktop.records.device_register import (
    Came,
    DevicePolicy,
    LossReport,
    Registered,
    SeenCamera,
)


def device_document(one: Registered) -> dict[str, Any]:
    """Return a device of the register."""
    device = one.device
    return {
        "id": device.id,
        "name": device.name,
        "kind": device.kind.value,
        "make": device.make,
        "model": device.model,
        "serial": device.serial,
        "owner": device.owner or None,
        "owner_name": one.owner_name or None,
        "status": one.status.value,
        "todo": [todo.value for todo in one.todos],
        "review_due": device.review_due.isoformat() if device.review_due else None,
        "checks": _answers(device),
        "exception": _exception(device),
        "note": device.note,
        **_came(one.came),
        "after_loss": one.after_loss,
    }


def _answers(device: Device) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for check in device.needed:
        answer = device.answers.get(check)
        found[check.value] = (
            {"reply": answer.reply.value, "on": answer.on.isoformat(), "by": answer.by}
            if answer
            else None
        )
    return found


def _exception(device: Device) -> dict[str, Any] | None:
    """Return the exception for somebody's own device, as far as the role may read it."""
    if not device.is_own:
        return None
    found: dict[str, Any] = {"whole": device.has_exception}
    if device.own_use is not None:
        on = device.own_use.acknowledged_on
        found |= {
            "reason": device.own_use.reason,
            "acknowledged_on": on.isoformat() if on else None,
            "approved_by": device.own_use.approved_by or None,
        }
    return found


def _came(came: Came) -> dict[str, Any]:
    return {
        "photographs": came.photographs,
        "newest_at": came.newest_at or None,
        "gps": came.gps,
        "gps_newest_at": came.gps_newest_at or None,
        "held": list(came.held),
        "not_removed": came.unremoved,
    }


def camera_document(one: SeenCamera) -> dict[str, Any]:
    """Return a camera that is not in it."""
    return {
        "camera": one.id or None,
        "make": one.make,
        "model": one.model,
        "serial": one.serial,
        "fit": one.fit.value,
        **_came(one.came),
    }


def policy_document(policy: DevicePolicy) -> dict[str, Any]:
    """Return what the practice has settled."""
    return {"rule": policy.rule.value, "review_months": policy.review_months}


def loss_document(report: LossReport, steps: list[str]) -> dict[str, Any]:
    """Return what a lost device may still hold, and what to do in sentences."""
    return {
        "device": report.device.id,
        "standing": report.device.standing.value,
        "photographs": report.photographs,
        "newest_at": report.newest_at or None,
        "still_there": [
            {
                "arrival": one.arrival,
                "received_at": one.received_at,
                "state": one.state.value,
                "source_removed": one.source_removed,
            }
            for one in report.still_there
        ],
        "cards": [asdict(card) for card in report.cards],
        "what_to_do": steps,
    }
