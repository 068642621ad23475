/** Whole: every claim of the project at a glance, a small tile each, section by section, with its grade and confidence. */
import { digits } from "./records.js";
import { axis, el, gradeMark, prose, setClass, setText, unseen } from "./parts.js";
import { count, say } from "./words.js";

const [FIRST, AFTER] = [160, 60];

/**
 * @param {import("./records.js").Book} book
 * @param {any} state
 * @param {(target: string) => void} open
 */
export function wholeView(book, state, open) {
  const tiles = [];
  const waiting = [];
  let [last, selected] = [null, ""];
  const names = [...Object.keys(book.sections), ""].filter((name) => book.members.has(name));
  const sections = names.map((name) => {
    const claims = book.members.get(name).filter((id) => !state.change.layers.has(book.claims[id].layer));
    const shown = claims.filter((id) => !(book.claims[id].reported && state.hide.has("reported")));
    const rank = { core: 0, supporting: 1, background: 2 };
    shown.sort((a, b) => rank[book.claims[a].tier] - rank[book.claims[b].tier]);
    const title = name ? book.sections[name].title : say(names.length > 1 ? "study.whole.rest" : "study.whole.all");
    const list = el("ul", { class: "tiles" });
    for (const id of shown) waiting.push([list, id]);
    const go = name && el("button", { type: "button", class: "link", onclick: () => open(`sections:${name}`) }, say("study.map-of-section"), unseen(`: ${title}`));
    return el("section", { class: "section" }, el("h3", {}, prose("span", "", title), " ", el("span", { class: "quiet" }, count("claim", shown.length)), " ", go), list);
  });
  const element = el("div", { class: "whole", role: "region", "aria-label": say("study.whole.told"), tabIndex: 0 }, sections);
  // Of thousands of tiles those in sight come first; nobody waits for the others.
  const fill = (most) => {
    for (const [list, id] of waiting.splice(0, most)) {
      const tile = tileOf(book, id, open);
      tiles.push(tile);
      if (last) tile.update(last);
      tile.select(selected);
      list.append(el("li", {}, tile.element));
    }
    if (waiting.length) setTimeout(() => element.isConnected && fill(AFTER));
  };
  fill(FIRST);
  return {
    element,
    update: (shown) => {
      last = shown;
      for (const tile of tiles) tile.update(shown);
    },
    select: (target) => {
      selected = target;
      for (const tile of tiles) tile.select(target);
    },
  };
}

function tileOf(book, id, open) {
  const claim = book.claims[id];
  const mark = gradeMark();
  const [code, point, scale] = [el("b", {}), el("span", { class: "point" }), axis(84, null, false)];
  const element = el(
    "button",
    { type: "button", class: `tile ${claim.tier}`, onclick: () => open(`claims:${id}`), "data-target": `claims:${id}` },
    el("span", { class: "marks" }, mark.node, code, el("span", { class: "confidence" }, point, scale.node)),
    prose("span", "tiletext", claim.text),
  );
  let last = null;
  return {
    element,
    update({ now, base }) {
      const [grade, value] = [now.grade.get(id), now.confidence.get(id)];
      if (!grade) return;
      const before = base.confidence.get(id);
      if (last && last.grade === grade && last.value === value && last.before === before) return;
      last = { grade, value, before };
      const borne = now.world.bearing.has(id) || now.world.assumed.has(id);
      mark.set(grade.code);
      setText(code, grade.code);
      setText(point, borne ? digits(value.point) : "–");
      scale.set(borne ? value : null, before);
      const moved = borne && before && digits(before.point) !== digits(value.point);
      setClass(element, "rose", Boolean(moved && value.point > before.point));
      setClass(element, "fell", Boolean(moved && value.point < before.point) || (base.world.bearing.has(id) && !borne));
      setClass(element, "regraded", base.grade.get(id)?.code !== grade.code);
    },
    select(target) {
      const on = target === `claims:${id}`;
      setClass(element, "selected", on);
      if (on) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    },
  };
}
