/** Main: the page put together; every state comes from the address, and every change of it goes there. */
import { label, textOf, whole } from "./records.js";
import { below, evaluate, noChange } from "./evaluation.js";
import { DEPTH, HIDEABLE, copied, fresh, read, split, supposes, written } from "./state.js";
import { el, prose, setClass, setText } from "./parts.js";
import { ArgumentMap } from "./map.js";
import { wholeView } from "./whole.js";
import { outline } from "./outline.js";
import { changeBar } from "./whatif.js";
import { claimDetails, evidenceDetails, stepDetails } from "./panel.js";
import { groupDetails, questionDetails, sectionDetails, sourceDetails, welcome } from "./details.js";
import { say, speak } from "./words.js";

const MOST_BASES = 6;

const byId = (id) => /** @type {any} */ (document.getElementById(id));
const data = JSON.parse(byId("data").textContent);
speak(data.words);
const book = whole(data);

/** What the page opens with: the thesis, else the first question, else the claim that rests on most. */
function homeOf() {
  if (book.thesis) return `claims:${book.thesis}`;
  const [question] = Object.keys(book.questions);
  if (question) return `questions:${question}`;
  const { world } = evaluate(book);
  let [best, most] = ["", 0];
  for (const name of world.claims.keys()) {
    const size = world.bearing.has(name) ? below(world, name).size : 1;
    if (size > most) [best, most] = [name, size];
  }
  return best ? `claims:${best}` : "whole:";
}

const home = homeOf();
let state = fresh(home);
let base = evaluate(book);
let now = base;
/** What came out without some layers, for readers go to and fro between few of them; the latest last. */
const bases = new Map([["", base]]);
let details = null;
/** Everything at a glance, where it is shown; and as it was last made, with all that it was made from. */
let wide = null;
let tiled = { key: "", view: null };
const past = [];
const boxes = [];

const shown = () => ({ now, base });
const map = new ArgumentMap(byId("map"), book, {
  open: (target) => open(target),
  toggle: (claim, on) =>
    go((next) => {
      next[on ? "open" : "closed"].add(claim);
      next[on ? "closed" : "open"].delete(claim);
    }),
  zoomed: () => {},
});
const acts = {
  open: (target) => open(target),
  view: (target) => go((next) => Object.assign(next, { view: target, selected: target, open: new Set(), closed: new Set() })),
  /** @param {(change: any) => void} edit @param {boolean} [settled] false while something is still being moved */
  change: (edit, settled = true) => go((next) => edit(next.change), settled),
  reset: () => go((next) => (next.change = { ...noChange(), layers: next.change.layers })),
  undo: () => {
    const before = past.pop();
    if (before) go((next) => (next.change = before), true, true);
  },
};
const side = outline(book, acts);
const bar = changeBar(book, acts);

/** Shows the details of something, and on the map where it is, or the map of it where it is not in sight. */
function open(target) {
  if (split(target)[0] === "sections") return acts.view(target);
  const keyboard = document.activeElement?.matches?.("#map :focus-visible");
  go((next) => {
    next.selected = target;
    const kind = split(target)[0];
    const there = next.view === "whole:" || map.find(target) || kind === "steps" || kind === "sources" || kind === "groups";
    if (!there) Object.assign(next, { view: target, open: new Set(), closed: new Set() });
  });
  pane("details");
  if (keyboard) byId("details-title").focus();
  return undefined;
}

/** A change of the state, told to the address: a step of its own where it is settled. */
function go(edit, settled = true, undoing = false) {
  const next = copied(state);
  edit(next);
  const hash = `#${written(next, home)}`;
  const before = `#${written(state, home)}`;
  const changed = JSON.stringify(changeKey(next)) !== JSON.stringify(changeKey(settledChange));
  if (settled && changed && !undoing) past.push(settledChange.change);
  apply(next);
  if (settled) settledChange = copied(next);
  if (settled && (hash !== before || hash !== location.hash)) history.pushState(null, "", hash);
  else history.replaceState(history.state, "", hash);
}

const changeKey = ({ change }) => Object.values(change).map((value) => [...value]);
let settledChange = copied(state);

/** Whether results followed from one another have gathered so many bits of inputs that it is quicker to begin anew. */
const stale = () => now.weighing && now.weighing.state.inputs > 2n * base.weighing.state.inputs + 256n;

/** What comes out without some layers and with no other change. @param {Set<string>} layers */
function baseWithout(layers) {
  const key = [...layers].sort().join();
  const found = bases.get(key) ?? evaluate(book, { ...noChange(), layers });
  bases.delete(key);
  bases.set(key, found);
  if (bases.size > MOST_BASES) bases.delete(bases.keys().next().value);
  return found;
}

/** Everything on the page as a state wants it; what is the same already stays. */
function apply(next) {
  const before = state;
  state = next;
  const same = (key) => JSON.stringify([...before[key]]) === JSON.stringify([...next[key]]);
  const layers = JSON.stringify([...before.change.layers]) === JSON.stringify([...next.change.layers]);
  if (!layers) base = baseWithout(next.change.layers);
  now = supposes(next.change) ? evaluate(book, next.change, stale() ? base : now) : base;
  const viewed = before.view === next.view && before.depth === next.depth;
  const folded = same("open") && same("closed") && same("hide") && layers;
  for (const name of HIDEABLE) setClass(document.body, `no-${name}`, next.hide.has(name));
  if (!viewed || !folded || !drawnOnce) draw(viewed && drawnOnce);
  else (wide ?? map).update(shown());
  const turned = before.selected !== next.selected || !details;
  if (turned) select();
  else details.update(shown());
  side.update(shown());
  bar.update(shown());
  toolbar();
  // All that measures comes last, and before boxes are moved: the page is laid out once, when everything on it is written.
  if (!wide) map.measure();
  if (turned) {
    byId("details").scrollTo(0, 0);
    side.reveal();
  }
  if (wide) return;
  map.place();
  const card = turned && state.selected ? map.find(state.selected) : null;
  if (card && !map.inSight(card)) map.reveal(card);
}

let drawnOnce = false;

function draw(keep) {
  const tiles = state.view === "whole:";
  byId("map").hidden = tiles;
  byId("whole").hidden = !tiles;
  wide = null;
  if (tiles) {
    const key = JSON.stringify([[...state.change.layers].sort(), state.hide.has("reported")]);
    if (key !== tiled.key) {
      tiled = { key, view: wholeView(book, state, acts.open) };
      byId("whole").replaceChildren(tiled.view.element);
    }
    wide = tiled.view;
    wide.update(shown());
    wide.select(state.selected);
  } else map.draw(shown(), state, keep);
  drawnOnce = true;
}

/** The details of what is selected. */
function select() {
  const [kind, id] = split(state.selected);
  const makers = {
    claims: claimDetails,
    evidence: evidenceDetails,
    steps: stepDetails,
    questions: questionDetails,
    sources: sourceDetails,
    groups: groupDetails,
    sections: sectionDetails,
  };
  details = makers[kind] ? makers[kind](book, id, acts, shown()) : welcome(book, home, acts);
  details.update(shown());
  setText(byId("details-title"), makers[kind] ? say("study.details-of", { kind: say(`study.kind.${kind}`).toLocaleLowerCase() }) : say("study.begin-here"));
  byId("details-body").replaceChildren(details.element);
  (wide ?? map).select(state.selected);
  side.select(state.selected);
}

let titled = "";

/** The line above the map: what it shows, and how deep. */
function toolbar() {
  const [kind, id] = split(state.view);
  const title = kind === "sections" ? book.sections[id].title : kind === "sources" ? label(book, id) : kind === "groups" ? id : id && textOf(book, id);
  if (titled !== state.view) byId("view-title").replaceChildren(el("b", {}, say(`study.kind.${kind === "evidence" ? "item" : kind}`)), title ? ": " : "", title ? prose("span", "", title) : "");
  titled = state.view;
  setText(byId("depth"), say("study.deep", { n: state.depth }));
  byId("depth-tools").hidden = kind === "questions" || kind === "whole";
  byId("zoom-tools").hidden = kind === "whole";
  byId("shallower").disabled = state.depth < 1;
  byId("deeper").disabled = state.depth > 8;
  byId("to-whole").setAttribute("aria-pressed", String(kind === "whole"));
  byId("to-home").setAttribute("aria-pressed", String(state.view === home));
  for (const { input, on } of boxes) input.checked = on();
}

/** On a narrow screen one part of the page is in sight at a time. */
function pane(name) {
  document.body.dataset.pane = name;
  for (const button of byId("panes").querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.pane === name));
}

function start() {
  setText(byId("title"), book.title);
  byId("outline-body").append(side.element);
  byId("bar").append(bar.element);
  const set = byId("switches");
  const box = (text, on, change) => {
    const input = el("input", { type: "checkbox", onchange: () => go((next) => change(next, input.checked)) });
    boxes.push({ input, on });
    return el("p", {}, el("label", {}, input, " ", text));
  };
  for (const name of HIDEABLE) {
    set.append(box(say(`study.switch.${name}`), () => !state.hide.has(name), (next, on) => (on ? next.hide.delete(name) : next.hide.add(name))));
  }
  set.append(box(say("study.switch.groups"), () => !state.hide.has("groups"), (next, on) => (on ? next.hide.delete("groups") : next.hide.add("groups"))));
  if (book.layers.length) {
    set.append(el("h3", {}, say("study.layers")));
    for (const layer of book.layers) {
      set.append(box(layer, () => !state.change.layers.has(layer), (next, on) => (on ? next.change.layers.delete(layer) : next.change.layers.add(layer))));
    }
  }
  const press = (id, act) => byId(id).addEventListener("click", act);
  byId("skip").addEventListener("click", (event) => {
    // The address holds the state of the page: a link to a part of it would overwrite that.
    event.preventDefault();
    pane("map");
    byId("map-main").focus();
  });
  press("fit", () => map.fit());
  press("larger", () => map.zoom(1.25));
  press("smaller", () => map.zoom(0.8));
  press("deeper", () => go((next) => Object.assign(next, { depth: Math.min(9, next.depth + 1), open: new Set(), closed: new Set() })));
  press("shallower", () => go((next) => Object.assign(next, { depth: Math.max(0, next.depth - 1), open: new Set(), closed: new Set() })));
  press("to-whole", () => go((next) => (next.view = "whole:")));
  press("to-home", () => go((next) => Object.assign(next, { view: home, selected: "", depth: DEPTH, open: new Set(), closed: new Set() })));
  press("help-button", () => byId("help").showModal());
  for (const button of byId("panes").querySelectorAll("button")) button.addEventListener("click", () => pane(button.dataset.pane));
  byId("search").addEventListener("input", (event) => {
    side.search(event.target.value);
    if (event.target.value) pane("outline");
  });
  byId("search").form.addEventListener("submit", (event) => {
    event.preventDefault();
    byId("outline-body").querySelector(".results .entry")?.click();
  });
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=range],[type=checkbox]), select, textarea, dialog");
    if (event.key === "Escape" && byId("details").contains(event.target)) {
      pane("map");
      (map.find(state.selected) ?? map.buttons[0])?.focus();
    } else if (!typing && byId("keys").checked && !event.ctrlKey && !event.altKey && !event.metaKey) {
      if (event.key === "/") byId("search").focus();
      else if (event.key === "?") byId("help").showModal();
      else return;
      event.preventDefault();
    }
  });
  // What opens over the page closes when its reader turns elsewhere.
  const sheets = () => document.querySelectorAll("details.menu[open], details.changes[open]");
  addEventListener("pointerdown", (event) => {
    for (const sheet of sheets()) if (!sheet.contains(event.target)) sheet.open = false;
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const sheet of sheets()) sheet.open = false;
  });
  addEventListener("popstate", restore);
  addEventListener("hashchange", restore);
  let before = null;
  addEventListener("beforeprint", () => {
    before = [map.x, map.y, map.scale];
    map.scale = Math.min(1, 960 / Math.max(map.width, 1));
    [map.x, map.y] = [0, 0];
    map.apply(false);
    byId("map").style.setProperty("--printed", `${Math.ceil(map.height * map.scale)}px`);
  });
  addEventListener("afterprint", () => {
    [map.x, map.y, map.scale] = before ?? [map.x, map.y, map.scale];
    map.apply(false);
  });
  pane("map");
  apply(read(location.hash, home, book));
  settledChange = copied(state);
  history.replaceState(null, "", location.hash || "#");
}

function restore() {
  if (`#${written(state, home)}` === (location.hash || "#")) return;
  apply(read(location.hash, home, book));
  settledChange = copied(state);
}

start();
