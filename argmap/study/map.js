/**
 * Map: the cards of a view at their places with the lines between them, moved and scaled by mouse, touch and keys.
 *
 * @typedef {import("./cards.js").Card} Card
 * @typedef {{open: (target: string) => void, toggle: (claim: string, shown: boolean) => void, zoomed: () => void}} Acts
 * @typedef {{card: Card, element: HTMLElement, button: ?HTMLElement, fold: (node: import("./views.js").Node) => void}} Kept
 */
import { count, say } from "./words.js";
import { el, placeInOrder, setAttributes, setClass, setStyle, setText, svg } from "./parts.js";
import { cardOf, uppersCard } from "./cards.js";
import { arrange } from "./layout.js";
import { forest } from "./views.js";

const LEAST = 0.08;
const MOST_SCALE = 3;
const DASHES = { attack: "8 4", undercut: "2 4", undermine: "2 4" };
const MARGIN = 24;
const FOLD = 112; // what a button that hides lines takes of the lower edge of a card
const BELOW = 16; // room below a card for the button that shows its lines, which keeps its size while cards shrink
const PROJECTED = 1100; // a map wider than this is on a wall or a desk, and read from farther away
const EM = 16;

export class ArgumentMap {
  /** @param {HTMLElement} frame @param {import("./records.js").Book} book @param {Acts} acts */
  constructor(frame, book, acts) {
    this.frame = frame;
    this.book = book;
    this.acts = acts;
    this.lines = svg("svg", { class: "lines", "aria-hidden": "true" });
    this.holder = el("div", { class: "cards" });
    this.canvas = el("div", { class: "canvas" }, this.lines, this.holder);
    frame.append(this.canvas);
    /** @type {Map<string, Kept>} boxes as they were made, by all that they were made from */
    this.kept = new Map();
    this.x = this.y = 0;
    this.scale = 1;
    /** @type {?{keep: boolean, again: ?HTMLElement}} what of a new drawing is still to be done */
    this.drawing = null;
    this.moved = false;
    /** @type {Card[]} */
    this.cards = [];
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.listen();
  }

  /**
   * Makes a view; boxes that stood in the last one as they are stay where they are in the document, and only what is new is made.
   * `measure` and `place` lay it out.
   * @param {any} shown @param {any} state @param {boolean} keep whether the reader stays where he is
   */
  draw(shown, state, keep) {
    const active = this.frame.contains(document.activeElement) ? document.activeElement : null;
    const focused = active?.closest("[data-target]")?.dataset.target;
    const folded = active?.closest(".fold")?.dataset.of;
    const { roots } = forest(this.book, shown.now, state);
    const before = this.kept;
    this.kept = new Map();
    const elements = [];
    /** @type {any[]} */
    this.boxes = roots.map((root) => this.box(root, before, elements));
    this.cards = [...this.kept.values()].map((kept) => kept.card);
    placeInOrder(this.holder, elements);
    for (const card of this.cards) card.update(shown);
    this.buttons = [...this.holder.querySelectorAll("[data-target]")];
    this.select(state.selected);
    const again = focused ? this.find(focused) : folded && this.holder.querySelector(`[data-of="${CSS.escape(folded)}"]`);
    this.drawing = { keep, again: again === active ? null : again };
  }

  /** What is kept of an earlier drawing under a key, or made now. @param {string} key @param {() => Kept} make @returns {Kept} */
  keptOr(key, before, make) {
    const found = before.get(key) ?? make();
    this.kept.set(key, found);
    return found;
  }

  /** A node as a box that can be measured; its card, and the ways to show and hide what hangs under it. */
  box(node, before, elements) {
    let above = null;
    if (node.uppers?.length) {
      above = this.keptOr(`uppers ${JSON.stringify(node.uppers)}`, before, () => {
        const card = uppersCard(this.book, node.uppers);
        return { card, element: el("div", { class: "box uppers" }, card.element), button: null, fold: () => {} };
      });
      elements.push(above.element);
    }
    // A statement may be named again more than once.
    let key = keyOf(node);
    while (this.kept.has(key)) key += " again";
    const { element, fold } = this.keptOr(key, before, () => this.made(node));
    fold(node);
    elements.push(element);
    const box = { id: node.id, node, element, relation: node.relation, kept: node.fold ? FOLD : 0, width: 0, height: 0, children: [] };
    box.children = node.children.map((child) => this.box(child, before, elements));
    if (!above) return box;
    const up = { id: "", node: null, element: above.element, relation: null, width: 0, height: 0, children: [box] };
    box.relation = "bears";
    return up;
  }

  /** @returns {Kept} */
  made(node) {
    const card = cardOf(this.book, node);
    const element = el("div", { class: `box ${node.kind}` }, card.element);
    let shown = false;
    const words = el("span", {});
    const button = el("button", { class: "fold", type: "button", "data-of": node.id, onclick: () => this.acts.toggle(node.id, !shown) }, words, el("span", { class: "unseen" }, ` ${say("study.of", { name: node.id })}`));
    const fold = ({ cut, fold: unfolded }) => {
      shown = Boolean(unfolded);
      const lines = cut || unfolded;
      setClass(element, "folds", Boolean(lines));
      if (!lines) return button.remove();
      setText(words, count(shown ? "hide-lines" : "show-lines", lines));
      button.setAttribute("aria-expanded", String(shown));
      if (!button.isConnected) element.append(button);
      return undefined;
    };
    return { card, element, button, fold };
  }

  /**
   * Measures the frame and every box; asked when all of the page is written, for measuring lays it out. What is only placed, by `place`,
   * is never asked again, so that one change lays the page out once.
   */
  measure() {
    if (this.drawing) {
      this.all = [];
      const walk = (box) => {
        this.all.push(box);
        box.children.forEach(walk);
      };
      this.boxes.forEach(walk);
    }
    this.room = [this.frame.clientWidth, this.frame.clientHeight];
    const sizes = this.all.map((box) => box.element.offsetHeight);
    this.moved = Boolean(this.drawing) || sizes.some((size, k) => Math.abs(size - this.sizes[k]) > 0.5);
    if (!this.moved) return;
    this.sizes = sizes;
    this.all.forEach((box, k) => ([box.width, box.height] = [box.element.offsetWidth, sizes[k] + (box.node?.cut ? BELOW : 0)]));
  }

  /** Puts every box that was measured in its place; the lines follow. */
  place() {
    if (!this.moved) return;
    const { places, wires, brackets, width, height } = arrange(this.boxes, this.readable());
    for (const box of this.all) {
      [box.x, box.y] = [Math.round(places.get(box).x), Math.round(places.get(box).y)];
      setStyle(box.element, "translate", `${box.x}px ${box.y}px`);
    }
    [this.width, this.height] = [width, height];
    setAttributes(this.lines, { class: "lines", "aria-hidden": "true", width, height });
    const paths = [...wires.flatMap(drawn), ...brackets.map(bracket)];
    const there = /** @type {SVGElement[]} */ ([...this.lines.children]);
    for (const path of there.slice(paths.length)) path.remove();
    paths.forEach((attributes, k) => (there[k] ? setAttributes(there[k], attributes) : this.lines.append(svg("path", attributes))));
    const { keep, again } = this.drawing ?? { keep: true, again: null };
    if (this.drawing && keep) this.unscale();
    [this.drawing, this.moved] = [null, false];
    if (!keep) this.settle();
    again?.focus({ preventScroll: true });
  }

  /** The width in which cards can be read without moving the map; answers to a question stand side by side if need be. */
  readable() {
    const far = this.room[0] > PROJECTED ? 1.4 : 1;
    const least = (this.boxes[0]?.node?.kind === "question" ? 0.5 : 0.8) * far;
    return Math.max(this.room[0] - 2 * MARGIN, 300) / least;
  }

  /** Cards as they are after a change. */
  update(shown) {
    for (const card of this.cards) card.update(shown);
  }

  /** Marks what is selected; it is also where Tab leads. */
  select(target) {
    let first = null;
    for (const button of this.buttons) {
      const on = button.dataset.target === target && target !== "";
      setClass(button, "selected", on);
      if (button.matches(".frame>.card.step")) setClass(button.parentElement, "holding", on);
      button.tabIndex = -1;
      if (on) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      if (on) first ??= button;
    }
    const entry = first ?? this.buttons.find((button) => button.closest(".box.claim, .box.question, .box.evidence")) ?? this.buttons[0];
    if (entry) entry.tabIndex = 0;
  }

  /** @param {string} target @returns {?HTMLElement} */
  find(target) {
    const found = this.buttons.filter((button) => button.dataset.target === target);
    return found.find((button) => !button.classList.contains("again") && !button.classList.contains("upper")) ?? null;
  }

  // ------------------------------------------------------------------------------------------------ moving and scaling

  /** The first look: as wide as the frame, and no smaller than can be read; what is longer goes on below. */
  settle() {
    const [wide, high] = this.room;
    const most = wide > PROJECTED ? 1.4 : 1;
    const fit = Math.min((wide - 2 * MARGIN) / this.width, (high - 2 * MARGIN) / this.height, most);
    const across = Math.min((wide - 2 * MARGIN) / this.width, most);
    this.scale = Math.max(fit, Math.min(across, most - 0.05), wide < 500 ? 0.6 : 0.45);
    this.x = Math.max((wide - this.width * this.scale) / 2, MARGIN);
    this.y = MARGIN;
    this.apply(false);
  }

  /** All of it at once. */
  fit() {
    const { clientWidth: wide, clientHeight: high } = this.frame;
    this.scale = Math.max(LEAST, Math.min((wide - 2 * MARGIN) / this.width, (high - 2 * MARGIN) / this.height, 1.2));
    this.x = (wide - this.width * this.scale) / 2;
    this.y = Math.max((high - this.height * this.scale) / 2, MARGIN);
    this.apply(true);
  }

  /** Scales about a point of the frame. @param {number} factor */
  zoom(factor, x = this.frame.clientWidth / 2, y = this.frame.clientHeight / 2, smooth = true) {
    const next = Math.min(Math.max(this.scale * factor, LEAST), MOST_SCALE);
    this.x = x - ((x - this.x) * next) / this.scale;
    this.y = y - ((y - this.y) * next) / this.scale;
    this.scale = next;
    this.apply(smooth);
  }

  pan(dx, dy, smooth = true) {
    this.x += dx;
    this.y += dy;
    this.apply(smooth);
  }

  apply(smooth) {
    setClass(this.canvas, "smooth", smooth && !this.still.matches);
    this.unscale();
    setStyle(this.canvas, "transform", `translate(${this.x}px, ${this.y}px) scale(${this.scale})`);
    this.acts.zoomed();
  }

  /** Whether the whole box around a card is in sight, by the places that boxes were given: the browser is asked nothing. @param {HTMLElement} card */
  inSight(card) {
    const element = card.closest(".box");
    const box = this.all.find((one) => one.element === element);
    const [left, top] = [this.x + box.x * this.scale, this.y + box.y * this.scale];
    const [right, bottom] = [left + box.width * this.scale, top + box.height * this.scale];
    return left >= MARGIN && top >= MARGIN && right <= this.room[0] - MARGIN && bottom <= this.room[1] - MARGIN;
  }

  /** What is pressed keeps its size while the cards shrink. (A property that cards inherit would have the browser style all of them anew.) */
  unscale() {
    const scale = String(Math.min(Math.max(1 / this.scale, 1), 2.2));
    for (const { button } of this.kept.values()) if (button) setStyle(button, "scale", scale);
  }

  /** Moves as little as brings a card into sight. @param {?HTMLElement} card */
  reveal(card) {
    if (!card) return;
    // Where the card will be once the map has come to rest: what is seen may still be on its way there.
    const [seen, canvas, frame] = [card, this.canvas, this.frame].map((one) => one.getBoundingClientRect());
    const by = this.scale / (seen.width / card.offsetWidth || 1);
    const place = (value, from, to) => to + (value - from) * by;
    const [left, right] = [seen.left, seen.right].map((x) => place(x, canvas.left, frame.left + this.x));
    const [top, bottom] = [seen.top, seen.bottom].map((y) => place(y, canvas.top, frame.top + this.y));
    const own = { left, right, top, bottom };
    const into = (low, high, from, to) => (high - low > to - from || low < from ? from - low : high > to ? to - high : 0);
    const dx = into(own.left, own.right, frame.left + MARGIN, frame.right - MARGIN);
    const dy = into(own.top, own.bottom, frame.top + MARGIN, frame.bottom - MARGIN);
    if (dx || dy) this.pan(dx, dy);
  }

  listen() {
    const { frame } = this;
    const fingers = new Map();
    let moved = 0;
    const at = (event) => {
      const box = frame.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    frame.addEventListener("wheel", (event) => {
      event.preventDefault();
      const unit = event.deltaMode === 1 ? EM : 1;
      if (event.shiftKey) this.pan(-(event.deltaX || event.deltaY) * unit, 0, false);
      else this.zoom(Math.exp((-event.deltaY * unit) / (event.ctrlKey ? 120 : 480)), at(event).x, at(event).y, false);
    }, { passive: false });
    frame.addEventListener("pointerdown", (event) => {
      if (event.button > 1 || event.target.closest("button")) return;
      fingers.set(event.pointerId, at(event));
      moved = 0;
    });
    frame.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = at(event);
      const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      moved += Math.hypot(now.x - before.x, now.y - before.y);
      if (moved > 4) frame.setPointerCapture(event.pointerId);
      if (others.length) {
        const span = (point) => Math.hypot(point.x - others[0].x, point.y - others[0].y);
        this.zoom(span(now) / Math.max(span(before), 1), others[0].x, others[0].y, false);
      } else if (moved > 4) this.pan(now.x - before.x, now.y - before.y, false);
      fingers.set(event.pointerId, now);
    });
    for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, (event) => fingers.delete(event.pointerId));
    frame.addEventListener("click", (event) => {
      const card = event.target.closest("[data-target]");
      if (card && moved <= 4) this.acts.open(card.dataset.target);
    });
    frame.addEventListener("dblclick", (event) => {
      if (!event.target.closest("[data-target], button")) this.zoom(1.5, at(event).x, at(event).y);
    });
    frame.addEventListener("keydown", (event) => this.press(event));
    frame.addEventListener("focusin", (event) => {
      // The browser cannot scroll what has the focus into sight: here it is the canvas that moves.
      if (event.target.matches(":focus-visible")) this.reveal(event.target);
    });
  }

  press(event) {
    const card = event.target.closest("[data-target]");
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const far = 80;
    const pans = { ArrowLeft: [far, 0], ArrowRight: [-far, 0], ArrowUp: [0, far], ArrowDown: [0, -far] };
    const keys = { "+": () => this.zoom(1.25), "=": () => this.zoom(1.25), "-": () => this.zoom(0.8), 0: () => this.fit() };
    if ((event.key === "Enter" || event.key === " ") && card && event.target === card) this.acts.open(card.dataset.target);
    else if (keys[event.key]) keys[event.key]();
    else if (pans[event.key] && (event.shiftKey || !card)) this.pan(...pans[event.key]);
    else if (pans[event.key] && card) this.step(card, event.key);
    else if ((event.key === "Home" || event.key === "End") && this.buttons.length) this.focus(this.buttons.at(event.key === "Home" ? 0 : -1));
    else return;
    event.preventDefault();
  }

  focus(button) {
    for (const other of this.buttons) other.tabIndex = other === button ? 0 : -1;
    button.focus({ preventScroll: true });
    this.reveal(button);
  }

  /** From card to card: the nearest one in the direction of the key, those straight ahead first. */
  step(card, key) {
    const own = card.getBoundingClientRect();
    const upright = key === "ArrowUp" || key === "ArrowDown";
    const sign = key === "ArrowUp" || key === "ArrowLeft" ? -1 : 1;
    let [best, least] = [null, Infinity];
    for (const other of this.buttons) {
      if (other === card) continue;
      const box = other.getBoundingClientRect();
      const ahead = upright
        ? sign > 0 ? box.top - own.bottom : own.top - box.bottom
        : sign > 0 ? box.left - own.right : own.left - box.right;
      if (ahead < -8) continue;
      const aside = upright
        ? Math.max(0, Math.max(box.left - own.right, own.left - box.right)) * 3 + Math.abs(box.left + box.right - own.left - own.right) / 8
        : Math.max(0, Math.max(box.top - own.bottom, own.top - box.bottom)) * 3 + Math.abs(box.top - own.top) / 4;
      if (ahead + aside < least) [best, least] = [other, ahead + aside];
    }
    if (best) this.focus(best);
  }
}

// ---------------------------------------------------------------------------------------------------------------- lines

/** Attributes of the paths of a line with the head of its relation. @param {import("./layout.js").Wire} wire */
function drawn({ relation, points, head }) {
  const d = rounded(points);
  const line = (name, width, more = {}) => ({ class: `n ${name}`, "stroke-width": width, d, ...more });
  if (relation === "rival") return [line("s-line", 5), line("s-paper", 2.2)];
  if (relation === "premise" || relation === "bears") return [line("s-line", 1.6)];
  const role = relation === "undermine" ? "undercut" : relation;
  const path = line(`s-${role}`, 2.2, DASHES[relation] ? { "stroke-dasharray": DASHES[relation] } : {});
  if (!head) return [path];
  const { x, y } = points[points.length - 1];
  const shapes = {
    support: { class: "f-support", d: `M${x} ${y}l5.5 11h-11z` },
    attack: { class: "n s-attack", "stroke-width": 4, d: `M${x - 8} ${y + 4}h16` },
    undercut: { class: "f-card s-undercut", "stroke-width": 1.7, d: `M${x} ${y}l5.5 7l-5.5 7l-5.5 -7z` },
  };
  return [path, shapes[role]];
}

/** A path of level and upright pieces with rounded corners. */
function rounded(points) {
  let d = `M${points[0].x} ${points[0].y}`;
  for (let k = 1; k < points.length; k += 1) {
    const [before, corner, after] = [points[k - 1], points[k], points[k + 1]];
    if (!after) d += `L${corner.x} ${corner.y}`;
    else {
      const radius = Math.min(7, distance(before, corner) / 2, distance(corner, after) / 2);
      const [a, b] = [toward(corner, before, radius), toward(corner, after, radius)];
      d += `L${a.x} ${a.y}Q${corner.x} ${corner.y} ${b.x} ${b.y}`;
    }
  }
  return d;
}

const distance = (a, b) => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
const toward = (from, to, far) => ({ x: from.x + Math.sign(to.x - from.x) * far, y: from.y + Math.sign(to.y - from.y) * far });

/** Premises that are needed together: a bracket around their lines, with a plus in it. */
function bracket({ x1, x2, y }) {
  const middle = (x1 + x2) / 2;
  const d = `M${x1 - 7} ${y - 5}V${y}H${middle - 8}M${middle + 8} ${y}H${x2 + 7}V${y - 5}M${middle - 5} ${y}h10m-5 -5v10`;
  return { class: "n s-line", "stroke-width": 1.6, d };
}

// ------------------------------------------------------------------------------------------------- what stays as it is

/** All that a node's card is made from. @param {import("./views.js").Node} node */
const keyOf = ({ kind, id, relation, docked, elsewhere, brief, focus, lines, joinedBy, mode }) =>
  JSON.stringify([kind, id, relation, docked, elsewhere, brief, focus, lines?.map((line) => line.id), joinedBy, mode]);
