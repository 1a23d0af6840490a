import { createTestDatabase } from "@larder/sql/testing";
import { inject, onTestFinished } from "vitest";

import type { RegistryPlace } from "./publisher-token.ts";

/** Returns where a registry in `data` keeps its state: there, or in an empty Postgres database that goes with the running test. */
export async function registryPlace(engine: "PGlite" | "Postgres", data: string): Promise<RegistryPlace> {
  if (engine === "PGlite") return ["--data", data];
  const database = await createTestDatabase(inject("postgresUrl"));
  onTestFinished(() => database.drop());
  return ["--data", data, "--database-url", database.url];
}
