"""Reading the trail of one subject: whatever it happened in."""

from support.practice import CLARE, MONA, Practice

from desktop.records.role import Act
from desktop.workflow.auditing import read_audit
from desktop.workflow.inbox import list_inbox
from desktop.workflow.picturing import open_picture, thumbnails


def test_a_page_of_small_pictures_happened_to_each_of_them(working: Practice) -> None:
    clinician = working.sign_in(CLARE)
    waiting = [one.arrival for one in list_inbox(clinician).waiting if one.patient is None]
    page = tuple(waiting[:2])
    thumbnails(clinician, page, longest_px=64)[1].close()
    open_picture(clinician, page[0], longest_px=64)[1].close()
    clinician.vault.close()

    manager = working.sign_in(MONA)
    seen = {
        subject: [
            line
            for line in read_audit(manager, subject=subject)
            if line.act == Act.VIEW_ARRIVAL.value
        ]
        for subject in waiting[:3]
    }
    manager.vault.close()
    assert [len(lines) for lines in seen.values()] == [2, 1, 0]
    assert seen[page[1]][0].body["subjects"] == list(page)
