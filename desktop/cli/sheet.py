"""The recovery sheet as text, in English or Welsh."""

from desktop.wording import Language, table


def recovery_sheet(*, practice: str, vault_id: str, recovery_key: str, language: Language) -> str:
    """Return the sheet that is printed once, when a vault is made."""
    words = table("sheet")["recovery"][language.value]
    rule = "=" * 72
    return "\n".join(
        (
            rule,
            words["title"].format(practice=practice),
            "",
            f"    {recovery_key}",
            "",
            words["vault"].format(vault_id=vault_id),
            words["keep"],
            words["once"],
            words["lost"],
            rule,
        )
    )
