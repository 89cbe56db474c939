// What stands in a form, read as the server reads it (core/instrument/answers.py and reading.py).
//
// Entries are [name, value] as a browser sends them. A rule names a field and its kind, which of dk and refused are
// offered, the scale of a range, and the order of the codes where the page shows another one.

const MISSING = /^__(dk|refused)__$/;
const SPACES = /[ \t\u00a0\u2007\u2009\u202f\u200e\u200f\u061c\u2066-\u2069]/g;
const SIGNS = { "−": "-", "٫": ",", "٬": "'", "’": "'", "˙": "'", "،": "," };
const GROUPED = /^[+-]?[1-9]\d{0,2}([.,'])\d{3}(\1\d{3})*$/;
const LONGEST_NUMBER = 15;
const LONGEST_TEXT = 2000;

export const entriesOf = (form) =>
  Array.from(new FormData(form), ([name, value]) => [name, value.replace(/\r\n?|\n/g, "\r\n")]);

// what Python strips: a mark of byte order is none of it
const strip = (text) => text.replace(/^(?:[^\S\ufeff]|[\x1c-\x1f\x85])+|(?:[^\S\ufeff]|[\x1c-\x1f\x85])+$/g, "");
const isDigit = (sign) => /\p{Nd}/u.test(sign);
const pad = (value) => String(value).padStart(2, "0");

// the digits of a script stand side by side
function digit(sign) {
  let before = 0;
  while (isDigit(String.fromCodePoint(sign.codePointAt(0) - before - 1))) before++;
  return before % 10;
}

const plain = (entry) => Array.from(entry.replace(SPACES, ""), (sign) => (isDigit(sign) ? digit(sign) : sign)).join("");

function plainNumber(entry) {
  const written = plain(entry.replace(/[−٫٬’˙،]/g, (sign) => SIGNS[sign]));
  return written.replace(/\D/g, "").length <= LONGEST_NUMBER ? written : "";
}

const ungrouped = (written) => (GROUPED.test(written) ? written.replace(/[.,']/g, "") : written);

function readDecimal(entry) {
  const written = plainNumber(entry);
  // 1.250 has two readings
  if (/^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(written)) return undefined;
  const place = Math.max(written.lastIndexOf("."), written.lastIndexOf(","));
  const isSplit = place >= 0 && written.indexOf(written[place]) === place;
  const number = isSplit ? ungrouped(written.slice(0, place)) + written.slice(place) : ungrouped(written);
  return /^[+-]?(\d+[.,]?\d*|[.,]\d+)$/.test(number) ? Number(number.replace(",", ".")) + 0 : undefined;
}

function readInteger(entry) {
  const written = plainNumber(entry);
  const value = GROUPED.test(written) ? Number(ungrouped(written)) : readDecimal(entry);
  return Number.isInteger(value) ? value : undefined;
}

function readStep(entry, { scale }) {
  const [start, end, step] = scale.map(Number);
  const decimals = Math.max(...scale.map((part) => (part.split(".")[1] || "").length));
  const value = [start, end, step].every(Number.isInteger) ? readInteger(entry) : readDecimal(entry);
  const nearest = Number((start + Math.round((value - start) / step) * step).toFixed(decimals));
  return value === nearest && value >= start && value <= end ? value : undefined;
}

function readDate(entry) {
  const written = plain(entry).replace(/^(\d\d?)[./](\d\d?)[./](\d{4})$/, "$3-$2-$1");
  const [, year, month, day] = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(written) || [];
  const date = `${year}-${pad(month)}-${pad(day)}`;
  const isReal = year > 0 && !isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);
  return isReal ? { date } : undefined;
}

function readTime(entry) {
  const written = plain(entry).toLowerCase().replace(/uhr$/, "");
  const [, hour, minute = 0] = /^(\d\d?)(?:[:.h](\d\d?))?(?::\d\d?(?:\.\d+)?)?$/.exec(written) || [];
  return hour < 24 && minute < 60 ? { time: `${pad(hour)}:${pad(minute)}:00` } : undefined;
}

function readText(entry) {
  const kept = strip(entry.replace(/(?![\n\r\t])\p{Cc}/gu, ""));
  return Array.from(kept).length <= LONGEST_TEXT ? kept || undefined : undefined;
}

const READ = {
  select_one: String,
  acknowledge: String,
  integer: readInteger,
  decimal: readDecimal,
  range: readStep,
  date: readDate,
  time: readTime,
  text: readText,
};

const inOrder = (given, { codes }) => (codes ? codes.filter((code) => given.includes(code)) : given);

// every choice has a place of its own, or there is no ranking
function readRanking(places) {
  const order = [];
  for (const [code, place] of places) if (place) order[place] = code;
  const ranked = order.filter(Boolean);
  return places.length && ranked.length === places.length ? ranked : undefined;
}

// The answer as expressions.js takes it; undefined if there is none, or none that counts.
export function answer(rule, entries) {
  const { field = rule.name, kind } = rule;
  const found = (name) => entries.filter((entry) => entry[0] === name).map((entry) => strip(entry[1])).filter(Boolean);
  const isOfRanking = ([name]) => name.startsWith(field + "__place__");
  const places = entries.filter(isOfRanking).map(([name, place]) => [name.slice(field.length + 9), place]);
  const chosen = new Set(found(field));
  const missing = new Set([...chosen, ...found(field + "__missing")].filter((entry) => MISSING.test(entry)));
  const given = [...chosen].filter((entry) => !MISSING.test(entry));
  if (missing.size) {
    const [, code] = MISSING.exec([...missing][0]);
    const isAlone = missing.size === 1 && !given.length && !places.some(([, place]) => place);
    return isAlone && (rule.missing || []).includes(code) ? { missing: code } : undefined;
  }
  if (kind === "rank") return readRanking(places);
  if (kind === "select_multiple") return given.length ? inOrder(given, rule) : undefined;
  return given.length === 1 ? READ[kind](given[0], rule) : undefined;
}
