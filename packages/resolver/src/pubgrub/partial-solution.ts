import type { SemVer } from "semver";

import { exactly } from "../versions/version-set.ts";
import type { Incompatibility } from "./incompatibility.ts";
import { anything, both, implies, negate, present, saysNothing, type Term } from "./term.ts";

/** One thing that was decided, or that follows from `cause`. */
export type Assignment = {
  readonly index: number;
  readonly level: number;
  readonly term: Term;
  /** Everything that is known of the package from here on. */
  readonly known: Term;
  readonly cause: Incompatibility | undefined;
};

/** Where an incompatibility became true, and how far back it stays so. */
export type Satisfier = {
  readonly assignment: Assignment;
  /** The level to return to so that only one term of the incompatibility is open. */
  readonly previousLevel: number;
};

/** The level of the decision for the host itself, which is never taken back. */
const rootLevel = 1;

/** The decisions so far and what follows from them, in order, so that the last ones can be taken back. */
export class PartialSolution {
  readonly #assignments: Assignment[] = [];
  readonly #byPackage = new Map<string, Assignment[]>();
  readonly #decisions = new Map<string, SemVer>();

  get level(): number {
    return this.#decisions.size;
  }

  get decisions(): ReadonlyMap<string, SemVer> {
    return this.#decisions;
  }

  /** Returns what is known of `name`. */
  known(name: string): Term {
    return this.#byPackage.get(name)?.at(-1)?.known ?? anything(name);
  }

  /** Lists the packages that have to be there and have no version yet. */
  undecided(): Term[] {
    return [...this.#byPackage.keys()]
      .filter((name) => !this.#decisions.has(name))
      .map((name) => this.known(name))
      .filter((term) => !term.absent);
  }

  decide(name: string, version: SemVer): void {
    this.#decisions.set(name, version);
    this.#assign(present(name, exactly(version)), undefined);
  }

  derive(term: Term, cause: Incompatibility): void {
    this.#assign(term, cause);
  }

  /** Takes back everything above `level`. */
  backtrack(level: number): void {
    for (let last = this.#assignments.at(-1); last && last.level > level; last = this.#assignments.at(-1)) {
      this.#assignments.pop();
      const name = last.term.package;
      const ofPackage = this.#byPackage.get(name) ?? [];
      ofPackage.pop();
      if (ofPackage.length === 0) this.#byPackage.delete(name);
      if (last.cause === undefined) this.#decisions.delete(name);
    }
  }

  /** Returns the assignment with which `incompatibility`, which holds, became true. */
  findSatisfier(incompatibility: Incompatibility): Satisfier | undefined {
    let latest: { assignment: Assignment; term: Term } | undefined;
    let previousLevel = rootLevel;

    for (const term of incompatibility.terms) {
      if (saysNothing(term)) continue;
      const assignment = this.#firstImplying(term);
      if (!latest || assignment.index > latest.assignment.index) {
        previousLevel = Math.max(previousLevel, latest?.assignment.level ?? rootLevel);
        latest = { assignment, term };
      } else {
        previousLevel = Math.max(previousLevel, assignment.level);
      }
    }
    if (!latest) return undefined;

    const { assignment, term } = latest;
    if (implies(assignment.term, term)) return { assignment, previousLevel };
    const unexplained = both(assignment.term, negate(term));
    const earlier = this.#firstImplying(negate(unexplained));
    return { assignment, previousLevel: Math.max(previousLevel, earlier.level) };
  }

  #assign(term: Term, cause: Incompatibility | undefined): void {
    const known = both(this.known(term.package), term);
    const assignment = { index: this.#assignments.length, level: this.level, term, known, cause };
    this.#assignments.push(assignment);
    const ofPackage = this.#byPackage.get(term.package);
    if (ofPackage) ofPackage.push(assignment);
    else this.#byPackage.set(term.package, [assignment]);
  }

  #firstImplying(term: Term): Assignment {
    const found = this.#byPackage.get(term.package)?.find(({ known }) => implies(known, term));
    if (!found) throw new Error(`Nothing that is known of ${term.package} implies the term it was asked for`);
    return found;
  }
}
