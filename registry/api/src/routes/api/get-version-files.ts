import type { FileList } from "@larder/registry-client";
import { getVersionFiles as getFiles } from "@larder/registry-database";
import { z } from "zod";

import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { packageName, versionText } from "../schemas.ts";
import { valid } from "../valid.ts";
import { fileList } from "./answers/file-answers.ts";
import { hostedPackage } from "./hosted-package.ts";

const description = operation({
  id: "listFiles",
  tag: "packages",
  summary: "Lists the files in the archive of a version, with their sizes and hashes",
  answer: fileList,
  refusals: { 404: "There is no such version here, or the caller may not see it" },
});

const params = z.object({ name: packageName, version: versionText });

/** `GET /-/api/v1/packages/:name/versions/:version/files`: what is in an archive, without fetching it. */
export const getVersionFiles = factory.createHandlers(description, valid("param", params), async (c) => {
  const { name, version } = c.req.valid("param");
  const { registry, caller } = c.var;

  const pkg = await hostedPackage(registry, caller, name);
  const { files, contentDigest, integrity, unpackedSizeBytes } = await getFiles(registry.database.db, pkg, version);

  const list: FileList = { files, contentDigest, integrity, unpackedSize: unpackedSizeBytes };
  return c.json(list as object);
});
