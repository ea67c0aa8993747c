"""What filing costs: burning, proving and sealing a copy, against bare decoding and encoding.

The baseline of the same run is Pillow in this process: the same JPEG decoded whole and encoded
again with its own tables, and nothing else. Burning happens in a decoder that is at work; proving
always in one that is started for it, which decodes both files, compares them outside the regions
and looks for faces again. Sealing is encryption, two flushes, and reading all of it back.
"""

import io
import resource
import tempfile
from pathlib import Path

from PIL import Image

from benchmarks.pictures import SIZES, Work, measure, photograph, told
from desktop.ids import VaultId
from desktop.keeper.decoders import Decoders
from desktop.memory import SealedMemory
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.settings import LIMITS
from desktop.vault.objects import ObjectStore

REDACTION = Redaction(
    regions=(Region.rectangle(500, 400, 900, 700), Region.ellipse(2500, 1200, 600, 800))
)


def decoded_and_encoded(data: bytes) -> Work:
    """Return the baseline."""

    def again() -> None:
        with Image.open(io.BytesIO(data)) as image:  # noqa: TID251 - the baseline
            image.load()
            image.save(io.BytesIO(), "JPEG", quality="keep")

    return again


class Filing:
    """The parts of filing one photograph.

    Args:
        decoders: Where it is burned and proven.
        store: Where the copy is sealed.
        original: The photograph.
    """

    def __init__(self, decoders: Decoders, store: ObjectStore, original: SealedMemory) -> None:
        self._decoders, self._store, self._original = decoders, store, original
        self._copy = decoders.burn(original, REDACTION, fresh=False)

    def burn(self) -> None:
        """Burn a copy."""
        self._decoders.burn(self._original, REDACTION, fresh=False).close()

    def prove(self) -> None:
        """Prove one."""
        proof = self._decoders.prove(self._original, self._copy, REDACTION)
        assert proof.ok, proof

    def seal(self) -> None:
        """Seal one, and have it read back."""
        stored = self._store.put((self._copy.read(),), size_bytes=self._copy.size)
        self._store.remove(stored.object_id)

    def whole(self) -> None:
        """Do all three."""
        self.burn()
        self.prove()
        self.seal()

    def close(self) -> None:
        """Let go of the copy."""
        self._copy.close()


def main() -> None:
    """Measure and print."""
    for label, size_px in SIZES.items():
        data = photograph(size_px, orientation=1)
        with (
            tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as place,
            Decoders(LIMITS) as decoders,
            SealedMemory.from_bytes(data) as sealed,
        ):
            filing = Filing(decoders, _store(Path(place)), sealed)
            works = {
                "decode, encode": decoded_and_encoded(data),
                "burn": filing.burn,
                "prove": filing.prove,
                "seal": filing.seal,
                "all three": filing.whole,
            }
            found = measure(works)
            filing.close()
        print(f"{label}, {len(data) / 1e6:.1f} MB")
        for name, one in found.items():
            print(told(name, one, found["decode, encode"]))
        print(f"most memory of a decoder: {_most_mb()} MB")


def _store(place: Path) -> ObjectStore:
    store = ObjectStore(place, VaultId("ab" * 16))
    store.create()
    return store


def _most_mb() -> int:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


if __name__ == "__main__":
    main()
