"""Albums: several pictures sent as one, which arrive as one message each and are answered once."""

from sqlalchemy import select

from handlers.context import Context
from models import AnsweredAlbum


async def is_first(context: Context, album: str | None) -> bool:
    """Whether this is no part of an album that was answered in this private chat; from now on its album is."""
    if not album:
        return True
    known = (AnsweredAlbum.chat_id == context.person_id) & (AnsweredAlbum.media_group_id == album)
    if await context.session.scalar(select(AnsweredAlbum.answered_at).where(known)):
        return False
    context.session.add(AnsweredAlbum(chat_id=context.person_id, media_group_id=album, answered_at=context.now))
    await context.session.flush()
    return True
