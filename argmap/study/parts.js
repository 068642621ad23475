/**
 * Parts: elements made from data as text and never as markup, and the marks that cards and panel share with the pictures.
 *
 * @typedef {import("./evaluation.js").Interval} Interval
 */
import { digits } from "./records.js";
import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/** How each property that was asked for is set: as a listener, an attribute, or on the element. */
const ways = new Map();

function wayOf(name) {
  let way = ways.get(name);
  if (!way) {
    const attribute = /^(class|data-.*|aria-.*|role|for|dir|scope|id|list|lang)$/.test(name);
    way = name.startsWith("on") ? "listener" : attribute ? "attribute" : "property";
    ways.set(name, way);
  }
  return way;
}

/**
 * An element with its properties and children; strings become text. Properties in `on…` are listeners, `class`, `data-…`,
 * `aria-…`, `role`, `for`, `dir`, `scope` and `id` attributes; all others are set on the element.
 * @param {string} tag @param {Record<string, any>} [properties] @param {...any} children
 * @returns {any}
 */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const name in properties) {
    const value = properties[name];
    if (value === null || value === undefined || value === false) continue;
    const way = wayOf(name);
    if (way === "attribute") node.setAttribute(name, value === true ? "" : value);
    else if (way === "listener") node.addEventListener(name.slice(2), value);
    else node[name] = value;
  }
  append(node, children);
  return node;
}

/** Children into a node: text, nodes, lists of them; nothing for what is empty. */
export function append(node, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(node, child);
    else if (child !== null && child !== undefined && child !== false && child !== "") node.append(child);
  }
  return node;
}

/** An element of SVG with attributes. @param {string} tag @param {Record<string, any>} attributes @param {...any} children */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const name in attributes) node.setAttribute(name, String(attributes[name]));
  append(node, children);
  return node;
}

const patterns = new Map();

/** A copy of what is drawn alike many times, made part by part only once for each key. @param {string} key @param {() => SVGElement} make @returns {any} */
function drawnAlike(key, make) {
  if (!patterns.has(key)) patterns.set(key, make());
  return patterns.get(key).cloneNode(true);
}

/** Text of somebody's writing, whichever way its script runs. @param {string} tag @param {string} name */
export const prose = (tag, name, ...children) => el(tag, { class: name, dir: "auto" }, ...children);

/** Words for readers of the screen only. */
export const unseen = (...words) => el("span", { class: "unseen" }, ...words);

/** Text set only where it differs, and in the place of what stood there: a new node would be styled and laid out from nothing. */
export function setText(node, text) {
  const only = node.firstChild;
  if (only?.nodeType !== Node.TEXT_NODE || only.nextSibling) {
    if (node.textContent !== text) node.textContent = text;
  } else if (only.data !== text) only.data = text;
}

/** A class on or off. */
export function setClass(node, name, on) {
  if (node.classList.contains(name) !== on) node.classList.toggle(name, on);
}

/** A property of an element's own style, set only where it differs. */
export function setStyle(node, name, value) {
  if (node.style.getPropertyValue(name) !== value) node.style.setProperty(name, value);
}

/** The attributes of an element, these and no others, each set only where it differs. */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
  for (const name of node.getAttributeNames()) if (!Object.hasOwn(attributes, name)) node.removeAttribute(name);
}

/** Children in this order and no others; moved only where they are out of it, for what is moved is laid out again. */
export function placeInOrder(holder, elements) {
  let first = holder.firstElementChild;
  if (elements.every((element) => {
    const same = element === first;
    first = first?.nextElementSibling ?? null;
    return same;
  }) && !first) return;
  const wanted = new Set(elements);
  for (const child of [...holder.children]) if (!wanted.has(child)) child.remove();
  let next = holder.firstElementChild;
  for (const element of elements) {
    if (element === next) next = next.nextElementSibling;
    else holder.insertBefore(element, next);
  }
}

const STEPS = [0, 1, 2].map((k) => `M${11 * k + 0.5} 12v${-4 - 3.5 * k}h8v${4 + 3.5 * k}z`);
const CROSS = { class: "n s-attack", "stroke-width": "2.4", d: "M10 2l10 10m0 -10l-10 10" };

/** Three rising steps, filled as far as the grade goes; a cross for SX. `set(code)` changes it. */
export function gradeMark() {
  const node = drawnAlike("grade", () => svg("svg", { class: "grade", width: 32, height: 14, viewBox: "0 0 32 14", "aria-hidden": "true" }, svg("path"), svg("path")));
  const [full, empty] = node.childNodes;
  let shown = "";
  return {
    node,
    /** @param {string} code */
    set(code) {
      if (code === shown) return;
      shown = code;
      const level = Number(code[1]);
      setAttributes(full, code === "SX" ? CROSS : { class: "f-ink s-ink", d: STEPS.slice(0, level).join("") });
      setAttributes(empty, { class: "n s-ink", d: code === "SX" ? "" : STEPS.slice(level).join("") });
    },
  };
}

/**
 * The scale from 0 to 1: a band with its point, where it stood before a change, and above it the author's own band.
 * `set(band, before)` moves them.
 * @param {number} width @param {?[number, number]} hedge @param {boolean} [words]
 */
export function axis(width, hedge, words = true) {
  const rise = hedge ? 10 : 0;
  const y = rise + 7;
  const pad = 6;
  const at = (value) => pad + value * (width - 2 * pad);
  const node = drawnAlike(`axis ${width} ${rise} ${words}`, () => scale(width, y, at, words));
  const band = node.childNodes[1];
  const point = node.childNodes[2];
  if (hedge) {
    const [low, high] = hedge.map(at);
    const top = y - 13;
    node.insertBefore(svg("path", { class: "n s-hedge hedge", "stroke-width": 1.6, d: `M${low} ${top + 5}V${top}H${high}V${top + 5}` }), band);
  }
  let old = null;
  return {
    node,
    /** @param {?Interval} value @param {?Interval} before */
    set(value, before) {
      for (const part of [band, point]) part.setAttribute("visibility", value ? "visible" : "hidden");
      const moved = value && before && Math.abs(before.point - value.point) >= 0.0005;
      if (moved && !old) {
        old = svg("circle", { class: "n s-warn", cy: y, r: 4.6, "stroke-width": 1.6, "stroke-dasharray": "2 1.5" });
        node.insertBefore(old, point);
      }
      old?.setAttribute("visibility", moved ? "visible" : "hidden");
      if (moved) old.setAttribute("cx", String(at(before.point)));
      if (!value) return;
      band.setAttribute("x", String(at(value.low)));
      band.setAttribute("width", String(Math.max(at(value.high) - at(value.low), 1)));
      point.setAttribute("cx", String(at(value.point)));
    },
  };
}

/** The scale without its hedge, and with its band and its point at no place yet. */
function scale(width, y, at, words) {
  const ticks = [0, 1, 2, 3, 4].map((k) => `M${at(k / 4)} ${y - (k % 2 ? 4 : 6)}v${k % 2 ? 8 : 12}`).join("");
  const parts = [
    svg("path", { class: "n s-axis", d: `M${at(0)} ${y}H${at(1)}${ticks}` }),
    svg("rect", { class: "f-band s-support", y: y - 5, height: 10, rx: 2, "stroke-width": 1.1 }),
    svg("circle", { class: "f-ink s-card", cy: y, r: 4.6, "stroke-width": 1.4 }),
  ];
  const ends = [["no", 0, "start"], ["even", at(0.5), "middle"], ["sure", width, "end"]];
  if (words) parts.push(...ends.map(([word, x, anchor]) => svg("text", { class: "tick", x, y: y + 17, "text-anchor": anchor }, say(`card.${word}`))));
  const height = y + (words ? 20 : 7);
  return svg("svg", { class: "axis", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, parts);
}

/** A relation's head, upright, about 11 points high. */
export function icon(relation) {
  const shapes = {
    support: { class: "f-support", d: "M6 1l6 11h-12z" },
    attack: { class: "n s-attack", "stroke-width": 2.6, d: "M0 2.5h12m-6 0v10" },
  };
  const shape = shapes[relation] ?? { class: "f-card s-undercut", "stroke-width": 1.7, d: "M6 1l6 6l-6 6l-6 -6z" };
  return drawnAlike(`icon ${relation}`, () => svg("svg", { class: "icon", width: 13, height: 13, viewBox: "-0.5 0 13 13.5", "aria-hidden": "true" }, svg("path", shape)));
}

/** How a value differs from what it was, in words; nothing where it shows no difference. */
export function difference(now, before) {
  if (!now || !before) return "";
  const [shown, was] = [digits(now.point), digits(before.point)];
  return shown === was ? "" : say("study.was", { value: was });
}
