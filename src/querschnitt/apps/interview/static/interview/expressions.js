// Expressions of a questionnaire in the page: the same values as core/instrument/expressions, to the last digit.
//
// Trees are those of tree.to_json, values those of interchange.py: {missing: "dk"}, {date: "2020-11-30"}, {nodes: […]}
// and so on for what JSON has no word for. An environment has answers, current, attributes, position, today and now (ISO
// texts), random(), choiceName(question, code), lookup(file, column, key column, key), as far as they are known, and
// functions: those of elementary.js, if a tree calls one of them.

export class ExpressionError extends Error {}

const fail = (what) => {
  throw new ExpressionError(what);
};
const own = (object, name) => (Object.prototype.hasOwnProperty.call(object ?? {}, name) ? object[name] : undefined);
const known = (value, name) => value ?? fail(`${name} is not known here`);

const NOT_ASKED = { missing: "not_asked" };
const DAY = 864e5;
const NUMBER = /^[ \t\r\n]*-?(\d+(\.\d*)?|\.\d+)[ \t\r\n]*$/;
const isText = (value) => typeof value === "string";
const isNumber = (value) => typeof value === "number";
const isList = Array.isArray;
const isSet = (value) => Boolean(value?.nodes ?? value?.instances);
const isEmpty = (value) => value === "" || value?.missing === "not_asked" || (isList(value) && !value.length);

// what comes from outside; a day is {kind, ms since 1970-01-01T00:00 on its clock, offset to UTC or null, text}
function read(value) {
  if ((value ?? "") === "" || value.missing === "not_asked") return NOT_ASKED;
  if (isNumber(value) || value.decimal || value.number) return Number(value.decimal ?? value.number ?? value) + 0;
  const written = value.date ?? value.datetime ?? value.time;
  return isText(written) ? readDay(written) : value;
}

// ---- dates

const ON_THE_CLOCK = "(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d+))?)?(Z|([+-])(\\d\\d):?(\\d\\d)?)?";
const ISO = new RegExp(`^(?:(\\d{4})-(\\d\\d?)-(\\d\\d?)(T(?=\\d)|(?!\\d)))?(?:${ON_THE_CLOCK})?$`);
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
const pad = (value) => String(value).padStart(2, "0");
const mod = (value, by) => ((value % by) + by) % by;
const isDate = (value) => /^date/.test(value?.kind);
const isTime = (value) => value?.kind === "time";
const instant = (day) => day.ms - day.offset;
const distance = (a, b) => (a.offset === null || b.offset === null ? a.ms - b.ms : instant(a) - instant(b));

function makeDay(kind, ms, offset = null) {
  if (!(ms >= -62135596800000 && ms < 253402300800000)) fail("The years are 1 to 9999");
  const [date, clock] = new Date(ms).toISOString().split(/T|(?:\.000)?Z/);
  const minutes = Math.abs(offset) / 6e4;
  const zone = offset ? (offset < 0 ? "-" : "+") + pad(Math.floor(minutes / 60)) + ":" + pad(minutes % 60) : "Z";
  const text = { date, time: clock, datetime: `${date}T${clock}${offset === null ? "" : zone}` }[kind];
  return { kind, ms, offset, text };
}

// a date, a moment or a time; only date() and its like take a month or a day of one digit
function readDay(written, isLoose) {
  const found = isText(written) && ISO.exec(trim(written));
  const [, Y, m, d, T, H, M, S = "00", fraction = "", zone, sign, hours = 0, minutes = 0] = found || [];
  if (!(Y || H) || (Y && !T === Boolean(H)) || (Y && !isLoose && (m + d).length < 4)) return null;
  const clock = `${H ?? "00"}:${M ?? "00"}:${S}.${fraction.slice(0, 3).padEnd(3, "0")}Z`;
  const iso = `${Y ?? 1970}-${pad(m ?? 1)}-${pad(d ?? 1)}T${clock}`;
  const ms = Date.parse(iso);
  const offset = Y && zone ? (sign === "-" ? -6e4 : 6e4) * (hours * 60 + +minutes) + 0 : null;
  const isReal = Y !== "0000" && ms < Infinity && new Date(ms).toISOString() === iso;
  if (!isReal || minutes > 59 || Math.abs(offset) > 504e5) return null;
  return makeDay(Y ? (H ? "datetime" : "date") : "time", ms, offset);
}

function asMoment(value) {
  if (isDate(value)) return value;
  if (Number.isFinite(value)) return makeDay("datetime", Math.floor(value * DAY + 0.5));
  const found = readDay(value, true);
  return isDate(found) ? found : fail("A date is needed");
}

function toDate(value) {
  return makeDay("date", Math.floor(Number.isFinite(value) ? value : asMoment(value).ms / DAY) * DAY);
}

function toMoment(value) {
  const { ms, offset } = asMoment(value);
  return makeDay("datetime", ms, offset);
}

const clockOr = (value) => (isTime(readDay(value)) ? readDay(value) : value);

function decimalTime(given) {
  const value = clockOr(given);
  if (isNumber(value)) return value - Math.floor(value);
  return mod(isTime(value) ? value.ms : asMoment(value).ms, DAY) / DAY;
}

function formatDate(given, form) {
  const value = clockOr(given);
  const at = new Date(isTime(value) ? value.ms : asMoment(value).ms);
  const [Y, m, d, H, M, S, thousandths] = at.toISOString().match(/\d+/g);
  const a = "SunMonTueWedThuFriSat".slice(at.getUTCDay() * 3).slice(0, 3);
  const ofDate = { Y, y: Y.slice(2), m, n: +m, b: MONTHS.slice(m * 3 - 3, m * 3), d, e: +d, a };
  const parts = { H, h: +H, M, S, 3: thousandths, "%": "%", ...(isTime(value) ? {} : ofDate) };
  return form.replace(/%([^]?)/gu, (token, sign) => own(parts, sign) ?? fail(`${token} means nothing here`));
}

// ---- what a value counts as

function single(value) {
  if (!isSet(value)) return value;
  if (value.instances || value.nodes.length > 1) fail("One value is needed");
  return value.nodes.length ? single(read(value.nodes[0])) : NOT_ASKED;
}

function members(value) {
  if (value?.nodes) return value.nodes.map(read);
  const found = single(value);
  return isList(found) ? found : [found];
}

function truth(value) {
  const found = value?.nodes ?? value?.instances ?? value;
  return isList(found) ? found.length > 0 : Boolean(found) && !found.missing;
}

function number(value) {
  if (isNumber(value) || value?.missing) return value;
  if (isSet(value)) return number(single(value));
  if (typeof value === "boolean") return Number(value);
  const written = text(value);
  if (!written) return NOT_ASKED;
  if (NUMBER.test(written)) return Number(written) + 0;
  const day = isDate(value) ? value : readDay(written);
  return isDate(day) ? instant(day) / DAY + 0 : fail("A number is needed");
}

function loose(value) {
  try {
    const found = number(value);
    return isNumber(found) ? found : NaN;
  } catch {
    return NaN;
  }
}

function text(value) {
  if (value?.missing) return "";
  if (isSet(value)) return text(single(value));
  if (isList(value)) return value.join(" ");
  const [, sign, first, rest, exponent] = (isNumber(value) && /^(-?)(\d)\.?(\d*)e(.+)/.exec(value)) || [];
  if (!first) return String(value.text ?? value);
  const digits = first + rest;
  return sign + (exponent < 0 ? "0." + "0".repeat(-1 - exponent) + digits : digits.padEnd(+exponent + 1, "0"));
}

const strongest = (values) =>
  ["refused", "dk", "not_asked"].flatMap((code) => values.filter((value) => value?.missing === code))[0];

// ---- operators

const OPERATE = {
  "=": (a, b) => a === b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => a % b,
};

function compare(sign, ...sides) {
  const [left, right] = sides;
  const types = sides.map((value) => typeof value);
  const isBoolean = types.includes("boolean");
  if (sides.some(isSet)) {
    if (isBoolean) return compare(sign, ...sides.map(truth));
    const [some, others] = sides.map((value) => (value?.nodes ? members(value) : [single(value)]));
    return some.some((one) => others.some((other) => compare(sign, one, other)));
  }
  if (strongest(sides)) {
    const [{ missing }, other] = left.missing ? sides : [right, left];
    const isSame = (other || "not_asked") === missing;
    return ["", "dk", "refused"].includes(other) && (sign === "=" ? isSame : sign === "!=" && !isSame);
  }
  if (sign === "!=") return !compare("=", left, right);
  if (sign === "=" && isBoolean) return truth(left) === truth(right);
  if (isBoolean || types.includes("number")) return OPERATE[sign](loose(left), loose(right));
  if (left.kind || right.kind) return OPERATE[sign](apart(left, right), 0);
  return OPERATE[sign](...sides.map(sign === "=" ? text : loose));
}

function apart(...sides) {
  const [one, other] = sides.map((value) => (value.kind ? value : readDay(value)));
  if (isTime(one) && isTime(other)) return one.ms - other.ms;
  return isDate(one) && isDate(other) ? distance(one, other) : NaN;
}

function calculate(sign, ...sides) {
  const [left, right] = sides.map(single);
  if (sign === "-" && isDate(left) && isDate(right)) return distance(left, right) / DAY + 0;
  const values = [number(left), number(right)];
  return strongest(values) ?? OPERATE[sign](...values) + 0;
}

// ---- functions of numbers, texts, codes and repeats

function round(value, places = 0) {
  if (Number.isNaN(places)) return NaN;
  if (!Number.isFinite(value)) return value;
  const kept = Math.trunc(Math.max(-400, Math.min(places, 400)));
  const [, digits, fraction, exponent] = /([^.]+)\.?(\d*)e(.+)/.exec(value.toExponential());
  const cut = fraction.length - exponent - kept;
  if (cut <= 0) return value;
  const unit = 2n * 10n ** BigInt(cut);
  const above = 2n * BigInt(digits + fraction) + unit / 2n;
  return Number(`${(above - mod(above, unit)) / unit}e${-kept}`);
}

const trim = (value) => value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
const codes = (value) => (isList(value) ? value : text(value).split(/[ \t\r\n]+/).filter(Boolean));

function translate(value, wanted, replacement) {
  const [from, to] = [[...wanted], [...replacement]];
  return [...value].map((sign) => (from.includes(sign) ? to[from.indexOf(sign)] ?? "" : sign)).join("");
}

function selected(answer, code) {
  const wanted = trim(text(code));
  if (code?.missing || answer === NOT_ASKED) return false;
  return answer?.missing ? answer.missing === wanted : codes(answer).includes(wanted);
}

const counts = (value) => (isText(value) && !NUMBER.test(value) ? /^(yes|true)$/.test(value) : loose(value) > 0);

function isBetween(value, least, most) {
  const [low, high] = [number(least), number(most)];
  return !strongest([low, high]) && (low === -1 || value >= low) && (high === -1 || value <= high);
}

function weighted(least, most, ...pairs) {
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const found = pairs.flatMap((pair, at) => {
    const [values, weights] = [members(pair), members(pairs[at + 1 - (at % 2)])];
    if (values.length !== weights.length) fail("As many weights as values are needed");
    return at % 2 ? [] : [values.map((value, index) => (counts(value) ? number(weights[index]) : 0))];
  });
  return !strongest(found.flat()) && isBetween(sum(found.map(sum)), least, most);
}

const ofAll = (choose, ofNone) => (...values) => {
  const found = values.flatMap(members).map(number);
  return strongest(found) ?? (found.length ? found.reduce((a, b) => choose(a, b)) : ofNone);
};

const count = (test) => (value) => (value?.instances ?? members(value).filter(test)).length;

const within = (scope, target) =>
  Object.entries(scope).flatMap(([name, value]) =>
    name === target ? [value] : (value?.instances ?? []).flatMap((instance) => within(instance, target)),
  );

// ---- patterns in the portable form: each part takes places in the text to the places behind it, all at once, so that
// nothing is tried twice

const TOKEN = /\\[pP]\{\w+\}|\\u\w{4}|\\.|\[(?:\\.|[^\]\\])*\]|\(\?[:=!]|\{\d+,?\d*\}|[^]/gsu;

function matches(written, value) {
  const signs = written.match(TOKEN) ?? [];
  const take = (sign) => signs[0] === sign && signs.shift();
  function one(sign) {
    const form = new RegExp(`^${sign}$`, "su");
    return (places) => places.filter((at) => at < value.length && form.test(value[at])).map((at) => at + 1);
  }
  function repeated() {
    const part = take("(?:") ? choice() : one(signs.shift());
    const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(signs[0]) ?? [];
    const common = own({ "*": [0, Infinity], "+": [1, Infinity], "?": [0, 1] }, signs[0]);
    const [low, high] = common ?? [+least, +(most || (comma ? Infinity : least))];
    if (!(low >= 0)) return part;
    signs.shift();
    return (places) => {
      const found = new Set(low ? [] : places);
      for (let at = places, turn = 1; turn <= high && at.length; turn++) {
        at = part(at).filter((end) => turn < low || !found.has(end));
        if (turn >= low) at.forEach((end) => found.add(end));
      }
      return [...found];
    };
  }
  function choice() {
    const rows = [[]];
    while (signs.length && !")$".includes(signs[0])) take("|") ? rows.unshift([]) : rows[0].push(repeated());
    const isWhole = take("$");
    take(")");
    return (places) => {
      const ends = rows.flatMap((row) => row.reduce((found, part) => part(found), places));
      return [...new Set(isWhole ? ends.filter((end) => end === value.length) : ends)];
    };
  }
  let isMet = true;
  while (/^\(\?[=!]/.test(signs[0])) isMet = (signs.shift() === "(?=") === choice()([0]).length > 0 && isMet;
  return isMet && choice()([0]).includes(value.length);
}

// ---- the functions: kinds of arguments (the last one repeats), and what is done with them: n number, t text, b truth,
// l codes, d date, a one value, s a set as it is. What is missing passes; after "!" it makes false, after "*" the
// function is given it. At the end those that choose what to evaluate, or look at their surroundings

const drawn = ({ random }, base) => Math.floor(known(random, "random")() * base);
const position = (args, run, environment) => environment.position || 1;

const FUNCTIONS = {
  abs: ["n", Math.abs],
  boolean: ["*s", truth],
  "boolean-from-string": ["!a", (value) => /^(true|1)$/.test(text(value))],
  ceil: ["n", Math.ceil],
  ceiling: ["n", Math.ceil],
  checklist: ["*s", (least, most, ...values) => isBetween(values.flatMap(members).filter(counts).length, least, most)],
  concat: ["*s", (...values) => values.map((value) => (value?.nodes ?? [value]).map(read).map(text).join("")).join("")],
  contains: ["!t", (value, part) => value.includes(part)],
  count: ["*s", (value) => (value === NOT_ASKED ? 0 : count(() => true)(value))],
  "count-non-empty": ["*s", count((value) => !isEmpty(value))],
  "count-selected": ["l", (chosen) => chosen.length],
  date: ["d", toDate],
  "date-time": ["d", toMoment],
  "decimal-date-time": ["d", (value) => (isNumber(value) ? value : instant(asMoment(value)) / DAY)],
  "decimal-time": ["d", decimalTime],
  "ends-with": ["!t", (value, part) => value.endsWith(part)],
  false: ["", () => false],
  floor: ["n", Math.floor],
  "format-date": ["dt", formatDate],
  "format-date-time": ["dt", formatDate],
  int: ["n", Math.trunc],
  join: ["*s", (separator, ...values) => values.flatMap(members).map(text).join(text(separator))],
  max: ["*s", ofAll(Math.max, NOT_ASKED)],
  min: ["*s", ofAll(Math.min, NOT_ASKED)],
  "normalize-space": ["t", (value) => trim(value.replace(/[ \t\r\n]+/g, " "))],
  not: ["*b", (value) => !value],
  number: ["*a", (value) => (value?.missing ? value : loose(value))],
  pi: ["", () => Math.PI],
  round: ["n", round],
  selected: ["*a", selected],
  "selected-at": ["ln", (chosen, at) => (at >= 0 && chosen[Math.trunc(at)]) || ""],
  sqrt: ["n", Math.sqrt],
  "starts-with": ["!t", (value, part) => value.startsWith(part)],
  string: ["a", text],
  "string-length": ["t", (value) => [...value].length],
  substr: ["tn", (value, start, end) => [...value].slice(start, end).join("")],
  "substring-after": ["t", (value, part) => part ? value.split(part).slice(1).join(part) : value],
  "substring-before": ["t", (value, part) => value.slice(0, Math.max(0, value.indexOf(part)))],
  sum: ["*s", ofAll((a, b) => a + b, 0)],
  translate: ["t", translate],
  true: ["", () => true],
  "weighted-checklist": ["*s", weighted],
  if: (args, run) => run(truth(run(args[0])) ? args[1] : args[2]),
  coalesce(args, run) {
    let value;
    for (const argument of args) {
      value = single(run(argument));
      if (!value?.missing && !isEmpty(value)) break;
    }
    return value;
  },
  once([argument], run, { current }) {
    return isEmpty(read(current)) ? run(argument) : read(current);
  },
  today: (args, run, { today, now }) => toDate(known(today ?? now, "today")),
  now: (args, run, { now }) => readDay(known(now, "now")),
  random: (args, run, { random }) => known(random, "random")(),
  uuid(args, run, environment) {
    const draw = (sign) => (sign === "x" ? drawn(environment, 16) : 8 + drawn(environment, 4)).toString(16);
    if (!args.length) return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, draw);
    const length = number(run(args[0]));
    if (length?.missing) return length;
    if (!(length >= 0 && length <= 1000)) fail("No such length");
    return Array.from({ length }, () => drawn(environment, 36).toString(36)).join("");
  },
  position,
  index: position,
  "jr:choice-name"([argument, [, question]], run, { choiceName }) {
    const value = single(run(argument));
    if (value?.missing) return value;
    const name = known(choiceName, "choiceName");
    return codes(value).map((code) => name(question, code)).join(", ");
  },
  pulldata(args, run, { lookup }) {
    const values = args.map((argument) => CONVERT.t(run(argument)));
    return strongest(values) ?? known(lookup, "lookup")(...values);
  },
  regex([argument, [kind, written]], run) {
    const value = CONVERT.t(run(argument));
    if (kind !== "t") fail("Only the server reads a pattern that is calculated");
    return !value?.missing && matches(written, [...value]);
  },
  "indexed-repeat"([[, target], ...rest], run, { answers: scope }) {
    const places = rest.map((node, at) => (at % 2 ? number(run(node)) : 0));
    const missing = strongest(places);
    if (missing) return missing;
    for (let at = 0; at < rest.length; at += 2) {
      const bare = rest.length === 2 ? own(scope, target)?.nodes ?? [] : [];
      scope = (own(scope, rest[at][1])?.instances ?? bare.map((value) => ({ [target]: value })))[places[at + 1] - 1];
      if (!scope) return NOT_ASKED;
    }
    return single(own(scope, target) === undefined ? { nodes: within(scope, target) } : read(scope[target]));
  },
};

const unlessMissing = (convert) => (value) => (single(value)?.missing ? single(value) : convert(single(value)));
const CONVERT = {
  n: number,
  t: unlessMissing(text),
  b: truth,
  l: unlessMissing(codes),
  d: (value) => (isEmpty(single(value)) ? NOT_ASKED : single(value)),
  a: single,
  s: (value) => value,
};

function call(form, apply, values) {
  const kinds = form.replace(/[!*]/, "");
  const given = values.map((value, at) => CONVERT[kinds[Math.min(at, kinds.length - 1)]](value));
  const missing = form[0] === "*" ? undefined : strongest(given);
  if (missing) return form[0] === "!" ? false : missing;
  const result = apply(...given);
  return isNumber(result) ? result + 0 : result;
}

export function evaluate(tree, environment = {}) {
  const run = (node) => evaluate(node, environment);
  const [head, first, ...rest] = tree;
  if (head === "n") return Number(first);
  if (head === "t") return first;
  if (head === "$") return read(own(environment.answers, first));
  if (head === "@") return read(own(environment.attributes, first));
  if (head === ".") return read(environment.current);
  if (head === "and") return truth(run(first)) && truth(run(rest[0]));
  if (head === "or") return truth(run(first)) || truth(run(rest[0]));
  if (head === "call") {
    const found = known(own(FUNCTIONS, first) ?? own(environment.functions, first), first);
    if (!isList(found)) return found(rest, run, environment);
    const ofCurrent = !rest.length && /^(string-length|normalize-space)$/.test(first);
    return call(...found, (ofCurrent ? [["."]] : rest).map(run));
  }
  const values = [first, ...rest].map(run);
  if (values.length === 1) return calculate("-", 0, values[0]);
  return (/[<=>]/.test(head) ? compare : calculate)(head, ...values);
}

export const holds = (tree, environment) => truth(evaluate(tree, environment));
