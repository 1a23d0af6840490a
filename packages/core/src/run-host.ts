import { apiVersion } from "@larder/sdk";
import type { Sql } from "@larder/sql";

import { type Accounts, type AccountSettings, createAccounts } from "./accounts/accounts.ts";
import { defaultAccountSettings } from "./accounts/default-settings.ts";
import { fullNameOf, hostPackage } from "./actions/action.ts";
import { createActionCatalog } from "./actions/action-catalog.ts";
import { type CallCounts, createCallCounts } from "./actions/call-counts.ts";
import { createDispatcher } from "./actions/dispatcher.ts";
import { createRateLimits, type RateLimits } from "./actions/rate-limits.ts";
import { createKernelActions } from "./doors/kernel-actions.ts";
import type { PackageControl } from "./doors/package-control.ts";
import { createControlDoor } from "./doors/control-door.ts";
import { describePackage } from "./doors/describe-package.ts";
import type { HostStatus } from "./doors/host-status.ts";
import { createHttpDoor } from "./doors/http-door.ts";
import { createMountTable } from "./doors/mount-table.ts";
import type { Connection } from "./doors/sender-address.ts";
import { createEventBus } from "./events/event-bus.ts";
import { findCulprit } from "./lifecycle/find-culprit.ts";
import type { Runtime, RuntimeLimits } from "./lifecycle/runtime.ts";
import { createSupervisor, type SupervisedPackage } from "./lifecycle/supervisor.ts";
import { createPermissionAudit } from "./permissions/permission-audit.ts";
import { createHostLog, type HostLog, type Logger } from "./services/host-log.ts";
import { databaseService, logService } from "./services/host-services.ts";
import { cacheService } from "./services/cache/cache-service.ts";
import { httpService } from "./services/http/http-service.ts";
import { schedulerService } from "./services/scheduler/scheduler-service.ts";
import { createServiceCatalog } from "./services/service-catalog.ts";

/** A host that is read, wherever it was read from. */
export type RunHostOptions = {
  readonly directory: string;
  readonly generation?: number;
  readonly packages: readonly SupervisedPackage[];
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Called when a package first uses the database, and then once. */
  readonly openDatabase: () => Promise<Sql>;
  /** True for a database that other hosts use too: they take turns at the jobs. */
  readonly isDatabaseShared?: boolean;
  /** Is there a database yet? Before that there are no accounts. */
  readonly hasDatabase?: () => boolean;
  /** What the operator decides about accounts. */
  readonly accounts?: AccountSettings;
  /** The URL that browsers reach the host at, where it is not its own address. */
  readonly publicUrl?: string;
  /** The Redis that keeps what packages cache; the host's memory when left out. */
  readonly cacheUrl?: string;
  readonly limits?: Partial<RuntimeLimits>;
  /** The names besides the loopback ones that requests may be addressed to. */
  readonly hostNames: readonly string[];
  /** The origins of other sites whose pages may call actions, such as `https://app.example`; none when left out. */
  readonly allowedOrigins?: readonly string[];
  /** Called once all packages are stopped. */
  readonly onStop?: () => void;
};

/** A host with its packages started. */
export type RunningHost = {
  /** Answers a request at the host's addresses. */
  fetch(request: Request, connection?: Connection): Promise<Response>;
  /** Answers what the operator of the machine asks for, whoever that is: only a control socket may lead here. */
  control(request: Request): Promise<Response>;
  /** Who may ask this host, and how they prove it. */
  readonly accounts: Accounts;
  /** Calls an action by its name and returns its output. Throws an `ExpectedError` that says what went wrong. */
  call(action: string, input: unknown): Promise<unknown>;
  status(): HostStatus;
  /**
   * Notes a failure that nobody waited for, such as a promise that a package left alone: one line in the log,
   * with the package whose code it came from. Returns that package's name; undefined when the stack names none.
   *
   * The core does not listen to the process itself: whoever owns the process passes on what it hears.
   */
  reportStrayFault(failure: unknown): string | undefined;
  /** Starts one package and what it requires; what became of it is in the status. */
  startPackage(name: string): Promise<void>;
  /** Stops one package, and before it what requires it. */
  stopPackage(name: string): Promise<void>;
  /** Stops every package and closes the database. Twice is harmless. */
  stop(): Promise<void>;
};

const defaultLimits: RuntimeLimits = {
  loadMs: 30_000,
  unloadMs: 10_000,
  undoMs: 5000,
  actionMs: 30_000,
  listenerMs: 30_000,
  restarts: { breakdownsMax: 5, windowMs: 10 * 60_000, backoffMs: 500 },
};

/** Starts the packages of `options` and returns the host that runs them. */
export async function runHost(options: RunHostOptions): Promise<RunningHost> {
  const beganMs = performance.now();
  const startedAt = new Date(options.clock()).toISOString();
  const database = lazily(options.openDatabase);
  const mounts = createMountTable();
  const cache = cacheService(options.cacheUrl);
  const http = httpService();
  const runtime = { ...createRuntime(options, database.open), mounts };
  runtime.services.offer("cache", cache.offered);
  runtime.services.offer("http", http.offered);
  const supervisor = createSupervisor(runtime, options.packages);
  const { actions: catalog, dispatcher, log, limits } = runtime;
  let startMs = 0;
  const status = (): HostStatus => ({
    directory: options.directory,
    ...(options.generation === undefined ? {} : { generation: options.generation }),
    apiVersion,
    startedAt,
    startMs,
    packages: options.packages
      .toSorted((left, right) => (left.name < right.name ? -1 : 1))
      .map((supervised) => describePackage(supervised, supervisor.get(supervised.name), catalog)),
    actions: catalog.list().flatMap((action) => (action.packageName === hostPackage ? [] : [fullNameOf(action)])),
    services: runtime.services.status(),
    listeners: runtime.events.count(),
    routes: mounts.list(),
    log: log.lines(),
  });
  const accounts = openAccounts(options, database.open);
  const control: PackageControl = {
    list: () => status().packages,
    start: (name) => supervisor.start(name),
    stop: (name) => supervisor.stop(name),
    async reload(name) {
      await supervisor.stop(name);
      await supervisor.start(name);
    },
  };
  for (const action of createKernelActions({ catalog, audit: runtime.audit, status, control })) catalog.add(action);
  const app = createHttpDoor({
    accounts,
    catalog,
    dispatcher,
    counts: runtime.counts,
    rateLimits: runtime.rateLimits,
    mounts,
    log,
    status,
    control,
    handlerTimeoutMs: limits.actionMs,
    hostNames: options.hostNames,
    allowedOrigins: options.allowedOrigins ?? [],
  });

  await supervisor.startAll();
  startMs = performance.now() - beganMs;

  return {
    fetch: async (request, connection) => await app.fetch(request, connection ?? {}),
    control: answerControl(accounts, log),
    accounts,
    call: (action, input) => dispatcher.call(action, input, { door: "call" }),
    status,
    reportStrayFault: (failure) => reportStrayFault(options.packages, log, failure),
    startPackage: (name) => supervisor.start(name),
    stopPackage: (name) => supervisor.stop(name),
    async stop() {
      await supervisor.stopAll();
      options.onStop?.();
      await Promise.all([cache.close(), http.close()]);
      await database.close();
    },
  };
}

function answerControl(accounts: Accounts, log: HostLog): RunningHost["control"] {
  const door = createControlDoor({ accounts, log });
  return async (request) => await door.fetch(request);
}

function openAccounts(options: RunHostOptions, openDatabase: () => Promise<Sql>): Accounts {
  const { clock, publicUrl, isDatabaseShared = false, hasDatabase = () => false } = options;
  const settings = options.accounts ?? defaultAccountSettings;
  return createAccounts({ openDatabase, hasDatabase, isDatabaseShared, clock, settings, publicUrl });
}

function reportStrayFault(packages: readonly SupervisedPackage[], log: HostLog, failure: unknown): string | undefined {
  const places = packages.flatMap((supervised) => (supervised.type === "runnable" ? [supervised.pkg] : []));
  const culprit = findCulprit(places, failure);
  const tags = culprit === undefined ? {} : { package: culprit };
  log.logOf(tags).error("A failure was left that nobody waits for", { failure });
  return culprit;
}

type CreatedRuntime = Omit<Runtime, "mounts"> & { readonly counts: CallCounts; readonly rateLimits: RateLimits };

function createRuntime(options: RunHostOptions, openDatabase: () => Promise<Sql>): CreatedRuntime {
  const log = createHostLog(options.logger, options.clock);
  const services = createServiceCatalog();
  services.offer("db", databaseService(openDatabase));
  services.offer("log", logService(log));
  const openShared = options.isDatabaseShared === true ? openDatabase : undefined;
  services.offer("scheduler", schedulerService({ log, clock: options.clock, openShared }));
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
  return { log, services, events, actions, dispatcher, counts, rateLimits, audit, limits };
}

/** Opens once, when it is first asked for; a failure is tried again. Closes only what was opened. */
function lazily(open: () => Promise<Sql>): { readonly open: () => Promise<Sql>; readonly close: () => Promise<void> } {
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
