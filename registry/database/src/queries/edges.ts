import type { PackageName, Version } from "@larder/package-spec";
import { and, asc, eq, inArray, isNull, ne, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { type ReadableNames, readableNames } from "../name-rules.ts";
import type { Page } from "../page.ts";
import { distTags } from "../schema/dist-tags.ts";
import { type EdgeKind, edges } from "../schema/edges.ts";
import { packages } from "../schema/packages.ts";
import { versions } from "../schema/versions.ts";

/** One thing that a version names. */
export type Edge = { readonly kind: EdgeKind; readonly target: string; readonly range: string };

/** A package whose latest version names another. */
export type Dependent = {
  readonly package: PackageName;
  readonly version: Version;
  readonly kind: EdgeKind;
  readonly range: string;
};

/** Replaces what is known of the relations of a version. */
export async function replaceEdges(
  db: Database,
  { versionId, found }: { readonly versionId: number; readonly found: readonly Edge[] },
): Promise<void> {
  await db.delete(edges).where(eq(edges.versionId, versionId));
  if (found.length === 0) return;
  await db.execute(sql`
    insert into ${edges} (version_id, kind, target, range)
    select ${versionId}::int, kind, target, range
    from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as found(kind text, target text, range text)`);
}

/** The relations of one version, sorted by kind and target. */
export async function listEdgesOf(db: Database, versionId: number): Promise<Edge[]> {
  return db
    .select({ kind: edges.kind, target: edges.target, range: edges.range })
    .from(edges)
    .where(eq(edges.versionId, versionId))
    .orderBy(asc(edges.kind), asc(edges.target));
}

/** The packages whose latest versions name `target` (a package or `capability:<name>`), sorted by name. Relies on `edges_target_index`. */
export async function listDependents(
  db: Database,
  { target, readable }: { readonly target: string; readonly readable?: ReadableNames },
  page: Page,
): Promise<Dependent[]> {
  return db
    .select({ package: packages.name, version: versions.version, kind: edges.kind, range: edges.range })
    .from(edges)
    .innerJoin(versions, eq(versions.id, edges.versionId))
    .innerJoin(packages, eq(packages.id, versions.packageId))
    .innerJoin(
      distTags,
      and(
        eq(distTags.packageId, versions.packageId),
        eq(distTags.version, versions.version),
        sql`${distTags.tag} = 'latest'`,
      ),
    )
    .where(and(eq(edges.target, target), readableNames(packages.name, readable)))
    .orderBy(asc(packages.name), asc(edges.kind))
    .limit(page.size)
    .offset(page.from);
}

/** Does any version that can be installed, of a package other than `name`, depend on `name`? Relies on `edges_target_index`. */
export async function hasDependents(db: Database, name: PackageName): Promise<boolean> {
  const rows = await db
    .select({ versionId: edges.versionId })
    .from(edges)
    .innerJoin(versions, eq(versions.id, edges.versionId))
    .innerJoin(packages, eq(packages.id, versions.packageId))
    .where(
      and(
        eq(edges.target, name),
        inArray(edges.kind, ["prod", "dev", "optional", "peer"]),
        isNull(versions.unpublishedAt),
        ne(packages.name, name),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
