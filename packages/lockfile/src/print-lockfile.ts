import {
  compareText,
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
export function printPackage({ id, name: _n, version: _v, source, edges, signatures, ...facts }: ResolvedNode): string {
  const rows = edges
    .toSorted((a, b) => compareText(a.alias, b.alias) || compareText(a.kind, b.kind))
    .map(({ alias, kind, wanted, to }) => [alias, kind, wanted, to]);
  const said = {
    ...facts,
    ...printSource(source),
    ...(rows.length > 0 ? { edges: rows } : {}),
    ...(signatures ? { signatures: signatures.map(({ keyid, sig }) => [keyid, sig]) } : {}),
  };
  return `package ${id} ${JSON.stringify(sortKeys(said))}`;
}

/** Returns the facts that say where an archive comes from. */
function printSource(source: NodeSource): { readonly [fact: string]: string } {
  if (source.type === "git") {
    const { repository, commit, directory } = source;
    return { git: `${repository}#${commit}`, ...(directory === undefined ? {} : { directory }) };
  }
  const { type: _type, ...facts } = source;
  return source.type === "tarball" ? { tarball: source.url } : facts;
}
