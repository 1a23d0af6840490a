import { ExpectedError } from "@larder/errors";
import type { PackageName, Version } from "@larder/package-spec";
import { getVersionFiles } from "@larder/registry-database";
import { readArchivedFile } from "@larder/tarball";
import { z } from "zod";

import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { packageName, queryText, versionText } from "../schemas.ts";
import { valid } from "../valid.ts";
import { hostedPackage } from "./hosted-package.ts";

/** A larger file is for programs, and they fetch the archive. */
const fileBytesMax = 2 * 1024 * 1024;

const description = operation({
  id: "getFile",
  tag: "packages",
  summary: "Returns one file of the archive of a version, as text where it is text",
  content: { "text/plain": z.string(), "application/octet-stream": z.string().meta({ format: "binary" }) },
  refusals: {
    404: "There is no such file here, or the caller may not see it",
    413: `The file is larger than ${fileBytesMax} bytes`,
  },
});

const params = z.object({
  name: packageName,
  version: versionText,
  path: queryText(1024).meta({ description: "As the list of files has it, with its slashes." }),
});

/**
 * `GET /-/api/v1/packages/:name/versions/:version/files/:path`: one file of an archive, for those who look before they install.
 *
 * Whatever an author wrote comes from our address, so no browser may take it for a page of ours.
 */
export const getVersionFile = factory.createHandlers(description, valid("param", params), async (c) => {
  const { name, version, path } = c.req.valid("param");
  const { registry, caller } = c.var;

  const pkg = await hostedPackage(registry, caller, name);
  const { files, integrity } = await getVersionFiles(registry.database.db, pkg, version);
  const listed = files.find((file) => file.path === path);
  if (listed === undefined) throw new FileNotFoundError(name, version, path);
  if (listed.size > fileBytesMax) throw new FileTooLargeError(path, listed.size);
  const archive = await registry.storage.open(integrity);
  const bytes = archive === undefined ? undefined : await readArchivedFile(archive.stream(), path);
  if (bytes === undefined) throw new Error(`The archive of ${name}@${version} is not what the index says`);

  return c.body(Uint8Array.from(bytes), 200, {
    "content-type": isText(bytes) ? "text/plain; charset=utf-8" : "application/octet-stream",
    "content-disposition": "attachment",
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    // Rights may change, and shared caches do not know them.
    "cache-control": "private, max-age=86400, immutable",
    etag: `"${listed.sha256}"`,
  });
});

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

class FileNotFoundError extends ExpectedError {
  readonly code = "E404";

  constructor(name: PackageName, version: Version, path: string) {
    super(`\`${name}@${version}\` has no file \`${path.slice(0, 200)}\``, { hint: "Ask for the list of its files" });
  }
}

class FileTooLargeError extends ExpectedError {
  readonly code = "E413";

  constructor(path: string, size: number) {
    super(`\`${path}\` has ${size} bytes, and only files of up to ${fileBytesMax} are shown`, {
      hint: "Fetch the archive",
    });
  }
}
