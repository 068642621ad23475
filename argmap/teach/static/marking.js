// Marking: the same rules as argmap/teach/marking.py, for feedback at once. Every function is pure.
"use strict";

/**
 * @typedef {{id: string, text: string}} Option
 * @typedef {{credit: number|null, losses: [string, string][]}} Marked
 */

const LONGEST_ESSAY = 20000;
const LARGEST_NUMBER = 1000000;
const BROKEN = {credit: 0, losses: [["broken", ""]]};

/**
 * Mark an answer as a response file holds it.
 * @param {{answer: any}} task a task of the pack
 * @param {any} answer an id, a list of ids, a number, a map row → column, a text, or null
 * @returns {Marked} credit in [0,1], or null where a person has to mark; and what cost credit
 */
function mark(task, answer) {
  const key = task.answer;
  if (key.kind === "essay") return markEssay(answer);
  if (isEmpty(answer)) {
    if (key.kind === "selection" && Array.isArray(answer) && key.key.length === 0) return {credit: 1, losses: []};
    return {credit: 0, losses: [["unanswered", ""]]};
  }
  return MARKERS[key.kind](key, answer);
}

/** @param {any} answer */
function isEmpty(answer) {
  if (answer === null || answer === undefined || answer === "") return true;
  if (Array.isArray(answer)) return answer.length === 0;
  return typeof answer === "object" && Object.keys(answer).length === 0;
}

/** @param {any} answer @returns {Marked} */
function markEssay(answer) {
  const empty = answer === null || answer === undefined || (typeof answer === "string" && /^[ \t\r\n]*$/.test(answer));
  if (empty) return {credit: 0, losses: [["unanswered", ""]]};
  if (typeof answer !== "string" || Array.from(answer).length > LONGEST_ESSAY) return BROKEN;
  return {credit: null, losses: [["waits", ""]]};
}

/** @param {any} answer @param {string[]} known @returns {string[]|null} a list of different known ids */
function idsOf(answer, known) {
  if (!Array.isArray(answer) || !answer.every((one) => typeof one === "string" && known.includes(one))) return null;
  return new Set(answer).size === answer.length ? answer : null;
}

const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined);

const MARKERS = {
  choice(key, answer) {
    if (typeof answer !== "string" || !key.options.some((option) => option.id === answer)) return BROKEN;
    const credit = own(key.credit, answer) ?? 0;
    return {credit, losses: credit === 1 ? [] : [[credit ? "near" : "wrong", answer]]};
  },

  selection(key, answer) {
    const options = key.options.map((option) => option.id);
    const chosen = idsOf(answer, options);
    if (chosen === null) return BROKEN;
    const given = new Set(chosen.filter((one) => !key.free.includes(one)));
    const wanted = new Set(key.key);
    const losses = options
      .filter((one) => given.has(one) !== wanted.has(one))
      .map((one) => [given.has(one) ? "wrong" : "missed", one]);
    const either = new Set([...given, ...wanted]);
    const both = [...given].filter((one) => wanted.has(one));
    return {credit: either.size ? both.length / either.size : 1, losses};
  },

  ordering(key, answer) {
    const options = key.options.map((option) => option.id);
    const order = idsOf(answer, options);
    if (order === null || order.length !== options.length) return BROKEN;
    const place = (one) => order.indexOf(one);
    const apart = [];
    options.forEach((a, i) => options.slice(i + 1).forEach((b) => {
      if (key.ranks[a] !== key.ranks[b]) apart.push([a, b]);
    }));
    const swapped = apart.filter(([a, b]) => (key.ranks[a] > key.ranks[b]) !== (place(a) < place(b)));
    const tau = apart.length ? (apart.length - 2 * swapped.length) / apart.length : 1;
    return {credit: Math.max(0, tau), losses: swapped.map(([a, b]) => ["swapped", `${a}|${b}`])};
  },

  chain(key, answer) {
    const options = key.options.map((option) => option.id);
    const strung = idsOf(answer, options);
    if (strung === null) return BROKEN;
    const nameOf = (one) => own(key.same, one) ?? one;
    const names = strung.map(nameOf);
    let best = {credit: -1, losses: []};
    for (const wanted of key.keys) {
      const common = commonRun(names, wanted);
      const credit = common.length / Math.max(names.length, wanted.length);
      const losses = strung.filter((one) => !common.includes(nameOf(one))).map((one) => ["wrong", one]);
      for (const name of wanted.filter((one) => !names.includes(one))) {
        losses.push(["missed", options.find((option) => nameOf(option) === name) ?? name]);
      }
      if (credit > best.credit) best = {credit, losses};
    }
    return best;
  },

  number(key, answer) {
    if (typeof answer !== "number" || !Number.isInteger(answer) || Math.abs(answer) > LARGEST_NUMBER) return BROKEN;
    const off = Math.max(key.low - answer, answer - key.high, 0);
    if (off === 0) return {credit: 1, losses: []};
    return {credit: off === 1 ? 0.5 : 0, losses: [[off === 1 ? "near" : "off", String(answer)]]};
  },

  grid(key, answer) {
    const rows = key.rows.map((row) => row.id);
    const columns = key.columns.map((column) => column.id);
    if (typeof answer !== "object" || Array.isArray(answer)) return BROKEN;
    if (!Object.entries(answer).every(([row, column]) => rows.includes(row) && columns.includes(column))) return BROKEN;
    let total = 0;
    const losses = [];
    for (const row of rows) {
      const column = own(answer, row);
      const credit = column === undefined ? 0 : own(key.credit[row], column) ?? 0;
      total += credit;
      if (column === undefined) losses.push(["missed", row]);
      else if (credit < 1) losses.push([credit ? "near" : "wrong", row]);
    }
    return {credit: rows.length ? total / rows.length : 1, losses};
  },

  map(key, answer) {
    const links = readLinks(key, answer);
    if (links === null) return BROKEN;
    const found = heldAgainst(key, links);
    const start = heldAgainst(key, key.start).credit;
    if (start >= 1) return found;
    return {credit: Math.max(0, (found.credit - start) / (1 - start)), losses: found.losses};
  },
};

// ------------------------------------------------------------------ a map as it was rebuilt (argmap/teach/rebuilt.py)

const MOST_LINKS = 40;

/** @typedef {{conclusion: string, polarity: string, premises: string[], undercut_by: string[]}} Link */

/** @param {any} key @param {any} answer @returns {Link[]|null} */
function readLinks(key, answer) {
  const ids = key.options.map((option) => option.id);
  if (!Array.isArray(answer) || answer.length > MOST_LINKS) return null;
  const found = [];
  for (const one of answer) {
    if (one === null || typeof one !== "object" || Array.isArray(one)) return null;
    const {conclusion, polarity, premises} = one;
    const undercut_by = Object.hasOwn(one, "undercut_by") ? one.undercut_by : [];
    if (!ids.includes(conclusion) || !["support", "attack"].includes(polarity)) return null;
    if (idsOf(premises, ids.filter((id) => id !== conclusion)) === null || premises.length === 0) return null;
    if (idsOf(undercut_by, ids) === null) return null;
    found.push({conclusion, polarity, premises, undercut_by});
  }
  return found;
}

/** @param {any} key @param {Link[]} links @returns {{credit: number, losses: [string, string][]}} */
function heldAgainst(key, links) {
  const supported = new Set(key.links.filter((link) => link.polarity === "support").map((link) => link.conclusion));
  const ground = new Set(key.options.map((option) => option.id).filter((id) => !supported.has(id)));
  const side = (link) => `${link.conclusion} ${link.polarity}`;
  const equal = new Map();
  for (const link of [...key.links, ...links]) {
    if (!equal.has(side(link))) {
      equal.set(side(link), force(key.links, link.conclusion, link.polarity, ground)
        === force(links, link.conclusion, link.polarity, ground));
    }
  }
  let earned = 0;
  let units = 0;
  const losses = [];
  const taken = new Set();
  const count = (credit, name) => {
    units += 1;
    earned += credit;
    if (credit < 1) losses.push([credit ? "near" : "missed", name]);
  };
  key.links.forEach((wanted, number) => {
    const alike = links.map((link, n) => [link, n]).filter(([link]) => side(link) === side(wanted));
    const exact = alike.find(([link]) => overlap(link.premises, wanted.premises) === 1);
    if (exact) taken.add(exact[1]);
    let credit = exact || equal.get(side(wanted)) ? 1 : 0;
    if (!credit) {
      const near = alike.find(([link]) => overlap(link.premises, wanted.premises) >= 0.5);
      if (near) {
        taken.add(near[1]);
        credit = 0.5;
      }
    }
    count(credit, `link:${number}`);
    for (const attacker of wanted.undercut_by) {
      let worth = links.some((link) => side(link) === side(wanted) && link.undercut_by.includes(attacker)) ? 1 : 0;
      if (!worth) {
        const rebuttal = links.findIndex((link) => link.conclusion === wanted.conclusion && link.polarity !== wanted.polarity
          && link.premises.length === 1 && link.premises[0] === attacker);
        if (rebuttal >= 0) {
          taken.add(rebuttal);
          worth = 0.5;
        }
      }
      count(worth, `undercut:${number}:${attacker}`);
    }
  });
  links.forEach((link, number) => {
    if (!taken.has(number) && !equal.get(side(link))) {
      units += 1;
      losses.push(["wrong", `drawn:${number}`]);
    }
    for (const attacker of link.undercut_by) {
      if (!key.links.some((wanted) => wanted.undercut_by.includes(attacker) && side(wanted) === side(link))) {
        units += 1;
        losses.push(["wrong", `drawn:${number}:${attacker}`]);
      }
    }
  });
  return {credit: units ? earned / units : 1, losses};
}

/** @param {string[]} one @param {string[]} other */
function overlap(one, other) {
  const both = one.filter((name) => other.includes(name)).length;
  return both / (one.length + other.length - both);
}

/**
 * Which sets of ground statements carry a conclusion by links of one polarity: a truth table as one number, whose bit s is
 * set where the set s carries it. Rings carry nothing.
 * @param {Link[]} links @param {string} conclusion @param {string} polarity @param {Set<string>} ground @returns {bigint}
 */
function force(links, conclusion, polarity, ground) {
  const names = [...ground].sort();
  const every = (1n << (1n << BigInt(names.length))) - 1n;
  const carried = new Map(names.map((name, i) => [name, every ^ (every / ((1n << (1n << BigInt(i))) + 1n))]));
  carried.set(conclusion, 0n); // what rests on the conclusion does not carry it
  const by = (name) => carried.get(name) ?? 0n;
  const byLinks = (name, way) => links
    .filter((link) => link.conclusion === name && link.polarity === way)
    .reduce((found, link) => found | link.premises.reduce((all, premise) => all & by(premise), every), 0n);
  const between = new Set(links.map((link) => link.conclusion).filter((name) => name !== conclusion));
  let grew = true;
  while (grew) {
    grew = false;
    for (const name of between) {
      const table = by(name) | byLinks(name, "support");
      grew ||= table !== by(name);
      carried.set(name, table);
    }
  }
  return byLinks(conclusion, polarity);
}

/** @param {string} text a statement inside a sentence */
const quoted = (text) => `“${text.replace(/\.+$/, "")}”`;

/** @param {Link} link @param {(id: string) => string} textOf */
function sentenceOf(link, textOf) {
  const premises = link.premises.map((premise) => quoted(textOf(premise))).join(" together with ");
  return `${premises} ${link.polarity === "support" ? "supports" : "tells against"} ${quoted(textOf(link.conclusion))}`;
}

/** @param {Link} link @returns {string} a step by the letters of its statements, as the key on paper has it (argmap/teach/keys.py) */
function inLetters(link) {
  const [last, ...first] = [...link.premises].reverse();
  const several = first.length > 0;
  const premises = several ? `${first.reverse().join(", ")} and ${last}` : last;
  const support = several ? "together support" : "supports";
  const attack = several ? "together tell against" : "tells against";
  const doubts = link.undercut_by.map((one) => `; ${one} doubts this step`).join("");
  return `${premises} ${link.polarity === "support" ? support : attack} ${link.conclusion}${doubts}`;
}

/** @returns {string[]} the differences between a map and the reference, as sentences */
function toldOfMap(key, links, losses) {
  const textOf = (id) => key.options.find((option) => option.id === id).text;
  return losses.map(([what, about]) => {
    const [kind, number, attacker] = about.split(":");
    if (kind === "link") {
      const why = own(key.says, number);
      const lead = what === "missed" ? "Not drawn" : "Near; on record it is";
      return `${lead}: ${sentenceOf(key.links[number], textOf)}.${why ? ` ${why}` : ""}`;
    }
    if (kind === "undercut") {
      const lead = what === "missed" ? "Not drawn" : "Near; it does not deny the conclusion, it doubts the step";
      return `${lead}: ${quoted(textOf(attacker))} undercuts the step: ${sentenceOf(key.links[number], textOf)}.`;
    }
    if (attacker) return `Not on record: ${quoted(textOf(attacker))} undercuts the step: ${sentenceOf(links[number], textOf)}.`;
    return `Not on record, and not equal in force: ${sentenceOf(links[number], textOf)}.`;
  });
}

/**
 * The longest common subsequence of two sequences; of several the one that keeps the earliest of the first.
 * @param {string[]} one @param {string[]} other @returns {string[]}
 */
function commonRun(one, other) {
  const lengths = Array.from({length: one.length + 1}, () => new Array(other.length + 1).fill(0));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      lengths[i][j] = one[i] === other[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const found = [];
  let i = 0;
  let j = 0;
  while (i < one.length && j < other.length) {
    if (one[i] === other[j]) {
      found.push(one[i]);
      i += 1;
      j += 1;
    } else if (lengths[i][j + 1] >= lengths[i + 1][j]) j += 1;
    else i += 1;
  }
  return found;
}

/**
 * What cost credit, as sentences.
 * @param {any} task @param {Marked} marked @param {Object<string, string>} words what each kind of loss is called
 * @param {any} answer what was marked
 * @returns {string[]}
 */
function told(task, marked, words, answer) {
  const key = task.answer;
  if (key.kind === "map" && !isEmpty(answer)) {
    const links = readLinks(key, answer);
    if (links !== null) return toldOfMap(key, links, marked.losses);
  }
  const options = [...(key.options ?? []), ...(key.rows ?? [])];
  const textOf = (id) => options.find((option) => option.id === id)?.text ?? id;
  return marked.losses.map(([what, about]) => {
    const names = about.split("|").filter(Boolean).map((one) => `“${textOf(one)}”`).join(" and ");
    let sentence = names ? `${names} ${words[what]}` : words[what][0].toUpperCase() + words[what].slice(1);
    if (key.kind === "grid" && names) {
      sentence = what === "missed" ? `${names} was not marked` : `${names}: ${what === "near" ? "near, and earns a part" : "not so"}`;
    }
    return `${sentence}. ${own(key.says ?? {}, about) ?? ""}`.trim();
  });
}
