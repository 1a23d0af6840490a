import type { PgTimestampBuilderInitial } from "drizzle-orm/pg-core";
import { customType, timestamp } from "drizzle-orm/pg-core";

/** A full-text document of Postgres; written in SQL, never read. */
export const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/** Ranges of whole numbers, as Postgres writes them: `{[1,5),[7,9)}`. */
export const int8multirange = customType<{ data: string }>({ dataType: () => "int8multirange" });

/** A moment to the millisecond, which is what a `Date` holds: what is written reads back equal on both engines. */
export function moment(): PgTimestampBuilderInitial<""> {
  return timestamp({ withTimezone: true, precision: 3, mode: "date" });
}
