import { apiVersion } from "@larder/sdk";
import type { Sql } from "@larder/sql";

import { type Accounts, type AccountSettings, createAccounts } from "./accounts/accounts.ts";
import { defaultAccountSettings } from "./accounts/default-settings.ts";
import { fullNameOf, hostPackage } from "./actions/action.ts";
import { createActionCatalog } from "./actions/action-catalog.ts";
import { type CallCounts, createCallCounts } from "./actions/call-counts.ts";
import { createDispatcher, type Dispatcher } from "./actions/dispatcher.ts";
import { createRateLimits, type RateLimits } from "./actions/rate-limits.ts";
import { createKernelActions } from "./doors/kernel-actions.ts";
import type { PackageControl } from "./doors/package-control.ts";
import { createControlDoor } from "./doors/control-door.ts";
import { describePackage } from "./doors/describe-package.ts";
import type { HostStatus } from "./doors/host-status.ts";
import { createHttpDoor } from "./doors/http-door.ts";
import { openSocket, type SocketOpening } from "./doors/open-socket.ts";
import { createMountTable } from "./doors/mount-table.ts";
import type { Connection } from "./doors/sender-address.ts";
import { createEventBus } from "./events/event-bus.ts";
import { findCulprit } from "./lifecycle/find-culprit.ts";
import { UnknownInstalledPackageError } from "./lifecycle/lifecycle-errors.ts";
import type { Runtime, RuntimeLimits } from "./lifecycle/runtime.ts";
import { type LifecycleHooks, noHooks } from "./lifecycle/lifecycle-hooks.ts";
import { createPackageGraph } from "./lifecycle/package-graph.ts";
import { memoryPackageRecords, openRecordBook, type PackageRecords } from "./lifecycle/package-records.ts";
import type { SupervisedPackage } from "./lifecycle/supervised-package.ts";
import { type StartSummary, Supervisor, type UpdateSummary } from "./lifecycle/supervisor.ts";
import { tellHost } from "./lifecycle/tell-lifecycle.ts";
import { createPermissionAudit } from "./permissions/permission-audit.ts";
import { createHostLog, type HostLog, type Logger } from "./services/host-log.ts";
import { databaseService, logService } from "./services/host-services.ts";
import { cacheService } from "./services/cache/cache-service.ts";
import { filesService } from "./services/files/files-service.ts";
import { httpService } from "./services/http/http-service.ts";
import { schedulerService } from "./services/scheduler/scheduler-service.ts";
import { createServiceCatalog } from "./services/service-catalog.ts";

/** A host that is read, wherever it was read from. */
export type RunHostOptions = {
  readonly directory: string;
  readonly generation?: number;
  readonly packages: readonly SupervisedPackage[];
  /** Reads the host again: its packages as they are now; they stay as they were when left out. */
  readonly readAgain?: (how: { readonly fresh: readonly string[] }) => Promise<ReadHost>;
  /** What is remembered from start to start; nothing when left out. */
  readonly records?: PackageRecords;
  /** What its packages know that nobody may read. */
  readonly secrets?: readonly string[];
  /** Returns the hooks of its packages; they have none when left out. */
  readonly hooks?: (means: HookMeans) => LifecycleHooks;
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
  /** Is nobody asked who they are, whatever accounts there are? */
  readonly withoutAccounts?: boolean;
  /** The URL that browsers reach the host at, where it is not its own address. */
  readonly publicUrl?: string;
  /** The Redis that keeps what packages cache; the host's memory when left out. */
  readonly cacheUrl?: string;
  /** Returns where a package keeps its files; none may when left out. */
  readonly filesDirectoryOf?: (packageName: string) => string;
  readonly limits?: Partial<RuntimeLimits>;
  /** The names besides the loopback ones that requests may be addressed to. */
  readonly hostNames: readonly string[];
  /** The origins of other sites whose pages may call actions, such as `https://app.example`; none when left out. */
  readonly allowedOrigins?: readonly string[];
  /** Called once all packages are stopped. */
  readonly onStop?: () => void;
};

/** What is installed in a host. */
export type ReadHost = {
  readonly generation?: number;
  readonly packages: readonly SupervisedPackage[];
  readonly secrets?: readonly string[];
};

/** What the hooks of a host may use of it. */
export type HookMeans = {
  readonly log: HostLog;
  /** Calls an action of a package by its name there. */
  readonly call: (packageName: string, action: string, input: unknown) => Promise<unknown>;
};

/** A host with its packages started. */
export type RunningHost = {
  /** Answers a request at the host's addresses. */
  fetch(request: Request, connection?: Connection): Promise<Response>;
  /** Answers a request for a WebSocket: with what answers its messages, or with a refusal. */
  openSocket(request: Request, connection?: Connection): Promise<SocketOpening>;
  /** Adds a step to the way of every call, before all others or as the last one; returns how to take it out. */
  use: Dispatcher["use"];
  /** Answers what the operator of the machine asks for, whoever that is: only a control socket may lead here. */
  control(request: Request): Promise<Response>;
  /** Who may ask this host, and how they prove it. */
  readonly accounts: Accounts;
  /** What its start came to. */
  readonly started: StartSummary;
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
  /** Stops one package, and before it what requires it; it stays so until it is started. */
  stopPackage(name: string): Promise<void>;
  /** Stops a package, which is not started again until it is enabled. */
  disablePackage(name: string): Promise<void>;
  enablePackage(name: string): Promise<void>;
  /**
   * Loads a package anew in the place of what runs, with nothing in between. With `reset` its code is read again, also
   * where its files are the same. Throws why it did not come about; what ran before goes on then.
   */
  reloadPackage(name: string, options?: { readonly reset?: boolean }): Promise<void>;
  /** Takes up what is installed now: only what has changed, and what requires that, is loaded anew. */
  update(): Promise<UpdateSummary>;
  /** Stops every package and closes the database. Twice is harmless. */
  stop(): Promise<void>;
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
  if (options.filesDirectoryOf !== undefined) runtime.services.offer("files", filesService(options.filesDirectoryOf));
  const graph = createPackageGraph(options.packages);
  const book = await openRecordBook(options.records ?? memoryPackageRecords());
  const supervisor = new Supervisor({ runtime, graph, book });
  const { actions: catalog, dispatcher, log, limits } = runtime;
  let { generation } = options;
  let startMs = 0;
  const readAgain = async (fresh: readonly string[]): Promise<ReadHost> => {
    const now = await options.readAgain?.({ fresh });
    log.hide(now?.secrets ?? []);
    return now ?? { packages: graph.list(), ...(generation === undefined ? {} : { generation }) };
  };
  const status = (): HostStatus => ({
    directory: options.directory,
    ...(generation === undefined ? {} : { generation }),
    apiVersion,
    startedAt,
    startMs,
    packages: supervisor
      .list()
      .map((supervised) =>
        describePackage(supervised, supervisor.get(supervised.name), { catalog, conceal: log.conceal }),
      ),
    actions: catalog.list().flatMap((action) => (action.packageName === hostPackage ? [] : [fullNameOf(action)])),
    services: runtime.services.status(),
    listeners: runtime.events.count(),
    routes: mounts.list(),
    log: log.lines(),
  });
  const accounts = openAccounts(options, database.open);
  const reloadPackage: RunningHost["reloadPackage"] = async (name, { reset = false } = {}) => {
    const { packages } = await readAgain(reset ? [name] : []);
    const next = packages.find((supervised) => supervised.name === name);
    if (next === undefined) throw new UnknownInstalledPackageError(name, namesOf(packages));
    await supervisor.reload(next);
  };
  const control: PackageControl = {
    list: () => status().packages,
    start: (name) => supervisor.start(name),
    stop: (name) => supervisor.stop(name),
    reload: (name) => reloadPackage(name, {}),
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
    clock: options.clock,
    handlerTimeoutMs: limits.actionMs,
    hostNames: options.hostNames,
    allowedOrigins: options.allowedOrigins ?? [],
  });

  const started = await supervisor.startAll();
  startMs = performance.now() - beganMs;
  tellHost(runtime, "xcore.booted", { startMs });

  return {
    fetch: async (request, connection) => await app.fetch(request, connection ?? {}),
    openSocket: (request, connection) => openSocket(app, request, connection),
    use: (step, place) => dispatcher.use(step, place),
    control: answerControl(accounts, log),
    accounts,
    started,
    call: (action, input) => dispatcher.call(action, input, { door: "call" }),
    status,
    reportStrayFault: (failure) => reportStrayFault(graph.list(), log, failure),
    startPackage: (name) => supervisor.start(name),
    stopPackage: (name) => supervisor.stop(name),
    disablePackage: (name) => supervisor.disable(name),
    enablePackage: (name) => supervisor.enable(name),
    reloadPackage,
    async update() {
      const now = await readAgain([]);
      const summary = await supervisor.update(now.packages);
      generation = now.generation;
      return summary;
    },
    async stop() {
      await supervisor.stopAll();
      options.onStop?.();
      await Promise.all([cache.close(), http.close()]);
      await database.close();
    },
  };
}

function namesOf(packages: readonly SupervisedPackage[]): readonly string[] {
  return packages.map(({ name }) => name);
}

function answerControl(accounts: Accounts, log: HostLog): RunningHost["control"] {
  const door = createControlDoor({ accounts, log });
  return async (request) => await door.fetch(request);
}

function openAccounts(options: RunHostOptions, openDatabase: () => Promise<Sql>): Accounts {
  const { clock, publicUrl, isDatabaseShared = false, hasDatabase = () => false } = options;
  const settings = options.accounts ?? defaultAccountSettings;
  const isOff = options.withoutAccounts ?? false;
  return createAccounts({ isOff, openDatabase, hasDatabase, isDatabaseShared, clock, settings, publicUrl });
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
  log.hide(options.secrets ?? []);
  const call: HookMeans["call"] = (packageName, action, input) =>
    dispatcher.call(`${packageName}/${action}`, input, { door: "call" });
  const hooks = options.hooks?.({ log, call }) ?? noHooks;
  return { log, services, events, actions, dispatcher, counts, rateLimits, audit, limits, hooks };
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
