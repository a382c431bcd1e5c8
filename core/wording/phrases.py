"""The words that draw advice (口径检查, S2), and what makes the same words harmless. Data: Chinese is searched for.

Every expression is made of plain alternatives and short bounded repeats, so that no text takes long.
"""

import re

#: somebody to turn to
CONTACT = re.compile(
    r"咨询|热线|窗口|邮箱|电话|来访|信箱|公众号|[\w.+-]{1,64}@[\w-]{1,64}\.\w"
    r"|(?<!\d)0\d{2,3}[-－ ]?\d{7,8}(?!\d)|(?<!\d)(?:123\d\d|9[56]\d{3})(?!\d)"
    r"|(?<!\d)[48]00[-－ ]?\d{3,4}[-－ ]?\d{3,4}(?!\d)"
)

_DO = (
    "继续|进一步|全力|立即|组织|安排|公布|通报|开展|完成|加快|加强|推进|督促|修复|整改|研究|落实|持续|逐步|依法|严肃"
    "|认真|积极|配合|尽快|尽早|及时|适时|启动|出台|解决|处理|答复|回复|反馈|改造|更换|增设|恢复|退还|发放|发布|对[^方手]"
)
#: what puts it off to some day
VAGUE = re.compile(r"尽快|尽早|早日|不日|择期|适时|择日|近期内?(?=将|会|完成|公布|通报|开展|启动|组织|安排|修复|整改)")
#: what sounds like a promise: 将 and 会 only where something is going to be done
GOING = re.compile(rf"(?<![即已大名必])将(?={_DO})|(?<=[们局院校司方位府门])会(?={_DO})")
#: a day, a span, or a gap that is still to be filled in
DAY = re.compile(
    r"\d{1,2}\s?月|\d{4}[-年/.]|(?<!\d)\d{1,2}[-/]\d{1,2}(?!\d)|(?:\d{1,4}\s?|[一二两三四五六七八九十]{1,3})个?\s?"
    r"(?:工作日|小时|天|日|周|星期|月|分钟|学期|季度)|今[天日晚年]|明[天日年]|后天|本[周月季年]|下[周月季]|月底|年底|年内"
    r"|周[一二三四五六日末]|星期[一二三四五六日天]|＿"
)
SENTENCE = re.compile(r"[^。！？!?；;\n]+")

#: which rule? nobody can look it up
HIDDEN_RULE = re.compile(
    r"(?:根据|按照|依据|依照|按)(?:国家|上级|我[县市区省]|我局)?(?:有关|相关)(?:法律法规|法规|规定|政策|文件|要求|精神)"
)
SET_PHRASES = re.compile(
    r"高度重视|切实|予以|第一时间|全力以赴|举一反三|压实责任|狠抓|务必|齐抓共管|形成合力|统筹推进"
    r"|扎实推进|迅速行动|立行立改|严格落实|层层落实|坚决杜绝|亲自部署|靠前指挥|深刻吸取教训|以此为戒"
    r"|落到实处|确保万无一失|有关部门|有关领导"
)
#: so many of them are a habit, not an accident
PILED = 2

BLAME = re.compile(
    r"当事人自身|自身(?:原因|问题|过错|疏忽)|不听劝阻|不听劝告|咎由自取|别有用心|恶意(?!欠薪)|炒作|无理取闹|无理诉求"
    r"|不明真相|煽动|小题大做|断章取义|素质(?:低|不高)|个别(?:人|网民|群众|居民|家长)|少数(?:人|网民|群众)|刁民|造谣者|蓄意"
)
ABSOLUTE = re.compile(
    r"绝对(?!值)|绝无|绝不|绝没有|完全不存在|完全没有|根本不存在|根本没有|百分之?百|从未|从来没有|从来不|一律|永远|万无一失|毫无"
)
#: what calls something wrong or made up
DENIED = re.compile(
    r"不属实|不实(?:信息|内容|言论|传言|消息|报道)|(?:信息|内容|情况|言论|说法)不实|谣言|纯属虚构|子虚乌有|系编造"
)
#: what calls something looked into, or right; not what is still to be
FOUND = re.compile(
    r"经(?:查实|查(?![实看询阅找验收封处])|核实|调查|核查)(?!后|中|之后|清)|已(?:查明|查实|核实)|查明(?!原因后|后|情况后)"
)
TRUE = re.compile(r"(?<![不是否])(?:基本|完全)属实|(?<![不否全本])属实")
#: doubt before, so that nothing is claimed
DOUBT = re.compile(r"(?:是否|待|正在|尚未|没有|未|如|若|防止|辨别|不信|不传|部分)[\u4e00-\u9fff]{0,6}$")

MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
#: what says that a mobile number is an office's own
SERVICE = re.compile(r"(?:咨询|联系|热线|值班|服务|监督|投诉|举报|报修|受理|办公)[^。！？\n]{0,16}$")
IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}[- ]?(?:19|20)\d{6}[- ]?\d{3}[\dXx](?![\dA-Za-z])")
NAMED = re.compile(r"[\u4e00-\u9fff]{2,4}[（(，,：:\s]{0,2}(?:公民)?身份证(?:号码?)?[:：为是\s]{0,2}\d{3,6}(?!\d{6})")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•.\s]?[A-Z0-9]{5,6}(?![A-Za-z0-9])"
)

MODEST = re.compile(r"感谢|谢谢|致谢|道歉|抱歉|致歉|歉意|对不起|谅解|理解和支持|欢迎.{0,6}监督")
#: who speaks
SPEAKER = re.compile(
    r"[我本](?:局|校|院|县|市|区|镇|乡|街道|委|所|处|站|中心|公司|单位|部|馆|企|厂|队|行|们|社区)"
    r"|[\u4e00-\u9fff]{2}(?:局|委|院|学校|中学|小学|大学|公司|中心|办公室|政府|集团|医院|指挥部|委员会|办事处|管委会|法院)"
)
HARSH = re.compile(
    r"严正(?:声明|警告)|强烈谴责|追究到底|绝不姑息|严惩不贷|后果自负|勿谓言之不预|[!！][\s!！]{0,3}[!！]"
)
GAP = re.compile(r"＿{1,20}|_{2,20}|(?<![A-Za-z0-9])[Xx×]{2,6}(?![A-Za-z0-9])|[某（(]待[填定补][）)]?")
