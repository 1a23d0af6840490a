import { type PackageName, scopeOf } from "@larder/package-spec";
import { isDatabaseUnreachable } from "@larder/sql";
import { z } from "zod";

import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import type { Origin } from "../../origins/find-origin.ts";
import { responseOf } from "../../packuments/answer.ts";
import { isArchiveFile } from "../../packuments/served-tarball.ts";
import { knownOrigin, readOrigin } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageName } from "../schemas.ts";
import { valid } from "../valid.ts";
import { archiveAnswer } from "./archive-answer.ts";

const params = z.object({
  name: packageName,
  file: z.string().refine(isArchiveFile, "must be the name of an archive"),
});

/** `GET /:name/-/:file`: the archive of a version; it never changes. */
export const getTarball = factory.createHandlers(valid("param", params), async (c) => {
  const { name, file } = c.req.valid("param");
  const { registry, caller, hops } = c.var;

  const origin = await archiveOrigin(registry, caller, name);
  const isHead = c.req.method === "HEAD";
  const knownEtag = c.req.header("if-none-match");
  return responseOf(await archiveAnswer(registry, { origin, name, file, hops, isHead, knownEtag }));
});

/**
 * Returns where the archives of `name` come from, for a caller who may read them.
 *
 * Whoever has a credential was identified as of now. Nothing of a package without a scope can be restricted, and while
 * the database is down, archives flow to those who could have them before.
 */
export async function archiveOrigin(registry: RegistryParts, caller: Caller, name: PackageName): Promise<Origin> {
  const isKnown = registry.hostedNames.has(name);
  if (isKnown && (caller.type === "user" || scopeOf(name) === undefined)) return knownOrigin(registry, caller, name);
  try {
    return await readOrigin(registry, caller, name);
  } catch (error) {
    if (isKnown && isDatabaseUnreachable(error)) return knownOrigin(registry, caller, name);
    throw error;
  }
}
