"""Recovery sheets as text, in English or Welsh."""

from collections.abc import Sequence
from typing import Final

from desktop.records.recovery import RecoverySheet
from desktop.wording import Language, table

_RULE: Final = "=" * 72


def recovery_sheets(sheets: Sequence[RecoverySheet], language: Language) -> str:
    """Return the sheets that are printed once, when a vault is made or its sheets are renewed.

    The whole text can be given back with ``--recovery-key-file``.
    """
    return "\n\n".join(_sheet(sheet, language) for sheet in sheets)


def _sheet(sheet: RecoverySheet, language: Language) -> str:
    words = table("sheet")["recovery"][language.value]
    needed, facts = sheet.plan.threshold, {"index": sheet.index, "shares": sheet.plan.shares}
    divided = needed > 1
    title = words["number" if divided else "title"].format(practice=sheet.practice, **facts)
    return "\n".join(
        (
            _RULE,
            title,
            "",
            f"    {sheet.key}",
            "",
            words["vault"].format(vault_id=sheet.vault_id),
            words[f"keep_{needed}" if divided else "keep"].format(**facts),
            words["once"],
            words["lost_shares" if divided else "lost"],
            _RULE,
        )
    )
