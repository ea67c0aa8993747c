"""What the slips of a run came to, said. No Qt here."""

from desktop.records.slip_account import SlipAccount
from desktop.ui.phrase import NOTHING, Words, joined, phrase


def slips_said(account: SlipAccount) -> Words:
    """Return how many slips were recognised, and what was proposed and set aside by them."""
    return joined(
        phrase("inbox.slips_found", count=account.slips) if account.slips else NOTHING,
        phrase("inbox.slips_proposed", count=account.proposed) if account.proposed else NOTHING,
        phrase("inbox.slips_mixed", count=account.mixed) if account.mixed else NOTHING,
        between=" ",
    )
