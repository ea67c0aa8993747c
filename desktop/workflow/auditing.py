"""Reading the audit trail, and exporting it so that anybody can verify it."""

from pathlib import Path

from desktop.records.audit_line import AuditLine
from desktop.records.role import Act, Domain
from desktop.share.save import check_destination, save_copy
from desktop.vault import audit, trail
from desktop.vault.audit import Event
from desktop.vault.verify import Report
from desktop.workflow.session import Session


def read_audit(session: Session, *, subject: str = "") -> tuple[AuditLine, ...]:
    """Return the trail in order, all of it or what happened to one subject.

    An entry about several subjects (a page of small pictures) happened to each of them.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
        TamperedError: An entry is not as it was signed.
    """
    session.require(Act.READ_AUDIT, keys=(Domain.GOVERNANCE,))
    names = {str(s.person.user_id): s.person.name for s in session.vault.header.people}
    with session.vault.change() as tx:
        lines = []
        for entry in audit.entries(tx.connection):
            facts = entry.facts
            _, body = audit.open_body(entry, tx.ring)
            if subject and subject not in (facts["subject"], *body.get("subjects", ())):
                continue
            lines.append(
                AuditLine(
                    seq=entry.seq,
                    at=facts["at"],
                    user=facts["user"],
                    name=names.get(facts["user"], facts["user"]),
                    act=facts["act"],
                    subject=facts["subject"],
                    body=body,
                )
            )
        tx.audit(Event(act=Act.READ_AUDIT.value, body={"subject": subject, "lines": len(lines)}))
    return tuple(lines)


def export_audit(session: Session, to: Path) -> Path:
    """Write the whole trail to a file that ``trail.verify_file`` checks without the vault.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
        DestinationRefusedError: Something is there already, or it cannot be written.
    """
    session.require(Act.EXPORT_AUDIT, keys=(Domain.GOVERNANCE,))
    check_destination(to, vault=session.vault.folder)
    with session.vault.change() as tx:
        tx.audit(Event(act=Act.EXPORT_AUDIT.value, body={}))
        data = trail.export(session.vault, tx)
    save_copy(data, to)
    return to


def verify_exported(path: Path) -> tuple[str, Report]:
    """Check an exported trail without any vault; return the vault's identifier and the report.

    Raises:
        DamagedError: The file is not an exported trail.
        VaultMissingError: There is no such file.
    """
    return trail.verify_file(path)
