/**
 * Panel: the details of a claim, an item or a step: all that is written of it, what each number is made of, and what a
 * reader may suppose to be otherwise.
 *
 * @typedef {import("./records.js").Book} Book
 * @typedef {{open: (target: string) => void, view: (target: string) => void, change: (edit: (change: any) => void, settled?: boolean) => void}} Acts
 * @typedef {{element: HTMLElement, title: string, update: (shown: any) => void}} Details
 */
import { STRENGTHS, counted, decibans, digits, label, placeName, textOf, word } from "./records.js";
import { axis, difference, el, icon, prose, setClass, setText, unseen } from "./parts.js";
import { appraised, dialsOf, hedgeWords, weightOf } from "./cards.js";
import { passage } from "./passages.js";
import { whatWouldChange } from "./evaluation.js";

const SHOWN = 6;
const HOW = { restates: "says again", negates: "denies", contradicts: "contradicts", corroborates: "is borne out by", weakens: "weakens", independent: "is independent of" };

/** A name that leads to its details. */
export function link(acts, target, text, name = "link") {
  return el("button", { type: "button", class: name, dir: "auto", onclick: () => acts.open(target) }, text);
}

/** A part of the details under its heading; nothing where it would be empty. */
export function block(title, ...children) {
  const full = children.flat(Infinity).filter(Boolean);
  return full.length ? el("section", { class: "block" }, el("h3", {}, title), full) : null;
}

const targetOf = (book, name) => `${Object.hasOwn(book.claims, name) ? "claims" : "evidence"}:${name}`;

/** A button that withdraws a thing or reinstates it. @param {string} handle kind:id @param {string} what */
export function withdrawer(acts, handle, what, live) {
  const press = () => acts.change((change) => (change.off.has(handle) ? change.off.delete(handle) : change.off.add(handle)));
  const button = el("button", { type: "button", class: "act", onclick: press });
  live.push(({ now }) => {
    const off = now.change.off.has(handle);
    setText(button, off ? `Reinstate ${what}` : `Withdraw ${what}`);
    button.setAttribute("aria-pressed", String(off));
  });
  return button;
}

/** A button that withdraws all items cited in one note or paragraph; nothing where it cites one item only. */
function noteWithdrawer(book, at, acts, live) {
  const there = (item) => item.cited.some((one) => one.source === at.source && one.block === at.block);
  const handles = Object.keys(book.evidence).filter((name) => there(book.evidence[name])).map((name) => `evidence:${name}`);
  if (!at.block || handles.length < 2) return null;
  const gone = (change) => handles.every((handle) => change.off.has(handle));
  const press = () => acts.change((change) => {
    const off = gone(change);
    for (const handle of handles) change.off[off ? "delete" : "add"](handle);
  });
  const button = el("button", { type: "button", class: "act", onclick: press });
  const what = `all ${handles.length} items cited in ${placeName(book, { source: at.source, block: at.block })}`;
  live.push(({ now }) => {
    setText(button, `${gone(now.change) ? "Reinstate" : "Withdraw"} ${what}`);
    button.setAttribute("aria-pressed", String(gone(now.change)));
  });
  return el("p", {}, button);
}

/** What the audit says of a record. */
export function findings(book, about) {
  const found = book.findingsOf.get(about) ?? [];
  return block(
    `What the audit says (${found.length})`,
    found.map((one) =>
      el("div", { class: `finding ${one.severity}` }, el("b", {}, `${one.severity}: `), prose("span", "", one.message), one.hint && prose("div", "quiet", one.hint), el("div", { class: "name" }, one.rule)),
    ),
  );
}

// ------------------------------------------------------------------------------------------------------------- claims

/** @param {Book} book @param {string} id @param {Acts} acts @returns {Details} */
export function claimDetails(book, id, acts, live_) {
  const claim = book.claims[id];
  const live = [];
  const dials = dialsOf(book, id, 330);
  live.push(dials.update);
  const steps = book.bearing.get(id) ?? [];
  const dependence = el("p", { class: "quiet" });
  const open = el("p", { class: "warn" });
  live.push(({ now }) => {
    const value = now.dependence.get(id);
    const borne = now.world.bearing.has(id) && value;
    setText(dependence, borne ? `Depending on how far its lines hang together: ${digits(value[0])} to ${digits(value[1])}. ${counted(now.grade.get(id)?.lines ?? 0, "independent line")} for it.` : "");
    dependence.hidden = !borne;
    open.hidden = !now.grade.get(id)?.open?.length;
    setText(open, `Required questions open: ${(now.grade.get(id)?.open ?? []).join(", ")}`);
  });
  const what = [claim.reported ? "Reported claim" : "Claim", claim.type, claim.tier, claim.section && book.sections[claim.section]?.title, claim.date && `of ${claim.date}`, claim.layer && `layer ${claim.layer}`];
  const sides = { support: "For it", attack: "Against it" };
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, what.filter(Boolean).join(" · ")),
    prose("p", "statement", claim.text),
    el("p", { class: "name" }, id),
    el("div", { class: "acts" }, el("button", { type: "button", class: "act", onclick: () => acts.view(`claims:${id}`) }, "Map of this claim"), withdrawer(acts, `claims:${id}`, "this claim", live)),
    dials.node,
    dependence,
    open,
    block("Who says so, and how surely", claim.said.map((said) => spoken(book, said)), !claim.said.length && el("p", {}, "Nobody is on record as saying it."), claim.none_offered && prose("p", "", `No ground is offered: ${claim.none_offered}`), claim.assumed && el("p", {}, "It is assumed on purpose: the reader is asked to grant it.")),
    Object.entries(sides).map(([side, title]) => {
      const some = steps.filter((step) => step.polarity === side);
      const rank = new Map();
      for (const c of live_.now.because.get(id) ?? []) for (const m of c.members) rank.set(m.line, Math.abs(c.decibans));
      some.sort((a, b) => (rank.get(b.id) ?? -1) - (rank.get(a.id) ?? -1));
      return block(`${title}: ${counted(some.length, "line")}`, some.length ? some.map((step) => lineOf(book, step, acts, live)) : null);
    }),
    jointly(book, id, live),
    suggestions(book, id, acts, live),
    block("It bears on", (book.resting.get(id) ?? []).map((step) => bearsOn(book, step.polarity, step.conclusion, acts, live)), (book.attacking.get(id) ?? []).map((one) => bearsOn(book, one.relation, one.to, acts, live))),
    block("It is an answer to", (book.questionsOf.get(id) ?? []).map((name) => el("p", {}, link(acts, `questions:${name}`, book.questions[name].text)))),
    related(book, id, claim, acts),
    block("Note", claim.note && prose("p", "", claim.note), claim.agents.length > 0 && el("p", { class: "quiet" }, `About: ${claim.agents.map((name) => book.agents[name] ?? name).join(", ")}`)),
    findings(book, `claims:${id}`),
  );
  return { element, title: claim.text, update: (shown) => live.forEach((one) => one(shown)) };
}

/** One assertion: who, with his hedges, where, and the passage if the reader's copy is embedded. */
function spoken(book, said) {
  const hedges = said.hedge ?? [];
  return el(
    "div",
    { class: "voice" },
    prose("p", "", said.who),
    hedges.map((one) => el("p", { class: "said hedge" }, hedgeWords(one), el("span", { class: "quiet" }, remarks(one).map((part) => ` · ${part}`)))),
    said.at && el("p", { class: "quiet" }, placeName(book, said.at), said.notes?.length > 0 && `, citing ${said.notes.map((note) => note.split(".").pop().replace("N", "note ")).join(", ")}`),
    passage(book, said.at, hedges.map((one) => one.words)),
  );
}

/** What is told of a hedge beside its words: its kind, whose convention its band is, and of which part it is said. */
function remarks(hedge) {
  if (!hedge.scope) return [hedge.kind, hedge.convention].filter(Boolean);
  const band = hedge.band?.map((end) => Math.round(end * 100));
  return [`of a part: ${hedge.scope}`, band && `${band[0]}–${band[1]} % of that`, band && hedge.convention].filter(Boolean);
}

/** A line of evidence: premises, weight, rule, questions, and its strength to be moved. */
function lineOf(book, step, acts, live) {
  const [weight, was] = [el("b", { class: "weight" }), el("span", { class: "was" })];
  const node = el(
    "div",
    { class: `line-of ${step.polarity}` },
    el("p", { class: "head" }, icon(step.polarity), " ", el("span", {}, word(step.polarity)), " ", weight, " ", was),
    el("ul", { class: "premises" }, step.premises.map((name) => el("li", {}, link(acts, targetOf(book, name), textOf(book, name)), " ", worth(book, name, live)))),
    warrant(book, step),
    step.undercut.map((one) => attack(book, step.id, one, "undercuts", acts, live)),
    el("p", {}, strengthChoice(step, acts, live)),
    questions(book, step),
    findings(book, `step:${step.id}`),
  );
  live.push(({ now, base }) => {
    const [shown, before] = [weightOf(now, step), weightOf(base, step)];
    const there = now.world.steps.has(step.id);
    setText(weight, there ? shown : "falls");
    setText(was, shown === before || !before ? "" : `was ${before}`);
    setClass(node, "withdrawn", !there);
  });
  return node;
}

/** What a statement is worth, following what changes. */
export function worth(book, name, live) {
  const node = el("span", { class: "quiet nowrap" });
  live.push(({ now }) => {
    const [reliability, grade] = [now.reliability.get(name), now.grade.get(name)];
    setText(node, reliability ? `reliability ${digits(reliability.point)}` : grade ? `${grade.code}, ${digits(now.confidence.get(name).point)}` : "withdrawn");
  });
  return node;
}

function warrant(book, step) {
  const titles = step.scheme.map((name) => book.schemes[name].title).join(" + ");
  const by = { stated: "rule, stated by the author", supplied: "rule, supplied by us" }[step.warrant_by] ?? "rule";
  return el(
    "div",
    { class: "warrant" },
    titles && el("p", { class: "quiet" }, `Scheme: ${titles}`),
    step.warrant && el("p", {}, el("span", { class: "quiet" }, `${by[0].toUpperCase()}${by.slice(1)}: `), prose("em", "", step.warrant)),
    step.backing && el("p", {}, el("span", { class: "quiet" }, "Backing: "), prose("span", "", step.backing)),
    step.basis && el("p", {}, el("span", { class: "quiet" }, "Why this strength: "), prose("span", "", step.basis)),
  );
}

/** The critical questions of a step's schemes, asked and open. */
function questions(book, step) {
  const answers = new Map(step.answers.map((answer) => [answer.question, answer]));
  const all = step.scheme.flatMap((name) => Object.entries(book.schemes[name].questions));
  if (!all.length) return null;
  const open = all.filter(([id]) => !answers.has(id) || answers.get(id).answer === "open").length;
  return el(
    "details",
    { class: "asked" },
    el("summary", {}, `Critical questions: ${all.length - open} answered, ${open} open`),
    el("ul", {}, all.map(([id, [text, required]]) => {
      const answer = answers.get(id);
      const said = answer && answer.answer !== "open" ? answer.answer : "open";
      return el("li", { class: said === "open" ? "open" : "" }, el("b", {}, `${said}${said === "open" && required ? ", required" : ""}: `), text, answer?.why && prose("span", "quiet", ` ${answer.why}`));
    })),
  );
}

/** A choice of words of strength for a step or an attack. */
function choice(name, chosen, written, set) {
  const options = [["", written ? `as written: ${written}` : "as written: not stated"], ...STRENGTHS.filter((one) => one !== written).map((one) => [one, one])];
  const select = el("select", { onchange: (event) => set(event.target.value) }, options.map(([value, text]) => el("option", { value }, text)));
  return { node: el("label", { class: "choice" }, `${name} `, select), show: (state) => { select.value = chosen(state) ?? ""; } };
}

function strengthChoice(step, acts, live) {
  const set = (value) => acts.change((change) => (value ? change.strength.set(step.id, value) : change.strength.delete(step.id)));
  const made = choice("Strength", ({ now }) => now.change.strength.get(step.id), step.strength, set);
  live.push(made.show);
  return made.node;
}

/** An attacker of a step or an item, with its strength to be moved. */
function attack(book, target, one, verb, acts, live) {
  const key = `${target} ${one.by}`;
  const set = (value) => acts.change((change) => (value ? change.attack.set(key, value) : change.attack.delete(key)));
  const made = choice("Strength", ({ now }) => now.change.attack.get(key), one.strength, set);
  live.push(made.show);
  return el("div", { class: "attack" }, el("p", {}, icon("undercut"), ` ${verb}: `, link(acts, targetOf(book, one.by), textOf(book, one.by)), " ", worth(book, one.by, live)), one.basis && prose("p", "quiet", one.basis), el("p", {}, made.node));
}

/** Which lines count together, and what they come to. */
function jointly(book, id, live) {
  const list = el("ul", { class: "joint" });
  const section = block("Lines that are not counted apart", list);
  live.push(({ now }) => {
    const together = (now.because.get(id) ?? []).filter((contribution) => contribution.members.length > 1);
    section.hidden = !together.length;
    list.replaceChildren(...together.map((contribution) => {
      const names = contribution.joinedBy.map((name) => (name.startsWith("source ") ? label(book, name.slice(7)) : name));
      const how = contribution.mode === "witness" ? "one witness" : "counted once";
      const premises = contribution.members.map((member) => book.steps.get(member.line)?.premises.join(" + ") ?? "a document supposed");
      return el("li", {}, el("b", {}, decibans(contribution.decibans)), ` ${how} (${names.join(", ")}): `, prose("span", "quiet", premises.join("; ")));
    }));
  });
  return section;
}

/** The documents that would change a claim most, to be supposed found; worked out when it is asked for. */
function suggestions(book, id, acts, live) {
  if (book.valuation) return null;
  const list = el("ul", { class: "levers" });
  const fill = (shown) => {
    const { now } = shown;
    const best = whatWouldChange(book, now.change, id).slice(0, SHOWN);
    list.replaceChildren(...best.map(({ name, sign, to }) => {
      const press = () => acts.change((change) => change.found.set(name, sign));
      const side = sign === "+" ? "bears out" : "speaks against";
      return el("li", {}, el("b", {}, digits(to)), ` if a document ${side}: `, name === id ? "the claim itself" : link(acts, `claims:${name}`, textOf(book, name)), " ", el("button", { type: "button", class: "act", onclick: press }, "Suppose it found", unseen(`: ${side} ${name}`)));
    }));
    if (!best.length) list.append(el("li", {}, "Nothing below it would move it."));
  };
  let last = null;
  const details = el("details", { class: "suggest", ontoggle: () => { if (details.open && last) fill(last); } }, el("summary", {}, "What would change it most?"), el("p", { class: "quiet" }, "A document beyond doubt, as a strong line for or against what it rests on, one at a time:"), list);
  live.push((shown) => {
    last = shown;
    if (details.open) fill(shown);
  });
  return block("What if", details, foundHere(book, id, acts, live));
}

function foundHere(book, id, acts, live) {
  const node = el("p", { class: "supposed" });
  live.push(({ now }) => {
    const sign = now.change.found.get(id);
    node.hidden = !sign;
    if (!sign) return;
    const press = () => acts.change((change) => change.found.delete(id));
    node.replaceChildren(`Supposed: a document beyond doubt ${sign === "+" ? "for" : "against"} it. `, el("button", { type: "button", class: "act", onclick: press }, "Take it back"));
  });
  return node;
}

function bearsOn(book, relation, to, acts, live) {
  return el("p", {}, icon(relation), ` ${word(relation)}${relation === "undercut" ? " a step to" : ""} `, link(acts, targetOf(book, to), textOf(book, to)), " ", worth(book, to, live));
}

function related(book, id, record, acts) {
  const here = record.relates.map((one) => [HOW[one.how] ?? one.how, one.to, one.why]);
  const there = (book.said.get(id) ?? []).map((one) => [`is what this ${one.how}`, one.from, one.why, true]);
  return block("How it stands to others", [...here, ...there].map(([how, to, why, back]) => el("p", {}, back ? [link(acts, targetOf(book, to), textOf(book, to)), ` ${HOW[how.split(" ").pop()] ?? how} it`] : [`It ${how} `, link(acts, targetOf(book, to), textOf(book, to))], prose("span", "quiet", ` ${why}`))));
}

// ----------------------------------------------------------------------------------------------------------- evidence

/** @param {Book} book @param {string} id @param {Acts} acts @returns {Details} */
export function evidenceDetails(book, id, acts) {
  const item = book.evidence[id];
  const live = [];
  const [value, was, scale] = [el("b", {}), el("span", { class: "was" }), axis(330, null)];
  live.push(({ now, base }) => {
    const [reliability, before] = [now.reliability.get(id), base.reliability.get(id)];
    setText(value, reliability ? `reliability ${digits(reliability.point)}` : "withdrawn");
    setText(was, difference(reliability, before));
    scale.set(reliability ?? null, before);
  });
  const groups = Object.keys(book.groups).filter((name) => [id, item.source].some((member) => book.groups[name].members.includes(member)));
  const routes = [...new Set([...(book.routesOf.get(id) ?? []), ...(book.routesOf.get(item.source) ?? [])])];
  const kinds = { positive: "Evidence", "negative-search": "Search that found nothing", silence: "Silence of a record", "absence-of-citation": "No citation" };
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, [kinds[item.kind], item.date && `recorded ${item.date}`, item.event && `of ${item.event}`, item.layer && `layer ${item.layer}`].filter(Boolean).join(" · ")),
    prose("p", "statement", item.text),
    el("p", { class: "name" }, id),
    el("div", { class: "acts" }, el("button", { type: "button", class: "act", onclick: () => acts.view(`evidence:${id}`) }, "Map of this item"), withdrawer(acts, `evidence:${id}`, "this item", live)),
    block("Source and place", el("p", {}, link(acts, `sources:${item.source}`, label(book, item.source)), item.locator && `, ${item.locator}`), item.cited.map((at) => [el("p", { class: "quiet" }, `Cited in ${placeName(book, at)}`), noteWithdrawer(book, at, acts, live), passage(book, at)])),
    block("How far it can be trusted", el("p", {}, value, " ", was), scale.node, el("p", {}, appraised(book, item)), lever(book, id, acts, live), appraisals(item.appraisal), appraisals(book.sources[item.source]?.appraisal, "its source"), item.undermined.map((one) => attack(book, id, one, "undermined by", acts, live))),
    item.search && block("The search", ["sought", "where", "by", "completeness", "expected"].filter((key) => item.search[key]).map((key) => el("p", {}, el("span", { class: "quiet" }, `${key}: `), prose("span", "", item.search[key])))),
    block("How it came to us", routes.map((route) => routeOf(book, route, acts))),
    block("One witness with others", groups.map((name) => el("div", { class: "group" }, el("p", {}, link(acts, `groups:${name}`, name)), prose("p", "quiet", book.groups[name].basis), withdrawer(acts, `groups:${name}`, "the whole group", live)))),
    block("It bears on", (book.resting.get(id) ?? []).map((step) => bearsOn(book, step.polarity, step.conclusion, acts, live)), (book.attacking.get(id) ?? []).map((one) => bearsOn(book, one.relation, one.to, acts, live))),
    related(book, id, item, acts),
    block("Note", item.note && prose("p", "", item.note)),
    findings(book, `evidence:${id}`),
  );
  return { element, title: item.text, update: (shown) => live.forEach((one) => one(shown)) };
}

/** The reliability of an item, to be moved. */
function lever(book, id, acts, live) {
  if (book.valuation) return null;
  const written = book.evidence[id].reliability[1];
  const set = (settled) => (event) => {
    const number = Number(event.target.value);
    acts.change((change) => change.reliability.set(id, number), settled);
  };
  const input = el("input", { type: "range", min: "0", max: "1", step: "0.01", oninput: set(false), onchange: set(true) });
  const shown = el("output", {});
  const back = el("button", { type: "button", class: "act", onclick: () => acts.change((change) => change.reliability.delete(id)) }, "As appraised");
  live.push(({ now }) => {
    const moved = now.change.reliability.get(id);
    if (document.activeElement !== input || moved === undefined) input.value = String(moved ?? written);
    setText(shown, moved === undefined ? "as appraised" : digits(moved));
    input.setAttribute("aria-valuetext", shown.textContent);
    back.hidden = moved === undefined;
    input.disabled = !now.reliability.has(id);
  });
  return el("p", { class: "lever" }, el("label", {}, "Suppose a reliability of ", input), " ", shown, " ", back);
}

export function appraisals(found, of = "") {
  return (found ?? []).map((one) => {
    const marks = [one.reliability && `reliability ${one.reliability}`, one.credibility && `credibility ${one.credibility}`].filter(Boolean).join(", ");
    return el("p", {}, el("b", {}, marks), of && ` (${of})`, prose("span", "", `: ${one.reason}`), el("span", { class: "quiet" }, ` ${one.by}, ${one.on}`));
  });
}

/** The route of a record, step by step. */
export function routeOf(book, route, acts) {
  const step = (one) => {
    const ends = [one.giver && `from ${one.giver}`, one.taker && `to ${one.taker}`].filter(Boolean).join(" ");
    const shown = (one.shown ?? []).map((name) => [" ", link(acts, targetOf(book, name), name)]);
    return el("li", { class: one.shown ? "" : "open" }, prose("span", "", [one.mode, ends, one.date && `(${one.date})`].filter(Boolean).join(" ")), one.shown ? [el("span", { class: "quiet" }, ", shown by"), shown] : el("span", { class: "quiet" }, one.word ? `, on the word of ${one.word}` : ", no document shows it"), one.note && prose("span", "quiet", `. ${one.note}`));
  };
  return el("div", { class: "route" }, route.text && prose("p", "", route.text), route.holds_if && el("p", { class: "quiet" }, "Holds if: ", link(acts, `claims:${route.holds_if}`, textOf(book, route.holds_if))), el("ol", {}, route.steps.map(step)));
}

/** A step by itself. @returns {Details} */
export function stepDetails(book, id, acts) {
  const step = book.steps.get(id);
  const live = [];
  const element = el("div", { class: "details" }, el("p", { class: "kind" }, `Step · ${word(step.polarity)}`), el("p", { class: "statement" }, link(acts, `claims:${step.conclusion}`, textOf(book, step.conclusion))), lineOf(book, step, acts, live));
  return { element, title: `A step to ${step.conclusion}`, update: (shown) => live.forEach((one) => one(shown)) };
}

