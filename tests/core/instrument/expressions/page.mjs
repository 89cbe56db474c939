// Evaluates cases as the page does. Each line of standard input is a JSON array of cases; it is answered by a line with
// the array of their outcomes.

import { createInterface } from "node:readline";

const [expressions, elementary] = process.argv.slice(2);
const { evaluate, holds, ExpressionError } = await import(expressions);
const { ELEMENTARY: functions } = await import(elementary);

function written(value) {
  if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
  if (Object.is(value, -0)) return { number: "-0" };
  if (value?.kind) return { [value.kind]: value.text };
  return value?.nodes ? { nodes: value.nodes.map(written) } : value;
}

function surroundings({ random, labels, files, ...environment }) {
  const numbers = [...(random ?? [])];
  if (random) environment.random = () => numbers.shift() ?? 0.5;
  if (labels) environment.choiceName = (question, code) => (labels[question] ?? labels)[code] ?? code;
  const found = (wanted) => files.find((row) => wanted.every((part, at) => row[at] === part || row[at] === "*"));
  if (files) environment.lookup = (...wanted) => (found(wanted)?.[4] ?? "").replace("*", wanted[3]);
  return { ...environment, functions };
}

function outcome({ tree, environment }) {
  try {
    const isMet = holds(tree, surroundings(environment));
    return { result: written(evaluate(tree, surroundings(environment))), holds: isMet };
  } catch (error) {
    return error instanceof ExpressionError ? { error: error.message } : { crash: String(error.stack) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(JSON.parse(line).map(outcome)) + "\n");
}
