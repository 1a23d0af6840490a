import { type ComponentKind, componentKinds } from "@larder/package-contents";
import type { ComponentList } from "@larder/registry-client";
import {
  type ComponentFilter,
  countComponents,
  type Database,
  listComponents,
  type Page,
} from "@larder/registry-database";
import { z } from "zod";

import { readableRules } from "../../accounts/readable-rules.ts";
import { factory } from "../registry-routes.ts";
import { pageQuery, queryText } from "../schemas.ts";
import { valid } from "../valid.ts";

const query = pageQuery.extend({ kind: z.enum(componentKinds).optional(), name: queryText(256).optional() });

/** `GET /-/api/v1/components?kind&name&from&size`: which package has what. */
export const getComponents = factory.createHandlers(valid("query", query), async (c) => {
  const { kind, name, ...page } = c.req.valid("query");
  const { registry, caller } = c.var;
  const readable = readableRules(caller, registry.configuration.rules);
  const filter = {
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined ? {} : { name }),
    ...(readable === undefined ? {} : { readable }),
  };

  return c.json(await componentList(registry.database.db, filter, page));
});

/** `GET /-/api/v1/domains?from&size` and `…/plugins`: the components of one kind. */
export const getComponentsOfKind = (kind: ComponentKind) =>
  factory.createHandlers(valid("query", pageQuery), async (c) => {
    const page = c.req.valid("query");
    const { registry, caller } = c.var;
    const readable = readableRules(caller, registry.configuration.rules);

    const filter = readable === undefined ? { kind } : { kind, readable };
    return c.json(await componentList(registry.database.db, filter, page));
  });

async function componentList(db: Database, filter: ComponentFilter, page: Page): Promise<object> {
  const list: ComponentList = {
    components: await listComponents(db, filter, page),
    total: await countComponents(db, filter),
  };
  return list;
}
