import type { PackageName } from "@larder/package-spec";
import { PackageNotFoundError } from "@larder/registry-database";

import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { isForEverybody, readOrigin } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageParams } from "../schemas.ts";
import { valid } from "../valid.ts";

/** `GET /-/package/:name/visibility`: whether everybody may read a package (`npm access get status`). */
export const getVisibility = factory.createHandlers(valid("param", packageParams), async (c) => {
  const { registry, caller } = c.var;

  return c.json({ public: await isPublic(registry, caller, c.req.valid("param").name) });
});

/** `GET /-/package/:name/access`: the same, as pnpm asks for it (`pnpm access get status`). */
export const getAccess = factory.createHandlers(valid("param", packageParams), async (c) => {
  const { registry, caller } = c.var;

  const isOpen = await isPublic(registry, caller, c.req.valid("param").name);

  return c.json({ access: isOpen ? "public" : "restricted" });
});

async function isPublic(registry: RegistryParts, caller: Caller, name: PackageName): Promise<boolean> {
  const origin = await readOrigin(registry, caller, name);
  if (origin.type === "hosted" && !registry.hostedNames.has(name)) throw new PackageNotFoundError(name);
  return isForEverybody(registry, origin, name);
}
