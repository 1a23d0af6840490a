import { parseAsked } from "../asked.ts";
import type { Conflict } from "../conflict.ts";
import type { ResolveRequest, SolveOutcome, Want } from "../request.ts";
import { applySuggestion } from "./apply-suggestion.ts";
import { groundsOf, listChanges } from "./list-changes.ts";
import type { Suggestion } from "./suggestion.ts";

const suggestionsMax = 3;

/** Each trial solves everything again, so a conflict over a hundred wants must not take a hundred times as long. */
const trialsMax = 24;

/** Beyond these, one more of the same kind says less than one of another kind. To wait longer is to wait as well. */
const ofOneTypeMax = 2;
const waitsMax = 1;

/** Changes that lead to an answer; with the documents that it takes to try more, when some are not at hand. */
export type Suggested = {
  readonly suggestions: readonly Suggestion[];
  readonly needs: (SolveOutcome & { readonly outcome: "needs" }) | undefined;
};

/**
 * Returns up to three changes, each of one thing, with which `solveOnce` finds an answer: from the one
 * that gives up least. Nobody is told to drop a want while something else helps as well.
 */
export function suggestChanges(
  request: ResolveRequest,
  conflict: Conflict,
  solveOnce: (request: ResolveRequest) => SolveOutcome,
): Suggested {
  const grounds = groundsOf(conflict, request);
  const trial = new Trial(request, solveOnce);
  for (const want of grounds.wants) trial.relax(want);
  for (const change of listChanges(grounds, request)) trial.consider(change);
  return { suggestions: trial.found, needs: trial.needs };
}

class Trial {
  readonly found: Suggestion[] = [];
  needs: Suggested["needs"];
  readonly #request: ResolveRequest;
  readonly #solveOnce: (request: ResolveRequest) => SolveOutcome;
  #left = trialsMax;

  constructor(request: ResolveRequest, solveOnce: (request: ResolveRequest) => SolveOutcome) {
    this.#request = request;
    this.#solveOnce = solveOnce;
  }

  /** Finds the version of `want` that would do, and tries the range that it opens. */
  relax(want: Want): void {
    const { alias, declaredIn, wanted: from } = want;
    const asked = parseAsked(alias, from);
    if (asked.type !== "registry" || !this.#hasRoomFor("relax-want")) return;
    const free = this.#solve({ type: "relax-want", alias, declaredIn, from, to: rangeFor(want, "*") });
    if (free?.outcome !== "solved") return;
    const to = free.resolution.wants.find((one) => one.alias === alias)?.to;
    const version = free.resolution.nodes.find(({ id }) => id === to)?.version;
    if (version !== undefined)
      this.consider({ type: "relax-want", alias, declaredIn, from, to: rangeFor(want, `^${version}`) });
  }

  consider(suggestion: Suggestion): void {
    if (!this.#hasRoomFor(suggestion.type)) return;
    const isUpdateOfAll = suggestion.type === "update" && suggestion.names.length === 0;
    if (isUpdateOfAll && this.found.some(({ type }) => type === "update")) return;
    if (this.#solve(suggestion)?.outcome === "solved") this.found.push(suggestion);
  }

  #hasRoomFor(type: Suggestion["type"]): boolean {
    const alike = this.found.filter((other) => other.type === type).length;
    if (type === "drop-want" && this.found.length > alike) return false;
    return this.found.length < suggestionsMax && alike < (type === "wait" ? waitsMax : ofOneTypeMax);
  }

  #solve(suggestion: Suggestion): SolveOutcome | undefined {
    if (this.needs || this.#left === 0) return undefined;
    this.#left--;
    const outcome = this.#solveOnce(applySuggestion(this.#request, suggestion));
    if (outcome.outcome === "needs") this.needs = outcome;
    return outcome;
  }
}

function rangeFor({ alias, wanted }: Want, range: string): string {
  const asked = parseAsked(alias, wanted);
  return wanted.startsWith("npm:") && asked.type === "registry" ? `npm:${asked.name}@${range}` : range;
}
