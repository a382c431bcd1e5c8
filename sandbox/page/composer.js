// The line one writes in: reply-to, commands, the start button of a private chat.

import { attachments } from "./attach.js";
import { $, el } from "./dom.js";
import { words } from "./words.js";

/** `send(text, replyTo, files)` resolves to false or null when it failed; returns what the app needs to steer the line. */
export function composer(send) {
  let target = null;
  let chat = null;
  let writer = null;
  const text = $("text");
  const attached = attachments();

  const grow = () => { text.style.height = "auto"; text.style.height = `${Math.min(text.scrollHeight, 140)}px`; };
  const submit = async () => {
    if (!text.value.trim() && !attached.any()) return;
    const [written, to] = [text.value, target];
    text.value = "";
    offer();
    grow();
    reply(null);
    const files = await attached.take();
    // What could not be sent comes back into the line.
    send(written, to, files).then((sent) => { if (!sent && !text.value) { text.value = written; grow(); } });
  };

  function reply(message, placeholder = "") {
    target = message?.id ?? null;
    text.placeholder = placeholder || words.write;
    grow();
    $("replying").hidden = !message;
    if (!message) return;
    $("replying").replaceChildren(
      el("span", {}, el("strong", {}, words.replyTo(message.from.name)), el("span", {}, message.text.slice(0, 60) || message.file?.name || "")),
      el("button", { type: "button", className: "round", "aria-label": words.cancel, onclick: () => reply(null) }, "✕"));
    text.focus({ preventScroll: true });
  }

  function draw(next, me) {
    if (chat?.id !== next.id || writer !== me) { reply(null); $("commands").hidden = true; text.value = ""; attached.clear(); grow(); }
    [chat, writer] = [next, me];
    const asleep = !next.started || next.blocked;
    $("line").hidden = asleep || next.type === "channel";
    $("begin").hidden = !asleep;
    $("begin").textContent = next.blocked ? words.restart : words.start;
    $("slash").hidden = !next.commands.length;
    list(text.value);
  }

  function list(typed) {
    const fitting = chat.commands.filter((command) => !typed.startsWith("/") || `/${command.command}`.startsWith(typed.toLowerCase()));
    $("commands").replaceChildren(...fitting.map((command) => el("button", {
      type: "button", data: { command: command.command },
      onclick: () => { $("commands").hidden = true; text.value = ""; grow(); send(`/${command.command}`, null); },
    }, el("strong", {}, `/${command.command}`), el("span", {}, command.description))));
    return fitting.length;
  }

  // A slash at the start of an empty line offers the commands, as every Telegram client does.
  function offer() {
    const asked = text.value.startsWith("/") && !/\s/.test(text.value);
    $("commands").hidden = !(asked && list(text.value));
  }

  text.oninput = () => { grow(); offer(); };
  text.onkeydown = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); } };
  $("composer").onsubmit = (event) => { event.preventDefault(); submit(); };
  $("slash").onclick = () => { list(""); $("commands").hidden = !$("commands").hidden; };
  $("begin").onclick = () => send("/start", null);
  $("text").setAttribute("aria-label", words.write);
  $("slash").setAttribute("aria-label", words.commands);
  $("send").setAttribute("aria-label", words.send);
  $("send").textContent = "➤";
  return { draw, reply };
}
