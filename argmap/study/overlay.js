/**
 * Overlay: a table that differs from another in few entries, made without copying the other, and read and written as a Map is.
 *
 * @typedef {Map<string, V> | Overlay<V>} Table
 * @template V
 */
class Overlay {
  /** @param {Table} before what it says until it is told otherwise; it is not changed, nor may it be from now on */
  constructor(before) {
    // One over another would be asked through ever more of them.
    this.under = before instanceof Overlay ? before.under : before;
    this.own = new Map(before instanceof Overlay ? before.own : undefined);
  }

  /** @param {string} key @returns {V | undefined} */
  get(key) {
    const found = this.own.get(key);
    return found !== undefined || this.own.has(key) ? found : this.under.get(key);
  }

  /** @param {string} key */
  has(key) {
    return this.get(key) !== undefined;
  }

  /** @param {string} key @param {V} value anything but undefined */
  set(key, value) {
    this.own.set(key, value);
    return this;
  }

  /** @param {string} key */
  delete(key) {
    this.own.set(key, undefined);
  }

  *keys() {
    for (const key of this.under.keys()) if (this.has(key)) yield key;
    for (const [key, value] of this.own) if (value !== undefined && !this.under.has(key)) yield key;
  }

  *[Symbol.iterator]() {
    for (const key of this.keys()) yield [key, this.get(key)];
  }
}

/** A table over another, or an empty one where there is none to begin from. @param {Table} [before] @returns {Table} */
export const over = (before) => (before ? new Overlay(before) : new Map());

/** The keys under which a table may say something else than another. @param {Table} table @param {Table} other @returns {Iterable<string>} */
export const otherKeys = (table, other) => (table instanceof Overlay && table.under === other ? table.own.keys() : table.keys());
