/**
 * Evaluation: the records of the page and what a reader has changed of them → numbers, grades, rivals and what stands.
 *
 * A change is applied as `argmap --without-layer` and `argmap audit --without` apply theirs: what stands in a layer that
 * is off is gone altogether; what is withdrawn takes the inferences along that need it, and a claim that was argued for
 * is not granted for want of support. Without a change the result is that of `argmap.semantics` (tests hold it to 1e-9).
 *
 * @typedef {import("./weighing.js").Three} Three
 * @typedef {import("./overlay.js").Table} Table
 * @typedef {{off: Set<string>, layers: Set<string>, reliability: Map<string, number>, strength: Map<string, string>,
 *   attack: Map<string, string>, found: Map<string, string>}} Change `off` names things as kind:id (evidence, sources,
 *   groups, claims); `layers` are switched off; `reliability` in [0,1] by item; `strength` is a word by inference,
 *   `attack` a word by target and attacker; `found` are strong documents supposed for ("+") or against ("-") claims
 * @typedef {{id: string, conclusion: string, sign: 1|-1, premises: string[], strength: ?string, scheme: string[],
 *   warrant: ?string, indirect: boolean, open: string[], undercutters: {by: string, strength: ?string}[]}} Step
 * @typedef {{claims: Map<string, any>, evidence: Table<any>, steps: Table<Step>, bearing: Table<Step[]>, rank: Map<string, number>,
 *   groups: Map<string, {mode: string, rho: number, about: string[], members: string[]}>, groupsOf: Map<string, string[]>,
 *   questions: Map<string, any>, questionsOf: Map<string, string[]>, assumed: Set<string>, order: string[],
 *   underminers: Map<string, {by: string, strength: ?string}[]>}} World
 * @typedef {{point: number, low: number, high: number, exact: boolean}} Interval
 */
import { DECIBANS_PER_NAT, logit, probability, weigh } from "./weighing.js";
import { over } from "./overlay.js";
import { grades, granted, tiesOf } from "./grades.js";

const SURE = 1e-12;
const ASSUMED = "assumed ";
export const FOUND = "found ";

/** A change that changes nothing. @returns {Change} */
export const noChange = () => ({
  off: new Set(),
  layers: new Set(),
  reliability: new Map(),
  strength: new Map(),
  attack: new Map(),
  found: new Map(),
});

/** A list gathered by key. @template T @param {Iterable<[string, T]>} pairs @returns {Map<string, T[]>} */
export function gathered(pairs) {
  const found = new Map();
  for (const [key, value] of pairs) {
    const list = found.get(key);
    if (list) list.push(value);
    else found.set(key, [value]);
  }
  return found;
}

/** A source and the works through which alone it is known, nearest first. */
function worksOf(data, source) {
  const chain = [source];
  for (;;) {
    const through = data.sources[chain[chain.length - 1]]?.known_through;
    if (!through || chain.includes(through)) return chain;
    chain.push(through);
  }
}

/** Everything whose withdrawal takes an item of evidence away, as kind:id. @returns {string[]} */
export function handlesOf(data, item) {
  const works = worksOf(data, data.evidence[item].source);
  const members = new Set([item, ...works]);
  const groups = Object.keys(data.groups).filter((name) => data.groups[name].members.some((m) => members.has(m)));
  return [`evidence:${item}`, ...works.map((work) => `sources:${work}`), ...groups.map((group) => `groups:${group}`)];
}

/** The items that are withdrawn, directly or with their source or group. @param {Change} change @returns {Set<string>} */
export function withdrawn(data, change) {
  data.held ??= gathered(Object.keys(data.evidence).flatMap((item) => handlesOf(data, item).map((handle) => [handle, item])));
  return new Set([...change.off].flatMap((handle) => data.held.get(handle) ?? []));
}

/** What is left without some layers; kept, for readers change other things far oftener. @param {Set<string>} layers */
function layered(data, layers) {
  const key = [...layers].sort().join();
  if (data.layered?.key === key) return data.layered;
  const present = (record) => !layers.has(record.layer);
  const claims = new Map(Object.entries(data.claims).filter(([, claim]) => present(claim)));
  const items = new Map(Object.entries(data.evidence).filter(([, item]) => present(item)));
  const known = (name) => claims.has(name) || items.has(name);
  const kept = (attackers) => attackers.filter((a) => present(a) && known(a.by));
  const inferences = data.inferences
    .filter((i) => present(i) && claims.has(i.conclusion) && i.premises.every(known))
    .map((inference) => ({ ...inference, undercutters: kept(inference.undercut) }));
  const underminers = new Map();
  for (const [name, item] of items) {
    const found = kept(item.undermined);
    if (found.length) underminers.set(name, found);
  }
  const questions = new Map();
  for (const [name, question] of Object.entries(data.questions)) {
    const hypotheses = question.hypotheses.filter((hypothesis) => claims.has(hypothesis));
    if (hypotheses.length > 1 && (!question.catch_all || known(question.catch_all))) {
      questions.set(name, { ...question, hypotheses });
    }
  }
  const topical = (name) => known(name) || questions.has(name);
  const groups = groupsLeft(data, (name) => known(name) || name in data.sources, topical);
  const asked = [...questions].flatMap(([name, question]) => question.hypotheses.map((h) => [h, name]));
  const argued = new Set(inferences.map((inference) => inference.conclusion));
  data.layered = {
    key,
    claims,
    items,
    inferences,
    using: gathered(inferences.flatMap((inference) => usedBy(inference).map((name) => [name, inference]))),
    bearing: gathered(inferences.map((inference) => [inference.conclusion, inference])),
    steps: new Map(inferences.map((inference) => [inference.id, inference])),
    underminers,
    groups,
    groupsOf: gathered([...groups].flatMap(([name, group]) => [...new Set(group.members)].map((m) => [m, name]))),
    questions,
    questionsOf: gathered(asked),
    assumed: new Set([...claims.keys()].filter((claim) => claims.get(claim).assumed && !argued.has(claim))),
    order: data.order.filter(known),
    rank: new Map(data.order.map((name, number) => [name, number])),
    rho: new Map([...groups].map(([name, group]) => [name, group.rho])),
    priors: new Map([...claims].map(([name, claim]) => [name, claim.prior ?? data.prior])),
  };
  return data.layered;
}

/** All statements that an inference names: without one of them it is another, or gone. @param {Step} inference */
const usedBy = ({ conclusion, premises, undercutters }) => [conclusion, ...premises, ...undercutters.map((one) => one.by)];

/** The argument as it is once the change is made; what the change does not touch is that of the whole. @param {any} data @param {Change} change @returns {World} */
export function worldOf(data, change) {
  const whole = layered(data, change.layers);
  const lost = withdrawn(data, change);
  const taken = new Set();
  for (const one of change.off) if (one.startsWith("claims:")) taken.add(one.slice("claims:".length));
  const gone = (name) => lost.has(name) || taken.has(name);
  const left = (target, attackers) => {
    if (!attackers.length || (!lost.size && !taken.size && !change.attack.size)) return attackers;
    const standing = attackers.filter((attacker) => !gone(attacker.by));
    return standing.map(({ by, strength }) => ({ by, strength: change.attack.get(`${target} ${by}`) ?? strength }));
  };
  /** @type {Map<string, ?Step>} what has become of the inferences that the change touches, by their ids; null where they are gone */
  const otherwise = new Map();
  const touch = (inference) => {
    if (!inference || otherwise.has(inference.id)) return;
    const fallen = taken.has(inference.conclusion) || inference.premises.some(gone);
    const strength = change.strength.get(inference.id) ?? inference.strength;
    otherwise.set(inference.id, fallen ? null : { ...inference, strength, undercutters: left(inference.id, inference.undercutters) });
  };
  for (const names of [lost, taken]) for (const name of names) (whole.using.get(name) ?? []).forEach(touch);
  for (const id of change.strength.keys()) touch(whole.steps.get(id));
  for (const key of change.attack.keys()) touch(whole.steps.get(key.slice(0, key.lastIndexOf(" "))));
  const bearing = over(whole.bearing);
  const steps = over(whole.steps);
  for (const [id, now] of otherwise) {
    const { conclusion } = whole.steps.get(id);
    if (now) steps.set(id, now);
    else steps.delete(id);
    const lines = whole.bearing.get(conclusion).flatMap((one) => (otherwise.has(one.id) ? (otherwise.get(one.id) ?? []) : one));
    if (lines.length) bearing.set(conclusion, lines);
    else bearing.delete(conclusion);
  }
  const evidence = over(whole.items);
  for (const item of lost) evidence.delete(item);
  const underminers = new Map();
  for (const [name, attackers] of whole.underminers) {
    const found = lost.has(name) ? [] : left(name, attackers);
    if (found.length) underminers.set(name, found);
  }
  const order = lost.size ? whole.order.filter((name) => !lost.has(name)) : [...whole.order];
  for (const [claim, sign] of change.found) {
    if (!whole.claims.has(claim)) continue;
    const line = suppose(claim, sign, evidence, order);
    bearing.set(claim, [...(bearing.get(claim) ?? []), line]);
    steps.set(line.id, line);
  }
  const assumed = taken.size ? new Set([...whole.assumed].filter((claim) => !taken.has(claim))) : whole.assumed;
  return { ...whole, evidence, steps, bearing, underminers, order, assumed };
}

/** A document that nobody has found, strong and beyond doubt, for or against a claim: into evidence and order; gives its line. */
function suppose(claim, sign, evidence, order) {
  const item = `${FOUND}${sign} ${claim}`;
  evidence.set(item, { source: item, text: "", kind: "positive", distance: "D0", reliability: [1, 1, 1], supposed: true });
  order.unshift(item);
  return {
    id: item,
    conclusion: claim,
    sign: sign === "+" ? 1 : -1,
    premises: [item],
    strength: "strong",
    scheme: [],
    indirect: false,
    open: [],
    undercutters: [],
  };
}

function groupsLeft(data, known, topical) {
  const groups = new Map();
  for (const [name, group] of Object.entries(data.groups)) {
    const members = group.members.filter(known);
    const written = group.about ?? [];
    const about = written.filter(topical);
    if (members.length > 1 && (!written.length || about.length)) groups.set(name, { ...group, members, about });
  }
  return groups;
}

/**
 * A world as numbers, or the part of it that is `touched`, in the order of the world.
 * @param {any} data @param {World} world @param {Change} change @param {?string[]} [touched] all of it where there is none
 * @param {Step[]} [more] lines that are only tried out
 */
export function problemOf(data, world, change, touched = null, more = []) {
  const alias = new Map();
  for (const claim of world.assumed) if (granted(world, claim)) alias.set(claim, ASSUMED + claim);
  const named = (name) => alias.get(name) ?? name;
  const attacks = (found) =>
    found.map((one) => ({ by: named(one.by), share: data.attack[one.strength ?? "unstated"] }));
  const reliabilities = new Map();
  for (const name of touched ?? world.evidence.keys()) {
    const item = world.evidence.get(name);
    if (!item) continue;
    const value = change.reliability.get(name);
    reliabilities.set(name, value === undefined ? item.reliability : [value, value, value]);
  }
  for (const name of alias.values()) reliabilities.set(name, data.assumed);
  const lines = [...(touched ?? world.claims.keys())].flatMap((name) => world.bearing.get(name) ?? []).concat(more);
  return {
    priors: world.priors,
    reliabilities,
    lines: lines.map((inference) => ({
      id: inference.id,
      premises: inference.premises.map(named),
      conclusion: inference.conclusion,
      sign: inference.sign,
      ratio: data.strength[inference.strength ?? "unstated"].map((decibans) => Math.exp(decibans / DECIBANS_PER_NAT)),
      undercutters: attacks(inference.undercutters),
      ties: tiesOf(world, inference),
    })),
    underminers: new Map([...world.underminers].map(([name, found]) => [name, attacks(found)])),
    order: [...alias.values(), ...(touched ?? world.order)],
    rho: world.rho,
  };
}

/**
 * Everything computed once a change is made. With an earlier result of the same data only what can be otherwise is
 * worked out anew.
 * @param {any} data
 * @param {Change} [change]
 * @param {ReturnType<typeof evaluate>} [before]
 */
export function evaluate(data, change = noChange(), before = undefined) {
  // Where only a reliability differs, the same stands on the same, and no grade asks for numbers.
  const alike = before !== undefined && sameWorld(change, before.change);
  const world = alike ? before.world : worldOf(data, change);
  const touched = before && !data.valuation ? touchedBy(data, world, before, change) : null;
  const affected = (name) => touched === null || touched.has(name);
  const earlier = touched === null ? undefined : before;
  const some = touched === null ? null : inOrder(world, touched);
  const graded = alike ? before.graded : grades(world, some ?? world.order, earlier?.graded);
  const grade = graded.found;
  const standing = alike ? before.standing : standingIn(world, some ?? world.order, touched, earlier?.standing);
  if (data.valuation) return { world, change, standing, graded, ...given(data.valuation, world, grade) };
  const problem = problemOf(data, world, change, some);
  const weighing = weigh(problem, earlier?.weighing);
  const confidence = over(earlier?.confidence);
  const dependence = over(earlier?.dependence);
  const decibans = over(earlier?.decibans);
  const logOdds = over(earlier?.logOdds);
  const reliability = over(earlier?.reliability);
  for (const name of earlier ? touched : []) if (!world.evidence.has(name)) reliability.delete(name);
  for (const name of touched ?? world.claims.keys()) {
    if (!world.claims.has(name)) continue;
    if (granted(world, name)) {
      const [low, point, high] = data.assumed;
      confidence.set(name, { point, low, high, exact: true });
      dependence.set(name, [point, point]);
      decibans.set(name, 0);
      logOdds.set(name, data.assumed.map((p) => logit(Math.min(Math.max(p, SURE), 1 - SURE))));
      continue;
    }
    const z = weighing.logOdds.get(name);
    const [low, point, high, independent, overlapping] = z.map(probability);
    logOdds.set(name, z);
    confidence.set(name, { point, low, high, exact: weighing.exact.get(name) });
    dependence.set(name, [Math.min(point, independent, overlapping), Math.max(point, independent, overlapping)]);
    decibans.set(name, (z[1] - logit(problem.priors.get(name))) * DECIBANS_PER_NAT);
  }
  for (const name of touched ?? world.evidence.keys()) {
    if (world.evidence.has(name)) {
      const [low, point, high] = weighing.reliability.get(name);
      reliability.set(name, { point, low, high, exact: weighing.exact.get(name) });
    }
  }
  const rivals = new Map();
  for (const [name, question] of world.questions) {
    if ((question.relation ?? "exclusive") !== "exclusive") continue;
    const kept = question.hypotheses.some(affected) ? undefined : earlier?.rivals.get(name);
    rivals.set(name, kept ?? exclusive(question.hypotheses, logOdds));
  }
  const because = weighing.contributions;
  const carried = new Map();
  return { world, change, standing, graded, grade, confidence, dependence, decibans, logOdds, reliability, rivals, because, carried, weighing };
}

/** Those of some statements that are there, each after what it rests on. @param {World} world @param {Set<string>} names */
function inOrder(world, names) {
  const rank = (name) => world.rank.get(name) ?? -1; // what is supposed to have been found rests on nothing
  return [...names].filter((name) => world.claims.has(name) || world.evidence.has(name)).sort((a, b) => rank(a) - rank(b));
}

/** Whether two changes leave the same records, with the same words on them. @param {Change} one @param {Change} other */
function sameWorld(one, other) {
  const same = (left, right) => left.size === right.size && [...left].every(([key, value]) => right.has(key) && right.get(key) === value);
  const alike = (left, right) => left.size === right.size && [...left].every((name) => right.has(name));
  return alike(one.off, other.off) && alike(one.layers, other.layers) && ["strength", "attack", "found"].every((key) => same(one[key], other[key]));
}

/**
 * The statements whose values may differ from an earlier result: what the two changes treat differently, and all that
 * rests on it, however far up; null where layers differ, for then groups and questions may differ too.
 * @param {any} data @param {World} world @param {Change} change
 * @returns {?Set<string>}
 */
function touchedBy(data, world, before, change) {
  const earlier = before.change;
  const [one, other] = [change.layers, earlier.layers];
  if (one.size !== other.size || [...one].some((layer) => !other.has(layer))) return null;
  const start = [];
  const differing = (left, right, tell) => {
    for (const key of new Set([...left.keys(), ...right.keys()])) if (left.get(key) !== right.get(key)) start.push(tell(key));
  };
  differing(change.reliability, earlier.reliability, (item) => item);
  differing(change.strength, earlier.strength, (id) => id.split(".")[0]);
  differing(change.attack, earlier.attack, (key) => key.split(" ")[0].split(".")[0]);
  differing(change.found, earlier.found, (claim) => claim);
  const [now, then] = [withdrawn(data, change), withdrawn(data, earlier)];
  start.push(...[...now].filter((item) => !then.has(item)), ...[...then].filter((item) => !now.has(item)));
  for (const [left, right] of [[change.off, earlier.off], [earlier.off, change.off]]) {
    for (const one of left) if (one.startsWith("claims:") && !right.has(one)) start.push(one.slice("claims:".length));
  }
  const above = uppers(data);
  const touched = new Set();
  while (start.length) {
    const name = start.pop();
    if (touched.has(name)) continue;
    touched.add(name);
    for (const upper of above.get(name) ?? []) start.push(upper);
  }
  for (const found of [change.found, earlier.found]) for (const [claim, sign] of found) touched.add(`${FOUND}${sign} ${claim}`);
  return touched;
}

/** Statement → the statements whose values depend on it directly. @returns {Map<string, string[]>} */
function uppers(data) {
  if (!data.uppers) {
    const pairs = data.inferences.flatMap((inference) =>
      [...inference.premises, ...inference.undercut.map((a) => a.by)].map((name) => [name, inference.conclusion]),
    );
    for (const [item, record] of Object.entries(data.evidence)) {
      for (const attacker of record.undermined) pairs.push([attacker.by, item]);
    }
    data.uppers = gathered(pairs);
  }
  return data.uppers;
}

/** What another semantics computed when the page was made, of what is there; nothing of it follows a change. */
function given(valuation, world, grade) {
  const asMap = (table) => new Map(Object.entries(table ?? {}));
  const there = (table, held) => new Map(Object.entries(table).filter(([name]) => held.has(name)));
  const nested = [...asMap(valuation.rivals)].map(([name, table]) => [name, asMap(table)]);
  return {
    grade,
    confidence: there(valuation.confidence, world.claims),
    dependence: there(valuation.dependence, world.claims),
    decibans: new Map(),
    reliability: there(valuation.reliability, world.evidence),
    rivals: new Map(/** @type {any} */ (nested)),
    because: new Map([...world.claims.keys()].map((name) => [name, []])),
    carried: asMap(valuation.carried),
  };
}

/** P_k proportional to exp(z_k) over rivals of which one is true, each over its own band by itself. */
function exclusive(hypotheses, logOdds) {
  const share = (own, others) => {
    const top = Math.max(own, ...others);
    return Math.exp(own - top) / (Math.exp(own - top) + others.reduce((sum, z) => sum + Math.exp(z - top), 0));
  };
  const found = new Map();
  for (const name of hypotheses) {
    const own = logOdds.get(name);
    const rest = [...new Set(hypotheses)].filter((other) => other !== name).map((other) => logOdds.get(other));
    const at = (mine, theirs) => share(own[mine], rest.map((z) => z[theirs]));
    found.set(name, { point: at(1, 1), low: at(0, 2), high: at(2, 0), exact: false });
  }
  return found;
}

/**
 * The statements that reach evidence by a complete path, or are granted; where only some were touched, these are looked at again.
 * @param {World} world @param {string[]} order @param {?Set<string>} touched @param {Set<string>} [before] @returns {Set<string>}
 */
function standingIn(world, order, touched, before) {
  const stands = new Set(before);
  for (const name of before ? touched : []) stands.delete(name);
  for (const name of order) {
    const carried = (line) => line.sign > 0 && line.strength !== "none" && line.premises.every((p) => stands.has(p));
    if (world.evidence.has(name) || granted(world, name) || (world.bearing.get(name) ?? []).some(carried)) {
      stands.add(name);
    }
  }
  return stands;
}

/** The claims in the cone below a statement, itself included. @param {World} world @returns {Set<string>} */
export function below(world, start) {
  const seen = new Set();
  const waiting = [start];
  while (waiting.length) {
    const name = waiting.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    for (const line of world.bearing.get(name) ?? []) {
      waiting.push(...line.premises, ...line.undercutters.map((attacker) => attacker.by));
    }
    for (const attacker of world.underminers.get(name) ?? []) waiting.push(attacker.by);
  }
  return seen;
}

/**
 * What could still change a claim most: a document, strong and beyond doubt, supposed for or against each claim of its
 * cone, one at a time, with the confidence it would lead to.
 * @param {any} data @param {Change} change @param {string} claim
 * @returns {{name: string, sign: string, to: number, swing: number}[]} farthest first
 */
export function whatWouldChange(data, change, claim) {
  const world = worldOf(data, change);
  if (!world.claims.has(claim)) return [];
  const cone = below(world, claim);
  const wanted = [...cone].filter((name) => world.claims.has(name) && !change.found.has(name));
  const signed = wanted.flatMap((name) => ["+", "-"].map((sign) => ({ name, sign, item: `${FOUND}${sign} ${name}` })));
  const lines = signed.map(({ name, sign }) => suppose(name, sign, world.evidence, world.order));
  const whole = problemOf(data, world, change, null, lines);
  const inside = (name) => cone.has(name) || name.startsWith(FOUND) || name.startsWith(ASSUMED);
  const problem = {
    ...whole,
    lines: whole.lines.filter((line) => cone.has(line.conclusion)),
    order: whole.order.filter(inside),
  };
  for (const { item } of signed) problem.reliabilities.set(item, [0, 0, 0]);
  const stands = () => probability(weigh(problem).logOdds.get(claim)[1]);
  const start = stands();
  const found = [];
  for (const { name, sign, item } of signed) {
    problem.reliabilities.set(item, [1, 1, 1]);
    const to = stands();
    problem.reliabilities.set(item, [0, 0, 0]);
    if (Math.abs(to - start) > 1e-6) found.push({ name, sign, to, swing: Math.abs(to - start) });
  }
  return found.sort((a, b) => b.swing - a.swing || (a.name < b.name ? -1 : 1));
}
