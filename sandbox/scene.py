"""A scene: the people, the group and a day's posts of a sample town, read from `scenes/<name>/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.model import Chat
    from sandbox.server import Sandbox

SCENES = Path(__file__).parent / "scenes"
SITES = ("forum", "news", "weibo")
#: sites that are no plain feed: a message board, an app, a notice board that breaks, a feed that moves
MORE_SITES = ("liuyan", "app", "shequ", "tv")


@dataclass(frozen=True, slots=True, kw_only=True)
class TownPost:
    """One post to come. `at` is seconds after the town's start; counts are what it grows to; `gone_at` deletes it.

    From `edited_at` on its page alone also says `edited`; from `walled_at` on the page asks visitors to log in.
    """

    id: str
    site: str
    at: float
    author: str
    text: str
    title: str = ""
    board: str = ""
    reposts: int = 0
    comments: int = 0
    likes: int = 0
    gone_at: float | None = None
    edited_at: float | None = None
    edited: str = ""
    walled_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hot:
    """One line of the hot list, which leads to a post of the town and is as hot as that."""

    id: str
    title: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One more group beside the team's own: who is in it, and which of them is its admin."""

    id: int
    title: str
    people: list[int]
    admin: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A public channel that everybody reads; the bot does not, unless it is the organisation's own."""

    id: int
    title: str
    username: str
    posts: list[str]
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody to tap as. `admin` of the group; `note` is the role shown under the name."""

    id: int
    name: str
    username: str = ""
    note: str = ""
    admin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything of one sample town; `posts` of SITES and `more` of MORE_SITES in order of appearance."""

    directory: Path
    title: str
    #: site → the name it shows
    sites: Mapping[str, str]
    group_id: int
    group_title: str
    groups: tuple[Group, ...]
    channels: tuple[Channel, ...]
    people: tuple[Person, ...]
    posts: tuple[TownPost, ...]
    more: tuple[TownPost, ...]
    hot: tuple[Hot, ...]

    def config(self, *, base: str, directory: str, interval: str = "60s") -> str:
        """The bot's config.toml for this scene; `base` is the sandbox's url, `directory` holds database and rules."""
        files = ("config.toml", "sources_more.toml")
        text = "".join((self.directory / file).read_text(encoding="utf-8") for file in files)
        for name, value in (("{base}", base), ("{dir}", directory), ("{interval}", interval)):
            text = text.replace(name, value)
        return text

    @property
    def rules(self) -> str:
        """The text of watch.rules."""
        return (self.directory / "watch.rules").read_text(encoding="utf-8")


def load_scene(name: str) -> Scene:
    """Read `scenes/<name>/`; FileNotFoundError for a scene that is not there."""
    directory = SCENES / name
    about = _toml(directory / "scene.toml")
    return Scene(
        directory=directory,
        title=about["title"],
        sites=about["sites"],
        group_id=about["group"]["id"],
        group_title=about["group"]["title"],
        groups=tuple(Group(**group) for group in about.get("groups", ())),
        channels=tuple(Channel(**channel) for channel in about.get("channels", ())),
        people=tuple(Person(**person) for person in about["people"]),
        posts=_posts(directory, SITES),
        more=_posts(directory, MORE_SITES),
        hot=tuple(Hot(**line) for line in _toml(directory / "hot.toml")["hot"]),
    )


def _posts(directory: Path, sites: tuple[str, ...]) -> tuple[TownPost, ...]:
    posts = [TownPost(site=site, **post) for site in sites for post in _toml(directory / f"{site}.toml")["posts"]]
    return tuple(sorted(posts, key=lambda post: post.at))


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def populate(sandbox: "Sandbox", scene: Scene) -> "Chat":
    """Create the scene's people and their groups; the team's own."""
    for person in scene.people:
        sandbox.add_user(person.id, person.name, username=person.username, note=person.note)
    admins = [person.id for person in scene.people if person.admin]
    team = sandbox.add_group(
        scene.group_id, scene.group_title, members=[person.id for person in scene.people], admins=admins
    )
    for group in scene.groups:
        sandbox.add_group(group.id, group.title, members=group.people, admins=[group.admin])
    for channel in scene.channels:
        bot = "administrator" if channel.own else "left"
        sandbox.add_channel(channel.id, channel.title, username=channel.username, bot=bot)
        for text in channel.posts:
            sandbox.say(scene.people[0].id, channel.id, text)
    return team
