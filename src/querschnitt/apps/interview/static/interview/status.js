// The line that says how things stand: in the page's language, and without a word more than needed. It is read out when
// its words change; while something is being written, what it said last is only out of sight.

const line = document.querySelector(".status");
const [text] = line.children;
const button = document.createElement("button");

export const words = line.dataset;

export function say(key, is = "") {
  if (text.textContent !== (words[key] || "")) text.textContent = words[key] || "";
  words.is = is;
  button.remove();
}

export function hide() {
  if (words.is !== "held") words.is = "waiting";
}

export function hold(again) {
  say("offlineHeld", "held");
  button.onclick = again;
  line.append(button);
}

button.type = "button";
button.className = "quiet";
button.textContent = words.tryAgain;
