// Message text with its entities as DOM nodes. Offsets are UTF-16 units, which is how JavaScript counts too.

import { el } from "./dom.js";
import { words } from "./words.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote" };

/** `act` has link(url), command(text), copy(text). */
export function rich(text, entities, act) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, sorted, act);
  return root;
}

function fill(parent, text, from, to, entities, act) {
  let place = from;
  while (entities.length) {
    const entity = entities.shift();
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < place || entity.offset >= end) continue;
    parent.append(text.slice(place, entity.offset));
    const inside = [];
    while (entities.length && entities[0].offset < end) inside.push(entities.shift());
    const node = wrap(entity, text.slice(entity.offset, end), act);
    fill(node, text, entity.offset, end, inside, act);
    parent.append(node);
    // A quote or a block of code ends its line by itself.
    place = /^(PRE|BLOCKQUOTE)$/.test(node.tagName) && text[end] === "\n" ? end + 1 : end;
  }
  parent.append(text.slice(place, to));
}

function wrap(entity, covered, act) {
  switch (entity.type) {
    case "text_link": return link(entity.url, act);
    case "url": return link(covered, act);
    case "bot_command": return el("button", { type: "button", className: "inline", onclick: () => act.command(covered) });
    case "spoiler": return spoiler();
    case "mention": case "text_mention": case "hashtag": return el("span", { className: "mark" });
    case "code": case "pre": return el(TAGS[entity.type], { className: "copyable", onclick: () => act.copy(covered) });
    default: return el(TAGS[entity.type] ?? "span");
  }
}

function link(url, act) {
  const safe = /^(https?|tg):\/\//i.test(url) ? url : "#";
  return el("a", { href: safe, rel: "noopener noreferrer", onclick: (event) => { event.preventDefault(); act.link(safe); } });
}

function spoiler() {
  const node = el("span", { className: "spoiler", role: "button", tabIndex: 0, "aria-label": words.spoiler });
  const show = () => { node.classList.add("shown"); node.removeAttribute("role"); node.removeAttribute("aria-label"); };
  node.onclick = show;
  node.onkeydown = (event) => { if (event.key === "Enter") show(); };
  return node;
}
