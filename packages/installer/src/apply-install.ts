import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, readlink, rename, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { Generation } from "@larder/host-directory";
import {
  findCurrentNumber,
  generationIndexName,
  HostError,
  hostPaths,
  type HostPaths,
  listGenerations,
  syncDirectory,
  writeSynced,
} from "@larder/host-directory/switching";

import { digestText } from "./digest-text.ts";
import type { InstallPlan } from "./plan-install.ts";

/** What a generation is made of. */
type PreparedPlan = Pick<InstallPlan, "generation" | "links" | "reuse">;

/**
 * Makes the generation that `plan` describes and returns its number; the host still runs what it ran.
 * One that says the same is used again.
 *
 * It is filled in a private directory and appears under its number by one rename, so a generation
 * that is there is whole.
 */
export async function prepareGeneration(directory: string, plan: PreparedPlan, lockText: string): Promise<number> {
  const paths = hostPaths(directory);
  if (plan.reuse !== undefined && (await isWhole(join(paths.generations, String(plan.reuse)), plan, lockText))) {
    return plan.reuse;
  }
  await mkdir(paths.generations, { recursive: true });
  await sweep(paths);

  const number = (await findLastNumber(paths)) + 1;
  const draft = join(paths.generations, `${draftPrefix}${randomBytes(6).toString("hex")}`);
  await fill(draft, plan, { generation: { ...plan.generation, number }, lockText });
  await rename(draft, join(paths.generations, String(number)));
  await syncDirectory(paths.generations);
  return number;
}

/** Makes the host run generation `number`, by one rename: whoever looks sees the old one or the new one. */
export async function switchGeneration(directory: string, number: number): Promise<void> {
  if ((await findCurrentNumber(directory)) === number) return;
  const paths = hostPaths(directory);
  const draft = `${paths.current}${switchInfix}${randomBytes(6).toString("hex")}`;
  await symlink(join("generations", String(number)), draft, "dir");
  await rename(draft, paths.current);
  await syncDirectory(paths.state);
}

/** Removes all generations but the current one and the `keep` newest others. */
export async function pruneGenerations(directory: string, keep: number): Promise<void> {
  const current = await findCurrentNumber(directory);
  const others = (await listGenerations(directory)).filter((number) => number !== current);
  const { generations } = hostPaths(directory);
  for (const number of others.slice(0, Math.max(others.length - keep, 0))) {
    // Renamed first: a generation that is half removed must not look like one.
    const doomed = join(generations, `${draftPrefix}${number}-${randomBytes(6).toString("hex")}`);
    await rename(join(generations, String(number)), doomed);
    await rm(doomed, { recursive: true, force: true });
  }
}

/**
 * Returns the text of the lock that `generation` was made of, which it keeps a copy of: what it needs
 * of the store can be said, and made again, whatever `larder.lock` says by now. Throws {@link HostError}
 * when the copy is missing or damaged.
 */
export async function readGenerationLock(directory: string, generation: Generation): Promise<string> {
  const path = generationLockPath(directory, generation.number);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text !== undefined && digestText(text) === generation.lockDigest) return text;
  throw new HostError(
    path,
    text === undefined ? "is missing" : "is damaged",
    "Roll back to another generation, or install again with `larder install`",
  );
}

/** Returns where a generation keeps its copy of the lock. */
export function generationLockPath(directory: string, number: number): string {
  return join(hostPaths(directory).generations, String(number), generationLockName);
}

const generationLockName = "larder.lock";

const draftPrefix = ".draft-";
const switchInfix = ".draft-";

/** Has nobody taken a link from the generation in `directory`, or changed its copy of the lock? */
async function isWhole(directory: string, plan: PreparedPlan, lockText: string): Promise<boolean> {
  try {
    if ((await readFile(join(directory, generationLockName), "utf8")) !== lockText) return false;
    const links = plan.links.map(({ alias }) => readlink(join(directory, "node_modules", alias)));
    return (await Promise.all(links)).every((text, index) => text === plan.links[index]?.path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EINVAL") return false;
    throw error;
  }
}

/** Whatever has the name of a generation keeps it, also what is none. */
async function findLastNumber({ generations }: HostPaths): Promise<number> {
  const names = await readdir(generations);
  return Math.max(0, ...names.filter((name) => /^[1-9]\d{0,8}$/.test(name)).map(Number));
}

type Documents = { readonly generation: Generation; readonly lockText: string };

async function fill(draft: string, plan: PreparedPlan, { generation, lockText }: Documents): Promise<void> {
  const modules = join(draft, "node_modules");
  const filled = new Set([draft, modules]);
  await mkdir(modules, { recursive: true });
  for (const { alias, path } of plan.links) {
    const link = join(modules, alias);
    await mkdir(dirname(link), { recursive: true });
    await symlink(path, link, "dir");
    filled.add(dirname(link));
  }
  // A disk that is asked for several at once writes them together.
  await Promise.all([
    writeSynced(join(draft, generationLockName), lockText),
    writeSynced(join(draft, generationIndexName), `${JSON.stringify(generation, undefined, 1)}\n`),
  ]);
  await Promise.all([...filled].map(syncDirectory));
}

/** Removes what a command that was killed left; no other runs now, since the host is held. */
async function sweep(paths: HostPaths): Promise<void> {
  const drafts = (await readdir(paths.generations)).filter((name) => name.startsWith(draftPrefix));
  const links = (await readdir(paths.state)).filter((name) => name.startsWith(`current${switchInfix}`));
  for (const name of drafts) await rm(join(paths.generations, name), { recursive: true, force: true });
  for (const name of links) await rm(join(paths.state, name), { force: true });
}
