import type { PackageName, Version } from "@larder/package-spec";
import { json, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";
import type { Attestation } from "./attestations.ts";

/** The attestations of versions of uplinks, as they were last seen: a version keeps them when the uplink is gone. */
export const uplinkAttestations = pgTable(
  "uplink_attestations",
  {
    uplink: text().notNull(),
    name: text().$type<PackageName>().notNull(),
    version: text().$type<Version>().notNull(),
    /** `json` and not `jsonb`: signed things are kept as they came. */
    attestations: json().$type<readonly Attestation[]>().notNull(),
    fetchedAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.uplink, table.name, table.version] })],
);
