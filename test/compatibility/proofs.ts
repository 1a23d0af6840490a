import type { System } from "./capability.ts";

/** A test that ran. */
export type RanTest = {
  /** From the root of the repository. */
  readonly file: string;
  readonly title: string;
  readonly state: "passed" | "failed" | "skipped";
};

/** What the tests say of one capability. */
export type Proof = {
  readonly id: string;
  readonly words: string;
  readonly leftOut: string | undefined;
  /** The tests that passed, by file and title. */
  readonly passed: readonly RanTest[];
  readonly failed: readonly RanTest[];
};

const cited = /\[([A-Z]+\d+)\]/g;

/** The ids that a title cites: `["X27", "P1"]` of `[X27] [P1] first matching rule wins`. */
function citedIds(title: string): string[] {
  return [...title.matchAll(cited)].map(([, id = ""]) => id);
}

/** Returns each capability of `system` with the tests that cite it. */
export function proveSystem(system: System, tests: readonly RanTest[]): Proof[] {
  return system.capabilities.map(({ id, words, leftOut }) => {
    const citing = tests
      .filter(({ title }) => citedIds(title).includes(id))
      .toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
    return {
      id,
      words,
      leftOut,
      passed: citing.filter(({ state }) => state === "passed"),
      failed: citing.filter(({ state }) => state === "failed"),
    };
  });
}

/** Returns true when tests proved it: at least one passed and none failed. */
export function isProved({ passed, failed }: Proof): boolean {
  return passed.length > 0 && failed.length === 0;
}

function keyOf({ file, title }: RanTest): string {
  return `${file}\0${title}`;
}
