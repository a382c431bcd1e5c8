"""Every exception of ours hangs under one root:

TingfengError          has words for a person: `.say(texts)`
├── Refused            an act that is not allowed now (core.workflow)
├── InputError         what somebody wrote cannot be used: what, where, how to mend
│   ├── RuleError      a watch rule, with line and column (core.rules)
│   └── ConfigError    config.toml (bot.config)
├── SourceError        a public source could not be read (jobs.sources)
├── FileError          a file that somebody sent could not be fetched (jobs.evidence)
└── StoreError         the database cannot be used (storage)
"""

from core.texts import Message, Texts

#: how our transport begins when it knows that a request never left
NOT_SENT = "connection failed"


class TingfengError(Exception):
    """The root. Carries a catalogue sentence, not a finished string: it is said in the reader's language."""

    def __init__(self, text: str, /, **params: object) -> None:
        self.message = Message(text, params)
        super().__init__(self.message.plain())

    def say(self, texts: Texts) -> str:
        """The sentence in the reader's language, plain text (not HTML)."""
        return texts.say(self.message)


class InputError(TingfengError):
    """What somebody wrote cannot be used. The sentence says what, where and how to mend it."""


class SourceError(TingfengError):
    """A public source could not be read; `retry_after` is in seconds where the far end named one."""

    def __init__(self, text: str, /, *, retry_after: float | None = None, **params: object) -> None:
        super().__init__(text, **params)
        self.retry_after = retry_after


class FileError(TingfengError):
    """A file that somebody sent could not be fetched; `final`: trying again is no use."""

    def __init__(self, text: str, /, *, final: bool = False, **params: object) -> None:
        super().__init__(text, **params)
        self.final = final


class StoreError(TingfengError):
    """The database cannot be used as it is."""
