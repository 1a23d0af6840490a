import {
  findCurrentGeneration,
  type Generation,
  HostError,
  packageModeOf,
  readHostManifest,
} from "@larder/host-directory";
import { listHostGenerations, readGenerationLock } from "@larder/installer";
import { type Lockfile, parseLockfile } from "@larder/lockfile";
import { type Component, hasCode, inspectPackage } from "@larder/package-contents";
import { diskTree } from "@larder/tarball";

type LockedNode = Lockfile["resolution"]["nodes"][number];

/** One package that a host runs. */
export type ListedPackage = {
  readonly name: string;
  readonly version: string;
  readonly kind: "singleton" | "library";
  /** The aliases under which it is wanted; empty when only another package requires it. */
  readonly wantedAs: readonly string[];
  readonly requires: readonly string[];
  /** Where its archive came from; `null` when the generation does not say. */
  readonly source: LockedNode["source"] | null;
  /** When the host was first switched to exactly this package, as far back as its generations go; ISO 8601. */
  readonly since: string | null;
  /** How its code runs; `data` when it has none. */
  readonly mode: string;
  readonly components: readonly Component[];
};

/** What a host runs. */
export type Listing = {
  readonly generation: number | null;
  /** How many packages larder.yaml wants, installed or not. */
  readonly wanted: number;
  /** The packages that plugins and wants are; libraries that only another package needs are not in it. */
  readonly packages: readonly ListedPackage[];
  /** Every other instance, sorted. */
  readonly libraries: readonly Pick<LockedNode, "id" | "name" | "version" | "source">[];
  readonly instances: number;
};

/** Returns what the host in `directory` runs, with the components of its packages. No code of them runs. */
export async function listInstalled(directory: string): Promise<Listing> {
  const manifest = await readHostManifest(directory);
  const generation = await findCurrentGeneration(directory);
  const wanted = manifest.wants.length;
  if (generation === undefined) return { generation: null, wanted, packages: [], libraries: [], instances: 0 };

  const nodes = (await findLock(directory, generation))?.resolution.nodes ?? [];
  const sinceOf = await readHistory(directory);
  const packages = generation.packages.map((pkg) => {
    const { name, version, node, kind, wantedAs, requires, path } = pkg;
    const { components, larder } = inspectPackage(diskTree(path));
    return {
      name,
      version,
      kind,
      wantedAs,
      requires: requires.map((edge) => edge.name),
      source: nodes.find(({ id }) => id === node)?.source ?? null,
      since: sinceOf(path),
      mode: hasCode(components) ? packageModeOf(pkg, manifest.packages[name], larder?.mode) : "data",
      components,
    };
  });
  const listed = new Set(generation.packages.map(({ node }) => node));
  const libraries = nodes
    .filter(({ id }) => !listed.has(id))
    .map(({ id, name, version, source }) => ({ id, name, version, source }));
  return { generation: generation.number, wanted, packages, libraries, instances: generation.instanceCount };
}

/** A generation of an older Larder keeps no lock: then only sources are missing. */
async function findLock(directory: string, generation: Generation): Promise<Lockfile | undefined> {
  try {
    return parseLockfile(await readGenerationLock(directory, generation));
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}

/** Returns since when each package, by its path in the store, is in the generations without a gap. */
async function readHistory(directory: string): Promise<(path: string) => string | null> {
  const generations = await listHostGenerations(directory);
  const current = generations.findIndex((generation) => generation.current);
  const newestFirst = generations.slice(0, current + 1).toReversed();
  return (path) => {
    const gap = newestFirst.findIndex(({ packages = [] }) => packages.every((pkg) => pkg.path !== path));
    const holding = gap === -1 ? newestFirst : newestFirst.slice(0, gap);
    return holding.at(-1)?.switchedAt ?? null;
  };
}
