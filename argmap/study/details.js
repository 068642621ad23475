/**
 * Details of everything but claims, items and steps: questions with their matrix, sources, groups, sections, and the
 * words with which the page begins.
 *
 * @typedef {import("./panel.js").Details} Details
 */
import { label, textOf, word } from "./records.js";
import { el, gradeMark, icon, prose } from "./parts.js";
import { appraisals, block, findings, link, mapOf, routeOf, withdrawer, worth } from "./panel.js";
import { matrixTable, rivalList } from "./table.js";
import { itemsOfGroup } from "./views.js";
import { count, parts, say } from "./words.js";

/** @param {any} book @param {string} id @param {any} acts @returns {Details} */
export function questionDetails(book, id, acts) {
  const question = book.questions[id];
  const live = [];
  const [rivals, table] = [rivalList(book, id, acts), matrixTable(book, id, acts)];
  live.push(rivals.update, table.update);
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, say(`study.question.${question.relation ?? "exclusive"}`)),
    prose("p", "statement", question.text),
    el("p", { class: "name" }, id),
    el("div", { class: "acts" }, mapOf(acts, `questions:${id}`)),
    (question.relation ?? "exclusive") === "exclusive" ? block(say("study.part.exactly-one"), rivals.elements) : block(say("study.part.answers"), question.hypotheses.map((name) => el("p", {}, link(acts, `claims:${name}`, textOf(book, name)), " ", worth(book, name, live)))),
    question.ratings.length > 0 && block(say("study.part.matrix"), table.elements),
    block(say("study.part.note"), question.exhaustive && prose("p", "", question.exhaustive), question.note && prose("p", "", question.note)),
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
  const facts = [source.author?.join(", "), source.issued, source.genre, source.archive, source.access].filter(Boolean);
  const groups = Object.keys(book.groups).filter((name) => book.groups[name].members.includes(id));
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, say("study.kind.sources")),
    prose("p", "statement", source.title),
    prose("p", "quiet", facts.join(" · ")),
    el("p", { class: "name" }, id),
    el("div", { class: "acts" }, items.length > 0 && mapOf(acts, `sources:${id}`), withdrawer(acts, `sources:${id}`, live)),
    source.known_through && el("p", {}, parts("study.source.through", { source: link(acts, `sources:${source.known_through}`, label(book, source.known_through)) })),
    block(say("study.part.appraisal"), appraisals(source.appraisal)),
    block(say("study.part.shows", { items: count("item", items.length) }), items.map((name) => el("p", {}, link(acts, `evidence:${name}`, textOf(book, name)), " ", worth(book, name, live)))),
    block(say("study.part.through-it"), through.map((name) => el("p", {}, link(acts, `sources:${name}`, label(book, name))))),
    block(say("study.part.route"), (book.routesOf.get(id) ?? []).map((route) => routeOf(book, route, acts))),
    block(say("study.part.witness"), groups.map((name) => el("p", {}, link(acts, `groups:${name}`, name)))),
    block(say("study.part.note"), source.note && prose("p", "", source.note)),
  );
  return { element, title: source.title, update: (shown) => live.forEach((one) => one(shown)) };
}

/** @returns {Details} */
export function groupDetails(book, id, acts) {
  const group = book.groups[id];
  const live = [];
  const items = itemsOfGroup(book, id);
  const how = say(group.mode === "witness" ? "study.group-told.witness" : "study.group-told.once");
  const target = (name) => (Object.hasOwn(book.claims, name) ? `claims:${name}` : `questions:${name}`);
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, say("study.group-told.title", { kind: say(`study.group.${group.kind}`), certainty: say(`certainty.${group.certainty}`) })),
    prose("p", "statement", group.basis),
    el("p", { class: "name" }, id),
    el("p", {}, `${group.rho < 1 ? say("study.group-told.share", { how, rho: group.rho }) : how}.`),
    el("div", { class: "acts" }, mapOf(acts, `groups:${id}`), withdrawer(acts, `groups:${id}`, live)),
    block(say("study.part.members", { items: count("item", items.length) }), items.map((name) => el("p", {}, link(acts, `evidence:${name}`, textOf(book, name)), " ", worth(book, name, live)))),
    block(say("study.part.witness-about"), (group.about ?? []).map((name) => el("p", {}, link(acts, target(name), textOf(book, name))))),
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
    el("p", { class: "kind" }, say("study.section.title", { claims: count("claim", members.length) })),
    prose("p", "statement", section.title),
    section.text && prose("p", "", section.text),
    section.thesis && block(say("study.part.comes-to"), el("p", {}, link(acts, `claims:${section.thesis}`, textOf(book, section.thesis)), " ", worth(book, section.thesis, live))),
    block(say("study.part.core"), members.filter((name) => book.claims[name].tier === "core" && name !== section.thesis).map((name) => el("p", {}, link(acts, `claims:${name}`, textOf(book, name)), " ", worth(book, name, live)))),
  );
  return { element, title: section.title, update: (shown) => live.forEach((one) => one(shown)) };
}

/** The words with which the page begins: what it is, where to begin, and what its marks mean. @returns {Details} */
export function welcome(book, home, acts) {
  const live = [];
  const sizes = { claim: Object.keys(book.claims), item: Object.keys(book.evidence), inference: book.inferences, question: Object.keys(book.questions) };
  const counts = Object.entries(sizes).map(([name, all]) => count(name, all.length));
  const [kind, id] = [home.slice(0, home.indexOf(":")), home.slice(home.indexOf(":") + 1)];
  const first = kind === "claims" ? id : null;
  const questions = Object.keys(book.questions);
  const sampleItem = first && (book.bearing.get(first) ?? []).flatMap((step) => step.premises).find((name) => Object.hasOwn(book.evidence, name));
  const sentence = (mark, ...words) => el("li", {}, mark, " ", el("span", {}, words));
  const grades = ["S0", "S1", "S2", "S3", "SX"].map((code) => {
    const mark = gradeMark();
    mark.set(code);
    return sentence(mark.node, say(`key.${code}`));
  });
  const element = el(
    "div",
    { class: "details" },
    prose("p", "statement", book.title),
    el("p", { class: "quiet" }, say("study.welcome.weighed", { counts: counts.join(", "), scales: book.scales })),
    el("p", {}, say("study.welcome.map")),
    first && block(say("study.part.whole"), el("p", {}, link(acts, `claims:${first}`, textOf(book, first)), " ", worth(book, first, live))),
    !book.valuation && block(say("study.part.otherwise"), el("p", {}, say("study.welcome.otherwise")), sampleItem && el("p", {}, parts("study.welcome.instance", { item: link(acts, `evidence:${sampleItem}`, textOf(book, sampleItem)) }))),
    questions.length > 0 && block(say("study.part.rivals"), questions.map((name) => el("p", {}, link(acts, `questions:${name}`, book.questions[name].text)))),
    block(say("study.part.marks"), el("ul", { class: "legend" }, ["support", "attack", "undercut"].map((relation) => sentence(icon(relation), relation === "undercut" ? say("study.welcome.undercut") : word(relation))), grades, sentence(el("span", { class: "strip" }), say("study.welcome.confidence")), sentence(el("span", { class: "bracket" }), say("study.welcome.hedge")))),
  );
  return { element, title: book.title, update: (shown) => live.forEach((one) => one(shown)) };
}

