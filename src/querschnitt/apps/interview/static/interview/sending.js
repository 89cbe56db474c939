// Sends what stands on the page: one request at a time, always the newest state, and again when the net was away.

import { entriesOf } from "./reading.js";
import { turnTo } from "./turning.js";

const PAUSE = 1500; // ms from the last change to saving
const PATIENCE = 15000; // ms until a request counts as lost
const SLOW = 1000; // ms until the person is told that something is going on
const LONGEST_WAIT = 60000; // ms between two attempts
const KEPT_ALIVE = 60000; // signs that a browser still sends for a page that is gone
const AWAY = [502, 503, 504];
const HEADERS = {
  Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded",
  Prefer: "return=representation", // the page that follows, not only its address
};

// A question may be called like anything that forms have, such as submit: nothing is asked of the form itself.
const form = document.getElementById("page");
const address = form.getAttribute("action"); // not the window's: on the way back that is another page's already
const shown = document.querySelector("[name=__shown__]");

let wish = ""; // where the person wants to go: the value of the button
let isUnsent = false;
let changedAt = 0;
let isBusy = false;
let isLeaving = false;
let failures = 0;
let stay = 0; // counts how often the page was left: what comes back from an earlier stay is void
let body; // what was sent last
let copy; // a form with the same in it, for the browser to send
let timer;
let request;
let told; // what is told how it goes: saving, saved, held, through, lost, turned, ended

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
  if (isUnsent && !failures && !isLeaving) workIn(PAUSE);
}

// Returns whether somebody is waiting for more to be sent.
async function attempt() {
  const going = wish;
  const wasUnsent = isUnsent;
  const here = stay;
  const named = shown.value;
  body = written(going || "save");
  // A search comes back as a page in any case.
  if (going.startsWith("search") && navigator.onLine) return submit();
  const slow = setTimeout(() => failures || told.saving(), SLOW);
  isUnsent = false;
  const answer = await post(document.hidden).catch(() => undefined);
  clearTimeout(slow);
  if (!answer || here !== stay) isUnsent = isUnsent || wasUnsent;
  if (here !== stay) return false;
  if (!answer) return hold();
  // Who goes on writing stays where a question has just appeared, and goes on with the newest state otherwise.
  if (going && isUnsent && named !== shown.value) wish = "";
  if (going && (going !== wish || isUnsent)) return Boolean(wish);
  return answer.isOther ? unexpected(going) : taken(going, answer);
}

async function post(isKeptAlive) {
  const keepalive = isKeptAlive && String(body).length < KEPT_ALIVE;
  const limit = new AbortController();
  const lost = setTimeout(() => limit.abort(), PATIENCE);
  request = limit;
  try {
    return await read(
      await fetch(address, {
        method: "POST", body: String(body), headers: HEADERS, redirect: "manual", keepalive,
        credentials: "same-origin", signal: limit.signal,
      }),
    );
  } finally {
    clearTimeout(lost);
  }
}

// Undefined if the service is away; otherwise where to go on, with the page that is there or without; nothing (kept); or
// something else that only a page can say.
async function read(response) {
  if (AWAY.includes(response.status)) return undefined;
  if (response.status === 204) return {};
  const go = response.headers.get("Content-Location");
  if (go) return { go, page: await response.text() };
  const isJson = response.status === 200 && /json/.test(response.headers.get("Content-Type"));
  return isJson ? await response.json() : { isOther: true };
}

function written(where) {
  const entries = entriesOf(form).concat([["go", where]]);
  if (changedAt) entries.push(["__age__", Math.max(0, Math.round((Date.now() - changedAt) / 1000))]);
  return new URLSearchParams(entries);
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

function taken(going, { go: target, page }) {
  const wasHeld = failures > 0;
  release();
  if (!going && target) return told.ended(target);
  if (wasHeld || !going) told[wasHeld ? "through" : "saved"](isUnsent);
  if (going) leave(() => (page ? turn(page, target) : location.assign(target)));
  return Boolean(wish);
}

// The listeners of this page go with it; a timer of its visit would not.
function turn(page, target) {
  told.turned();
  turnTo(page, target);
}

// What is neither taken nor a loss the server explains best, with a page of its own.
function unexpected(going) {
  told.lost();
  if (going) submit();
  return Boolean(wish);
}

// Lets the browser send the same once more; not what stands on the page by now, where a question may have appeared.
function submit() {
  release();
  copy = Object.assign(document.createElement("form"), { method: "post", action: address });
  const fields = Array.from(body, ([name, value]) =>
    Object.assign(document.createElement("input"), { type: "hidden", name, value }),
  );
  copy.append(...fields);
  document.body.append(copy);
  leave(() => HTMLFormElement.prototype.submit.call(copy));
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
  body = written("save");
  post(true).catch(() => {});
});

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (copy) copy.remove();
  release();
  isLeaving = false;
  wish = "";
  told.lost();
  if (isUnsent) workIn(PAUSE);
});
