/**
 * Layout: a forest of boxes of known size → where each stands, and the lines between them, level and upright.
 *
 * Trees are tidy: a box stands over the middle of what hangs under it, and branches are as near to one another as their
 * outlines allow (E. M. Reingold and J. S. Tilford, Tidier drawings of trees, 1981, for boxes of any height). Boxes with
 * nothing below them stand in columns, so that a claim with many lines is no wider than a screen.
 *
 * @typedef {{id: string, width: number, height: number, relation: ?string, children: Box[]}} Box
 * @typedef {{x: number, y: number}} Point
 * @typedef {{relation: string, points: Point[], head: boolean}} Wire
 */

const GAP_X = 18;
const GAP_Y = 34;
const TRACK = 9;
const STACKED = 14;
const INDENT = 24;
const ARRIVING = 30;
const COLUMN = 760;

/**
 * @param {Box[]} roots
 * @param {number} wide the width at which trees begin a new row
 * @returns {{places: Map<Box, Point>, wires: Wire[], brackets: {x1: number, x2: number, y: number}[], width: number, height: number}}
 */
export function arrange(roots, wide) {
  const out = { places: new Map(), wires: [], brackets: [], width: 0, height: 0 };
  let [x, y, row] = [0, 0, 0];
  for (const root of roots) {
    const unit = tree(root);
    if (x > 0 && x + unit.right - unit.left > wide) [x, y, row] = [0, y + row + 2 * GAP_Y, 0];
    settle(unit, x - unit.left, y, out);
    x += unit.right - unit.left + 2.5 * GAP_X;
    row = Math.max(row, unit.bottom);
    out.width = Math.max(out.width, x - 2.5 * GAP_X);
    out.height = Math.max(out.height, y + row);
  }
  return out;
}

/** The gap under a box: room for as many level pieces as its children need. */
const gapUnder = (units) => GAP_Y + TRACK * Math.max(0, Math.ceil(units.length / 2) - 1);

/**
 * A subtree with its own box at x = 0 (its middle), and its outline: spans of y with their left and right ends.
 */
function tree(box) {
  const units = columns(box.children);
  const own = { top: 0, bottom: box.height, left: -box.width / 2, right: box.width / 2 };
  if (!units.length) return measured({ box, units, shifts: [], outline: [own] });
  const gap = gapUnder(units);
  const shifts = [];
  const outline = [];
  for (const unit of units) {
    let shift = 0;
    if (outline.length) {
      shift = -Infinity;
      for (const before of outline) {
        for (const span of unit.outline) {
          // A little above and below counts too, so that lines have room.
          if (span.top < before.bottom + GAP_Y && before.top < span.bottom + GAP_Y) {
            shift = Math.max(shift, before.right + GAP_X - span.left);
          }
        }
      }
      if (shift === -Infinity) shift = Math.max(...outline.map((span) => span.right)) + GAP_X - unit.left;
    }
    shifts.push(shift);
    outline.push(...unit.outline.map((span) => ({ ...span, left: span.left + shift, right: span.right + shift })));
  }
  const ends = units.map((unit, k) => shifts[k] + unit.anchor);
  const middle = (ends[0] + ends[ends.length - 1]) / 2;
  const under = box.height + gap;
  const moved = outline.map((span) => ({
    top: span.top + under,
    bottom: span.bottom + under,
    left: span.left - middle,
    right: span.right - middle,
  }));
  return measured({ box, units, shifts: shifts.map((shift) => shift - middle), gap, outline: [own, ...moved] });
}

function measured(unit) {
  unit.left = Math.min(...unit.outline.map((span) => span.left));
  unit.right = Math.max(...unit.outline.map((span) => span.right));
  unit.bottom = Math.max(...unit.outline.map((span) => span.bottom));
  unit.anchor ??= 0;
  return unit;
}

/** Children as units: those with something below them alone, the others in columns by relation, none very high. */
function columns(children) {
  const leaf = (box) => !box.children.length && ["support", "attack", "undercut", "undermine"].includes(box.relation);
  const leaves = children.filter(leaf);
  if (leaves.length < 3) return children.map(tree);
  const relations = [...new Set(leaves.map((box) => box.relation))];
  const stacks = [];
  for (const relation of relations) {
    const some = leaves.filter((box) => box.relation === relation);
    const total = some.reduce((sum, box) => sum + box.height + STACKED, 0);
    const count = Math.max(1, Math.min(some.length, Math.round(Math.sqrt(total / 420)), 5), Math.ceil(total / (3 * COLUMN)));
    const target = total / count;
    let column = [];
    let height = 0;
    for (const box of some) {
      if (column.length && height + box.height / 2 > target) {
        stacks.push(stack(column, relation));
        [column, height] = [[], 0];
      }
      column.push(box);
      height += box.height + STACKED;
    }
    stacks.push(stack(column, relation));
  }
  const others = children.filter((box) => !leaf(box)).map((box) => tree(box));
  const support = others.filter((unit) => unit.box.relation !== "attack");
  const attack = others.filter((unit) => unit.box.relation === "attack");
  const [good, bad] = [stacks.filter((s) => s.relation !== "attack"), stacks.filter((s) => s.relation === "attack")];
  return [...support, ...good, ...bad, ...attack];
}

/** Boxes hung under one another on a stem at their left. */
function stack(boxes, relation) {
  if (boxes.length === 1) return tree(boxes[0]);
  const width = Math.max(...boxes.map((box) => box.width));
  const outline = [];
  let y = 0;
  const tops = boxes.map((box) => {
    const top = y;
    y += box.height + STACKED;
    return top;
  });
  outline.push({ top: 0, bottom: y - STACKED, left: -INDENT - width / 2, right: width / 2 });
  return measured({ boxes, relation, tops, width, outline, anchor: -INDENT / 2 - width / 2, units: [], shifts: [] });
}

/** Everything of a unit at its final place. */
function settle(unit, x, y, out) {
  if (unit.boxes) {
    unit.boxes.forEach((box, k) => out.places.set(box, { x: x - unit.width / 2, y: y + unit.tops[k] }));
    return;
  }
  const { box, units } = unit;
  out.places.set(box, { x: x - box.width / 2, y });
  if (!units.length) return;
  const under = y + box.height + unit.gap;
  units.forEach((child, k) => settle(child, x + unit.shifts[k], under, out));
  connect(unit, x, y, under, out);
}

/** The lines from the children of a box to its bottom edge, outermost highest, so that none crosses another. */
function connect(unit, x, y, under, out) {
  const { box, units } = unit;
  const bottom = y + box.height;
  const starts = units.map((child, k) => x + unit.shifts[k] + child.anchor);
  const step = Math.min(ARRIVING, (box.width - 44) / Math.max(units.length - 1, 1));
  const ends = spread(starts, x, step, box.width / 2 - 22);
  const left = starts.map((start, k) => k).filter((k) => starts[k] < ends[k] - 0.5);
  const right = starts.map((start, k) => k).filter((k) => starts[k] > ends[k] + 0.5).reverse();
  const level = new Map();
  for (const side of [left, right]) side.forEach((k, n) => level.set(k, under - 14 - TRACK * (side.length - 1 - n)));
  const premises = [];
  units.forEach((child, k) => {
    const relation = child.relation ?? child.box.relation;
    const joint = relation === "premise" || relation === "rival";
    const top = joint && units.filter((u) => (u.box?.relation ?? u.relation) === "premise").length > 1 ? bottom + 9 : bottom;
    const turn = level.get(k);
    const upward = [{ x: ends[k], y: top }];
    const route = turn === undefined ? [] : [{ x: starts[k], y: turn }, { x: ends[k], y: turn }];
    if (child.boxes) {
      const heights = child.boxes.map((member, n) => under + child.tops[n] + Math.min(member.height / 2, 16));
      const inner = starts[k] + INDENT / 2;
      for (const height of heights.slice(0, -1)) {
        out.wires.push({ relation, head: false, points: [{ x: inner, y: height }, { x: starts[k], y: height }] });
      }
      const last = heights[heights.length - 1];
      out.wires.push({ relation, head: true, points: [{ x: inner, y: last }, { x: starts[k], y: last }, ...route, ...upward] });
    } else {
      out.wires.push({ relation, head: relation !== "premise", points: [{ x: starts[k], y: under }, ...route, ...upward] });
    }
    if (relation === "premise") premises.push(ends[k]);
  });
  if (premises.length > 1) out.brackets.push({ x1: Math.min(...premises), x2: Math.max(...premises), y: bottom + 9 });
}

/** Places on an edge, in order, `step` apart at least, as near to those wanted as can be. */
function spread(wanted, x, step, half) {
  const places = [];
  wanted.forEach((want, k) => {
    const low = k ? places[k - 1] + step : x - half;
    const high = x + half - step * (wanted.length - 1 - k);
    places.push(Math.min(Math.max(want, low), high));
  });
  // What was pushed to the right goes back where there is room.
  for (let k = places.length - 1; k >= 0; k -= 1) {
    const high = k < places.length - 1 ? places[k + 1] - step : x + half;
    const low = k ? places[k - 1] + step : x - half;
    places[k] = Math.max(Math.min(Math.max(wanted[k], low), high), low);
  }
  return places;
}
