// The line one writes in: reply-to, commands, the start button of a private chat.

import { $, el } from "./dom.js";
import { words } from "./words.js";

/** `send(text, replyTo)` resolves to false or null when it failed; returns what the app needs to steer the line. */
export function composer(send) {
  let target = null;
  let chat = null;
  let writer = null;
  const text = $("text");

  const grow = () => { text.style.height = "auto"; text.style.height = `${Math.min(text.scrollHeight, 140)}px`; };
  const submit = () => {
    if (!text.value.trim()) return;
    const [written, to] = [text.value, target];
    text.value = "";
    grow();
    reply(null);
    // What could not be sent comes back into the line.
    send(written, to).then((sent) => { if (!sent && !text.value) { text.value = written; grow(); } });
  };

  function reply(message, placeholder = "") {
    target = message?.id ?? null;
    text.placeholder = placeholder || words.write;
    $("replying").hidden = !message;
    if (!message) return;
    $("replying").replaceChildren(
      el("span", {}, el("strong", {}, words.replyTo(message.from.name)), el("span", {}, message.text.slice(0, 60))),
      el("button", { type: "button", className: "round", "aria-label": words.cancel, onclick: () => reply(null) }, "✕"));
    text.focus({ preventScroll: true });
  }

  function draw(next, me) {
    if (chat?.id !== next.id || writer !== me) { reply(null); $("commands").hidden = true; text.value = ""; grow(); }
    [chat, writer] = [next, me];
    const asleep = !next.started || next.blocked;
    $("line").hidden = asleep || next.type === "channel";
    $("begin").hidden = !asleep;
    $("begin").textContent = next.blocked ? words.restart : words.start;
    $("slash").hidden = !next.commands.length;
    $("commands").replaceChildren(...next.commands.map((command) => el("button", {
      type: "button", onclick: () => { $("commands").hidden = true; send(`/${command.command}`, null); },
    }, el("strong", {}, `/${command.command}`), el("span", {}, command.description))));
  }

  text.oninput = grow;
  text.onkeydown = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); } };
  $("composer").onsubmit = (event) => { event.preventDefault(); submit(); };
  $("slash").onclick = () => { $("commands").hidden = !$("commands").hidden; };
  $("begin").onclick = () => send("/start", null);
  $("text").setAttribute("aria-label", words.write);
  $("slash").setAttribute("aria-label", words.commands);
  $("send").setAttribute("aria-label", words.send);
  $("send").textContent = "➤";
  return { draw, reply };
}
