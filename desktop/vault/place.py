"""Where a vault may lie: on a disk of this computer, and nowhere that copies itself away.

SQLite's write-ahead log needs one host (sqlite.org/wal.html), and a folder that a cloud service
synchronises sends the practice's vault to somebody else (GUIDANCE R-08). A disk that can be pulled
out is lost, stolen and torn in the middle of a write more easily than any other.
"""

import os
from pathlib import Path
from typing import Final

from desktop.errors import PlaceRefusedError
from desktop.vault import disks
from desktop.vault.synchronised import synchronised_folders

_NETWORK: Final = frozenset(
    {"9p", "afs", "ceph", "cifs", "davfs", "fuse.davfs", "fuse.glusterfs", "fuse.rclone"}
    | {"fuse.s3fs", "fuse.sshfs", "glusterfs", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs"}
)
_CLOUD_FOLDERS: Final = ("onedrive", "dropbox", "google drive", "googledrive", "icloud")
_CLOUD_FOLDERS_MORE: Final = ("nextcloud", "owncloud", "pcloud", "box sync", "syncthing")
_CLOUD_MARKS: Final = (".dropbox", ".dropbox.cache", ".owncloudsync.log", ".stfolder")


def _is_cloud_name(name: str) -> bool:
    plain = name.lower()
    return any(
        plain == known or plain.startswith((known + " - ", known + " ("))
        for known in (*_CLOUD_FOLDERS, *_CLOUD_FOLDERS_MORE)
    )


def check_place(folder: Path) -> None:
    """Return only if a vault may lie in ``folder``, which need not exist yet.

    Raises:
        PlaceRefusedError: ``network`` for a shared drive, ``cloud`` for a synchronised folder,
            ``removable`` for a disk that can be pulled out.
    """
    whole = Path(os.path.realpath(folder))
    is_shared = str(whole).startswith(("\\\\", "//")) or disks.is_remote_drive(whole)
    if is_shared or disks.mount_of(whole)[1] in _NETWORK:
        raise PlaceRefusedError("network")
    if any(whole.is_relative_to(one) for one in synchronised_folders()):
        raise PlaceRefusedError("cloud")
    for above in (whole, *whole.parents):
        if _is_cloud_name(above.name) or any((above / mark).exists() for mark in _CLOUD_MARKS):
            raise PlaceRefusedError("cloud")
    if disks.is_removable(whole):
        raise PlaceRefusedError("removable")


def is_fleeting(folder: Path) -> bool:
    """Return whether what lies in ``folder`` is gone when the computer is switched off.

    Not a reason to refuse: a demonstration or a test is rightly kept in memory, and a file system
    in memory neither tears nor copies a vault. Whoever makes one there is told.
    """
    return disks.is_in_memory(Path(os.path.realpath(folder)))
