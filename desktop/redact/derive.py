"""From a sealed original to its obscured copy, in one step; runs in a decoder."""

from desktop.records.redaction import Redaction
from desktop.redact.burn import burn
from desktop.redact.pixels import decode, encode
from desktop.settings import Limits


def derivative(untrusted: bytes | memoryview, redaction: Redaction, *, limits: Limits) -> bytes:
    """Return the bytes of the copy: decoded once, burned, encoded once.

    Args:
        untrusted: The original file.
        redaction: Regions in pixels of the upright picture; may be empty.
        limits: What one file may cost.

    Returns:
        JPEG, PNG or TIFF like the original; JPEG for HEIC. Two originals whose upright pixels
        differ only inside the regions, and whose headers are the same, give the same bytes.

    Raises:
        ImageUnreadableError: The original cannot be decoded.
        RegionInvalidError: A region lies outside the picture.
    """
    picture = decode(untrusted, limits=limits)
    return encode(burn(picture.pixels, redaction), like=picture, redaction=redaction)
