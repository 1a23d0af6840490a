import type { Component, ComponentKind } from "@larder/package-contents";
import type { PackageName, Version } from "@larder/package-spec";
import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { type ReadableNames, readableNames } from "../name-rules.ts";
import { onlyRow } from "../only-row.ts";
import type { Page } from "../page.ts";
import { components } from "../schema/components.ts";
import { searchDocuments } from "../schema/search-documents.ts";

/** A component and the package version that has it. */
export type OwnedComponent = Component & {
  readonly package: PackageName;
  readonly version: Version;
  /** Where it stands in a list, with its kind, its name and its path. */
  readonly versionId: number;
};

/** Where a page of components begins: after this one. */
export type ComponentPlace = Pick<OwnedComponent, "kind" | "name" | "versionId" | "path">;

/** Which components to list; each filter narrows. */
export type ComponentFilter = {
  readonly kind?: ComponentKind;
  /** One of these. */
  readonly kinds?: readonly ComponentKind[];
  readonly name?: string;
  /** What the caller may read. Without it, everything. */
  readonly readable?: ReadableNames;
};

/** The components of one version, sorted by kind and name. */
export async function listComponentsOf(db: Database, versionId: number): Promise<Component[]> {
  const rows = await db
    .select()
    .from(components)
    .where(eq(components.versionId, versionId))
    .orderBy(asc(components.kind), asc(components.name), asc(components.path));
  return rows.map(componentOf);
}

/** The components of several versions, by version. */
export async function listComponentsOfVersions(
  db: Database,
  versionIds: readonly number[],
): Promise<Map<number, Component[]>> {
  if (versionIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(components)
    .where(inArray(components.versionId, [...versionIds]))
    .orderBy(asc(components.kind), asc(components.name), asc(components.path));
  const found = new Map<number, Component[]>();
  for (const row of rows) found.set(row.versionId, [...(found.get(row.versionId) ?? []), componentOf(row)]);
  return found;
}

/**
 * The components of the latest versions of all packages, sorted by kind and name, of the same name the older package first.
 *
 * Relies on `components_kind_name_version_index`, in whose order they come.
 */
export async function listComponents(
  db: Database,
  filter: ComponentFilter,
  page: Page & { readonly after?: ComponentPlace | undefined },
): Promise<OwnedComponent[]> {
  const { after } = page;
  const { versionId, name, version } = searchDocuments;
  const rows = await db
    .select({ component: components, package: name, version })
    .from(components)
    .innerJoin(searchDocuments, eq(versionId, components.versionId))
    .where(
      and(
        conditionOf(filter),
        after === undefined
          ? undefined
          : sql`(${components.kind}, ${components.name}, ${components.versionId}, ${components.path}) >
              (${after.kind}::text, ${after.name}::text, ${after.versionId}::int, ${after.path}::text)`,
      ),
    )
    .orderBy(asc(components.kind), asc(components.name), asc(components.versionId), asc(components.path))
    .limit(page.size)
    .offset(page.from);
  return rows.map((row) => ({
    ...componentOf(row.component),
    package: row.package,
    version: row.version,
    versionId: row.component.versionId,
  }));
}

/** How many components {@link listComponents} would list in all, counted up to {@link componentTotalMax}. */
export async function countComponents(db: Database, filter: ComponentFilter): Promise<number> {
  const found = db
    .select({ one: sql`1` })
    .from(components)
    .innerJoin(searchDocuments, eq(searchDocuments.versionId, components.versionId))
    .where(conditionOf(filter))
    .limit(componentTotalMax);
  const rows = await db.select({ total: sql<number>`count(*)::int` }).from(found.as("found"));
  return onlyRow(rows).total;
}

/** Nobody pages further than this by number, and counting all would read all. */
const componentTotalMax = 1000;

function conditionOf({ kind, kinds, name, readable }: ComponentFilter): SQL | undefined {
  return and(
    kind === undefined ? undefined : eq(components.kind, kind),
    kinds === undefined ? undefined : inArray(components.kind, [...kinds]),
    name === undefined ? undefined : eq(components.name, name),
    readableNames(searchDocuments.name, readable),
  );
}

function componentOf(row: typeof components.$inferSelect): Component {
  const { kind, name, path, title, description, status } = row;
  return {
    kind,
    name,
    path,
    status,
    ...(title === null ? {} : { title }),
    ...(description === null ? {} : { description }),
  };
}
