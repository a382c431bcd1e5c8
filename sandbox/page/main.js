// The page: fetches one person's view whenever the sandbox changes, and draws it.

import * as api from "./api.js";
import { composer } from "./composer.js";
import { $, face, redraw } from "./dom.js";
import { history } from "./history.js";
import { chats, people, subtitle } from "./lists.js";
import { alertBox, banner, copy, toast } from "./notices.js";
import { lastSeen, markSeen } from "./seen.js";
import { dressing } from "./theme.js";
import { topics } from "./topics.js";
import { troubles } from "./trouble.js";
import { english, words } from "./words.js";

let view = null;
let me = Number(sessionStorage.getItem("me")) || null;
let open = null;
let fetching = false;
let again = false;
const pending = new Set();
const asked = new Map();
const narrow = matchMedia("(max-width: 480px)");

const current = () => view.chats.find((chat) => chat.id === open);
const unread = (chat) => chat.messages.filter((m) => m.id > lastSeen(view.run, me, chat.id) && m.from.id !== me && !m.service);
const waitingFor = (user) => {
  const { told = [] } = view.people.find((person) => person.id === user) ?? {};
  return told.filter((id) => id > lastSeen(view.run, user, user)).length;
};

const act = {
  link, command: (text) => send(text, null), copy, press,
  jump,
  reply: (id) => line.reply(current().messages.find((message) => message.id === id)),
  forward: async (id) => { if (await attempt(() => api.forward(me, open, id))) choose(me); },
  waits: (message, row, column) => pending.has(`${me}/${open}/${message}/${row}/${column}`),
  waiting: (message) => [...pending].filter((key) => key.startsWith(`${me}/${open}/${message}/`)),
};
const log = history(act);
const line = composer(send);
const strip = topics(draw);
const panel = troubles((kind, seconds) => attempt(() => api.trouble(kind, seconds, open)), (name) => attempt(() => api.leap(name)));

async function send(text, replyTo, files = []) {
  const thread = replyTo ? undefined : strip.thread(current());
  const sent = await attempt(() => api.say(me, open, text, replyTo, thread, files));
  // whoever writes wants to see it, and what is answered
  if (sent) log.follow();
  return sent;
}

function jump(id) {
  strip.reveal(current(), id);
  if (!log.jump(id)) toast(words.gone);
}

async function press(message, row, column) {
  const button = message.rows[row][column];
  if (button.kind === "copy") return copy(button.copy);
  if (button.kind === "url") return link(button.url);
  const key = `${me}/${open}/${message.id}/${row}/${column}`;
  if (pending.has(key)) return;
  pending.add(key);
  draw();
  const answer = await attempt(() => api.press(me, open, message.id, row, column));
  pending.delete(key);
  draw();
  if (answer?.url) choose(me);
  if (answer?.text) (answer.alert ? (text) => alertBox(view.bot.name, text) : toast)(answer.text);
}

async function link(url) {
  const start = url.match(/^https?:\/\/t\.me\/(\w+)\?start=/i);
  const inGroup = url.match(/^https?:\/\/t\.me\/c\/(\d+)\/(\d+)/i);
  if (start && start[1].toLowerCase() === view.bot.username.toLowerCase()) {
    if (await attempt(() => api.open(me, url))) choose(me);
  } else if (inGroup) {
    choose(Number(`-100${inGroup[1]}`));
    if (current()) jump(Number(inGroup[2]));
  } else if (/^https?:/i.test(url)) {
    window.open(url, "_blank", "noopener");
  }
}

async function attempt(doing) {
  try {
    return await doing();
  } catch (wrong) {
    toast(wrong instanceof api.Failed && wrong.message === "Unanswered" ? words.unanswered : words.failed);
    return null;
  }
}

// What was asked and not answered is asked again when one comes back.
function choose(chat) {
  asked.clear();
  open = chat;
  document.body.classList.toggle("reading", chat !== null);
  draw();
}

async function become(user) {
  asked.clear();
  me = user;
  sessionStorage.setItem("me", String(user));
  await refresh();
  $("people").querySelector(".active")?.scrollIntoView({ inline: "nearest", block: "nearest" });
}

// One fetch at a time; what changes meanwhile is fetched right after.
async function refresh() {
  if (fetching) { again = true; return; }
  fetching = true;
  do {
    again = false;
    const next = await api.snapshot(me).catch(() => null);
    if (next && (me === null || next.me === me)) take(next);
  } while (again);
  fetching = false;
}

function take(next) {
  const before = view;
  view = next;
  me = next.me;
  open = next.moved[open] ?? open;
  if (!next.chats.some((chat) => chat.id === open)) {
    open = narrow.matches ? null : next.chats.find((chat) => chat.type !== "private")?.id ?? next.chats[0]?.id ?? null;
    document.body.classList.toggle("reading", open !== null);
  }
  if (before?.me === next.me) next.chats.forEach((chat) => announce(before, chat));
  draw();
}

function announce(before, chat) {
  const known = before.chats.find((old) => old.id === chat.id)?.messages.at(-1)?.id ?? 0;
  const news = chat.messages.find((message) => message.id > known && message.bot && !message.silent && !message.service);
  if (news && (chat.id !== open || document.hidden)) banner(face(chat, view.bot), chat.title, news.text, () => choose(chat.id));
}

function draw() {
  if (!view) return;
  const chat = current();
  if (chat?.messages.length && !document.hidden) markSeen(view.run, me, chat.id, chat.messages.at(-1).id);
  redraw($("people"), [me, view.people, view.people.map((person) => waitingFor(person.id))], () => people(view, waitingFor, become));
  redraw($("chats"), [view.chats, open, view.chats.map((c) => unread(c).length)], () => chats(view, open, unread, choose));
  panel.draw(view.trouble, chat, new Map(view.chats.map((c) => [c.id, c.title])));
  $("chat").classList.toggle("none", !chat);
  $("chat").dataset.chat = chat?.id ?? "";
  if (!chat) return;
  $("title").textContent = chat.title;
  $("subtitle").textContent = subtitle(chat);
  $("title-avatar").replaceChildren(face(chat, view.bot));
  line.draw(chat, view.me);
  ask(chat);
  strip.draw(chat);
  log.draw(strip.only(chat), me);
}

function ask(chat) {
  const question = chat.messages.findLast((message) => message.asks_me);
  const name = `${view.me}/${chat.id}`;
  const answered = question && chat.messages.some((message) => message.reply_to === question.id && message.from.id === view.me);
  if (!question || answered || (asked.get(name) ?? 0) >= question.id) return;
  asked.set(name, question.id);
  line.reply(question, question.placeholder);
}

document.documentElement.lang = english ? "en" : "zh-CN";
$("people").setAttribute("role", "group");
$("people").setAttribute("aria-label", words.tapAs);
$("chats").setAttribute("aria-label", words.chats);
$("back").textContent = "‹";
$("back").setAttribute("aria-label", words.back);
$("back").onclick = () => choose(null);
document.addEventListener("visibilitychange", draw);
dressing($("theme"));
api.listen(refresh, (up) => { if (up) refresh(); else toast(words.offline); });
refresh();
