/**
 * Details of everything but claims, items and steps: questions with their matrix, sources, groups, sections, and the
 * words with which the page begins.
 *
 * @typedef {import("./panel.js").Details} Details
 */
import { counted, digits, label, textOf } from "./records.js";
import { difference, el, gradeMark, gradeWords, icon, prose, setText } from "./parts.js";
import { appraisals, block, findings, link, routeOf, withdrawer, worth } from "./panel.js";
import { best, matrix } from "./matrix.js";
import { itemsOfGroup } from "./views.js";

/** @param {any} book @param {string} id @param {any} acts @returns {Details} */
export function questionDetails(book, id, acts) {
  const question = book.questions[id];
  const live = [];
  const rivals = el("ul", { class: "rivals confidence" });
  const table = el("div", { class: "matrix", tabIndex: 0, role: "region", "aria-label": "Matrix: hypotheses against items" });
  const key = el("ol", { class: "key" });
  const lead = el("p", {});
  live.push(({ now, base }) => {
    const found = now.rivals.get(id);
    const before = base.rivals.get(id);
    if (found && found === ranks && before === ranksBefore) return tell(now, base);
    [ranks, ranksBefore] = [found, before];
    const ranked = found ? [...found].sort((a, b) => b[1].point - a[1].point) : [];
    rivals.replaceChildren(...ranked.map(([name, value]) => el("li", {}, el("b", {}, digits(value.point)), el("span", { class: "quiet" }, ` ${digits(value.low)}–${digits(value.high)} `), link(acts, `claims:${name}`, textOf(book, name)), " ", el("span", { class: "was" }, difference(value, before?.get(name))))));
    return tell(now, base);
  });
  let [ranks, ranksBefore] = [null, null];
  const tell = (now, base) => now.world.questions.has(id) && fill(now, base);
  let [filled, unchanged] = [[], { base: null, was: null }];
  const fill = (now, base) => {
    const items = question.ratings.map((row) => now.reliability.get(row.item) ?? now.confidence.get(row.item));
    const from = [base, now.world.groups, ...items];
    if (from.length === filled.length && from.every((one, k) => one === filled[k])) return;
    filled = from;
    if (unchanged.base !== base) unchanged = { base, was: base.world.questions.has(id) ? matrix(book, base, id) : null };
    const [made, was] = [matrix(book, now, id), unchanged.was];
    const telling = made.columns.filter((column) => column.spread > 0);
    const apart = made.columns.filter((column) => column.spread === 0);
    const names = new Map([...telling, ...apart].map((column, k) => [column.item, `E${k + 1}`]));
    const cells = (name) => telling.map((column) => {
      const rating = column.ratings[name] ?? "NA";
      return el("td", { class: `r-${rating}` }, rating);
    });
    const changed = (name, score, kind) => {
      const old = was?.[kind].get(name);
      return el("td", { class: old && (old.inconsistent !== score.inconsistent || old.consistent !== score.consistent) ? "moved" : "" }, `${score.inconsistent} / ${score.consistent}`);
    };
    const heading = el("tr", {}, el("th", { scope: "col" }, "answer"), telling.map((column) => el("th", { scope: "col", title: textOf(book, column.item) }, names.get(column.item))), el("th", { scope: "col" }, "against / for"), el("th", { scope: "col" }, "by witness"));
    const trust = el("tr", { class: "quiet" }, el("th", { scope: "row" }, "trust"), telling.map((column) => el("td", {}, digits(column.credibility.point))), el("td", {}), el("td", {}));
    const rows = made.hypotheses.map((name) => el("tr", {}, el("th", { scope: "row" }, link(acts, `claims:${name}`, name)), cells(name), changed(name, made.scores.get(name), "scores"), changed(name, made.byGroup.get(name), "byGroup")));
    table.replaceChildren(telling.length ? el("table", {}, el("thead", {}, heading), el("tbody", {}, trust, rows)) : el("p", {}, "No item tells one answer from another."));
    table.hidden = !made.columns.length;
    const target = (name) => (Object.hasOwn(book.evidence, name) ? `evidence:${name}` : `claims:${name}`);
    key.replaceChildren(...[...telling, ...apart].map((column) => el("li", {}, link(acts, target(column.item), textOf(book, column.item)), el("span", { class: "quiet" }, ` witness ${column.cluster}${column.spread ? "" : ", sits alike with every answer: not counted"}`))));
    const turning = telling.filter((column) => best(made.dropped.get(column.item)).join() !== best(made.scores).join());
    setText(lead, telling.length ? `Best balance of items for over items against: ${best(made.scores).join(" and ")}. ${turning.length ? `It turns on ${turning.map((column) => names.get(column.item)).join(", ")}.` : "It turns on no single item."} A way to see what a result hangs on, and no verdict.` : "");
  };
  const element = el(
    "div",
    { class: "details" },
    el("p", { class: "kind" }, `Question · ${question.relation ?? "exclusive"} answers`),
    prose("p", "statement", question.text),
    el("p", { class: "name" }, id),
    el("div", { class: "acts" }, el("button", { type: "button", class: "act", onclick: () => acts.view(`questions:${id}`) }, "Map of this question")),
    (question.relation ?? "exclusive") === "exclusive" ? block("If exactly one answer is true", rivals) : block("Answers", question.hypotheses.map((name) => el("p", {}, link(acts, `claims:${name}`, textOf(book, name)), " ", worth(book, name, live)))),
    question.ratings.length > 0 && block("Matrix", table, lead, key),
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

