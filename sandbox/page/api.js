// The sandbox's endpoints for the page: one snapshot, one stream of changes, and what a person can do.

export class Failed extends Error {}

export async function snapshot(me) {
  const answer = await fetch(me ? `/ui/state?as=${me}` : "/ui/state", { cache: "no-store" });
  if (!answer.ok) throw new Failed(String(answer.status));
  return answer.json();
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const result = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Failed(result.kind ?? "");
  return result;
}

export const say = (user, chat, text, replyTo, thread, files) => post("/ui/say", { user, chat, text, reply_to: replyTo, thread, files });
export const forward = (user, chat, message) => post("/ui/forward", { user, chat, message });
export const press = (user, chat, message, row, column) => post("/ui/press", { user, chat, message, row, column });
export const trouble = (kind, seconds, chat) => post("/ui/trouble", { kind, seconds, chat });
export const leap = (name) => post("/ui/leap", { leap: name });
export const open = (user, url) => post("/ui/open", { user, url });

/** Calls `changed` on every change, `connected(true|false)` when the line comes and goes. */
export function listen(changed, connected) {
  const stream = new EventSource("/ui/events");
  stream.onmessage = changed;
  stream.onopen = () => connected(true);
  stream.onerror = () => connected(false);
}
