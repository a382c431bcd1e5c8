// Which messages a person has seen. Kept for this tab and this run of the sandbox: ids begin anew with every start.

const memory = new Map();

function key(run, user, chat) {
  return `seen:${run}:${user}:${chat}`;
}

export function lastSeen(run, user, chat) {
  const name = key(run, user, chat);
  if (!memory.has(name)) memory.set(name, Number(sessionStorage.getItem(name) ?? 0));
  return memory.get(name);
}

export function markSeen(run, user, chat, id) {
  if (id <= lastSeen(run, user, chat)) return;
  memory.set(key(run, user, chat), id);
  sessionStorage.setItem(key(run, user, chat), String(id));
}
