// Sends what stands on the page: one request at a time, always the newest state, and again when the net was away.

import { entriesOf } from "./reading.js";

const PAUSE = 1500; // ms from the last change to saving
const PATIENCE = 15000; // ms until a request counts as lost
const SLOW = 1000; // ms until the person is told that something is going on
const LONGEST_WAIT = 60000; // ms between two attempts
const KEPT_ALIVE = 60000; // signs that a browser still sends for a page that is gone
const AWAY = [502, 503, 504];
const HEADERS = { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" };

// A question may be called like anything that forms have, such as submit: nothing is asked of the form itself.
const form = document.getElementById("page");

let wish = ""; // where the person wants to go: the value of the button
let isUnsent = false;
let changedAt = 0;
let isBusy = false;
let isLeaving = false;
let failures = 0;
let stay = 0; // counts how often the page was left: what comes back from an earlier stay is void
let pressed; // the button, sent natively
let timer;
let request;
let told; // what is told how it goes: saving, saved, held, through, lost, ended

export function start(listeners) {
  told = listeners;
}

export function changed() {
  isUnsent = true;
  changedAt = Date.now();
  workIn(PAUSE);
}

export function go(where) {
  wish = where;
  work();
}

// Sends what is unsent, or something in any case: a sign of life.
export function save(always) {
  isUnsent = isUnsent || always === true;
  work();
}

export const saveSoon = () => isUnsent && !failures && workIn(PAUSE / 6);

function workIn(pause) {
  clearTimeout(timer);
  timer = setTimeout(work, pause);
}

async function work() {
  if (isBusy || isLeaving) return;
  clearTimeout(timer);
  isBusy = true;
  while ((wish || isUnsent) && (await attempt()));
  isBusy = false;
}

// Returns whether there may be more to send.
async function attempt() {
  const going = wish;
  const wasUnsent = isUnsent;
  const here = stay;
  if (going.startsWith("search") && navigator.onLine) return submit(going);
  const slow = setTimeout(() => failures || told.saving(), SLOW);
  isUnsent = false;
  const answer = await post(going || "save", document.hidden).catch(() => undefined);
  clearTimeout(slow);
  if (!answer || here !== stay) isUnsent = isUnsent || wasUnsent;
  if (here !== stay) return false;
  if (!answer) return hold();
  if (going && (going !== wish || isUnsent)) return true;
  return answer.isOther ? unexpected(going) : taken(going, answer);
}

async function post(where, isKeptAlive) {
  const body = written(where);
  const keepalive = isKeptAlive && body.length < KEPT_ALIVE;
  const limit = new AbortController();
  const lost = setTimeout(() => limit.abort(), PATIENCE);
  request = limit;
  try {
    return await read(
      await fetch(location.pathname, {
        method: "POST", body, headers: HEADERS, redirect: "manual", credentials: "same-origin", signal: limit.signal,
        keepalive,
      }),
    );
  } finally {
    clearTimeout(lost);
  }
}

// Undefined if the service is away; otherwise where to go on, nothing (kept), or something else that only a page can say.
async function read(response) {
  if (AWAY.includes(response.status)) return undefined;
  if (response.status === 204) return {};
  const isJson = response.status === 200 && /json/.test(response.headers.get("Content-Type"));
  return isJson ? await response.json() : { isOther: true };
}

function written(where) {
  const body = new URLSearchParams(entriesOf(form));
  body.append("go", where);
  if (changedAt) body.append("__age__", Math.max(0, Math.round((Date.now() - changedAt) / 1000)));
  return body.toString();
}

function hold() {
  failures++;
  told.held();
  addEventListener("beforeunload", warn);
  workIn(Math.min(1000 * 2 ** failures, LONGEST_WAIT));
  return false;
}

function release() {
  failures = 0;
  removeEventListener("beforeunload", warn);
}

function warn(event) {
  event.preventDefault();
  event.returnValue = "";
}

function taken(going, { go: target }) {
  const wasHeld = failures > 0;
  release();
  if (!going && target) return told.ended(target);
  if (wasHeld || !going) told[wasHeld ? "through" : "saved"]();
  if (going) leave(() => location.assign(target));
  return !going;
}

// What is neither taken nor a loss the server explains best, with a page of its own.
function unexpected(going) {
  release();
  told.lost();
  return going ? submit(going) : true;
}

function submit(going) {
  pressed = document.createElement("input");
  Object.assign(pressed, { type: "hidden", name: "go", value: going });
  pressed.setAttribute("form", "page");
  document.body.append(pressed);
  leave(() => HTMLFormElement.prototype.submit.call(form));
  return false;
}

function leave(how) {
  wish = "";
  isLeaving = true;
  setTimeout(() => {
    isLeaving = false;
  }, PATIENCE);
  how();
}

// ---- the page itself goes and comes

addEventListener("online", () => failures && work());

document.addEventListener("visibilitychange", () => {
  if (document.hidden ? isUnsent : failures) work();
});

addEventListener("pagehide", () => {
  stay++;
  if (isLeaving || !(isUnsent || isBusy)) return;
  if (request) request.abort();
  post("save", true).catch(() => {});
});

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (pressed) pressed.remove();
  release();
  isLeaving = false;
  wish = "";
  told.lost();
  if (isUnsent) workIn(PAUSE);
});
