"""The columns of the ledger, in the order of the paper ones: name, width, what it says."""

from dataclasses import dataclass
from enum import StrEnum

from core.texts import N_


class Kind(StrEnum):
    """What a cell of the column is."""

    #: 文字
    TEXT = "text"
    #: 编号
    NUMBER = "number"
    #: 时刻
    MOMENT = "moment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; `width` in characters of the usual font, `about` explains it on the second sheet."""

    name: str
    about: str
    kind: Kind = Kind.TEXT
    width: int = 12


COLUMNS = (
    Column(name=N_("编号"), about=N_("事件编号，与群里卡片上的一致"), kind=Kind.NUMBER, width=8),
    Column(name=N_("发现时间"), about=N_("系统发现或人工报送的时间"), kind=Kind.MOMENT, width=17),
    Column(name=N_("来源"), about=N_("最早的帖文出自哪个平台、哪个监测源；人工报送的写明渠道"), width=18),
    Column(name=N_("标题"), about=N_("舆情标题"), width=36),
    Column(name=N_("链接"), about=N_("原帖网址，为文字，不会自动打开"), width=28),
    Column(name=N_("等级"), about=N_("一般、较大、重大、特别重大"), width=10),
    Column(name=N_("分类"), about=N_("咨询诉求、炒作、不实信息、建设性意见；未分类的留空"), width=12),
    Column(name=N_("核实结论"), about=N_("属实、部分属实、不实、无法核实；待核实即尚无结论"), width=11),
    Column(name=N_("承办部门"), about=N_("最近一次交办的部门"), width=14),
    Column(name=N_("认领人"), about=N_("现在的负责人"), width=10),
    Column(name=N_("上报时间"), about=N_("第一次向上级报告的时间"), kind=Kind.MOMENT, width=17),
    Column(name=N_("首次回应"), about=N_("第一次公开发布回应的时间"), kind=Kind.MOMENT, width=17),
    Column(name=N_("发布链接"), about=N_("所有已发布回应的网址，一行一个"), width=28),
    Column(name=N_("办结时间"), about=N_("最近一次办结的时间；没有办结的留空"), kind=Kind.MOMENT, width=17),
    Column(
        name=N_("是否超时"),
        about=N_("「否」，或写明哪些时限超时；起算时已过期的另行注明，暂停、免于计时和已作废的不算"),
        width=22,
    ),
    Column(name=N_("结果"), about=N_("办结结果、无效原因、并入或转往何处；在办的写现在的状态"), width=28),
    Column(name=N_("整改承诺"), about=N_("承诺事项、期限和是否兑现，一行一项"), width=28),
    Column(name=N_("备注"), about=N_("特批签发、单人签发、无需回应的理由、延期、重开次数、并入的事件"), width=28),
)
