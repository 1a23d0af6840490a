import { planStart } from "./plan-start.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

/** The packages of a host, and what they require of each other. */
export type PackageGraph = {
  /** The packages, sorted by name. */
  list(): readonly SupervisedPackage[];
  find(name: string): SupervisedPackage | undefined;
  /** The names in the order of their start: each wave needs only what is in the waves before it. */
  readonly waves: readonly (readonly string[])[];
  /** Names that wait for each other; none of them can start. */
  readonly stuck: readonly string[];
  /** `name`, and everything that it requires. */
  requirementsOf(name: string): ReadonlySet<string>;
  /** `name`, and everything that requires it. */
  dependantsOf(name: string): ReadonlySet<string>;
  /** Puts `supervised` in the place of the package of its name, or beside the others. */
  put(supervised: SupervisedPackage): void;
  remove(name: string): void;
};

/** Returns the graph of `packages`. */
export function createPackageGraph(packages: readonly SupervisedPackage[]): PackageGraph {
  const byName = new Map(packages.map((supervised) => [supervised.name, supervised]));
  let plan = planOf(byName);

  function change(edit: () => void): void {
    edit();
    plan = planOf(byName);
  }

  const requiredBy = (name: string): readonly string[] => byName.get(name)?.requires ?? [];
  const requiring = (name: string): readonly string[] =>
    [...byName.values()].filter(({ requires }) => requires.includes(name)).map((other) => other.name);

  return {
    list: () => [...byName.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1)),
    find: (name) => byName.get(name),
    get waves() {
      return plan.waves;
    },
    get stuck() {
      return plan.stuck;
    },
    requirementsOf: (name) => closureOf(name, requiredBy),
    dependantsOf: (name) => closureOf(name, requiring),
    put: (supervised) => change(() => byName.set(supervised.name, supervised)),
    remove: (name) => change(() => byName.delete(name)),
  };
}

function planOf(byName: ReadonlyMap<string, SupervisedPackage>): ReturnType<typeof planStart> {
  return planStart([...byName.values()].map(({ name, requires }) => ({ name, after: requires })));
}

/** Returns `name` and everything that follows from it. */
function closureOf(name: string, next: (name: string) => readonly string[]): ReadonlySet<string> {
  const closure = new Set<string>();
  const waiting = [name];
  for (let member = waiting.pop(); member !== undefined; member = waiting.pop()) {
    if (closure.has(member)) continue;
    closure.add(member);
    waiting.push(...next(member));
  }
  return closure;
}
