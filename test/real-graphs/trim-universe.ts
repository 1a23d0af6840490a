import type { AbbreviatedManifest, AbbreviatedPackument } from "@larder/packument";
import { type PackageName, parseWanted, type Version, type Wanted } from "@larder/package-spec";
import semver from "semver";

import { readWant } from "./host-wanting.ts";
import type { RecordedPackage, RecordedVersion } from "./universe.ts";

type Fetch = (name: PackageName) => Promise<AbbreviatedPackument | undefined>;

const fields = [
  "dependencies",
  "optionalDependencies",
  "peerDependencies",
  "peerDependenciesMeta",
  "bundleDependencies",
  "bundledDependencies",
  "bin",
  "engines",
  "os",
  "cpu",
  "libc",
  "deprecated",
  "hasInstallScript",
] as const;

const perRange = 6;
const majorsMax = 12;

/** Returns of all documents what hosts that want `specs` can meet: what was `chosen`, and for each range that is asked for there the best versions. */
export async function trimUniverse(
  fetch: Fetch,
  specs: readonly string[],
  chosen: ReadonlySet<string>,
): Promise<ReadonlyMap<string, RecordedPackage>> {
  const kept = new Map<string, Set<string>>();
  const open: { readonly name: PackageName; readonly version: string }[] = [];
  const keep = (name: PackageName, version: string): void => {
    const versions = kept.get(name) ?? new Set();
    kept.set(name, versions);
    if (versions.has(version)) return;
    versions.add(version);
    open.push({ name, version });
  };
  const ask = async (alias: string, text: string, count: number): Promise<void> => {
    const asked = readAsked(alias, text);
    const document = asked && (await fetch(asked.name));
    if (!asked || !document) return;
    kept.set(asked.name, kept.get(asked.name) ?? new Set());
    for (const version of bestOf(document, asked.wanted, count)) keep(asked.name, version);
  };

  for (const key of chosen)
    keep(key.slice(0, key.lastIndexOf("@")) as PackageName, key.slice(key.lastIndexOf("@") + 1));
  for (const spec of specs) await ask(...readWant(spec), perRange);
  for (let next = open.pop(); next; next = open.pop()) {
    const manifest = (await fetch(next.name))?.versions[next.version];
    if (!manifest) continue;
    const count = chosen.has(`${next.name}@${next.version}`) ? perRange : 1;
    for (const [alias, text] of listAsked(manifest)) await ask(alias, text, count);
  }
  const trimmed = new Map<string, RecordedPackage>();
  for (const [name, versions] of kept) {
    const document = await fetch(name as PackageName);
    if (document) trimmed.set(name, trimDocument(document, versions));
  }
  return trimmed;
}

function readAsked(alias: string, text: string): { name: PackageName; wanted: Wanted } | undefined {
  try {
    const wanted = parseWanted(text);
    if (wanted.type === "alias") return { name: wanted.name, wanted: wanted.wanted };
    return wanted.type === "range" || wanted.type === "tag" ? { name: alias as PackageName, wanted } : undefined;
  } catch {
    return undefined;
  }
}

function listAsked(manifest: AbbreviatedManifest): [string, string][] {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = manifest;
  const anyVersion = Object.keys(peerDependenciesMeta ?? {}).map((name) => [name, "*"]);
  return Object.entries({
    ...Object.fromEntries(anyVersion),
    ...peerDependencies,
    ...dependencies,
    ...optionalDependencies,
  });
}

function bestOf(document: AbbreviatedPackument, wanted: Wanted, count: number): string[] {
  const { latest } = document["dist-tags"];
  if (wanted.type === "tag") return [document["dist-tags"][wanted.tag] ?? []].flat();
  if (wanted.type !== "range") return [];
  const fitting = Object.keys(document.versions)
    .filter((version) => semver.satisfies(version, wanted.range))
    .toSorted(semver.rcompare);
  const maintained = fitting.filter((version) => !document.versions[version]?.deprecated);
  const tagged = latest !== undefined && (fitting.includes(latest) || wanted.range === "*") ? [latest] : [];
  return [
    ...new Set([...tagged, ...maintained.slice(0, count), ...(maintained.length === 0 ? fitting.slice(0, 1) : [])]),
  ];
}

/** Besides the versions that may be taken, the highest of the last majors stays, to tempt. */
function trimDocument(document: AbbreviatedPackument, kept: ReadonlySet<string>): RecordedPackage {
  const ascending = Object.keys(document.versions)
    .filter((version) => semver.valid(version))
    .toSorted(semver.compare);
  const majors = new Map(
    ascending.filter((version) => !version.includes("-")).map((version) => [semver.major(version), version]),
  );
  const tempting = [...majors.values()].slice(-majorsMax);
  const latest = document["dist-tags"]["latest"];
  const all = new Set([...kept, ...tempting, ...(latest === undefined ? [] : [latest])]);
  const tags = Object.entries(document["dist-tags"]).filter(([, version]) => all.has(version));
  const versions = ascending.flatMap((version) => {
    const manifest = all.has(version) ? document.versions[version] : undefined;
    return manifest ? [[version, recordVersion(manifest, kept.has(version))]] : [];
  });
  return { tags: Object.fromEntries<Version>(tags), versions: Object.fromEntries(versions) };
}

/** What only tempts is never expanded: its dependencies would lead to documents that are not there. */
function recordVersion(manifest: AbbreviatedManifest, isKept: boolean): RecordedVersion {
  const present = fields.filter((field) => manifest[field] !== undefined);
  const recorded = Object.fromEntries(present.map((field) => [field, trimField(field, manifest[field])]));
  const unsigned = manifest.dist.integrity?.includes("sha512-") === true ? {} : { unsigned: true };
  return { ...(isKept ? recorded : pickShort(recorded)), ...unsigned } as RecordedVersion;
}

function trimField(field: (typeof fields)[number], value: unknown): unknown {
  if (field === "deprecated") return "Deprecated";
  return field === "bin" ? "bin.js" : value;
}

function pickShort({ engines, deprecated }: Record<string, unknown>): Record<string, unknown> {
  return { ...(engines === undefined ? {} : { engines }), ...(deprecated === undefined ? {} : { deprecated }) };
}
