/** A search that is sent, and what its answer must say to be right. */
export type SearchQuery = {
  readonly title: string;
  readonly path: string;
  /** At least so many packages. */
  readonly totalMin: number;
  /** What each hit must satisfy. */
  readonly fits: (hit: SearchedPackage) => boolean;
};

/** What of a hit the checks read. */
export type SearchedPackage = {
  readonly name: string;
  readonly description: string | null;
  readonly keywords: readonly string[];
  readonly domains: readonly string[];
};

const api = "/-/api/v1/search?size=20";

function has({ name, description, keywords, domains }: SearchedPackage, word: string): boolean {
  return [name, description ?? "", ...keywords, ...domains].join(" ").toLowerCase().includes(word);
}

const words = (text: string): SearchQuery => ({
  title: `words: ${text}`,
  path: `${api}&text=${encodeURIComponent(text)}`,
  totalMin: 1,
  // Where few have all words, a name that looks like them is a hit as well.
  fits: (hit) => text.split(" ").some((word) => has(hit, word)),
});

/**
 * The mix that a registry is asked: names as people type them, words few and many have, typos, filters
 * alone and with words, facets, and what does not exist. The same in each run, in this order.
 */
export const searchMix: readonly SearchQuery[] = [
  words("parser"),
  words("json parser"),
  words("stream cache"),
  words("router"),
  words("async queue"),
  words("markdown render"),
  words("data"),
  words("vivid"),
  {
    title: "beginning of a name",
    path: `${api}&text=async-ca`,
    totalMin: 1,
    fits: ({ name }) => name.includes("async"),
  },
  { title: "scoped name", path: `${api}&text=%40acme`, totalMin: 1, fits: ({ name }) => name.startsWith("@acme") },
  {
    title: "typo",
    path: `${api}&text=brisk-adaptr`,
    totalMin: 1,
    fits: ({ name }) => name.includes("adapt") || name.includes("brisk"),
  },
  { title: "domain", path: `${api}&domain=metrics`, totalMin: 1, fits: ({ domains }) => domains.includes("metrics") },
  {
    title: "words and domain",
    path: `${api}&text=parser&domain=json`,
    totalMin: 0,
    fits: ({ domains }) => domains.includes("json"),
  },
  {
    title: "keywords, any of two",
    path: `${api}&text=${encodeURIComponent("keywords:ocr,chat cache")}`,
    totalMin: 0,
    fits: ({ keywords }) => keywords.includes("ocr") || keywords.includes("chat"),
  },
  {
    title: "words, nothing unstable",
    path: `${api}&text=${encodeURIComponent("socket not:unstable")}`,
    totalMin: 1,
    fits: (hit) => has(hit, "socket"),
  },
  {
    title: "kind and host",
    path: `${api}&kind=plugin&host=1.5.0`,
    totalMin: 1,
    fits: ({ domains }) => domains.length > 0,
  },
  { title: "scope", path: `${api}&scope=acme0`, totalMin: 1, fits: ({ name }) => name.startsWith("@acme0/") },
  { title: "facets", path: `${api}&text=terminal&facets=1`, totalMin: 1, fits: (hit) => has(hit, "terminal") },
  { title: "explained", path: `${api}&text=calendar&explain=1`, totalMin: 1, fits: (hit) => has(hit, "calendar") },
  { title: "nonsense", path: `${api}&text=xqzzywv`, totalMin: 0, fits: () => false },
];
