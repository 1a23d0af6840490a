// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { definePlugin, type Plugin } from "@larder/sdk";
import { expect, test } from "vitest";

import { createActionCatalog } from "../actions/action-catalog.ts";
import { createCallCounts } from "../actions/call-counts.ts";
import { createDispatcher } from "../actions/dispatcher.ts";
import { createRateLimits } from "../actions/rate-limits.ts";
import { createMountTable } from "../doors/mount-table.ts";
import { createEventBus } from "../events/event-bus.ts";
import { createPermissionAudit } from "../permissions/permission-audit.ts";
import { createHostLog } from "../services/host-log.ts";
import { unsharedInstallClaims } from "../services/installs/install-claims.ts";
import { createSchemaCatalog } from "../schemas/schema-catalog.ts";
import { createServiceCatalog } from "../services/service-catalog.ts";
import { silentLogger } from "../testing/running-hosts.ts";
import type { Runtime } from "./runtime.ts";
import { noHooks } from "./lifecycle-hooks.ts";
import { createPackageGraph } from "./package-graph.ts";
import { memoryPackageRecords, openRecordBook } from "./package-records.ts";
import type { SupervisedPackage } from "./supervised-package.ts";
import { Supervisor } from "./supervisor.ts";

function aRuntime(): Runtime {
  const actions = createActionCatalog();
  return {
    host: { apiVersion: "1.0.0", url: null },
    actions,
    dispatcher: createDispatcher({
      catalog: actions,
      rateLimits: createRateLimits(Date.now),
      counts: createCallCounts(),
      onCrash: () => undefined,
    }),
    events: createEventBus({ listenerMs: 1000, onFailure: () => undefined }),
    services: createServiceCatalog(),
    schemas: createSchemaCatalog(() => []),
    mounts: createMountTable(),
    log: createHostLog(silentLogger, Date.now),
    audit: createPermissionAudit(Date.now),
    hooks: noHooks,
    installs: unsharedInstallClaims(),
    clock: Date.now,
    limits: {
      loadMs: 60_000,
      unloadMs: 1000,
      undoMs: 1000,
      retireMs: 1000,
      actionMs: 1000,
      listenerMs: 1000,
      restarts: { breakdownsMax: 5, windowMs: 1000, backoffMs: 100 },
    },
  };
}

function aPackage(name: string, plugin: Plugin): SupervisedPackage {
  const described = { name, version: "1.0.0", requires: [], components: [] } as const;
  const readCode = async (): Promise<{ plugins: { name: string; plugin: Plugin }[]; actions: [] }> => ({
    plugins: [{ name: "main", plugin }],
    actions: [],
  });
  const nothing = { directory: undefined, permissions: [], callers: undefined, actionTimeoutMs: undefined, env: {} };
  const pkg = { ...described, ...nothing, readCode };
  return { ...described, type: "runnable", mode: "trusted", pkg };
}

test("[L5] ending a host does not wait for a package that hangs while it loads", async () => {
  const loads = Promise.withResolvers<void>();
  const hanging = definePlugin({
    onLoad() {
      loads.resolve();
      return new Promise(() => undefined);
    },
  });
  const runtime = aRuntime();
  const graph = createPackageGraph([
    aPackage("@home/hanging", hanging),
    aPackage("@home/fine", definePlugin({ actions: { ping: () => "pong" } })),
  ]);
  const supervisor = new Supervisor({ runtime, graph, book: await openRecordBook(memoryPackageRecords()) });

  const starting = supervisor.startAll();
  await loads.promise;
  await supervisor.stopAll();
  await starting;

  expect(supervisor.get("@home/hanging").actual).toBe("stopped");
  expect(supervisor.get("@home/fine").actual).toBe("stopped");
  expect([runtime.actions.list(), runtime.events.count()]).toEqual([[], 0]);
});
