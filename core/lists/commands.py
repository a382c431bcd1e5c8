"""The commands (命令) that people can type, for /help and for Telegram's own list."""

from dataclasses import dataclass

from core.texts import N_, Message, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One command: its name without the slash, and what it does."""

    name: str
    about: str
    #: for leads only: told by /help, left out of Telegram's list, which everybody sees
    lead: bool = False


COMMANDS = (
    Spoken(name="open", about=N_("在办清单，可加等级、部门或标题里的词")),
    Spoken(name="my", about=N_("等我处理的")),
    Spoken(name="incident", about=N_("打开一件，例如 /incident 127")),
    Spoken(name="find", about=N_("按词查舆情和签发过的回应，例如 /find 停暖")),
    Spoken(name="similar", about=N_("相似案例和当时的回应，例如 /similar 127，也可回复卡片发送")),
    Spoken(name="analysis", about=N_("事件分析报告，例如 /analysis 127，也可回复卡片发送")),
    Spoken(name="report", about=N_("人工报送，也可以私聊转发帖文给我")),
    Spoken(name="sources", about=N_("监测源状态")),
    Spoken(name="rule", about=N_("监测规则：查看、试算，例如 /rule why 127；带班领导可增加、修改、暂停")),
    Spoken(name="model", about=N_("学习情况：学了多少标记，准不准，最看重哪些字词")),
    Spoken(name="who", about=N_("成员、在办和本周认领件数、联系情况")),
    Spoken(name="dept", about=N_("各部门在办、超时和及时率，例如 /dept 市政科")),
    Spoken(name="week", about=N_("周报、月报、年报的指标，例如 /week 上周、/week 11月")),
    Spoken(name="ledger", about=N_("台账表格，可加时段、等级、状态或部门，例如 /ledger 9月 重大")),
    Spoken(name="duty", about=N_("值班表和换班；带班领导可排班，例如 /duty 11-21 林晓")),
    Spoken(name="undo", about=N_("撤销刚才的操作")),
    Spoken(name="help", about=N_("我能做什么")),
    Spoken(name="member", about=N_("成员管理"), lead=True),
    Spoken(name="source", about=N_("增加、试读、暂停、恢复监测源"), lead=True),
    Spoken(name="doctor", about=N_("体检：令牌、群权限、数据库、每个监测源，有问题的说明怎么改"), lead=True),
    Spoken(name="drill", about=N_("演练：看情景和进度，例如 /drill start rumour 6，随时 /drill stop"), lead=True),
    Spoken(name="bind", about=N_("在部门群里发送 /bind 部门名，绑定该群"), lead=True),
)


def for_everybody(texts: Texts) -> tuple[tuple[str, str], ...]:
    """Name and description of each, as Telegram lists them."""
    return tuple((one.name, texts(one.about)) for one in COMMANDS if not one.lead)


def help_text(texts: Texts, *, lead: bool) -> str:
    """/help."""
    lines = [texts(N_("我能做的："))]
    lines += [_line(one, texts) for one in COMMANDS if not one.lead]
    lines.append(texts(N_("回复卡片：文字记为备注，照片和文件存为证据。私聊里直接发编号，就打开那一件。")))
    if lead:
        lines.append(texts(N_("带班领导还可以：")))
        lines += [_line(one, texts) for one in COMMANDS if one.lead]
    return "\n".join(lines)


def _line(one: Spoken, texts: Texts) -> str:
    return texts(N_("/{name} {about}"), name=one.name, about=Message(one.about))
