// Shows and hides questions whose condition looks at answers of the same page. The rules come with the page, see
// forms/conditions.py; the server decides all the same when the page is sent. The focus stays where it is.

import { evaluate, holds } from "./expressions.js";
import { isModern } from "./modern.js";
import { answer, entriesOf } from "./reading.js";

const PAUSE = 400; // ms without a key before what is being typed counts
const main = document.getElementById("main");
const shown = document.querySelector("[name=__shown__]");
const [{ at, rules }, elsewhere] = JSON.parse(document.querySelector("script[type$=json]").textContent);
const news = document.createElement("p");
let appeared = [];
let waiting;

const elements = Array.from(document.querySelectorAll(".question, .note"));
const idOf = ({ name, field = name }) => field.replace(/\[/g, ".").replace(/\]/g, "");
const elementOf = (rule) => elements.find((element) => element.id === idOf(rule));
const isVisible = (rule) => !elementOf(rule).hidden;

// What cannot be decided here stays as the server drew it, and so does all that looks at it.
function decide() {
  const known = { answers: { ...elsewhere }, position: at };
  for (const rule of rules) {
    try {
      const applies = !rule.if || holds(rule.if, known);
      if (rule.brings) turn(rule, applies);
      const value = applies ? valueOf(rule, known) : undefined;
      if (value !== undefined) known.answers[rule.name] = value;
    } catch (error) {
      const get = () => {
        throw error;
      };
      Object.defineProperty(known.answers, rule.name, { get });
    }
  }
  nameVisible();
}

function turn(rule, applies) {
  const element = elementOf(rule);
  if (element.hidden === applies) appeared = appeared.filter((other) => other !== rule).concat(applies ? [rule] : []);
  element.hidden = element.disabled = !applies;
}

function valueOf(rule, known) {
  if (rule.is) return evaluate(rule.is, known);
  const current = rule.kind && answer(rule, entriesOf(document.getElementById("page")));
  const counts = !rule.must || current === undefined || current.missing || holds(rule.must, { ...known, current });
  return counts ? current : undefined;
}

// The server takes an empty field for an answer withdrawn only where the question is named.
function nameVisible() {
  const decided = rules.filter((rule) => rule.brings);
  const ours = new Set([].concat(...decided.map((rule) => rule.brings)));
  const others = shown.defaultValue.split(" ").filter((name) => !ours.has(name));
  shown.value = others.concat(...decided.filter(isVisible).map((rule) => rule.brings)).join(" ");
}

function announce() {
  const labels = appeared.filter(isVisible).map((rule) => elementOf(rule).querySelector("legend, p").textContent);
  if (labels.length) news.textContent = [document.querySelector(".status").dataset.newQuestion, ...labels].join(" ");
  appeared = [];
}

function decideSoon(pause) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    decide();
    waiting = setTimeout(announce, PAUSE);
  }, pause);
}

function begin() {
  decide();
  appeared = [];
}

function improve() {
  news.className = "unseen";
  news.setAttribute("role", "status");
  main.append(news);
  main.addEventListener("input", () => decideSoon(PAUSE));
  main.addEventListener("change", () => decideSoon(0));
  // Who comes back finds in the fields what a browser has kept of them.
  addEventListener("pageshow", begin);
  begin();
}

if (isModern) improve();
