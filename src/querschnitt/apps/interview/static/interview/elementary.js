// Powers, logarithms and angles for expressions.js: evaluate(tree, { answers, functions: ELEMENTARY }).
//
// Each machine has a last digit of its own for them. So they are computed in whole numbers of 2^-1400 and rounded once:
// powers of e by their series (complex ones: cosine and sine), the inverse by Newton's steps from what the machine
// takes for the result. core/instrument/expressions/elementary.py comes to the same by another way.

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

function refine(guess, step) {
  let found = fixed(guess);
  for (let again = 8; again; again--) found += step(found);
  return found;
}

const angle = (guess, step) => double(refine(guess, (found) => step(...exponential(0n, found))));
const ln = (value) => refine(Math.log(value), (found) => ((fixed(value) * exponential(-found)[0]) >> P) - ONE);
const log = (value) => (isPositive(value) ? double(ln(value)) : Math.log(value));
const log10 = (value) => (isPositive(value) ? double((ln(value) << P) / ln(10)) : Math.log(value));
const power = (whole) => (bits(whole) > P + 16n ? (whole > 0n ? Infinity : 0) : double(exponential(whole)[0]));
const exp = (value) => (Math.abs(value) < 1000 ? power(fixed(value)) : Math.exp(value));
const turn = (choose) => (value) => (Number.isFinite(value) ? double(choose(...exponential(0n, fixed(value)))) : NaN);

function pow(base, exponent) {
  const amount = Math.abs(base);
  if (exponent === 0 || base === 1 || (amount === 1 && Math.abs(exponent) === Infinity)) return 1;
  const isWhole = Number.isInteger(exponent);
  if (!isPositive(amount) || !Number.isFinite(exponent) || (base < 0 && !isWhole)) return base ** exponent;
  return power((ln(amount) * fixed(exponent)) >> P) * (base < 0 && exponent % 2 ? -1 : 1);
}

function atan2(y, x) {
  if (!Number.isFinite(y) || !Number.isFinite(x) || !(y || x)) return Math.atan2(y, x);
  const [above, right] = [fixed(y), fixed(x)];
  return angle(Math.atan2(y, x), (c, s) => ((above * c - right * s) << P) / (right * c + above * s));
}

function asin(value) {
  return Math.abs(value) < 1 ? angle(Math.asin(value), (c, s) => ((fixed(value) - s) << P) / c) : Math.asin(value);
}

function acos(value) {
  return Math.abs(value) < 1 ? angle(Math.acos(value), (c, s) => ((c - fixed(value)) << P) / s) : Math.acos(value);
}

export const ELEMENTARY = {
  acos: ["n", acos],
  asin: ["n", asin],
  atan: ["n", (value) => atan2(value, 1)],
  atan2: ["n", atan2],
  cos: ["n", turn((c) => c)],
  exp: ["n", exp],
  exp10: ["n", (value) => pow(10, value)],
  log: ["n", log],
  log10: ["n", log10],
  pow: ["n", pow],
  sin: ["n", turn((c, s) => s)],
  tan: ["n", turn((c, s) => (s << P) / c)],
};
