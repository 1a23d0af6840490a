import { readHostManifest, readLock } from "@larder/host-directory";
import { previewUpdate } from "@larder/installer";
import type { Lockfile } from "@larder/lockfile";
import { type PackageName, parseWanted, satisfies, type Version, type Wanted } from "@larder/package-spec";

import type { OpenHost } from "./open-host.ts";

/** A want, and how far it is behind. */
export type WantAge = {
  readonly alias: string;
  readonly name: PackageName;
  /** As `larder.yaml` says it. */
  readonly range: string;
  /** What is locked; `null` before the first lock. */
  readonly current: Version | null;
  /** What `larder update` would give. */
  readonly wanted: Version;
  /** What the tag `latest` of the registry points at; `null` for what is not from a registry. */
  readonly latest: Version | null;
  /**
   * Why `wanted` is not `latest`: the range of the want rules it out, or something else does, such as
   * a policy or another package. `null` when they are the same.
   */
  readonly heldBackBy: "range" | "policy or another package" | null;
};

/** Returns all wants of a host, sorted, with the versions that they could have. Nothing is written. */
export async function listOutdated(host: OpenHost): Promise<readonly WantAge[]> {
  const { directory, client } = host;
  const { wants } = await readHostManifest(directory);
  const locked = await readLock(directory);
  const updated = await previewUpdate(host);
  return await Promise.all(
    wants.map(async ({ alias, wanted: range }) => {
      const to = nodeOf(updated, alias);
      if (to === undefined) throw new Error(`The want ${alias} was solved to nothing`);
      const { name, version: wanted, source } = to;
      const packument = source.type === "registry" ? await client.fetchAbbreviated(name) : undefined;
      const latest = packument?.["dist-tags"]["latest"] ?? null;
      const current = nodeOf(locked, alias)?.version ?? null;
      return { alias, name, range, current, wanted, latest, heldBackBy: findReason({ range, wanted, latest }) };
    }),
  );
}

/** Is there something that the want could move to, by itself or with a wider range? */
export function isOutdated({ current, wanted, latest }: WantAge): boolean {
  return current !== wanted || (latest !== null && latest !== wanted);
}

function nodeOf(lock: Lockfile | undefined, alias: string): Lockfile["resolution"]["nodes"][number] | undefined {
  const to = lock?.resolution.wants.find((want) => want.alias === alias)?.to;
  return lock?.resolution.nodes.find(({ id }) => id === to);
}

function findReason({ range, wanted, latest }: Pick<WantAge, "range" | "wanted" | "latest">): WantAge["heldBackBy"] {
  if (latest === null || latest === wanted) return null;
  return allows(parseWanted(range), latest) ? "policy or another package" : "range";
}

function allows(wanted: Wanted, version: Version): boolean {
  const target = wanted.type === "alias" ? wanted.wanted : wanted;
  return target.type === "range" && satisfies(version, target.range);
}
