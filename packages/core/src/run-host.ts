import { apiVersion } from "@larder/sdk";
import type { Sql } from "@larder/sql";

import { type Accounts, createAccounts } from "./accounts/accounts.ts";
import { type AccountSettings, defaultAccountSettings } from "./accounts/account-settings.ts";
import { fullNameOf, hostPackage } from "./actions/action.ts";
import type { Dispatcher } from "./actions/dispatcher.ts";
import { type CreatedRuntime, createRuntime, lazily, type RuntimeOptions } from "./create-runtime.ts";
import { type ControlDoorOptions, createControlDoor } from "./doors/control-door.ts";
import { describePackage } from "./doors/describe-package.ts";
import type { HostStatus } from "./doors/host-status.ts";
import { createHttpDoor } from "./doors/http-door.ts";
import { createKernelActions } from "./doors/kernel-actions.ts";
import { createMountTable, type HttpMountTable } from "./doors/mount-table.ts";
import { openSocket, type SocketOpening } from "./doors/open-socket.ts";
import type { PackageControl } from "./doors/package-control.ts";
import { createPackageManager } from "./doors/package-manager.ts";
import type { Connection } from "./doors/sender-address.ts";
import { findCulprit } from "./lifecycle/find-culprit.ts";
import {
  createHostPackages,
  type HostPackages,
  type PackageInstaller,
  type ReadHost,
} from "./lifecycle/host-packages.ts";
import { createPackageGraph, type PackageGraph } from "./lifecycle/package-graph.ts";
import { memoryPackageRecords, openRecordBook, type PackageRecords } from "./lifecycle/package-records.ts";
import type { FindRemoved } from "./lifecycle/package-moves.ts";
import type { Runtime } from "./lifecycle/runtime.ts";
import type { SupervisedPackage } from "./lifecycle/supervised-package.ts";
import type { StartSummary } from "./lifecycle/summaries.ts";
import { Supervisor } from "./lifecycle/supervisor.ts";
import { tellHost, tellServiceFailed } from "./lifecycle/tell-lifecycle.ts";
import type { SandboxStatus } from "./sandbox/sandbox-pool.ts";
import { createSchemaCatalog } from "./schemas/schema-catalog.ts";
import type { HostLog } from "./services/host-log.ts";
import { cacheService } from "./services/cache/cache-service.ts";
import { filesService } from "./services/files/files-service.ts";
import { httpService } from "./services/http/http-service.ts";

/** A host that is read, wherever it was read from. */
export type RunHostOptions = RuntimeOptions & {
  readonly directory: string;
  readonly generation?: number;
  readonly packages: readonly SupervisedPackage[];
  /** Reads the host again: its packages as they are now; they stay as they were when left out. */
  readonly readAgain?: (how: { readonly fresh: readonly string[] }) => Promise<ReadHost>;
  /** Returns a package that was removed while the host did not run; undefined when its code is gone. */
  readonly findRemoved?: FindRemoved | undefined;
  /** Ends the host, also in the middle of its start: what runs of it is stopped, and nothing more is started. */
  readonly signal?: AbortSignal | undefined;
  /** Installs and removes packages; nobody can from within the host when left out. */
  readonly installer?: PackageInstaller | undefined;
  /** What is remembered from start to start; nothing when left out. */
  readonly records?: PackageRecords;
  /** Called when a package first uses the database, and then once. */
  readonly openDatabase: () => Promise<Sql>;
  /** Is there a database yet? Before that there are no accounts. */
  readonly hasDatabase?: () => boolean;
  /** What the operator decides about accounts. */
  readonly accounts?: AccountSettings;
  /** Is nobody asked who they are, whatever accounts there are? */
  readonly withoutAccounts?: boolean;
  /** The URL that it listens at; none in memory. */
  readonly url?: string | undefined;
  /** The URL that browsers reach the host at, where it is not its own address. */
  readonly publicUrl?: string | undefined;
  /** The Redis that keeps what packages cache; the host's memory when left out. */
  readonly cacheUrl?: string | undefined;
  /** Returns where a package keeps its files; none may when left out. */
  readonly filesDirectoryOf?: (packageName: string) => string;
  /** The names besides the loopback ones that requests may be addressed to. */
  readonly hostNames: readonly string[];
  /** The origins of other sites whose pages may call actions, such as `https://app.example`; none when left out. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Returns the processes that run sandboxes; there are none when left out. */
  readonly sandboxes?: () => readonly SandboxStatus[];
  /** Called once all packages are stopped. */
  readonly onStop?: () => void;
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
  /** What can be done with its packages. */
  readonly packages: HostPackages;
  /** Stops every package and closes the database. Twice is harmless. */
  stop(): Promise<void>;
};

/** Starts the packages of `options` and returns the host that runs them. */
export async function runHost(options: RunHostOptions): Promise<RunningHost> {
  const beganMs = performance.now();
  const startedAt = new Date(options.clock()).toISOString();
  const graph = createPackageGraph(options.packages);
  const { runtime, openDatabase, close } = openRuntime(options, graph);
  const book = await openRecordBook(options.records ?? memoryPackageRecords());
  const supervisor = new Supervisor({ runtime, graph, book, findRemoved: options.findRemoved });
  options.signal?.addEventListener("abort", () => void supervisor.stopAll());
  const { dispatcher, log } = runtime;
  let { generation } = options;
  let startMs = 0;
  const packages = createHostPackages({
    supervisor,
    installer: options.installer,
    onUpdated: (now) => (generation = now.generation),
    async read(how) {
      const now = (await options.readAgain?.(how)) ?? { packages: graph.list(), ...numbered(generation) };
      log.hide(now.secrets ?? []);
      return now;
    },
  });
  const status = (): HostStatus => ({
    directory: options.directory,
    ...numbered(generation),
    apiVersion,
    startedAt,
    startMs,
    ...describeRuntime(runtime, supervisor, options.sandboxes?.()),
  });
  const accounts = openAccounts(options, openDatabase);
  const app = openDoors({ options, runtime, accounts, packages, status });

  const started = await supervisor.startAll();
  startMs = performance.now() - beganMs;
  tellHost(runtime, "xcore.booted", { startMs });

  return {
    fetch: async (request, connection) =>
      await app.fetch(request, { ...connection, peer: accounts.addressOf(request, connection?.peer) }),
    openSocket: (request, connection) =>
      openSocket(app, request, { peer: accounts.addressOf(request, connection?.peer) }),
    use: (step, place) => dispatcher.use(step, place),
    control: answerControl(
      { accounts, log, packages, status },
      async (request) => await app.fetch(request, { peer: undefined, isOperator: true }),
    ),
    accounts,
    started,
    call: (action, input) => dispatcher.call(action, input, { door: "call" }),
    status,
    reportStrayFault: (failure) => reportStrayFault(graph.list(), log, failure),
    packages,
    async stop() {
      await supervisor.stopAll();
      options.onStop?.();
      await close();
    },
  };
}

/** Returns what packages share, the host's own services included, and how it is closed. */
function openRuntime(
  options: RunHostOptions,
  graph: PackageGraph,
): {
  readonly runtime: CreatedRuntime & Pick<Runtime, "host" | "schemas"> & { readonly mounts: HttpMountTable };
  readonly openDatabase: () => Promise<Sql>;
  readonly close: () => Promise<void>;
} {
  const database = lazily(options.openDatabase);
  const http = httpService();
  const schemas = createSchemaCatalog(() =>
    graph.list().flatMap((supervised) => (supervised.type === "runnable" ? [supervised.pkg] : [])),
  );
  const runtime = {
    ...createRuntime(options, database.open),
    mounts: createMountTable(),
    schemas,
    host: hostFacts(options),
  };
  const cache = cacheService(options.cacheUrl, (reason) => tellServiceFailed(runtime, { service: "cache", reason }));
  runtime.services.offer("cache", cache.offered);
  runtime.services.offer("http", http.offered);
  if (options.filesDirectoryOf !== undefined) runtime.services.offer("files", filesService(options.filesDirectoryOf));
  return {
    runtime,
    openDatabase: database.open,
    async close() {
      await Promise.all([cache.close(), http.close()]);
      await database.close();
    },
  };
}

function hostFacts({ url, publicUrl }: RunHostOptions): Runtime["host"] {
  return Object.freeze({ apiVersion, url: publicUrl ?? url ?? null });
}

/** Adds the actions of the host's own, and returns what answers over HTTP. */
function openDoors({
  options,
  runtime,
  accounts,
  packages,
  status,
}: {
  readonly options: RunHostOptions;
  readonly runtime: CreatedRuntime & Pick<Runtime, "host" | "schemas"> & { readonly mounts: HttpMountTable };
  readonly accounts: Accounts;
  readonly packages: HostPackages;
  readonly status: () => HostStatus;
}): ReturnType<typeof createHttpDoor> {
  const { actions: catalog, audit, schemas } = runtime;
  const control: PackageControl = { ...packages, list: () => status().packages };
  for (const action of createKernelActions({ catalog, schemas, audit, status, control })) catalog.add(action);
  for (const action of createPackageManager({ packages, list: control.list })) catalog.add(action);
  return createHttpDoor({
    ...runtime,
    accounts,
    catalog,
    status,
    control,
    handlerTimeoutMs: runtime.limits.actionMs,
    hostNames: options.hostNames,
    allowedOrigins: options.allowedOrigins ?? [],
  });
}

function describeRuntime(
  { actions: catalog, events, log, mounts, services }: Runtime & { readonly mounts: HttpMountTable },
  supervisor: Supervisor,
  sandboxes: readonly SandboxStatus[] = [],
): Omit<HostStatus, "directory" | "generation" | "apiVersion" | "startedAt" | "startMs"> {
  const means = { catalog, conceal: log.conceal };
  return {
    packages: supervisor.list().map((one) => describePackage(one, supervisor.get(one.name), means)),
    actions: catalog.list().flatMap((action) => (action.packageName === hostPackage ? [] : [fullNameOf(action)])),
    sandboxes,
    services: services.status(),
    listeners: events.count(),
    events: events.metrics(),
    routes: mounts.list(),
    log: log.lines(),
  };
}

function numbered(generation: number | undefined): Pick<ReadHost, "generation"> {
  return generation === undefined ? {} : { generation };
}

/** What begins with `/doors` is asked at the host's own doors, as its operator. */
function answerControl(options: ControlDoorOptions, askDoors: RunningHost["control"]): RunningHost["control"] {
  const door = createControlDoor(options);
  return async (request) => {
    const url = new URL(request.url);
    if (!url.pathname.startsWith("/doors/")) return await door.fetch(request);
    url.pathname = url.pathname.slice("/doors".length);
    return await askDoors(new Request(url, request));
  };
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
