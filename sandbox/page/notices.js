// What appears over the chat: toast, alert box, a picture enlarged, and the banner of a loud message elsewhere.

import { $, el } from "./dom.js";
import { words } from "./words.js";

let toastTimer = 0;
let bannerTimer = 0;

export function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $("toast").classList.remove("shown"), 3200);
}

export function alertBox(from, text) {
  $("alert-from").textContent = from;
  $("alert-text").textContent = text;
  $("alert-ok").textContent = words.ok;
  $("alert-ok").onclick = () => $("alert").close();
  if ($("alert").open) $("alert").close();
  $("alert").showModal();
  $("alert-ok").focus();
}

export function banner(picture, title, text, open) {
  const hide = () => $("banner").classList.remove("shown");
  $("banner").replaceChildren(el("button", { type: "button", onclick: () => { hide(); open(); } },
    picture, el("span", {}, el("strong", {}, `🔔 ${title}`), el("span", {}, text.slice(0, 80)))));
  $("banner").classList.add("shown");
  clearTimeout(bannerTimer);
  bannerTimer = setTimeout(hide, 4500);
}

/** A picture over everything, as wide as the screen; a tap anywhere puts it away. */
export function enlarge(url) {
  const picture = el("img", { src: url, alt: words.photo });
  const box = el("dialog", { className: "enlarged", "aria-label": words.photo }, el("button", { type: "button", onclick: () => box.close() }, picture));
  box.onclick = () => box.close();
  box.onclose = () => box.remove();
  document.body.append(box);
  box.showModal();
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { value: text, className: "offscreen" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(words.copied);
}
