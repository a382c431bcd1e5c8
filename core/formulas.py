"""What tells little of which matter a complaint is about: formulas of complaint (套话), and whom it concerns."""

from ahocorasick_rs import AhoCorasick, MatchKind

#: in the comparing form
_FORMULAS = """
投诉 投诉无门 多次投诉 反复投诉 投诉多次 投诉无果 我要投诉 强烈投诉 举报 实名举报 匿名举报 举报无果 曝光 求曝光 反映
多次反映 反映多次 反映无果 反应多次 情况反映 反映情况 反映问题 反映的问题 上访 信访 维权 求助 跪求 在线求助 求解决
求处理 求回复 求回应 求关注 求扩散 求转发 求通报 求真相 求公道 求说法 求助无门 求帮助 讨说法 要说法 给个说法 给说法
没有说法 没个说法 不给说法 给个交代 给个解释 给个答复 给我们一个说法 给大家一个交代 还我公道 讨公道 讨个说法 主持公道
天理何在 还有王法吗 没人管 无人管 没有人管 谁来管 谁来管管 管不管 有人管吗 有没有人管 没人管吗 没人处理 无人处理
没人理 没人理睬 无人问津 不管不问 不闻不问 没人解决 一直没人管 就没人管吗 不作为 乱作为 不理不睬 不管 不处理 不解决
不回应 不回复 置之不理 无动于衷 推诿 互相推诿 推诿扯皮 踢皮球 互相踢皮球 推三阻四 敷衍 敷衍了事 不了了之 拖着不办
石沉大海 杳无音信 没有下文 没有结果 没有回复 没有答复 没有回应 至今未解决 至今没有解决 至今没有结果 迟迟不解决
迟迟未解决 一直没有解决 一直没解决 还没解决 得不到解决 拒不解决 希望 请求 恳请 恳求 强烈要求 要求 建议 呼吁 强烈呼吁
盼回复 盼解决 望解决 望回复 望重视 望处理 敬请 请问 麻烦 拜托 请帮忙 帮帮忙 帮帮我 帮帮我们 请帮帮我们 救救我们
有关部门 相关部门 有关领导 相关领导 上级部门 上级领导 主管部门 职能部门 政府部门 监管部门 有关单位 相关单位 各级领导
领导 部门 各位领导 尊敬的领导 领导您好 您好 你好 重视 引起重视 高度重视 关注 引起关注 予以关注 予以重视 介入 介入调查
调查 彻查 严查 查处 查一查 查查 管管 管一管 整治 整改 督促 监督 核实 核查 处理 尽快处理 妥善处理 解决 尽快解决
早日解决 解决问题 及时解决 协调解决 予以解决 回复 答复 回应 正面回应 尽快回复 给予答复 给予回复 反馈 处理结果 处理一下
解决一下 关注一下 管一下 尽快 谢谢 感谢 多谢 万分感谢 十分感谢 非常感谢 谢谢领导 扩散 转发 帮转 帮忙转发 大家转发
请转发 转起来 帮扩 帮忙扩散 求扩 大家评评理 评评理 网友 市民 群众 老百姓 百姓 广大群众 忍无可忍 无法忍受 实在受不了
受不了 太过分了 太过分 气愤 愤怒 寒心 心寒 无语 崩溃 无奈 太黑了 太坑了 无法无天 胡作非为 良心何在 怎么回事
到底怎么回事 什么情况 为什么 凭什么 问题 情况 事情 现在 目前 至今 一直 已经 多次 无果 严重 严重影响 影响
"""
#: who or when it may be in any matter: a school has pupils whatever happens in it
_ROLES = """
孩子 小孩 学生 同学 老师 教师 班主任 校长 家长 学校 校方 班级 年级 老人 老人家 妈妈 爸爸 父母 父亲 母亲 女儿 儿子 儿童
女子 男子 女士 先生 大妈 大爷 小伙 姑娘 医生 护士 大夫 患者 病人 病患 家属 院方 医院 科室 业主 物业 物业公司 住户 租户
居民 村民 村干部 书记 邻居 小区 楼上 楼下 社区 居委会 村委会 街道办 开发商 施工方 施工队 民警 警察 警方 交警 城管
协管员 保安 工作人员 办事员 职工 员工 工人 农民工 老板 司机 乘客 旅客 游客 顾客 客户 消费者 商家 店家 店主 商户 摊贩
公司 单位 企业 机构 负责人 当事人 受害人 受害者 男生 女生 人员 大家 我们 我家 他们 她们 你们 自己 家里 家人 有人 别人
本人 一名 一位 两名 一个 一家 附近 门口 里面 旁边 这里 那里 这个 那个 昨天 今天 前天 昨晚 早上 上午 下午 中午 晚上
凌晨 每天 最近 近日 日前
"""
#: what is left of the weight of a role
_LESS = 0.2
_KEPT = dict.fromkeys(_ROLES.split(), _LESS) | dict.fromkeys(_FORMULAS.split(), 0.0)
_FINDER = AhoCorasick(sorted(set(_FORMULAS.split())), matchkind=MatchKind.LeftmostLongest)


def telling(word: str) -> float:
    """How much of its weight a word keeps among those of a matter."""
    return _KEPT.get(word, 1.0)


def without_formulas(text: str) -> str:
    """A text in the comparing form, a line's end in place of each formula so that nothing grows together across it."""
    kept, at = [], 0
    for _, start, end in _FINDER.find_matches_as_indexes(text):
        kept.append(text[at:start])
        at = end
    return "\n".join((*kept, text[at:]))
