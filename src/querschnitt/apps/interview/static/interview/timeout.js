// Warns before a visit ends, and says when it has. Measured by the clock, not by a timer: a laptop may have slept.

import { words } from "./status.js";

const MINUTE = 60000;
// A visit lasts 20 hours (visit.py), but a sign of life renews it only once an hour.
const LASTS = 19 * 60 * MINUTE;
const WARNED_BEFORE = 10 * MINUTE;

let lived = Date.now();
let timer;
let extend;
let dialog;
let isOver = false;

export function start(whenExtended) {
  extend = whenExtended;
  document.addEventListener("visibilitychange", check);
  addEventListener("pageshow", check);
  check();
}

// Returns whether the person had been warned.
export function lives() {
  const wasWarned = Boolean(dialog);
  lived = Date.now();
  isOver = false;
  close();
  check();
  return wasWarned;
}

export function end() {
  clearTimeout(timer);
}

function check() {
  clearTimeout(timer);
  const left = lived + LASTS - Date.now();
  if (left <= 0) return over();
  if (left <= WARNED_BEFORE) warn(Math.max(2, Math.ceil(left / MINUTE)));
  timer = setTimeout(check, left > WARNED_BEFORE ? left - WARNED_BEFORE : Math.min(left, MINUTE));
}

function warn(minutes) {
  if (!dialog) open(words.timeoutTitle, make("button", { type: "button", onclick: extend }, words.timeoutExtend));
  const [before, after] = words.timeoutText.split("{minutes}");
  say(before, make("bdi", {}, minutes), after);
}

export function over() {
  if (isOver) return;
  isOver = true;
  clearTimeout(timer);
  close();
  open("", make("a", { href: `/?again=1&l=${document.documentElement.lang}` }, words.signIn));
  say(words.timeoutOver);
}

// The id of a question cannot begin with a hyphen.
function open(title, way) {
  dialog = make("dialog", { oncancel: (event) => (event.preventDefault(), extend()) });
  way.className = "primary";
  if (title) dialog.append(make("h2", { id: "-title" }, title));
  dialog.append(make("p", { id: "-text" }), way);
  dialog.setAttribute("aria-labelledby", title ? "-title -text" : "-text");
  document.body.append(dialog);
  if (dialog.showModal) dialog.showModal();
}

function say(...parts) {
  const text = dialog.querySelector("p");
  text.textContent = "";
  text.append(...parts);
}

function close() {
  if (dialog) dialog.remove();
  dialog = undefined;
}

function make(kind, properties, content = "") {
  return Object.assign(document.createElement(kind), properties, { textContent: content });
}
