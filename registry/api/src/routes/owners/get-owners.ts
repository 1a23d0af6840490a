import { isJsonObject } from "@larder/packument";
import { PackageNotFoundError } from "@larder/registry-database";

import { findServedDocument } from "../packages/find-served-document.ts";
import { readOrigin } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageParams } from "../schemas.ts";
import { valid } from "../valid.ts";

/** `GET /-/package/:name/owners`: the maintainers of a package (`pnpm owner ls`). */
export const getOwners = factory.createHandlers(valid("param", packageParams), async (c) => {
  const { name } = c.req.valid("param");
  const { registry, caller, hops } = c.var;

  const origin = await readOrigin(registry, caller, name);
  const document = await findServedDocument(registry, { origin, name, form: "full", hops });
  if (document === undefined) throw new PackageNotFoundError(name);

  const packument: unknown = JSON.parse(new TextDecoder().decode(document.bytes));
  const maintainers = isJsonObject(packument) ? packument["maintainers"] : undefined;
  const people = Array.isArray(maintainers) ? maintainers.filter((person) => isJsonObject(person)) : [];
  return c.json(people.map(({ name: username, email }) => ({ username, email: email ?? "" })));
});
