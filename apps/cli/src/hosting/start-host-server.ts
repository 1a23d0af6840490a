import { type HostStatus, type PackageInstaller, type RunningHost, startHost } from "@larder/core";
import type { GivenSetting } from "@larder/core/configuration";
import { ExpectedError } from "@larder/errors";
import { readHostManifest } from "@larder/host-directory";
import { DirectoryHeldError, type DirectoryHold, holdDirectory } from "@larder/sql";
import type { Logger } from "pino";

import type { Lifetime } from "../lifetime.ts";
import { type Fetch, listenHttp } from "../serving/http-server.ts";
import { openControlSocket } from "../serving/control-socket.ts";
import { assertReach, hostNamesOf } from "./host-reach.ts";
import { hostLogger } from "./host-logger.ts";
import { runningPath } from "./running-path.ts";
import { serveSockets } from "./serve-sockets.ts";
import type { ListenAddress } from "../serving/listen-address.ts";

export type StartHostOptions = {
  /** The host; absolute. */
  readonly directory: string;
  readonly listen: ListenAddress;
  /** The URL that others reach it at. */
  readonly publicUrl?: string | undefined;
  /** Where its packages and accounts are; in its own directory when left out. */
  readonly databaseUrl?: string | undefined;
  /** What this start says of the configurations of packages. */
  readonly settings?: readonly GivenSetting[];
  /** Is nobody asked who they are, whatever accounts there are? */
  readonly withoutAccounts?: boolean;
  /** Other sites whose pages may call actions. */
  readonly allowedOrigins?: readonly string[];
  /** What packages may ask for. */
  readonly environment: { readonly [name: string]: string | undefined };
  readonly logger: Logger;
  /** Where the host hears of promises that its packages left alone. */
  readonly lifetime: Pick<Lifetime, "onStrayRejection" | "signal" | "stop">;
  /** Installs and removes packages for the host's administrators. */
  readonly installer?: PackageInstaller;
};

export type RunningHostServer = Pick<RunningHost, "packages"> & {
  readonly url: string;
  readonly status: () => HostStatus;
  /** Finishes the requests that run, stops the packages in reverse, and gives the directory up. */
  readonly close: () => Promise<void>;
};

/**
 * Starts the host in `directory` behind a listening server.
 *
 * Throws `HostError`, `AddressInUseError`, and {@link HostRunsError} when it runs already; then nothing
 * stays open. A package that fails does not throw: the status says so.
 */
export async function startHostServer(options: StartHostOptions): Promise<RunningHostServer> {
  const { directory, listen, environment, logger, lifetime, publicUrl, withoutAccounts = false } = options;
  const { settings = [], allowedOrigins, installer } = options;
  const asGiven = { settings, allowedOrigins, installer, publicUrl, withoutAccounts };
  const database = options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl };
  await readHostManifest(directory);
  const reach = { listen, publicUrl, withoutAccounts, nodeEnvironment: environment["NODE_ENV"] };
  await assertReach({ directory, ...database, ...reach });

  await using opened = new AsyncDisposableStack();
  const app = Promise.withResolvers<Fetch>();
  const server = await listenHttp(listen, app.promise);
  opened.defer(async () => {
    // Whoever still waits for a host that failed to start is told so, or the server would never drain.
    app.resolve(unavailable);
    await server.close();
  });
  const hold = holdHostToRun(directory, server.url);
  opened.defer(() => hold.release());
  // A host is stopped also while its packages start, so it can be asked to before it is there.
  const started = Promise.withResolvers<RunningHost>();
  const socket = await openControlSocket(
    runningPath(directory),
    answerOperator(started.promise, { settings, stop: () => lifetime.stop("SIGTERM") }),
  );
  opened.defer(() => socket.close());
  hold.describe({ command: startCommand(directory), url: server.url, controlSocket: socket.path });

  // Packages may leave some behind while they load, before there is a host to tell.
  const strays: unknown[] = [];
  lifetime.onStrayRejection((reason) => strays.push(reason));
  const host = await startHost({
    directory,
    environment,
    logger: hostLogger(logger),
    hostNames: hostNamesOf(listen, publicUrl),
    url: server.url,
    signal: lifetime.signal,
    ...database,
    ...asGiven,
  });
  lifetime.onStrayRejection((reason) => void host.reportStrayFault(reason));
  for (const reason of strays) host.reportStrayFault(reason);
  opened.defer(() => host.stop());
  started.resolve(host);
  opened.defer(() => server.close());
  const sockets = serveSockets(server, host);
  opened.defer(() => sockets.close());
  app.resolve((request, connection) => host.fetch(request, connection));

  const owned = opened.move();
  return {
    url: server.url,
    packages: host.packages,
    status: () => host.status(),
    close: () => owned.disposeAsync(),
  };
}

/** Answers what the operator of the machine asks for; how the process is started and stopped is its own business. */
function answerOperator(
  host: Promise<RunningHost>,
  { settings, stop }: { readonly settings: readonly GivenSetting[]; readonly stop: () => void },
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/given-settings") return Response.json(settings);
    if (pathname !== "/stop") return await (await host).control(request);
    // The answer must be on its way before the socket closes.
    setImmediate(stop);
    return Response.json({ ok: true });
  };
}

function startCommand(directory: string): string {
  return `larder start ${directory}`;
}

function holdHostToRun(directory: string, url: string): DirectoryHold {
  try {
    return holdDirectory(runningPath(directory), { command: startCommand(directory), url });
  } catch (error) {
    throw error instanceof DirectoryHeldError ? new HostRunsError(directory, error) : error;
  }
}

/** The host runs already, in another process. */
export class HostRunsError extends ExpectedError {
  readonly code = "EHELD";
  readonly directory: string;

  constructor(directory: string, { holder, hint }: DirectoryHeldError) {
    const where = holder === undefined ? "" : ` at ${holder.url} (\`${holder.command}\`, process ${holder.pid})`;
    super(`The host \`${directory}\` runs already${where}`, {
      hint:
        holder === undefined
          ? (hint ?? "Try again in a moment")
          : `Use it there, or stop it with \`larder stop --cwd ${directory}\``,
    });
    this.directory = directory;
  }
}

function unavailable(): Response {
  return Response.json({ error: "The host did not start", code: "EUNAVAILABLE" }, { status: 503 });
}
