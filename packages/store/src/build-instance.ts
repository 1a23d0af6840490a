import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { isImportName, type PackageName } from "@larder/package-spec";
import type { NodeId } from "@larder/resolver";
import type { TarballFile } from "@larder/tarball/unpack";

import type { EntryLink, EntryRecord } from "./entry-record.ts";
import type { InstanceKey } from "./instance-keys.ts";
import type { LinkedNode } from "./instance-links.ts";
import type { Bin } from "./read-bins.ts";
import { linkText, recordName, type StorePaths } from "./store-paths.ts";

/** What an instance is built of. */
export type InstancePlan = {
  readonly key: InstanceKey;
  readonly linked: LinkedNode;
  /** Of its archive. */
  readonly filesText: string;
  readonly bins: readonly Bin[];
  /** The instances that it depends on. */
  readonly targets: ReadonlyMap<NodeId, LinkTarget>;
};

/** An instance that another one depends on. */
export type LinkTarget = { readonly key: InstanceKey; readonly name: PackageName; readonly bins: readonly Bin[] };

/**
 * Turns `draft`, in which the package's files stand, into the instance of `plan`, and writes what belongs
 * into it. The draft is still private: it becomes the instance by a rename.
 *
 * Synchronous on purpose: there are thousands of small calls, and a turn of the event loop for each
 * costs more than the call.
 */
export function buildInstance(paths: StorePaths, plan: InstancePlan, draft: string): void {
  const { key, linked, filesText, bins } = plan;
  const { name, version, integrity } = linked.node;
  const links = listLinks(paths, plan);

  const made = new Set([join(draft, "node_modules")]);
  for (const { place, text } of links) {
    const link = join(draft, place);
    makeFolder(made, dirname(link));
    symlinkSync(text, link);
  }
  const record: Omit<EntryRecord, "files"> = { key, name, version, integrity, bins, links };
  const text = `{"files":${filesText},${JSON.stringify(record).slice(1)}`;
  writeFileSync(join(draft, recordName), text, { mode: 0o444, flag: "wx" });
}

function makeFolder(made: Set<string>, folder: string): void {
  if (made.has(folder)) return;
  mkdirSync(folder, { recursive: true });
  made.add(folder);
}

/** Returns the links of an instance: its dependencies, then their commands. The first that offers a command has it. */
function listLinks(paths: StorePaths, plan: InstancePlan): readonly EntryLink[] {
  const links = new Map<string, string>();
  const commands = new Map<string, string>();
  const { name } = plan.linked.node;
  for (const { alias, to } of plan.linked.links) {
    // A reader of locks refuses what leads elsewhere; here a name becomes a path.
    if (!isImportName(alias)) throw new Error(`${JSON.stringify(alias)} cannot be imported`);
    const target = plan.targets.get(to);
    if (target === undefined) throw new Error(`${name} has no target ${to}`);
    const within = placeBeside(name, alias);
    const place = ["node_modules", ...within, alias].join("/");
    if (!bringsItself(plan, place)) {
      links.set(place, linkText(join(paths.instance(plan.key), place), paths.packageIn(target.key, target.name)));
    }
    for (const { command, path } of target.bins) {
      const bin = `node_modules/.bin/${command}`;
      if (!commands.has(bin)) commands.set(bin, join("..", ...within, alias, path));
    }
  }
  return [...links, ...commands].map(([place, text]) => ({ place, text }));
}

/** A package may depend on another version of itself: that one has no place beside it, only inside. */
function placeBeside(name: PackageName, alias: string): readonly string[] {
  return alias === name ? [name, "node_modules"] : [];
}

/** A package that bundles a dependency brings it itself. */
function bringsItself({ linked, filesText }: InstancePlan, place: string): boolean {
  const inside = `node_modules/${linked.node.name}/`;
  if (!place.startsWith(inside)) return false;
  const bundled = `${place.slice(inside.length)}/`;
  return (JSON.parse(filesText) as readonly TarballFile[]).some(({ path }) => path.startsWith(bundled));
}
