"""Opens a vault with a passphrase, recovery key or shares: docs/vault-format.md was enough."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlcipher3 import dbapi2 as sqlcipher

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def context(*parts: object) -> bytes:
    encoded = [str(part).encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def derive(secret: bytes, purpose: str, about: bytes = b"", salt: bytes | None = None) -> bytes:
    info = b"diogel/v1/" + purpose.encode() + b"\0" + about
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


def x_public(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def open_seal(private: bytes, box: bytes, purpose: str, about: bytes) -> bytes:
    public = X25519PublicKey.from_public_bytes(box[:32])
    shared = X25519PrivateKey.from_private_bytes(private).exchange(public)
    key = derive(shared, purpose, about, box[:32] + x_public(private))
    return AESGCM(key).decrypt(box[32:44], box[44:], about)


def digits_of(typed: str) -> str:
    return "".join(typed.lower().translate(str.maketrans("oil", "011", "-")).split())


def times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = a << 1, b >> 1
        a ^= (1 << 128 | 0x87) if a >> 128 else 0
    return product


def inverse(a: int) -> int:
    found = 1
    for _ in range(127):
        a = times(a, a)
        found = times(found, a)
    return found


def secret_of(shares: tuple[str, ...]) -> bytes:
    points = []
    for digits in map(digits_of, shares):
        numbers = [ALPHABET.index(digit) for digit in digits]
        whole = sum(number << 5 * place for place, number in enumerate(reversed(numbers[:30])))
        assert whole % 1021 == numbers[30] * 32 + numbers[31]
        points.append((numbers[0], whole & (1 << 128) - 1))
    secret = 0
    for index, part in points:
        for other in {index for index, _ in points} - {index}:
            part = times(part, times(other, inverse(index ^ other)))  # noqa: PLW2901
        secret ^= part
    return secret.to_bytes(16, "big")


class Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.head: dict[str, Any] = json.loads((folder / "vault.json").read_bytes())
        self.vault = self.head["vault_id"]
        root = b"diogel/vault/v1\0" + base64.b64decode(self.head["root_public"])
        assert self.vault == "v-" + hashlib.sha256(root).hexdigest()[:32]
        self.publics = {(d["domain"], d["epoch"]): d["public"] for d in self.head["domains"]}
        self.privates: dict[tuple[str, int], bytes] = {}

    def unlock(self, name: str, passphrase: str) -> None:
        people = {one["certificate"]["name"]: one for one in self.head["people"]}
        certificate, slot = people[name]["certificate"], people[name]["slot"]
        kdf, user = slot["kdf"], certificate["user_id"]
        stretched = Argon2id(
            salt=bytes.fromhex(kdf["salt"]), length=32, iterations=kdf["passes"],
            lanes=kdf["lanes"], memory_cost=kdf["memory_kib"],
        ).derive(passphrase.encode())  # fmt: skip
        about = context(self.vault, user, slot.get("role") or certificate["role"])
        key, box = derive(stretched, "user slot"), base64.b64decode(slot["box"])
        content = json.loads(AESGCM(key).decrypt(box[:12], box[12:], about))
        assert content["root"] == self.head["root_public"]
        self.grants(user, base64.b64decode(content["exchange"]))

    def recover(self, *sheets: str) -> None:
        alone = digits_of(sheets[0])[:26].encode()
        secret = secret_of(sheets) if len(sheets) > 1 else alone
        slot = self.head["recovery"]
        key = derive(secret, "recovery slot", salt=bytes.fromhex(slot["salt"]))
        box = base64.b64decode(slot["box"])
        content = AESGCM(key).decrypt(box[:12], box[12:], self.vault.encode())
        self.grants("recovery", content[32:])

    def grants(self, user: str, exchange: bytes) -> None:
        for grant in self.head["grants"]:
            domain, epoch = place = grant["domain"], grant["epoch"]
            if grant["grantee"] == user:
                about = context(self.vault, user, domain, epoch)
                private = open_seal(exchange, base64.b64decode(grant["box"]), "grant", about)
                assert x_public(private) == base64.b64decode(self.publics[place])
                self.privates[place] = private
        mac = derive(self.key("catalogue")[0], "header mac", canonical({**self.head, "mac": ""}))
        assert mac == base64.b64decode(self.head["mac"])

    def key(self, domain: str) -> tuple[bytes, int]:
        newest = max(epoch for named, epoch in self.publics if named == domain)
        return self.privates[domain, newest], newest

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        raw = derive(self.key("catalogue")[0], "sqlcipher").hex() + self.head["catalogue_salt"]
        connection = sqlcipher.connect(str(self.folder / "catalogue.db"))
        connection.execute(f"PRAGMA key=\"x'{raw}'\"")
        return list(connection.execute(query))

    def unseal(self, domain: str, box: bytes, *place: object, epoch: int = 0) -> bytes:
        epoch = epoch or self.key(domain)[1]
        about = context(self.vault, domain, epoch, *place)
        return open_seal(self.privates[domain, epoch], box, "domain seal", about)

    def object(self, object_id: str) -> bytes:
        query = "SELECT id, domain, epoch, key_sealed, sha256_plain FROM sealed_object"
        _, domain, epoch, box, sha256 = next(r for r in self.rows(query) if r[0] == object_id)
        key = self.unseal(domain, box, "object key", object_id, epoch=epoch)
        data = (self.folder / "objects" / object_id[:2] / object_id).read_bytes()
        head, size, plain = data[:48], (1 << data[6]) + 16, b""
        for number, at in enumerate(range(48, len(data), size)):
            nonce = head[24:31] + number.to_bytes(4, "big") + bytes((at + size >= len(data),))
            plain += AESGCM(key).decrypt(nonce, data[at : at + size], head + self.vault.encode())
        content = plain[8:][: int.from_bytes(plain[:8], "big")]
        assert hashlib.sha256(content).hexdigest() == sha256
        return content
