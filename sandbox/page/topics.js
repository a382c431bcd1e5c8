// A forum's topics: a strip above the messages; what is picked is shown alone and written in.

import { $, el, redraw } from "./dom.js";
import { words } from "./words.js";

export const ALL = -1;
const GENERAL = 0;

export function topics(changed) {
  // chat → picked topic
  const picked = new Map();
  const of = (chat) => (chat.forum ? picked.get(chat.id) ?? ALL : ALL);

  function draw(chat) {
    $("topics").hidden = !chat.forum;
    if (!chat.forum) return;
    const tabs = [{ id: ALL, name: words.allTopics }, { id: GENERAL, name: words.general }, ...chat.topics];
    redraw($("topics"), [chat.id, tabs, of(chat)], () => tabs.map((topic) => el("button", {
      type: "button", className: `tab ${topic.id === of(chat) ? "active" : ""}`, "aria-pressed": String(topic.id === of(chat)),
      data: { topic: topic.id }, onclick: () => { picked.set(chat.id, topic.id); changed(); },
    }, topic.closed ? `🔒 ${topic.name}` : topic.name)));
  }

  /** The chat with the picked topic's messages only; with all, each message names its topic. */
  function only(chat) {
    const topic = of(chat);
    if (!chat.forum) return chat;
    const name = (thread) => chat.topics.find((one) => one.id === thread)?.name ?? words.general;
    if (topic === ALL) return { ...chat, messages: chat.messages.map((message) => ({ ...message, topic: name(message.thread) })) };
    return { ...chat, topic, messages: chat.messages.filter((message) => (message.thread ?? GENERAL) === topic) };
  }

  /** In which topic one writes now; undefined for General and for chats without topics. */
  const thread = (chat) => { const topic = of(chat); return topic > GENERAL ? topic : undefined; };

  /** The message is about to be jumped to: its topic comes to the front. */
  function reveal(chat, message) {
    const found = chat.messages.find((one) => one.id === message);
    if (chat.forum && found && of(chat) !== ALL && (found.thread ?? GENERAL) !== of(chat)) { picked.set(chat.id, ALL); changed(); }
  }

  return { draw, only, thread, reveal };
}
