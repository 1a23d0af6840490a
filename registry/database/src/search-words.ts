const lengthMax = 20_000;

/**
 * Returns the words of names, as text for Postgres to index: each name's parts, split where people
 * split names (`@acme/chat-flows`, `metrics.summariseAll`).
 *
 * Postgres's own parser would read `acme/chat` as a file path and `metrics.summarise` as a host. The
 * length is bounded, since a full-text document is at most 1 MB.
 */
export function wordsOf(names: readonly string[]): string {
  return names
    .flatMap((name) => name.replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2").split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word !== "")
    .join(" ")
    .slice(0, lengthMax);
}
