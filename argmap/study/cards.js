/**
 * Cards: the boxes of the map, with what the pictures' cards say, in the same words and shapes; each follows what changes.
 *
 * @typedef {import("./records.js").Book} Book
 * @typedef {ReturnType<typeof import("./evaluation.js").evaluate>} Result
 * @typedef {{now: Result, base: Result, supposed: boolean}} Shown
 * @typedef {{element: HTMLElement, buttons: HTMLElement[], update: (shown: Shown) => void}} Card
 */
import { decibans, digits, label, ownBand, textOf, voices, word } from "./records.js";
import { axis, difference, el, gradeMark, icon, prose, setClass, setText, unseen } from "./parts.js";
import { handlesOf } from "./evaluation.js";
import { count, parts, say, told } from "./words.js";

/** A card that can be pressed; what it says is its name. */
const pressable = (name, target, ...children) =>
  el("div", { class: `card ${name}`, role: "button", tabIndex: -1, "data-target": target }, ...children);

const head = (words, name) =>
  el("div", { class: "head" }, el("b", {}, words), " ", prose("span", "name", name));

/** The card of a node of a view. @param {Book} book @param {import("./views.js").Node} node @returns {Card} */
export function cardOf(book, node) {
  const made = {
    claim: () => claimCard(book, node),
    evidence: () => alone(evidenceCard(book, node.id)),
    step: () => stepCard(book, node),
    question: () => questionCard(book, node.id),
    again: () => againCard(book, node),
    bundle: () => bundleCard(book, node),
  };
  return made[node.kind]();
}

const alone = (part) => ({ ...part, buttons: [part.element] });

// ------------------------------------------------------------------------------------------------------------ claims

function claimCard(book, node) {
  const claim = book.claims[node.id];
  const words = [say(claim.reported ? "card.reported" : "card.claim"), claim.type && say(`type.${claim.type}`), claim.tier === "core" && say("card.core"), claim.layer === "editors" && say("card.ours")];
  const dials = dialsOf(book, node.id, 260);
  const kind = claim.reported ? "reported" : claim.type === "gap" ? "gap" : "";
  const thick = node.focus || claim.tier === "core" ? "thick" : "";
  const element = pressable(
    `claim ${kind} ${thick}`,
    `claims:${node.id}`,
    head(words.filter(Boolean).join(" · "), node.id),
    prose("div", "text", claim.text),
    voices(claim).map(voice),
    !claim.said.length && claim.layer !== "editors" && el("div", { class: "small" }, say("card.nobody-says")),
    dials.node,
  );
  const update = (shown) => {
    dials.update(shown);
    setClass(element, "otherwise", ["rose", "fell", "regraded"].some((one) => dials.node.classList.contains(one)));
    setClass(element, "withdrawn", shown.now.change.off.has(`claims:${node.id}`));
  };
  return { element, buttons: [element], update };
}

/** One voice with its hedges. */
function voice({ said, places }) {
  const who = places.length > 1 ? say("card.places", { who: said.who, n: places.length }) : said.who;
  return [prose("div", "small", who), (said.hedge ?? []).map((one) => el("div", { class: "said hedge" }, hedgeWords(one)))];
}

/** A hedge in its own words, with what they are taken to mean. */
export function hedgeWords(hedge) {
  const band = hedge.band?.map((end) => Math.round(end * 100));
  // The band of a part would be read as that of the whole, so its place is taken by the kind and "of a part".
  const kind = hedge.kind && say(`hedge.${hedge.kind}`);
  const part = [kind, say("card.of-part")].filter(Boolean).join(", ");
  const meaning = hedge.scope ? `[${part}]` : band ? `[${band[0]}–${band[1]} %]` : kind ? `[${kind}]` : say("card.no-band");
  return [hedge.holder && `${hedge.holder}: `, prose("q", "words", hedge.words), ` ${meaning}`];
}

/** The three dials of a claim: grade, confidence and how sure its author sounds. */
export function dialsOf(book, id, width) {
  const claim = book.claims[id];
  const mark = gradeMark();
  const [code, reason, was] = [el("b", { class: "code" }), el("span", { class: "small reason" }), el("span", { class: "was" })];
  const [point, band, weight, before] = [el("b", {}), el("span", { class: "small" }), el("span", { class: "small weight" }), el("span", { class: "was" })];
  const scale = axis(width, ownBand(claim));
  const nothing = el("div", { class: "small nothing" }, say("card.nothing-bears"));
  const line = el("div", { class: "line" }, point, " ", band, " ", before, " ", weight);
  const node = el(
    "div",
    { class: "dials" },
    el("div", { class: "grades" }, mark.node, " ", code, " ", reason, " ", was),
    el("div", { class: "confidence" }, nothing, line, scale.node),
  );
  let last = [];
  const update = ({ now, base }) => {
    const [grade, old] = [now.grade.get(id), base.grade.get(id)];
    node.hidden = !grade;
    if (!grade) return;
    const from = [grade, old, now.confidence.get(id), base.confidence.get(id)];
    if (from.every((one, k) => one === last[k])) return;
    last = from;
    mark.set(grade.code);
    setText(code, grade.code);
    setText(reason, told(grade.reason));
    setText(was, old && old.code !== grade.code ? say("study.was", { value: old.code }) : "");
    const borne = now.world.bearing.has(id);
    const value = borne || now.world.assumed.has(id) ? now.confidence.get(id) : null;
    const earlier = base.confidence.get(id);
    nothing.hidden = Boolean(value);
    line.hidden = !value;
    scale.set(value, earlier);
    if (!value) return;
    setText(point, digits(value.point));
    setText(band, say(value.exact ? "card.band" : "card.outer-band", { low: digits(value.low), high: digits(value.high) }));
    setText(weight, borne ? (now.decibans.has(id) ? decibans(now.decibans.get(id)) : book.semantics) : say("card.assumed"));
    setText(before, difference(value, earlier));
    const risen = Math.sign(value.point - (earlier?.point ?? value.point));
    setClass(node, "rose", before.textContent !== "" && risen > 0);
    setClass(node, "fell", before.textContent !== "" && risen < 0);
    setClass(node, "regraded", was.textContent !== "");
  };
  return { node, update };
}

// ---------------------------------------------------------------------------------------------------------- evidence

/** The card of an item of evidence. @param {Book} book @param {string} id */
export function evidenceCard(book, id) {
  const item = book.evidence[id];
  const words = [say(`evidence.${item.kind}`), item.layer === "editors" && say("card.ours")].filter(Boolean).join(" · ");
  const [reliability, was] = [el("span", {}), el("span", { class: "was" })];
  const gone = el("div", { class: "gone" }, say("study.withdrawn"));
  const place = [label(book, item.source), item.locator].filter(Boolean).join(", ");
  const element = pressable(
    "evidence",
    `evidence:${id}`,
    head(words, id),
    prose("div", "text", item.text),
    prose("div", "small", place),
    el("div", { class: "small" }, appraised(book, item)),
    el("div", { class: "small" }, reliability, " ", was),
    gone,
  );
  const handles = handlesOf(book, id);
  const update = ({ now, base }) => {
    const [value, old] = [now.reliability.get(id), base.reliability.get(id)];
    const away = handles.some((handle) => now.change.off.has(handle));
    gone.hidden = !away;
    setClass(element, "withdrawn", away);
    if (value) setText(reliability, say("card.reliability", { point: digits(value.point), low: digits(value.low), high: digits(value.high) }));
    setText(was, difference(value, old));
  };
  return { element, update };
}

/** Letter, figure and directness of an item, as the pictures' cards have them. */
export function appraised(book, item) {
  const source = book.sources[item.source];
  const letter = [...item.appraisal, ...(source?.appraisal ?? [])].find((a) => a.reliability)?.reliability;
  const figure = item.appraisal.find((a) => a.credibility)?.credibility;
  const code = letter || figure ? `${letter ?? "–"}${figure ?? "–"}` : say("card.not-appraised");
  return item.directness ? `${code} · ${item.directness} ${say(`distance.${item.directness}`)}` : code;
}

/** What a statement is worth: the reliability of an item, the grade and confidence of a claim. */
export function worthOf(now, name) {
  const [reliability, grade] = [now.reliability.get(name), now.grade.get(name)];
  if (reliability) return say("step.reliability", { point: digits(reliability.point) });
  return grade ? `${grade.code}, ${digits(now.confidence.get(name).point)}` : say("study.withdrawn");
}

/** How a statement bears on the one that is named next. @param {string} relation */
export const bearing = (relation) => (relation === "undercut" ? say("study.undercuts-step") : word(relation));

// ------------------------------------------------------------------------------------------------------------- steps

/** What a line adds in decibans, or would add alone where it counts with others. */
export function weightOf(now, step) {
  if (now.carried.has(step.id)) return say("step.carries", { point: digits(now.carried.get(step.id)) });
  for (const contribution of now.because.get(step.conclusion) ?? []) {
    for (const member of contribution.members) {
      if (member.line === step.id) {
        const shown = decibans(step.sign * member.decibans);
        return contribution.members.length === 1 ? shown : say("step.alone", { weight: shown });
      }
    }
  }
  return "";
}

const strengthOf = (now, step) => now.change.strength.get(step.id) ?? step.strength;

function stepCard(book, node) {
  const step = book.steps.get(node.id);
  const docked = (node.docked ?? []).map((id) => ({ id, ...evidenceCard(book, id) }));
  const [strength, weight] = [el("b", {}), el("span", { class: "small weight" })];
  const titles = step.scheme.map((name) => book.schemes[name].title).join(" + ");
  const by = say(`step.${step.warrant_by ?? "warrant"}`);
  const from = (premise, k) => (k ? ["+ ", premise] : parts("step.from", { premise }));
  const undercut = (name) => parts("study.undercut-by", { name });
  const rows = node.brief ? [...step.premises.map((id, k) => brief(book, id, (name) => from(name, k))), ...step.undercut.map((a) => brief(book, a.by, undercut))] : [];
  const outside = node.elsewhere ?? [];
  const linked = step.premises.length > 1 && !node.brief;
  const face = pressable(
    "step",
    `steps:${step.id}`,
    el("div", { class: "head" }, icon(step.polarity), " ", strength, " ", weight, unseen(`: ${textOf(book, step.conclusion)}`)),
    step.warrant
      ? el("div", { class: "warrant" }, el("div", { class: "name" }, titles ? `${titles} · ${by}` : by), prose("div", "rule", step.warrant))
      : titles && el("div", { class: "warrant name" }, titles),
    step.open.length > 0 && el("div", { class: "warn warrant" }, say("step.unanswered", { questions: step.open.join(", ") })),
    rows.map((row) => row.node),
    outside.map((id) => prose("div", "small", say("study.not-shown", { name: id }))),
    linked && docked.length < step.premises.length && el("div", { class: "name" }, say("step.together")),
  );
  const inner = docked.flatMap((card, k) => [k > 0 && el("div", { class: "plus", "aria-hidden": "true" }, "+"), card.element]);
  const element = el("div", { class: `frame step ${step.polarity}` }, face, inner);
  const update = (shown) => {
    const word_ = strengthOf(shown.now, step);
    setText(strength, word(step.polarity) + (word_ ? ` · ${say(`strength.${word_}`)}` : ""));
    const there = shown.now.world.steps.has(step.id);
    setText(weight, there ? weightOf(shown.now, step) : say("study.falls"));
    setClass(element, "withdrawn", !there);
    setClass(element, "moved", shown.now.change.strength.has(step.id));
    for (const part of [...docked, ...rows]) part.update(shown);
  };
  return { element, buttons: [face, ...docked.map((card) => card.element)], update };
}

/** A premise by its name in a brief step, with what it is worth. @param {(name: HTMLElement) => any} [phrase] what its name stands in */
function brief(book, id, phrase = (name) => name) {
  const worth = el("span", { class: "nowrap" });
  const node = el("div", { class: "small brief" }, phrase(prose("span", "", id)), " · ", worth);
  const update = ({ now }) => {
    setText(worth, worthOf(now, id));
  };
  return { node, update };
}

function bundleCard(book, node) {
  const sum = el("b", {});
  const names = node.joinedBy.map((name) => (name.startsWith("source ") ? label(book, name.slice(7)) : name)).join(", ");
  const title = say(node.mode === "witness" ? "study.one-witness" : "study.counted-once");
  const rows = node.lines.map((step) => {
    const worth = el("span", { class: "weight" });
    return { step, worth, node: el("div", { class: "small row" }, prose("span", "", step.premises.join(" + ")), " ", worth) };
  });
  const face = pressable(
    "step",
    `claims:${node.lines[0].conclusion}`,
    el("div", { class: "head" }, icon(node.relation), " ", el("b", {}, `${count("line", rows.length)}, ${title}`), " ", sum),
    prose("div", "warn", names),
    rows.map((row) => row.node),
  );
  const element = el("div", { class: `frame step bundle ${node.relation}` }, face);
  const update = ({ now }) => {
    const ids = new Set(rows.map((row) => row.step.id));
    const joint = (now.because.get(node.lines[0].conclusion) ?? []).filter((c) => c.members.some((m) => ids.has(m.line)));
    setText(sum, decibans(joint.reduce((total, c) => total + c.decibans, 0)));
    for (const { step, worth } of rows) setText(worth, weightOf(now, step) || say("study.falls"));
  };
  return { element, buttons: [face], update };
}

// ------------------------------------------------------------------------------------------------ questions and others

function questionCard(book, id) {
  const question = book.questions[id];
  const rows = question.hypotheses.map((name) => {
    const [point, band, was] = [el("b", {}), el("span", { class: "small" }), el("span", { class: "was" })];
    return { name, point, band, was, node: el("div", { class: "rival" }, point, " ", band, " ", prose("span", "small", name), " ", was) };
  });
  const list = el("div", { class: "rivals confidence" }, el("div", { class: "small" }, say("card.if-exactly-one")));
  const relation = question.relation ?? "exclusive";
  const element = pressable(
    "question",
    `questions:${id}`,
    head(say("card.question"), id),
    prose("div", "text", question.text),
    list,
    relation !== "exclusive" && el("div", { class: "small" }, say(`card.${relation}`)),
  );
  const update = ({ now, base }) => {
    const rivals = now.rivals.get(id);
    list.hidden = !rivals;
    if (!rivals) return;
    for (const row of rows) {
      const value = rivals.get(row.name);
      row.node.hidden = !value;
      if (!value) continue;
      setText(row.point, digits(value.point));
      setText(row.band, `${digits(value.low)}–${digits(value.high)}`);
      setText(row.was, difference(value, base.rivals.get(id)?.get(row.name)));
    }
    const ranked = [...rows].sort((a, b) => (rivals.get(b.name)?.point ?? 0) - (rivals.get(a.name)?.point ?? 0));
    const same = ranked.every((row, k) => list.children[k + 1] === row.node);
    if (!same) list.append(...ranked.map((row) => row.node));
  };
  return { element, buttons: [element], update };
}

/** A statement that is drawn elsewhere on the map: its name, and the way to it. */
function againCard(book, node) {
  const kind = Object.hasOwn(book.claims, node.id) ? "claims" : "evidence";
  const words = node.relation === "undercut" || node.relation === "undermine" ? `${word(node.relation)} · ` : "";
  const worth = brief(book, node.id);
  const element = pressable(
    "again",
    `${kind}:${node.id}`,
    el("div", { class: "head" }, el("b", {}, `${words}${say("study.elsewhere")}`)),
    prose("div", "small", textOf(book, node.id)),
    worth.node,
  );
  return { element, buttons: [element], update: worth.update };
}

/** The list of what a statement bears on, to stand above it. @param {Book} book @param {any[]} bears */
export function uppersCard(book, bears) {
  const rows = bears.map((one) => {
    const worth = el("span", { class: "small nowrap" });
    const kind = Object.hasOwn(book.claims, one.to) ? "claims" : "evidence";
    const relation = bearing(one.relation);
    const face = pressable("upper", `${kind}:${one.to}`, el("div", { class: "head" }, icon(one.relation), " ", el("b", {}, relation), " ", worth), prose("div", "small", textOf(book, one.to)));
    return { one, worth, face };
  });
  const element = el("div", { class: "frame uppers" }, el("div", { class: "name" }, say("study.bears-on-head")), rows.map((row) => row.face));
  const update = ({ now }) => {
    for (const { one, worth } of rows) {
      const grade = now.grade.get(one.to);
      setText(worth, grade ? `${grade.code}, ${digits(now.confidence.get(one.to).point)}` : "");
    }
  };
  return { element, buttons: rows.map((row) => row.face), update };
}
