// The page's own words. Chinese is the default; ?lang=en shows the other column.

const ZH = {
  tapAs: "以谁的身份操作", themeDark: "换成深色", themeLight: "换成浅色", back: "返回会话列表", chats: "会话",
  private: "机器人", people: (n) => `${n} 人`, nothing: "还没有消息", reply: "回复", replyTo: (who) => `回复 ${who}`,
  cancel: "取消回复", edited: "已编辑", loud: "有声通知", silent: "静音", send: "发送", write: "输入消息",
  commands: "命令", start: "开始", restart: "重新启用", ok: "知道了", copied: "已复制", down: "回到最新",
  forwarded: (who) => `转发自 ${who}`, pinned: "置顶了一条消息", upgraded: "本群已升级为超级群",
  unread: (n) => `${n} 条未读`, unanswered: "机器人没有回应，请稍后再点一次", failed: "这一步现在做不到",
  offline: "连接断开，正在重连…", gone: "这条消息不在这里了", file: "文件", photo: "图片", pick: "选一个会话", spoiler: "显示隐藏内容",
  channel: "频道", noChats: "这个人还没有会话",
};

const EN = {
  tapAs: "Who you tap as", themeDark: "Switch to dark", themeLight: "Switch to light", back: "Back to the chats", chats: "Chats",
  private: "bot", people: (n) => `${n} people`, nothing: "No messages yet", reply: "Reply", replyTo: (who) => `Reply to ${who}`,
  cancel: "Cancel the reply", edited: "edited", loud: "with sound", silent: "silent", send: "Send", write: "Message",
  commands: "Commands", start: "Start", restart: "Restart", ok: "OK", copied: "Copied", down: "To the newest",
  forwarded: (who) => `Forwarded from ${who}`, pinned: "pinned a message", upgraded: "This group became a supergroup",
  unread: (n) => `${n} unread`, unanswered: "The bot did not answer. Please tap again later.", failed: "That is not possible now",
  offline: "Connection lost, trying again…", gone: "This message is no longer here", file: "File", photo: "Picture", pick: "Pick a chat", spoiler: "Show the hidden text",
  channel: "channel", noChats: "No chats for this person yet",
};

export const english = new URLSearchParams(location.search).get("lang") === "en";
export const words = english ? EN : ZH;
