"""A stand-in for Telegram's Bot API with a phone in the browser and a sample town. Imports nothing of the bot."""

from sandbox.calls import Call, Entry
from sandbox.clock import Clock
from sandbox.faults import Active
from sandbox.model import Answer, Button, Chat, Message, SandboxError, Unanswered, User
from sandbox.scene import Scene, load_scene, populate
from sandbox.server import Sandbox
from sandbox.town import Town

__all__ = [
    "Active",
    "Answer",
    "Button",
    "Call",
    "Chat",
    "Clock",
    "Entry",
    "Message",
    "Sandbox",
    "SandboxError",
    "Scene",
    "Town",
    "Unanswered",
    "User",
    "load_scene",
    "populate",
]
