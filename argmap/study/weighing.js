/**
 * Weighing: the weight-of-evidence semantics on numbers alone, step for step as argmap/semantics/weighing.py has it.
 *
 * The formulas are those of docs/semantics.md. Every value is worked out five times: at the low end of every input, in
 * the middle, at the high end, and twice more in the middle, as if no lines had anything in common and as if all had.
 *
 * @typedef {import("./overlay.js").Table} Table
 * @typedef {[number, number, number]} Three low, middle and high
 * @typedef {number[]} Five low, middle, high, independent, overlapping
 * @typedef {{by: string, share: Three}} Attack a statement and the share in [0,1] that it takes away if it is true
 * @typedef {{id: string, premises: string[], conclusion: string, sign: 1|-1, ratio: Three, undercutters: Attack[],
 *   ties: [string, string][]}} Line an inference as numbers; ratio is its likelihood ratio L >= 1
 * @typedef {{priors: Map<string, number>, reliabilities: Map<string, Three>, lines: Line[],
 *   underminers: Map<string, Attack[]>, order: string[], rho: Map<string, number>}} Problem
 * @typedef {{line: string, credence: number, unopposed: number, strength: number, decibans: number}} Member
 * @typedef {{decibans: number, members: Member[], mode: ?string, joinedBy: string[]}} Contribution
 * @typedef {{logOdds: Table<Five>, reliability: Table<Five>, exact: Table<boolean>,
 *   contributions: Table<Contribution[]>, state: InSteps}} Weighing
 */

import { over } from "./overlay.js";

export const DECIBANS_PER_NAT = 10 / Math.LN10;
const MOST_CHOICES = 256;
const LARGEST_EXPONENT = 700;
const LARGEST_ODDS = 1e290;
const MOST_COUNTS = 64;
const MIDDLE = 1;
const INDEPENDENT = 3;
const OPPOSITE = [2, 1, 0, 3, 4];
const ENDS = [0, 1, 2, 3, 4];
const ZEROS = [0, 0, 0, 0, 0];
const ONES = [1, 1, 1, 1, 1];

/** A sum without the rounding errors of its steps (Neumaier's compensated sum). @param {number[]} values */
export function preciseSum(values) {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** Log-odds in nats of a probability strictly between 0 and 1. @param {number} p */
export const logit = (p) => Math.log(p) - Math.log1p(-p);

/** Probability of log-odds in nats, without overflow at either end. @param {number} logOdds */
export function probability(logOdds) {
  const odds = Math.exp(-Math.abs(logOdds));
  return logOdds >= 0 ? 1 / (1 + odds) : odds / (1 + odds);
}

/**
 * How far a claim can be built on, in [0,1]: x/(1+x) with x = max(0, b gain).
 * @param {number} gain exp(z - logit prior) - 1
 * @param {number} prior
 * @param {?number} ratio the likelihood ratio of the inference it is a premise of; null for an attacker
 * @param {number} claims how many premises of that inference are claims
 */
function credenceOfClaim(gain, prior, ratio, claims) {
  if (gain <= 0) return 0;
  const x = gain * (ratio === null ? prior : Math.min(prior, ratio ** (-1 / claims)));
  return x / (1 + x);
}

/**
 * How far linked claims can be built on together, never more than a part of them would carry alone.
 * @param {[number, number][]} claims gain and prior of each
 * @param {number} ratio
 */
function credenceOfClaims(claims, ratio) {
  const top = Math.max(...claims.map(([, prior]) => prior));
  const needed = ratio > 1 ? Math.ceil(Math.log(ratio) / -Math.log(top)) : 1;
  const enough = Math.min(claims.length, MOST_COUNTS, needed);
  let least = Infinity;
  for (let step = 1; step <= enough + 1; step += 1) {
    const count = step > enough ? claims.length : step;
    const each = claims.map(([gain, prior]) => credenceOfClaim(gain, prior, ratio, count)).sort((a, b) => a - b);
    let together = 1;
    for (let k = 0; k < count; k += 1) together *= each[k];
    least = Math.min(least, together);
  }
  return least;
}

/**
 * Weight in nats of one witness attesting different facts: W = ln(1 + sum over k of r_k d_k (L_k - 1) product over
 * j < k of (1 + d_j (L_j - 1))), r descending.
 * @param {[number, number, number][]} parts reliability, how far the step holds, L
 */
function witnessWeight(parts) {
  let total = 0;
  let before = 1;
  for (const [reliability, holds, ratio] of [...parts].sort((a, b) => b[0] - a[0] || b[1] - a[1] || b[2] - a[2])) {
    const gain = holds * (ratio - 1);
    total = Math.min(total + reliability * gain * before, LARGEST_ODDS);
    before = Math.min(before * (1 + gain), LARGEST_ODDS);
  }
  return Math.log1p(total);
}

/** @param {Five} left @param {Five} right @returns {Five} */
const product = (left, right) => [
  left[0] * right[0],
  left[1] * right[1],
  left[2] * right[2],
  left[3] * right[3],
  left[4] * right[4],
];

/** @param {Three} value @returns {Five} */
const columns = (value) => [value[0], value[1], value[2], value[1], value[1]];

/**
 * Evaluate a map in one pass in topological order; or only the part of it in `problem.order`, where `before` is an
 * earlier weighing in which all else stands as it stands now.
 * @param {Problem} problem
 * @param {Weighing} [before]
 * @returns {Weighing} log-odds in nats by claim, reliability by item, whether bands are exact, what each is made of
 */
export function weigh(problem, before) {
  /** @type {Map<string, Line[]>} */
  const bearing = new Map();
  for (const line of problem.lines) {
    const found = bearing.get(line.conclusion);
    if (found) found.push(line);
    else bearing.set(line.conclusion, [line]);
  }
  const state = new InSteps(problem, before?.state);
  const contributions = over(before?.contributions);
  const exact = over(before?.exact);
  for (const name of problem.order) {
    if (problem.reliabilities.has(name)) state.undermine(name);
    else contributions.set(name, state.conclude(name, bearing.get(name) ?? []));
    exact.set(name, !(state.rises.get(name) & state.falls.get(name)));
  }
  return { logOdds: state.logOdds, reliability: state.reliability, exact, contributions, state };
}

/** The values so far; `rises` and `falls` hold, as bit sets, the inputs that a value rises or falls with. */
class InSteps {
  /** @param {Problem} problem @param {InSteps} [before] */
  constructor(problem, before) {
    this.problem = problem;
    this.logOdds = over(before?.logOdds);
    this.gains = over(before?.gains);
    this.reliability = over(before?.reliability);
    this.rises = over(before?.rises);
    this.falls = over(before?.falls);
    this.inputs = before?.inputs ?? 0n;
  }

  /** A new input as a bit; none for a value that cannot vary. @param {Three} value */
  input(value) {
    if (value[0] === value[2]) return 0n;
    this.inputs += 1n;
    return 1n << this.inputs;
  }

  /** The reliability r' = r times the product over underminers of (1 - share q). @param {string} name */
  undermine(name) {
    const own = this.problem.reliabilities.get(name);
    const [holds, rises, falls] = this.unopposed(this.problem.underminers.get(name) ?? []);
    this.reliability.set(name, product(columns(own), holds));
    this.rises.set(name, rises | this.input(own));
    this.falls.set(name, falls);
  }

  /**
   * The product over attackers of (1 - share q), and the inputs it rises and falls with.
   * @param {Attack[]} attacks
   * @returns {[Five, bigint, bigint]}
   */
  unopposed(attacks) {
    let holds = ONES;
    let rises = 0n;
    let falls = 0n;
    for (const attack of attacks) {
      const share = columns(attack.share);
      const credence = this.credence(attack.by, null);
      const left = [0, 0, 0, 0, 0];
      for (let end = 0; end < 5; end += 1) left[end] = holds[end] * (1 - share[OPPOSITE[end]] * credence[OPPOSITE[end]]);
      holds = left;
      rises |= this.falls.get(attack.by);
      falls |= this.rises.get(attack.by) | this.input(attack.share);
    }
    return [holds, rises, falls];
  }

  /** How far one statement can be built on. @param {string} name @param {?Five} ratio @returns {Five} */
  credence(name, ratio) {
    const found = this.reliability.get(name);
    if (found) return found;
    const gains = this.gains.get(name);
    if (gains === ZEROS) return ZEROS;
    const prior = this.problem.priors.get(name);
    const credence = [0, 0, 0, 0, 0];
    for (let end = 0; end < 5; end += 1) credence[end] = credenceOfClaim(gains[end], prior, ratio && ratio[end], 1);
    return credence;
  }

  /** How far the premises of a line can be built on together. @param {string[]} premises @param {Five} ratio */
  base(premises, ratio) {
    if (premises.length === 1) return this.credence(premises[0], ratio);
    let base = ONES;
    const claims = [];
    for (const premise of premises) {
      const found = this.reliability.get(premise);
      if (found) base = product(base, found);
      else claims.push([this.gains.get(premise), this.problem.priors.get(premise)]);
    }
    if (!claims.length) return base;
    return ENDS.map((end) => base[end] * credenceOfClaims(claims.map(([gains, p]) => [gains[end], p]), ratio[end]));
  }

  /**
   * The log-odds z = logit prior + the signed weights of all groups of lines.
   * @param {string} name
   * @param {Line[]} lines
   * @returns {Contribution[]} strongest first
   */
  conclude(name, lines) {
    let rises = 0n;
    let falls = 0n;
    const support = [];
    const attack = [];
    for (const line of lines) {
      const [part, up, down] = this.part(line);
      (line.sign > 0 ? support : attack).push(part);
      rises |= line.sign > 0 ? up : down;
      falls |= line.sign > 0 ? down : up;
    }
    const contributions = [];
    const total = (parts, sign) => {
      if (!parts.length) return ZEROS;
      const together = [];
      for (const [members, mode, joinedBy] of grouped(parts)) {
        const joint = this.joint(members);
        const decibans = sign * joint[MIDDLE] * DECIBANS_PER_NAT;
        contributions.push({ decibans, members: members.map(asMember), mode, joinedBy });
        together.push(joint);
      }
      return summed(together);
    };
    const [pro, contra] = [total(support, 1), total(attack, -1)];
    const prior = logit(this.problem.priors.get(name));
    const logOdds = [prior, prior, prior, prior, prior];
    let gains = ZEROS;
    for (let end = 0; end < 5; end += 1) {
      const evidence = pro[end] - contra[OPPOSITE[end]];
      if (evidence === 0) continue;
      logOdds[end] += evidence;
      if (gains === ZEROS) gains = [0, 0, 0, 0, 0];
      gains[end] = Math.expm1(Math.min(evidence, LARGEST_EXPONENT));
    }
    this.logOdds.set(name, logOdds);
    this.gains.set(name, gains);
    this.rises.set(name, rises);
    this.falls.set(name, falls);
    if (contributions.length < 2) return contributions;
    return contributions.sort(
      (a, b) => Math.abs(b.decibans) - Math.abs(a.decibans) || (a.members[0].line < b.members[0].line ? -1 : 1),
    );
  }

  /** @param {Line} line */
  part(line) {
    const ratio = columns(line.ratio);
    const base = this.base(line.premises, ratio);
    let rises = this.input(line.ratio);
    let falls = 0n;
    for (const premise of line.premises) {
      rises |= this.rises.get(premise);
      falls |= this.falls.get(premise);
    }
    const [holds, up, down] = line.undercutters.length ? this.unopposed(line.undercutters) : [ONES, 0n, 0n];
    const weights = [0, 0, 0, 0, 0];
    for (let end = 0; end < 5; end += 1) weights[end] = Math.log1p(base[end] * holds[end] * (ratio[end] - 1));
    return [{ line, base, holds, ratio, weights }, rises | up, falls | down];
  }

  /**
   * Weight in nats of lines that count together: of lines that carry the same information one speaks, the best choice
   * of speakers counts, and a tie of degree rho binds in a share rho of the cases.
   */
  joint(members) {
    if (members.length === 1) return members[0].weights;
    const joint = [0, 0, 0, 0, 0];
    const ties = new Map();
    for (const part of members) {
      for (const tie of part.line.ties) {
        ties.set(keyOf(tie), { derivative: tie[0] === "derivative", degree: this.problem.rho.get(tie[1]) ?? 1 });
      }
    }
    const degrees = [...new Set([0, 1, ...[...ties.values()].map((tie) => tie.degree)])].sort((a, b) => a - b);
    for (let k = 1; k < degrees.length; k += 1) {
      const holds = ([, tie]) => tie.derivative && tie.degree >= degrees[k];
      const bound = new Set([...ties].filter(holds).map(([key]) => key));
      const weights = counted(members, bound);
      for (const end of ENDS) joint[end] += (degrees[k] - degrees[k - 1]) * weights[end];
    }
    joint[INDEPENDENT] = preciseSum(members.map((part) => part.weights[INDEPENDENT]));
    return joint;
  }
}

/** @param {[string, string]} tie */
const keyOf = (tie) => `${tie[0]} ${tie[1]}`;
const tiesOf = (part) => part.line.ties.map(keyOf);

/** @returns {Member} */
function asMember(part) {
  return {
    line: part.line.id,
    credence: part.base[MIDDLE] * part.holds[MIDDLE],
    unopposed: part.base[MIDDLE],
    strength: Math.log(part.ratio[MIDDLE]) * DECIBANS_PER_NAT,
    decibans: part.weights[MIDDLE] * DECIBANS_PER_NAT,
  };
}

/** Weight of lines of which those that share a bound tie carry the same information. @returns {Five} */
function counted(parts, bound) {
  const own = parts.map((part) => new Set(tiesOf(part).filter((tie) => bound.has(tie))));
  const choices = choicesOf(own);
  if (choices === null) {
    const sets = joined(parts, (part) => tiesOf(part).filter((tie) => bound.has(tie)));
    return ENDS.map((end) => preciseSum(sets.map((copies) => Math.max(...copies.map((part) => part.weights[end])))));
  }
  return ENDS.map((end) => Math.max(...choices.map((choice) => spoken(choice.map((k) => parts[k]), end))));
}

/**
 * All ways to let as many lines speak as can without two that share a tie; null if there are more than MOST_CHOICES.
 * @param {Set<string>[]} ties
 * @returns {?number[][]}
 */
function choicesOf(ties) {
  /** @type {Map<string, number[]>} */
  let found = new Map([["", []]]);
  for (let number = 0; number < ties.length; number += 1) {
    const kin = new Set();
    for (let other = 0; other < number; other += 1) {
      if ([...ties[number]].some((tie) => ties[other].has(tie))) kin.add(other);
    }
    const next = new Map();
    for (const [key, choice] of found) {
      if (choice.some((other) => kin.has(other))) next.set(key, choice);
      const taken = [...choice.filter((other) => !kin.has(other)), number];
      next.set(taken.join(), taken);
    }
    found = next;
    if (found.size > MOST_CHOICES) return null;
  }
  return [...found.values()];
}

/** Weight of lines that carry different information: the sum over witnesses of what each attests. */
function spoken(speakers, column) {
  const heard = speakers.filter((part) => part.weights[column] > 0);
  const witnesses = joined(heard, (part) => part.line.ties.filter((tie) => tie[0] === "witness").map(keyOf));
  const at = (part) => [part.base[column], part.holds[column], part.ratio[column]];
  return preciseSum(witnesses.map((witness) => witnessWeight(witness.map(at))));
}

/** Weights of one sign add up; where lines overlap, by the root of the sum of their squares. @param {Five[]} weights */
function summed(weights) {
  if (weights.length === 1) return weights[0];
  const added = ENDS.map((end) => preciseSum(weights.map((weight) => weight[end])));
  added[4] = Math.sqrt(preciseSum(weights.map((weight) => weight[4] * weight[4])));
  return added;
}

/** Lines of one conclusion and sign → those that count together, with the mode and the names that join them. */
function grouped(parts) {
  if (parts.length === 1) return [[parts, null, []]];
  const borne = new Map();
  for (const part of parts) for (const tie of tiesOf(part)) borne.set(tie, (borne.get(tie) ?? 0) + 1);
  if (![...borne.values()].some((count) => count > 1)) {
    return parts.map((part) => [[part], null, []]);
  }
  return joined(parts, tiesOf).map((members) => {
    const shared = members.flatMap((part) => part.line.ties).filter((tie) => borne.get(keyOf(tie)) > 1);
    const mode = shared.length ? (shared.some(([kind]) => kind === "witness") ? "witness" : "derivative") : null;
    return [members, mode, [...new Set(shared.map(([, name]) => name))].sort()];
  });
}

/** Lines parted into those that share a tie, directly or through others. */
function joined(parts, ties) {
  const home = new Map();
  const found = [];
  for (const part of parts) {
    const own = ties(part);
    const met = [...new Set(own.filter((tie) => home.has(tie)).map((tie) => home.get(tie)))].sort((a, b) => a - b);
    const target = met.length ? met[0] : found.push([]) - 1;
    for (const other of met.slice(1)) {
      found[target].push(...found[other]);
      found[other] = [];
      for (const [tie, place] of home) if (place === other) home.set(tie, target);
    }
    found[target].push(part);
    for (const tie of own) home.set(tie, target);
  }
  return found.filter((members) => members.length);
}
