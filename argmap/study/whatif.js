/** What if: the bar that says what is supposed to be otherwise, what moves and what falls by it, and the way back. */
import { otherKeys } from "./overlay.js";
import { decibans, digits, label, textOf } from "./records.js";
import { el, prose, setText, unseen } from "./parts.js";
import { split, supposes } from "./state.js";
import { count, say } from "./words.js";

const LISTED = 200;

/** Every single thing that a reader supposes, in words, with the way to take it back. */
export function suppositions(book, change) {
  const found = [];
  const add = (words, target, undo) => found.push({ words, target, undo });
  for (const handle of change.off) {
    const [kind, id] = split(handle);
    add(say(`study.what-if.${kind}`, { name: kind === "sources" ? label(book, id) : id }), handle, (c) => c.off.delete(handle));
  }
  for (const [item, value] of change.reliability) add(say("study.what-if.reliability", { point: digits(value), name: item }), `evidence:${item}`, (c) => c.reliability.delete(item));
  for (const [step, word] of change.strength) {
    const { premises, conclusion } = book.steps.get(step);
    add(say("study.what-if.strength", { strength: say(`strength.${word}`), premises: premises.join(" + "), conclusion }), `steps:${step}`, (c) => c.strength.delete(step));
  }
  for (const [key, word] of change.attack) {
    const [target, by] = key.split(" ");
    const at = book.steps.has(target) ? `steps:${target}` : `evidence:${target}`;
    add(say("study.what-if.attack", { strength: say(`strength.${word}`), name: by }), at, (c) => c.attack.delete(key));
  }
  for (const [claim, sign] of change.found) {
    add(say(sign === "+" ? "study.what-if.found-for" : "study.what-if.found-against", { name: claim }), `claims:${claim}`, (c) => c.found.delete(claim));
  }
  return found;
}

/** The claims that stand otherwise than they did as far as numbers show it: those that fall, then the farthest moved. */
export function moved(now, base) {
  const found = [];
  for (const name of otherKeys(now.confidence, base.confidence)) {
    const value = now.confidence.get(name);
    const before = base.confidence.get(name);
    if (!before) continue;
    const [grade, old] = [now.grade.get(name).code, base.grade.get(name)?.code];
    const falls = base.standing.has(name) && !now.standing.has(name);
    if (value === before && grade === old && !falls) continue;
    // A semantics whose numbers do not follow tells no weight.
    const by = now.decibans.has(name) && base.decibans.has(name) ? now.decibans.get(name) - base.decibans.get(name) : null;
    const same = digits(value.point) === digits(before.point) && Math.abs(by ?? 0) < 0.05;
    if (!same || grade !== old || falls) found.push({ name, from: before.point, to: value.point, grade, old, falls, by });
  }
  return found.sort((a, b) => Number(b.falls) - Number(a.falls) || Math.abs(b.to - b.from) - Math.abs(a.to - a.from) || (a.name < b.name ? -1 : 1));
}

/**
 * @param {any} book
 * @param {{open: (target: string) => void, change: (edit: (change: any) => void) => void, reset: () => void, undo: () => void}} acts
 */
export function changeBar(book, acts) {
  const [list, status] = [el("ul", { class: "supposed-list", "aria-label": say("study.what-if.list") }), el("p", { class: "status", role: "status" })];
  const table = el("div", { class: "moved-list", role: "region", "aria-label": say("study.what-if.changes"), tabIndex: 0 });
  const summary = el("summary", {}, say("study.what-if.changes"));
  let last = null;
  const details = el("details", { class: "changes", ontoggle: () => details.open && last && fill(last) }, summary, table);
  const element = el(
    "section",
    { class: "bar", "aria-label": say("study.what-if.title"), hidden: true },
    el("h2", {}, say("study.what-if.title")),
    list,
    status,
    details,
    el("button", { type: "button", class: "act", onclick: acts.undo }, say("study.what-if.undo")),
    el("button", { type: "button", class: "act", onclick: acts.reset }, say("study.what-if.reset")),
  );
  const fill = ({ found }) => {
    const rows = found.slice(0, LISTED).map((one) =>
      el("tr", { class: one.to < one.from ? "fell" : "rose" }, el("td", {}, el("button", { type: "button", class: "link", dir: "auto", onclick: () => acts.open(`claims:${one.name}`) }, textOf(book, one.name))), el("td", { class: "nowrap" }, `${digits(one.from)} → ${digits(one.to)}`), el("td", { class: "nowrap" }, one.by === null ? "" : decibans(one.by)), el("td", { class: "nowrap" }, one.grade === one.old ? one.grade : `${one.old} → ${one.grade}`), el("td", {}, one.falls ? el("b", {}, say("study.falls")) : "")),
    );
    const names = ["claim", "confidence", "evidence", "grade"].map((name) => say(`study.column.${name}`));
    const head = [...names, unseen(say("study.column.falls"))].map((word) => el("th", { scope: "col" }, word));
    table.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)));
    if (found.length > LISTED) table.append(el("p", {}, say("study.more", { n: found.length - LISTED })));
  };
  let shownFor = "";
  return {
    element,
    update({ now, base }) {
      element.hidden = !supposes(now.change);
      if (element.hidden) return;
      const all = suppositions(book, now.change);
      const key = all.map((one) => one.words).join("\n");
      if (key !== shownFor) {
        shownFor = key;
        list.replaceChildren(...all.map((one) => el("li", {}, el("button", { type: "button", class: "link", dir: "auto", onclick: () => acts.open(one.target) }, one.words), el("button", { type: "button", class: "back", title: say("study.what-if.take-back"), onclick: () => acts.change(one.undo) }, prose("span", "", "×"), unseen(` ${say("study.what-if.take-back-of", { name: one.words })}`)))));
      }
      const found = moved(now, base);
      const falls = found.filter((one) => one.falls).length;
      const graded = found.filter((one) => one.grade !== one.old).length;
      const counts = () => [count("moving", found.length), count("regraded", graded), count("fallen", falls)].join(", ");
      setText(status, found.length ? counts() : say("study.what-if.nothing"));
      last = { found };
      if (details.open) fill(last);
    },
  };
}
