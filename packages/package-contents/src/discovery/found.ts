import type { Component, Problem } from "../component.ts";

/** What reading one component folder gave. */
export type Found = { readonly components: readonly Component[]; readonly problems: readonly Problem[] };

export const nothingFound: Found = { components: [], problems: [] };

/** Returns all of `parts` as one, in their order. */
export function joinFound(parts: readonly Found[]): Found {
  return {
    components: parts.flatMap((part) => part.components),
    problems: parts.flatMap((part) => part.problems),
  };
}
