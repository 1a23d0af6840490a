/** Deeper than anything that clients send, and less than what recursive code can follow. */
const depthMax = 200;

/** How much a body may hold. */
export type JsonLimits = {
  readonly bytesMax: number;
  /** Values in all objects and lists together. */
  readonly membersMax: number;
};

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/**
 * Returns why the JSON in `text` is too much to be read; `undefined` when it is not, or is no JSON. It is found out
 * before anything else is: a few megabytes of short names keep those who parse, check and compare them busy for a minute.
 */
export function findExcess(text: string, { membersMax }: Pick<JsonLimits, "membersMax">): string | undefined {
  let members = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at + 1);
    else if (code === comma) members += 1;
    else if (opening.has(code)) {
      members += 1;
      depth += 1;
    } else if (closing.has(code)) depth -= 1;
    if (members > membersMax) return `it has more than ${membersMax} values`;
    if (depth > depthMax) return `it is nested more than ${depthMax} levels deep`;
  }
  return undefined;
}

/** Returns where the quote stands that ends the string which begins at `from`. */
function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}
