"""What the first page says of photographs that came in while nobody was signed in. Pure."""

from desktop.records.spool import SpoolNews
from desktop.ui.home.work import Piece
from desktop.ui.phrase import phrase
from desktop.ui.place import SourcesPlace


def of_spool(news: SpoolNews | None) -> tuple[Piece, ...]:
    """Return what waits sealed, and what of it somebody has to look at; nothing where all is well.

    Args:
        news: What is told; None where it is not known yet.
    """
    if news is None:
        return ()
    found: list[Piece] = []
    done = news.absorbed
    wrong = done.set_aside + done.missing + done.foreign
    if wrong:
        found.append(
            Piece(
                icon="triangle-alert",
                title=phrase("home.spool_wrong", count=wrong),
                detail=phrase("home.spool_wrong_detail"),
                place=SourcesPlace(),
                tone="err",
            )
        )
    if news.waiting and not news.busy:
        detail = "home.spooled_left" if news.opens else "home.spooled_detail"
        found.append(
            Piece(
                icon="lock",
                title=phrase("home.spooled", count=news.waiting),
                detail=phrase(detail),
                place=SourcesPlace(),
                tone="warn",
            )
        )
    return tuple(found)
