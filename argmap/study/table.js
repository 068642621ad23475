/**
 * Table: a question's rivals and its matrix as the details show them; a change writes the cells whose words it changes, and makes no
 * others.
 *
 * @typedef {import("./records.js").Book} Book
 * @typedef {{elements: HTMLElement[], update: (shown: any) => void}} Shown
 */
import { digits, textOf } from "./records.js";
import { difference, el, placeInOrder, setClass, setText } from "./parts.js";
import { link } from "./panel.js";
import { best, matrix } from "./matrix.js";
import { say } from "./words.js";

/** Something made once for each key, and the same again whenever it is asked for. @template T @param {(key: string) => T} make */
function once(make) {
  const made = new Map();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key);
  };
}

/** The answers to a question of which exactly one is true, the likeliest first. @param {Book} book @returns {Shown} */
export function rivalList(book, id, acts) {
  const list = el("ul", { class: "rivals confidence" });
  const row = once((name) => {
    const [point, band, was] = [el("b", {}), el("span", { class: "quiet" }), el("span", { class: "was" })];
    return { point, band, was, element: el("li", {}, point, band, link(acts, `claims:${name}`, textOf(book, name)), " ", was) };
  });
  let [ranks, before] = [null, null];
  const update = ({ now, base }) => {
    const [found, was] = [now.rivals.get(id), base.rivals.get(id)];
    if (found && found === ranks && was === before) return;
    [ranks, before] = [found, was];
    const ranked = found ? [...found].sort((a, b) => b[1].point - a[1].point) : [];
    placeInOrder(list, ranked.map(([name]) => row(name).element));
    for (const [name, value] of ranked) {
      const shown = row(name);
      setText(shown.point, digits(value.point));
      setText(shown.band, ` ${digits(value.low)}–${digits(value.high)} `);
      setText(shown.was, difference(value, was?.get(name)));
    }
  };
  return { elements: [list], update };
}

/**
 * A question's hypotheses against its items: the table, what it comes to, and what its columns stand for. A withdrawn item stays where
 * it is, struck through: whoever compares with what he saw before finds everything in its place, and what he has taken away beside it.
 * @param {Book} book @returns {Shown}
 */
export function matrixTable(book, id, acts) {
  const question = book.questions[id];
  const frame = el("div", { class: "matrix", tabIndex: 0, role: "region", "aria-label": say("study.matrix.told") });
  const [key, lead] = [el("ol", { class: "key" }), el("p", {})];
  const [heading, trust, body] = [el("tr", {}), el("tr", { class: "quiet" }), el("tbody", {})];
  const table = el("table", {}, el("thead", {}, heading), body);
  const none = el("p", {}, say("study.matrix.none"));
  const [corner, sums, witnesses, trusted] = [
    el("th", { scope: "col" }, say("study.matrix.answer")),
    el("th", { scope: "col" }, say("study.matrix.scores")),
    el("th", { scope: "col" }, say("study.matrix.witnesses")),
    [el("th", { scope: "row" }, say("study.matrix.trust")), el("td", {}), el("td", {})],
  ];
  const target = (name) => (Object.hasOwn(book.evidence, name) ? `evidence:${name}` : `claims:${name}`);
  const column = once((item) => {
    const [number, remark] = [el("b", {}), el("span", { class: "quiet" })];
    const entry = el("li", {}, number, el("div", {}, link(acts, target(item), textOf(book, item)), remark));
    return { head: el("th", { scope: "col", title: textOf(book, item) }), trust: el("td", {}), number, remark, entry, cells: [], gone: false };
  });
  const row = once((name) => {
    const cell = once((rated) => el("td", { class: `r-${rated.slice(0, rated.indexOf(" "))}` }, rated.slice(0, rated.indexOf(" "))));
    return { cell, name: el("th", { scope: "row" }, link(acts, `claims:${name}`, name)), scores: el("td", {}), byGroup: el("td", {}), element: el("tr", {}) };
  });
  let from = [];
  /** The matrix without any change, which says what stands where. */
  let whole = { base: null, was: null, telling: [], listed: [] };

  const arrange = (base) => {
    const was = matrix(book, base, id);
    const telling = was.columns.filter((one) => one.spread > 0);
    whole = { base, was, telling, listed: [...telling, ...was.columns.filter((one) => one.spread === 0)] };
    const columns = telling.map((one) => column(one.item));
    whole.listed.forEach(({ item }, k) => {
      setText(column(item).number, `E${k + 1}`);
      setText(column(item).head, `E${k + 1}`);
    });
    placeInOrder(heading, [corner, ...columns.map((one) => one.head), sums, witnesses]);
    table.style.width = `${11 + 3.2 * columns.length + 12}em`;
    placeInOrder(trust, [trusted[0], ...columns.map((one) => one.trust), trusted[1], trusted[2]]);
    for (const one of columns) one.cells = [];
    for (const name of was.hypotheses) {
      const shown = row(name);
      const cells = telling.map((one) => shown.cell(`${one.ratings[name] ?? "NA"} ${one.item}`));
      cells.forEach((cell, k) => columns[k].cells.push(cell));
      placeInOrder(shown.element, [shown.name, ...cells, shown.scores, shown.byGroup]);
    }
    placeInOrder(body, [trust, ...was.hypotheses.map((name) => row(name).element)]);
    placeInOrder(frame, [telling.length ? table : none]);
    frame.hidden = !was.columns.length;
    placeInOrder(key, whole.listed.map((one) => column(one.item).entry));
  };

  const mark = (shown, gone) => {
    if (shown.gone === gone) return;
    shown.gone = gone;
    for (const part of [shown.head, shown.trust, shown.entry, ...shown.cells]) setClass(part, "withdrawn", gone);
    if (gone) shown.head.setAttribute("aria-label", say("study.matrix.gone", { name: shown.head.textContent }));
    else shown.head.removeAttribute("aria-label");
  };

  const fill = (made) => {
    const { was, telling, listed } = whole;
    const present = new Map(made.columns.map((one) => [one.item, one]));
    const names = witnessNames(listed, present);
    for (const one of listed) {
      const [shown, there] = [column(one.item), present.get(one.item)];
      mark(shown, !there);
      setText(shown.trust, digits((there ?? one).credibility.point));
      const witness = () => say(one.spread ? "study.matrix.witness" : "study.matrix.alike", { n: names.get(there.cluster) });
      setText(shown.remark, ` ${there ? witness() : say("study.withdrawn")}`);
    }
    for (const name of made.hypotheses) {
      for (const kind of ["scores", "byGroup"]) {
        const [score, old] = [made[kind].get(name), was[kind].get(name)];
        setText(row(name)[kind], `${score.inconsistent} / ${score.consistent}`);
        setClass(row(name)[kind], "moved", old.inconsistent !== score.inconsistent || old.consistent !== score.consistent);
      }
    }
    const left = telling.filter((one) => present.has(one.item));
    const lead_ = (scores) => best(scores).join(` ${say("study.and")} `);
    const winners = lead_(made.scores);
    const turning = left.filter((one) => lead_(made.dropped.get(one.item)) !== winners).map((one) => column(one.item).number.textContent);
    const nothing = telling.length ? say("study.matrix.none") : "";
    const turns = turning.length ? say("study.matrix.turns", { items: turning.join(", ") }) : say("study.matrix.turns-on-none");
    setText(lead, left.length ? [say("study.matrix.best", { winners }), turns, say("study.matrix.no-verdict")].join(" ") : nothing);
  };

  const update = ({ now, base }) => {
    if (!now.world.questions.has(id)) return;
    const items = question.ratings.map((rated) => now.reliability.get(rated.item) ?? now.confidence.get(rated.item));
    const next = [base, now.world.groups, ...items];
    if (next.length === from.length && next.every((one, k) => one === from[k])) return;
    from = next;
    if (whole.base !== base) arrange(base);
    fill(matrix(book, now, id));
  };
  return { elements: [frame, lead, key], update };
}

/**
 * The number that each cluster goes by: that which its first item has where nothing is withdrawn. Where a cluster falls apart by a
 * withdrawal, the later parts get numbers that are not taken.
 */
function witnessNames(listed, present) {
  const names = new Map();
  let most = Math.max(0, ...listed.map((one) => one.cluster));
  const taken = new Set();
  for (const { item, cluster } of listed) {
    const now = present.get(item)?.cluster;
    if (now === undefined || names.has(now)) continue;
    names.set(now, taken.has(cluster) ? (most += 1) : cluster);
    taken.add(cluster);
  }
  return names;
}
