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
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { pageQuery, queryText } from "../schemas.ts";
import { valid } from "../valid.ts";
import { componentList } from "./answers/component-answers.ts";

const description = operation({
  id: "listComponents",
  tag: "components",
  summary: "Lists which package has what, of the latest versions",
  answer: componentList,
});

const query = pageQuery.extend({ kind: z.enum(componentKinds).optional(), name: queryText(256).optional() });

/** `GET /-/api/v1/components?kind&name&from&size`: which package has what. */
export const getComponents = factory.createHandlers(description, valid("query", query), async (c) => {
  const { kind, name, ...page } = c.req.valid("query");
  const { registry, caller } = c.var;
  const readable = readableRules(caller, registry.configuration.rules);
  const filter = {
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined ? {} : { name }),
    ...(readable === undefined ? {} : { readable }),
  };

  return c.json(await listOwned(registry.database.db, filter, page));
});

/** `GET /-/api/v1/domains?from&size` and `…/plugins`: the components of one kind. */
export const getComponentsOfKind = (kind: ComponentKind, id: string) =>
  factory.createHandlers(
    operation({ id, tag: "components", summary: `Lists which package has which ${kind}`, answer: componentList }),
    valid("query", pageQuery),
    async (c) => {
      const page = c.req.valid("query");
      const { registry, caller } = c.var;
      const readable = readableRules(caller, registry.configuration.rules);

      const filter = readable === undefined ? { kind } : { kind, readable };
      return c.json(await listOwned(registry.database.db, filter, page));
    },
  );

async function listOwned(db: Database, filter: ComponentFilter, page: Page): Promise<object> {
  const list: ComponentList = {
    components: await listComponents(db, filter, page),
    total: await countComponents(db, filter),
  };
  return list;
}
