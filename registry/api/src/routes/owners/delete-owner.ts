import { ExpectedError } from "@larder/errors";
import { parseUserName } from "@larder/registry-database";
import { z } from "zod";

import { changeMaintainers } from "./change-maintainers.ts";
import { factory } from "../registry-routes.ts";
import { packageName } from "../schemas.ts";
import { valid } from "../valid.ts";

const params = z.object({ name: packageName, user: z.string().transform((text) => parseUserName(text)) });

/** `DELETE /-/package/:name/owners/:user`: takes a package from a maintainer (`pnpm owner rm`). */
export const deleteOwner = factory.createHandlers(valid("param", params), async (c) => {
  const { name, user } = c.req.valid("param");
  const { registry, caller } = c.var;

  await changeMaintainers(registry, {
    caller,
    name,
    edit: (current) => {
      if (!current.includes(user)) throw new NotMaintainerError(name, user);
      return current.filter((maintainer) => maintainer !== user);
    },
  });

  return c.json({ ok: true });
});

/** Somebody who is no maintainer cannot cease to be one. */
class NotMaintainerError extends ExpectedError {
  readonly code = "E404";

  constructor(name: string, user: string) {
    super(`\`${user}\` is not a maintainer of \`${name}\``);
  }
}
