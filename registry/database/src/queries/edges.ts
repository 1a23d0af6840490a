import type { PackageName, Version } from "@larder/package-spec";
import { and, asc, desc, eq, inArray, isNull, ne, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { type ReadableNames, readableNames } from "../name-rules.ts";
import { type EdgeKind, edges } from "../schema/edges.ts";
import { packages } from "../schema/packages.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { versions } from "../schema/versions.ts";

/** One thing that a version names. */
export type Edge = { readonly kind: EdgeKind; readonly target: string; readonly range: string };

/** A package whose latest version names another. */
export type Dependent = {
  readonly package: PackageName;
  readonly version: Version;
  readonly kind: EdgeKind;
  readonly range: string;
  /** Where it stands in the list. */
  readonly versionId: number;
};

/** The relations of one version, sorted by kind and target. */
export async function listEdgesOf(db: Database, versionId: number): Promise<Edge[]> {
  return db
    .select({ kind: edges.kind, target: edges.target, range: edges.range })
    .from(edges)
    .where(eq(edges.versionId, versionId))
    .orderBy(asc(edges.kind), asc(edges.target));
}

/** Where a page of relations begins: after this one. */
export type EdgePlace = { readonly versionId: number; readonly kind: EdgeKind };

/** Which relations to list; each part narrows. */
export type DependentFilter = {
  /** A package, or `capability:<name>`. */
  readonly target: string;
  readonly kinds?: readonly EdgeKind[];
  /** What the caller may read. Without it, everything. */
  readonly readable?: ReadableNames;
};

/**
 * The packages whose latest versions name a target, the last published first: `size` of them, from the next after `after`.
 *
 * Relies on `edges_target_version_index`, in whose order they come, so that a page costs the same of ten as of a million.
 */
export async function listDependents(
  db: Database,
  { target, kinds, readable }: DependentFilter,
  { after, size }: { readonly after?: EdgePlace | undefined; readonly size: number },
): Promise<Dependent[]> {
  const { versionId, name, version } = searchDocuments;
  return db
    .select({ package: name, version, kind: edges.kind, range: edges.range, versionId: edges.versionId })
    .from(edges)
    .innerJoin(searchDocuments, eq(versionId, edges.versionId))
    .where(
      and(
        eq(edges.target, target),
        kinds === undefined ? undefined : inArray(edges.kind, [...kinds]),
        after === undefined
          ? undefined
          : sql`(${edges.versionId}, ${edges.kind}) < (${after.versionId}::int, ${after.kind}::text)`,
        readableNames(name, readable),
      ),
    )
    .orderBy(desc(edges.versionId), desc(edges.kind))
    .limit(size);
}

/** A capability that the latest version of a package provides or requires. */
export type CapabilityUse = Dependent & { readonly capability: string };

/** Which uses of capabilities to list; each part narrows. */
export type CapabilityFilter = {
  /** Without `capability:`. */
  readonly capability?: string;
  readonly kind?: "provides" | "requires";
  readonly readable?: ReadableNames;
};

/** Where a page of capabilities begins: after this use. */
export type CapabilityPlace = EdgePlace & { readonly capability: string };

/** Who provides and who requires which capability, sorted by capability. Relies on `edges_capability_index`. */
export async function listCapabilities(
  db: Database,
  { capability, kind, readable }: CapabilityFilter,
  { after, size }: { readonly after?: CapabilityPlace | undefined; readonly size: number },
): Promise<CapabilityUse[]> {
  const { versionId, name, version } = searchDocuments;
  const rows = await db
    .select({
      target: edges.target,
      package: name,
      version,
      kind: edges.kind,
      range: edges.range,
      versionId: edges.versionId,
    })
    .from(edges)
    .innerJoin(searchDocuments, eq(versionId, edges.versionId))
    .where(
      and(
        sql`starts_with(${edges.target}, 'capability:')`,
        capability === undefined ? undefined : eq(edges.target, capabilityPrefix + capability),
        kind === undefined ? undefined : eq(edges.kind, kind),
        after === undefined
          ? undefined
          : sql`(${edges.target}, ${edges.versionId}, ${edges.kind}) >
              (${capabilityPrefix + after.capability}::text, ${after.versionId}::int, ${after.kind}::text)`,
        readableNames(name, readable),
      ),
    )
    .orderBy(asc(edges.target), asc(edges.versionId), asc(edges.kind))
    .limit(size);
  return rows.map(({ target, ...use }) => ({ ...use, capability: target.slice(capabilityPrefix.length) }));
}

const capabilityPrefix = "capability:";

/** Does any version that can be installed, of a package other than `name`, depend on `name`? Relies on `edges_target_version_index`. */
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
