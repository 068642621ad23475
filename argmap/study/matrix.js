/**
 * Matrix: a question's hypotheses against its items, counted as argmap/matrix.py counts them.
 *
 * @typedef {{inconsistent: number, consistent: number, bearing: number}} Score
 */

const VALUES = { CC: 2, C: 1, N: 0, I: -1, II: -2, NA: null };

/**
 * @param {any} book
 * @param {ReturnType<typeof import("./evaluation.js").evaluate>} now
 * @param {string} question
 */
export function matrix(book, now, question) {
  const { hypotheses } = now.world.questions.get(question);
  const record = book.questions[question];
  const there = (row) => now.world.evidence.has(row.item) || now.world.claims.has(row.item);
  const rows = record.ratings.filter(there).map((row) => ({
    ...row,
    ratings: Object.fromEntries(Object.entries(row.ratings).filter(([name]) => now.world.claims.has(name))),
  }));
  const kept = rows.filter((row) => Object.keys(row.ratings).length);
  const clusters = clustersOf(now.world, question, hypotheses, kept.map((row) => row.item));
  const columns = kept.map((row) => {
    const values = hypotheses.map((name) => VALUES[row.ratings[name] ?? "NA"]).filter((value) => value !== null);
    const spread = values.length > 1 ? Math.max(...values) - Math.min(...values) : 0;
    const credibility = now.reliability.get(row.item) ?? now.confidence.get(row.item);
    return { ...row, spread, credibility, cluster: clusters.get(row.item) };
  });
  const telling = columns.filter((column) => column.spread > 0);
  const scores = scoresOf(hypotheses, telling);
  return {
    hypotheses,
    columns,
    scores,
    byGroup: byGroup(hypotheses, telling),
    dropped: new Map(telling.map((column) => [column.item, without(scores, column)])),
  };
}

/** The hypotheses with the best balance of consistent over inconsistent items. @param {Map<string, Score>} scores */
export function best(scores) {
  const balance = [...scores].map(([name, score]) => [name, score.consistent - score.inconsistent]);
  const top = Math.max(...balance.map(([, value]) => value));
  return balance.filter(([, value]) => value === top).map(([name]) => name);
}

/** Items joined by a source or a group that is about the question, numbered in their order. */
function clustersOf(world, question, hypotheses, items) {
  const topics = new Set([question, ...hypotheses]);
  const bonds = new Map();
  const bind = (name, item) => bonds.set(name, [...(bonds.get(name) ?? []), item]);
  for (const item of items) {
    const source = world.evidence.get(item)?.source;
    if (source !== undefined) bind(`source ${source}`, item);
    for (const [name, group] of world.groups) {
      if (group.about.length && !group.about.some((topic) => topics.has(topic))) continue;
      if (group.members.includes(item) || group.members.includes(source)) bind(`group ${name}`, item);
    }
  }
  const found = new Map(items.map((item, number) => [item, number]));
  for (const joined of bonds.values()) {
    const numbers = new Set(joined.map((item) => found.get(item)));
    const least = Math.min(...numbers);
    for (const [item, number] of found) if (numbers.has(number)) found.set(item, least);
  }
  const order = [...new Set(found.values())];
  return new Map([...found].map(([item, number]) => [item, order.indexOf(number) + 1]));
}

/** @returns {Score} */
function scoreOf(ratings) {
  const values = ratings.map((rating) => VALUES[rating]).filter(Boolean);
  const inconsistent = values.reduce((sum, value) => sum + Math.max(0, -value), 0);
  return { inconsistent, consistent: values.reduce((sum, value) => sum + Math.max(0, value), 0), bearing: values.length };
}

const scoresOf = (hypotheses, columns) =>
  new Map(hypotheses.map((name) => [name, scoreOf(columns.map((column) => column.ratings[name] ?? "NA"))]));

/** Scores as they would be had one of the columns they count not been there. @param {Map<string, Score>} scores */
const without = (scores, column) =>
  new Map(
    [...scores].map(([name, { inconsistent, consistent, bearing }]) => {
      const value = VALUES[column.ratings[name] ?? "NA"] ?? 0;
      return [name, { inconsistent: inconsistent - Math.max(0, -value), consistent: consistent - Math.max(0, value), bearing: bearing - Number(value !== 0) }];
    }),
  );

/** Each cluster speaks once: with the strongest rating for and the strongest against that any of its items has. */
function byGroup(hypotheses, columns) {
  return new Map(
    hypotheses.map((name) => {
      const [against, along] = [new Map(), new Map()];
      for (const column of columns) {
        const value = VALUES[column.ratings[name] ?? "NA"] ?? 0;
        against.set(column.cluster, Math.max(against.get(column.cluster) ?? 0, -value));
        along.set(column.cluster, Math.max(along.get(column.cluster) ?? 0, value));
      }
      const sum = (table) => [...table.values()].reduce((total, value) => total + value, 0);
      const bearing = [...against.keys()].filter((cluster) => against.get(cluster) || along.get(cluster)).length;
      return [name, { inconsistent: sum(against), consistent: sum(along), bearing }];
    }),
  );
}
