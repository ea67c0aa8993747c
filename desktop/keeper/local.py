"""The keeper inside the command's own process: decoders and, where asked, an open vault."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.clock import Clock, SystemClock
from desktop.keeper.decoders import Decoders
from desktop.keeper.private_memory import keep_memory_private
from desktop.keeper.workstation import heads_folder_of
from desktop.records.entry import PassphraseEntry, RecoveryEntry
from desktop.settings import LIMITS
from desktop.workflow.signing_in import SignedIn, sign_in


@contextmanager
def decoders() -> Iterator[Decoders]:
    """Have decoder processes for the length of a block."""
    with Decoders(LIMITS) as pool:
        yield pool


@contextmanager
def at_work(
    folder: Path,
    entry: PassphraseEntry | RecoveryEntry,
    *,
    clock: Clock | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[SignedIn]:
    """Sign one person in for the length of a block, then close the vault and end the decoders.

    From here on this process leaves no core dump.

    Args:
        folder: The vault.
        entry: Who, and what opens their keys.
        clock: Says what time it is; the computer's unless said otherwise.
        pause: Waits for so many seconds, where failures before make this try wait.

    Raises:
        VaultError: As ``workflow.signing_in.sign_in``.
    """
    keep_memory_private()
    with decoders() as pool:
        signed = sign_in(
            folder,
            entry,
            decoding=pool,
            clock=clock or SystemClock(),
            shared=heads_folder_of(folder),
            pause=pause,
        )
        with signed.session.vault:
            yield signed
