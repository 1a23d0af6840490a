import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { writeClientSettings } from "../../support/client-settings.ts";
import type { InstallClient, InstallCommand } from "./install-client.ts";
import { putAside } from "./put-aside.ts";
import { type ClientRun, runClient } from "./run-client.ts";

/** Where one client installs one host; it shares nothing with the others. */
export type Workplace = {
  readonly client: InstallClient;
  /** Its project, and the home of its user with all caches and stores. */
  readonly directory: string;
  /** The URL that it knows its registry by. */
  readonly registry: string;
};

/** What a run begins with that is left of the one before. */
export type Leftovers = { readonly home: boolean; readonly lock: boolean; readonly installed: boolean };

/** Takes away all but `leftovers`, and writes what is wanted. */
export async function prepareWorkplace(
  place: Workplace,
  leftovers: Leftovers,
  wants: Readonly<Record<string, string>>,
): Promise<void> {
  const { client, registry } = place;
  const project = projectOf(place);
  const taken = [
    ...(leftovers.home ? [] : [homeOf(place)]),
    ...(leftovers.installed ? [] : [join(project, client.installed)]),
    ...(leftovers.lock ? [] : [project]),
  ];
  putAside(taken, join(place.directory, "aside"));
  await mkdir(project, { recursive: true });
  await writeClientSettings(homeOf(place), registry);
  for (const [path, text] of Object.entries(client.writeWants(registry, wants))) {
    await writeFile(join(project, path), text);
  }
  // What others have left to be written is not for this client to wait for.
  await promisify(execFile)("sync");
}

/** Runs the client's own `command` to its end. */
export function runCommand(place: Workplace, command: InstallCommand): Promise<ClientRun> {
  const { program, commands } = place.client;
  return runClient(program.file, [...program.args, ...commands[command]], {
    cwd: projectOf(place),
    env: environmentOf(place),
  });
}

/** The text of the lock; `undefined` when there is none. */
export async function readLockText(place: Workplace): Promise<string | undefined> {
  return readIfThere(join(projectOf(place), place.client.lockFile));
}

/** The version of the package `name` that the project finds; `undefined` when there is none. */
export async function installedVersion(place: Workplace, name: string): Promise<string | undefined> {
  const text = await readIfThere(join(projectOf(place), place.client.packages, name, "package.json"));
  return text === undefined ? undefined : (JSON.parse(text) as { version?: string }).version;
}

const projectOf = ({ directory }: Workplace): string => join(directory, "project");
const homeOf = ({ directory }: Workplace): string => join(directory, "home");

/**
 * Nothing of the one who runs the bench: neither settings, nor caches. Node's compiled code is kept with the
 * programs, as on a machine where they have run before.
 */
function environmentOf(place: Workplace): NodeJS.ProcessEnv {
  const home = homeOf(place);
  return {
    PATH: process.env["PATH"],
    TMPDIR: join(place.directory, "..", "..", ".."),
    NODE_COMPILE_CACHE: join(place.directory, "compiled"),
    HOME: home,
    NPM_CONFIG_USERCONFIG: join(home, ".npmrc"),
    BUN_INSTALL: join(home, ".bun"),
    BUN_INSTALL_CACHE_DIR: join(home, ".bun", "cache"),
    pnpm_config_minimum_release_age: "0",
    ...place.client.environment,
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
