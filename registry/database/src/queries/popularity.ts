import type { PackageName } from "@larder/package-spec";
import { sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { downloads } from "../schema/downloads.ts";
import { searchDocuments } from "../schema/search-documents.ts";

/** So many downloads are as popular as a package can be; each ten times fewer are a sixth less. */
const downloadsMax = 1_000_000;

/** Below this nobody would see a difference, and each change writes the row with all its indexes anew. */
const changeMin = 0.02;

/** What packages were fetched how often counts since this day (`2026-10-22`, in UTC). */
export type PopularitySince = { readonly since: string };

/**
 * Brings up to date how popular some packages are: 0 to 1, by the number of digits of their downloads since a day.
 *
 * Who publishes at this moment is not waited for; the next download brings that package up to date.
 */
export async function refreshPopularity(
  db: Database,
  { names, since }: PopularitySince & { readonly names: readonly PackageName[] },
): Promise<void> {
  const { name, packageId, popularity } = searchDocuments;
  await db.execute(sql`
    update ${searchDocuments} set popularity = fresh.popularity
    from (
      select package_id, (least(1, ln(1 + counted.downloads) / ln(1 + ${downloadsMax}::float8)))::real as popularity
      from (
        select ${packageId} as package_id, ${name} as name from ${searchDocuments}
        where ${name} in (select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))
        order by ${name} for update skip locked
      ) as found,
      lateral (
        select coalesce(sum(${downloads.downloads}), 0)::float8 as downloads from ${downloads}
        where ${downloads.name} = found.name and ${downloads.day} >= ${since}::date
      ) as counted
    ) as fresh
    where fresh.package_id = ${packageId} and abs(fresh.popularity - ${popularity}) >= ${changeMin}::float8`);
}

/** Takes the popularity from packages that nobody fetched since a day. Reads all packages: once a day is enough. */
export async function fadePopularity(db: Database, { since }: PopularitySince): Promise<void> {
  const { name, packageId, popularity } = searchDocuments;
  await db.execute(sql`
    update ${searchDocuments} set popularity = 0
    where ${packageId} in (
      select ${packageId} from ${searchDocuments}
      where ${popularity} > 0 and not exists (
        select from ${downloads} where ${downloads.name} = ${name} and ${downloads.day} >= ${since}::date)
      order by ${name} for update skip locked)`);
}
