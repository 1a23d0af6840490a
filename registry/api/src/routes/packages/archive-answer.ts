import { ExpectedError } from "@larder/errors";
import type { PackageName } from "@larder/package-spec";

import type { RegistryParts } from "../../operating/registry-parts.ts";
import type { Origin } from "../../origins/find-origin.ts";
import type { Answer } from "../../packuments/answer.ts";
import type { ServedTarball } from "../../packuments/served-tarball.ts";
import { tarballAnswer } from "../../packuments/tarball-answer.ts";
import { isForEverybody, uplinkOf } from "../read-origin.ts";

/** A request for an archive by someone who may read its package. */
export type ArchiveAsk = {
  readonly origin: Origin;
  readonly name: PackageName;
  readonly file: string;
  readonly hops: string;
  /** Whether only the headers are wanted. */
  readonly isHead: boolean;
  /** The `If-None-Match` of the request. */
  readonly knownEtag: string | undefined;
};

/** Returns the archive `file` of a version of `name`. Throws {@link TarballNotFoundError}. */
export async function archiveAnswer(registry: RegistryParts, ask: ArchiveAsk): Promise<Answer> {
  const { origin, name, file, isHead, knownEtag } = ask;
  const tarball = isHead ? await findWhole(registry, ask) : await findArchive(registry, ask);
  // Nothing of what only the headers are wanted of is opened.
  const shown = isHead ? { ...tarball, open: () => undefined } : tarball;
  const answer = tarballAnswer(shown, knownEtag, isForEverybody(registry, origin, name) ? "public" : "private");
  if (!isHead && answer.status === 200) registry.operations.downloads.count(`${name}/${file}`);
  return answer;
}

/** Finds the archive `file` of a version of `name`, of which nothing is opened yet. Throws {@link TarballNotFoundError}. */
export async function findArchive(
  registry: RegistryParts,
  { origin, name, file, hops }: Pick<ArchiveAsk, "origin" | "name" | "file" | "hops">,
): Promise<ServedTarball> {
  const found =
    origin.type === "hosted"
      ? registry.hostedTarballs.find(name, file)
      : uplinkOf(registry, origin).tarballs.find(name, file, hops);
  const tarball = await found;
  if (tarball === undefined) throw new TarballNotFoundError(name, file);
  return tarball;
}

/** An archive that still has to come from an uplink says how large it is once it has come. */
async function findWhole(registry: RegistryParts, ask: ArchiveAsk): Promise<ServedTarball> {
  const tarball = await findArchive(registry, ask);
  if (tarball.size !== undefined) return tarball;
  await new Response(tarball.open() ?? null).body?.pipeTo(new WritableStream());
  return findArchive(registry, ask);
}

class TarballNotFoundError extends ExpectedError {
  readonly code = "E404";

  constructor(name: PackageName, file: string) {
    super(`Package \`${name}\` has no archive \`${file}\``, { hint: `List its versions with \`larder info ${name}\`` });
  }
}
