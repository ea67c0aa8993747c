"""Why something was done, in a person's own words."""

from typing import Final

from desktop.errors import RecordInvalidError
from desktop.records.plain_text import is_plain_lines

LONGEST_REASON: Final = 1000


def check_reason(reason: str) -> None:
    """Return only if a reason is given that can be kept and shown.

    Raises:
        RecordInvalidError: ``reason``.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON or not is_plain_lines(reason):
        raise RecordInvalidError("reason")
