import { parseSelector, type Selector } from "../selector.ts";

/** Stands between two packages of a key when others may stand between them. */
const anyDepth = "**";

/** A package below which an override holds. */
export type OverrideParent = Selector & {
  /** May others stand between it and the next package of the key? */
  readonly isAtAnyDepth: boolean;
};

/** What an override is for: `view`, `chat>view` for what `chat` asks for itself, `chat>**>view` for all that is below it. */
export type OverrideKey = {
  /** From the outermost on. */
  readonly parents: readonly OverrideParent[];
  readonly target: Selector;
};

/** Returns what `key` selects; the part of it that is none when it selects nothing. */
export function parseOverrideKey(key: string): OverrideKey | { readonly wrong: string } {
  const parents: OverrideParent[] = [];
  const parts = splitKey(key);
  const last = parts.pop() ?? "";
  while (parts.length > 0) {
    const text = parts.shift() ?? "";
    const parent = parseSelector(text);
    if (!parent) return { wrong: text };
    const isAtAnyDepth = parts[0] === anyDepth;
    if (isAtAnyDepth) parts.shift();
    parents.push({ ...parent, isAtAnyDepth });
  }
  const target = parseSelector(last);
  return target ? { parents, target } : { wrong: last };
}

/** Returns the key for what is at any depth below `above`, from the outermost on, and in the end called `target`. */
export function overrideKeyBelow(above: readonly string[], target: string): string {
  return [...above, target].join(`>${anyDepth}>`);
}

/** A `>` within a range, as in `chat@>=2>view`, does not part names: it follows `@`, a space or another sign. */
function splitKey(key: string): string[] {
  return key.split(/(?<![\s|@<>=~^])>(?=[@a-z0-9*])/i);
}
