import { isPackageName } from "@larder/package-spec";
import type { SemVer } from "semver";

import { compareText } from "../compare-text.ts";
import { hasVersion } from "../versions/version-set.ts";
import type { WorkBudget } from "../work-budget.ts";
import { IdleIncompatibilities } from "./idle-incompatibilities.ts";
import { type Incompatibility, isFailure, resolveOn, rootPackage } from "./incompatibility.ts";
import { PartialSolution } from "./partial-solution.ts";
import { implies, negate, relate, type Term } from "./term.ts";

/** What there is to choose from. */
export type Universe = {
  /** Returns the versions of `name` from the most to the least wanted; `undefined` while they are not known. */
  candidates(name: string): readonly SemVer[] | undefined;
  /** Returns how early `name` is decided: what has a lower turn goes first, and the others make do with it. All go at once without it. */
  turn?(name: string): number;
  /** Returns what having `version` of `name` forbids and demands; `undefined` while that is not known. */
  incompatibilitiesOf(name: string, version: SemVer): readonly Incompatibility[] | undefined;
  /** Says why no version of `term`'s package can be had. */
  explainNone(term: Term): Incompatibility;
};

export type Solution =
  | { readonly outcome: "solved"; readonly decisions: ReadonlyMap<string, SemVer> }
  | { readonly outcome: "failed"; readonly because: Incompatibility }
  /** The universe has to learn more first. */
  | { readonly outcome: "unknown" }
  /** The budget is spent; `contradicted` names up to three packages that were in most contradictions, the worst first. */
  | { readonly outcome: "too-hard"; readonly contradicted: readonly string[] };

/**
 * Finds one version for each package that has to be there, or the incompatibility that shows that there is none.
 *
 * This is PubGrub: what is known is propagated until nothing follows any more, then one version is
 * decided; a contradiction is resolved into a new incompatibility, which takes back every decision
 * that led to it at once. https://github.com/dart-lang/pub/blob/master/doc/solver.md
 */
export function findVersions(
  universe: Universe,
  rootVersion: SemVer,
  learned: readonly Incompatibility[],
  budget: WorkBudget,
): Solution {
  return new Solver(universe, learned, budget).solve(rootVersion);
}

const contradictedMax = 3;

/** Nothing follows: a term cannot hold, or more than one is open. */
const undecided = { holds: false, open: undefined };

class Solver {
  readonly #universe: Universe;
  readonly #budget: WorkBudget;
  readonly #solution = new PartialSolution();
  readonly #byPackage = new Map<string, Incompatibility[]>();
  /** Package → how often what was known of it led to a contradiction. */
  readonly #conflicts = new Map<string, number>();
  /** The versions that a term leaves; terms are new when they say something new. */
  readonly #fitting = new WeakMap<Term, readonly SemVer[]>();
  readonly #added = new Set<Incompatibility>();
  readonly #idle = new IdleIncompatibilities();

  constructor(universe: Universe, learned: readonly Incompatibility[], budget: WorkBudget) {
    this.#universe = universe;
    this.#budget = budget;
    for (const incompatibility of learned) this.#add(incompatibility);
  }

  solve(rootVersion: SemVer): Solution {
    const wants = this.#universe.incompatibilitiesOf(rootPackage, rootVersion);
    if (!wants) return { outcome: "unknown" };
    for (const want of wants) this.#add(want);
    this.#solution.decide(rootPackage, rootVersion);
    let next: string | undefined = rootPackage;
    while (next !== undefined) {
      const because = this.#propagate(next);
      if (because) return { outcome: "failed", because };
      if (this.#budget.isSpent) return { outcome: "too-hard", contradicted: this.#listContradicted() };
      const choice = this.#choose();
      if (choice === "unknown") return { outcome: "unknown" };
      next = choice?.package;
    }
    return { outcome: "solved", decisions: this.#solution.decisions };
  }

  /** Derives all that follows; returns an incompatibility when that is that there is no solution. */
  #propagate(name: string): Incompatibility | undefined {
    const changed = [name];
    for (let current = changed.pop(); current !== undefined; current = changed.pop()) {
      if (this.#budget.isSpent) return undefined;
      const contradiction = this.#deriveFrom(current, changed);
      if (!contradiction) continue;
      const cause = this.#resolveConflict(contradiction);
      if (isFailure(cause)) return cause;
      const { open } = this.#weigh(cause);
      if (!open) throw new Error("A resolved conflict must leave one term open");
      this.#solution.derive(negate(open), cause);
      changed.length = 0;
      changed.push(open.package);
    }
    return undefined;
  }

  /** Derives what follows at once from what is known of `name`, the newest incompatibility first; returns one that is contradicted by what is known. */
  #deriveFrom(name: string, changed: string[]): Incompatibility | undefined {
    const all = this.#byPackage.get(name) ?? [];
    for (let index = all.length - 1; index >= 0; index--) {
      const incompatibility = all[index];
      if (!incompatibility || this.#idle.has(incompatibility)) continue;
      const { holds, open } = this.#weigh(incompatibility);
      if (holds) return incompatibility;
      if (!open) continue;
      this.#solution.derive(negate(open), incompatibility);
      changed.push(open.package);
    }
    return undefined;
  }

  /** Says whether all terms are known to hold, or else which one is open, when it is the only one. */
  #weigh(incompatibility: Incompatibility): { readonly holds: boolean; readonly open: Term | undefined } {
    let open: Term | undefined;
    this.#budget.spend(incompatibility.terms.length);
    for (const term of incompatibility.terms) {
      const relation = relate(this.#solution.known(term.package), term);
      if (relation === "implies") continue;
      if (relation === "excludes") this.#idle.add(incompatibility, this.#solution.level);
      if (open || relation === "excludes") return undecided;
      open = term;
    }
    return { holds: open === undefined, open };
  }

  #listContradicted(): string[] {
    return [...this.#conflicts]
      .filter(([name]) => isPackageName(name))
      .toSorted(([a, ofA], [b, ofB]) => ofB - ofA || compareText(a, b))
      .slice(0, contradictedMax)
      .map(([name]) => name);
  }

  /** Follows a contradiction to its root, takes back what led to it, and returns what was learned. */
  #resolveConflict(start: Incompatibility): Incompatibility {
    let incompatibility = start;
    while (!isFailure(incompatibility)) {
      this.#budget.spend(incompatibility.terms.length);
      const satisfier = this.#solution.findSatisfier(incompatibility);
      if (!satisfier) return incompatibility;
      const { assignment, previousLevel } = satisfier;
      if (assignment.cause === undefined || previousLevel < assignment.level) {
        this.#solution.backtrack(previousLevel);
        this.#idle.backtrack(previousLevel);
        if (incompatibility !== start) this.#add(incompatibility);
        for (const { package: name } of incompatibility.terms) {
          this.#conflicts.set(name, (this.#conflicts.get(name) ?? 0) + 1);
        }
        return incompatibility;
      }
      incompatibility = resolveOn(assignment.term.package, incompatibility, assignment.cause);
    }
    return incompatibility;
  }

  /** Decides, of the packages whose turn it is, the one with the fewest versions left for the contradictions that it led to, and returns it; nothing when all are decided. */
  #choose(): { readonly package: string } | "unknown" | undefined {
    const open = this.#solution.undecided().map((term) => ({
      term,
      versions: this.#candidatesFor(term),
      turn: this.#universe.turn?.(term.package) ?? 0,
      conflicts: this.#conflicts.get(term.package) ?? 0,
    }));
    if (open.some(({ versions }) => versions === undefined)) return "unknown";
    this.#budget.spend(open.length);

    const fewest = open.toSorted(
      (a, b) =>
        a.turn - b.turn ||
        (a.versions?.length ?? 0) / (1 + a.conflicts) - (b.versions?.length ?? 0) / (1 + b.conflicts) ||
        compareText(a.term.package, b.term.package),
    )[0];
    if (!fewest) return undefined;
    const { term, versions } = fewest;
    const version = versions?.[0];
    if (!version) {
      this.#add(this.#universe.explainNone(term));
      return { package: term.package };
    }
    return this.#decide(term.package, version) ? { package: term.package } : "unknown";
  }

  #candidatesFor(term: Term): readonly SemVer[] | undefined {
    const known = this.#fitting.get(term);
    if (known) return known;
    const fitting = this.#universe.candidates(term.package)?.filter((version) => hasVersion(term.versions, version));
    if (fitting) this.#fitting.set(term, fitting);
    return fitting;
  }

  /** Decides `version`, but where that contradicts what is known; then propagation will show it. */
  #decide(name: string, version: SemVer): boolean {
    const incompatibilities = this.#universe.incompatibilitiesOf(name, version);
    if (!incompatibilities) return false;
    for (const incompatibility of incompatibilities) this.#add(incompatibility);
    const contradicts = incompatibilities.some(({ terms }) =>
      terms.every((term) =>
        term.package === name ? hasVersion(term.versions, version) : implies(this.#solution.known(term.package), term),
      ),
    );
    if (!contradicts) this.#solution.decide(name, version);
    return true;
  }

  #add(incompatibility: Incompatibility): void {
    if (this.#added.has(incompatibility)) return;
    this.#added.add(incompatibility);
    for (const { package: name } of incompatibility.terms) {
      const all = this.#byPackage.get(name);
      if (all) all.push(incompatibility);
      else this.#byPackage.set(name, [incompatibility]);
    }
  }
}
