import { copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

import type { PackageName } from "@larder/package-spec";
import type { NodeId } from "@larder/resolver";

import type { InstanceKey } from "./instance-keys.ts";
import type { LinkedNode } from "./instance-links.ts";
import { hasSizes, readSizes } from "./file-sizes.ts";
import { readBins } from "./read-bins.ts";
import { linkText, sizesName, type StorePaths } from "./store-paths.ts";

/** What an instance is built of. */
export type InstancePlan = {
  readonly key: InstanceKey;
  readonly linked: LinkedNode;
  /** Where each linked instance is. */
  readonly place: (id: NodeId) => { readonly key: InstanceKey; readonly name: PackageName; readonly files: string };
};

/**
 * Fills `directory`, which becomes the instance of `plan.key` by a rename.
 *
 * Synchronous on purpose: there are thousands of small calls, and a turn of the event loop for each
 * costs more than the call.
 */
export function buildInstance(paths: StorePaths, plan: InstancePlan, directory: string): void {
  const { node, links } = plan.linked;
  const modules = join(directory, "node_modules");
  const own = join(modules, node.name);
  linkTree(paths.files(node.integrity), own);

  for (const link of links) {
    const target = plan.place(link.to);
    const within = placeBeside(node.name, link.alias);
    linkTo(
      paths,
      plan.key,
      join("node_modules", within, link.alias),
      directory,
      paths.packageIn(target.key, target.name),
    );
    for (const bin of readBins(target.files)) linkBin(modules, link.alias, bin, within);
  }
}

/** Is the instance of `key` there, with every file in its size and every link? */
export function isInstanceWhole(paths: StorePaths, key: InstanceKey, { node, links }: LinkedNode): boolean {
  if (!isThere(paths.instance(key))) return false;
  const sizes = readSizes(join(paths.archive(node.integrity), sizesName));
  if (sizes === undefined || !hasSizes(paths.packageIn(key, node.name), sizes)) return false;
  const modules = join(paths.instance(key), "node_modules");
  return links.every(({ alias }) => isThere(join(modules, placeBeside(node.name, alias), alias)));
}

/** A package may depend on another version of itself: that one has no place beside it, only inside. */
function placeBeside(name: PackageName, alias: string): string {
  return alias === name ? join(name, "node_modules") : "";
}

function linkTo(paths: StorePaths, key: InstanceKey, place: string, directory: string, target: string): void {
  const link = join(directory, place);
  mkdirSync(dirname(link), { recursive: true });
  // The text is that of the final place: the directory is still private and is renamed later.
  if (!isThere(link)) symlinkSync(linkText(join(paths.instance(key), place), target), link, "dir");
}

function linkBin(modules: string, alias: string, bin: { command: string; path: string }, within: string): void {
  const link = join(modules, ".bin", bin.command);
  mkdirSync(dirname(link), { recursive: true });
  if (!isThere(link)) symlinkSync(join("..", within, alias, bin.path), link);
}

function linkTree(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const from = join(source, entry.name);
    const to = join(target, entry.name);
    if (entry.isDirectory()) linkTree(from, to);
    else linkFile(from, to);
  }
}

/** A file system may not link, or not as often: then the file is copied. */
function linkFile(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!["EXDEV", "EMLINK", "EPERM", "ENOTSUP"].includes(code ?? "")) throw error;
    copyFileSync(source, target);
  }
}

/** A package that bundles a dependency brings it itself. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
