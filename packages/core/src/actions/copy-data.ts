import { types } from "node:util";

/** So many objects, and lists so long, are copied by hand at most: with more, the platform is the faster one. */
const objectsMax = 64;

/**
 * Returns a copy of `value`, as `structuredClone` does, and throws what that throws for what is not data.
 *
 * Nearly all that crosses is a few plain objects, lists, texts and numbers, and the platform takes longer to copy them
 * than most actions run. Whatever is not so plain, or is met twice, is the platform's.
 */
export function copyData(value: unknown): unknown {
  const copy = copyPlain(value, []);
  return copy === notPlain ? structuredClone(value) : copy;
}

const notPlain = Symbol("not plain");

/** Returns a copy of `value`, or {@link notPlain}; `met` are the objects around it and before it. */
function copyPlain(value: unknown, met: object[]): unknown {
  if (typeof value !== "object" || value === null) return isPlainValue(value) ? value : notPlain;
  if (met.length === objectsMax || met.includes(value) || types.isProxy(value)) return notPlain;
  met.push(value);
  if (Array.isArray(value)) return copyList(value, met);
  return Object.getPrototypeOf(value) === Object.prototype ? copyRecord(value, met) : notPlain;
}

function isPlainValue(value: unknown): boolean {
  return typeof value !== "function" && typeof value !== "symbol";
}

function copyRecord(record: object, met: object[]): unknown {
  const copy: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(record)) {
    const copied = copyPlain(value, met);
    // To write to `__proto__` is not to have something of that name.
    if (copied === notPlain || name === "__proto__") return notPlain;
    copy[name] = copied;
  }
  return copy;
}

/** A list may have gaps, and names as an object has. */
function copyList(list: readonly unknown[], met: object[]): unknown {
  if (list.length > objectsMax || Object.keys(list).length !== list.length) return notPlain;
  const copy: unknown[] = [];
  for (const [index, value] of list.entries()) {
    const copied = copyPlain(value, met);
    if (copied === notPlain || !Object.hasOwn(list, index)) return notPlain;
    copy.push(copied);
  }
  return copy;
}
