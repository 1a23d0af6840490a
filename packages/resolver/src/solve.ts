import type { PackageName } from "@larder/package-spec";

import { buildResolution } from "./build-resolution.ts";
import { existingVersions } from "./existing-versions.ts";
import { listHidden } from "./list-hidden.ts";
import { KnownDocuments } from "./known-documents.ts";
import { solveLibraries } from "./libraries/solve-libraries.ts";
import { readLockedVersions } from "./locked-versions.ts";
import type { PackageVersion } from "./package-versions.ts";
import type { Incompatibility } from "./pubgrub/incompatibility.ts";
import { findVersions } from "./pubgrub/solver.ts";
import { parseWant } from "./asked.ts";
import type { Documents, ResolveRequest, SolveOutcome } from "./request.ts";
import { capabilityPrefix } from "./singletons/relations.ts";
import { suggestChanges } from "./suggestions/suggest-changes.ts";
import { rootVersion, SingletonUniverse } from "./singletons/singleton-universe.ts";
import { listNames } from "./report/list-names.ts";

/**
 * Returns what the host of `request` gets, why it cannot have what it wants, or which documents are
 * missing to tell.
 *
 * It is pure: the answer depends on the request and on the documents of the names that it asks for,
 * not on what else is at hand or when it came.
 */
export function solve(request: ResolveRequest, documents: Documents): SolveOutcome {
  const outcome = solveOnce(request, documents);
  if (outcome.outcome !== "conflict") return outcome;
  const { suggestions, needs } = suggestChanges(request, outcome.conflict, (changed) => solveOnce(changed, documents));
  const conflict = { ...outcome.conflict, suggestions };
  return needs ? { ...needs, conflict } : { outcome: "conflict", conflict };
}

function solveOnce(request: ResolveRequest, documents: Documents): SolveOutcome {
  const locked = readLockedVersions(request.locked, request.update ?? []);
  const known = new KnownDocuments(request, documents);
  const forced = new Set<string>();
  const learned: Incompatibility[] = [];

  for (;;) {
    const universe = new SingletonUniverse({ request, documents: known, locked, forced });
    const solution = findVersions(universe, rootVersion, learned);
    if (known.needed.length > 0) return { outcome: "needs", names: known.needed };
    if (solution.outcome === "unknown") throw new Error("The solver asked for something that nobody can tell");
    if (solution.outcome === "failed") return conflictOf(solution.because, universe);

    const { singletons, providers } = readDecisions(solution.decisions, universe);
    const promoted = findPromoted(request, singletons, universe);
    if (promoted.length > 0) {
      for (const name of promoted) forced.add(name);
      continue;
    }
    const libraries = solveLibraries({
      request,
      documents: known,
      locked,
      singletons,
      isSingleton: (name) => universe.isSingleton(name),
    });
    if (libraries.outcome === "unknown") return { outcome: "needs", names: known.needed };
    if (libraries.outcome === "learned") {
      learned.push(...libraries.learned);
      continue;
    }
    const { nodes, wanted } = libraries.graph;
    return {
      outcome: "solved",
      resolution: buildResolution(request, {
        nodes,
        wanted,
        instances: libraries.instances,
        providers,
        documents: known,
      }),
    };
  }
}

type Decisions = {
  readonly singletons: ReadonlyMap<PackageName, PackageVersion>;
  readonly providers: ReadonlyMap<string, PackageName>;
};

function readDecisions(
  decisions: ReadonlyMap<string, { readonly version: string }>,
  universe: SingletonUniverse,
): Decisions {
  const singletons = new Map<PackageName, PackageVersion>();
  const providers = new Map<string, PackageName>();
  for (const [name, { version }] of decisions) {
    if (name.startsWith(capabilityPrefix)) {
      const capability = name.slice(capabilityPrefix.length);
      const provider = universe.providersOf(capability).find(({ ordinal }) => ordinal.version === version);
      if (provider) providers.set(capability, provider.package);
    }
    const versions = universe.documents.find(name as PackageName);
    const chosen = versions === undefined || versions === "missing" ? undefined : versions.byVersion.get(version);
    if (chosen) singletons.set(name as PackageName, chosen);
  }
  return { singletons, providers };
}

/** Lists wanted libraries that something requires as a singleton: the host's own range has to count too. */
function findPromoted(
  request: ResolveRequest,
  singletons: ReadonlyMap<PackageName, PackageVersion>,
  universe: SingletonUniverse,
): PackageName[] {
  return request.wants
    .map((want) => parseWant(request, want))
    .filter((asked) => asked.type === "registry")
    .map(({ name }) => name)
    .filter((name) => singletons.has(name) && universe.isSingleton(name) !== true);
}

function conflictOf(because: Incompatibility, universe: SingletonUniverse): SolveOutcome {
  const versions = new Map(
    listNames(because).map((name) => {
      const found = universe.documents.find(name as PackageName);
      return [
        name,
        found === undefined || found === "missing" ? [] : existingVersions(found).map(({ semver }) => semver),
      ];
    }),
  );
  return {
    outcome: "conflict",
    conflict: { because, versions, hidden: listHidden(because, universe.documents), suggestions: [] },
  };
}
