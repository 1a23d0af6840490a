import { isDeepStrictEqual } from "node:util";

import type { Generation, InstalledPackage } from "@larder/host-directory";
import type { PackageName, Version } from "@larder/package-spec";
import { compareText, type NodeId, type Resolution, type ResolvedNode } from "@larder/resolver";

/** A package at the version that came or went. */
export type PackageAt = { readonly name: PackageName; readonly version: Version };

/** A package whose version moved. */
export type PackageMove = { readonly name: PackageName; readonly from: Version; readonly to: Version };

/** What an install will do, before it does anything. */
export type InstallPlan = {
  /** The document of the generation that the host shall run; its number is given when it is made. */
  readonly generation: Omit<Generation, "number">;
  /** What stands in its `node_modules`: want → the package in the store. Sorted by alias. */
  readonly links: readonly { readonly alias: string; readonly path: string }[];
  /** The number of a generation that is there and says the same; `undefined` when a new one is needed. */
  readonly reuse: number | undefined;
  readonly added: readonly PackageAt[];
  readonly removed: readonly PackageAt[];
  readonly changed: readonly PackageMove[];
};

/** What a plan is made of. */
export type InstallInput = {
  readonly resolution: Resolution;
  /** sha256 in hex of the lock's text. */
  readonly lockDigest: string;
  /** Where each instance is on this machine. */
  readonly paths: ReadonlyMap<NodeId, string>;
  /** The generation that the host runs now. */
  readonly current: Generation | undefined;
  /** All generations that are there, in any order. */
  readonly generations: readonly Generation[];
};

/** Returns what brings a host from its current generation to `input.resolution`. */
export function planInstall(input: InstallInput): InstallPlan {
  const generation = describeGeneration(input);
  const links = input.resolution.wants.map(({ alias, to }) => ({ alias, path: pathOf(input.paths, to) }));
  return {
    generation,
    links: links.toSorted((left, right) => compareText(left.alias, right.alias)),
    reuse: findSame(input, generation),
    ...comparePackages(input.current?.packages ?? [], generation.packages),
  };
}

function describeGeneration({ resolution, lockDigest, paths }: InstallInput): InstallPlan["generation"] {
  const packages = resolution.nodes
    .filter((node) => paths.has(node.id))
    .map((node) => describePackage(node, resolution, pathOf(paths, node.id)))
    .filter((pkg) => pkg.kind === "singleton" || pkg.wantedAs.length > 0);
  return {
    version: 1,
    lockDigest,
    coreVersion: resolution.coreVersion,
    packages: packages.toSorted((left, right) => compareText(left.node, right.node)),
    capabilities: resolution.capabilities.map(({ name, by }) => ({ name, by })),
    instanceCount: paths.size,
  };
}

function describePackage(node: ResolvedNode, resolution: Resolution, path: string): InstalledPackage {
  const wants = resolution.wants.filter((want) => want.to === node.id);
  const requires = node.edges.filter((edge) => edge.kind === "requires" || edge.to === "provided");
  return {
    name: node.name,
    version: node.version,
    node: node.id,
    kind: node.kind,
    path,
    wantedAs: wants.map((want) => want.alias).toSorted(compareText),
    requires: requires.map(({ alias, wanted, to }) => ({ name: alias, wanted, to })),
    ...(node.source.type === "path" && { isLocal: true }),
  };
}

/** The current generation comes first: then nothing has to be switched. */
function findSame({ current, generations }: InstallInput, wanted: InstallPlan["generation"]): number | undefined {
  const candidates = current === undefined ? generations : [current, ...generations];
  return candidates.find((generation) => isDeepStrictEqual({ ...wanted, number: generation.number }, generation))
    ?.number;
}

/** Returns what came, went and moved; a package that came while another version of it went has moved. */
export function comparePackages(
  before: readonly PackageAt[],
  after: readonly PackageAt[],
): Pick<InstallPlan, "added" | "removed" | "changed"> {
  const gone = before.filter((pkg) => !includes(after, pkg)).map(nameAndVersion);
  const come = after.filter((pkg) => !includes(before, pkg)).map(nameAndVersion);
  const changed = come.flatMap(({ name, version: to }) => {
    const previous = gone.find((pkg) => pkg.name === name);
    return previous === undefined ? [] : [{ name, from: previous.version, to }];
  });
  const moved = new Set(changed.map((move) => move.name));
  return {
    added: come.filter((pkg) => !moved.has(pkg.name)),
    removed: gone.filter((pkg) => !moved.has(pkg.name)),
    changed,
  };
}

function includes(packages: readonly PackageAt[], { name, version }: PackageAt): boolean {
  return packages.some((pkg) => pkg.name === name && pkg.version === version);
}

function nameAndVersion({ name, version }: PackageAt): PackageAt {
  return { name, version };
}

function pathOf(paths: ReadonlyMap<NodeId, string>, id: NodeId): string {
  const path = paths.get(id);
  if (path === undefined) throw new Error(`No instance of ${id}`);
  return path;
}
