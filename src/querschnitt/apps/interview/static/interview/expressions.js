// Expressions of a questionnaire in the page: the same values as core/instrument/expressions, to the last digit.
//
// Trees are those of tree.to_json. Values are JSON; what it has no word for carries its type: {missing: "dk"},
// {decimal: "7.50"}, {number: "NaN"}, {date: …}, {time: …}, {datetime: …}, {nodes: […]} for the values of all instances
// of a repeat, {instances: [{…}]} for the repeat; a list of texts is a list of codes. The environment: answers, current,
// attributes, position, today and now (ISO texts), random(), choiceName(question, code), lookup(file, column, key
// column, key).

export class ExpressionError extends Error {}

class Missing {
  constructor(code) {
    this.code = code;
  }
}
class Nodes {
  constructor(items) {
    this.items = items;
  }
}
class Instances extends Nodes {}

// ms: what calendar and clock show, since 1970-01-01T00:00; offset to UTC, or null
class Day {
  constructor(kind, ms, offset = null) {
    Object.assign(this, { kind, ms, offset });
  }
}

const CODES = ["not_asked", "dk", "refused"];
const [NOT_ASKED, ...CHOSEN] = CODES.map((code) => new Missing(code));
const KINDS = { "": NOT_ASKED, not_asked: NOT_ASKED, dk: CHOSEN[0], refused: CHOSEN[1] };
const DAY = 864e5;
const NUMBER = /^[ \t\r\n]*-?(\d+(\.\d*)?|\.\d+)[ \t\r\n]*$/;

const fail = (what, got = "") => {
  throw new ExpressionError(`${what} ${String(got)}`);
};
const own = (object, name) => (Object.prototype.hasOwnProperty.call(object ?? {}, name) ? object[name] : undefined);
const isMissing = (value) => value instanceof Missing;
const isSet = (value) => value instanceof Nodes && !(value instanceof Instances);
const isEmpty = (value) => value === NOT_ASKED || value === "" || (Array.isArray(value) && !value.length);
const isFraction = (value) => !Number.isInteger(value);
const pad = (value, length = 2) => String(value).padStart(length, "0");
const mod = (value, by) => ((value % by) + by) % by;

// ---- values from outside, and back

const READ = {
  missing: (value) => KINDS[value],
  decimal: (value) => Number(value) + 0,
  number: (value) => Number(value) + 0,
  date: (value) => readDay(value),
  datetime: (value) => readDay(value),
  time: (value) => readDay(value),
  nodes: (value) => new Nodes(value.map(read)),
  instances: (value) => new Instances(value),
};

export function read(written) {
  if (written === undefined || written === null || written === "") return NOT_ASKED;
  if (typeof written === "number") return written + 0;
  if (typeof written !== "object" || Array.isArray(written)) return written;
  const [[kind, value]] = Object.entries(written);
  return (own(READ, kind) ?? fail("No value"))(value);
}

export function write(value) {
  if (isMissing(value)) return { missing: value.code };
  if (value instanceof Day) return { [value.kind]: text(value) };
  if (value instanceof Nodes) return isSet(value) ? { nodes: value.items.map(write) } : { instances: value.items };
  return typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value;
}

// ---- dates

const DATE_OR_TIME = new RegExp(
  "^[ \\t\\r\\n]*(?:(\\d{4})-(\\d\\d?)-(\\d\\d?)(T(?=\\d)|(?!\\d)))?" +
    "(?:(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d+))?)?(Z|([+-])(\\d\\d):?(\\d\\d)?)?)?[ \\t\\r\\n]*$",
);
const isDate = (value) => value instanceof Day && value.kind !== "time";
const isTime = (value) => value instanceof Day && value.kind === "time";
const instant = (day) => day.ms - day.offset;
const distance = (a, b) => (a.offset === null || b.offset === null ? a.ms - b.ms : instant(a) - instant(b));
const startOfDay = ({ ms }) => new Day("date", ms - mod(ms, DAY));
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// a date, a moment or a time; only date() and its like take months and days of one digit
function readDay(written, isLoose) {
  const [, year, month, day, T, hour, minute, second, fraction = "", zone, sign, hours = 0, minutes = 0] =
    (typeof written === "string" && DATE_OR_TIME.exec(written)) || [];
  if (!(year || hour) || !T === Boolean(year && hour) || (!isLoose && (month + day)?.length === (year ? 3 : 0))) return null;
  const date = `${year ?? 1970}-${pad(month ?? 1)}-${pad(day ?? 1)}`;
  const iso = `${date}T${hour ?? "00"}:${minute ?? "00"}:${second ?? "00"}.${fraction.slice(0, 3).padEnd(3, "0")}Z`;
  const ms = Date.parse(iso);
  const offset = zone && year ? (sign === "-" ? -6e4 : 6e4) * (hours * 60 + +minutes) + 0 : null;
  if (!(ms > -62135596800001) || new Date(ms).toISOString() !== iso || minutes > 59 || Math.abs(offset) > 504e5) return null;
  return new Day(!year ? "time" : hour ? "datetime" : "date", ms, offset);
}

function tokens(ms) {
  const [, Y, m, d, H, M, S, thousandths] = /(.{4})-(..)-(..)T(..):(..):(..).(...)/.exec(new Date(ms).toISOString());
  const [b, a] = [MONTHS[m - 1], DAYS[new Date(ms).getUTCDay()]];
  return { Y, y: Y.slice(2), m, n: +m, b, d, e: +d, a, H, h: +H, M, S, 3: thousandths, "%": "%" };
}

function writeDay({ kind, ms, offset }) {
  const { Y, m, d, H, M, S, 3: thousandths } = tokens(ms);
  const time = `${H}:${M}:${S}${+thousandths ? "." + thousandths : ""}`;
  if (kind !== "datetime") return kind === "time" ? time : `${Y}-${m}-${d}`;
  const minutes = Math.abs(offset) / 6e4;
  const zone = offset ? `${offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}` : "Z";
  return `${Y}-${m}-${d}T${time}${offset === null ? "" : zone}`;
}

function fromClock(kind, ms) {
  const days = Math.floor(ms / DAY);
  return days >= -719162 && days <= 2932896 ? new Day(kind, ms) : fail("The years are 1 to 9999");
}

function asMoment(value) {
  if (isDate(value)) return value;
  if (Number.isFinite(value)) return fromClock("datetime", Math.floor(value * DAY + 0.5));
  const found = readDay(value, true);
  return isDate(found) ? found : fail("A date is needed, not", text(value));
}

const toDate = (value) =>
  Number.isFinite(value) ? fromClock("date", Math.floor(value) * DAY) : startOfDay(asMoment(value));

function toMoment(value) {
  const { ms, offset } = asMoment(value);
  return new Day("datetime", ms, offset);
}

const clockOr = (value) => (isTime(readDay(value)) ? readDay(value) : value);

function decimalTime(given) {
  const value = clockOr(given);
  if (typeof value === "number") return value - Math.floor(value);
  return mod(isTime(value) ? value.ms : asMoment(value).ms, DAY) / DAY;
}

function formatDate(given, form) {
  const value = clockOr(given);
  const parts = tokens((isTime(value) ? value : asMoment(value)).ms);
  return form.replace(/%([^]?)/gu, (token, sign) =>
    isTime(value) && "YymnbdeaYy".includes(sign || "?") ? fail("A time has no date") : own(parts, sign) ?? fail("No", token),
  );
}

// ---- what a value counts as

function single(value) {
  if (!(value instanceof Nodes)) return value;
  if (!isSet(value) || value.items.length > 1) fail("One value is needed");
  return value.items.length ? single(value.items[0]) : NOT_ASKED;
}

function members(value) {
  if (isSet(value)) return value.items;
  const found = single(value);
  return Array.isArray(found) ? found : [found];
}

function truth(value) {
  const found = value instanceof Nodes ? value.items : value;
  return Array.isArray(found) ? found.length > 0 : Boolean(found) && !isMissing(found);
}

function number(value) {
  if (typeof value === "number" || isMissing(value)) return value;
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Nodes) return number(single(value));
  const written = isTime(value) ? "time" : text(value);
  if (!written) return NOT_ASKED;
  if (NUMBER.test(written)) return Number(written) + 0;
  const day = isDate(value) ? value : readDay(written);
  return isDate(day) ? instant(day) / DAY + 0 : fail("A number is needed, not", written);
}

function loose(value) {
  try {
    return isMissing(number(value)) ? NaN : number(value);
  } catch (error) {
    if (error instanceof ExpressionError) return NaN;
    throw error;
  }
}

function text(value) {
  if (isMissing(value)) return "";
  if (value instanceof Nodes) return text(single(value));
  if (Array.isArray(value)) return value.join(" ");
  if (value instanceof Day) return writeDay(value);
  const [, sign, first, rest = "", exponent] = (typeof value === "number" && /^(-?)(\d)\.?(\d*)e(.+)/.exec(value)) || [];
  if (!first) return String(value);
  return sign + (exponent < 0 ? `0.${"0".repeat(-1 - exponent)}${first}${rest}` : (first + rest).padEnd(+exponent + 1, "0"));
}

const strongest = (values) => KINDS[CODES.findLast((code) => values.includes(KINDS[code]))];

// ---- operators

const ORDER = {
  "=": (a, b) => a === b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function compare(sign, left, right) {
  const either = (test) => test(left) || test(right);
  const isOf = (type) => either((value) => typeof value === type);
  if (either((value) => value instanceof Nodes)) {
    if (isOf("boolean")) return compare(sign, truth(left), truth(right));
    const [some, others] = [left, right].map((value) => (isSet(value) ? value.items : [single(value)]));
    return some.some((one) => others.some((other) => compare(sign, one, other)));
  }
  if (either(isMissing)) {
    const [missing, other] = isMissing(left) ? [left, right] : [right, left];
    if (!["", "dk", "refused"].includes(other)) return false;
    return sign === "=" ? KINDS[other] === missing : sign === "!=" && KINDS[other] !== missing;
  }
  if (sign === "!=") return !compare("=", left, right);
  if (sign === "=" && isOf("boolean")) return truth(left) === truth(right);
  if (isOf("number") || (sign !== "=" && !either((value) => value instanceof Day))) {
    return ORDER[sign](loose(left), loose(right));
  }
  return either((value) => value instanceof Day) ? ORDER[sign](apart(left, right), 0) : text(left) === text(right);
}

function apart(left, right) {
  const [one, other] = [left, right].map((value) => (value instanceof Day ? value : readDay(value)));
  if (isTime(one) && isTime(other)) return one.ms - other.ms;
  return isDate(one) && isDate(other) ? distance(one, other) : NaN;
}

const CALCULATE = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => a % b,
};

function calculate(sign, left, right) {
  if (sign === "-" && [left, right].every((value) => isDate(single(value)))) {
    return distance(single(left), single(right)) / DAY + 0;
  }
  const values = [number(left), number(right)];
  return strongest(values) ?? CALCULATE[sign](...values) + 0;
}

// ---- functions of numbers. Each machine has a last digit of its own for them, so they are computed in whole numbers of
// 2^-1400: powers of e by their series, logarithms and angles from powers of e, all of them complex

const P = 1400n;
const ONE = 1n << P;
const times = ([a, b], [c, d]) => [(a * c - b * d) >> P, (a * d + b * c) >> P];
const bits = (whole) => BigInt(whole.toString(16).length * 4);
const isPositive = (value) => value > 0 && value < Infinity;

function fixed(value) {
  let by = P;
  for (; !Number.isInteger(value); by--) value *= 2;
  return BigInt(value) << by;
}

function double(whole) {
  const spare = bits(whole) > 200n ? bits(whole) - 200n : 0n;
  let result = Number(whole >> spare);
  let by = spare - P;
  for (; by > 0n && result; by--) result *= 2;
  for (; by < 0n && result; by++) result /= 2;
  return result;
}

function exponential(re, im = 0n) {
  const size = bits(re * re + im * im) / 2n - P;
  let halvings = size < 0n ? 9n : size + 9n;
  const small = [re >> halvings, im >> halvings];
  let sum = [0n, 0n];
  for (let term = [ONE, 0n], step = 1n; term[0] || term[1]; step++) {
    sum = [sum[0] + term[0], sum[1] + term[1]];
    term = times(term, small).map((part) => part / step);
  }
  for (; halvings; halvings--) sum = times(sum, sum);
  return sum;
}

// from what the machine takes the logarithm and the angle for
function logarithm(x, y, re, im) {
  let found = [fixed(re), fixed(im)];
  for (let again = 8; again; again--) {
    const [near, off] = times([x, y], exponential(-found[0], -found[1]));
    found = [found[0] + near - ONE, found[1] + off];
  }
  return found;
}

const ln = (value) => logarithm(fixed(value), 0n, Math.log(value), 0)[0];

function angle(x, y, found) {
  const by = bits(x * x + y * y) / 2n - P;
  const [right, above] = [x >> by, y >> by];
  return double(logarithm(right, above, Math.log(Math.hypot(double(right), double(above))), found)[1]);
}

const log = (value) => (isPositive(value) ? double(ln(value)) : Math.log(value));
const log10 = (value) => (isPositive(value) ? double((ln(value) << P) / ln(10)) : Math.log(value));
const power = (whole) => (bits(whole) > P + 16n ? (whole > 0n ? Infinity : 0) : double(exponential(whole)[0]));
const exp = (value) => (Math.abs(value) < 1000 ? power(fixed(value)) : Math.exp(value));
const turn = (value, choose) => (Number.isFinite(value) ? double(choose(...exponential(0n, fixed(value)))) : NaN);

function pow(base, exponent) {
  const amount = Math.abs(base);
  if (exponent === 0 || base === 1 || (amount === 1 && Math.abs(exponent) === Infinity)) return 1;
  const isWhole = Number.isInteger(exponent);
  if (!isPositive(amount) || !Number.isFinite(exponent) || (base < 0 && !isWhole)) return base ** exponent;
  return power((ln(amount) * fixed(exponent)) >> P) * (base < 0 && exponent % 2 ? -1 : 1);
}

function atan2(y, x) {
  const isPoint = Number.isFinite(y) && Number.isFinite(x) && (y || x);
  return isPoint ? angle(fixed(x), fixed(y), Math.atan2(y, x)) : Math.atan2(y, x);
}

// the angle of a point of the circle
function onCircle(value, found, choose) {
  if (!(Math.abs(value) < 1)) return found;
  const other = exponential(logarithm(ONE - ((fixed(value) * fixed(value)) >> P), 0n, Math.log(1 - value * value), 0)[0] / 2n)[0];
  return angle(...choose(other, fixed(value)), found);
}

function round(value, places = 0) {
  if (!Number.isFinite(value) || Number.isNaN(places)) return value * (Number.isNaN(places) ? NaN : 1);
  const kept = Math.trunc(Math.max(-400, Math.min(places, 400)));
  const [, digits, fraction, exponent] = /([^.]+)\.?(\d*)e(.+)/.exec(value.toExponential());
  const cut = fraction.length - exponent - kept;
  if (cut <= 0) return value;
  const unit = 2n * 10n ** BigInt(cut);
  const above = 2n * BigInt(digits + fraction) + unit / 2n;
  return Number(`${(above - (((above % unit) + unit) % unit)) / unit}e${-kept}`);
}

// ---- functions of texts, codes and repeats

const trim = (value) => value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
const codes = (value) => (Array.isArray(value) ? value : text(value).split(/[ \t\r\n]+/).filter(Boolean));
const place = (value) => (value === -Infinity ? -1e9 : value);

function translate(value, wanted, replacement) {
  const [from, to] = [[...wanted], [...replacement]];
  return [...value].map((sign) => (from.includes(sign) ? to[from.indexOf(sign)] ?? "" : sign)).join("");
}

function selected(answer, code) {
  const wanted = trim(text(code));
  if (isMissing(code) || answer === NOT_ASKED) return false;
  return isMissing(answer) ? answer.code === wanted : codes(answer).includes(wanted);
}

const counts = (value) =>
  typeof value === "string" && !NUMBER.test(value) ? ["yes", "true"].includes(value) : loose(value) > 0;

function isBetween(value, least, most) {
  const [low, high] = [number(least), number(most)];
  return !strongest([low, high]) && (low === -1 || value >= low) && (high === -1 || value <= high);
}

function weighted(least, most, ...pairs) {
  const found = pairs.flatMap((pair, at) => {
    const [values, weights] = at % 2 ? [[], []] : [members(pair), members(pairs[at + 1])];
    if (values.length !== weights.length) fail("As many weights as values are needed");
    return [values.map((value, index) => (counts(value) ? number(weights[index]) : 0))];
  });
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  return !strongest(found.flat()) && isBetween(sum(found.map(sum)), least, most);
}

const ofAll = (choose, ofNone) => (...values) => {
  const found = values.flatMap(members).map(number);
  return strongest(found) ?? (found.length ? found.reduce((a, b) => choose(a, b)) : ofNone);
};

const count = (test) => (value) => (isSet(value) || !(value instanceof Nodes) ? members(value).filter(test) : value.items).length;

const within = (scope, target) =>
  Object.entries(scope).flatMap(([name, value]) =>
    name === target ? [read(value)] : (own(value, "instances") ?? []).flatMap((instance) => within(instance, target)),
  );

function indexedRepeat(scope, target, pairs) {
  const missing = strongest(pairs.map(([, at]) => at));
  if (missing) return missing;
  for (const [name, at] of pairs) {
    const [row, bare] = [read(own(scope, name)), read(own(scope, target))];
    const alone = pairs.length === 1 && isSet(bare) ? bare.items.map((value) => ({ [target]: write(value) })) : [];
    scope = (row instanceof Instances ? row.items : alone)[at - 1];
    if (!scope) return NOT_ASKED;
  }
  return single(own(scope, target) === undefined ? new Nodes(within(scope, target)) : read(scope[target]));
}

// ---- patterns in the portable form: each part takes places in the text to the places behind it, all at once, so that
// nothing is tried twice

const TOKEN = /\\[pP]\{\w+\}|\\u(?:\{\w+\}|\w{4})|\\.|\[(?:\\.|[^\]\\])*\]|\(\?[:=!]|\{\d+,?\d*\}|[^]/gsu;

function readPattern(written) {
  const signs = written.match(TOKEN) ?? [];
  const take = (sign) => signs[0] === sign && signs.shift();
  function choice() {
    const rows = [];
    do {
      const row = [];
      while (signs.length && !"|)$".includes(signs[0])) row.push(repeated());
      rows.push((places, value) => row.reduce((found, part) => part(found, value), places));
    } while (take("|"));
    return (places, value) => new Set(rows.flatMap((row) => [...row(places, value)]));
  }
  function group() {
    const part = choice();
    const isWhole = take("$");
    take(")");
    return [part, isWhole];
  }
  function one(sign) {
    const form = new RegExp(`^${sign}$`, "su");
    return (places, value) =>
      new Set([...places].filter((at) => at < value.length && form.test(value[at])).map((at) => at + 1));
  }
  function repeated() {
    const part = take("(?:") ? group()[0] : one(signs.shift());
    const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(signs[0]) ?? [];
    const common = own({ "*": [0, Infinity], "+": [1, Infinity], "?": [0, 1] }, signs[0]);
    if (!common && !least) return part;
    signs.shift();
    const [low, high] = common ?? [+least, +(most || (comma ? Infinity : least))];
    return (places, value) => {
      const found = new Set(low ? [] : places);
      for (let at = places, times = 1; times <= high && at.size; times++) {
        at = new Set([...part(at, value)].filter((end) => times < low || !found.has(end)));
        if (times >= low) at.forEach((end) => found.add(end));
      }
      return found;
    };
  }
  const looks = [];
  while (/^\(\?[=!]/.test(signs[0])) {
    const isForbidden = signs.shift() === "(?!";
    const [part, isWhole] = group();
    looks.push((value) => {
      const ends = part(new Set([0]), value);
      return (isWhole ? ends.has(value.length) : ends.size > 0) !== isForbidden;
    });
  }
  const body = choice();
  return (value) => looks.every((look) => look(value)) && body(new Set([0]), value).has(value.length);
}

// ---- the table of functions: kinds of arguments (the last one repeats), and what is done with them: n number, t text,
// b truth, l codes, d date, a one value, s a set as it is. What is missing passes; after "!" it makes false, after "*"
// the function is given it

const FUNCTIONS = {
  abs: ["n", Math.abs],
  acos: ["n", (value) => onCircle(value, Math.acos(value), (other, side) => [side, other])],
  asin: ["n", (value) => onCircle(value, Math.asin(value), (other, side) => [other, side])],
  atan: ["n", (value) => atan2(value, 1)],
  atan2: ["n", atan2],
  boolean: ["*s", truth],
  "boolean-from-string": ["!a", (value) => ["true", "1"].includes(text(value))],
  ceil: ["n", Math.ceil],
  ceiling: ["n", Math.ceil],
  checklist: ["*s", (least, most, ...values) => isBetween(values.flatMap(members).filter(counts).length, least, most)],
  concat: ["*s", (...values) => values.flatMap((value) => (isSet(value) ? value.items : [value])).map(text).join("")],
  contains: ["!t", (value, part) => value.includes(part)],
  cos: ["n", (value) => turn(value, (c) => c)],
  count: ["*s", (value) => (value === NOT_ASKED ? 0 : count(() => true)(value))],
  "count-non-empty": ["*s", count((value) => !isEmpty(value))],
  "count-selected": ["l", (chosen) => chosen.length],
  date: ["d", toDate],
  "date-time": ["d", toMoment],
  "decimal-date-time": ["d", (value) => (typeof value === "number" ? value : instant(asMoment(value)) / DAY)],
  "decimal-time": ["d", decimalTime],
  "ends-with": ["!t", (value, part) => value.endsWith(part)],
  exp: ["n", exp],
  exp10: ["n", (value) => pow(10, value)],
  false: ["", () => false],
  floor: ["n", Math.floor],
  "format-date": ["dt", formatDate],
  "format-date-time": ["dt", formatDate],
  int: ["n", Math.trunc],
  join: ["*s", (separator, ...values) => values.flatMap(members).map(text).join(text(separator))],
  log: ["n", log],
  log10: ["n", log10],
  max: ["*s", ofAll(Math.max, NOT_ASKED)],
  min: ["*s", ofAll(Math.min, NOT_ASKED)],
  "normalize-space": ["t", (value) => trim(value.replace(/[ \t\r\n]+/g, " "))],
  not: ["*b", (value) => !value],
  number: ["*a", (value) => (isMissing(value) ? value : loose(value))],
  pi: ["", () => Math.PI],
  pow: ["n", pow],
  round: ["n", round],
  selected: ["*a", selected],
  "selected-at": ["ln", (chosen, at) => (at >= 0 && chosen[Math.trunc(at)]) || ""],
  sin: ["n", (value) => turn(value, (c, s) => s)],
  sqrt: ["n", Math.sqrt],
  "starts-with": ["!t", (value, part) => value.startsWith(part)],
  string: ["a", text],
  "string-length": ["t", (value) => [...value].length],
  substr: ["tn", (value, start, end) => [...value].slice(start, end).join("")],
  "substring-after": ["t", (value, part) => value.split(part).slice(1).join(part) || (part ? "" : value)],
  "substring-before": ["t", (value, part) => value.slice(0, Math.max(0, value.indexOf(part)))],
  sum: ["*s", ofAll((a, b) => a + b, 0)],
  tan: ["n", (value) => turn(value, (c, s) => (s << P) / c)],
  translate: ["t", translate],
  true: ["", () => true],
  "weighted-checklist": ["*s", weighted],
};

const unless = (convert) => (value) => (isMissing(single(value)) ? single(value) : convert(single(value)));
const CONVERT = {
  n: number,
  t: unless(text),
  b: truth,
  l: unless(codes),
  d: (value) => (isEmpty(single(value)) ? NOT_ASKED : single(value)),
  a: single,
  s: (value) => value,
};

function call(name, values) {
  const [form, apply] = own(FUNCTIONS, name) ?? fail("Unknown function", name);
  const kinds = form.replace(/[!*]/, "");
  const given = values.map((value, at) => CONVERT[kinds[at] ?? kinds.at(-1)](value));
  const missing = form[0] === "*" ? undefined : strongest(given);
  if (missing) return form[0] === "!" ? false : missing;
  const result = apply(...given);
  return typeof result === "number" ? result + 0 : result;
}

// ---- functions that look at their surroundings, or choose what to evaluate

const known = (value, name) => value ?? fail("Not known here:", name);
const digit = (environment, base) => Math.floor(known(environment.random, "random")() * base);
const position = (args, run, environment) => environment.position || 1;

const SPECIAL = {
  if: (args, run) => run(truth(run(args[0])) ? args[1] : args[2]),
  coalesce(args, run) {
    let value;
    for (const argument of args) {
      value = single(run(argument));
      if (!isMissing(value) && !isEmpty(value)) break;
    }
    return value;
  },
  once(args, run, environment) {
    const before = read(environment.current);
    return isEmpty(before) ? run(args[0]) : before;
  },
  today: (args, run, { today, now }) => startOfDay(readDay(known(today ?? now, "today"))),
  now: (args, run, environment) => readDay(known(environment.now, "now")),
  random: (args, run, environment) => known(environment.random, "random")(),
  uuid(args, run, environment) {
    if (args.length) {
      const length = number(run(args[0]));
      if (isMissing(length)) return length;
      if (!(length >= 0 && length <= 1000)) fail("No length", length);
      return Array.from({ length }, () => digit(environment, 36).toString(36)).join("");
    }
    const draw = (sign) => (sign === "x" ? digit(environment, 16) : 8 + digit(environment, 4)).toString(16);
    return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, draw);
  },
  position,
  index: position,
  "jr:choice-name"([argument, [, question]], run, environment) {
    const value = single(run(argument));
    if (isMissing(value)) return value;
    const name = known(environment.choiceName, "labels");
    return codes(value).map((code) => name(question, code)).join(", ");
  },
  pulldata(args, run, environment) {
    const values = args.map((argument) => CONVERT.t(run(argument)));
    return strongest(values) ?? known(environment.lookup, "files")(...values);
  },
  regex([argument, [kind, written]], run) {
    const value = CONVERT.t(run(argument));
    if (kind !== "t") fail("Only the server reads a pattern that is calculated");
    return !isMissing(value) && readPattern(written)([...value]);
  },
  "indexed-repeat"([[, target], ...rest], run, environment) {
    const pairs = rest.flatMap(([, name], at) => (at % 2 ? [] : [[name, number(run(rest[at + 1]))]]));
    return indexedRepeat(environment.answers, target, pairs);
  },
};

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
  if (head !== "call") {
    const values = [first, ...rest].map(run);
    if (values.length === 1) return calculate("-", 0, values[0]);
    return own(CALCULATE, head) ? calculate(head, ...values) : compare(head, ...values);
  }
  const special = own(SPECIAL, first);
  if (special) return special(rest, run, environment);
  const ofCurrent = !rest.length && ["string-length", "normalize-space"].includes(first);
  return call(first, (ofCurrent ? [["."]] : rest).map(run));
}

export const holds = (tree, environment) => truth(evaluate(tree, environment));
