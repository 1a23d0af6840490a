import type { Sql } from "@larder/sql";

import { guardService } from "./guard-service.ts";
import type { HostLog } from "./host-log.ts";
import { createPackageDatabase } from "./package-database.ts";
import { createHealthRecord, type OnServiceFailed } from "./service-health.ts";
import type { OfferedService } from "./service-catalog.ts";

/** The longest that a session may keep the database, in milliseconds. */
const sessionTimeoutMs = 30_000;

/** Returns the host's database as a service; `open` is called when a package first uses it, not before. */
export function databaseService(open: () => Promise<Sql>, onFailed?: OnServiceFailed): OfferedService {
  const record = createHealthRecord({ onFailed });
  let sql: Sql | undefined;
  const openWatched = (): Promise<Sql> => record.watch(async () => (sql = await open()));
  return {
    provider: "host",
    health() {
      if (sql !== undefined && !sql.state().isAnswering) return { state: "failed", reason: "It does not answer" };
      return record.health();
    },
    connect({ packageName, permissions, assertUsable }) {
      const database = createPackageDatabase({ open: openWatched, packageName, permissions, sessionTimeoutMs });
      return guardService(database, assertUsable);
    },
  };
}

/** Returns the host's log as a service. Every package may write to it. */
export function logService(log: HostLog): OfferedService {
  return { provider: "host", connect: ({ packageName }) => log.logOf({ package: packageName, isAuthored: true }) };
}
