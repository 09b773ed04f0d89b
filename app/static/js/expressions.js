/**
 * What an expression says about the answers given so far.
 *
 * The same rules live in app/instrument/expressions.py, in words; tests/expressions.json holds both to them.
 */

const NUMBER = /^-?[0-9]+(\.[0-9]+)?$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/**
 * Evaluate a compiled expression.
 * @param tree a number, a text, or a list that begins with its operator
 * @param answers the value of each item by name; missing, null and "" are the same
 * @param current the answer that `.` stands for
 */
export function evaluate(tree, answers, current = null) {
  if (!Array.isArray(tree)) return tree;
  const [operator, ...sides] = tree;
  const value = (side) => evaluate(side, answers, current);
  switch (operator) {
    case "$": return answered(answers, sides[0]);
    case ".": return current ?? "";
    case "and": return sides.every((side) => value(side) === true);
    case "or": return sides.some((side) => value(side) === true);
    default: return OPERATORS[operator](...sides.map(value));
  }
}

/** An item may be called "constructor", which every object has; only its own names are answers. */
const answered = (answers, name) => (Object.hasOwn(answers, name) ? answers[name] ?? "" : "");

const number = (value) => (typeof value === "string" && !NUMBER.test(value) ? NaN : Number(value));

const equal = (left, right) =>
  typeof left === "string" && typeof right === "string" ? left === right : number(left) === number(right);

const onNumbers = (work) => (left, right) => work(number(left), number(right));

const isDate = (value) => typeof value === "string" && DATE.test(value);

/** Two dates stand in the order of their texts; anything else is a number or nothing. */
const ordering = (compare) => (left, right) =>
  isDate(left) && isDate(right) ? compare(left, right) : compare(number(left), number(right));

const OPERATORS = {
  "=": equal,
  "!=": (left, right) => !equal(left, right),
  "<": ordering((left, right) => left < right),
  "<=": ordering((left, right) => left <= right),
  ">": ordering((left, right) => left > right),
  ">=": ordering((left, right) => left >= right),
  "+": onNumbers((left, right) => left + right),
  "-": onNumbers((left, right) => left - right),
  "*": onNumbers((left, right) => left * right),
  // JavaScript would say Infinity, which then is larger than everything.
  div: onNumbers((left, right) => (right === 0 ? NaN : left / right)),
  mod: onNumbers((left, right) => left % right),
  not: (condition) => condition !== true,
  selected: (answer, code) => answer.split(" ").includes(code),
};
