import type { Component } from "@larder/package-contents";
import type { DistTag, PackageName } from "@larder/package-spec";
import { findViolatedConstraint, queryOf } from "@larder/sql";

import { VersionExistsError } from "../conflict-errors.ts";
import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import type { Edge } from "./edges.ts";
import type { VersionRow } from "./versions.ts";

/** Everything that a publish adds to a package. */
export type NewPublished = {
  readonly version: Omit<VersionRow, "id" | "deprecated" | "unpublishedAt">;
  /** The tags that point at it from now on. */
  readonly tags: readonly DistTag[];
  readonly components: readonly Component[];
  readonly edges: readonly Edge[];
  /** Whether the publisher becomes a maintainer, as of a new package. */
  readonly isMaintainedByPublisher: boolean;
};

/**
 * Inserts a version for good, with its tags, what it contains and what it names, in one statement. Returns its row.
 *
 * Throws {@link VersionExistsError}, also over a tombstone; the transaction is then spent.
 */
export async function insertPublished(
  db: Database,
  packageName: PackageName,
  { version, tags, components, edges, isMaintainedByPublisher }: NewPublished,
): Promise<VersionRow> {
  try {
    const rows = await queryOf(db)<{ readonly id: number }>(statement, [
      version.packageId,
      version.version,
      JSON.stringify(version.manifest),
      version.readme,
      version.integrity,
      version.shasum,
      version.sizeBytes,
      version.unpackedSizeBytes,
      JSON.stringify(version.files),
      version.contentDigest,
      version.publishedBy,
      version.publishedAt.toISOString(),
      JSON.stringify([...new Set(tags)]),
      JSON.stringify(components),
      JSON.stringify(edges),
      isMaintainedByPublisher,
    ]);
    return { ...version, ...onlyRow(rows), deprecated: null, unpublishedAt: null };
  } catch (error) {
    if (findViolatedConstraint(error) !== "versions_package_version_unique") throw error;
    throw new VersionExistsError(packageName, version.version);
  }
}

/** Lists travel as JSON, one parameter however long: a statement can carry only 65,534. */
const statement = `
  with version as (
    insert into versions (package_id, version, manifest, readme, integrity, shasum, size_bytes, unpacked_size_bytes,
      files, content_digest, published_by, published_at)
    values ($1::int, $2::text, $3::json, $4::text, $5::text, $6::text, $7::bigint, $8::bigint,
      $9::json, $10::text, $11::int, $12::timestamptz)
    returning id
  ), tagged as (
    insert into dist_tags (package_id, tag, version)
    select $1::int, tag, $2::text from jsonb_array_elements_text($13::jsonb) as tag
    on conflict (package_id, tag) do update set version = excluded.version
  ), contained as (
    insert into components (version_id, kind, name, path, title, description, status)
    select version.id, found.kind, found.name, found.path, found.title, found.description, found.status
    from version, jsonb_to_recordset($14::jsonb)
      as found(kind text, name text, path text, title text, description text, status text)
  ), named as (
    insert into edges (version_id, kind, target, range)
    select version.id, found.kind, found.target, found.range
    from version, jsonb_to_recordset($15::jsonb) as found(kind text, target text, range text)
  ), maintained as (
    insert into maintainers (package_id, user_id) select $1::int, $11::int where $16::boolean on conflict do nothing
  )
  select id from version`;
