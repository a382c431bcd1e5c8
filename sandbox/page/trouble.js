// The panel of troubles: what goes on and for how long, buttons that start it and let time pass, and what the bot's requests came to.

import { $, clock, date, el, redraw } from "./dom.js";
import { words } from "./words.js";

const TIMED = ["flood", "everywhere", "outage", "lost", "slow", "conflict"];

/** `start(kind, seconds)` resolves when the sandbox has begun, `leap(name)` when its time has passed; a trouble acts on the open chat. */
export function troubles(start, leap) {
  let ahead = null;
  let ends = [];
  let seconds = 30;
  let shown = null;

  function button(kind, usable = true) {
    return el("button", { type: "button", className: "key", data: { trouble: kind }, disabled: !usable, onclick: () => start(kind, seconds) },
      el("span", {}, words.troubles[kind]));
  }

  function lengths() {
    return [10, 30, 120].map((length) => el("button", {
      type: "button", className: `tab ${length === seconds ? "active" : ""}`, "aria-pressed": String(length === seconds),
      onclick: () => { seconds = length; draw(...shown); },
    }, words.seconds(length)));
  }

  function draw(trouble, chat, titles) {
    shown = [trouble, chat, titles];
    const now = performance.now();
    ends = trouble.active.map((one) => ({ ...one, until: one.left === null ? null : now + one.left * 1000, where: titles.get(one.chat) ?? "" }));
    ahead = trouble.time && trouble.time.now - now / 1000;
    $("trouble").classList.toggle("busy", ends.length > 0);
    if ($("panel").hidden) return;
    tick();
    redraw($("panel-leaps"), trouble.time?.leaps ?? [], () => (trouble.time?.leaps ?? []).map(leaping));
    redraw($("panel-length"), [seconds], lengths);
    redraw($("panel-timed"), [seconds, !chat], () => TIMED.map((kind) => button(kind, kind !== "flood" || Boolean(chat))));
    const group = chat && chat.type !== "private" && chat.type !== "channel";
    const placed = group ? [chat.bot_status === "kicked" ? "let_in" : "kick", "migrate"] : [chat?.blocked ? "unblock" : "block"];
    redraw($("panel-placed"), [placed, chat?.id], () => (chat && chat.type !== "channel" ? placed.map((kind) => button(kind)) : []));
    $("panel-where").textContent = chat ? words.inChat(chat.title) : words.noChat;
    redraw($("panel-counts"), trouble.counts, () => counts(trouble.counts));
  }

  function leaping(name) {
    return el("button", { type: "button", className: "key", data: { leap: name }, onclick: () => leap(name) },
      el("span", {}, `⏩ ${words.leaps[name]}`));
  }

  function telling(now) {
    $("panel-time").hidden = $("panel-leaps").hidden = ahead === null;
    const at = ahead + now / 1000;
    const text = ahead === null ? "" : words.time(`${date(at)} ${clock(at)}`);
    if ($("panel-time").textContent !== text) $("panel-time").textContent = text;
  }

  // Seconds run on the page; the sandbox is asked only when something happens there.
  function tick() {
    const now = performance.now();
    const going = ends.filter((one) => one.until === null || one.until > now);
    $("trouble").classList.toggle("busy", going.length > 0);
    if ($("panel").hidden) return;
    telling(now);
    const lines = going.map((one) => [one.kind === "flood" && one.chat === null ? "everywhere" : one.kind, one.where,
      one.until === null ? null : Math.ceil((one.until - now) / 1000)]);
    redraw($("panel-active"), lines, () => (lines.length ? lines : [null]).map((line) => el("li", { className: line ? "going" : "" },
      line ? `${words.troubles[line[0]]}${line[1] ? ` · ${line[1]}` : ""} · ${line[2] === null ? words.untilOff : words.left(line[2])}` : words.quiet)));
    $("panel-clear").hidden = !lines.length;
  }

  function toggle() {
    $("panel").hidden = !$("panel").hidden;
    $("trouble").setAttribute("aria-expanded", String(!$("panel").hidden));
    document.body.classList.toggle("troubled", !$("panel").hidden);
    if (shown) draw(...shown);
  }

  $("trouble").textContent = "⚡";
  $("trouble").setAttribute("aria-label", words.trouble);
  $("trouble").setAttribute("aria-expanded", "false");
  $("trouble").onclick = toggle;
  $("panel").setAttribute("aria-label", words.trouble);
  $("panel-title").textContent = words.trouble;
  $("panel-close").textContent = "✕";
  $("panel-close").setAttribute("aria-label", words.close);
  $("panel-close").onclick = toggle;
  $("panel-clear").textContent = words.calm;
  $("panel-clear").onclick = () => start("clear", 1);
  $("panel-length").setAttribute("role", "group");
  $("panel-length").setAttribute("aria-label", words.howLong);
  $("panel-requests").textContent = words.requests;
  setInterval(tick, 500);
  return { draw };
}

function counts(listed) {
  if (!listed.length) return [el("p", { className: "soft" }, words.noRequests)];
  const row = (cell, ...texts) => el("tr", {}, ...texts.map((text, index) => el(index ? cell : "th", { scope: cell === "th" ? "col" : index ? undefined : "row" }, String(text))));
  return [el("table", {}, el("thead", {}, row("th", words.method, words.answered, words.refused)),
    el("tbody", {}, ...listed.map((one) => row("td", one.method, one.answered, one.refused))))];
}
