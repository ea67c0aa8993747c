"""Where a vault may lie: on a disk of this computer, and nowhere that copies itself away.

SQLite's write-ahead log needs one host (sqlite.org/wal.html), and a folder that a cloud service
synchronises sends the practice's vault to somebody else (GUIDANCE R-08).
"""

import os
from pathlib import Path
from typing import Final

import psutil

from desktop.errors import PlaceRefusedError

_NETWORK: Final = frozenset(
    {"9p", "afs", "ceph", "cifs", "davfs", "fuse.davfs", "fuse.glusterfs", "fuse.rclone"}
    | {"fuse.s3fs", "fuse.sshfs", "glusterfs", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs"}
)
_CLOUD_FOLDERS: Final = ("onedrive", "dropbox", "google drive", "googledrive", "icloud")
_CLOUD_FOLDERS_MORE: Final = ("nextcloud", "owncloud", "pcloud", "box sync", "syncthing")
_CLOUD_MARKS: Final = (".dropbox", ".dropbox.cache", ".owncloudsync.log", ".stfolder")


def _file_system(folder: Path) -> str:
    best, kind = -1, ""
    for mount in psutil.disk_partitions(all=True):
        point = Path(mount.mountpoint)
        if folder.is_relative_to(point) and len(point.parts) > best:
            best, kind = len(point.parts), mount.fstype.lower()
    return kind


def _is_cloud_name(name: str) -> bool:
    plain = name.lower()
    return any(
        plain == known or plain.startswith((known + " - ", known + " ("))
        for known in (*_CLOUD_FOLDERS, *_CLOUD_FOLDERS_MORE)
    )


def check_place(folder: Path) -> None:
    """Return only if a vault may lie in ``folder``, which need not exist yet.

    Raises:
        PlaceRefusedError: ``network`` for a shared drive, ``cloud`` for a synchronised folder.
    """
    whole = Path(os.path.realpath(folder))
    if str(whole).startswith(("\\\\", "//")) or _file_system(whole) in _NETWORK:
        raise PlaceRefusedError("network")
    for above in (whole, *whole.parents):
        if _is_cloud_name(above.name) or any((above / mark).exists() for mark in _CLOUD_MARKS):
            raise PlaceRefusedError("cloud")
