// Pictures and files on their way: picked, shown over the line, sent with what is written as the caption.

import { $, el } from "./dom.js";
import { toast } from "./notices.js";
import { words } from "./words.js";

const LARGEST = 20 * 1024 * 1024;
const MOST = 10;
const PICTURES = /^image\/(png|jpeg|gif|webp)$/;

export function attachments() {
  let files = [];

  function draw() {
    $("attached").hidden = !files.length;
    $("attached").replaceChildren(...files.map((file, index) => el("span", { className: "chip" },
      el("span", {}, `${PICTURES.test(file.type) ? "🖼" : "📄"} ${file.name}`),
      el("button", { type: "button", className: "round", "aria-label": words.drop(file.name), onclick: () => { files.splice(index, 1); draw(); } }, "✕"))));
  }

  function add(picked) {
    const fitting = picked.filter((file) => file.size > 0 && file.size <= LARGEST);
    if (fitting.length < picked.length) toast(words.tooBig);
    files = [...files, ...fitting].slice(0, MOST);
    draw();
  }

  /** What was picked, as the server reads it; nothing is left behind. Pictures and other files make no album together. */
  async function take() {
    const [taken, album] = [files, files.every((file) => PICTURES.test(file.type))];
    files = [];
    draw();
    return Promise.all(taken.map(async (file) => ({ name: file.name, mime: file.type, photo: album, data: await base64(file) })));
  }

  $("attach").textContent = "＋";
  $("attach").setAttribute("aria-label", words.attach);
  $("attach").onclick = () => $("file").click();
  $("file").setAttribute("aria-label", words.attach);
  $("file").onchange = () => { add([...$("file").files]); $("file").value = ""; };
  return { take, any: () => files.length > 0, clear: () => { files = []; draw(); } };
}

function base64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = failed;
    reader.readAsDataURL(file);
  });
}
