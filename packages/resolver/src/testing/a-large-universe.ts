import type { Universe, VersionFacts } from "./a-registry.ts";

/** How large, and how hard to put together. */
export type LargeUniverse = {
  readonly plugins: number;
  readonly versionsEach: number;
  readonly requiresEach: number;
  /** Of a hundred requirements, how many ask for the major before their own. */
  readonly behindPercent: number;
  /** Of a hundred versions, how many require something else than the version before. */
  readonly changePercent: number;
  readonly seed: number;
};

/** Returns plugins that require each other, the same for the same `shape`: each version asks for a major of some further down. */
export function aLargeUniverse(shape: LargeUniverse): Universe {
  const random = randomFrom(shape.seed);
  const names = Array.from({ length: shape.plugins }, (_, index) => nameOf(index));
  return Object.fromEntries(names.map((name, index) => [name, versionsOf(index, shape, random)]));
}

/** Returns the name of the plugin at `index`. */
export function nameOf(index: number): string {
  return `@x/p${String(index).padStart(4, "0")}`;
}

function versionsOf(
  index: number,
  shape: LargeUniverse,
  random: (below: number) => number,
): { readonly [version: string]: VersionFacts } {
  let requires: { readonly [name: string]: string } = {};
  let before = 0;
  return Object.fromEntries(
    Array.from({ length: shape.versionsEach }, (_, at): [string, VersionFacts] => {
      const major = majorAt(at, shape.versionsEach);
      if (major !== before || random(100) < shape.changePercent) requires = requiresOf(index, major, shape, random);
      before = major;
      return [`${major}.${at}.0`, { larder: { requires } }];
    }),
  );
}

function requiresOf(
  index: number,
  major: number,
  { plugins, requiresEach, behindPercent }: LargeUniverse,
  random: (below: number) => number,
): { readonly [name: string]: string } {
  const below = plugins - index - 1;
  if (below === 0) return {};
  const targets = Array.from({ length: requiresEach }, () => nameOf(index + 1 + random(Math.min(below, 20))));
  return Object.fromEntries(
    targets.map((target) => [target, `^${random(100) < behindPercent ? Math.max(1, major - 1) : major}.0.0`]),
  );
}

/** Three majors, a third of the versions each. */
function majorAt(at: number, versionsEach: number): number {
  return 1 + Math.floor((at * 3) / versionsEach);
}

function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}
