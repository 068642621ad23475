/**
 * State: what the page shows and what its reader has changed, and the way it is written into the address.
 *
 * @typedef {{view: string, depth: number, selected: string, hide: Set<string>, open: Set<string>, closed: Set<string>,
 *   change: import("./evaluation.js").Change}} State `view` is kind:id, `selected` too, or empty; `hide` are switches that
 *   are off; `open` and `closed` are claims whose lines are shown, or not, against the depth
 */
import { noChange } from "./evaluation.js";

export const HIDEABLE = ["reported", "warrants", "hedges", "grades", "confidence"];
export const DEPTH = 1;
const KINDS = ["claims", "evidence", "questions", "sections", "sources", "groups"];
const SETS = { hide: "hide", open: "open", closed: "closed" };
const MAPS = { r: "reliability", k: "strength", a: "attack", f: "found" };

/** A state that shows a view and nothing else. @param {string} view @returns {State} */
export const fresh = (view) => ({
  view,
  depth: DEPTH,
  selected: "",
  hide: new Set(),
  open: new Set(),
  closed: new Set(),
  change: noChange(),
});

/** A state with sets and maps of its own. @param {State} state @returns {State} */
export function copied(state) {
  const change = /** @type {any} */ ({});
  for (const [key, value] of Object.entries(state.change)) change[key] = value instanceof Set ? new Set(value) : new Map(value);
  return { ...state, hide: new Set(state.hide), open: new Set(state.open), closed: new Set(state.closed), change };
}

/** The part of an address that holds a state, without its #. @param {State} state @param {string} home */
export function written(state, home) {
  const found = new URLSearchParams();
  if (state.view !== home) found.set("v", state.view);
  if (state.depth !== DEPTH) found.set("d", String(state.depth));
  if (state.selected) found.set("s", state.selected);
  for (const [key, name] of Object.entries(SETS)) for (const value of state[name]) found.append(key, value);
  for (const value of state.change.off) found.append("off", value);
  for (const value of state.change.layers) found.append("layer", value);
  for (const [key, name] of Object.entries(MAPS)) {
    for (const [what, value] of state.change[name]) found.append(key, `${what}=${value}`);
  }
  return found.toString().replaceAll("%3A", ":").replaceAll("%3D", "=");
}

/**
 * The state in an address. What does not exist, or makes no sense, is left out: an address may come from anywhere.
 * @param {string} hash @param {string} home @param {any} book
 * @returns {State}
 */
export function read(hash, home, book) {
  const state = fresh(home);
  let found;
  try {
    found = new URLSearchParams(hash.replace(/^#/, ""));
  } catch {
    return state;
  }
  const exists = (name) => {
    const [kind, id] = split(name);
    return KINDS.includes(kind) && Object.hasOwn(book[kind], id);
  };
  const view = found.get("v") ?? home;
  if (view === "whole:" || exists(view)) state.view = view;
  const depth = Number(found.get("d") ?? DEPTH);
  if (Number.isInteger(depth) && depth >= 0 && depth <= 9) state.depth = depth;
  const selected = found.get("s") ?? "";
  if (exists(selected) || (selected.startsWith("steps:") && book.steps.has(selected.slice(6)))) state.selected = selected;
  for (const value of found.getAll("hide")) if (HIDEABLE.includes(value) || value === "groups") state.hide.add(value);
  for (const name of ["open", "closed"]) {
    for (const value of found.getAll(name)) if (Object.hasOwn(book.claims, value)) state[name].add(value);
  }
  for (const value of found.getAll("off")) if (exists(value)) state.change.off.add(value);
  for (const value of found.getAll("layer")) if (book.layers.includes(value)) state.change.layers.add(value);
  const pairs = (key) => found.getAll(key).map((pair) => [pair.slice(0, pair.lastIndexOf("=")), pair.slice(pair.lastIndexOf("=") + 1)]);
  for (const [item, value] of pairs("r")) {
    const number = Number(value);
    if (Object.hasOwn(book.evidence, item) && value !== "" && number >= 0 && number <= 1) state.change.reliability.set(item, number);
  }
  for (const [step, value] of pairs("k")) {
    if (book.steps.has(step) && Object.hasOwn(book.strength, value)) state.change.strength.set(step, value);
  }
  for (const [target, value] of pairs("a")) {
    if (Object.hasOwn(book.attack, value)) state.change.attack.set(target, value);
  }
  for (const [claim, sign] of pairs("f")) {
    if (Object.hasOwn(book.claims, claim) && "+-".includes(sign) && sign) state.change.found.set(claim, sign);
  }
  return state;
}

/** kind:id in its two parts. @returns {[string, string]} */
export function split(name) {
  const at = name.indexOf(":");
  return at < 0 ? [name, ""] : [name.slice(0, at), name.slice(at + 1)];
}

/** Whether anything is supposed to be otherwise than it is written (layers apart, which only choose what is shown). */
export const supposes = (change) =>
  change.off.size + change.reliability.size + change.strength.size + change.attack.size + change.found.size > 0;
