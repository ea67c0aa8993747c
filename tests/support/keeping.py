"""Makes the packed vault of header format 2: ``python -m support.keeping`` from ``tests``.

The file is made once, and kept for ever: every later program and the second reader must open it.
One image of Ethel filed; somebody was admitted and left, so that keys have a second epoch; the
recovery is divided, two sheets of three.
"""

import json
import tarfile
import tempfile
from pathlib import Path

from desktop.records.recovery import RecoveryPlan
from desktop.records.role import Role
from desktop.workflow.consenting import list_consents
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.recovering import propose_recovery, renew_recovery
from desktop.workflow.staffing import disable_user
from desktop.workflow.users import add_user
from support.practice import CHEAP, CLARE, ETHEL, FIXTURES, Practice, filing, person

NAME = "vault-header-2"


def keep(folder: Path) -> None:
    """Make the vault in ``folder`` and pack it among the fixtures."""
    practice = Practice.founded(folder / "practice").staffed().at_work(range(2))
    known: dict[str, object] = {"about": "header format 2, two epochs, recovery two of three"}
    session = practice.sign_in(CLARE)
    with session.vault:
        first = next(one for one in list_inbox(session).waiting if one.patient is not None)
        given = list_consents(session, ETHEL)[0].id
        known["filed"] = file_image(session, first.arrival, filing(ETHEL, given)).value.image
        known["waiting"] = [one.arrival for one in list_inbox(session).waiting]
        add_user(session, person("olwen", Role.CLINICIAN), cost=CHEAP)
        disable_user(session, "olwen")
    session = practice.recover()
    with session.vault:
        proposed = propose_recovery(session, RecoveryPlan.TWO_OF_THREE)
        renew_recovery(session, proposed)
        known["shares"] = list(proposed.fresh.keys)
    with tarfile.open(FIXTURES / f"{NAME}.tar.gz", "w:gz") as packed:
        for part in ("vault", "heads"):
            packed.add(practice.root / part, arcname=part)
    (FIXTURES / f"{NAME}.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        keep(Path(made))
