"""A phone in a headless browser: what a person sees on the sandbox page, and what must hold on every screen."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Dialog, Locator, Page, Request, expect

from tests.chat.stage import Card

SCREENSHOTS = Path(__file__).parent / "screenshots"

#: what a finger can hit: everything that is pressed, except links and signs in the middle of a line
_LAYOUT = """() => {
  const found = [];
  const shown = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== "hidden";
  const wide = (node) => node.scrollWidth > node.clientWidth;
  // a phone zooms out of a page that is too wide, so innerWidth alone would not tell
  const room = Math.min(innerWidth, screen.width);
  if (document.scrollingElement.scrollWidth > room) found.push("the page scrolls sideways");
  for (const node of document.querySelectorAll("#messages, #chats, .bubble, .composer"))
    if (shown(node) && wide(node)) found.push(`too wide: .${node.className}`);
  for (const node of document.querySelectorAll("[data-button], [data-button] > span"))
    if (shown(node) && node.clientWidth && wide(node)) found.push(`cut off: ${node.textContent}`);
  for (const node of document.querySelectorAll("button, textarea, [data-button]")) {
    if (!shown(node) || node.matches(".inline, .reply, .forward")) continue;
    const box = node.getBoundingClientRect();
    if (Math.min(box.width, box.height) < 43.9) found.push(`too small: ${node.className} ${box.width}×${box.height}`);
  }
  return found;
}"""


@dataclass(slots=True)
class Phone:
    """One open page. `trouble` collects what must never happen; `sound` reads it."""

    page: Page
    #: heads its screenshots
    name: str
    trouble: list[str] = field(default_factory=list)

    async def be(self, person: int) -> None:
        """Act as this person from here on."""
        await self.press(self.page.locator(f".person[data-user='{person}']"))
        await expect(self.page.locator(f".person[data-user='{person}']")).to_have_attribute("aria-pressed", "true")

    async def open_chat(self, chat: int) -> None:
        """Pick a chat from the list."""
        await self.press(self.page.locator(f".item[data-chat='{chat}']"))
        await expect(self.page.locator("#chat")).to_have_attribute("data-chat", str(chat))

    def message(self, card: Card) -> Locator:
        """The card as the page draws it; its chat must be open."""
        return self.page.locator(f"#chat[data-chat='{card.chat}'] #m{card.message_id}")

    async def tap(self, card: Card, label: str) -> None:
        """Tap a button, named with or without its sign."""
        await self.press(self.key(card, label))

    def key(self, card: Card, label: str) -> Locator:
        """The button with this label on the card."""
        keys = self.message(card).locator("[data-button]")
        return keys.filter(has_text=label).filter(has_not_text=f"部分{label}")

    async def press(self, target: Locator) -> None:
        """A finger or a mouse, as the screen has it."""
        await (target.click() if self.name.startswith("desk") else target.tap())

    async def expect_toast(self, words: str) -> None:
        """A line over the chat says so."""
        await expect(self.page.locator("#toast.shown")).to_contain_text(words)

    async def dismiss_alert(self, words: str) -> None:
        """The alert box says so; 知道了 closes it."""
        box = self.page.locator("#alert")
        await expect(box.locator("#alert-text")).to_contain_text(words)
        await self.sound("alert")
        await self.press(box.locator("#alert-ok"))
        await expect(box).to_be_hidden()

    async def write(self, text: str) -> None:
        """Type a line and send it."""
        await self.page.locator("#text").fill(text)
        await self.press(self.page.locator("#send"))
        await expect(self.page.locator("#text")).to_have_value("")

    async def sound(self, step: str) -> None:
        """Keep a picture; nothing sticks out, is cut off, too small to hit, or went wrong so far."""
        SCREENSHOTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=SCREENSHOTS / f"{self.name}-{step}.png")
        wrong = [*await self.page.evaluate(_LAYOUT), *self.trouble]
        assert not wrong, wrong


async def opened(
    browser: Browser, home: str, name: str, *, width: int = 390, height: int = 844, dark: bool = True
) -> Phone:
    """A fresh phone (or, above 600 points, a desk) with the page loaded."""
    small = width < 600
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if small else 1,
        has_touch=small,
        is_mobile=small,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    phone = Phone(await context.new_page(), name if small else f"desk-{name}")
    _watch(phone.page, urlsplit(home).netloc, phone.trouble)
    await phone.page.goto(home)
    return phone


def _watch(page: Page, host: str, trouble: list[str]) -> None:
    """Write down errors, pop-ups and requests to anybody else."""

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            trouble.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme != "data" and where.netloc != host:
            trouble.append(f"request: {request.url}")

    async def popped_up(dialog: Dialog) -> None:
        trouble.append(f"a script ran: {dialog.message}")
        await dialog.dismiss()

    page.on("console", said)
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("request", asked)
    page.on("dialog", popped_up)
