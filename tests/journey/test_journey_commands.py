"""The whole way by commands: a card, four people, one vault, in real processes."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.demo.pictures import REFUSED, draw_card
from desktop.demo.practice import PATIENTS, STAFF, patient_csv_with_mistakes

WIDTH_PX = 1200
EXIFTOOL = shutil.which("exiftool")
ABSENT = dict.fromkeys(("face", "tattoo", "birthmark", "jewellery", "badge", "text"), "absent")


class Practice:
    """A vault in a folder, and the commands that people run on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = folder / "vault"
        self.card = folder / "card"
        self.people = {person.role.value: person for person in STAFF}
        for person in STAFF:
            (folder / f"{person.sign_in}.txt").write_text(person.passphrase + "\n")

    def run(self, *words: object, by: str = "", status: int = 0) -> subprocess.CompletedProcess:
        line = [sys.executable, "-m", "desktop", *map(str, words)]
        if by:
            person = self.people[by]
            secret = self.folder / f"{person.sign_in}.txt"
            line += ["--user", person.sign_in, "--passphrase-file", str(secret)]
        environment = {
            **os.environ,
            "XDG_STATE_HOME": str(self.folder / "state"),
            "LANG": "C.UTF-8",
        }
        done = subprocess.run(
            line, capture_output=True, text=True, timeout=240, env=environment, check=False
        )
        assert done.returncode == status, (line, done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done

    def ask(self, *words: object, by: str = "", status: int = 0):
        return json.loads(self.run(*words, "--json", by=by, status=status).stdout)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """A founded practice with its people and patients, and a card just out of the camera."""
    made = Practice(tmp_path_factory.mktemp("practice"))
    clinician = made.people["clinician"]
    made.ask(
        "vault", "create", made.vault, "--practice", "Cwm Derw", "--user", clinician.sign_in,
        "--passphrase-file", made.folder / f"{clinician.sign_in}.txt",
    )  # fmt: skip
    for role in ("receptionist", "nurse", "manager"):
        person = made.people[role]
        secret = made.folder / f"{person.sign_in}.txt"
        made.ask("users", "add", made.vault, person.sign_in, "--role", role,
                 "--new-passphrase-file", secret, by="clinician")  # fmt: skip
    listed = made.folder / "patients.csv"
    listed.write_bytes(patient_csv_with_mistakes())
    imported = made.ask("patients", "import", made.vault, listed, by="receptionist")
    assert imported["added"] == len(PATIENTS) - 1
    assert [problem["reason"] for problem in imported["problems"]] == ["check_digit"]
    draw_card(made.card, progress=lambda _done, _total: None, width_px=WIDTH_PX)
    return made


@pytest.fixture(scope="module")
def taken(practice: Practice) -> dict:
    """The card, emptied by the nurse."""
    before = {
        path.relative_to(practice.card).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in practice.card.rglob("*")
        if path.is_file()
    }
    report = practice.ask(
        "intake", practice.vault, "--from", practice.card, "--remove-source", "verified", by="nurse"
    )
    return {"before": before, "report": report}


@pytest.fixture(scope="module")
def filed(practice: Practice, taken: dict) -> dict:
    """The portrait, identified by the nurse, cleared and filed by the clinician."""
    inbox = practice.ask("inbox", practice.vault, by="nurse")
    portrait = next(one for one in inbox if one["file"].endswith("IMG_0010.JPG"))
    patient = PATIENTS[9].nhs_number
    consent = practice.ask("consent", "add", practice.vault, "--patient", patient,
                           "--explained", "all", by="nurse")["consent"]  # fmt: skip
    practice.ask("identify", practice.vault, portrait["arrival"], "--patient", patient,
                 "--second", PATIENTS[9].date_of_birth.isoformat(),
                 "--consent", consent, by="nurse")  # fmt: skip
    proposed = practice.ask("propose", practice.vault, portrait["arrival"], by="clinician")
    redaction = practice.folder / "redaction.json"
    redaction.write_text(
        json.dumps({"regions": proposed["regions"], "decisions": {**ABSENT, "face": "obscured"}})
    )
    done = practice.ask("file", practice.vault, portrait["arrival"], "--patient", patient,
                        "--consent", consent, "--redaction", redaction, "--site", "cheek",
                        "--side", "left", "--view", "locating", "--description", "mole",
                        by="clinician")  # fmt: skip
    return {"done": done, "patient": patient, "consent": consent, "proposed": proposed}


def test_every_file_of_the_card_ends_in_one_list(practice: Practice, taken: dict) -> None:
    report = taken["report"]
    lists = [[one["file"] for one in report[key]] for key in report]
    named = [name for names in lists for name in names]
    assert sorted(named) == sorted(taken["before"])
    assert report["pending"] == []
    assert {Path(one["file"]).name: one["reason"] for one in report["refused"]} == {
        name: refusal.value for name, refusal in REFUSED.items()
    }


def test_what_arrived_is_gone_from_the_card_and_what_was_refused_is_not(
    practice: Practice, taken: dict
) -> None:
    for arrived in taken["report"]["arrived"]:
        assert arrived["sha256"] == taken["before"][arrived["file"]]
        assert arrived["source_removed"]
        assert not (practice.card / arrived["file"]).exists()
    for refused in taken["report"]["refused"]:
        assert (practice.card / refused["file"]).exists()


def test_a_face_is_found_covered_and_gone(practice: Practice, filed: dict) -> None:
    assert any(region["w"] > 0 for region in filed["proposed"]["regions"])
    assert filed["done"]["proof"]["ok"]
    assert filed["done"]["faces_left"] == 0
    out = practice.folder / "copy.jpg"
    practice.ask("images", practice.vault, "--save", filed["done"]["image"], out,
                 "--reason", "advice", by="clinician")  # fmt: skip
    detected = practice.ask("detect", out)[0]
    assert not [face for face in detected["faces"] if face["sure"]]


@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not installed")
def test_the_copy_carries_nothing_of_the_camera(practice: Practice, filed: dict) -> None:
    out = practice.folder / "copy-exif.jpg"
    practice.ask("images", practice.vault, "--save", filed["done"]["image"], out,
                 "--reason", "advice", by="clinician")  # fmt: skip
    told = subprocess.run(
        [str(EXIFTOOL), "-a", "-u", "-G1", "-json", str(out)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    groups = {key.split(":")[0] for key in json.loads(told.stdout)[0] if ":" in key}
    assert groups <= {"ExifTool", "System", "File", "JFIF", "Composite", "ICC_Profile"} | {
        group for group in groups if group.startswith("ICC")
    }
    assert "Warning" not in told.stdout


def test_the_record_shows_site_and_side(practice: Practice, filed: dict) -> None:
    listed = practice.ask("images", practice.vault, "--patient", filed["patient"], by="nurse")
    assert [(one["image"], one["site"], one["side"], one["description"]) for one in listed] == [
        (filed["done"]["image"], "cheek", "left", "mole")
    ]


def test_a_receptionist_sees_no_image_and_the_manager_sees_that_they_asked(
    practice: Practice, filed: dict
) -> None:
    refused = practice.run("images", practice.vault, "--patient", filed["patient"],
                           by="receptionist", status=1)  # fmt: skip
    assert "not_permitted" in refused.stderr
    trail = practice.ask("audit", practice.vault, by="manager")
    asked = [line for line in trail if line["act"] == "refused"]
    assert asked[-1]["details"]["act"] == "list_images"
    assert asked[-1]["user"] == practice.people["receptionist"].sign_in


def test_the_same_card_again_brings_only_duplicates(
    practice: Practice, taken: dict, filed: dict
) -> None:
    again = practice.folder / "again"
    draw_card(again, progress=lambda _done, _total: None, width_px=WIDTH_PX)
    report = practice.ask(
        "intake", practice.vault, "--from", again, "--remove-source", "verified", by="nurse"
    )
    assert report["arrived"] == []
    assert len(report["duplicates"]) == len(taken["report"]["arrived"])
    assert all(one["copy_matches"] and one["source_removed"] for one in report["duplicates"])
    assert {Path(one["file"]).name for one in report["refused"]} == set(REFUSED)


def test_nothing_files_without_consent_or_decisions(practice: Practice, filed: dict) -> None:
    inbox = practice.ask("inbox", practice.vault, by="clinician")
    arrival = next(one["arrival"] for one in inbox if one["state"] == "arrived")
    other = PATIENTS[0].nhs_number
    open_gate = practice.folder / "open.json"
    open_gate.write_text(json.dumps({"regions": [], "decisions": {"face": "absent"}}))
    shut = practice.folder / "shut.json"
    shut.write_text(json.dumps({"regions": [], "decisions": ABSENT}))
    file = ("file", practice.vault, arrival, "--patient")
    for told, words in (
        ("gate_open", (filed["patient"], "--consent", filed["consent"], "--redaction", open_gate)),
        ("unknown_record", (other, "--consent", "c-none", "--redaction", shut)),
        ("wrong_patient", (other, "--consent", filed["consent"], "--redaction", shut)),
    ):
        refused = practice.run(*file, *words, by="clinician", status=1)
        assert told in refused.stderr
    assert arrival in {one["arrival"] for one in practice.ask("inbox", practice.vault, by="nurse")}


def test_a_wrong_passphrase_is_one_sentence(practice: Practice) -> None:
    wrong = practice.folder / "wrong.txt"
    wrong.write_text("not the passphrase")
    told = practice.run("inbox", practice.vault, "--user", "cerys", "--passphrase-file", wrong,
                        status=1)  # fmt: skip
    assert told.stdout == ""
    assert len(told.stderr.strip().splitlines()) == 1
    assert "unlock_failed" in told.stderr


def test_the_trail_verifies_without_the_vault_and_the_vault_is_whole(
    practice: Practice, filed: dict
) -> None:
    exported = practice.folder / "trail.json"
    practice.ask("audit", "export", practice.vault, exported, by="manager")
    assert practice.ask("audit", "verify", exported)["ok"]
    whole = practice.ask("vault", "verify", practice.vault, by="receptionist")
    assert whole["ok"]
    assert whole["problems"] == []


def test_wrong_use_is_status_two(practice: Practice) -> None:
    practice.run("inbox", practice.vault, status=2)
    practice.run("no-such-command", status=2)
    practice.run("--vault", practice.vault, "inbox", status=2)


def test_what_a_patient_sent_is_attached_by_the_front_desk_and_taken_back(
    practice: Practice,
) -> None:
    """With real decoders; the desk adds the patient, attaches, and sees no more of it."""
    sent = practice.folder / "sent"
    draw_card(sent, progress=lambda _done, _total: None, width_px=480)
    whole = sorted(path for path in sent.rglob("IMG_00*.JPG"))[:2]
    letter = sent / "letter.txt"
    letter.write_text("Annwyl feddyg")
    person = practice.ask(
        "patients", "add", practice.vault, "--family-name", "Newydd", "--given-name", "Nest",
        "--born", "1980-02-03", "--gender", "female", by="receptionist",
    )  # fmt: skip
    again = ("patients", "add", practice.vault, "--family-name", "NEWYDD", "--given-name", "nest")
    known = practice.run(*again, "--born", "1980-02-03", by="manager", status=1)
    assert "[patient_known.maybe]" in known.stderr
    to = (
        *("attach", practice.vault, *whole, letter, "--patient", person["id"], "--came", "email"),
        *("--second", "1980-02-03"),
    )
    unsaid = practice.run(*to, "--asked", by="receptionist", status=1)
    assert "[record_invalid.declaration_told]" in unsaid.stderr
    said = (*to, "--asked", "--told", "--note", "it itches")
    done = practice.ask(*said, by="receptionist", status=1)
    assert [(one["outcome"], one["reason"]) for one in done] == [
        ("attached", None),
        ("attached", None),
        ("refused", "not_an_image"),
    ]
    assert all(path.exists() for path in (*whole, letter))
    assert practice.ask(*said, by="receptionist", status=1)[0]["outcome"] == "already"
    waiting = practice.ask("inbox", practice.vault, by="nurse")
    mine = [one for one in waiting if one["patient"] == person["id"]]
    assert [one["state"] for one in mine] == ["identified", "identified"]
    assert {one["origin"] for one in mine} == {"patient"}
    desk = practice.ask("inbox", practice.vault, by="receptionist")
    assert {one["file"] for one in desk} == {None}
    back = ("take-back", practice.vault, mine[0]["arrival"], "--reason", "somebody else")
    practice.run(*back, by="receptionist", status=1)
    assert practice.ask(*back, by="nurse")["state"] == "arrived"
    given = practice.ask("consent", "list", practice.vault, "--patient", person["id"], by="nurse")
    assert [(one["how"], one["given_by"]) for one in given] == [("verbal", "patient")]
    assert practice.ask("vault", "verify", practice.vault, by="manager")["ok"]
