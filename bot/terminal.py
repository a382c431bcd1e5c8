"""What an operator sees: exit codes, and errors as one line on stderr: what, where, how to mend."""

import errno
import os
import sys

from bot.texts import SOURCE, languages, texts_in
from core.errors import TingfengError
from core.texts import N_, Message, Texts

FINE, FOUND_A_PROBLEM, CALLED_WRONGLY = range(3)
#: what the system says in English
_TROUBLES = {
    errno.ENOENT: N_("没有这个文件"),
    errno.EACCES: N_("没有权限"),
    errno.EPERM: N_("没有权限"),
    errno.EISDIR: N_("这是文件夹"),
    errno.ENOTDIR: N_("路径中有一段不是文件夹"),
    errno.ENOSPC: N_("磁盘已满"),
    errno.EROFS: N_("磁盘只读"),
    errno.EADDRINUSE: N_("已被占用"),
}


def language() -> str:
    """The operator's: TINGFENG_LANGUAGE, Chinese by default or where there is no such catalogue."""
    wanted = os.environ.get("TINGFENG_LANGUAGE", SOURCE)
    return wanted if wanted in languages() else SOURCE


def texts() -> Texts:
    """The operator's words."""
    return texts_in(language())


def why(error: OSError) -> Message:
    """What the system refused, in the operator's language where we know the words."""
    return Message(_TROUBLES.get(error.errno or 0, error.strerror or str(error)))


def asked_in_terminal(text: str) -> str:
    """A line of the operator's; EOFError where nobody answers any more."""
    sys.stdout.write(text)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def say(text: str, **params: object) -> None:
    """A line on stdout."""
    sys.stdout.write(texts()(text, **params) + "\n")


def complain(error: TingfengError | Message, code: int = FOUND_A_PROBLEM) -> int:
    """One line on stderr; returns the exit code."""
    message = error.message if isinstance(error, TingfengError) else error
    sys.stderr.write(" ".join(texts().say(message).splitlines()) + "\n")
    return code
