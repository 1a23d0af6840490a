import { formatWanted, parsePackageSpec, type Version } from "@larder/package-spec";
import type { ResolveRequest } from "@larder/resolver";

/** Returns the request of a host that wants `specs` (`name` or `name@range`), and nothing else. */
export function hostWanting(specs: readonly string[]): ResolveRequest {
  return {
    coreVersion: "1.0.0" as Version,
    provided: [],
    registry: "home",
    wants: specs.map((spec) => readWant(spec)).map(([alias, wanted]) => ({ alias, wanted })),
    shared: [],
    overrides: {},
  };
}

/** Returns the name and the range of `spec`. */
export function readWant(spec: string): readonly [name: string, wanted: string] {
  const { name, wanted } = parsePackageSpec(spec);
  return [name, formatWanted(wanted)];
}
