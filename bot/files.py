"""Files that people sent, fetched from Telegram."""

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from core.attachments import LARGEST, TOO_BIG
from core.errors import FileError
from core.texts import N_


async def fetch(bot: Bot, file_id: str) -> bytes:
    """The bytes of a file. FileError: final where Telegram will never hand it out."""
    try:
        file = await bot.get_file(file_id)
        if (file.file_size or 0) > LARGEST:
            raise FileError(TOO_BIG, final=True)
        return bytes(await file.download_as_bytearray())
    except (BadRequest, InvalidToken) as error:
        # a path that is not there answers like a wrong token
        if isinstance(error, BadRequest) and "too big" in error.message.lower():
            raise FileError(TOO_BIG, final=True) from None
        raise FileError(N_("Telegram 上已经没有这个文件"), final=isinstance(error, BadRequest)) from None
    except TelegramError:
        # its words may carry the address, and with it the token
        raise FileError(N_("暂时取不到文件")) from None
