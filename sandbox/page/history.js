// The open chat's messages: redraws only what changed, keeps to the bottom unless one has scrolled up.

import { $, date, el } from "./dom.js";
import { bubble } from "./bubble.js";
import { words } from "./words.js";

const NEAR = 120;

export function history(act) {
  const box = $("messages");
  let drawn = new Map();
  let sticky = true;
  let shownChat = "";

  const atEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  const toEnd = (smooth) => box.scrollTo({ top: box.scrollHeight, behavior: smooth ? "smooth" : "instant" });

  function draw(chat, me) {
    const key = `${me}/${chat.id}/${chat.topic ?? ""}`;
    const fresh = key !== shownChat;
    const follow = fresh || sticky;
    if (fresh) { drawn = new Map(); box.replaceChildren(); shownChat = key; }
    const nodes = [];
    const kept = new Map();
    chat.messages.forEach((message, index) => {
      const before = chat.messages[index - 1];
      if (!before || date(before.date) !== date(message.date)) nodes.push(dayMark(message, drawn, kept));
      nodes.push(node(chat, message, index, me, kept));
    });
    drawn = kept;
    const focused = focus();
    place(nodes.length ? nodes : [el("p", { className: "empty" }, words.nothing)]);
    focused();
    if (follow) { toEnd(false); sticky = true; }
    $("down").hidden = atEnd();
  }

  function node(chat, message, index, me, kept) {
    const near = (other) => other && !other.service && other.thread === message.thread && other.from.id === message.from.id && Math.abs(other.date - message.date) < 300;
    const settings = {
      mine: message.from.id === me, group: chat.type !== "private", channel: chat.type === "channel", first: !near(chat.messages[index - 1]),
      last: !near(chat.messages[index + 1]), replied: chat.messages.find((other) => other.id === message.reply_to),
    };
    const sign = JSON.stringify([message, settings.first, settings.last, settings.replied?.text, act.waiting(message.id)]);
    const old = drawn.get(message.id);
    const made = old?.sign === sign ? old.node : bubble(message, settings, act);
    kept.set(message.id, { sign, node: made });
    return made;
  }

  function dayMark(message, before, kept) {
    const label = date(message.date);
    const made = before.get(label)?.node ?? el("p", { className: "service" }, el("span", {}, label));
    kept.set(label, { node: made });
    return made;
  }

  // Moves only what is out of place, so that a focused button keeps its focus and the scroll does not jump.
  function place(nodes) {
    nodes.forEach((made, index) => { if (box.children[index] !== made) box.insertBefore(made, box.children[index] ?? null); });
    while (box.children.length > nodes.length) box.lastChild.remove();
  }

  // A redrawn key takes the focus over from the one it replaces.
  function focus() {
    const key = document.activeElement;
    const message = key?.closest("[data-message]")?.id;
    const label = key?.dataset.button;
    if (!label || !box.contains(key)) return () => {};
    return () => {
      const same = [...(document.getElementById(message)?.querySelectorAll(".key") ?? [])].find((other) => other.dataset.button === label);
      if (document.activeElement !== same) same?.focus({ preventScroll: true });
    };
  }

  function jump(id) {
    const found = document.getElementById(`m${id}`);
    if (!found) return false;
    found.scrollIntoView({ block: "center", behavior: "smooth" });
    found.classList.add("flash");
    setTimeout(() => found.classList.remove("flash"), 1600);
    return true;
  }

  box.onscroll = () => { sticky = atEnd(); $("down").hidden = sticky; };
  // The line below grows and shrinks (reply-to, keyboard): the newest message stays in sight, pictures included.
  new ResizeObserver(() => { if (sticky) toEnd(false); }).observe(box);
  box.addEventListener("load", () => { if (sticky) toEnd(false); }, true);
  $("down").onclick = () => toEnd(true);
  $("down").textContent = "↓";
  $("down").setAttribute("aria-label", words.down);
  return { draw, jump, follow: () => { sticky = true; toEnd(false); } };
}
