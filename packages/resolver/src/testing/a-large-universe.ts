import type { Universe, VersionFacts } from "./a-registry.ts";

/** How large, and how hard to put together. */
export type LargeUniverse = {
  readonly plugins: number;
  readonly versionsEach: number;
  readonly requiresEach: number;
  /** Of a hundred requirements, how many ask for the major before the newest. */
  readonly behindPercent: number;
  readonly seed: number;
};

/** Returns plugins that require each other, the same for the same `shape`: each version asks for one major of those further down. */
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
  const { versionsEach } = shape;
  return Object.fromEntries(
    Array.from({ length: versionsEach }, (_, at): [string, VersionFacts] => {
      const major = majorAt(at, versionsEach);
      return [`${major}.${at}.0`, { larder: { requires: requiresOf(index, major, shape, random) } }];
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
