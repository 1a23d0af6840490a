import { listPublished } from "./list-published.ts";
import { type OnGuess, Prefetch } from "./prefetch.ts";
import type { Documents, PackageSource, ResolveOutcome, ResolveRequest } from "./request.ts";
import type { Resolution } from "./resolution.ts";
import { solve } from "./solve.ts";

/**
 * Returns what the host of `request` gets, or why it cannot have what it wants.
 * `onGuess` hears on the way which versions the answer will probably name.
 *
 * Documents are fetched ahead of need, as many at once as `source` allows; the answer is then decided
 * in one synchronous pass, so that it does not depend on the order in which they arrive. Rejects with
 * the error of `source` when a document that is needed cannot be had; a conflict is told all the same
 * when that was needed only to see what would help.
 */
export async function resolve(
  request: ResolveRequest,
  source: PackageSource,
  onGuess?: OnGuess,
): Promise<ResolveOutcome> {
  const prefetch = new Prefetch(request, source, onGuess);
  await prefetch.begin();
  for (;;) {
    const outcome = solve(request, prefetch.documents);
    if (outcome.outcome === "conflict") return outcome;
    if (outcome.outcome === "solved") return withTimes(outcome.resolution, request, prefetch.documents);
    const { names, conflict } = outcome;
    if (!conflict) await prefetch.demand(names);
    else if (!(await prefetch.tryToHave(names))) return { outcome: "conflict", conflict };
  }
}

function withTimes(resolution: Resolution, { locked }: ResolveRequest, documents: Documents): ResolveOutcome {
  const published = listPublished(resolution, locked, documents);
  return { outcome: "solved", resolution, ...(Object.keys(published).length > 0 && { published }) };
}
