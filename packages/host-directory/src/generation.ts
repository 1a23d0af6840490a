import { join } from "node:path";

import { isPackageName, isVersion, type PackageName, type Version } from "@larder/package-spec";
import type { NodeId } from "@larder/resolver";
import { z } from "zod";

import { findCurrentNumber, generationIndexName } from "./generation-numbers.ts";
import { HostError } from "./host-error.ts";
import { hostPaths } from "./host-paths.ts";
import { readTextIfExists } from "./read-host-text.ts";

/**
 * One set of packages that was installed together. On disk:
 *
 *   .larder/generations/3/
 *     packages.json                 this document
 *     node_modules/<want's alias>   → an instance in the store
 *   .larder/current                 → generations/3
 */
export type Generation = {
  /** The version of this document. */
  readonly version: 1;
  readonly number: number;
  /** sha256 in hex of the text of the lock that it installs. */
  readonly lockDigest: string;
  /** The version of the core's API that it was solved for. */
  readonly coreVersion: Version;
  /** Every singleton, and the libraries that are wanted by name; sorted by name. */
  readonly packages: readonly InstalledPackage[];
  /** Capability → the package that provides it, sorted. */
  readonly capabilities: readonly { readonly name: string; readonly by: NodeId }[];
  /** How many instances it has in all, with libraries. */
  readonly instanceCount: number;
};

/** A package of a generation. */
export type InstalledPackage = {
  readonly name: PackageName;
  readonly version: Version;
  /** Its id in the lock. */
  readonly node: NodeId;
  readonly kind: "singleton" | "library";
  /** The directory of the package in its instance in the store, absolute: what to import from. */
  readonly path: string;
  /** The aliases under which `larder.yaml` wants it, sorted; empty when only another package requires it. */
  readonly wantedAs: readonly string[];
  /** What it requires of other singletons, sorted by name; `provided` is the running host's own copy. */
  readonly requires: readonly { readonly name: string; readonly wanted: string; readonly to: NodeId | "provided" }[];
  /** Was it a folder or an archive on the operator's own disk, which `larder.yaml` wants by its path? */
  readonly isLocal?: true;
};

/** Returns the generation that the host runs; `undefined` when nothing was installed yet. */
export async function findCurrentGeneration(directory: string): Promise<Generation | undefined> {
  const number = await findCurrentNumber(directory);
  return number === undefined ? undefined : await readGeneration(directory, number);
}

/** Returns one generation. Throws {@link HostError} when it is missing or its document is damaged. */
export async function readGeneration(directory: string, number: number): Promise<Generation> {
  const path = join(hostPaths(directory).generations, String(number), generationIndexName);
  const text = await readTextIfExists(path);
  if (text === undefined) throw new HostError(path, "is missing", "Install again with `larder install`");
  const parsed = generationSchema.safeParse(parseJson(path, text));
  if (!parsed.success) throw damaged(path);
  return parsed.data;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(path);
  }
}

function damaged(path: string): HostError {
  return new HostError(
    path,
    "is damaged",
    "Remove that generation's directory and install again with `larder install`",
  );
}

const version = z.custom<Version>((value) => typeof value === "string" && isVersion(value));
const packageName = z.custom<PackageName>((value) => typeof value === "string" && isPackageName(value));

const generationSchema: z.ZodType<Generation> = z.object({
  version: z.literal(1),
  number: z.int(),
  lockDigest: z.string(),
  coreVersion: version,
  packages: z.array(
    z.object({
      name: packageName,
      version,
      node: z.string(),
      kind: z.enum(["singleton", "library"]),
      path: z.string(),
      wantedAs: z.array(z.string()),
      requires: z.array(z.object({ name: z.string(), wanted: z.string(), to: z.string() })),
      isLocal: z.literal(true).exactOptional(),
    }),
  ),
  capabilities: z.array(z.object({ name: z.string(), by: z.string() })),
  instanceCount: z.int(),
});
