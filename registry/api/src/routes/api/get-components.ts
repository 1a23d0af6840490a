import { type ComponentKind, componentKinds } from "@larder/package-contents";
import type { ComponentList } from "@larder/registry-client";
import { type ComponentFilter, countComponents, type Database, listComponents } from "@larder/registry-database";
import { z } from "zod";

import { readableRules } from "../../accounts/readable-rules.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { pageQuery, queryText } from "../schemas.ts";
import { valid } from "../valid.ts";
import { componentList } from "./answers/component-answers.ts";
import { cursorQuery, cursorText, formatCursor, parseCursor, rowNumber } from "./cursor.ts";
import { pageAfter } from "./page-after.ts";

const description = operation({
  id: "listComponents",
  tag: "components",
  summary: "Lists which package has what, of the latest versions",
  answer: componentList,
});

/** What is an action, seen through one door or another. */
export const actionKinds: readonly ComponentKind[] = ["actor", "function", "link"];

const pageOfComponents = pageQuery.extend({ after: cursorQuery });

const query = pageOfComponents.extend({ kind: z.enum(componentKinds).optional(), name: queryText(256).optional() });

/** `GET /-/api/v1/components?kind&name&after&from&size`: which package has what. */
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

/** `GET /-/api/v1/domains?after&from&size`, `…/plugins` and `…/actions`: the components of some kinds. */
export const getComponentsOfKind = (
  kinds: readonly ComponentKind[],
  { id, what }: { readonly id: string; readonly what: string },
) =>
  factory.createHandlers(
    operation({ id, tag: "components", summary: `Lists which package has which ${what}`, answer: componentList }),
    valid("query", pageOfComponents),
    async (c) => {
      const page = c.req.valid("query");
      const { registry, caller } = c.var;
      const readable = readableRules(caller, registry.configuration.rules);

      const filter = readable === undefined ? { kinds } : { kinds, readable };
      return c.json(await listOwned(registry.database.db, filter, page));
    },
  );

const place = z.tuple([z.enum(componentKinds), cursorText, rowNumber, cursorText]);

async function listOwned(
  db: Database,
  filter: ComponentFilter,
  { after, from, size }: z.output<typeof pageOfComponents>,
): Promise<object> {
  const [kind, name, versionId, path] = parseCursor(place, after) ?? [];
  const start =
    kind === undefined || name === undefined || versionId === undefined || path === undefined
      ? undefined
      : { kind, name, versionId, path };
  const rows = await listComponents(db, filter, { after: start, from, size: size + 1 });
  const { page, next } = pageAfter(rows, size, (row) => formatCursor([row.kind, row.name, row.versionId, row.path]));
  const list: ComponentList = {
    components: page.map(({ versionId: _place, ...component }) => component),
    total: await countComponents(db, filter),
    next,
  };
  return list;
}
