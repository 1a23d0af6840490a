import type { Json } from "@larder/packument";
import { jsonb, pgTable, text } from "drizzle-orm/pg-core";

/** Facts of this installation that no configuration file decides, such as its id. */
export const registrySettings = pgTable("registry_settings", {
  key: text().primaryKey(),
  value: jsonb().$type<Json>().notNull(),
});
