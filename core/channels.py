"""渠道: how a report by hand came to our ears."""

from enum import StrEnum

from core.texts import N_


class Channel(StrEnum):
    """How it came to our ears (渠道)."""

    #: 网上
    LINK = "link"
    #: 来电
    PHONE = "phone"
    #: 来访
    VISIT = "visit"


CHANNEL_LABELS: dict[str, str] = {Channel.LINK: N_("网上"), Channel.PHONE: N_("来电"), Channel.VISIT: N_("来访")}
