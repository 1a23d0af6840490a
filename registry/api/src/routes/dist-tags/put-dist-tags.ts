import { parseDistTag, parseVersion } from "@larder/package-spec";
import type { Database, PackageRow } from "@larder/registry-database";
import { z } from "zod";

import { type AppliedChange, changePackage } from "../../publishing/change-package.ts";
import { type DistTags, mergeDistTags, replaceDistTags } from "../../publishing/set-dist-tags.ts";
import { authorizeChange } from "../authorize-change.ts";
import { noteChange } from "../packages/note-change.ts";
import { factory } from "../registry-routes.ts";
import { packageParams } from "../schemas.ts";
import { valid, validJson } from "../valid.ts";

/** Each is a statement in the transaction that holds the package. */
const tagsMax = 100;

const body = z
  .record(z.string(), z.string())
  .refine((tags) => Object.keys(tags).length <= tagsMax, `must hold at most ${tagsMax} tags`)
  .transform((tags): DistTags =>
    Object.entries(tags).map(([tag, version]) => ({ tag: parseDistTag(tag), version: parseVersion(version) })),
  );

type SetDistTags = (tx: Database, pkg: PackageRow, wanted: DistTags) => Promise<AppliedChange | undefined>;

const handlersFor = (setDistTags: SetDistTags) =>
  factory.createHandlers(valid("param", packageParams), validJson(body), async (c) => {
    const { name } = c.req.valid("param");
    const wanted = c.req.valid("json");
    const { registry, caller } = c.var;

    const change = await authorizeChange(registry, caller, name);
    await changePackage(registry.database, change, (tx, pkg) => setDistTags(tx, pkg, wanted));
    noteChange(registry, name);

    return c.json({ ok: true }, 201);
  });

/** `PUT /-/package/:name/dist-tags`: replaces all tags of a package by those of a map. */
export const putDistTags = handlersFor(replaceDistTags);

/** `POST /-/package/:name/dist-tags`: sets the tags of a map, all or none. */
export const postDistTags = handlersFor(mergeDistTags);
