// The page's own words. Chinese is the default; ?lang=en shows the other column.

const ZH = {
  tapAs: "以谁的身份操作", themeDark: "换成深色", themeLight: "换成浅色", back: "返回会话列表", chats: "会话",
  private: "机器人", people: (n) => `${n} 人`, nothing: "还没有消息", reply: "回复", forward: "转给机器人", replyTo: (who) => `回复 ${who}`,
  cancel: "取消回复", edited: "已编辑", loud: "有声通知", silent: "静音", send: "发送", write: "输入消息",
  commands: "命令", start: "开始", restart: "重新启用", ok: "知道了", copied: "已复制", down: "回到最新",
  forwarded: (who) => `转发自 ${who}`, upgraded: "本群已升级为超级群",
  unread: (n) => `${n} 条未读`, unanswered: "机器人没有回应，请稍后再点一次", failed: "这一步现在做不到",
  offline: "连接断开，正在重连…", gone: "这条消息不在这里了", file: "文件", photo: "图片", pick: "选一个会话", spoiler: "显示隐藏内容",
  channel: "频道", noChats: "这个人还没有会话",
  attach: "发图片或文件", drop: (name) => `不发 ${name}`, tooBig: "单个文件最多 20 MB", allTopics: "全部", general: "综合",
  reacted: (emoji, n) => `${n} 人回应 ${emoji}`,
  services: {
    pinned_message: () => "置顶了一条消息", forum_topic_created: (name) => `开了话题“${name}”`, forum_topic_edited: (name) => `把话题改名为“${name}”`,
    forum_topic_closed: () => "关闭了这个话题", forum_topic_reopened: () => "重新打开了这个话题",
  },
  trouble: "故障演练", close: "关闭面板", calm: "全部恢复", howLong: "持续多久", seconds: (n) => (n < 60 ? `${n} 秒` : `${n / 60} 分钟`),
  quiet: "一切正常", left: (n) => `还有 ${n} 秒`, untilOff: "直到关闭", inChat: (title) => `会话：${title}`, noChat: "先打开一个会话",
  time: (now) => `时间 · ${now}`, leaps: { hour: "1 小时", evening: "到 17:00", monday: "到下周一 08:30" },
  requests: "机器人的请求", noRequests: "还没有请求", method: "方法", answered: "成功", refused: "失败",
  troubles: {
    flood: "此会话限流", everywhere: "全部限流", outage: "断网", lost: "应答丢失", slow: "应答变慢", conflict: "有人抢着轮询",
    kick: "把机器人移出群", let_in: "请机器人回群", migrate: "群升级换号", block: "拉黑机器人", unblock: "取消拉黑",
  },
};

const EN = {
  tapAs: "Who you tap as", themeDark: "Switch to dark", themeLight: "Switch to light", back: "Back to the chats", chats: "Chats",
  private: "bot", people: (n) => `${n} people`, nothing: "No messages yet", reply: "Reply", forward: "To the bot", replyTo: (who) => `Reply to ${who}`,
  cancel: "Cancel the reply", edited: "edited", loud: "with sound", silent: "silent", send: "Send", write: "Message",
  commands: "Commands", start: "Start", restart: "Restart", ok: "OK", copied: "Copied", down: "To the newest",
  forwarded: (who) => `Forwarded from ${who}`, upgraded: "This group became a supergroup",
  unread: (n) => `${n} unread`, unanswered: "The bot did not answer. Please tap again later.", failed: "That is not possible now",
  offline: "Connection lost, trying again…", gone: "This message is no longer here", file: "File", photo: "Picture", pick: "Pick a chat", spoiler: "Show the hidden text",
  channel: "channel", noChats: "No chats for this person yet",
  attach: "Send a picture or a file", drop: (name) => `Do not send ${name}`, tooBig: "A file has at most 20 MB", allTopics: "All", general: "General",
  reacted: (emoji, n) => `${emoji} by ${n}`,
  services: {
    pinned_message: () => "pinned a message", forum_topic_created: (name) => `opened the topic “${name}”`, forum_topic_edited: (name) => `renamed the topic to “${name}”`,
    forum_topic_closed: () => "closed this topic", forum_topic_reopened: () => "reopened this topic",
  },
  trouble: "Troubles", close: "Close the panel", calm: "All well again", howLong: "For how long", seconds: (n) => (n < 60 ? `${n} s` : `${n / 60} min`),
  quiet: "All is well", left: (n) => `${n} s left`, untilOff: "until switched off", inChat: (title) => `Chat: ${title}`, noChat: "Open a chat first",
  time: (now) => `Time · ${now}`, leaps: { hour: "1 hour", evening: "to 17:00", monday: "to next Monday 08:30" },
  requests: "The bot’s requests", noRequests: "No requests yet", method: "Method", answered: "done", refused: "failed",
  troubles: {
    flood: "Flood limit here", everywhere: "Flood limit everywhere", outage: "Outage", lost: "Lost answers", slow: "Slow answers", conflict: "A second poller",
    kick: "Remove the bot", let_in: "Let the bot in", migrate: "Upgrade the group", block: "Block the bot", unblock: "Unblock the bot",
  },
};

export const english = new URLSearchParams(location.search).get("lang") === "en";
export const words = english ? EN : ZH;
