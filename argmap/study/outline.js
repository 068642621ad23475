/** Outline: everything of the project by name beside the map, section by section, and the search through it. */
import { digits, folded, label, placeName, textOf } from "./records.js";
import { append, el, gradeMark, prose, setClass, setText, unseen } from "./parts.js";
import { count, language, say } from "./words.js";

const MOST_FOUND = 60;
const AT_ONCE = 40;

/**
 * @param {import("./records.js").Book} book
 * @param {{open: (target: string) => void, view: (target: string) => void}} acts
 */
export function outline(book, acts) {
  /** @type {Map<string, ReturnType<typeof row>>} */
  const rows = new Map();
  let shown = null;
  let selected = "";
  const parts = [];
  const reveal = () => {
    const current = rows.get(selected);
    if (current?.element.offsetParent) current.element.scrollIntoView({ block: "nearest" });
  };
  const part = (title, names, kind, more = () => null) => {
    if (!names.length) return;
    const list = el("div", { class: "rows", role: "list" });
    let from = 0;
    // A long list is made bit by bit, so that whoever opens it does not wait for its end, and in parts, so that a row that changes has
    // the browser lay out its part and no other.
    const fill = () => {
      if (!from) next();
    };
    const next = () => {
      const first = !from;
      const some = el("div", { role: "presentation" });
      let late = null;
      for (const name of names.slice(from, from + AT_ONCE)) {
        const target = `${kind}:${name}`;
        const made = row(book, kind, name, acts.open);
        rows.set(target, made);
        some.append(el("div", { role: "listitem" }, made.element));
        if (shown) made.update(shown);
        if (target === selected) late = made;
      }
      list.append(some);
      from += AT_ONCE;
      late?.select(true);
      if (late && !first) reveal();
      if (from < names.length) setTimeout(next);
    };
    const details = el("details", { ontoggle: fill }, el("summary", {}, prose("span", "", title), " ", el("span", { class: "quiet" }, String(names.length))), more(), list);
    parts.push({ details, names, kind, fill });
  };
  const rank = { core: 0, supporting: 1, background: 2 };
  const sorted = (names) => [...names].sort((a, b) => rank[book.claims[a].tier] - rank[book.claims[b].tier]);
  const questions = Object.keys(book.questions);
  part(say("study.list.questions"), questions, "questions");
  const sections = Object.keys(book.sections).filter((name) => book.members.has(name));
  for (const name of sections) {
    const title = book.sections[name].title;
    const show = () => el("button", { type: "button", class: "link", onclick: () => acts.view(`sections:${name}`) }, say("study.map-of-section"), unseen(`: ${title}`));
    part(title, sorted(book.members.get(name)), "claims", show);
  }
  part(say(sections.length ? "study.list.no-section" : "study.list.claims"), sorted(book.members.get("") ?? []), "claims");
  part(say("study.list.evidence"), Object.keys(book.evidence), "evidence");
  const cited = Object.keys(book.sources).filter((name) => book.itemsOf.has(name) || Object.values(book.sources).some((s) => s.known_through === name));
  part(say("study.list.sources"), cited.sort((a, b) => label(book, a).localeCompare(label(book, b), language())), "sources");
  part(say("study.list.groups"), Object.keys(book.groups), "groups");
  const tree = el("div", { class: "tree" }, parts.map(({ details }) => details));
  const results = el("div", { class: "results", hidden: true });
  const status = el("p", { class: "unseen", role: "status" });
  const element = el("div", { class: "outline" }, status, results, tree);

  /** Shows what contains all the words, in its text or its name. @param {string} words */
  const search = (words) => {
    const wanted = folded(words).split(/\s+/).filter(Boolean);
    tree.hidden = wanted.length > 0;
    results.hidden = !wanted.length;
    results.replaceChildren();
    setText(status, "");
    if (!wanted.length) return;
    const found = searchable(book).filter((entry) => wanted.every((one) => entry.text.includes(one)));
    setText(status, say("study.list.found", { n: found.length }));
    const first = found.slice(0, MOST_FOUND);
    const list = el("ul", {}, first.map((entry) => {
      const made = row(book, entry.kind, entry.name, acts.open);
      if (shown) made.update(shown);
      return el("li", {}, made.element);
    }));
    const rest = found.length - first.length;
    append(results, [el("h3", {}, count("result", found.length)), list, rest > 0 && el("p", { class: "quiet" }, say("study.list.add-a-word", { n: rest }))]);
  };

  return {
    element,
    search,
    reveal,
    update(next) {
      shown = next;
      for (const made of rows.values()) made.update(next);
    },
    /** @param {string} target */
    select(target) {
      rows.get(selected)?.select(false);
      selected = target;
      for (const { details, names, kind, fill } of parts) {
        const [own, name] = [target.slice(0, target.indexOf(":")), target.slice(target.indexOf(":") + 1)];
        if (own === kind && names.includes(name) && !details.open) {
          details.open = true;
          fill();
        }
      }
      rows.get(target)?.select(true);
    },
  };
}

/** One line of the outline: a claim with its grade and confidence, anything else with its name. */
function row(book, kind, name, open) {
  const mark = kind === "claims" ? gradeMark() : null;
  const [code, point] = [el("span", { class: "unseen" }), el("span", { class: "point" })];
  const element = el(
    "button",
    { type: "button", class: `entry ${kind}`, onclick: () => open(`${kind}:${name}`) },
    mark && el("span", { class: "grades" }, mark.node, code),
    prose("span", "entrytext", kind === "groups" ? name : textOf(book, name)),
    point,
  );
  let last = [];
  return {
    element,
    update({ now, base }) {
      if (kind === "claims") {
        const [grade, value] = [now.grade.get(name), now.confidence.get(name)];
        const from = [grade, value, base.confidence.get(name)];
        if (last.length && from.every((one, k) => one === last[k])) return;
        last = from;
        element.disabled = !grade;
        if (!grade) return;
        mark.set(grade.code);
        setText(code, grade.code);
        const borne = now.world.bearing.has(name) || now.world.assumed.has(name);
        setText(point, borne ? digits(value.point) : "–");
        const before = base.confidence.get(name);
        setClass(element, "rose", Boolean(before) && digits(before.point) !== digits(value.point) && value.point > before.point);
        setClass(element, "fell", Boolean(before) && digits(before.point) !== digits(value.point) && value.point < before.point);
      } else if (kind === "evidence") {
        const value = now.reliability.get(name);
        setText(point, value ? digits(value.point) : say("study.off"));
        setClass(element, "withdrawn", !value);
      } else if (kind === "sources" || kind === "groups") {
        const off = now.change.off.has(`${kind}:${name}`);
        setClass(element, "withdrawn", off);
        setText(point, off ? say("study.off") : "");
      }
    },
    select(on) {
      setClass(element, "selected", on);
      if (on) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    },
  };
}

/** Everything that can be searched, its words without marks and case; made once. */
function searchable(book) {
  const words = {
    claims: (name) => book.claims[name].said.map((said) => `${said.who} ${placeName(book, said.at)}`),
    evidence: (name) => {
      const { source, locator, cited } = book.evidence[name];
      return [label(book, source), locator, ...cited.map((at) => placeName(book, at))];
    },
    sources: (name) => [book.sources[name].title, ...(book.sources[name].author ?? [])],
  };
  book.searchable ??= ["claims", "questions", "evidence", "sources", "groups"].flatMap((kind) =>
    Object.keys(book[kind]).map((name) => {
      const more = words[kind]?.(name) ?? [];
      return { kind, name, text: folded([name, textOf(book, name), ...more].filter(Boolean).join(" ")) };
    }),
  );
  return book.searchable;
}
