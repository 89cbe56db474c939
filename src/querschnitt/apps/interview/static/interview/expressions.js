// Expressions of a questionnaire, evaluated in the page: the same values as core/instrument/expressions, to the last
// digit. Both are held to tests/instruments/expressions.json.
//
//   evaluate(tree, {answers: {age: 17}})        holds(tree, environment)
//
// A tree is nested lists, as tree.to_json writes it. Values are JSON; what JSON has no word for carries its type:
// {"missing": "dk"}, {"decimal": "7.50"}, {"number": "NaN"}, {"date": "2020-11-30"}, {"time": "18:05:00"},
// {"datetime": "2020-11-30T18:05:00+01:00"}, {"nodes": [...]} for the values of all instances of a repeat and
// {"instances": [{...}]} for the repeat itself. A list of texts is a list of codes.
//
// The environment: answers, current, attributes, position; today and now as ISO texts; random() in [0, 1);
// choiceName(question, code) and lookup(file, column, keyColumn, key). What is not passed in is not known here.

export class ExpressionError extends Error {}

class Missing {
  constructor(code, strength) {
    this.code = code;
    this.strength = strength;
  }
}
class Nodes {
  constructor(items) {
    this.items = items;
  }
}
class Instances extends Nodes {}

// kind is "date", "datetime" or "time"; ms what calendar and clock show since 1970-01-01T00:00; offset to UTC or null
class Day {
  constructor(kind, ms, offset = null) {
    this.kind = kind;
    this.ms = ms;
    this.offset = offset;
  }
}

export const NOT_ASKED = new Missing("not_asked", 0);
export const DONT_KNOW = new Missing("dk", 1);
export const REFUSED = new Missing("refused", 2);
const MISSING = { "": NOT_ASKED, not_asked: NOT_ASKED, dk: DONT_KNOW, refused: REFUSED };

const DAY = 864e5;
const SPACES = /[ \t\r\n]+/;
const NUMBER = /^[ \t\r\n]*-?(\d+(\.\d*)?|\.\d+)[ \t\r\n]*$/;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");

function fail(what, got) {
  throw new ExpressionError(got === undefined ? what : `${what}: ${String(got)}`);
}

const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : undefined);
const isEmpty = (value) => value === NOT_ASKED || value === "" || (Array.isArray(value) && !value.length);

// ---- values from outside and back

export function read(written) {
  if (written === undefined || written === null || written === "") return NOT_ASKED;
  if (typeof written === "number") return written || (written === 0 ? 0 : NaN);
  if (typeof written !== "object" || Array.isArray(written) || written instanceof Missing) return written;
  if (written instanceof Nodes || written instanceof Day) return written;
  const [kind, value] = Object.entries(written)[0];
  if (kind === "missing") return MISSING[value];
  if (kind === "decimal" || kind === "number") return Number(value) + 0;
  if (kind === "date" || kind === "datetime") return readDate(value);
  if (kind === "time") return readTime(value);
  if (kind === "nodes") return new Nodes(value.map(read));
  return kind === "instances" ? new Instances(value) : fail("A value cannot stand in an expression", kind);
}

export function write(value) {
  if (value instanceof Missing) return { missing: value.code };
  if (value instanceof Day) return { [value.kind]: writeDay(value) };
  if (value instanceof Instances) return { instances: value.items };
  if (value instanceof Nodes) return { nodes: value.items.map(write) };
  return typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value;
}

// ---- dates

const CLOCK = "(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d+))?)?(Z|[+-]\\d\\d(?::?\\d\\d)?)?";
const DATE = new RegExp(`^[ \\t\\r\\n]*(\\d{4})-(\\d\\d?)-(\\d\\d?)(?:T${CLOCK})?[ \\t\\r\\n]*$`);
const TIME = new RegExp(`^[ \\t\\r\\n]*${CLOCK}[ \\t\\r\\n]*$`);

function readClock(hour, minute, second = "0", fraction = "", zone = null) {
  let offset = null;
  if (zone) {
    const digits = zone === "Z" ? "0000" : zone.slice(1).replace(":", "").padEnd(4, "0");
    offset = (+digits.slice(0, 2) * 60 + +digits.slice(2)) * 6e4;
    if (offset > 14 * 36e5 || digits.slice(2) > 59) return null;
    if (zone[0] === "-") offset = -offset + 0;
  }
  if (hour > 23 || minute > 59 || second > 59) return null;
  return [((hour * 60 + +minute) * 60 + +second) * 1000 + +fraction.slice(0, 3).padEnd(3, "0"), offset];
}

function readLooseDate(text) {
  const found = DATE.exec(text);
  if (!found) return null;
  const [year, month, day] = found.slice(1, 4).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (year < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  if (found[4] === undefined) return new Day("date", date.getTime());
  const clock = readClock(...found.slice(4));
  return clock && new Day("datetime", date.getTime() + clock[0], clock[1]);
}

const readDate = (text) => (/^[ \t\r\n]*\d{4}-\d\d-\d\d(?!\d)/.test(text) ? readLooseDate(text) : null);

function readTime(text) {
  const found = TIME.exec(text);
  const clock = found && readClock(...found.slice(1));
  return clock && new Day("time", clock[0]);
}

const pad = (value, length = 2) => String(value).padStart(length, "0");
const isDate = (value) => value instanceof Day && value.kind !== "time";
const isTime = (value) => value instanceof Day && value.kind === "time";
const mod = (value, by) => ((value % by) + by) % by;
const instant = (day) => day.ms - (day.offset || 0);
const distance = (a, b) => (a.offset === null || b.offset === null ? a.ms - b.ms : instant(a) - instant(b));

function writeDay({ kind, ms, offset }) {
  const at = new Date(ms);
  const date = `${pad(at.getUTCFullYear(), 4)}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
  if (kind === "date") return date;
  const thousandths = at.getUTCMilliseconds();
  const clock = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map((part) => pad(part)).join(":");
  const time = clock + (thousandths ? "." + pad(thousandths, 3) : "");
  if (kind === "time") return time;
  const minutes = Math.abs(offset) / 6e4;
  const zone = offset ? (offset < 0 ? "-" : "+") + pad(Math.floor(minutes / 60)) + ":" + pad(minutes % 60) : "Z";
  return `${date}T${time}${offset === null ? "" : zone}`;
}

function fromClock(ms, kind) {
  const days = Math.floor(ms / DAY);
  if (!(days >= -719162 && days <= 2932896)) fail("A date lies outside of the years 1 to 9999");
  return new Day(kind, ms);
}

function asMoment(value) {
  if (isDate(value)) return value;
  const found = typeof value === "string" ? readLooseDate(value) : null;
  if (found) return found;
  if (Number.isFinite(value)) return fromClock(Math.floor(value * DAY + 0.5), "datetime");
  return fail("A date is needed", text(value));
}

function toDate(value) {
  if (Number.isFinite(value)) return fromClock(Math.floor(value) * DAY, "date");
  const { ms } = asMoment(value);
  return new Day("date", ms - mod(ms, DAY));
}

function toMoment(value) {
  const { ms, offset } = asMoment(value);
  return new Day("datetime", ms, offset);
}

function decimalTime(value) {
  if (typeof value === "number") return Number.isFinite(value) ? value - Math.floor(value) : NaN;
  const time = (typeof value === "string" && readTime(value)) || value;
  return isTime(time) ? time.ms / DAY : mod(asMoment(time).ms, DAY) / DAY;
}

function formatDate(value, form) {
  const time = (typeof value === "string" && readTime(value)) || value;
  const hasClockOnly = isTime(time);
  const tokens = form.match(/%[^]?/gu) || [];
  const unknown = tokens.find((token) => !/^%[YymnbdeaHhMS3%]$/.test(token));
  if (unknown) fail("This means nothing in a format of dates", unknown);
  if (hasClockOnly && tokens.some((token) => /[Yymnbdea]/.test(token))) fail("A time has no year, month or day");
  const at = new Date((hasClockOnly ? time : toMoment(value)).ms);
  const year = pad(at.getUTCFullYear(), 4);
  const parts = {
    "%Y": year,
    "%y": year.slice(2),
    "%m": pad(at.getUTCMonth() + 1),
    "%n": at.getUTCMonth() + 1,
    "%b": MONTHS[at.getUTCMonth()],
    "%d": pad(at.getUTCDate()),
    "%e": at.getUTCDate(),
    "%a": WEEKDAYS[at.getUTCDay()],
    "%H": pad(at.getUTCHours()),
    "%h": at.getUTCHours(),
    "%M": pad(at.getUTCMinutes()),
    "%S": pad(at.getUTCSeconds()),
    "%3": pad(at.getUTCMilliseconds(), 3),
    "%%": "%",
  };
  return form.replace(/%[^]/gu, (token) => parts[token]);
}

// ---- what a value counts as

function single(value) {
  if (value instanceof Instances) return fail("A repeat stands where a value is needed");
  if (!(value instanceof Nodes)) return value;
  if (value.items.length > 1) fail("Several values stand where one is needed", value.items.length);
  return value.items.length ? single(value.items[0]) : NOT_ASKED;
}

function members(value) {
  if (value instanceof Nodes && !(value instanceof Instances)) return value.items;
  const found = single(value);
  return Array.isArray(found) ? found : [found];
}

function truth(value) {
  if (value instanceof Nodes) return value.items.length > 0;
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value) && !(value instanceof Missing);
}

function number(value) {
  if (typeof value === "number" || value instanceof Missing) return value;
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Nodes) return number(single(value));
  if (isDate(value)) return instant(value) / DAY + 0;
  const written = isTime(value) ? "time" : text(value);
  if (!written) return NOT_ASKED;
  if (NUMBER.test(written)) return Number(written) + 0;
  const day = readDate(written);
  return day ? instant(day) / DAY + 0 : fail("A number is needed", written);
}

function loose(value) {
  try {
    const found = number(value);
    return typeof found === "number" ? found : NaN;
  } catch (error) {
    if (error instanceof ExpressionError) return NaN;
    throw error;
  }
}

function text(value) {
  if (typeof value === "string") return value;
  if (value instanceof Missing) return "";
  if (value instanceof Nodes) return text(single(value));
  if (Array.isArray(value)) return value.join(" ");
  if (value instanceof Day) return writeDay(value);
  const parts = /^(-?)(\d)(?:\.(\d+))?e(.+)$/.exec(value);
  if (!parts) return String(value);
  const digits = parts[2] + (parts[3] || "");
  const point = 1 + Number(parts[4]);
  return parts[1] + (point > 0 ? digits.padEnd(point, "0") : "0." + "0".repeat(-point) + digits);
}

function strongest(values) {
  const missing = values.filter((value) => value instanceof Missing);
  return missing.length ? missing.reduce((one, other) => (other.strength > one.strength ? other : one)) : null;
}

// ---- operators

function compare(sign, left, right) {
  if (left instanceof Nodes || right instanceof Nodes) {
    if (typeof left === "boolean" || typeof right === "boolean") return compare(sign, truth(left), truth(right));
    const others = sides(right);
    return sides(left).some((one) => others.some((other) => compare(sign, one, other)));
  }
  if (left instanceof Missing || right instanceof Missing) return compareMissing(sign, left, right);
  const isNumeric = typeof left === "number" || typeof right === "number";
  if (sign === "!=") return !compare("=", left, right);
  if (sign === "=" && (typeof left === "boolean" || typeof right === "boolean")) return truth(left) === truth(right);
  if (!isNumeric && (left instanceof Day || right instanceof Day)) return ordered(sign, apart(left, right), 0);
  if (sign === "=" && !isNumeric) return text(left) === text(right);
  return ordered(sign, loose(left), loose(right));
}

const sides = (value) => (value instanceof Nodes && !(value instanceof Instances) ? value.items : [single(value)]);

function compareMissing(sign, left, right) {
  const [missing, other] = left instanceof Missing ? [left, right] : [right, left];
  if (!["", "dk", "refused"].includes(other)) return false;
  return sign === "=" ? MISSING[other] === missing : sign === "!=" && MISSING[other] !== missing;
}

function ordered(sign, left, right) {
  if (sign === "=") return left === right;
  if (sign === "<") return left < right;
  if (sign === "<=") return left <= right;
  return sign === ">" ? left > right : left >= right;
}

function apart(left, right) {
  const as = (value, other) => (typeof value === "string" ? (isTime(other) ? readTime : readDate)(value) : value);
  const [one, other] = [as(left, right), as(right, left)];
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
  if (sign === "-") {
    const [one, other] = [single(left), single(right)];
    if (isDate(one) && isDate(other)) return distance(one, other) / DAY + 0;
  }
  const values = [number(left), number(right)];
  return strongest(values) || CALCULATE[sign](...values) + 0;
}

// ---- functions of numbers: whole numbers do the work, so that no browser has a last digit of its own

const PLACES = 160n;

function parts(value) {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0];
  const exponent = (bits >> 52n) & 2047n;
  const whole = (bits & ((1n << 52n) - 1n)) | (exponent ? 1n << 52n : 0n);
  return [value < 0 ? -whole : whole, (exponent || 1n) - 1075n];
}

const size = (whole) => (whole ? BigInt(whole.toString(2).length) : 0n);
const shift = (whole, by) => (by >= 0n ? whole << by : whole >> -by);
const sizeOf = (value) => (value ? size(parts(Math.abs(value))[0]) + parts(value)[1] : 0n);
const magnitude = (value) => (sizeOf(value) < 0n ? -sizeOf(value) : sizeOf(value));
const placesFor = (...values) => PLACES + 2n * values.reduce((sum, value) => sum + magnitude(value), 0n);

function fixed(value, places) {
  const [whole, exponent] = parts(value);
  return shift(whole, exponent + places);
}

function double(whole, places) {
  if (whole < 0n) return -double(-whole, places);
  const spare = size(whole) > 200n ? size(whole) - 200n : 0n;
  let result = Number(whole >> spare);
  let by = spare - places;
  for (; by > 0n && result < Infinity; by--) result *= 2;
  for (; by < 0n && result > 0; by++) result /= 2;
  return result;
}

function artanh2(above, below, places) {
  const ratio = (above << places) / below;
  const square = (ratio * ratio) >> places;
  let total = 0n;
  for (let term = ratio, step = 1n; term; step += 2n) {
    total += term / step;
    term = (term * square) >> places;
  }
  return 2n * total;
}

function arctan(ratio, places) {
  const one = 1n << places;
  const square = (ratio * ratio) >> places;
  const factor = (square << places) / (one + square);
  let total = 0n;
  for (let term = (ratio << places) / (one + square), step = 2n; term; step += 2n) {
    total += term;
    term = (((term * factor) >> places) * step) / (step + 1n);
  }
  return total;
}

const ln2 = (places) => artanh2(1n << places, 3n << places, places);
const pi = (places) => 16n * arctan((1n << places) / 5n, places) - 4n * arctan((1n << places) / 239n, places);

function ln(value, places) {
  const [whole, exponent] = parts(value);
  const digits = size(whole) - 1n;
  const one = 1n << places;
  const mantissa = shift(whole, places - digits);
  return artanh2(mantissa - one, mantissa + one, places) + (exponent + digits) * ln2(places);
}

function power2(power, places) {
  if (power > 710n << places) return Infinity;
  if (power < -746n << places) return 0;
  const unit = ln2(places);
  const doublings = power / unit - (power < 0n && power % unit ? 1n : 0n);
  const rest = power - doublings * unit;
  let total = 0n;
  for (let term = 1n << places, step = 1n; term; step++) {
    total += term;
    term = ((term * rest) >> places) / step;
  }
  return double(total, places - doublings);
}

function exp(value) {
  if (!Number.isFinite(value)) return value < 0 ? 0 : value;
  if (Math.abs(value) >= 1000) return value > 0 ? Infinity : 0;
  return power2(fixed(value, PLACES), PLACES);
}

function log(value) {
  if (!(value > 0 && value < Infinity)) return value === 0 ? -Infinity : value > 0 ? value : NaN;
  return double(ln(value, PLACES), PLACES);
}

const log10 = (value) =>
  value > 0 && value < Infinity ? double((ln(value, PLACES) << PLACES) / ln(10, PLACES), PLACES) : log(value);

function pow(base, exponent) {
  if (exponent === 0 || base === 1) return 1;
  if (Number.isNaN(base) || Number.isNaN(exponent)) return NaN;
  const amount = Math.abs(base);
  if (!Number.isFinite(exponent)) return amount === 1 ? 1 : amount > 1 === exponent > 0 ? Infinity : 0;
  const sign = base < 0 && Math.abs(exponent % 2) === 1 ? -1 : 1;
  if (base === 0 || amount === Infinity) return sign * ((base === 0) === exponent < 0 ? Infinity : 0);
  if (base < 0 && !Number.isInteger(exponent)) return NaN;
  const [whole, digits] = parts(exponent);
  return sign * power2(shift(ln(amount, 2n * PLACES) * whole, digits), 2n * PLACES);
}

function turned(value, choose) {
  if (!Number.isFinite(value)) return NaN;
  const places = placesFor(value);
  const quarter = pi(places) >> 1n;
  const angle = fixed(Math.abs(value), places);
  const rest = angle % quarter;
  let [sine, cosine, term, step, sign] = [0n, 0n, 1n << places, 0n, 1n];
  while (term) {
    cosine += sign * term;
    term = ((term * rest) >> places) / ++step;
    sine += sign * term;
    term = ((term * rest) >> places) / ++step;
    sign = -sign;
  }
  return double(choose(sine, cosine, Number((angle / quarter) % 4n), places), places);
}

const odd = (value, result) => (value < 0 ? -result : result);
const sin = (value) => odd(value, turned(value, (s, c, quarter) => [s, c, -s, -c][quarter]));
const cos = (value) => turned(value, (s, c, quarter) => [c, -s, -c, s][quarter]);
const tan = (value) =>
  odd(value, turned(value, (s, c, quarter, p) => (quarter % 2 ? -((c << p) / s) : (s << p) / c)));

function angle(above, right, places) {
  if (above <= right) return above ? arctan((above << places) / right, places) : 0n;
  return (pi(places) >> 1n) - arctan((right << places) / above, places);
}

function atan2(above, right) {
  if (Number.isNaN(above) || Number.isNaN(right)) return NaN;
  const isEndless = Math.abs(above) === Infinity || Math.abs(right) === Infinity;
  const [y, x] = [above, right].map((part) => (isEndless ? Math.trunc(part / 1e308 / 10) && Math.sign(part) : part));
  const places = placesFor(y, x);
  const found = angle(fixed(Math.abs(y), places), fixed(Math.abs(x), places), places);
  return odd(above, double(right < 0 ? pi(places) - found : found, places));
}

function root(square) {
  if (square < 2n) return square;
  let found = 1n << ((size(square) + 1n) >> 1n);
  for (let next; (next = (found + square / found) >> 1n) < found; ) found = next;
  return found;
}

function arcsine(value, choose) {
  if (!(value >= -1 && value <= 1)) return NaN;
  const places = placesFor(value);
  const sine = fixed(Math.abs(value), places);
  const found = angle(sine, root((1n << (2n * places)) - sine * sine), places);
  return double(choose(value < 0 ? -found : found, places), places);
}

function round(value, places = 0) {
  if (Number.isNaN(places)) return NaN;
  if (!Number.isFinite(value)) return value;
  const kept = Math.trunc(Math.max(-400, Math.min(places, 400)));
  const [, sign, digit, rest = "", exponent] = /^(-?)(\d)(?:\.(\d+))?e(.+)$/.exec(value.toExponential());
  const cut = rest.length - exponent - kept;
  if (cut <= 0) return value;
  const unit = 10n ** BigInt(cut);
  const above = 2n * BigInt(sign + digit + rest) + unit;
  const whole = above / (2n * unit) - (above < 0n && above % (2n * unit) ? 1n : 0n);
  return Number(`${whole}e${-kept}`);
}

// ---- functions of texts, codes and repeats

function place(value, length) {
  if (Number.isNaN(value)) return 0;
  const whole = Math.trunc(Math.max(-length - 1, Math.min(value, length)));
  return Math.max(0, whole < 0 ? whole + length : whole);
}

function substr(value, start, end = Infinity) {
  const signs = [...value];
  return signs.slice(place(start, signs.length), place(end, signs.length)).join("");
}

function translate(value, wanted, replacement) {
  const [from, to] = [[...wanted], [...replacement]];
  return [...value].map((sign) => (from.includes(sign) ? to[from.indexOf(sign)] || "" : sign)).join("");
}

const trim = (value) => value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
const codes = (value) => (Array.isArray(value) ? value : text(value).split(SPACES).filter(Boolean));

function selected(answer, code) {
  if (code instanceof Missing) return false;
  const wanted = trim(text(code));
  if (answer instanceof Missing) return answer !== NOT_ASKED && wanted === answer.code;
  return codes(answer).includes(wanted);
}

function counts(value) {
  if (typeof value === "string" && !NUMBER.test(value)) return value === "yes" || value === "true";
  return loose(value) > 0;
}

function isBetween(value, least, most) {
  const [low, high] = [number(least), number(most)];
  if (low instanceof Missing || high instanceof Missing) return false;
  return (low === -1 || value >= low) && (high === -1 || value <= high);
}

function weightedChecklist(least, most, ...pairs) {
  let total = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    const [values, weights] = [members(pairs[at]), members(pairs[at + 1])];
    if (values.length !== weights.length) fail("There are not as many weights as values");
    const found = values.map((value, number_) => (counts(value) ? number(weights[number_]) : 0));
    if (strongest(found)) return false;
    total += found.reduce((sum, weight) => sum + weight, 0);
  }
  return isBetween(total, least, most);
}

function ofAll(values, choose, ofNone) {
  const found = values.flatMap(members).map(number);
  return strongest(found) || (found.length ? found.reduce(choose) + 0 : ofNone);
}

const size_ = (value) => (value === NOT_ASKED ? 0 : value instanceof Instances ? value.items.length : members(value).length);
const nonEmpty = (value) =>
  value instanceof Instances ? value.items.length : members(value).filter((member) => !isEmpty(member)).length;
const concat = (...values) =>
  values.flatMap((value) => (value instanceof Nodes ? members(value) : [value])).map(text).join("");

function within(scope, target) {
  return Object.entries(scope).flatMap(([name, written]) => {
    const value = name === target ? read(written) : written && written.instances;
    return name === target ? [value] : (value || []).flatMap((instance) => within(instance, target));
  });
}

function indexedRepeat(target, pairs, environment) {
  const missing = strongest(pairs.map(([, at]) => at));
  if (missing) return missing;
  let scope = environment.answers || {};
  for (const [name, at] of pairs) {
    const row = read(own(scope, name));
    const values = pairs.length === 1 ? read(own(scope, target)) : null;
    const bare = values instanceof Nodes && !(values instanceof Instances) ? values.items : [];
    const items = row instanceof Instances ? row.items : bare.map((value) => ({ [target]: write(value) }));
    if (!Number.isInteger(at) || at < 1 || at > items.length) return NOT_ASKED;
    scope = items[at - 1];
  }
  return single(Object.hasOwn(scope, target) ? read(scope[target]) : new Nodes(within(scope, target)));
}

// ---- patterns: an automaton whose states are the characters of the pattern, as in patterns/automaton.py

const TOKEN = /\\[pP]\{\w+\}|\\u(?:\{\w+\}|\w{4})|\\.|\[(?:\\.|[^\]\\])*\]|\(\?[:=!]|\{\d+(?:,\d*)?\}|[^]/gsu;

function automaton(build) {
  const [tests, follow] = [[], []];
  const connect = (last, first) => last.forEach((state) => first.forEach((next) => follow[state].add(next)));
  const add = (node) => {
    if (typeof node === "string") {
      tests.push(new RegExp(`^${node}$`, "su"));
      follow.push(new Set());
      return [[tests.length - 1], [tests.length - 1], false];
    }
    const [kind, items, least, most] = node;
    if (kind === "choice") {
      const added = items.map(add);
      return [added.flatMap(([first]) => first), added.flatMap(([, last]) => last), added.some((part) => part[2])];
    }
    if (kind === "row") return row(items.map((item) => () => add(item)));
    const copies = most === Infinity ? Math.max(least, 1) : most;
    return row(
      Array.from({ length: copies }, (_, copy) => () => {
        const [first, last, empty] = add(items);
        if (most === Infinity && copy === copies - 1) connect(last, first);
        return [first, last, empty || copy >= least];
      }),
    );
  };
  const row = (additions) =>
    additions.reduce(
      ([first, last, empty], addition) => {
        const [nextFirst, nextLast, nextEmpty] = addition();
        connect(last, nextFirst);
        return [empty ? [...first, ...nextFirst] : first, nextEmpty ? [...last, ...nextLast] : nextLast, empty && nextEmpty];
      },
      [[], [], true],
    );
  const [first, last, empty] = add(build);
  return (value, whole) => {
    if (empty && (!value || !whole)) return true;
    const signs = [...value];
    let reached = new Set(first);
    for (const [at, sign] of signs.entries()) {
      const states = [...reached].filter((state) => tests[state].test(sign));
      if ((!whole || at === signs.length - 1) && states.some((state) => last.includes(state))) return true;
      reached = new Set(states.flatMap((state) => [...follow[state]]));
    }
    return false;
  };
}

function readPattern(written) {
  const tokens = written.match(TOKEN) || [];
  let at = 0;
  const take = (token) => tokens[at] === token && (at += 1);
  const choice = () => {
    const rows = [];
    do {
      const items = [];
      while (at < tokens.length && !"|)$".includes(tokens[at])) items.push(repeated());
      rows.push(["row", items]);
    } while (take("|"));
    return ["choice", rows];
  };
  const repeated = () => {
    let node = tokens[at++];
    if (node === "(?:") {
      node = choice();
      take(")");
    }
    const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(tokens[at]) || [];
    const [low, high] = { "*": [0, Infinity], "+": [1, Infinity], "?": [0, 1] }[tokens[at]] || [least, most || (comma ? Infinity : least)];
    if (low === undefined) return node;
    at += 1;
    return ["repeat", node, Number(low), Number(high)];
  };
  const looks = [];
  while (tokens[at] === "(?=" || tokens[at] === "(?!") {
    const isForbidden = tokens[at++] === "(?!";
    const matches = automaton(choice());
    const whole = Boolean(take("$"));
    take(")");
    looks.push((value) => matches(value, whole) !== isForbidden);
  }
  const matches = automaton(choice());
  return (value) => looks.every((look) => look(value)) && matches(value, true);
}

const patterns = new Map();

function pattern(written) {
  if (!patterns.has(written)) patterns.set(written, readPattern(written));
  return patterns.get(written);
}

// ---- the table of functions: kinds of arguments (the last one repeats) and what is done with them.
// n number, t text, b truth, l codes, d date, a one value, s as it is. What is missing passes; with "!" it makes false,
// with "*" the function is given it.

const FUNCTIONS = {
  abs: ["n", Math.abs],
  acos: ["n", (value) => arcsine(value, (found, places) => (pi(places) >> 1n) - found)],
  asin: ["n", (value) => arcsine(value, (found) => found)],
  atan: ["n", (value) => atan2(value, 1)],
  atan2: ["n", atan2],
  boolean: ["*s", truth],
  "boolean-from-string": ["!a", (value) => ["true", "1"].includes(text(value))],
  ceil: ["n", Math.ceil],
  ceiling: ["n", Math.ceil],
  checklist: ["*s", (least, most, ...values) => isBetween(values.flatMap(members).filter(counts).length, least, most)],
  concat: ["*s", concat],
  contains: ["!t", (value, part) => value.includes(part)],
  cos: ["n", cos],
  count: ["*s", size_],
  "count-non-empty": ["*s", nonEmpty],
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
  max: ["*s", (...values) => ofAll(values, (a, b) => Math.max(a, b), NOT_ASKED)],
  min: ["*s", (...values) => ofAll(values, (a, b) => Math.min(a, b), NOT_ASKED)],
  "normalize-space": ["t", (value) => trim(value.replace(/[ \t\r\n]+/g, " "))],
  not: ["*b", (value) => !value],
  number: ["*a", (value) => (value instanceof Missing ? value : loose(value))],
  pi: ["", () => Math.PI],
  pow: ["n", pow],
  round: ["n", round],
  selected: ["*at", selected],
  "selected-at": ["ln", (chosen, at) => (at >= 0 && at < chosen.length ? chosen[Math.trunc(at)] : "")],
  sin: ["n", sin],
  sqrt: ["n", Math.sqrt],
  "starts-with": ["!t", (value, part) => value.startsWith(part)],
  string: ["a", text],
  "string-length": ["t", (value) => [...value].length],
  substr: ["tn", substr],
  "substring-after": ["t", (value, part) => (value.includes(part) ? value.slice(value.indexOf(part) + part.length) : "")],
  "substring-before": ["t", (value, part) => value.slice(0, Math.max(0, value.indexOf(part)))],
  sum: ["*s", (...values) => ofAll(values, (a, b) => a + b, 0)],
  tan: ["n", tan],
  translate: ["t", translate],
  true: ["", () => true],
  "weighted-checklist": ["*s", weightedChecklist],
};

const CONVERT = {
  n: number,
  t: (value) => (single(value) instanceof Missing ? single(value) : text(single(value))),
  b: truth,
  l: (value) => (single(value) instanceof Missing ? single(value) : codes(single(value))),
  d: (value) => (isEmpty(single(value)) ? NOT_ASKED : single(value)),
  a: single,
  s: (value) => value,
};

function call(name, values) {
  const [form, apply] = own(FUNCTIONS, name) || fail("Unknown function", name);
  const kinds = form.replace(/[!*]/, "");
  const given = values.map((value, at) => CONVERT[kinds[Math.min(at, kinds.length - 1)]](value));
  const missing = form[0] === "*" ? null : strongest(given);
  if (missing) return form[0] === "!" ? false : missing;
  const result = apply(...given);
  return typeof result === "number" ? result + 0 : result;
}

// ---- functions that look at their surroundings, or choose what to evaluate

const known = (value, name) => (value === undefined || value === null ? fail(`${name}() is not known here`) : value);
const drawn = (environment, name) => known(environment.random, name)();
const hex = (number_) => number_.toString(36);

const SPECIAL = {
  if: (args, run) => run(truth(run(args[0])) ? args[1] : args[2]),
  coalesce(args, run) {
    let value = NOT_ASKED;
    for (const argument of args) {
      value = single(run(argument));
      if (!(value instanceof Missing) && !isEmpty(value)) break;
    }
    return value;
  },
  once(args, run, environment) {
    const before = read(environment.current);
    return isEmpty(before) ? run(args[0]) : before;
  },
  today(args, run, environment) {
    const day = readDate(String(known(environment.today ?? environment.now, "today")));
    return new Day("date", day.ms - mod(day.ms, DAY));
  },
  now: (args, run, environment) => readDate(String(known(environment.now, "now"))),
  random: (args, run, environment) => drawn(environment, "random"),
  uuid(args, run, environment) {
    if (!args.length) {
      return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (sign) =>
        hex(sign === "x" ? Math.floor(drawn(environment, "uuid") * 16) : 8 + Math.floor(drawn(environment, "uuid") * 4)),
      );
    }
    const length = number(run(args[0]));
    if (length instanceof Missing) return length;
    if (!(length >= 0 && length <= 1000)) fail("uuid() has no such length", length);
    return Array.from({ length }, () => hex(Math.floor(drawn(environment, "uuid") * 36))).join("");
  },
  position: (args, run, environment) => environment.position || 1,
  index: (args, run, environment) => environment.position || 1,
  "jr:choice-name"([argument, question], run, environment) {
    const value = single(run(argument));
    if (value instanceof Missing) return value;
    const name = known(environment.choiceName, "jr:choice-name");
    return codes(value).map((code) => name(question[1], code)).join(", ");
  },
  pulldata(args, run, environment) {
    const values = args.map((argument) => CONVERT.t(run(argument)));
    return strongest(values) || known(environment.lookup, "pulldata")(...values);
  },
  regex([argument, written], run) {
    const value = CONVERT.t(run(argument));
    if (written[0] !== "t") fail("Only the server can read a pattern that is calculated");
    return value instanceof Missing ? false : pattern(written[1])(value);
  },
  "indexed-repeat"([target, ...rest], run, environment) {
    const pairs = rest.flatMap((repeat, at) => (at % 2 ? [] : [[repeat[1], number(run(rest[at + 1]))]]));
    return indexedRepeat(target[1], pairs, environment);
  },
};

export function evaluate(tree, environment = {}) {
  const run = (node) => evaluate(node, environment);
  const [head, ...rest] = tree;
  if (head === "n") return Number(rest[0]);
  if (head === "t") return rest[0];
  if (head === "$") return read(own(environment.answers, rest[0]));
  if (head === "@") return read(own(environment.attributes, rest[0]));
  if (head === ".") return read(environment.current);
  if (head === "and") return truth(run(rest[0])) && truth(run(rest[1]));
  if (head === "or") return truth(run(rest[0])) || truth(run(rest[1]));
  if (head === "call") {
    const [name, ...args] = rest;
    if (Object.hasOwn(SPECIAL, name)) return SPECIAL[name](args, run, environment);
    const ofCurrent = !args.length && (name === "string-length" || name === "normalize-space");
    return call(name, (ofCurrent ? [["."]] : args).map(run));
  }
  const values = rest.map(run);
  if (values.length === 1) return calculate("-", 0, values[0]);
  return Object.hasOwn(CALCULATE, head) ? calculate(head, ...values) : compare(head, ...values);
}

export function holds(tree, environment = {}) {
  return truth(evaluate(tree, environment));
}
