import { isJsonObject } from "@larder/packument";
import { PackageNotFoundError, VersionNotFoundError } from "@larder/registry-database";
import type { Version } from "@larder/package-spec";
import { z } from "zod";

import { findServedDocument } from "./find-served-document.ts";
import { isForEverybody, readOrigin, uplinkOf } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageName } from "../schemas.ts";
import { valid } from "../valid.ts";

const params = z.object({ name: packageName, versionOrTag: z.string().max(256) });

/** `GET /:name/:versionOrTag`: the manifest of one version, whole. */
export const getVersion = factory.createHandlers(valid("param", params), async (c) => {
  const { name, versionOrTag } = c.req.valid("param");
  const { registry, caller, hops } = c.var;

  const origin = await readOrigin(registry, caller, name);
  const document = await findServedDocument(registry, { origin, name, form: "full", hops });
  if (document === undefined) throw new PackageNotFoundError(name);

  const manifest = pickManifest(JSON.parse(new TextDecoder().decode(document.bytes)), versionOrTag);
  if (manifest === undefined && origin.type === "uplink") {
    await uplinkOf(registry, origin).documents.assertVersionServed(name, versionOrTag, hops);
  }
  if (manifest === undefined) throw new VersionNotFoundError(name, versionOrTag as Version);
  c.header("cache-control", isForEverybody(registry, origin, name) ? "public, no-cache" : "private, no-cache");
  return c.json(manifest);
});

function pickManifest(packument: unknown, versionOrTag: string): object | undefined {
  if (!isJsonObject(packument)) return undefined;
  const { versions, "dist-tags": tags } = packument;
  if (!isJsonObject(versions) || !isJsonObject(tags)) return undefined;
  const version = Object.hasOwn(tags, versionOrTag) ? tags[versionOrTag] : versionOrTag;
  if (typeof version !== "string" || !Object.hasOwn(versions, version)) return undefined;
  const manifest = versions[version];
  return isJsonObject(manifest) ? manifest : undefined;
}
