"""What bringing a vault to the newest format did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """What a vault was, what it is, and where the catalogue of before is kept.

    Attributes:
        before: The catalogue's revision when the vault was opened.
        after: And now.
        header_before: Format of ``vault.json`` when the vault was opened.
        header_after: And now.
        kept: Name of the encrypted copy of the old catalogue in the vault; empty if there is none.
        kept_until: When the next start removes it, ISO 8601; empty likewise.
    """

    before: str
    after: str
    header_before: int
    header_after: int
    kept: str = ""
    kept_until: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether anything was brought up to date."""
        return (self.before, self.header_before) != (self.after, self.header_after)
