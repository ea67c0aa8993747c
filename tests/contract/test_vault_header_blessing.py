"""Nobody can bless an old header by an audit entry of their own."""

import shutil
from pathlib import Path

import pytest
from support.practice import CHEAP, Practice, person

from desktop.errors import TamperedError
from desktop.records.role import Domain, Role
from desktop.vault import header
from desktop.vault.audit import Event
from desktop.vault.header_record import FIRST_SEEN, binding_of_header
from desktop.workflow.users import add_user


def test_a_receptionist_cannot_put_the_founders_grant_back(tmp_path: Path) -> None:
    practice = Practice.founded(tmp_path / "p")
    with (session := practice.as_role(Role.CLINICIAN)).vault:
        add_user(session, person("desg", Role.RECEPTIONIST), cost=CHEAP)
    old = header.read(practice.vault)
    kept = shutil.copy(practice.vault / header.FILE_NAME, tmp_path / "old.json")
    with (session := practice.as_role(Role.CLINICIAN)).vault:
        assert session.vault.ring.holds(Domain.GOVERNANCE)
        add_user(session, person("megan", Role.MANAGER), cost=CHEAP)
    with (session := practice.sign_in("desg")).vault, session.vault.change() as tx:
        tx.audit(Event(act=FIRST_SEEN, binding=binding_of_header(old), body={}))
    for name in (header.FILE_NAME, header.FILE_NAME + ".bak"):
        shutil.copy(kept, practice.vault / name)
    with pytest.raises(TamperedError, match="header_rolled_back"):
        practice.as_role(Role.CLINICIAN)
