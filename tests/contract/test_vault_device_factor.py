"""A second factor in the computer: sealed by a TPM, kept outside the vault, given back by it alone.

The TPM is a real one in software (swtpm), reached by the tools that the program uses.
"""

import base64
import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.tpm import environment, need_tpm, software_tpm

from desktop.errors import DeviceFactorError
from desktop.ids import UserId, VaultId
from desktop.vault.device_dpapi import Dpapi
from desktop.vault.device_factor import FACTOR_BYTES, FactorStore, factors_folder
from desktop.vault.device_tpm import TCTI, Tpm

VAULT, CLARE = VaultId("v-1"), UserId("u-clare")


@pytest.fixture
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose path is short enough for a socket."""
    return tmp_path_factory.mktemp("t")


@pytest.fixture
def tpm(short: Path) -> Iterator[Tpm]:
    with software_tpm(short / "a") as tcti:
        yield Tpm(environment(tcti))


def refused(reason: str):
    return pytest.raises(DeviceFactorError, match=f"device_factor: {reason}")


def test_a_factor_comes_back_from_the_same_tpm(tpm: Tpm, tmp_path: Path) -> None:
    store = FactorStore(tmp_path / "factors", (tpm,))
    made = [store.make(VAULT, CLARE) for _ in range(3)]
    assert {len(one.secret) for one in made} == {FACTOR_BYTES}
    assert len({one.secret for one in made}) == 3
    again = FactorStore(tmp_path / "factors", (tpm,))
    for one in made:
        assert again.secret(one.factor_id) == one.secret


def test_another_tpm_does_not_give_it_back(tpm: Tpm, short: Path, tmp_path: Path) -> None:
    made = FactorStore(tmp_path / "factors", (tpm,)).make(VAULT, CLARE)
    with software_tpm(short / "b") as tcti:
        other = Tpm(environment(tcti))
        assert other.is_there()
        with refused("broken"):
            FactorStore(tmp_path / "factors", (other,)).secret(made.factor_id)
    assert FactorStore(tmp_path / "factors", (tpm,)).secret(made.factor_id) == made.secret


def test_what_is_kept_is_sealed_and_this_users_alone(tpm: Tpm, tmp_path: Path) -> None:
    folder = tmp_path / "factors"
    made = FactorStore(folder, (tpm,)).make(VAULT, CLARE)
    (path,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = json.loads(path.read_bytes())
    whole = path.read_bytes() + b"".join(base64.b64decode(d) for d in kept["sealed"].values())
    assert made.secret not in whole
    assert made.secret.hex().encode() not in whole
    assert (kept["vault"], kept["user"], kept["provider"]) == (VAULT, CLARE, "tpm2")


def test_a_sealed_form_that_was_altered_gives_nothing(tpm: Tpm, tmp_path: Path) -> None:
    folder = tmp_path / "factors"
    made = FactorStore(folder, (tpm,)).make(VAULT, CLARE)
    path = folder / f"{made.factor_id}.json"
    whole = json.loads(path.read_bytes())
    private = bytearray(base64.b64decode(whole["sealed"]["private"]))
    for at in (0, len(private) // 2, len(private) - 1):
        bent = bytearray(private)
        bent[at] ^= 1
        sealed = {**whole["sealed"], "private": base64.b64encode(bent).decode()}
        path.write_text(json.dumps({**whole, "sealed": sealed}))
        with refused("broken"):
            FactorStore(folder, (tpm,)).secret(made.factor_id)
    for torn in (b"", b"{", b"[]", b'{"provider": "tpm2"}', b'{"provider": 1, "sealed": 2}'):
        path.write_bytes(torn)
        with refused("broken"):
            FactorStore(folder, (tpm,)).secret(made.factor_id)


def test_the_secret_is_in_no_argument_environment_or_file(
    short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each tool is watched as it is started, and every anonymous file is read when it ends."""
    seen: list[bytes] = []
    real = subprocess.run

    def watched(line, **options):
        seen.append(repr((line, options.get("env"))).encode())
        done = real(line, **options)
        files = options.get("pass_fds", ())
        seen.extend(Path(f"/proc/self/fd/{file}").read_bytes() for file in files)
        return done

    with software_tpm(short / "a") as tcti:
        monkeypatch.setattr("desktop.vault.device_tpm.subprocess.run", watched)
        store = FactorStore(tmp_path / "factors", (Tpm(environment(tcti)),))
        made = store.make(VAULT, CLARE)
        assert store.secret(made.factor_id) == made.secret
    assert len(seen) > 10
    for bytes_seen in seen:
        assert made.secret not in bytes_seen
        assert made.secret.hex().encode() not in bytes_seen


def test_the_tpm_is_left_as_it_was(tpm: Tpm, tmp_path: Path) -> None:
    """More factors than a TPM holds at once: nothing stays loaded, nothing is stored in it."""
    store = FactorStore(tmp_path / "factors", (tpm,))
    made = [store.make(VAULT, CLARE) for _ in range(5)]
    assert [store.secret(one.factor_id) for one in made] == [one.secret for one in made]


def test_a_tpm_that_is_gone_is_said_so(short: Path, tmp_path: Path) -> None:
    with software_tpm(short / "a") as tcti:
        store = FactorStore(tmp_path / "factors", (Tpm(environment(tcti)),))
        made = store.make(VAULT, CLARE)
    with pytest.raises(DeviceFactorError) as gone:
        store.secret(made.factor_id)
    assert gone.value.reason in {"nothing", "broken"}


def test_a_factor_of_another_computer_is_elsewhere(tmp_path: Path) -> None:
    store = FactorStore(tmp_path / "factors", (Tpm({TCTI: "device:/nowhere"}),))
    for unknown in ("f-0000000000000000", "", "f-", "../f-1", "f-/etc/passwd", "f-\0"):
        with refused("elsewhere"):
            store.secret(unknown)


def test_a_computer_with_neither_binds_nothing(tmp_path: Path) -> None:
    store = FactorStore(tmp_path / "factors", (Tpm({TCTI: "device:/nowhere"}), Dpapi()))
    assert sys.platform == "win32" or not store.can_bind()
    with refused("nothing"):
        FactorStore(tmp_path / "factors", (Tpm({TCTI: "device:/nowhere"}),)).make(VAULT, CLARE)
    assert not (tmp_path / "factors").exists()


@pytest.mark.parametrize(
    "tcti",
    [
        "mssim:host=localhost,port=2321",
        "mssim",
        "swtpm:host=10.0.0.1,port=2321",
        "swtpm",
        "cmd:nc 10.0.0.1 2321",
        "tabrmd",
        "libtss2-tcti-mssim.so",
    ],
)
def test_a_tpm_across_a_network_is_none(tcti: str) -> None:
    assert not Tpm({TCTI: tcti, "PATH": "/usr/bin:/bin"}).is_there()


def test_without_the_tools_there_is_none(short: Path) -> None:
    need_tpm()
    with software_tpm(short / "a") as tcti:
        assert Tpm(environment(tcti)).is_there()
        assert not Tpm({TCTI: tcti, "PATH": str(short)}).is_there()


def test_factors_lie_in_the_state_folder_and_not_in_a_vault(own_home: Path) -> None:
    assert own_home in factors_folder().parents
    assert factors_folder().parts[-2:] == ("diogel", "factors")
