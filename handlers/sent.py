"""What a written message holds beside its words: a photo or file, the first web address."""

from telegram import Message as Written
from telegram import MessageEntity

from core.arrivals import first_url, plain_url
from core.attachments import Attachment
from core.showing import clean, clip

#: characters kept of a file's name, and of what stands under it
NAME_LIMIT, CAPTION_LIMIT = 120, 500


def file_of(written: Written) -> Attachment | None:
    """The photo, in its largest form, or the document; None where there is neither."""
    caption = clip(clean(written.caption or ""), CAPTION_LIMIT)
    if written.photo:
        photo = written.photo[-1]
        return Attachment(
            kind="photo", name="", file_id=photo.file_id, mime="image/jpeg", caption=caption, size=photo.file_size or 0
        )
    if written.document:
        file = written.document
        name, mime = clip(clean(file.file_name or ""), NAME_LIMIT), clip(clean(file.mime_type or ""), 80)
        return Attachment(
            kind="file", name=name, file_id=file.file_id, mime=mime, caption=caption, size=file.file_size or 0
        )
    return None


def url_of(written: Written) -> str:
    """The first plain web address: behind marked words, else in the text."""
    marked = written.entities or written.caption_entities or ()
    hidden = (plain_url(one.url or "") for one in marked if one.type == MessageEntity.TEXT_LINK)
    return next((url for url in hidden if url), "") or first_url(written.text or written.caption or "")
