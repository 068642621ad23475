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
 * A question's hypotheses against its items: the table, what it comes to, and what its columns stand for. An item keeps its number
 * while others are withdrawn: whoever compares with what he saw before finds it under the same.
 * @param {Book} book @returns {Shown}
 */
export function matrixTable(book, id, acts) {
  const question = book.questions[id];
  const frame = el("div", { class: "matrix", tabIndex: 0, role: "region", "aria-label": "Matrix: hypotheses against items" });
  const [key, lead] = [el("ol", { class: "key" }), el("p", {})];
  const [heading, trust, body] = [el("tr", {}), el("tr", { class: "quiet" }), el("tbody", {})];
  const table = el("table", {}, el("thead", {}, heading), body);
  const none = el("p", {}, "No item tells one answer from another.");
  const [corner, sums, witnesses, trusted] = [
    el("th", { scope: "col" }, "answer"),
    el("th", { scope: "col" }, "against / for"),
    el("th", { scope: "col" }, "by witness"),
    [el("th", { scope: "row" }, "trust"), el("td", {}), el("td", {})],
  ];
  const target = (name) => (Object.hasOwn(book.evidence, name) ? `evidence:${name}` : `claims:${name}`);
  const column = once((item) => {
    const [number, remark] = [el("b", {}), el("span", { class: "quiet" })];
    const entry = el("li", {}, number, el("div", {}, link(acts, target(item), textOf(book, item)), remark));
    return { head: el("th", { scope: "col", title: textOf(book, item) }), trust: el("td", {}), number, remark, entry };
  });
  const row = once((name) => {
    const cell = once((rated) => el("td", { class: `r-${rated.slice(0, rated.indexOf(" "))}` }, rated.slice(0, rated.indexOf(" "))));
    return { cell, name: el("th", { scope: "row" }, link(acts, `claims:${name}`, name)), scores: el("td", {}), byGroup: el("td", {}), element: el("tr", {}) };
  });
  let [from, unchanged] = [[], { base: null, was: null }];
  const parted = (made) => [made.columns.filter((one) => one.spread > 0), made.columns.filter((one) => one.spread === 0)];

  const fill = (made, was) => {
    const [telling, apart] = parted(made);
    const columns = telling.map((one) => column(one.item));
    // What tells where nothing is changed comes first, and then what does not.
    const numbers = new Map((was ? parted(was).flat() : []).map((one, k) => [one.item, `E${k + 1}`]));
    for (const { item } of [...telling, ...apart]) if (!numbers.has(item)) numbers.set(item, `E${numbers.size + 1}`);
    telling.forEach((one, k) => {
      setText(columns[k].head, numbers.get(one.item));
      setText(columns[k].trust, digits(one.credibility.point));
    });
    placeInOrder(heading, [corner, ...columns.map((one) => one.head), sums, witnesses]);
    table.style.width = `${11 + 3.2 * columns.length + 12}em`;
    placeInOrder(trust, [trusted[0], ...columns.map((one) => one.trust), trusted[1], trusted[2]]);
    for (const name of made.hypotheses) {
      const shown = row(name);
      placeInOrder(shown.element, [shown.name, ...telling.map((one) => shown.cell(`${one.ratings[name] ?? "NA"} ${one.item}`)), shown.scores, shown.byGroup]);
      for (const kind of ["scores", "byGroup"]) {
        const [score, old] = [made[kind].get(name), was?.[kind].get(name)];
        setText(shown[kind], `${score.inconsistent} / ${score.consistent}`);
        setClass(shown[kind], "moved", Boolean(old) && (old.inconsistent !== score.inconsistent || old.consistent !== score.consistent));
      }
    }
    placeInOrder(body, [trust, ...made.hypotheses.map((name) => row(name).element)]);
    placeInOrder(frame, [telling.length ? table : none]);
    frame.hidden = !made.columns.length;
    const listed = [...telling, ...apart];
    for (const one of listed) {
      setText(column(one.item).number, numbers.get(one.item));
      setText(column(one.item).remark, ` witness ${one.cluster}${one.spread ? "" : ", sits alike with every answer: not counted"}`);
    }
    placeInOrder(key, listed.map((one) => column(one.item).entry));
    const winners = best(made.scores).join(" and ");
    const turning = telling.filter((one) => best(made.dropped.get(one.item)).join(" and ") !== winners).map((one) => numbers.get(one.item));
    setText(lead, telling.length ? `Best balance of items for over items against: ${winners}. ${turning.length ? `It turns on ${turning.join(", ")}.` : "It turns on no single item."} A way to see what a result hangs on, and no verdict.` : "");
  };

  const update = ({ now, base }) => {
    if (!now.world.questions.has(id)) return;
    const items = question.ratings.map((rated) => now.reliability.get(rated.item) ?? now.confidence.get(rated.item));
    const next = [base, now.world.groups, ...items];
    if (next.length === from.length && next.every((one, k) => one === from[k])) return;
    from = next;
    if (unchanged.base !== base) unchanged = { base, was: base.world.questions.has(id) ? matrix(book, base, id) : null };
    fill(matrix(book, now, id), unchanged.was);
  };
  return { elements: [frame, lead, key], update };
}
