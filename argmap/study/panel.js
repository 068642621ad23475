/**
 * Panel: the details of a claim, an item or a step: all that is written of it, what each number is made of, and what a
 * reader may suppose to be otherwise.
 *
 * @typedef {import("./records.js").Book} Book
 * @typedef {{open: (target: string) => void, view: (target: string) => void, change: (edit: (change: any) => void, settled?: boolean) => void}} Acts
 * @typedef {{element: HTMLElement, title: string, update: (shown: any) => void}} Details
 */
import { STRENGTHS, decibans, digits, label, placeName, textOf, word } from "./records.js";
import { axis, difference, el, icon, prose, setClass, setText, unseen } from "./parts.js";
import { appraised, bearing, dialsOf, hedgeWords, weightOf, worthOf } from "./cards.js";
import { passage } from "./passages.js";
import { whatWouldChange } from "./evaluation.js";
import { count, language, parts, say } from "./words.js";

const SHOWN = 6;

/** A name that leads to its details. */
export function link(acts, target, text, name = "link") {
  return el("button", { type: "button", class: name, dir: "auto", onclick: () => acts.open(target) }, text);
}

/** A part of the details under its heading; nothing where it would be empty. */
export function block(title, ...children) {
  const full = children.flat(Infinity).filter(Boolean);
  return full.length ? el("section", { class: "block" }, el("h3", {}, title), full) : null;
}

/** The record that a reference leads to: ids of claims and evidence are one set, and what documents a step may be a source. */
const targetOf = (book, name) => `${["claims", "evidence"].find((kind) => Object.hasOwn(book[kind], name)) ?? "sources"}:${name}`;

/** A button that leads to the map of a thing. @param {string} target kind:id */
export const mapOf = (acts, target) =>
  el("button", { type: "button", class: "act", onclick: () => acts.view(target) }, say(`study.map-of.${target.slice(0, target.indexOf(":"))}`));

/** What a rule says stands in English only, and is to be read out as such. @param {string} text */
const english = (text) => (language() === "en" ? text : el("span", { lang: "en" }, text));

/** A button that withdraws a thing or reinstates it. @param {string} handle kind:id */
export function withdrawer(acts, handle, live) {
  const what = say(`study.thing.${handle.slice(0, handle.indexOf(":"))}`);
  const press = () => acts.change((change) => (change.off.has(handle) ? change.off.delete(handle) : change.off.add(handle)));
  const button = el("button", { type: "button", class: "act", onclick: press });
  live.push(({ now }) => {
    const off = now.change.off.has(handle);
    setText(button, say(off ? "study.reinstate" : "study.withdraw", { what }));
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
  const what = count("cited", handles.length, { title: placeName(book, { source: at.source, block: at.block }) });
  live.push(({ now }) => {
    setText(button, say(gone(now.change) ? "study.reinstate" : "study.withdraw", { what }));
    button.setAttribute("aria-pressed", String(gone(now.change)));
  });
  return el("p", {}, button);
}

/** What the audit says of a record. */
export function findings(book, about) {
  const found = book.findingsOf.get(about) ?? [];
  return block(
    say("study.audit", { n: found.length }),
    found.map((one) =>
      el("div", { class: `finding ${one.severity}` }, el("b", {}, `${say(`study.severity.${one.severity}`)}: `), prose("span", "", english(one.message)), one.hint && prose("div", "quiet", english(one.hint)), el("div", { class: "name" }, one.rule)),
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
  const away = el("p", { class: "warn" }, say("study.claim.layer-off"));
  live.push(({ now }) => {
    const value = now.dependence.get(id);
    const borne = now.world.bearing.has(id) && value;
    const [low, high] = (borne ? value : []).map(digits);
    const depending = low === high ? "" : `${say("study.claim.depending", { low, high })} `;
    setText(dependence, borne ? depending + say("study.claim.lines", { lines: count("apart", now.grade.get(id)?.lines ?? 0) }) : "");
    dependence.hidden = !borne;
    away.hidden = now.grade.has(id);
    open.hidden = !now.grade.get(id)?.open?.length;
    setText(open, say("study.claim.open", { questions: (now.grade.get(id)?.open ?? []).join(", ") }));
  });
  const what = [say(claim.reported ? "study.kind.reported" : "study.kind.claims"), claim.type && say(`type.${claim.type}`), say(`study.tier.${claim.tier}`), claim.section && book.sections[claim.section]?.title, ...dated(claim)];
  const sides = { support: "study.part.for", attack: "study.part.against" };
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, what.filter(Boolean).join(" · ")),
    prose("p", "statement", claim.text),
    el("p", { class: "name" }, id),
    el("div", { class: "acts" }, mapOf(acts, `claims:${id}`), withdrawer(acts, `claims:${id}`, live)),
    away,
    dials.node,
    dependence,
    open,
    block(say("study.part.who-says"), claim.said.map((said) => spoken(book, said)), !claim.said.length && el("p", {}, say("study.claim.nobody-says")), claim.none_offered && prose("p", "", say("study.claim.no-ground", { text: claim.none_offered })), claim.assumed && el("p", {}, say("study.claim.assumed"))),
    Object.entries(sides).map(([side, title]) => {
      const some = steps.filter((step) => step.polarity === side);
      const rank = new Map();
      for (const c of live_.now.because.get(id) ?? []) for (const m of c.members) rank.set(m.line, Math.abs(c.decibans));
      some.sort((a, b) => (rank.get(b.id) ?? -1) - (rank.get(a.id) ?? -1));
      return block(say(title, { lines: count("line", some.length) }), some.length ? some.map((step) => lineOf(book, step, acts, live)) : null);
    }),
    jointly(book, id, live),
    suggestions(book, id, acts, live),
    block(say("study.part.bears-on"), (book.resting.get(id) ?? []).map((step) => bearsOn(book, step.polarity, step.conclusion, acts, live)), (book.attacking.get(id) ?? []).map((one) => bearsOn(book, one.relation, one.to, acts, live))),
    block(say("study.part.answer-to"), (book.questionsOf.get(id) ?? []).map((name) => el("p", {}, link(acts, `questions:${name}`, book.questions[name].text)))),
    related(book, id, claim, acts),
    block(say("study.part.note"), claim.note && prose("p", "", claim.note), claim.agents.length > 0 && el("p", { class: "quiet" }, say("study.claim.about", { names: claim.agents.map((name) => book.agents[name] ?? name).join(", ") }))),
    findings(book, `claims:${id}`),
  );
  return { element, title: claim.text, update: (shown) => live.forEach((one) => one(shown)) };
}

/** What is told of a record beside its kind: its own date and that of what it tells of, and its layer. */
const dated = (record) => [record.date && say("study.recorded", { date: record.date }), record.event && say("study.event", { date: record.event }), record.layer && say("study.layer", { layer: record.layer })];

/** One assertion: who, with his hedges, where, and the passage if the reader's copy is embedded. */
function spoken(book, said) {
  const hedges = said.hedge ?? [];
  return el(
    "div",
    { class: "voice" },
    prose("p", "", said.who),
    hedges.map((one) => el("p", { class: "said hedge" }, hedgeWords(one), el("span", { class: "quiet" }, remarks(one).map((part) => ` · ${part}`)))),
    said.at && el("p", { class: "quiet" }, placeName(book, said.at), said.notes?.length > 0 && `, ${say("study.claim.citing", { notes: said.notes.map((note) => say("study.place-note", { n: note.slice(note.lastIndexOf(".") + 2) })).join(", ") })}`),
    passage(book, said.at, hedges.map((one) => one.words)),
  );
}

/** What is told of a hedge beside its words and their meaning: the kind of one with a band, whose convention that is, and of which part it is said. */
function remarks(hedge) {
  if (!hedge.scope) return [hedge.band && hedge.kind && say(`hedge.${hedge.kind}`), hedge.convention].filter(Boolean);
  const band = hedge.band?.map((end) => Math.round(end * 100));
  return [say("study.claim.of-part", { scope: hedge.scope }), band && say("study.claim.of-that", { low: band[0], high: band[1] }), band && hedge.convention].filter(Boolean);
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
    step.undercut.map((one) => attack(book, step.id, one, word("undercut"), acts, live)),
    el("p", {}, strengthChoice(step, acts, live)),
    questions(book, step),
    findings(book, `step:${step.id}`),
  );
  live.push(({ now, base }) => {
    const [shown, before] = [weightOf(now, step), weightOf(base, step)];
    const there = now.world.steps.has(step.id);
    setText(weight, there ? shown : say("study.falls"));
    setText(was, shown === before || !before ? "" : say("study.was", { value: before }));
    setClass(node, "withdrawn", !there);
  });
  return node;
}

/** What a statement is worth, following what changes. */
export function worth(book, name, live) {
  const node = el("span", { class: "quiet nowrap" });
  live.push(({ now }) => setText(node, worthOf(now, name)));
  return node;
}

function warrant(book, step) {
  const titles = step.scheme.map((name) => book.schemes[name].title).join(" + ");
  const by = say(`study.step.${step.warrant_by ?? "rule"}`);
  return el(
    "div",
    { class: "warrant" },
    titles && el("p", { class: "quiet" }, say("study.step.scheme", { titles })),
    step.warrant && el("p", {}, el("span", { class: "quiet" }, `${by} `), prose("em", "", step.warrant)),
    step.backing && el("p", {}, el("span", { class: "quiet" }, `${say("study.step.backing")} `), prose("span", "", step.backing)),
    step.basis && el("p", {}, el("span", { class: "quiet" }, `${say("study.step.basis")} `), prose("span", "", step.basis)),
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
    el("summary", {}, say("study.step.questions", { answered: all.length - open, open })),
    el("ul", {}, all.map(([id, [text, required]]) => {
      const answer = answers.get(id);
      const said = answer && answer.answer !== "open" ? answer.answer : "open";
      const answered = say(`study.answer.${said}`);
      return el("li", { class: said === "open" ? "open" : "" }, el("b", {}, `${said === "open" && required ? say("study.step.required", { answer: answered }) : answered}: `), text, answer?.why && prose("span", "quiet", ` ${answer.why}`));
    })),
  );
}

/** A choice of words of strength for a step or an attack. */
function choice(chosen, written, set) {
  const strength = (one) => say(`strength.${one}`);
  const first = written ? say("study.step.as-written", { strength: strength(written) }) : say("study.step.not-stated");
  const options = [["", first], ...STRENGTHS.filter((one) => one !== written).map((one) => [one, strength(one)])];
  const select = el("select", { onchange: (event) => set(event.target.value) }, options.map(([value, text]) => el("option", { value }, text)));
  return { node: el("label", { class: "choice" }, `${say("study.step.strength")} `, select), show: (state) => { select.value = chosen(state) ?? ""; } };
}

function strengthChoice(step, acts, live) {
  const set = (value) => acts.change((change) => (value ? change.strength.set(step.id, value) : change.strength.delete(step.id)));
  const made = choice(({ now }) => now.change.strength.get(step.id), step.strength, set);
  live.push(made.show);
  return made.node;
}

/** An attacker of a step or an item, with its strength to be moved. */
function attack(book, target, one, verb, acts, live) {
  const key = `${target} ${one.by}`;
  const set = (value) => acts.change((change) => (value ? change.attack.set(key, value) : change.attack.delete(key)));
  const made = choice(({ now }) => now.change.attack.get(key), one.strength, set);
  live.push(made.show);
  return el("div", { class: "attack" }, el("p", {}, icon("undercut"), ` ${verb}: `, link(acts, targetOf(book, one.by), textOf(book, one.by)), " ", worth(book, one.by, live)), one.basis && prose("p", "quiet", one.basis), el("p", {}, made.node));
}

/** Which lines count together, and what they come to. */
function jointly(book, id, live) {
  const list = el("ul", { class: "joint" });
  const section = block(say("study.part.jointly"), list);
  live.push(({ now }) => {
    const together = (now.because.get(id) ?? []).filter((contribution) => contribution.members.length > 1);
    section.hidden = !together.length;
    list.replaceChildren(...together.map((contribution) => {
      const names = contribution.joinedBy.map((name) => (name.startsWith("source ") ? label(book, name.slice(7)) : name));
      const how = say(contribution.mode === "witness" ? "study.one-witness" : "study.counted-once");
      const premises = contribution.members.map((member) => book.steps.get(member.line)?.premises.join(" + ") ?? say("study.step.supposed"));
      return el("li", {}, parts("study.step.joint", { weight: el("b", {}, decibans(contribution.decibans)), how, names: names.join(", "), premises: prose("span", "quiet", premises.join("; ")) }));
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
      const [phrase, side] = sign === "+" ? ["bears-out", "suppose-for"] : ["speaks-against", "suppose-against"];
      const what = name === id ? say("study.what-if.itself") : link(acts, `claims:${name}`, textOf(book, name));
      return el("li", {}, parts(`study.what-if.${phrase}`, { point: el("b", {}, digits(to)), what }), " ", el("button", { type: "button", class: "act", onclick: press }, say("study.what-if.suppose"), unseen(`: ${say(`study.what-if.${side}`, { name })}`)));
    }));
    if (!best.length) list.append(el("li", {}, say(now.grade.has(id) ? "study.what-if.nowhere" : "study.claim.layer-off")));
  };
  let last = null;
  const details = el("details", { class: "suggest", ontoggle: () => { if (details.open && last) fill(last); } }, el("summary", {}, say("study.what-if.most")), el("p", { class: "quiet" }, say("study.what-if.most-told")), list);
  live.push((shown) => {
    last = shown;
    if (details.open) fill(shown);
  });
  return block(say("study.part.what-if"), details, foundHere(book, id, acts, live));
}

function foundHere(book, id, acts, live) {
  const node = el("p", { class: "supposed" });
  live.push(({ now }) => {
    const sign = now.change.found.get(id);
    node.hidden = !sign;
    if (!sign) return;
    const press = () => acts.change((change) => change.found.delete(id));
    node.replaceChildren(`${say(sign === "+" ? "study.what-if.supposed-for" : "study.what-if.supposed-against")} `, el("button", { type: "button", class: "act", onclick: press }, say("study.what-if.take-back")));
  });
  return node;
}

function bearsOn(book, relation, to, acts, live) {
  return el("p", {}, icon(relation), ` ${bearing(relation)} `, link(acts, targetOf(book, to), textOf(book, to)), " ", worth(book, to, live));
}

function related(book, id, record, acts) {
  const told = (table, how, other, why) => el("p", {}, parts(`study.${table}.${how}`, { other: link(acts, targetOf(book, other), textOf(book, other)) }), prose("span", "quiet", ` ${why}`));
  const here = record.relates.map((one) => told("relates", one.how, one.to, one.why));
  const there = (book.said.get(id) ?? []).map((one) => told("related", one.how, one.from, one.why));
  return block(say("study.part.stands"), here, there);
}

// ----------------------------------------------------------------------------------------------------------- evidence

/** @param {Book} book @param {string} id @param {Acts} acts @returns {Details} */
export function evidenceDetails(book, id, acts) {
  const item = book.evidence[id];
  const live = [];
  const [value, was, scale] = [el("b", {}), el("span", { class: "was" }), axis(330, null)];
  live.push(({ now, base }) => {
    const [reliability, before] = [now.reliability.get(id), base.reliability.get(id)];
    setText(value, worthOf(now, id));
    setText(was, difference(reliability, before));
    scale.set(reliability ?? null, before);
  });
  const groups = Object.keys(book.groups).filter((name) => [id, item.source].some((member) => book.groups[name].members.includes(member)));
  const routes = [...new Set([...(book.routesOf.get(id) ?? []), ...(book.routesOf.get(item.source) ?? [])])];
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, [say(`study.item.${item.kind}`), ...dated(item)].filter(Boolean).join(" · ")),
    prose("p", "statement", item.text),
    el("p", { class: "name" }, id),
    el("div", { class: "acts" }, mapOf(acts, `evidence:${id}`), withdrawer(acts, `evidence:${id}`, live)),
    block(say("study.part.place"), el("p", {}, link(acts, `sources:${item.source}`, label(book, item.source)), item.locator && `, ${item.locator}`), item.cited.map((at) => [el("p", { class: "quiet" }, say("study.evidence.cited", { place: placeName(book, at) })), noteWithdrawer(book, at, acts, live), passage(book, at)])),
    block(say("study.part.trust"), el("p", {}, value, " ", was), scale.node, el("p", {}, appraised(book, item)), lever(book, id, acts, live), appraisals(item.appraisal), appraisals(book.sources[item.source]?.appraisal, say("study.evidence.its-source")), item.undermined.map((one) => attack(book, id, one, say("study.undermined-by"), acts, live))),
    item.search && block(say("study.part.search"), ["sought", "where", "by", "completeness", "expected"].filter((key) => item.search[key]).map((key) => el("p", {}, el("span", { class: "quiet" }, `${say(`study.search-for.${key}`)} `), prose("span", "", item.search[key])))),
    block(say("study.part.route"), routes.map((route) => routeOf(book, route, acts))),
    block(say("study.part.witness"), groups.map((name) => el("div", { class: "group" }, el("p", {}, link(acts, `groups:${name}`, name)), prose("p", "quiet", book.groups[name].basis), withdrawer(acts, `groups:${name}`, live)))),
    block(say("study.part.bears-on"), (book.resting.get(id) ?? []).map((step) => bearsOn(book, step.polarity, step.conclusion, acts, live)), (book.attacking.get(id) ?? []).map((one) => bearsOn(book, one.relation, one.to, acts, live))),
    related(book, id, item, acts),
    block(say("study.part.note"), item.note && prose("p", "", item.note)),
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
  const back = el("button", { type: "button", class: "act", onclick: () => acts.change((change) => change.reliability.delete(id)) }, say("study.what-if.back"));
  live.push(({ now }) => {
    const moved = now.change.reliability.get(id);
    if (document.activeElement !== input || moved === undefined) input.value = String(moved ?? written);
    setText(shown, moved === undefined ? say("study.what-if.as-appraised") : digits(moved));
    input.setAttribute("aria-valuetext", shown.textContent);
    back.hidden = moved === undefined;
    input.disabled = !now.reliability.has(id);
  });
  return el("p", { class: "lever" }, el("label", {}, `${say("study.what-if.reliability-of")} `, input), " ", shown, " ", back);
}

export function appraisals(found, of = "") {
  return (found ?? []).map((one) => {
    const marks = [one.reliability && say("study.evidence.reliability", { mark: one.reliability }), one.credibility && say("study.evidence.credibility", { mark: one.credibility })].filter(Boolean).join(", ");
    return el("p", {}, el("b", {}, marks), of && ` (${of})`, prose("span", "", `: ${one.reason}`), el("span", { class: "quiet" }, ` ${one.by}, ${one.on}`));
  });
}

/** The route of a record, step by step. */
export function routeOf(book, route, acts) {
  const step = (one) => {
    const mode = say(`mode.${one.mode}`);
    const way = one.giver && one.taker ? "study.route.handed" : one.giver ? "study.route.given" : one.taker && "study.route.taken";
    const names = (one.shown ?? []).map((name, k) => [k ? ", " : "", link(acts, targetOf(book, name), name)]);
    const shown = one.shown ? parts("route.documented", { names }) : one.word ? say("route.word", { who: one.word }) : say("route.nothing");
    return el("li", { class: one.shown ? "" : "open" }, prose("span", "", [way ? say(way, { mode, giver: one.giver, taker: one.taker }) : mode, one.date && `(${one.date})`].filter(Boolean).join(" ")), el("span", { class: "quiet" }, "; ", shown), one.note && prose("span", "quiet", `. ${one.note}`));
  };
  return el("div", { class: "route" }, route.text && prose("p", "", route.text), route.holds_if && el("p", { class: "quiet" }, parts("study.route.holds-if", { claim: link(acts, `claims:${route.holds_if}`, textOf(book, route.holds_if)) })), el("ol", {}, route.steps.map(step)));
}

/** A step by itself. @returns {Details} */
export function stepDetails(book, id, acts) {
  const step = book.steps.get(id);
  const live = [];
  const element = el("div", { class: "details" }, el("p", { class: "kind" }, say("study.step.title", { relation: word(step.polarity) })), el("p", { class: "statement" }, link(acts, `claims:${step.conclusion}`, textOf(book, step.conclusion))), lineOf(book, step, acts, live));
  return { element, title: textOf(book, step.conclusion), update: (shown) => live.forEach((one) => one(shown)) };
}

