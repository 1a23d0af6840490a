import { readHostManifest, readLock } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";
import { type PackageName, parseWanted, satisfies, type Version, type Wanted } from "@larder/package-spec";

import type { ReportedError } from "../output/envelope.ts";
import { describeError } from "./error-of-one.ts";
import type { OpenHost } from "./open-host.ts";
import { previewWhatCanBe } from "./preview-what-can-be.ts";

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

/** A want that could not be looked up, because it or what it needs vanished. */
export type FailedWant = Pick<WantAge, "alias" | "range" | "current"> & { readonly error: ReportedError };

/** The wants of a host, each sorted. */
export type Ages = { readonly wants: readonly WantAge[]; readonly failed: readonly FailedWant[] };

/**
 * Returns how far the wants of a host are behind; nothing is written. One that cannot be had is told apart,
 * and the others are looked up without it. Throws what says that none can be.
 */
export async function listOutdated(host: OpenHost): Promise<Ages> {
  const { directory, client } = host;
  const { wants } = await readHostManifest(directory);
  const locked = await readLock(directory);
  const { updated, errors } = await previewWhatCanBe(
    host,
    wants.map(({ alias }) => alias),
  );

  const ages = wants
    .filter(({ alias }) => !errors.has(alias))
    .map(async ({ alias, wanted: range }) => {
      const to = nodeOf(updated, alias);
      if (to === undefined) throw new Error(`The want ${alias} was solved to nothing`);
      const { name, version: wanted, source } = to;
      const packument = source.type === "registry" ? await client.fetchAbbreviated(name) : undefined;
      const latest = packument?.["dist-tags"]["latest"] ?? null;
      const current = nodeOf(locked, alias)?.version ?? null;
      return { alias, name, range, current, wanted, latest, heldBackBy: findReason({ range, wanted, latest }) };
    });
  const failed = wants.flatMap(({ alias, wanted: range }) => {
    const error = errors.get(alias);
    const current = nodeOf(locked, alias)?.version ?? null;
    return error === undefined ? [] : [{ alias, range, current, error: describeError(error) }];
  });
  return { wants: await Promise.all(ages), failed };
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
