"""Nothing of a patient lies anywhere in the clear: planted marks are searched for afterwards.

Marks stand in the pixels' file, in file names, patients' names, descriptions and passphrases. An
intake and a filing run in a process of their own, under strace where there is one.
"""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from support.practice import CLARE, Practice, passphrase_of, photograph

TESTS = Path(__file__).resolve().parents[1]
PIXELS = b"CANARYPIXELS7f3a"
MARKS = (
    PIXELS,
    b"CANARYFILENAME",
    b"CANARYFAMILY",
    b"CANARYGIVEN",
    b"CANARYDESCRIPTION",
    b"CANARYSEARCH",
    passphrase_of(CLARE).encode(),
    b"IMG_CANARY",
    b"CANARYNOTE",
    b"CANARYDRAFT",
    b"CANARYSENT",
)
SCRIPT = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from support.practice import BORN, CLARE, ETHEL, Practice, agreed, declared, filing, run_on
    from desktop.records.draft import Draft, Jotted
    from desktop.workflow.attaching import attach
    from desktop.workflow.drafting import keep_draft, open_drafts
    from desktop.workflow.consenting import record_consent
    from desktop.workflow.emptying import receive_folder
    from desktop.workflow.filing import file_image
    from desktop.workflow.inbox import list_inbox, reject_arrivals
    from desktop.workflow.patients import find_patients, import_patients
    from desktop.records.removal import Removal
    from desktop.workflow.viewing import view_image

    practice = Practice(Path(sys.argv[1]))
    session = practice.sign_in(CLARE)
    with session.vault:
        import_patients(
            session,
            b"nhs_number,family_name,given_name,title,date_of_birth,gender\\n"
            b"9990000018,CANARYFAMILY,CANARYGIVEN,Mrs,1945-07-14,female\\n",
        )
        find_patients(session, "CANARYSEARCH")
        consent = record_consent(session, "9990000018", agreed()).value.id
        report = receive_folder(session, run_on(practice.card, removal=Removal.VERIFIED)).value
        assert len(report.arrived) == 3, report
        waiting = list_inbox(session).waiting
        filed = file_image(
            session,
            waiting[0].arrival,
            filing("9990000018", consent, description="CANARYDESCRIPTION"),
        ).value
        view_image(session, filed.image).close()
        jotted = Jotted(description="CANARYDRAFT")
        keep_draft(session, Draft(arrival=waiting[2].arrival, jotted=jotted))
        attached = attach(
            session,
            (practice.root.parent / "elsewhere" / "CANARYSENT.jpg",),
            "9990000018",
            declared(note="CANARYNOTE"),
            second=BORN[ETHEL],
            progress=lambda done, total: None,
            cancelled=lambda: False,
        ).value
        assert [one.outcome for one in attached] == ["attached"], attached
        assert open_drafts(session, (waiting[2].arrival,))
        reject_arrivals(session, (waiting[1].arrival,), "CANARYDESCRIPTION")
    """
)


def _marked(seed: int) -> bytes:
    """Return a photograph that carries the mark as a comment inside the JPEG (ITU-T T.81, COM)."""
    plain = photograph(seed)
    text = PIXELS * 20
    return plain[:2] + b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + plain[2:]


@pytest.fixture
def ran(tmp_path: Path, founded_once: Practice, own_home: Path) -> tuple[Practice, str]:
    """Return the practice after a day's work, and what strace saw, or an empty text."""
    practice = founded_once.copied(tmp_path / "practice")
    for seed in range(3):
        (practice.card / f"IMG_CANARYFILENAME{seed}.JPG").write_bytes(_marked(seed))
    sent = tmp_path / "elsewhere"
    sent.mkdir()
    (sent / "CANARYSENT.jpg").write_bytes(_marked(3))
    trace = tmp_path / "trace"
    strace = shutil.which("strace")
    calls = "trace=open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,mkdir,mkdirat"
    traced = [strace, "-f", "-y", "-o", str(trace), "-e", calls] if strace else []
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = subprocess.run(
        [*traced, sys.executable, "-B", "-c", SCRIPT, str(practice.root)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)]),
            "TMPDIR": str(scratch),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (done.stdout, done.stderr) == ("", "")
    return practice, trace.read_text() if strace else ""


def _hits(folder: Path) -> tuple[int, list[str]]:
    looked, hits = 0, []
    for path in folder.rglob("*"):
        if not path.is_file() or path.is_symlink():
            continue
        looked += 1
        data = path.read_bytes() + os.fsencode(path.name)
        hits += [f"{mark!r} in {path}" for mark in MARKS if mark in data]
        wide = [mark.decode().encode("utf-16-le") for mark in MARKS]
        hits += [f"{mark!r} in {path}" for mark in wide if mark in data]
    return looked, hits


def test_no_mark_is_left_in_vault_home_or_scratch(ran, tmp_path, own_home):
    practice, _ = ran
    assert list(practice.card.iterdir()) == []
    looked, hits = _hits(practice.root)
    assert looked > 8
    assert hits == []
    assert _hits(own_home)[1] == []
    assert list((tmp_path / "scratch").iterdir()) == []


def test_the_search_would_find_a_mark(tmp_path):
    (tmp_path / "IMG_CANARY.txt").write_bytes(PIXELS)
    assert len(_hits(tmp_path)[1]) == 2


def test_nothing_is_written_outside_vault_heads_and_card(ran):
    practice, trace = ran
    if not trace:
        pytest.skip("no strace: writes outside the vault are NOT TESTED")
    written = set()
    for line in trace.splitlines():
        if " = -1 " in line or "<unfinished" in line:
            continue
        opened = re.search(r"\bopen(?:at|at2)?\(", line) or re.search(r"\bcreat\(", line)
        if opened and not re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", line):
            continue
        written |= set(re.findall(r'"(/[^"]*)"', line))
    allowed = (str(practice.root), "/dev/null", "/dev/tty", "/dev/shm/sem.")  # noqa: S108
    outside = sorted(path for path in written if not path.startswith(allowed))
    assert outside == []
    assert any(path.startswith(str(practice.vault)) for path in written)
