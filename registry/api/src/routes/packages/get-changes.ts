import { formatRevision } from "@larder/packument";
import { type ChangeRow, listChanges, listPackagesWithVersions, listReadable } from "@larder/registry-database";
import { z } from "zod";

import { readableRules } from "../../accounts/readable-rules.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

const query = z.object({
  since: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});

/** A change as followers of the protocol read it. */
type ShownChange = {
  readonly seq: number;
  readonly id: string;
  readonly changes: readonly { readonly rev: string }[];
  readonly deleted?: true;
};

/** `GET /_changes?since&limit`: what was changed since, oldest first, for those who copy or watch the registry. */
export const getChanges = factory.createHandlers(valid("query", query), async (c) => {
  const { since, limit } = c.req.valid("query");
  const { registry, caller } = c.var;
  const { db } = registry.database;

  const changes = await listChanges(db, { after: since, size: limit });
  const names = [...new Set(changes.map(({ packageName }) => packageName))];
  const readable = await listReadable(db, names, readableRules(caller, registry.configuration.rules));
  const shown = changes.filter(({ packageName }) => readable.has(packageName));
  const unpublished = shown.filter(({ kind }) => kind === "unpublish").map(({ packageName }) => packageName);
  const left = new Set(await listPackagesWithVersions(db, unpublished));

  const results = shown.map((change): ShownChange => ({
    seq: change.sequence,
    id: change.packageName,
    changes: [{ rev: formatRevision(change.revision) }],
    ...(isGone(change, left) ? { deleted: true } : {}),
  }));
  // A follower goes on after what was read, also where it may not see what that was.
  return c.json({ results, last_seq: changes.at(-1)?.sequence ?? since });
});

function isGone({ kind, packageName }: ChangeRow, left: ReadonlySet<string>): boolean {
  return kind === "unpublish" && !left.has(packageName);
}
