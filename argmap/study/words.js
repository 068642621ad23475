/** Words: what the page says by itself, in the language of the project; they stand in one file for each language, never here. */

const HUNDRED = 100;

let texts = /** @type {any} */ ({});
const [split, reasons] = [new Map(), new Map()];

/** Takes the words of a language: `plural` has for each number below 200 which form it asks for. @param {any} words */
export function speak(words) {
  texts = words;
  split.clear();
  reasons.clear();
}

/** The language, by the name that browsers know it by. @returns {string} */
export const language = () => texts.language ?? "en";

const found = (key) => key.split(".").reduce((table, name) => table?.[name], texts) ?? key;

/** A text cut at its fields in braces: every second part is the name of a field. @param {string} key @param {string} text */
function cut(key, text) {
  if (!split.has(key)) split.set(key, text.split(/\{([^}]*)\}/));
  return split.get(key);
}

const filled = (pieces, values) => pieces.map((piece, k) => (k % 2 ? (values[piece] ?? "") : piece));

/** A text with its fields filled in, which may be elements: a list of what it is made of. @param {string} key @param {any} values */
export const parts = (key, values) => filled(cut(key, found(key)), values);

/** A text with its fields filled in. @param {string} key @param {any} [values] @returns {string} */
export const say = (key, values = {}) => parts(key, values).join("");

/** A counted thing in the form that its number asks for. @param {string} key @param {number} number @param {any} [values] */
export function count(key, number, values = {}) {
  const form = texts.plural[number < 2 * HUNDRED ? number : HUNDRED + (number % HUNDRED)];
  return filled(cut(`${key} ${form}`, found(`counted.${key}`)[form]), { n: number, ...values }).join("");
}

/** The reason of a grade; one that the language has no words for as it is. @param {string} reason @returns {string} */
export function told(reason) {
  if (!reasons.has(reason)) {
    const each = reason.split("; ").map((part) => {
      const values = [];
      const known = texts.reasons[part.replace(/[0-9]+|\bD[0-5]\b/g, (value) => (values.push(value), "{}"))];
      return known === undefined ? part : known.replace(/\{\}/g, () => values.shift());
    });
    reasons.set(reason, each.join("; "));
  }
  return reasons.get(reason);
}
