import {
  compareText,
  type Edge,
  type NodeSource,
  type PackageExtension,
  type Resolution,
  type ResolvedNode,
  type RootWant,
} from "@larder/resolver";

import { sortKeys } from "./json.ts";
import { formatExtension, formatPolicy, type LockedPolicy } from "./lock-settings.ts";
import type { Lockfile, RegistryKey, UnsolvedWant } from "./lockfile.ts";

/** The first line: what the file is, for whoever opens it. */
export const lockfileHeader =
  "# What this host gets, exactly. `larder lock` writes this file; commit it, and do not edit it.";

/** A lock never changes, and an install needs the text of one several times. */
const printed = new WeakMap<Lockfile, string>();

/** Returns `lock` as text: sorted, one line for each package, with LF and a newline at the end. `parse-lockfile.ts` draws the format. */
export function printLockfile(lock: Lockfile): string {
  const known = printed.get(lock);
  if (known !== undefined) return known;
  const text = printLines(lock);
  printed.set(lock, text);
  return text;
}

function printLines({ version, revision, resolution, unsolved = [], keys = [] }: Lockfile): string {
  const { coreVersion, overrides, extensions = {}, shared, wants, capabilities, nodes } = resolution;
  const lines = [
    lockfileHeader,
    `larder-lock ${version}.${revision}`,
    `core ${coreVersion}`,
    ...printPolicy(resolution),
    ...Object.entries(overrides)
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([name, wanted]) => printOverride(name, wanted)),
    ...Object.entries(extensions)
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([selector, extension]) => printExtension(selector, extension)),
    ...shared.toSorted(compareText).map(printShared),
    ...keys.toSorted((a, b) => compareText(keyOfKey(a), keyOfKey(b))).map(printKey),
    ...unsolved.toSorted((a, b) => compareText(a.alias, b.alias)).map(printUnsolved),
    ...wants.toSorted((a, b) => compareText(a.alias, b.alias)).map(printWant),
    ...capabilities.toSorted((a, b) => compareText(a.name, b.name)).map(printCapability),
    ...nodes.toSorted((a, b) => compareText(a.id, b.id)).map(printPackage),
  ];
  return `${lines.join("\n")}\n`;
}

/** Returns the line of the policy; none when it asks nothing. */
export function printPolicy(policy: LockedPolicy): readonly string[] {
  const json = formatPolicy(policy);
  return json === "{}" ? [] : [`policy ${json}`];
}

/** Returns the line of an override. */
export function printOverride(name: string, wanted: string): string {
  return `override ${JSON.stringify(name)} ${JSON.stringify(wanted)}`;
}

/** Returns the line of what is added to packages. */
export function printExtension(selector: string, extension: PackageExtension): string {
  return `extend ${JSON.stringify(selector)} ${formatExtension(extension)}`;
}

/** Returns the line of a library that the host wants once. */
export function printShared(name: string): string {
  return `shared ${JSON.stringify(name)}`;
}

/** Returns what the lines of keys are sorted by. */
export function keyOfKey({ registry, keyid }: Pick<RegistryKey, "registry" | "keyid">): string {
  return `${registry} ${keyid}`;
}

/** Returns the line of a key of a registry. */
export function printKey({ registry, keyid, ...facts }: RegistryKey): string {
  return `key ${JSON.stringify(registry)} ${JSON.stringify(keyid)} ${JSON.stringify(sortKeys(facts))}`;
}

/** Returns the line of a want that a merge left to be solved. */
export function printUnsolved({ alias, wanted }: UnsolvedWant): string {
  return `unsolved ${JSON.stringify(alias)} ${JSON.stringify(wanted)}`;
}

/** Returns the line of a want. */
export function printWant({ alias, wanted, to }: RootWant): string {
  return `want ${JSON.stringify(alias)} ${JSON.stringify(wanted)} -> ${to}`;
}

/** Returns the line of a capability. */
export function printCapability({ name, wanted, by }: Resolution["capabilities"][number]): string {
  return `capability ${JSON.stringify(name)} ${JSON.stringify(wanted.toSorted(compareText))} -> ${by}`;
}

/** Returns the line of a package. Its name and version stand in its id. */
export function printPackage(node: ResolvedNode): string {
  return `package ${node.id} ${JSON.stringify(factsOf(node))}`;
}

type SourceFact = "registry" | "tarballPath" | "git" | "directory" | "path" | "tarball";
type PackageFact = Exclude<keyof ResolvedNode, "id" | "name" | "version" | "source"> | SourceFact;

/**
 * Returns what a package's line says, in the order of its keys: to sort what is the same for all of them takes more time
 * than the rest of a lock. What is `undefined` stands in no JSON.
 */
function factsOf({ source, edges, engines, signatures, ...facts }: ResolvedNode): {
  readonly [fact in PackageFact]: unknown;
} {
  const from = sourceFactsOf(source);
  return {
    bundled: facts.bundled,
    cpu: facts.cpu,
    deprecated: facts.deprecated,
    directory: from.directory,
    edges: edges.length === 0 ? undefined : edges.toSorted(compareEdges).map(rowOf),
    engines: engines && sortKeys(engines),
    git: from.git,
    hasBin: facts.hasBin,
    hasInstallScript: facts.hasInstallScript,
    integrity: facts.integrity,
    kind: facts.kind,
    libc: facts.libc,
    os: facts.os,
    path: from.path,
    registry: from.registry,
    signatures: signatures?.map(({ keyid, sig }) => [keyid, sig]),
    tarball: from.tarball,
    tarballPath: from.tarballPath,
  };
}

function compareEdges(one: Edge, other: Edge): number {
  return compareText(one.alias, other.alias) || compareText(one.kind, other.kind);
}

function rowOf({ alias, kind, wanted, to }: Edge): readonly string[] {
  return [alias, kind, wanted, to];
}

/** Returns the facts that say where an archive comes from. */
function sourceFactsOf(source: NodeSource): { readonly [fact in SourceFact]?: string | undefined } {
  switch (source.type) {
    case "registry":
      return { registry: source.registry, tarballPath: source.tarballPath };
    case "git":
      return { git: `${source.repository}#${source.commit}`, directory: source.directory };
    case "path":
      return { path: source.path };
    case "tarball":
      return { tarball: source.url };
  }
}
