"""The database: can it be opened, has it our schema, are its pages whole?"""

from collections.abc import Sequence

from bot.doctor import Ground
from core.doctor import Finding, bad, fine, note
from core.showing import shown
from core.texts import N_, Message
from storage.checkup import Checkup


async def check(ground: Ground) -> Sequence[Finding]:
    """As it was looked at."""
    return tuple(judged(ground.database))


def judged(found: Checkup) -> list[Finding]:
    """What a look at the database comes to."""
    if found.problem:
        file = N_("检查文件和目录的权限；文件已损坏的，移走后用 tingfeng restore 恢复最近的备份")
        server = N_("检查 [storage] url（或 TINGFENG_STORAGE_URL），以及数据库服务是否在运行")
        mend = server if found.folder is None else file
        text = Message(N_("数据库打不开：{problem}"), {"problem": shown(found.problem, 200)})
        return [bad(text, Message(mend))]
    if not found.exists:
        return [fine(N_("数据库还没有，首次 tingfeng run 时建立"))]
    if found.pages != "ok":
        text = Message(N_("数据库文件已损坏：{what}"), {"what": shown(found.pages, 100)})
        return [bad(text, Message(N_("停机，移走这个文件，用 tingfeng restore 恢复最近的备份")))]
    return [_schema(found), *_journal(found)]


def _schema(found: Checkup) -> Finding:
    versions = {"have": found.revision or "—", "want": found.newest}
    if found.revision == found.newest:
        return fine(N_("数据库完好，版本 {want}"), **versions)
    if found.revision is not None and found.revision > found.newest:
        text = N_("数据库版本 {have} 比程序的 {want} 新")
        return bad(Message(text, versions), Message(N_("请升级听风，或换回升级前的备份")))
    mend = N_("tingfeng run 启动时会自动升级；升级前请先备份")
    return note(Message(N_("数据库版本 {have}，程序需要 {want}"), versions), Message(mend))


def _journal(found: Checkup) -> list[Finding]:
    if found.folder is None or found.journal == "wal":
        return []
    text = N_("数据库没有用 WAL 方式（{journal}），读写会互相等待")
    mend = N_("把数据库放在本机磁盘上（不要放网络盘），再启动一次")
    return [note(Message(text, {"journal": found.journal}), Message(mend))]
