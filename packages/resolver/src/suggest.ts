import { parseAsked } from "./asked.ts";
import type { Suggestion } from "./conflict.ts";
import { compareText } from "./compare-text.ts";
import { listDerivation } from "./pubgrub/derivation.ts";
import type { Incompatibility } from "./pubgrub/incompatibility.ts";
import type { ResolveRequest, SolveOutcome, Want } from "./request.ts";

const suggestionsMax = 3;

/** Changes that lead to an answer, or the documents that it takes to try them. */
export type Suggested = { readonly suggestions: readonly Suggestion[] } | Extract<SolveOutcome, { outcome: "needs" }>;

/**
 * Returns up to three changes of one want each, with which `solveOnce` finds an answer.
 *
 * Each is tried twice: once to see which version would do, and once as it will be shown.
 */
export function suggestChanges(
  request: ResolveRequest,
  because: Incompatibility,
  solveOnce: (request: ResolveRequest) => SolveOutcome,
): Suggested {
  const suggestions: Suggestion[] = [];
  for (const want of listWants(because, request)) {
    if (suggestions.length === suggestionsMax) break;
    const free = solveOnce(replaceWant(request, want, rangeFor(want, "*")));
    if (free.outcome === "needs") return free;
    if (free.outcome !== "solved") continue;

    const to = free.resolution.wants.find(({ alias }) => alias === want.alias)?.to;
    const version = free.resolution.nodes.find(({ id }) => id === to)?.version;
    if (version === undefined) continue;
    const change = rangeFor(want, `^${version}`);
    const tried = solveOnce(replaceWant(request, want, change));
    if (tried.outcome === "needs") return tried;
    if (tried.outcome !== "solved") continue;
    suggestions.push({ type: "relax-want", alias: want.alias, origin: want.origin, from: want.wanted, to: change });
  }
  return { suggestions };
}

/** Lists the wants that the derivation rests on, by alias. */
function listWants(because: Incompatibility, { wants }: ResolveRequest): Want[] {
  const names = new Set<string>();
  for (const { cause } of listDerivation(because)) {
    if (cause.type === "want") names.add(cause.name);
    if (cause.type === "library" || cause.type === "through")
      names.add(cause.problem.path[0]?.name ?? cause.problem.alias);
  }
  return wants
    .filter(({ alias, wanted }) => {
      const asked = parseAsked(alias, wanted);
      return asked.type === "registry" && (names.has(asked.name) || names.has(alias));
    })
    .toSorted((a, b) => compareText(a.alias, b.alias));
}

function replaceWant(request: ResolveRequest, { alias }: Want, wanted: string): ResolveRequest {
  return { ...request, wants: request.wants.map((want) => (want.alias === alias ? { ...want, wanted } : want)) };
}

function rangeFor({ alias, wanted }: Want, range: string): string {
  const asked = parseAsked(alias, wanted);
  return wanted.startsWith("npm:") && asked.type === "registry" ? `npm:${asked.name}@${range}` : range;
}
