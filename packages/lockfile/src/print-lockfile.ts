import { compareText, type NodeSource, type Resolution, type ResolvedNode, type RootWant } from "@larder/resolver";

import type { Lockfile } from "./lockfile.ts";

/** The first line: what the file is, for whoever opens it. */
export const lockfileHeader =
  "# What this host gets, exactly. `larder lock` writes this file; commit it, and do not edit it.";

/** Returns `lock` as text: sorted, one line for each package, with LF and a newline at the end. `parse-lockfile.ts` draws the format. */
export function printLockfile({ version, revision, resolution }: Lockfile): string {
  const { coreVersion, overrides, shared, wants, capabilities, nodes } = resolution;
  const lines = [
    lockfileHeader,
    `larder-lock ${version}.${revision}`,
    `core ${coreVersion}`,
    ...Object.entries(overrides)
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([name, wanted]) => printOverride(name, wanted)),
    ...shared.toSorted(compareText).map(printShared),
    ...wants.toSorted((a, b) => compareText(a.alias, b.alias)).map(printWant),
    ...capabilities.toSorted((a, b) => compareText(a.name, b.name)).map(printCapability),
    ...nodes.toSorted((a, b) => compareText(a.id, b.id)).map(printPackage),
  ];
  return `${lines.join("\n")}\n`;
}

/** Returns the line of an override. */
export function printOverride(name: string, wanted: string): string {
  return `override ${JSON.stringify(name)} ${JSON.stringify(wanted)}`;
}

/** Returns the line of a library that the host wants once. */
export function printShared(name: string): string {
  return `shared ${JSON.stringify(name)}`;
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
export function printPackage({ id, name: _name, version: _version, source, edges, ...facts }: ResolvedNode): string {
  const rows = edges
    .toSorted((a, b) => compareText(a.alias, b.alias) || compareText(a.kind, b.kind))
    .map(({ alias, kind, wanted, to }) => [alias, kind, wanted, to]);
  return `package ${id} ${JSON.stringify(sortKeys({ ...facts, ...printSource(source), ...(rows.length > 0 ? { edges: rows } : {}) }))}`;
}

/** Returns the facts that say where an archive comes from. */
export function printSource(source: NodeSource): { readonly [fact: string]: string } {
  if (source.type === "git") {
    const { repository, commit, directory } = source;
    return { git: `${repository}#${commit}`, ...(directory === undefined ? {} : { directory }) };
  }
  const { type: _type, ...facts } = source;
  return source.type === "tarball" ? { tarball: source.url } : facts;
}

function sortKeys(value: object): object {
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([key, field]: [string, unknown]) => [key, isRecord(field) ? sortKeys(field) : field]),
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
