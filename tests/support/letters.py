"""Saved e-mails for tests, made with Python's own package."""

from email.message import EmailMessage
from email.policy import SMTP

TEXT = "Annwyl feddyg, dyma lun o fraich Ethel. CANARYTEXT\n"


def letter(*pictures: tuple[str, bytes], subject: str = "Llun") -> EmailMessage:
    """Return a message with text, a document, and pictures under the names that are given."""
    made = EmailMessage(policy=SMTP)
    made["From"] = "Ethel Canary <ethel@example.org>"
    made["To"] = "meddygfa@example.nhs.uk"
    made["Subject"] = subject
    made["Date"] = "Sun, 22 Nov 2026 10:42:00 +0000"
    made.set_content(TEXT)
    for name, data in pictures:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made


def forwarded(inner: EmailMessage, times: int = 1) -> EmailMessage:
    """Return a message within as many others."""
    for at in range(times):
        outer = letter(subject=f"Fw {at}")
        outer.add_attachment(inner)
        inner = outer
    return inner
