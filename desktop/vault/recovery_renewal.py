"""New recovery sheets in place of the present ones: the header's side. Nothing is written here."""

from dataclasses import replace

from desktop.errors import KeyMissingError
from desktop.records.role import Domain
from desktop.vault import crypto
from desktop.vault.admission import Unlocked, with_grant, with_mac, with_recovery
from desktop.vault.header import Header
from desktop.vault.keys import RECOVERY_USER, Identity
from desktop.vault.recovery_slot import NewRecovery


def check_root(header: Header, who: Unlocked) -> None:
    """Return only if somebody signs as the root, as recovery alone does.

    Raises:
        KeyMissingError: They do not.
    """
    if who.identity.signing_public != header.root_public:
        raise KeyMissingError(domain=RECOVERY_USER)


def with_new_recovery(
    header: Header, fresh: NewRecovery, *, by: Unlocked
) -> tuple[Header, Identity]:
    """Return ``header`` with another recovery secret, and the keys that recovery has from then on.

    The root stays, since the vault's identifier is its hash: a copy of the vault that was made
    before opens with the sheets of before, for ever. The exchange key is new, so that what is
    granted from now on does not open with that copy.

    Args:
        header: In force.
        fresh: The new secret, whose sheets are in people's hands already.
        by: Recovery itself, with every key.

    Raises:
        KeyMissingError: It is somebody else.
    """
    check_root(header, by)
    root, exchange = by.identity.signing_private, crypto.new_exchange_key()
    header = with_recovery(header, root, exchange, fresh)
    others = tuple(grant for grant in header.grants if grant.grantee != RECOVERY_USER)
    header = replace(header, grants=others)
    for domain, private in sorted(by.ring.privates.items(), key=lambda held: held[0].value):
        header = with_grant(header, RECOVERY_USER, domain, private, signer=by.signer)
    identity = Identity(exchange_private=exchange, signing_private=root)
    return with_mac(header, by.ring.private(Domain.CATALOGUE)), identity
