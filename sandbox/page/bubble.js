// One message: bubble, text, meta line, and the inline keyboard under it.

import { avatar, clock, el } from "./dom.js";
import { enlarge } from "./notices.js";
import { rich } from "./rich.js";
import { words } from "./words.js";

/** `place` has mine, first, last (of a run by one sender), group, channel, replied; `act` is what a tap does. */
export function bubble(message, place, act) {
  if (message.service) return service(message);
  const kind = ["message", place.mine ? "mine" : "theirs", place.first && "first", place.last && "last",
    message.rows.length && "keyed"].filter(Boolean).join(" ");
  return el("article", { className: kind, id: `m${message.id}`, data: { message: message.id } },
    place.group && !place.mine ? avatar(message.from.id, message.from.name, place.last ? "" : "unseen") : null,
    el("div", { className: "column" }, body(message, place, act), message.rows.length ? keyboard(message, act) : null),
  );
}

function service(message) {
  const said = words.services[message.service];
  const text = said ? `${message.from.name} ${said(message.named)}` : words.upgraded;
  return el("p", { className: "service", data: { message: message.id } }, el("span", {}, text));
}

function body(message, place, act) {
  const name = place.group && !place.mine && place.first;
  return el("div", { className: "bubble" },
    name ? el("p", { className: `sender ink${Math.abs(message.from.id) % 7}` }, message.from.name) : null,
    message.topic && place.first ? el("p", { className: "topic" }, `# ${message.topic}`) : null,
    message.forwarded ? el("p", { className: "forwarded" }, words.forwarded(message.forwarded)) : null,
    message.reply_to ? quote(message, place.replied, act) : null,
    message.file ? file(message.file) : null,
    el("div", { className: "text" }, rich(message.text, message.entities, act)),
    message.reactions.length ? reactions(message.reactions) : null,
    meta(message, place, act),
  );
}

function quote(message, replied, act) {
  return el("button", { type: "button", className: "quote", onclick: () => act.jump(message.reply_to) },
    el("strong", {}, replied?.from.name ?? "…"), el("span", {}, replied ? replied.text.slice(0, 60) || replied.file?.name : words.gone));
}

const reactions = (given) => el("p", { className: "reactions" }, ...given.map((one) => el("span", {
  className: `reaction ${one.mine ? "mine" : ""}`, "aria-label": words.reacted(one.emoji, one.count), role: "img",
}, one.count > 1 ? `${one.emoji} ${one.count}` : one.emoji)));

function file(given) {
  const url = `/ui/file/${given.id}`;
  if (given.kind === "photo") {
    const size = given.width > 1 ? { width: given.width, height: given.height } : {};
    const look = (event) => { event.preventDefault(); enlarge(url); };
    return el("a", { href: url, target: "_blank", onclick: look },
      el("img", { src: url, alt: words.photo, className: "photo", loading: "lazy", ...size }));
  }
  return el("a", { href: url, className: "file", download: given.name }, el("span", { "aria-hidden": "true" }, "📄"),
    el("span", {}, el("strong", {}, given.name), el("small", {}, size(given.size))));
}

const size = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

function meta(message, place, act) {
  const sound = message.silent ? ["🔕", words.silent] : ["🔔", words.loud];
  return el("p", { className: "meta" },
    place.channel ? null : el("button", { type: "button", className: "reply", onclick: () => act.reply(message.id) }, words.reply),
    place.group && !message.bot ? el("button", { type: "button", className: "forward", onclick: () => act.forward(message.id) }, words.forward) : null,
    el("span", { className: "when" },
      message.edited ? el("span", { title: clock(message.edited) }, words.edited) : null,
      message.bot ? el("span", { title: sound[1], role: "img", "aria-label": sound[1], className: "sound" }, sound[0]) : null,
      el("time", {}, clock(message.date))));
}

function keyboard(message, act) {
  return el("div", { className: "keyboard" }, ...message.rows.map((row, r) =>
    el("div", { className: "row" }, ...row.map((button, c) => key(message, button, r, c, act)))));
}

function key(message, button, row, column, act) {
  const waiting = act.waits(message.id, row, column);
  const mark = { url: "↗", copy: "📋" }[button.kind];
  return el("button", {
    type: "button", className: `key ${button.style} ${waiting ? "waiting" : ""}`, "aria-busy": waiting ? "true" : undefined,
    data: { button: button.label }, onclick: () => act.press(message, row, column),
  }, el("span", {}, button.label), mark ? el("i", { "aria-hidden": "true" }, mark) : null);
}
