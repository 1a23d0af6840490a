import Logic, { type Formula } from "logic-solver";
import semver from "semver";

import type { PluginWorld } from "./a-plugin-universe.ts";
import type { VersionFacts } from "./a-registry.ts";

/** The rules of a host said once more, to a SAT solver: nothing of the resolver is used. */
export class SatHost {
  readonly #solver = new Logic.Solver();
  readonly #world: PluginWorld;
  readonly #reachable: ReadonlySet<string>;

  constructor(world: PluginWorld) {
    this.#world = world;
    this.#reachable = reachableFrom(world);
    for (const [name, wanted] of Object.entries(world.wants)) this.#solver.require(this.#oneOf(name, wanted));
    for (const [name, versions] of Object.entries(world.universe)) {
      const all = Object.keys(versions).map((version) => `${name}@${version}`);
      this.#solver.require(Logic.atMostOne(all));
      for (const [version, facts] of Object.entries(versions)) this.#require(name, version, facts);
    }
    for (const capability of ["capability:db", "capability:mail"]) this.#requireProviders(capability);
  }

  isSatisfiable(): boolean {
    return this.#solver.solve() !== null;
  }

  /** Is the host of exactly these versions one of the solutions? */
  admits(chosen: ReadonlySet<string>): boolean {
    const all = Object.entries(this.#world.universe).flatMap(([name, versions]) =>
      Object.keys(versions).map((version) => `${name}@${version}`),
    );
    const exactly = all.map((one) => (chosen.has(one) ? one : Logic.not(one)));
    return this.#solver.solveAssuming(Logic.and(exactly)) !== null;
  }

  #oneOf(name: string, wanted: string): Formula {
    const versions = Object.keys(this.#world.universe[name] ?? {});
    return Logic.or(
      versions.filter((version) => semver.satisfies(version, wanted)).map((version) => `${name}@${version}`),
    );
  }

  #present(name: string): Formula {
    return Logic.or(Object.keys(this.#world.universe[name] ?? {}).map((version) => `${name}@${version}`));
  }

  #require(name: string, version: string, facts: VersionFacts): void {
    const one = `${name}@${version}`;
    const others = <Value>(map: { readonly [other: string]: Value } = {}): [string, Value][] =>
      Object.entries(map).filter(([other]) => other !== name);
    if (isRefused(name, version, facts, this.#world)) this.#solver.require(Logic.not(one));
    if (!accepts(facts.engines, "larder", "1.0.0")) this.#solver.require(Logic.not(one));
    for (const [other, spec] of Object.entries(facts.larder?.requires ?? {})) {
      this.#solver.require(Logic.implies(one, this.#required(other, spec)));
    }
    for (const [other, wanted] of others(facts.peerDependencies)) {
      this.#solver.require(Logic.implies(one, this.#oneOf(other, wanted)));
    }
    for (const [other, wanted] of others(facts.larder?.conflicts)) {
      this.#solver.require(Logic.implies(one, Logic.not(this.#oneOf(other, wanted))));
    }
  }

  #required(other: string, spec: string | { readonly version: string }): Formula {
    if (typeof spec !== "string") return Logic.or(Logic.not(this.#present(other)), this.#oneOf(other, spec.version));
    return other.startsWith("capability:") ? this.#provided(other, spec) : this.#oneOf(other, spec);
  }

  /** A provider is a package together with the version of the capability that it stands for. */
  #provided(capability: string, wanted: string): Formula {
    return Logic.or(
      this.#providers(capability)
        .filter(({ provides }) => semver.satisfies(provides, wanted))
        .map(({ key }) => key),
    );
  }

  #requireProviders(capability: string): void {
    const providers = this.#providers(capability);
    this.#solver.require(Logic.atMostOne(providers.map(({ key }) => key)));
    for (const { key, versions } of providers) this.#solver.require(Logic.implies(key, Logic.or(versions)));
  }

  #providers(capability: string): { readonly key: string; readonly provides: string; readonly versions: string[] }[] {
    return [...this.#reachable].flatMap((name) => {
      const versions = Object.entries(this.#world.universe[name] ?? {});
      const provided = Object.groupBy(
        versions.filter(([, { larder }]) => larder?.provides?.[capability] !== undefined),
        ([, { larder }]) => larder?.provides?.[capability] ?? "",
      );
      return Object.entries(provided).map(([provides, holders = []]) => ({
        key: `${capability} ${provides} by ${name}`,
        provides,
        versions: holders.map(([version]) => `${name}@${version}`),
      }));
    });
  }
}

/** What any version that the policy allows requires, from the wants on. */
function reachableFrom(world: PluginWorld): ReadonlySet<string> {
  const reached = new Set(Object.keys(world.wants));
  for (const name of reached) {
    for (const [version, facts] of Object.entries(world.universe[name] ?? {})) {
      if (isRefused(name, version, facts, world)) continue;
      const required = Object.keys(facts.larder?.requires ?? {}).filter((other) => !other.startsWith("capability:"));
      for (const other of required) reached.add(other);
    }
  }
  return reached;
}

function isRefused(name: string, version: string, facts: VersionFacts, { policy, asOf }: PluginWorld): boolean {
  const isBlocked = Object.keys(policy.block).some((selector) => {
    const [blocked, range = ""] = selector.slice(1).split("@");
    return `@${blocked ?? ""}` === name && semver.satisfies(version, range, { includePrerelease: true });
  });
  const isDeprecated = policy.deprecated === "refuse" && facts.deprecated !== undefined;
  const isElsewhere = policy.platforms.length > 0 && facts.os?.includes("!linux") === true;
  const isForOtherNode = policy.node !== undefined && !accepts(facts.engines, "node", policy.node);
  return isBlocked || isDeprecated || isElsewhere || isForOtherNode || isYoung(name, facts, policy, Date.parse(asOf));
}

function isYoung(
  name: string,
  { published = "" }: VersionFacts,
  policy: PluginWorld["policy"],
  asOfMs: number,
): boolean {
  if (policy.minimumAgeMs === 0 || policy.minimumAgeExempt.some((exempt) => exempt === name)) return false;
  return !(asOfMs - Date.parse(published) >= policy.minimumAgeMs);
}

function accepts(engines: VersionFacts["engines"], engine: string, version: string): boolean {
  return semver.satisfies(version, engines?.[engine] ?? "*");
}
