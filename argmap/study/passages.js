/** Passages: the reader's own copy of a source's text, where it was embedded, with a passage shown in its place. */
import { label, placeName } from "./records.js";
import { append, el } from "./parts.js";
import { say } from "./words.js";

const AROUND = 280;

/** A text as code points, by which its places are counted; made once. @returns {string[]} */
function points(book, source) {
  book.points ??= new Map();
  if (!book.points.has(source)) book.points.set(source, Array.from(book.texts[source]));
  return book.points.get(source);
}

/**
 * The passage of a locator with what stands around it, its hedges marked; nothing where the text is not embedded.
 * @param {any} book @param {any} at @param {string[]} [hedges]
 */
export function passage(book, at, hedges = []) {
  if (!at?.ranges?.length || !Object.hasOwn(book.texts ?? {}, at.source)) return null;
  const text = points(book, at.source);
  const ranges = [...at.ranges].sort((a, b) => a[0] - b[0]);
  const [start, end] = [ranges[0][0], ranges[ranges.length - 1][1]];
  let [first, last] = [Math.max(0, start - AROUND), Math.min(text.length, end + AROUND)];
  while (first > 0 && !/\s/.test(text[first - 1])) first -= 1;
  while (last < text.length && !/\s/.test(text[last])) last += 1;
  const quote = el("blockquote", { class: "passage", dir: "auto" });
  let from = first;
  if (first > 0) quote.append("… ");
  for (const [low, high] of ranges) {
    append(quote, [text.slice(from, low).join(""), marked(text.slice(low, high).join(""), hedges)]);
    from = high;
  }
  append(quote, [text.slice(from, last).join("")]);
  if (last < text.length) quote.append(" …");
  return el("figure", { class: "text" }, quote, el("figcaption", { class: "quiet" }, say("study.own-copy", { place: placeName(book, at), source: label(book, at.source) })));
}

/** A passage as marked, with the words of its hedges marked once more. */
function marked(text, hedges) {
  const node = el("mark", {});
  let rest = text;
  for (;;) {
    const hits = hedges.map((words) => [rest.toLowerCase().indexOf(words.toLowerCase()), words.length]).filter(([k]) => k >= 0);
    if (!hits.length) break;
    const [at, length] = hits.sort((a, b) => a[0] - b[0])[0];
    append(node, [rest.slice(0, at), el("strong", { class: "hedgeword" }, rest.slice(at, at + length))]);
    rest = rest.slice(at + length);
    if (!length) break;
  }
  return append(node, [rest]);
}
