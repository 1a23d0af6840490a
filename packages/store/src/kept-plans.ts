import { hash } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { readBootId } from "./boot-id.ts";
import { draftPath, removeDraft } from "./drafts.ts";
import { hostNotePath } from "./host-note.ts";
import { keyOf } from "./instance-keys.ts";
import { noteHost } from "./note-host.ts";
import { StoreUse } from "./store-use.ts";
import { namesIn } from "./stored-instances.ts";
import { readUnsettled } from "./unsettled-instances.ts";

export { readMachine } from "./read-machine.ts";

/*
 * What an install came to follows from what it was of. Whoever installs the same again, in another folder or after
 * its own was removed, needs neither to read the lock nor to know which instances it leads to, as long as all of
 * them are here. This file imports nothing that parses anything.
 *
 * A plan is only a shortcut: one that is gone, damaged or of other instances than are here is no plan.
 */

/** What an install came to. */
export type KeptPlan = {
  /** The path of each package that it needs, in its instance of this store. */
  readonly packages: readonly string[];
  /** What its installer wants to know again. */
  readonly body: unknown;
};

/** More than hosts have locks between which they change. */
const plansMax = 64;

/** Returns the plan `name` of the store in `root`; `undefined` when there is none that can be used. */
export function readKeptPlan(root: string, name: string): KeptPlan | undefined {
  const text = readIfThere(planPath(root, name));
  if (text === undefined) return undefined;
  const [digest, json = ""] = splitOnce(text);
  if (digest !== hash("sha256", json)) return undefined;
  const plan = JSON.parse(json) as KeptPlan;
  return plan.packages.every((path) => isInStore(root, path)) ? plan : undefined;
}

/** Keeps a plan for {@link readKeptPlan}. Where the disk refuses, there is none: nobody needs it. */
export function keepPlan(root: string, name: string, plan: KeptPlan): void {
  const json = JSON.stringify(plan);
  const path = planPath(root, name);
  const draft = draftPath(join(root, "tmp"));
  try {
    for (const file of [path, draft]) mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, `${hash("sha256", json)}\n${json}`, { flag: "wx" });
    renameSync(draft, path);
    forgetOldest(root);
  } catch (error) {
    if (!refusals.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    removeDraft(draft);
  }
}

/** Removes the plans that need an instance which is no longer there. */
export function prunePlans(root: string): void {
  for (const name of namesIn(plansOf(root))) {
    const plan = readKeptPlan(root, name);
    if (plan === undefined || !plan.packages.every(isFolder)) rmSync(planPath(root, name), { force: true });
  }
}

/**
 * Runs `work` while nothing is pruned, and returns what it returns; `undefined` without running it when one of
 * `packages` is not there, or a power cut may have damaged it. The store knows from then on that `host` uses it.
 * Throws `StoreError` when a prune does not end.
 */
export async function useKeptPackages<Result>(
  root: string,
  { host, packages }: Pick<KeptPlan, "packages"> & { readonly host: string },
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const hosts = join(root, "hosts");
  return await new StoreUse(root).together(async () => {
    // Before anything is there to be pruned.
    noteHost({ hosts, host: (directory) => hostNotePath(root, directory), temporary: join(root, "tmp") }, host);
    return areSettled(root, packages) && packages.every(isFolder) ? await work() : undefined;
  });
}

/** Has nothing of `packages` been added before the machine was started last, and not been looked at since? */
function areSettled(root: string, packages: readonly string[]): boolean {
  const notes = readUnsettled({ unsettled: join(root, "unsettled") }, readBootId());
  if (notes.length === 0) return true;
  const keys = packages.map((path) => keyOf(path) ?? "");
  return notes.every((note) => !keys.some((key) => note.keys.has(key)));
}

/** A disk that is full, or that this user may only read. */
const refusals = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM"]);

function forgetOldest(root: string): void {
  const paths = namesIn(plansOf(root)).map((name) => planPath(root, name));
  if (paths.length <= plansMax) return;
  const ages = paths.map((path) => ({ path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  const oldest = ages.toSorted((left, right) => left.at - right.at).slice(0, paths.length - plansMax);
  for (const { path } of oldest) rmSync(path, { force: true });
}

function plansOf(root: string): string {
  return join(root, "plans");
}

function planPath(root: string, name: string): string {
  return join(plansOf(root), name);
}

function isInStore(root: string, path: string): boolean {
  return path.startsWith(join(root, "instances")) && keyOf(path) !== undefined;
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function splitOnce(text: string): readonly [string, string?] {
  const end = text.indexOf("\n");
  return end === -1 ? [text] : [text.slice(0, end), text.slice(end + 1)];
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
