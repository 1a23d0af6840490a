import type { OrgList } from "@larder/registry-client";
import { listOrgs } from "@larder/registry-database";
import { z } from "zod";

import { authorize, authorizeAccount } from "../../accounts/authorize.ts";
import { orgList } from "../api/answers/org-answers.ts";
import { pageAfter } from "../api/page-after.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";
import { pageAfterName } from "./schemas.ts";

const description = operation({
  id: "listOrgs",
  tag: "organisations",
  summary: "Lists the organisations that you belong to, or as an administrator all, by name",
  right: "login",
  answer: orgList,
});

const query = pageAfterName.extend({
  of: z.enum(["me", "all"]).default("me").meta({ description: "`all` is for administrators." }),
});

/** `GET /-/api/v1/orgs?of&after&size`: organisations. */
export const getOrgs = factory.createHandlers(description, valid("query", query), async (c) => {
  const { of, after = "", size } = c.req.valid("query");
  const caller = authorizeAccount(c.var.caller, { action: "account", what: "list organisations" });
  if (of === "all") authorize(caller, { action: "administer", what: "list all organisations" });

  const own = new Map<string, OrgList["orgs"][number]>(caller.orgs.map((org) => [org.name, org]));
  const rows: readonly { readonly name: string }[] =
    of === "all"
      ? await listOrgs(c.var.registry.database.db, { after, size: size + 1 })
      : caller.orgs.filter(({ name }) => name > after);

  const { page, next } = pageAfter(rows, size, ({ name }) => name);
  const orgs = page.map(({ name }) => ({ name, role: own.get(name)?.role ?? null }));
  return c.json({ orgs, next } satisfies OrgList as object);
});
