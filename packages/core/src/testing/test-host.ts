import { randomUUID } from "node:crypto";
import { realpathSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Permission, Plugin, ServiceToken } from "@larder/sdk";
import { inspectPackage } from "@larder/package-contents";
import { openSql } from "@larder/sql";
import { diskTree } from "@larder/tarball";

import { configurePackage } from "../configuration/configure-package.ts";
import { memoryKeptValues } from "../configuration/memory-kept-values.ts";
import type { Clock } from "../events/clock.ts";
import { createSandboxPool, type SandboxPool } from "../sandbox/sandbox-pool.ts";
import { assessPackage } from "../sandbox/assess-package.ts";
import type { RuntimeLimits } from "../lifecycle/runtime.ts";
import type { SupervisedPackage } from "../lifecycle/supervised-package.ts";
import { type RunningHost, runHost } from "../run-host.ts";
import { pluginPackage } from "./plugin-package.ts";
import { standInName, standInPackage } from "./stand-in-package.ts";

/** What is put to the test: a folder that holds a package, or a plugin as its file exports it. */
export type TestSubject =
  | {
      /** A path, or a URL such as `new URL("..", import.meta.url)`. */
      readonly directory: string | URL;
      /** How it runs; trusted when left out. */
      readonly mode?: "trusted" | "sandboxed";
    }
  | { readonly plugin: Plugin; readonly name?: string; readonly permissions?: readonly Permission[] };

/** How a test runs a package. */
export type TestHostOptions = TestSubject & {
  /** What stands in for services of packages that are not here. */
  readonly services?: readonly (readonly [token: ServiceToken<unknown>, implementation: object])[];
  /** The host's environment. */
  readonly environment?: { readonly [name: string]: string };
  /** What an operator writes as the configuration of a package in a folder. */
  readonly config?: { readonly [setting: string]: unknown };
  readonly limits?: Partial<RuntimeLimits>;
  /** What jobs and timers go by: `fakeClock()`, to let them run when the test wants it. The machine's when left out. */
  readonly clock?: Clock;
};

/** A host that runs one package, with everything in memory. */
export type TestHost = RunningHost &
  AsyncDisposable & {
    /** Emits an event as another package would, and returns what its listeners returned. */
    emit(event: string, payload: unknown): Promise<readonly unknown[]>;
    /** What the package did that lasts: `notes: listener notes.*`. */
    effects(): readonly string[];
    /** Stops the package. Throws when anything of it is left, or an undo failed, naming it. */
    assertClean(): Promise<void>;
  };

/** Where all tests of this user find the image of an empty database: without one a first boot takes five times as long. */
const imageCache = join(tmpdir(), `larder-test-images-${process.getuid?.() ?? userInfo().username}`);

/** The migrations of the host's own tables. */
const migrations = new URL("../../migrations/", import.meta.url);

/**
 * Starts a package on the host's real bridge: real permissions, validation, ledger and doors; the database is in memory.
 *
 * Throws why, when the package does not start.
 */
export async function testHost(options: TestHostOptions): Promise<TestHost> {
  const sandboxes = createSandboxPool();
  const subject = await toSupervised(options, sandboxes);
  const standIn = standInPackage(options.services ?? []);
  // Made when something is written.
  const files = join(tmpdir(), `larder-test-${randomUUID()}`);
  const host = await runHost({
    directory: "memory",
    filesDirectoryOf: (name) => join(files, ...name.split("/")),
    packages: [subject, standIn.supervised],
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    clock: options.clock ?? Date.now,
    hostNames: [],
    sandboxes: () => sandboxes.list(),
    onStop() {
      sandboxes.stop();
      rmSync(files, { recursive: true, force: true });
    },
    openDatabase: () => openSql({ at: { type: "memory", imageCache }, schema: {}, migrations }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const find = (): ReturnType<RunningHost["status"]>["packages"][number] | undefined =>
    host.status().packages.find(({ name }) => name === subject.name);
  const status = find();
  if (status?.actual !== "started") {
    await host.stop();
    throw new Error(status?.reason ?? `\`${subject.name}\` did not start`, { cause: host.status().log });
  }
  return {
    ...host,
    emit: (event, payload) => standIn.emit(event, payload),
    effects: () => find()?.effects ?? [],
    assertClean: () => assertClean(host, subject.name),
    [Symbol.asyncDispose]: () => host.stop(),
  };
}

function ignore(): void {
  // A test that wants the log reads it from the status.
}

async function toSupervised(options: TestHostOptions, sandboxes: SandboxPool): Promise<SupervisedPackage> {
  if ("directory" in options) return await readDirectory(options, sandboxes);
  const { plugin, name = "test", permissions = plugin.permissions ?? [] } = options;
  const requires = [standInName];
  return pluginPackage({ name, plugin, permissions, requires, env: options.environment ?? {} });
}

async function readDirectory(
  options: TestHostOptions & { readonly directory: string | URL; readonly mode?: "trusted" | "sandboxed" },
  sandboxes: SandboxPool,
): Promise<SupervisedPackage> {
  // Modules resolve by real paths, and sandboxes are bundled from them.
  const directory = realpathSync(
    options.directory instanceof URL ? fileURLToPath(options.directory) : options.directory,
  );
  const inspection = inspectPackage(diskTree(directory), { typescript: true });
  const { name, version } = inspection.packageJson as { readonly name: string; readonly version: string };
  const installed = { name, version, directory, requires: [standInName], inspection };
  const grants = (inspection.larder?.permissions ?? []).map(({ resource, actions }) => ({ resource, actions }));
  const settings = { mode: options.mode ?? "trusted", env: {}, grants } as const;
  const configured = await configurePackage(
    { name, directory, larder: inspection.larder, credentials: [] },
    { ...settings, ...(options.config && { config: options.config }) },
    { hostDirectory: directory, environment: options.environment ?? {}, kept: memoryKeptValues() },
  );
  // Who writes a test gives the variables, and so agrees.
  return assessPackage(installed, { hostDirectory: directory, settings, configured, variables: [], sandboxes });
}

async function assertClean(host: RunningHost, name: string): Promise<void> {
  await host.packages.stop(name);
  const { packages, actions, routes, listeners, log } = host.status();
  const effects = packages.find((pkg) => pkg.name === name)?.effects ?? [];
  const failed = log.filter((line) => line.package === name && line.level === "error").map(({ message }) => message);
  const left = [...effects, ...actions, ...routes.map((route) => `/plugins/${route}/`), ...failed];
  if (left.length > 0 || listeners > 0) {
    throw new Error(`\`${name}\` leaves ${[...left, `${listeners} listeners`].join(", ")}`);
  }
}
