import { z } from "zod";

import { factory } from "../registry-routes.ts";
import { packageName, packageParams } from "../schemas.ts";
import { valid, validJson } from "../valid.ts";
import { changeStar } from "./change-star.ts";

const body = z.object({ package: packageName });

/** `PUT` and `DELETE /-/user/v1/star`: gives the package in the body a star, or takes it back (`pnpm star`, `pnpm unstar`). */
export const changeNamedStar = (isStarred: boolean) =>
  factory.createHandlers(validJson(body), async (c) => {
    const { registry, caller } = c.var;

    await changeStar(registry, { caller, name: c.req.valid("json").package, isStarred });

    return c.json({ ok: true });
  });

/** `PUT` and `DELETE /-/user/package/:name/star`: the same for the package in the path. */
export const changePackageStar = (isStarred: boolean) =>
  factory.createHandlers(valid("param", packageParams), async (c) => {
    const { registry, caller } = c.var;

    await changeStar(registry, { caller, name: c.req.valid("param").name, isStarred });

    return c.json({ ok: true });
  });
