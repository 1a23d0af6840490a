import type { JsonObject } from "@larder/packument";
import { integer, json, pgTable } from "drizzle-orm/pg-core";

import { versions } from "./versions.ts";

/** A statement about how a version was made, in the form in which its maker signed it. */
export type Attestation = {
  /** A URL that says what kind of statement it is. */
  readonly predicateType: string;
  /** A Sigstore bundle. */
  readonly bundle: JsonObject;
};

/** The attestations that came with versions; most versions have none. */
export const attestations = pgTable("attestations", {
  versionId: integer()
    .primaryKey()
    .references(() => versions.id),
  /** `json` and not `jsonb`: signed things are kept as they came. */
  attestations: json().$type<readonly Attestation[]>().notNull(),
});
