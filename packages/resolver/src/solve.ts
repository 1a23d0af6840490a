import type { PackageName } from "@larder/package-spec";

import { buildResolution } from "./build-resolution.ts";
import { compareText } from "./compare-text.ts";
import { existingVersions } from "./existing-versions.ts";
import { listHidden } from "./list-hidden.ts";
import { KnownDocuments } from "./known-documents.ts";
import type { Learned } from "./libraries/library-graph.ts";
import { solveLibraries } from "./libraries/solve-libraries.ts";
import { type LockedVersions, readLockedVersions } from "./locked-versions.ts";
import type { PackageVersion } from "./package-versions.ts";
import { listDerivation } from "./pubgrub/derivation.ts";
import { type Incompatibility, rootPackage } from "./pubgrub/incompatibility.ts";
import { findVersions } from "./pubgrub/solver.ts";
import { present } from "./pubgrub/term.ts";
import { parseWant } from "./asked.ts";
import type { Documents, ResolveRequest, SolveOutcome } from "./request.ts";
import { capabilityPrefix } from "./singletons/relations.ts";
import { suggestChanges } from "./suggestions/suggest-changes.ts";
import { rootVersion, SingletonUniverse } from "./singletons/singleton-universe.ts";
import { listNames } from "./report/list-names.ts";
import { exactly } from "./versions/version-set.ts";
import { WorkBudget } from "./work-budget.ts";

/** Some five seconds of work; a host of 4,000 packages takes a hundred thousand steps. */
const stepsMax = 50_000_000;

/**
 * Returns what the host of `request` gets, why it cannot have what it wants, or which documents are
 * missing to tell.
 *
 * It is pure: the answer depends on the request and on the documents of the names that it asks for,
 * not on what else is at hand or when it came.
 */
export function solve(request: ResolveRequest, documents: Documents): SolveOutcome {
  return solveWithin(stepsMax, request, documents);
}

/** As {@link solve}, with `steps` of work for the answer, and as many again to try what would help. */
export function solveWithin(steps: number, request: ResolveRequest, documents: Documents): SolveOutcome {
  const outcome = solveSettled(request, documents, new WorkBudget(steps));
  if (outcome.outcome !== "conflict") return outcome;
  const forTrials = new WorkBudget(steps);
  const { suggestions, needs } = suggestChanges(request, outcome.conflict, (changed) =>
    solveOnce(changed, documents, forTrials),
  );
  const conflict = { ...outcome.conflict, suggestions };
  return needs ? { ...needs, conflict } : { outcome: "conflict", conflict };
}

/** More rounds than any host was ever seen to take: two. */
const roundsMax = 4;

/**
 * What a library asked of the singletons was learned, and may then have led to an answer without that library. What
 * packages answer their peers with themselves may not be needed any more when other packages are answered as well.
 * So an answer with either is locked and solved again, and what still stands then is all that it needs.
 */
function solveSettled(request: ResolveRequest, documents: Documents, budget: WorkBudget): SolveOutcome {
  let settled = searchOnce(request, documents, budget);
  for (let round = 1; round < roundsMax && settled.mayMove; round += 1) {
    const { outcome } = settled;
    if (outcome.outcome !== "solved") return outcome;
    const again = searchOnce({ ...request, locked: outcome.resolution, update: [] }, documents, budget);
    if (again.outcome.outcome === "conflict" || isSame(outcome, again.outcome)) return outcome;
    settled = again;
  }
  return settled.outcome;
}

function isSame(one: SolveOutcome, other: SolveOutcome): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function solveOnce(request: ResolveRequest, documents: Documents, budget: WorkBudget): SolveOutcome {
  return searchOnce(request, documents, budget).outcome;
}

/** An answer, and whether it may be another one when it is solved again from itself. */
type Searched = { readonly outcome: SolveOutcome; readonly mayMove: boolean };

function searchOnce(request: ResolveRequest, documents: Documents, budget: WorkBudget): Searched {
  const search: Search = {
    request,
    budget,
    documents: new KnownDocuments(request, documents),
    locked: readLockedVersions(request.locked, request.update ?? []),
    forced: new Set(),
    dropped: new Set(),
    learned: [],
    hasOwnAnswers: false,
  };
  for (;;) {
    const outcome = searchSingletons(search);
    const { learned, forced, hasOwnAnswers } = search;
    if (outcome !== "again") return { outcome, mayMove: hasOwnAnswers || learned.length + forced.size > 0 };
  }
}

/** One search, and what it found out on the way. */
type Search = {
  readonly request: ResolveRequest;
  readonly budget: WorkBudget;
  readonly documents: KnownDocuments;
  readonly locked: LockedVersions;
  /** Wanted libraries that turned out to be required as singletons. */
  readonly forced: Set<string>;
  /** Optional edges that have to go. */
  readonly dropped: Set<string>;
  learned: readonly Learned[];
  /** Do packages answer peers for themselves in the graph that was found last? */
  hasOwnAnswers: boolean;
};

function searchSingletons(search: Search): SolveOutcome | "again" {
  const { request, documents, locked, forced, learned, budget } = search;
  const universe = new SingletonUniverse({ request, documents, locked, forced });
  const taught = learned.map(({ incompatibility }) => incompatibility);
  const solution = findVersions(universe, rootVersion, taught, budget);
  if (documents.needed.length > 0) return { outcome: "needs", names: documents.needed };
  if (solution.outcome === "unknown") throw new Error("The solver asked for something that nobody can tell");
  if (solution.outcome === "too-hard") return conflictOf(tooHard(solution.contradicted), universe);
  if (solution.outcome === "failed") return refuse(solution.because, search, universe);

  const decisions = readDecisions(solution.decisions, universe);
  const promoted = findPromoted(request, decisions.singletons, universe);
  for (const name of promoted) forced.add(name);
  return promoted.length > 0 ? "again" : searchLibraries(search, decisions, universe);
}

/** A host is refused only when there is no optional edge whose going would help. What hung below it was learned in vain. */
function refuse(because: Incompatibility, search: Search, universe: SingletonUniverse): SolveOutcome | "again" {
  const edge = findOptionalEdge(because, search.learned);
  if (edge === undefined) return conflictOf(because, universe);
  search.dropped.add(edge);
  search.learned = [];
  return "again";
}

function searchLibraries(
  search: Search,
  { singletons, providers }: Decisions,
  universe: SingletonUniverse,
): SolveOutcome | "again" {
  const { request, documents } = search;
  const libraries = solveLibraries({ ...search, singletons, isSingleton: (name) => universe.isSingleton(name) });
  if (libraries.outcome === "unknown") return { outcome: "needs", names: documents.needed };
  if (libraries.outcome === "too-hard") return conflictOf(tooHard(namesOf(request)), universe);
  if (libraries.outcome === "learned") {
    search.learned = [...search.learned, ...libraries.learned];
    return "again";
  }
  const { nodes, wanted } = libraries.graph;
  search.hasOwnAnswers = [...nodes.values()].some(({ ownPeers }) => ownPeers.size > 0);
  const { instances } = libraries;
  return {
    outcome: "solved",
    resolution: buildResolution(request, { nodes, wanted, instances, providers, documents }),
  };
}

/** Returns the optional edge that has to go before a host is refused: the last one that was met, of those that stand in the way. */
function findOptionalEdge(because: Incompatibility, learned: readonly Learned[]): string | undefined {
  const grounds = new Set(listDerivation(because));
  return learned.findLast(
    ({ incompatibility, optionalEdge }) => optionalEdge !== undefined && grounds.has(incompatibility),
  )?.optionalEdge;
}

function tooHard(contradicted: readonly string[]): Incompatibility {
  return { terms: [present(rootPackage, exactly(rootVersion))], cause: { type: "too-hard", contradicted } };
}

function namesOf({ wants }: ResolveRequest): string[] {
  return wants.map(({ alias }) => alias).toSorted(compareText);
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
