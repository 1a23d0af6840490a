import type { Sql } from "@larder/sql";

import { createActionCatalog } from "./actions/action-catalog.ts";
import { type CallCounts, createCallCounts } from "./actions/call-counts.ts";
import { createDispatcher } from "./actions/dispatcher.ts";
import { createRateLimits, type RateLimits } from "./actions/rate-limits.ts";
import type { Clock } from "./events/clock.ts";
import { createEventBus } from "./events/event-bus.ts";
import { type CallOwnAction, callOwnAction } from "./hooks/call-own-action.ts";
import { type LifecycleHooks, noHooks } from "./lifecycle/lifecycle-hooks.ts";
import type { Runtime, RuntimeLimits } from "./lifecycle/runtime.ts";
import { tellServiceFailed } from "./lifecycle/tell-lifecycle.ts";
import { createPermissionAudit } from "./permissions/permission-audit.ts";
import { createHostLog, type HostLog, type Logger } from "./services/host-log.ts";
import { databaseService, logService } from "./services/host-services.ts";
import { schedulerService } from "./services/scheduler/scheduler-service.ts";
import { databaseInstallClaims } from "./services/installs/database-install-claims.ts";
import { type InstallClaims, unsharedInstallClaims } from "./services/installs/install-claims.ts";
import type { OnServiceFailed } from "./services/service-health.ts";
import { createServiceCatalog } from "./services/service-catalog.ts";

/** What the hooks of a host may use of it. */
export type HookMeans = {
  readonly log: HostLog;
  readonly call: CallOwnAction;
};

/** What the runtime of a host stands on. */
export type RuntimeOptions = {
  /** What its packages know that nobody may read. */
  readonly secrets?: readonly string[];
  /** Returns the hooks of its packages; they have none when left out. */
  readonly hooks?: (means: HookMeans) => LifecycleHooks;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly clock: Clock;
  /** True for a database that other hosts use too: they take turns at the jobs. */
  readonly isDatabaseShared?: boolean;
  readonly limits?: Partial<RuntimeLimits>;
};

const defaultLimits: RuntimeLimits = {
  loadMs: 30_000,
  unloadMs: 10_000,
  undoMs: 5000,
  retireMs: 30_000,
  actionMs: 30_000,
  listenerMs: 30_000,
  restarts: { breakdownsMax: 5, windowMs: 10 * 60_000, backoffMs: 500 },
};

/** What packages share, and what the doors tell of it. */
export type CreatedRuntime = Omit<Runtime, "host" | "mounts" | "schemas"> & {
  readonly counts: CallCounts;
  readonly rateLimits: RateLimits;
};

/** Returns what the packages of a host share; `openDatabase` is called when it is first needed. */
export function createRuntime(options: RuntimeOptions, openDatabase: () => Promise<Sql>): CreatedRuntime {
  const log = createHostLog(options.logger, options.clock);
  const services = createServiceCatalog();
  const onFailed =
    (service: string): OnServiceFailed =>
    (reason) =>
      tellServiceFailed({ events }, { service, reason });
  services.offer("db", databaseService(openDatabase, onFailed("db")));
  services.offer("log", logService(log));
  const openShared = options.isDatabaseShared === true ? openDatabase : undefined;
  services.offer(
    "scheduler",
    schedulerService({ log, clock: options.clock, openShared, onFailed: onFailed("scheduler") }),
  );
  const actions = createActionCatalog();
  const limits = { ...defaultLimits, ...options.limits };
  const events = createEventBus({
    listenerMs: limits.listenerMs,
    onFailure: ({ packageName, owner, pattern }, { name }, failure) =>
      log
        .logOf({ package: packageName, owner })
        .error(`The listener \`${pattern}\` failed on \`${name}\``, { failure }),
  });
  const audit = createPermissionAudit(options.clock, (decision) => {
    const { at: _at, allowed, ...payload } = decision;
    const name = allowed ? "permission.allow" : "permission.deny";
    void events.emit({ name, payload, source: "host", mode: "parallel" });
  });
  const rateLimits = createRateLimits(options.clock);
  const counts = createCallCounts();
  const dispatcher = createDispatcher({
    catalog: actions,
    rateLimits,
    counts,
    onCrash: ({ action: { packageName, owner, name }, trace }, failure) =>
      log.logOf({ package: packageName, owner, trace: trace.traceId }).error(`\`${name}\` failed`, { failure }),
  });
  log.hide(options.secrets ?? []);
  const hooks = options.hooks?.({ log, call: callOwnAction(actions, dispatcher) }) ?? noHooks;
  const installs = openShared === undefined ? unsharedInstallClaims() : sharedInstallClaims(openShared, log);
  const { clock } = options;
  return { log, services, events, actions, dispatcher, counts, rateLimits, audit, limits, hooks, installs, clock };
}

function sharedInstallClaims(open: () => Promise<Sql>, log: HostLog): InstallClaims {
  return databaseInstallClaims({
    open,
    onWait: (packageName) =>
      log
        .logOf({ package: packageName })
        .info("Another host on the database installs it: this one waits until it is done"),
    onFailure: (packageName, failure) =>
      log.logOf({ package: packageName }).warn("The claim on its installation could not be renewed", { failure }),
  });
}

/** Opens once, when it is first asked for; a failure is tried again. Closes only what was opened. */
export function lazily(open: () => Promise<Sql>): {
  readonly open: () => Promise<Sql>;
  readonly close: () => Promise<void>;
} {
  let opened: Promise<Sql> | undefined;
  return {
    open() {
      opened ??= open().catch((failure: unknown) => {
        opened = undefined;
        throw failure;
      });
      return opened;
    },
    async close() {
      // Whoever asked for a database that did not open was told why.
      const sql = await opened?.catch(() => undefined);
      opened = undefined;
      await sql?.close();
    },
  };
}
