// Small helpers. Everything from a chat becomes text nodes: nothing here ever parses markup.

import { english } from "./words.js";

export const $ = (id) => document.getElementById(id);

/** An element with properties (data-… through `data`) and children, strings among them as text. */
export function el(tag, { data = {}, ...props } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name in node && name !== "role") node[name] = value;
    else node.setAttribute(name, value);
  }
  Object.assign(node.dataset, data);
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** A round picture: a person's last two characters, a group's first two; the colour is chosen by the id. */
export function avatar(id, name, extra = "") {
  const initials = /[\u3400-\u9fff]/.test(name) ? [...name].slice(...(id < 0 ? [0, 2] : [-2])).join("") : name.slice(0, 2).toUpperCase();
  return el("span", { className: `avatar tint${Math.abs(id) % 7} ${extra}`, "aria-hidden": "true" }, initials);
}

const CHINA = "Asia/Shanghai";
const time = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: CHINA });
const day = new Intl.DateTimeFormat(english ? "en" : "zh-CN", { month: "long", day: "numeric", weekday: "short", timeZone: CHINA });

export const clock = (seconds) => time.format(seconds * 1000);
export const date = (seconds) => day.format(seconds * 1000);

/** Draws anew only when `sign` changed, so that what has the focus keeps it. */
export function redraw(box, sign, make) {
  const text = JSON.stringify(sign);
  if (box.sign === text) return;
  box.sign = text;
  const focused = [...box.children].indexOf(document.activeElement);
  box.replaceChildren(...make());
  box.children[focused]?.focus({ preventScroll: true });
}

/** A chat's picture; the private chat shows the bot. */
export const face = (chat, bot) => (chat.type === "private" ? avatar(bot.id, bot.name) : avatar(chat.id, chat.title));
