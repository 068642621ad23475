/**
 * Grades: how well each claim is supported on the record, by rule, as argmap/semantics/grades.py and independence.py.
 *
 * @typedef {import("./evaluation.js").World} World
 * @typedef {import("./overlay.js").Table} Table
 * @typedef {{code: string, rule: string, reason: string, lines: number, open: string[]}} Grade
 */

import { over } from "./overlay.js";

const DIRECT = new Set(["D0", "D1", "D2"]);
const [NOTHING, CONTESTED, INFERRED, DIRECTLY] = [0, 1, 2, 3];
const MOST_TANGLED = 24;

/** Whether the reader is asked to grant a claim: it is assumed, and nothing bears on it. @param {World} world */
export const granted = (world, claim) => world.assumed.has(claim) && !world.bearing.has(claim);

/** The declared groups of an item: its own, and those of its source. @param {World} world @param {string} item */
const named = (world, item) => [
  ...(world.groupsOf.get(item) ?? []),
  ...(world.groupsOf.get(world.evidence.get(item).source) ?? []),
];

/**
 * What an inference's own items tie it to: the modes and names of groups that hold for its conclusion, and sources.
 * @param {World} world
 * @returns {[string, string][]}
 */
export function tiesOf(world, inference) {
  const items = inference.premises.filter((premise) => world.evidence.has(premise));
  if (!items.length) return [];
  const topics = topicsOf(world, inference);
  const holds = (name) => {
    const { about } = world.groups.get(name);
    return !about.length || about.some((topic) => topics.has(topic));
  };
  const groups = [...new Set(items.flatMap((item) => named(world, item)))].filter(holds).sort();
  const sources = [...new Set(items.map((item) => `source ${world.evidence.get(item).source}`))].sort();
  return [...groups.map((name) => [world.groups.get(name).mode, name]), ...sources.map((name) => ["witness", name])];
}

const topicsOf = (world, inference) =>
  new Set([inference.conclusion, ...(world.questionsOf.get(inference.conclusion) ?? [])]);

/** What an inference may share with others of its conclusion as one witness, as bits, also through claims. */
class Witnesses {
  /** @param {World} world @param {string[]} touched @param {Witnesses} [before] of a world that differs in what is touched */
  constructor(world, touched, before) {
    this.world = world;
    if (before) {
      [this.bits, this.always, this.about, this.known] = [before.bits, before.always, before.about, over(before.known)];
      for (const name of touched) this.known.delete(name);
      return;
    }
    this.bits = new Map();
    this.always = 0n;
    this.about = new Map();
    for (const [name, group] of world.groups) {
      if (!group.about.length) this.always |= this.bit(name);
      for (const topic of group.about) this.about.set(topic, (this.about.get(topic) ?? 0n) | this.bit(name));
    }
    this.known = new Map();
  }

  of(inference) {
    let found = 0n;
    for (const premise of inference.premises) found |= this.under(premise);
    let holding = this.always;
    for (const topic of topicsOf(this.world, inference)) holding |= this.about.get(topic) ?? 0n;
    return found & holding;
  }

  under(name) {
    if (!this.known.has(name)) this.known.set(name, this.world.evidence.has(name) ? this.item(name) : this.below(name));
    return this.known.get(name);
  }

  item(name) {
    let own = this.bit(`source ${this.world.evidence.get(name).source}`);
    this.always |= own;
    for (const group of named(this.world, name)) own |= this.bit(group);
    return own;
  }

  below(name) {
    let found = 0n;
    for (const inference of this.world.bearing.get(name) ?? []) {
      if (inference.sign > 0) for (const premise of inference.premises) found |= this.under(premise);
    }
    return found;
  }

  bit(name) {
    if (!this.bits.has(name)) this.bits.set(name, 1n << BigInt(this.bits.size));
    return this.bits.get(name);
  }
}

/**
 * The grade of every claim, and the witnesses that lines were counted by; with an earlier result, only of those that are touched.
 * @param {World} world
 * @param {string[]} order what is to be graded, each after what it rests on; all that is touched where there is an earlier result
 * @param {{found: Table<Grade>, witnesses: Witnesses}} [before] of a world with the same layers
 * @returns {{found: Table<Grade>, witnesses: Witnesses}}
 */
export function grades(world, order, before = undefined) {
  const witnesses = new Witnesses(world, order, before?.witnesses);
  const found = over(before?.found);
  for (const name of order) if (world.claims.has(name)) found.set(name, grade(world, name, found, witnesses));
  return { found, witnesses };
}

const made = (code, rule, reason, lines = 0, open = []) => ({ code, rule, reason, lines, open });

function grade(world, name, found, witnesses) {
  const bearing = world.bearing.get(name);
  if (!bearing) {
    return granted(world, name)
      ? made("S0", "assumed", "it is assumed on purpose and nothing is offered for it")
      : made("S0", "nothing-offered", "nothing is offered for it");
  }
  const lines = bearing.map((inference) => lineOf(world, inference, found));
  const support = lines.filter((line) => line.inference.sign > 0 && line.level > NOTHING);
  if (!support.length) return made("S0", "nothing-reaches-evidence", "no line for it brings any evidence to bear");
  const rebuttals = lines.filter(
    (line) => line.inference.sign < 0 && line.level > CONTESTED && !objected(world, line.inference, found),
  );
  const direct = support.filter((line) => line.level === DIRECTLY);
  const apartOf = (some) => countApart(some.map((line) => witnesses.of(line.inference)));
  const apart = apartOf(support.filter((line) => line.level > CONTESTED));
  const open = [...new Set(support.flatMap((line) => line.open))].sort();
  const best = Math.max(...support.map((line) => line.level));
  if (best === CONTESTED) return made("SX", "contested-premise", "every line for it rests on a contested claim", apart, open);
  if (rebuttals.length) {
    if (Math.max(...rebuttals.map((line) => line.level)) >= best) {
      const reason = "a rebuttal at least as direct as the support stands unanswered";
      return made("SX", "rebuttal-unanswered", reason, apart, open);
    }
    const reason = "it is directly supported, but a less direct rebuttal stands unanswered";
    return made("S1", "lesser-rebuttal", reason, apart, open);
  }
  if (direct.length) {
    const directApart = apartOf(direct);
    if (directApart > 1) {
      return made("S3", "direct-lines-apart", `${directApart} direct lines from different witnesses`, apart);
    }
    return made("S2", "one-direct-line", "one direct line states it", apart);
  }
  const whys = [...new Set(support.filter((line) => line.level === best).map((line) => line.why))];
  return made("S1", "inferred", whys.join("; "), apart, open);
}

/** How good one line is, and why it is no better: weakest premise first, then what keeps it from being direct. */
function lineOf(world, inference, found) {
  const open = inference.open;
  const as = (level, why) => ({ inference, level, why, open });
  if (inference.strength === "none") return as(NOTHING, "its step is said to carry nothing");
  const claims = inference.premises.filter((premise) => found.has(premise));
  const codes = new Set(claims.map((premise) => found.get(premise).code));
  if (claims.some((premise) => found.get(premise).code === "S0" && !granted(world, premise))) {
    return as(NOTHING, "a premise it needs is unsupported");
  }
  if (claims.length === inference.premises.length && codes.size === 1 && codes.has("S0")) {
    return as(NOTHING, "it rests on assumptions alone");
  }
  if (codes.has("SX")) return as(CONTESTED, "a premise it needs is contested");
  if (claims.length) return as(INFERRED, "inferred from other claims");
  if (inference.indirect) return as(INFERRED, "inferred from what the evidence shows");
  if (!inference.scheme.length && inference.warrant) {
    return as(INFERRED, "a general rule carries the step from the evidence");
  }
  const items = inference.premises.map((premise) => world.evidence.get(premise));
  const distant = items.map((item) => item.distance ?? "").filter((distance) => !DIRECT.has(distance)).sort();
  if (distant.length) {
    const worst = distant[distant.length - 1];
    return as(INFERRED, worst ? `its evidence is told at a distance (${worst})` : "the directness of its evidence is not stated");
  }
  if (items.some((item) => item.kind !== "positive")) return as(INFERRED, "inferred from a silence or a failed search");
  if (open.length) return as(INFERRED, "a required critical question is open");
  if (objected(world, inference, found)) return as(INFERRED, "an objection to it stands unanswered");
  return as(DIRECTLY, "");
}

/** Whether something that itself stands (evidence, a supported or a granted claim) objects to a line. */
function objected(world, inference, found) {
  const objections = [...inference.undercutters];
  for (const premise of inference.premises) objections.push(...(world.underminers.get(premise) ?? []));
  return objections.some(
    (objection) =>
      objection.strength !== "none" &&
      (world.evidence.has(objection.by) ||
        ["S1", "S2", "S3"].includes(found.get(objection.by).code) ||
        granted(world, objection.by)),
  );
}

const countApart = (borne) => (borne.length === 1 ? 1 : mostApart(borne));

/** How many bits are set. @param {bigint} bits */
function bitCount(bits) {
  let count = 0;
  for (let rest = bits; rest; rest &= rest - 1n) count += 1;
  return count;
}

/** The greatest number of sets, each as the bits of a number, of which no two share an element. @param {bigint[]} borne */
export function mostApart(borne) {
  let free = 0;
  let tangled = borne;
  for (;;) {
    let once = 0n;
    let shared = 0n;
    for (const bits of tangled) {
      shared |= once & bits;
      once |= bits;
    }
    free += tangled.filter((bits) => !(bits & shared)).length;
    const within = [...new Set(tangled.map((bits) => bits & shared))].filter((bits) => bits);
    const least = within.filter((bits) => !within.some((other) => other !== bits && (other & bits) === other));
    if (least.length === tangled.length) break;
    tangled = least;
  }
  if (!tangled.length) return free;
  const ranked = [...tangled].sort((a, b) => bitCount(a) - bitCount(b) || (a < b ? -1 : 1));
  const [first, ...others] = ranked;
  const taken = 1 + mostApart(others.filter((other) => !(other & first)));
  return free + (tangled.length > MOST_TANGLED ? taken : Math.max(taken, mostApart(others)));
}
