/**
 * Details of everything but claims, items and steps: questions with their matrix, sources, groups, sections, and the
 * words with which the page begins.
 *
 * @typedef {import("./panel.js").Details} Details
 */
import { counted, label, textOf } from "./records.js";
import { el, gradeMark, gradeWords, icon, prose } from "./parts.js";
import { appraisals, block, findings, link, routeOf, withdrawer, worth } from "./panel.js";
import { matrixTable, rivalList } from "./table.js";
import { itemsOfGroup } from "./views.js";

/** @param {any} book @param {string} id @param {any} acts @returns {Details} */
export function questionDetails(book, id, acts) {
  const question = book.questions[id];
  const live = [];
  const [rivals, table] = [rivalList(book, id, acts), matrixTable(book, id, acts)];
  live.push(rivals.update, table.update);
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, `Question · ${question.relation ?? "exclusive"} answers`),
    prose("p", "statement", question.text),
    el("p", { class: "name" }, id),
    el("div", { class: "acts" }, el("button", { type: "button", class: "act", onclick: () => acts.view(`questions:${id}`) }, "Map of this question")),
    (question.relation ?? "exclusive") === "exclusive" ? block("If exactly one answer is true", rivals.elements) : block("Answers", question.hypotheses.map((name) => el("p", {}, link(acts, `claims:${name}`, textOf(book, name)), " ", worth(book, name, live)))),
    question.ratings.length > 0 && block("Matrix", table.elements),
    block("Note", question.exhaustive && prose("p", "", question.exhaustive), question.note && prose("p", "", question.note)),
    findings(book, `questions:${id}`),
  );
  return { element, title: question.text, update: (shown) => live.forEach((one) => one(shown)) };
}

/** @returns {Details} */
export function sourceDetails(book, id, acts) {
  const source = book.sources[id];
  const live = [];
  const items = book.itemsOf.get(id) ?? [];
  const through = Object.keys(book.sources).filter((name) => book.sources[name].known_through === id);
  const facts = [source.author?.join(", "), source.issued, source.genre ?? source.type, source.archive, source.access].filter(Boolean);
  const groups = Object.keys(book.groups).filter((name) => book.groups[name].members.includes(id));
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, "Source"),
    prose("p", "statement", source.title),
    prose("p", "quiet", facts.join(" · ")),
    el("p", { class: "name" }, id),
    el("div", { class: "acts" }, items.length > 0 && el("button", { type: "button", class: "act", onclick: () => acts.view(`sources:${id}`) }, "Map of its items"), withdrawer(acts, `sources:${id}`, "this source", live)),
    source.known_through && el("p", {}, "Known only through ", link(acts, `sources:${source.known_through}`, label(book, source.known_through)), "."),
    block("Appraisal", appraisals(source.appraisal)),
    block(`What it shows: ${counted(items.length, "item")}`, items.map((name) => el("p", {}, link(acts, `evidence:${name}`, textOf(book, name)), " ", worth(book, name, live)))),
    block("Known only through it", through.map((name) => el("p", {}, link(acts, `sources:${name}`, label(book, name))))),
    block("How it came to us", (book.routesOf.get(id) ?? []).map((route) => routeOf(book, route, acts))),
    block("One witness with others", groups.map((name) => el("p", {}, link(acts, `groups:${name}`, name)))),
    block("Note", source.note && prose("p", "", source.note)),
  );
  return { element, title: source.title, update: (shown) => live.forEach((one) => one(shown)) };
}

/** @returns {Details} */
export function groupDetails(book, id, acts) {
  const group = book.groups[id];
  const live = [];
  const items = itemsOfGroup(book, id);
  const how = group.mode === "witness" ? "one witness attesting different facts: one doubt is shared by all" : "the same information: counted once";
  const target = (name) => (Object.hasOwn(book.claims, name) ? `claims:${name}` : `questions:${name}`);
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, `Independence group · ${group.kind.replaceAll("_", " ")} · ${group.certainty}`),
    prose("p", "statement", group.basis),
    el("p", { class: "name" }, id),
    el("p", {}, `${how}${group.rho < 1 ? `, in a share of ${group.rho} of the cases` : ""}.`),
    el("div", { class: "acts" }, el("button", { type: "button", class: "act", onclick: () => acts.view(`groups:${id}`) }, "Map of its items"), withdrawer(acts, `groups:${id}`, "the whole group", live)),
    block(`Its members: ${counted(items.length, "item")}`, items.map((name) => el("p", {}, link(acts, `evidence:${name}`, textOf(book, name)), " ", worth(book, name, live)))),
    block("One witness where it is about", (group.about ?? []).map((name) => el("p", {}, link(acts, target(name), textOf(book, name))))),
  );
  return { element, title: id, update: (shown) => live.forEach((one) => one(shown)) };
}

/** @returns {Details} */
export function sectionDetails(book, id, acts) {
  const section = book.sections[id];
  const live = [];
  const members = book.members.get(id) ?? [];
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, `Section · ${counted(members.length, "claim")}`),
    prose("p", "statement", section.title),
    section.text && prose("p", "", section.text),
    section.thesis && block("What it comes to", el("p", {}, link(acts, `claims:${section.thesis}`, textOf(book, section.thesis)), " ", worth(book, section.thesis, live))),
    block("Its core claims", members.filter((name) => book.claims[name].tier === "core" && name !== section.thesis).map((name) => el("p", {}, link(acts, `claims:${name}`, textOf(book, name)), " ", worth(book, name, live)))),
  );
  return { element, title: section.title, update: (shown) => live.forEach((one) => one(shown)) };
}

/** The words with which the page begins: what it is, where to begin, and what its marks mean. @returns {Details} */
export function welcome(book, home, acts) {
  const live = [];
  const counts = [counted(Object.keys(book.claims).length, "claim"), counted(Object.keys(book.evidence).length, "item") + " of evidence", counted(book.inferences.length, "inference"), counted(Object.keys(book.questions).length, "question")];
  const [kind, id] = [home.slice(0, home.indexOf(":")), home.slice(home.indexOf(":") + 1)];
  const first = kind === "claims" ? id : null;
  const questions = Object.keys(book.questions);
  const sampleItem = first && (book.bearing.get(first) ?? []).flatMap((step) => step.premises).find((name) => Object.hasOwn(book.evidence, name));
  const sentence = (mark, ...words) => el("li", {}, mark, " ", el("span", {}, words));
  const grades = ["S0", "S1", "S2", "S3", "SX"].map((code) => {
    const mark = gradeMark();
    mark.set(code);
    return sentence(mark.node, el("b", {}, code), ` ${gradeWords(code)}`);
  });
  const element = el(
    "div",
    { class: "details" },
    prose("p", "statement", book.title),
    el("p", { class: "quiet" }, `${counts.join(", ")}. Weighed by ${book.semantics}, scales ${book.scales}.`),
    el("p", {}, "The map shows a claim above what speaks for and against it, down to what the sources show. Click anything, or move to it and press Enter, to read all that is said of it here."),
    first && block("What it all comes to", el("p", {}, link(acts, `claims:${first}`, textOf(book, first)), " ", worth(book, first, live))),
    !book.valuation && block("What if it were otherwise?", el("p", {}, "Withdraw an item, a source or a whole group of witnesses; move a reliability or a strength; suppose that a missing document were found. Every number and grade follows at once, and what has changed is marked."), sampleItem && el("p", {}, "For instance: ", link(acts, `evidence:${sampleItem}`, textOf(book, sampleItem)))),
    questions.length > 0 && block("Questions with rival answers", questions.map((name) => el("p", {}, link(acts, `questions:${name}`, book.questions[name].text)))),
    block("Marks", el("ul", { class: "legend" }, ["support", "attack", "undercut"].map((relation) => sentence(icon(relation), { support: "supports", attack: "weakens", undercut: "undercuts a step, or undermines an item" }[relation])), grades, sentence(el("span", { class: "strip" }), "confidence computed from the evidence: a point in its band, from 0 (no) to 1 (sure)"), sentence(el("span", { class: "bracket" }), "how sure the author’s own words sound"))),
  );
  return { element, title: "Begin here", update: (shown) => live.forEach((one) => one(shown)) };
}

