import { join } from "node:path";

import { hostPaths, packageDataPath, readHostManifest } from "@larder/host-directory";
import { openSql, type Sql } from "@larder/sql";

import { accountSettingsOf } from "./accounts/account-settings.ts";
import type { GivenSetting } from "./configuration/given-setting.ts";
import { createHooks } from "./hooks/create-hooks.ts";
import { createSandboxPool } from "./sandbox/sandbox-pool.ts";
import { databaseLocation, hasDatabase } from "./open-host-accounts.ts";
import type { RuntimeLimits } from "./lifecycle/runtime.ts";
import { diskPackageRecords } from "./lifecycle/package-records.ts";
import { createHostReader } from "./host-reader.ts";
import type { PackageInstaller } from "./lifecycle/host-packages.ts";
import { type RunningHost, runHost } from "./run-host.ts";
import type { Logger } from "./services/host-log.ts";

/** How a host is started. */
export type StartHostOptions = {
  /** The host: it has a `larder.yaml`. */
  readonly directory: string;
  readonly logger: Logger;
  /** Variables that packages may ask for; none when left out. */
  readonly environment?: { readonly [name: string]: string | undefined };
  /** What this start says of the configurations of packages, over everything else; nothing when left out. */
  readonly settings?: readonly GivenSetting[];
  /** Where packages keep their tables; PGlite in `.larder/data` when left out. */
  readonly databaseUrl?: string;
  /** The Redis that keeps what packages cache, `redis://…`; the host's memory when left out. */
  readonly cacheUrl?: string;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** How long packages may take. */
  readonly limits?: Partial<RuntimeLimits>;
  /**
   * The names, without ports, that requests over HTTP may be addressed to besides `localhost`, `127.0.0.0/8`
   * and `[::1]`: the address that the server listens on, the name of a proxy before it. None when left out.
   */
  readonly hostNames?: readonly string[];
  /** The origins of other sites, such as `https://app.example`, whose pages may call actions; none when left out. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** The URL that it listens at, for its packages to know; none where it answers without listening. */
  readonly url?: string;
  /** The URL that browsers reach the host at, where that is not its own address: `https://` keeps sessions to TLS. */
  readonly publicUrl?: string | undefined;
  /** True to ask nobody who they are, whatever accounts there are: for development on one's own machine. */
  readonly withoutAccounts?: boolean;
  /** Installs and removes packages for the host's administrators; nobody can from within the host when left out. */
  readonly installer?: PackageInstaller | undefined;
  /** Ends the host, also in the middle of its start. */
  readonly signal?: AbortSignal;
  /** The most processes that run the code of packages which are not trusted; as many as there are cores when left out. */
  readonly sandboxProcesses?: number;
};

/** The migrations of the host's own tables. */
const migrations = new URL("../migrations/", import.meta.url);

/**
 * Starts the packages that are installed in a host and returns it running.
 *
 * A package that cannot start, or may not, never stops the host: its status says why. Throws only when
 * the directory is no host, or its files are damaged.
 */
export async function startHost(options: StartHostOptions): Promise<RunningHost> {
  const { directory, logger, databaseUrl, environment = {}, clock = Date.now, limits = {}, hostNames = [] } = options;
  const paths = hostPaths(directory);
  const accounts = accountSettingsOf((await readHostManifest(directory)).accounts, environment);
  const sandboxes = createSandboxPool({
    processesMax: options.sandboxProcesses,
    cacheDirectory: join(paths.state, "cache", "sandboxes"),
  });
  const at = databaseLocation({ directory, databaseUrl });
  const { settings: given = [] } = options;
  const reader = createHostReader({ directory, environment, given, sandboxes });
  const installed = await reader.read([]);
  const scripts = endOfScripts(options.signal);
  return await runHost({
    directory: paths.directory,
    filesDirectoryOf: (name) => packageDataPath(paths, name),
    ...installed,
    // Without a generation nothing is known to be removed.
    ...(installed.generation !== undefined && { findRemoved: reader.findRemoved }),
    signal: options.signal,
    installer: options.installer,
    readAgain: ({ fresh }) => reader.read(fresh),
    hooks: (means) => createHooks({ paths, ...means, find: reader.findHooked, signal: scripts.signal }),
    records: diskPackageRecords(join(paths.state, "lifecycle.json")),
    logger,
    clock,
    limits,
    hostNames,
    isDatabaseShared: databaseUrl !== undefined,
    hasDatabase: () => hasDatabase(at),
    accounts,
    withoutAccounts: options.withoutAccounts ?? false,
    allowedOrigins: options.allowedOrigins,
    url: options.url,
    publicUrl: options.publicUrl,
    cacheUrl: options.cacheUrl,
    openDatabase: (): Promise<Sql> => openSql({ at, schema: {}, migrations }),
    sandboxes: () => sandboxes.list(),
    onStop() {
      scripts.end();
      sandboxes.stop();
    },
  });
}

/** What runs of scripts ends when the host is asked to end; those that its end asks for run after that, until it is over. */
function endOfScripts(asked: AbortSignal | undefined): {
  readonly signal: () => AbortSignal;
  readonly end: () => void;
} {
  let controller = new AbortController();
  const end = (): void => {
    controller.abort();
    controller = new AbortController();
  };
  asked?.addEventListener("abort", end, { once: true });
  return { signal: () => controller.signal, end };
}
