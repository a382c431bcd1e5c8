"""Who there is: people, groups and channels of the sandbox, and what stands in their chats."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sandbox.model import Chat, Message, User
from sandbox.world import World


class Cast:
    """Fills a world with people and chats."""

    def __init__(self, world: World) -> None:
        self.world = world

    def add_user(self, user_id: int, name: str, *, username: str = "", note: str = "") -> User:
        """A person, with the still empty private chat; `note` is shown under the name."""
        user = User(id=user_id, name=name, username=username, note=note)
        self.world.users[user_id] = user
        private = Chat(id=user_id, type="private", title=name, username=username, members={user_id: "member"})
        self.world.chats[user_id] = private
        self.world.pulse.fire()
        return user

    def add_group(
        self,
        chat_id: int,
        title: str,
        *,
        members: Iterable[int] = (),
        admins: Iterable[int] = (),
        anonymous: Iterable[int] = (),
        bot: str = "member",
        bot_lacks: Iterable[str] = (),
        topics: Mapping[int, str] | None = None,
        forum: bool = False,
    ) -> Chat:
        """A group (-100… = supergroup). `anonymous` admins write in the group's name; `bot` is the bot's status there.

        The first of `admins` is the creator. `bot_lacks` names rights, such as can_manage_topics, that the bot as an
        administrator was not given. With `forum` or with `topics` {id: name} it is a forum.
        """
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        chat = Chat(id=chat_id, type=kind, title=title, bot_status=bot, topics=dict(topics or {}))
        chat.bot_lacks, chat.forum = frozenset(bot_lacks), forum or bool(topics)
        # a topic's id is that of the message that opened it
        chat.last_id = max([0, *chat.topics])
        named, chat.anonymous = [*admins], {*anonymous}
        chat.members = dict.fromkeys(members, "member")
        chat.members |= dict.fromkeys([*chat.anonymous, *named], "administrator") | dict.fromkeys(named[:1], "creator")
        return self._add(chat)

    def add_channel(self, chat_id: int, title: str, *, username: str = "", bot: str = "administrator") -> Chat:
        """A public channel, which the bot may also call "@username"; everybody reads it."""
        chat = Chat(id=chat_id, type="channel", title=title, username=username, bot_status=bot)
        chat.members = dict.fromkeys(self.world.users, "member")
        return self._add(chat)

    def _add(self, chat: Chat) -> Chat:
        for user_id in chat.members:
            self.world.user(user_id)
        self.world.chats[chat.id] = chat
        self.world.pulse.fire()
        return chat

    def messages(self, chat_id: int, viewer: int | None = None) -> list[Message]:
        """A chat's messages as they stand, oldest first; for a `viewer` outside the chat none."""
        chat = self.world.chat(chat_id)
        if viewer is not None and viewer not in chat.members:
            return []
        return [for_viewer(message, viewer) for message in chat.messages.values()]


def for_viewer(message: Message, viewer: int | None) -> Message:
    """The message as one person sees it: a ForceReply opens the keyboard only of whom it asks."""
    return message if viewer is None else replace(message, force_reply_for=message.force_reply_for & {viewer})
