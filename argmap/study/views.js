/**
 * Views: which part of the argument the map shows, as a forest: every statement is drawn once, and named where it is
 * needed again, so that no two lines cross however much the argument is cross-linked.
 *
 * @typedef {{kind: "claim"|"evidence"|"step"|"question"|"again"|"bundle"|"uppers", id: string, relation: ?string,
 *   children: Node[], docked?: string[], elsewhere?: string[], cut?: number, brief?: boolean, focus?: boolean,
 *   lines?: any[], joinedBy?: string[], mode?: ?string}} Node `relation` is how it bears on the node it hangs under
 */
import { split } from "./state.js";

const MOST = 150;

/**
 * The forest of a view.
 * @param {import("./records.js").Book} book
 * @param {ReturnType<typeof import("./evaluation.js").evaluate>} now
 * @param {import("./state.js").State} state
 * @returns {{title: string, roots: Node[]}}
 */
export function forest(book, now, state) {
  const [kind, id] = split(state.view);
  if (kind === "questions") return questionForest(book, now, state, id);
  if (kind === "sections") return sectionForest(book, now, state, id);
  const start = kind === "sources" ? (book.itemsOf.get(id) ?? []) : kind === "groups" ? itemsOfGroup(book, id) : [id];
  const builder = new Builder(book, now, state);
  const roots = builder.grow(start.filter((name) => builder.shown(name)));
  if (kind === "claims" || kind === "evidence") {
    const bears = uppers(book, now, id);
    if (bears.length && roots.length) roots[0].uppers = bears;
  } else {
    for (const root of roots) root.uppers = uppers(book, now, root.id);
  }
  return { title: kind === "claims" ? book.claims[id].text : id, roots };
}

/** The items that a group is about, those of its sources included. */
export function itemsOfGroup(book, group) {
  return [...new Set(book.groups[group].members.flatMap((member) => book.itemsOf.get(member) ?? [member]))];
}

/** What a statement bears on: the steps it is a premise of, those it undercuts, and items it undermines. */
export function uppers(book, now, id) {
  const steps = (book.resting.get(id) ?? []).map((step) => ({ relation: step.polarity, step: step.id, to: step.conclusion }));
  const attacks = (book.attacking.get(id) ?? []).map((one) => ({ ...one }));
  return [...steps, ...attacks].filter(({ to }) => now.world.claims.has(to) || now.world.evidence.has(to));
}

function questionForest(book, now, state, id) {
  const builder = new Builder(book, now, { ...state, depth: 1 }, true);
  const question = now.world.questions.get(id) ?? book.questions[id];
  const children = builder.grow(question.hypotheses.filter((name) => builder.shown(name)));
  for (const child of children) child.relation = "rival";
  return { title: question.text, roots: [{ kind: "question", id, relation: null, children }] };
}

/** The claims of a section that bear on no other of it, with their lines in brief. */
function sectionForest(book, now, state, id) {
  const members = new Set(book.members.get(id) ?? []);
  const within = (name) =>
    (book.resting.get(name) ?? []).some((step) => members.has(step.conclusion)) ||
    (book.attacking.get(name) ?? []).some((one) => members.has(one.to));
  const { thesis, title } = book.sections[id];
  const rank = (name) => (name === thesis ? 0 : book.claims[name].tier === "core" ? 1 : 2);
  const tops = [...members].filter((name) => !within(name)).sort((a, b) => rank(a) - rank(b));
  const builder = new Builder(book, now, { ...state, depth: Math.min(state.depth, 2) }, true);
  return { title, roots: builder.grow(tops.filter((name) => builder.shown(name))) };
}

/** Grows trees breadth first, so that a statement is drawn where it is needed nearest to the top. */
class Builder {
  constructor(book, now, state, brief = false) {
    this.book = book;
    this.now = now;
    this.state = state;
    this.brief = brief;
    this.drawn = new Set();
    this.boxes = 0;
  }

  /** Whether a statement is there and not switched off. */
  shown(name) {
    const claim = this.now.world.claims.get(name);
    if (!claim) return this.now.world.evidence.has(name) || (Object.hasOwn(this.book.evidence, name) && !this.hiddenLayer(name));
    return !(claim.reported && this.state.hide.has("reported"));
  }

  hiddenLayer(name) {
    return this.state.change.layers.has(this.book.evidence[name]?.layer);
  }

  /** @param {string[]} names @returns {Node[]} */
  grow(names) {
    const roots = names.map((name) => this.statement(name, null));
    for (const root of roots) root.focus = roots.length === 1 || this.brief;
    let row = roots.map((node) => ({ node, level: 0 }));
    while (row.length) {
      const next = [];
      for (const { node, level } of row) next.push(...this.extend(node, level));
      row = next;
    }
    return roots;
  }

  /** @returns {Node} */
  statement(name, relation) {
    if (this.drawn.has(name)) return { kind: "again", id: name, relation, children: [] };
    this.drawn.add(name);
    this.boxes += 1;
    const kind = Object.hasOwn(this.book.claims, name) ? "claim" : "evidence";
    return { kind, id: name, relation, children: [] };
  }

  /** The lines of a claim that are on show, supports first, each heaviest first. */
  lines(name) {
    const weights = new Map();
    for (const contribution of this.now.because.get(name) ?? []) {
      for (const member of contribution.members) weights.set(member.line, member.decibans);
    }
    const all = (this.book.bearing.get(name) ?? []).filter((step) => !this.state.change.layers.has(step.layer));
    const there = all.filter((step) => step.premises.every((premise) => this.exists(premise)));
    return there.sort((a, b) => b.sign - a.sign || (weights.get(b.id) ?? 0) - (weights.get(a.id) ?? 0));
  }

  exists(name) {
    const record = this.book.claims[name] ?? this.book.evidence[name];
    return !this.state.change.layers.has(record.layer);
  }

  extend(node, level) {
    if (node.kind === "evidence") {
      const attackers = this.book.evidence[node.id].undermined.filter((a) => this.exists(a.by));
      node.children = attackers.map((a) => this.statement(a.by, "undermine"));
      return node.children.map((child) => ({ node: child, level: level + 1 }));
    }
    if (node.kind !== "claim") return [];
    const lines = this.lines(node.id);
    const { open, closed } = this.state;
    const wanted = closed.has(node.id) ? false : open.has(node.id) || level < this.state.depth;
    if (!wanted || (this.boxes > MOST && level > 0)) {
      if (lines.length) node.cut = lines.length;
      return [];
    }
    node.fold = lines.length;
    const grown = [];
    node.children = this.bundled(node.id, lines).map((entry) => {
      if (Array.isArray(entry)) return this.bundle(entry);
      const step = this.step(entry);
      grown.push(...step.children.map((child) => ({ node: child, level: level + 1 })));
      return step;
    });
    return grown;
  }

  /** Lines, those that count as one in a list of their own where groups are collapsed. */
  bundled(name, lines) {
    if (!this.state.hide.has("groups")) return lines;
    const home = new Map();
    for (const contribution of this.now.because.get(name) ?? []) {
      if (contribution.members.length > 1) for (const member of contribution.members) home.set(member.line, contribution);
    }
    const found = new Map();
    for (const line of lines) {
      const key = home.get(line.id) ?? line;
      found.set(key, [...(found.get(key) ?? []), line]);
    }
    return [...found].map(([key, some]) => (some.length > 1 ? Object.assign(some, { contribution: key }) : some[0]));
  }

  bundle(lines) {
    const { joinedBy, mode } = lines.contribution;
    this.boxes += 1;
    return { kind: "bundle", id: lines[0].id, relation: lines[0].polarity, children: [], lines: [...lines], joinedBy, mode };
  }

  /** @returns {Node} */
  step(inference) {
    const node = /** @type {Node} */ ({ kind: "step", id: inference.id, relation: inference.polarity, children: [], brief: this.brief });
    this.boxes += 1;
    if (this.brief) return node;
    node.docked = [];
    node.elsewhere = [];
    for (const premise of inference.premises) {
      if (!this.shown(premise)) node.elsewhere.push(premise);
      else if (this.docks(premise, inference)) {
        this.drawn.add(premise);
        this.boxes += 1;
        node.docked.push(premise);
      } else node.children.push(this.statement(premise, "premise"));
    }
    for (const attacker of inference.undercut) {
      if (this.exists(attacker.by)) node.children.push(this.statement(attacker.by, "undercut"));
    }
    return node;
  }

  /** Whether an item stands in the card of the step: nothing is said against it, and it is not drawn already. */
  docks(premise, inference) {
    const item = this.book.evidence[premise];
    return Boolean(item) && !item.undermined.length && !this.drawn.has(premise) && inference.premises.includes(premise);
  }
}
