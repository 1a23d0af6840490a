import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { readWrittenPermissions } from "@larder/core";
import { ExpectedError } from "@larder/errors";
import { writeDurably } from "@larder/host-directory";
import type { PackageInspection } from "@larder/package-contents";
import type { JsonObject } from "@larder/packument";

/** What was written of a package's manifest. */
export type WrittenManifest = {
  /** The file; null when it says all of it already. */
  readonly path: string | null;
  readonly change: "made from another format" | "permissions of its plugins" | null;
};

const nothing: WrittenManifest = { path: null, change: null };

/**
 * Writes into the `package.json` of the package in `directory` what can be said for its author: all of it for a package of
 * another system, which has none; else the permissions that its plugins repeat. Everything else stays as it is.
 *
 * Throws {@link UnreadableCodeError} for plugins that cannot be read.
 */
export async function writeManifest(
  directory: string,
  { dialect, packageJson, larder }: PackageInspection,
): Promise<WrittenManifest> {
  const path = join(directory, "package.json");
  if (dialect === "plain" || dialect === "unknown") return nothing;
  if (dialect !== "larder") {
    await writeDurably(path, formatLike("", packageJson));
    return { path, change: "made from another format" };
  }
  const permissions = await readPermissions(directory);
  if (permissions === undefined || JSON.stringify(permissions) === JSON.stringify(larder?.permissions)) return nothing;
  // As it stands in the file: an inspection may have been given a name and a version besides.
  const text = (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
  const written = JSON.parse(text) as JsonObject & { readonly larder: JsonObject };
  await writeDurably(path, formatLike(text, { ...written, larder: { ...written.larder, permissions } }));
  return { path, change: "permissions of its plugins" };
}

async function readPermissions(directory: string): Promise<JsonObject[] | undefined> {
  try {
    const permissions = await readWrittenPermissions(directory);
    return permissions?.map(({ resource, actions, effect }) => ({ resource, actions: [...actions], effect }));
  } catch (failure) {
    if (!(failure instanceof ExpectedError)) throw failure;
    throw new UnreadableCodeError(failure);
  }
}

/** The plugins of a package say nothing, since their code cannot be read in a sandbox. */
export class UnreadableCodeError extends ExpectedError {
  readonly code = "EPLUGIN";

  constructor(cause: ExpectedError) {
    super(`The permissions of the plugins cannot be read: ${cause.message}`, {
      cause,
      hint: "Write them into `larder.permissions` of package.json by hand",
    });
  }
}

/** Returns `packageJson` with the indentation, the ends of lines and the last line of `text`. */
function formatLike(text: string, packageJson: JsonObject): string {
  const indentation = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? "  ";
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const isOpen = text !== "" && !text.endsWith("\n");
  const formatted = JSON.stringify(packageJson, undefined, indentation).replaceAll("\n", lineEnd);
  return isOpen ? formatted : `${formatted}${lineEnd}`;
}
