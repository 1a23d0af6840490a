import {
  type Collaborator,
  findPackageRights,
  getPackage,
  listCollaborators,
  PackageNotFoundError,
} from "@larder/registry-database";
import { z } from "zod";

import { authorizeAccount } from "../../accounts/authorize.ts";
import { maySeeCollaborators } from "../../accounts/package-rights.ts";
import { readOrigin } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageParams, queryText } from "../schemas.ts";
import { valid } from "../valid.ts";

const query = z.object({ format: z.string().optional(), user: queryText(64).optional() });

/**
 * `GET /-/package/:name/collaborators`: who works with a package, and how (`npm access list collaborators`).
 *
 * Whoever may publish it sees all of them, others its maintainers and themselves: who is in which team is not for
 * everybody to know. pnpm, which asks for `format=cli`, reads a list.
 */
export const getCollaborators = factory.createHandlers(
  valid("param", packageParams),
  valid("query", query),
  async (c) => {
    const { name } = c.req.valid("param");
    const { format, user } = c.req.valid("query");
    const { registry, caller } = c.var;
    const { db } = registry.database;

    const { type } = await readOrigin(registry, caller, name);
    const who = authorizeAccount(caller, { action: "account", what: `see who works with \`${name}\`` });
    const { pkg } = await findPackageRights(db, name);
    if (type !== "hosted" || pkg === undefined) throw new PackageNotFoundError(name);
    const seesAll = maySeeCollaborators(who, name, pkg);
    const all = await listCollaborators(db, (await getPackage(db, name)).id);
    const shown = all
      .filter((one) => seesAll || one.name === who.name || pkg.maintainers.includes(one.name))
      .filter((one) => user === undefined || one.name === user);

    if (format === "cli") return c.json(shown.map(collaboratorObject));
    return c.json(Object.fromEntries(shown.map((one) => [one.name, one.permission])));
  },
);

function collaboratorObject({ name, email, permission }: Collaborator): object {
  return { user: name, email: email ?? "", permissions: permission };
}
