// The strip of people to tap as, and the list of chats.

import { avatar, clock, el, face } from "./dom.js";
import { words } from "./words.js";

export function people(view, waiting, choose) {
  return view.people.map((person) => {
    const active = person.id === view.me;
    const news = !active && waiting(person.id);
    return el("button", {
      type: "button", className: `person ${active ? "active" : ""}`, "aria-pressed": String(active), title: `${person.name} ${person.note}`,
      "aria-label": [person.name, person.note, news ? words.unread(news) : ""].filter(Boolean).join(" · "),
      data: { user: person.id }, onclick: () => choose(person.id),
    }, avatar(person.id, person.name), news ? el("b", { className: "dot" }, String(news)) : null,
    el("span", { className: "label" }, el("strong", {}, person.name), el("small", {}, person.note || `@${person.username}`)));
  });
}

export function chats(view, open, unread, choose) {
  if (!view.chats.length) return [el("p", { className: "empty" }, words.noChats)];
  const newest = (chat) => chat.messages.at(-1)?.date ?? 0;
  return [...view.chats].sort((a, b) => newest(b) - newest(a)).map((chat) => {
    const last = chat.messages.at(-1);
    const fresh = unread(chat);
    const loud = fresh.some((message) => message.bot && !message.silent);
    return el("button", {
      type: "button", className: `item ${chat.id === open ? "active" : ""}`, "aria-current": chat.id === open ? "true" : undefined,
      data: { chat: chat.id }, onclick: () => choose(chat.id),
    }, face(chat, view.bot), el("span", { className: "about" },
      el("span", { className: "top" }, el("strong", {}, chat.title), last ? el("time", {}, clock(last.date)) : null),
      el("span", { className: "bottom" }, el("span", { className: "preview" }, preview(chat, last)),
        fresh.length ? el("b", { className: "badge", title: words.unread(fresh.length) }, `${loud ? "🔔 " : ""}${fresh.length}`) : null)));
  });
}

export function subtitle(chat) {
  if (chat.type === "private") return words.private;
  return chat.type === "channel" ? words.channel : words.people(chat.people);
}

function preview(chat, last) {
  if (!last) return words.nothing;
  const text = last.text || (last.file ? last.file.name : words.services[last.service]?.(last.named) ?? words.upgraded);
  return chat.type === "private" ? text.slice(0, 60) : `${last.from.name}：${text.slice(0, 60)}`;
}
