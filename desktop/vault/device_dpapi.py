"""Sealing a secret with Windows' own protection of this user's data (DPAPI).

**Untested**: it was written from Microsoft's documentation of ``CryptProtectData`` and has never
run on Windows. Where a domain keeps profiles that roam, or a backup key, the factor is bound to
the user of the domain rather than to one computer.
"""

import sys
from collections.abc import Mapping

from desktop.errors import DeviceFactorError

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _NO_QUESTIONS = 0x1

    class _Blob(ctypes.Structure):
        _fields_ = (("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char)))

    def _protect(data: bytes, *, back: bool) -> bytes:
        given = _Blob(len(data), ctypes.create_string_buffer(data, len(data)))
        made = _Blob()
        function = (
            ctypes.windll.crypt32.CryptUnprotectData
            if back
            else ctypes.windll.crypt32.CryptProtectData
        )
        done = function(
            ctypes.byref(given), None, None, None, None, _NO_QUESTIONS, ctypes.byref(made)
        )
        if not done:
            raise DeviceFactorError("broken")
        try:
            return ctypes.string_at(made.data, made.size)
        finally:
            ctypes.windll.kernel32.LocalFree(made.data)

else:

    def _protect(data: bytes, *, back: bool) -> bytes:
        del data, back
        raise DeviceFactorError("nothing")


class Dpapi:
    """Windows' protection of this user's data on this computer."""

    name = "dpapi"

    def is_there(self) -> bool:
        """Return whether this is Windows."""
        return sys.platform == "win32"

    def seal(self, secret: bytes) -> Mapping[str, bytes]:
        """Return ``secret`` as only this user of this computer gets it back.

        Raises:
            DeviceFactorError: ``broken``: Windows refuses; ``nothing``: this is not Windows.
        """
        return {"blob": _protect(secret, back=False)}

    def unseal(self, sealed: Mapping[str, bytes]) -> bytes:
        """Return the secret in ``sealed``.

        Raises:
            DeviceFactorError: ``broken``: another user or computer; ``nothing``: not Windows.
        """
        return _protect(sealed.get("blob", b""), back=True)
