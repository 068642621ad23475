/**
 * Layout: a forest of boxes of known size → where each stands, and the lines between them, level and upright.
 *
 * Trees are tidy: a box stands over the middle of what hangs under it, and branches are as near to one another as their
 * outlines allow (E. M. Reingold and J. S. Tilford, Tidier drawings of trees, 1981, for boxes of any height). What would
 * be wider than can be read is hung under one another on stems instead, at the left, like the lines of an outline. Boxes
 * with nothing below them stand in columns, so that a claim with many lines is no wider than a screen.
 *
 * @typedef {{id: string, width: number, height: number, relation: ?string, kept?: number, children: Box[]}} Box
 * @typedef {{x: number, y: number}} Point
 * @typedef {{relation: string, points: Point[], head: boolean}} Wire
 */

const GAP_X = 18;
const GAP_Y = 34;
const TRACK = 9;
const STACKED = 14;
const INDENT = 24;
const STEM = 17;
const ARRIVING = 30;
const COLUMN = 760;
const LEAST_ROOM = 330;

/**
 * @param {Box[]} roots
 * @param {number} wide the width that can be read: trees begin a new row there, and what is wider is hung
 * @returns {{places: Map<Box, Point>, wires: Wire[], brackets: {x1: number, x2: number, y: number}[], width: number, height: number}}
 */
export function arrange(roots, wide) {
  const out = { places: new Map(), wires: [], brackets: [], width: 0, height: 0 };
  let [x, y, row] = [0, 0, 0];
  for (const root of roots) {
    const unit = tree(root, wide);
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

/** A subtree with its own box at x = 0 (its middle), and its outline: spans of y with their left and right ends. */
function tree(box, wide) {
  const own = { top: 0, bottom: box.height, left: -box.width / 2, right: box.width / 2 };
  if (!box.children.length) return measured({ box, units: [], shifts: [], outline: [own] });
  const beside = sideBySide(box, own, wide);
  if (beside.right - beside.left <= wide || box.children.length < 2) return beside;
  const units = hung(box.children, wide);
  const gap = gapUnder(units.flatMap((unit) => unit.stems));
  const shifts = [];
  let right = 0;
  for (const unit of units) {
    shifts.push(right - unit.left);
    right += unit.right - unit.left + GAP_X;
  }
  const start = units.length > 1 ? -(right - GAP_X) / 2 : own.left;
  const outline = [own];
  units.forEach((unit, k) => {
    shifts[k] += start;
    outline.push(...unit.outline.map((span) => moved(span, shifts[k], box.height + gap)));
  });
  return measured({ box, units, shifts, gap, outline });
}

const moved = (span, x, y) => ({ top: span.top + y, bottom: span.bottom + y, left: span.left + x, right: span.right + x });

function sideBySide(box, own, wide) {
  const units = columns(box.children, wide);
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
    outline.push(...unit.outline.map((span) => moved(span, shift, 0)));
  }
  const ends = units.map((unit, k) => shifts[k] + unit.anchor);
  const middle = (ends[0] + ends[ends.length - 1]) / 2;
  const under = outline.map((span) => moved(span, -middle, box.height + gap));
  return measured({ box, units, shifts: shifts.map((shift) => shift - middle), gap, outline: [own, ...under] });
}

function measured(unit) {
  unit.left = Math.min(...unit.outline.map((span) => span.left));
  unit.right = Math.max(...unit.outline.map((span) => span.right));
  unit.bottom = Math.max(...unit.outline.map((span) => span.bottom));
  unit.anchor ??= 0;
  return unit;
}

/**
 * Boxes with all that is below them under one another, in as many columns as can be read side by side, those of one
 * relation on a stem of their own.
 */
function hung(children, wide) {
  const order = ["rival", "premise", "support", "attack", "undercut", "undermine"];
  const sorted = [...children].sort((a, b) => order.indexOf(a.relation) - order.indexOf(b.relation));
  const count = Math.max(1, Math.min(sorted.length, Math.floor((wide + GAP_X) / (LEAST_ROOM + INDENT + GAP_X))));
  const room = Math.max((wide + GAP_X) / count - GAP_X - INDENT - STEM, LEAST_ROOM - STEM);
  const units = sorted.map((box) => tree(box, room));
  const total = units.reduce((sum, unit) => sum + unit.bottom + STACKED, 0);
  const columns = [[]];
  let height = 0;
  for (const unit of units) {
    const column = columns[columns.length - 1];
    const left = columns.length < count;
    if (column.length && left && height + unit.bottom / 2 > total / count) {
      columns.push([unit]);
      height = unit.bottom;
    } else {
      column.push(unit);
      height += unit.bottom + STACKED;
    }
  }
  return columns.map(hungColumn);
}

function hungColumn(units) {
  const relations = [...new Set(units.map(relationOf))];
  const start = INDENT + STEM * (relations.length - 1);
  const kids = [];
  const outline = [];
  let y = 0;
  for (const unit of units) {
    const x = start - unit.left;
    kids.push({ unit, x, y, relation: relationOf(unit) });
    outline.push(...unit.outline.map((span) => moved(span, x, y)));
    y += unit.bottom + STACKED + (unit.units.length ? STACKED : 0);
  }
  const last = kids[kids.length - 1];
  outline.push({ top: 0, bottom: last.y + 16, left: 0, right: start });
  const stems = relations.map((relation, k) => ({ relation, x: INDENT / 2 + STEM * k }));
  return measured({ kids, stems, outline, units: [], shifts: [] });
}

/** Children as units: those with something below them alone, the others in columns by relation, none very high. */
function columns(children, wide) {
  const leaf = (box) => !box.children.length && ["support", "attack", "undercut", "undermine"].includes(box.relation);
  const leaves = children.filter(leaf);
  if (leaves.length < 3) return children.map((box) => tree(box, wide));
  const relations = [...new Set(leaves.map((box) => box.relation))];
  const stacks = [];
  for (const relation of relations) {
    const some = leaves.filter((box) => box.relation === relation);
    const total = some.reduce((sum, box) => sum + box.height + STACKED, 0);
    const most = Math.max(1, Math.floor(wide / relations.length / (some[0].width + INDENT + GAP_X)));
    const count = Math.max(1, Math.min(some.length, Math.round(Math.sqrt(total / 420)), most), Math.ceil(total / (3 * COLUMN)));
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
  const others = children.filter((box) => !leaf(box)).map((box) => tree(box, wide));
  const support = others.filter((unit) => unit.box.relation !== "attack");
  const attack = others.filter((unit) => unit.box.relation === "attack");
  const [good, bad] = [stacks.filter((s) => relationOf(s) !== "attack"), stacks.filter((s) => relationOf(s) === "attack")];
  return [...support, ...good, ...bad, ...attack];
}

const relationOf = (unit) => unit.relation ?? unit.box.relation;

/** Boxes hung under one another on a stem at their left. */
function stack(boxes, relation) {
  if (boxes.length === 1) return tree(boxes[0], Infinity);
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
  if (unit.kids) {
    for (const kid of unit.kids) settle(kid.unit, x + kid.x, y + kid.y, out);
    return;
  }
  const { box, units } = unit;
  out.places.set(box, { x: x - box.width / 2, y });
  if (!units.length) return;
  const under = y + box.height + unit.gap;
  units.forEach((child, k) => settle(child, x + unit.shifts[k], under, out));
  connect(unit, x, y, under, out);
}

/** What arrives at a box from the units below it, from left to right: where it comes from, and the line up to there. */
function arriving(unit, x, under, out) {
  return unit.units.flatMap((child, k) => {
    const at = x + unit.shifts[k];
    if (child.kids) return child.stems.map((stem) => ({ x: at + stem.x, relation: stem.relation, way: stemOf(child, stem, at, under, out) }));
    const start = at + child.anchor;
    const relation = relationOf(child);
    if (!child.boxes) return [{ x: start, relation, way: [{ x: start, y: under }] }];
    const heights = child.boxes.map((member, n) => under + child.tops[n] + Math.min(member.height / 2, 16));
    return [{ x: start, relation, way: comb(relation, start, heights.map((y) => ({ x: start + INDENT / 2, y })), out) }];
  });
}

/** The lines from the left sides of hung boxes to the stem of their relation; gives the last, which goes on upwards. */
function stemOf(column, stem, at, under, out) {
  const own = column.kids.filter((kid) => kid.relation === stem.relation);
  const ends = own.map((kid) => ({
    x: at + kid.x - kid.unit.box.width / 2,
    y: under + kid.y + Math.min(kid.unit.box.height / 2, 16),
  }));
  return comb(stem.relation, at + stem.x, ends, out);
}

function comb(relation, x, ends, out) {
  const last = ends[ends.length - 1];
  for (const end of ends.slice(0, -1)) out.wires.push({ relation, head: false, points: [end, { x, y: end.y }] });
  return [last, { x, y: last.y }];
}

/** The lines from the children of a box to its bottom edge, outermost highest, so that none crosses another. */
function connect(unit, x, y, under, out) {
  const { box } = unit;
  const bottom = y + box.height;
  const entries = arriving(unit, x, under, out);
  const starts = entries.map((entry) => entry.x);
  // The right end of the edge is kept clear for what is pressed there, as long as the heads have room beside it.
  const between = Math.max(entries.length - 1, 1);
  const kept = ARRIVING * between <= box.width - 44 - (box.kept ?? 0) ? (box.kept ?? 0) : 0;
  const step = Math.min(ARRIVING, (box.width - 44) / between);
  const ends = spread(starts, x - kept / 2, step, (box.width - kept) / 2 - 12);
  const left = starts.map((_, k) => k).filter((k) => starts[k] < ends[k] - 0.5);
  const right = starts.map((_, k) => k).filter((k) => starts[k] > ends[k] + 0.5).reverse();
  const level = new Map();
  for (const side of [left, right]) side.forEach((k, n) => level.set(k, under - 14 - TRACK * (side.length - 1 - n)));
  const premises = entries.map((_, k) => k).filter((k) => entries[k].relation === "premise");
  entries.forEach(({ relation, way }, k) => {
    const joint = relation === "premise" && premises.length > 1;
    const turn = level.get(k);
    const route = turn === undefined ? [] : [{ x: starts[k], y: turn }, { x: ends[k], y: turn }];
    const head = relation !== "premise" && relation !== "rival" && relation !== "bears";
    out.wires.push({ relation, head, points: [...way, ...route, { x: ends[k], y: joint ? bottom + 9 : bottom }] });
  });
  if (premises.length > 1) {
    const across = premises.map((k) => ends[k]);
    out.brackets.push({ x1: Math.min(...across), x2: Math.max(...across), y: bottom + 9 });
  }
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
