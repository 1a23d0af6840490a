const lengthMax = 20_000;

/**
 * Returns the words of names, as text for Postgres to index: each name's parts, split where people
 * split names (`@acme/chat-flows`), and the words in them (`summariseAll` is three).
 *
 * Postgres's own parser would read `acme/chat` as a file path and `metrics.summarise` as a host. The
 * length is bounded, since a full-text document is at most 1 MB.
 */
export function wordsOf(names: readonly string[]): string {
  return names
    .flatMap((name) => name.split(/[^\p{L}\p{N}]+/u))
    .filter((part) => part !== "")
    .flatMap((part) => {
      const words = part.split(/(?<=\p{Ll})(?=\p{Lu})/u);
      return words.length === 1 ? words : [part, ...words];
    })
    .join(" ")
    .slice(0, lengthMax);
}
