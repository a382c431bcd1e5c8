"""What the files bring in at start: rules, people, sources, the roster; and the code that binds the group."""

import logging
from datetime import datetime

from bot.config import Config
from bot.config_values import ConfigError
from bot.terminal import complain
from core.rules import RuleSet
from core.texts import N_, Message
from storage import Store

log = logging.getLogger(__name__)


def load_rules(config: Config) -> RuleSet:
    """The watch rules; nothing starts on half a rule set."""
    return RuleSet.parse(rule_file(config))


def rule_file(config: Config) -> str:
    """The text of the rule file, "" where there is none. ConfigError where it cannot be read."""
    if config.rules.file is None:
        return ""
    try:
        return config.rules.file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        text = N_("规则文件 {file} 读不出来（{error}）；请检查 [rules] file")
        raise ConfigError(text, file=config.rules.file, error=error) from None


async def seed(store: Store, config: Config, now: datetime) -> None:
    """People, departments, the group, the sources and the roster of config.toml, and the rules of their own file."""
    left = await store.seed(
        group=config.telegram.group,
        people=config.members,
        units=config.departments,
        now=now,
        channel=config.channel,
    )
    left += await store.seed_sources(config.sources, now)
    if config.rules.file is not None:
        load_rules(config)
        left += await store.seed_rules(rule_file(config), now)
    if config.roster is not None:
        left += await store.seed_roster(config.roster, now)
    if left:
        log.warning("changed in chat since, the file's entry was left alone: %s", ", ".join(left))


async def offer_code(store: Store, now: datetime) -> None:
    """Without a group nobody hears us: say how to bind one. On the terminal, because a log is read by many."""
    if not (await store.policy()).group:
        text = N_(
            "还没有绑定工作群：请把 @{username} 拉进群，15 分钟内在群里发送 /bind {code}，发送者成为带班领导；"
            "过期后运行 tingfeng bind-code"
        )
        complain(Message(text, {"username": store.username, "code": await store.new_code(now)}))
