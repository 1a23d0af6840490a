import { createHash } from "node:crypto";

import { inspectPackage } from "@larder/package-contents";
import { integrityOfSha512, isPackageName, isVersion } from "@larder/package-spec";
import { type AbbreviatedManifest, abbreviateManifest, isJsonObject, type JsonObject } from "@larder/packument";
import { BadArchiveError, readTarball, type TarballContents } from "@larder/tarball";

import { BadSourceError } from "./source-error.ts";

/** What the archive of a package says. */
export type ReadArchive = {
  /** With the integrity of the archive. */
  readonly manifest: AbbreviatedManifest;
  /** What its user should know: that it was not built, for one. */
  readonly notes: readonly string[];
};

/** Returns what `archive`, which came from `source`, says of the package in it. Throws {@link BadSourceError}. */
export async function readArchive(archive: Uint8Array, source: string): Promise<ReadArchive> {
  const contents = await readContents(archive, source);
  const { packageJson } = inspectPackage(contents.tree);
  const { name, version } = packageJson;
  if (typeof name !== "string" || !isPackageName(name) || typeof version !== "string" || !isVersion(version)) {
    throw new BadSourceError(
      source,
      "has no `package.json` that says its name and its version",
      "Pack it with `npm pack`, or want the folder or the repository that it was made of",
    );
  }
  const integrity = integrityOfSha512(createHash("sha512").update(archive).digest("base64"));
  const gypfile = buildsWithGyp(packageJson, contents);
  const manifest = { ...packageJson, ...(gypfile && { gypfile }), name, version, dist: { tarball: source, integrity } };
  return { manifest: abbreviateManifest(manifest), notes: noteScripts(packageJson) };
}

async function readContents(archive: Uint8Array, source: string): Promise<TarballContents> {
  try {
    return await readTarball(archive, { origin: "foreign" });
  } catch (error) {
    if (!(error instanceof BadArchiveError)) throw error;
    throw new BadSourceError(source, `is no archive of a package: ${error.message}`, undefined, error);
  }
}

/** A registry is told that by who publishes. */
function buildsWithGyp({ scripts }: JsonObject, { tree }: TarballContents): boolean {
  const said = isJsonObject(scripts) && (scripts["install"] !== undefined || scripts["preinstall"] !== undefined);
  return !said && tree.files.some(({ path }) => path === "binding.gyp");
}

/** npm runs these in a repository before it packs it. */
function noteScripts({ scripts }: JsonObject): readonly string[] {
  if (!isJsonObject(scripts)) return [];
  const script = ["prepare", "prepack"].find((name) => scripts[name] !== undefined);
  return script === undefined ? [] : [`its \`${script}\` script did not run: it is installed as it was written`];
}
