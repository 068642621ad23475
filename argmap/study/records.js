/**
 * Records: the data of the page made whole (defaults filled in, steps with their ids) and looked up in all directions.
 *
 * @typedef {ReturnType<typeof whole>} Book
 */
import { gathered } from "./evaluation.js";
import { say } from "./words.js";

/** A relation as a verb. @param {string} relation */
export const word = (relation) => say(`relation.${relation}`);
/** The strengths of a step as they are written, from the weakest up. */
export const STRENGTHS = ["none", "slight", "fair", "strong", "very strong", "near decisive"];

/** Data as it was written → with defaults, steps with ids, and lists by what they are about. */
export function whole(data) {
  // A record may be called what every object has, such as "constructor": tables hold what is written and nothing else.
  for (const table of Object.values(data)) if (table && typeof table === "object" && !Array.isArray(table)) Object.setPrototypeOf(table, null);
  for (const inference of data.inferences) {
    inference.polarity = inference.sign > 0 ? "support" : "attack";
    inference.id = [inference.conclusion, inference.polarity, ...[...inference.premises].sort()].join(".");
    for (const key of ["scheme", "answers", "open", "undercut"]) inference[key] ??= [];
  }
  for (const claim of Object.values(data.claims)) {
    claim.tier ??= "supporting";
    for (const key of ["said", "relates", "agents"]) claim[key] ??= [];
  }
  for (const item of Object.values(data.evidence)) {
    for (const key of ["appraisal", "undermined", "relates", "cited"]) item[key] ??= [];
  }
  const statements = [...Object.entries(data.claims), ...Object.entries(data.evidence)];
  const attackers = [
    ...data.inferences.flatMap((step) => step.undercut.map((a) => [a.by, { relation: "undercut", step: step.id, to: step.conclusion }])),
    ...Object.entries(data.evidence).flatMap(([name, item]) =>
      item.undermined.map((a) => [a.by, { relation: "undermine", to: name }]),
    ),
  ];
  const sectionOf = (name) => data.claims[name].section ?? "";
  return {
    ...data,
    steps: new Map(data.inferences.map((inference) => [inference.id, inference])),
    bearing: gathered(data.inferences.map((inference) => [inference.conclusion, inference])),
    resting: gathered(data.inferences.flatMap((inference) => inference.premises.map((p) => [p, inference]))),
    attacking: gathered(/** @type {any} */ (attackers)),
    questionsOf: gathered(
      Object.entries(data.questions).flatMap(([name, q]) => q.hypotheses.map((h) => /** @type {[string, string]} */ ([h, name]))),
    ),
    itemsOf: gathered(Object.entries(data.evidence).map(([name, item]) => [item.source, name])),
    members: gathered(Object.keys(data.claims).map((name) => [sectionOf(name), name])),
    findingsOf: gathered(data.findings.map((finding) => [finding.about, finding])),
    routesOf: gathered(data.routes.flatMap((route) => route.of.map((name) => [name, route]))),
    said: gathered(statements.flatMap(([name, record]) => record.relates.map((r) => [r.to, { ...r, from: name }]))),
  };
}

/** A source's short name. @param {Book} book @param {string} source */
export function label(book, source) {
  const record = book.sources[source];
  if (!record) return source;
  return record.short ?? (record.author ? `${record.author[0]}, ${record.title}` : record.title);
}

/** Where a locator leads, in a few words. */
export function placeName(book, at) {
  if (!at) return "";
  const block = at.block ? say(at.block.startsWith("N") ? "study.place-note" : "study.place-paragraph", { n: at.block.slice(1) }) : "";
  const sentence = at.sentence ? say("study.place-sentence", { n: at.sentence.join(", ") }) : "";
  return [label(book, at.source), block, sentence].filter(Boolean).join(", ");
}

/** A statement's text, however it is named. @param {Book} book */
export function textOf(book, name) {
  const record = book.claims[name] ?? book.evidence[name] ?? book.questions[name];
  if (record) return record.text;
  if (book.groups[name]) return book.groups[name].basis;
  return label(book, name);
}

/** A probability in digits; never 0.00 or 1.00, which would claim certainty. @param {number} value */
export function digits(value) {
  if (value > 0 && value < 0.005) return "<0.01";
  if (value < 1 && value >= 0.995) return ">0.99";
  return value.toFixed(2);
}

/** A weight with its sign. @param {number} value */
export function decibans(value) {
  const shown = Math.abs(value).toFixed(1);
  return `${value < 0 && shown !== "0.0" ? "−" : "+"}${shown} dB`;
}

/** Voices that say the same in the same words, with at how many places. */
export function voices(claim) {
  const found = new Map();
  for (const said of claim.said) {
    const key = JSON.stringify([said.who, said.hedge ?? []]);
    if (found.has(key)) found.get(key).places.push(said);
    else found.set(key, { said, places: [said] });
  }
  return [...found.values()];
}

/** The band of the first hedge that is the speaker's own. @returns {?[number, number]} */
export function ownBand(claim) {
  for (const said of claim.said) {
    for (const hedge of said.hedge ?? []) if (hedge.band && !hedge.holder && !hedge.scope) return hedge.band;
  }
  return null;
}

/** Letters without their marks and case, for searching. @param {string} text */
export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
