import { isRange, isVersion, type Release, releaseSpans } from "@larder/package-spec";

/** Each number of a version has 21 bits, so that its order is that of one 64-bit integer. */
const bits = 21n;
const numberMax = 2 ** 21 - 1;

/**
 * Returns the releases of a range as a multirange of Postgres, so that a query can ask which ranges meet:
 * `{[4398046511104,8796093022208)}`. What is no range has none. Prereleases count as their release.
 */
export function multirangeOf(range: string): string {
  if (!isRange(range)) return "{}";
  const spans = releaseSpans(range).map(
    ({ from, before }) => `[${encode(from)},${before === undefined ? "" : encode(before)})`,
  );
  return `{${spans.join(",")}}`;
}

/** Is `text` something that a host can be: a version, or a range of versions? */
export function isHostText(text: string): boolean {
  return isVersion(text) || isRange(text);
}

function encode([major, minor, patch]: Release): bigint {
  const [first, second, third] = [major, minor, patch].map((number) => BigInt(Math.min(number, numberMax)));
  return ((first ?? 0n) << (2n * bits)) | ((second ?? 0n) << bits) | (third ?? 0n);
}
