import { hash } from "node:crypto";
import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import type { NodeId, ResolvedNode } from "@larder/resolver";
import type { TarballFile } from "@larder/tarball/unpack";

import { draftFrom } from "./archive-holder.ts";
import { packageInDraft } from "./archive-stage.ts";
import { buildInstance, type LinkTarget } from "./build-instance.ts";
import { makeDraft, placeDraft, removeDraft } from "./drafts.ts";
import { type EntryLink, type EntryRecord, linkedKeys, readRecord } from "./entry-record.ts";
import type { PlannedInstance } from "./plan-instances.ts";
import { isInstanceThere, settleInstances } from "./settle-instances.ts";
import { StoreError } from "./store-error.ts";
import { recordName, type StorePaths } from "./store-paths.ts";
import { noteUnsettled } from "./unsettled-instances.ts";

/** Packages that are not used as they were published: their install scripts have run in them. */
export type ScriptBuilds = {
  /** Which, and what their build depends on besides their own instance: another text gives another instance. */
  readonly of: ReadonlyMap<NodeId, string>;
  /** Runs the scripts of `node` in `directory`, its package, which may be written; its dependencies can be imported. */
  readonly run: (node: ResolvedNode, directory: string) => Promise<void>;
};

/** What is built, from instances that are there as they were published. */
export type ScriptBuilding = {
  readonly paths: StorePaths;
  readonly boot: string;
  /** The instances as they were published, and as they shall be, a dependency before what needs it. */
  readonly published: readonly PlannedInstance[];
  readonly wanted: readonly PlannedInstance[];
  readonly builds: ScriptBuilds;
};

/**
 * Adds the instances in which scripts have run, and those that link to them, however far. Each is made in
 * private and appears by one rename, a dependency before what needs it: a build that fails or is killed
 * leaves nothing, and never touches what others share.
 */
export async function buildWithScripts(building: ScriptBuilding): Promise<void> {
  const { paths, boot, wanted, builds } = building;
  await settleInstances(
    paths,
    boot,
    wanted.map(({ place }) => place.key),
  );
  const publishedKeys = new Map(building.published.map(({ id, place }) => [id, place.key]));
  const missing = wanted.filter(
    ({ id, place }) => publishedKeys.get(id) !== place.key && !isInstanceThere(paths, place.key),
  );
  if (missing.length === 0) return;
  await noteUnsettled(
    paths,
    boot,
    missing.map(({ place }) => place.key),
  );
  const targets = targetsOf(building, publishedKeys);
  for (const plan of missing) {
    const source = getRecord(paths, publishedKeys.get(plan.id) ?? "");
    if (builds.of.has(plan.id)) await buildOne(building, plan, { source, targets });
    else placeLinked(paths, plan, { source, targets });
  }
}

type Making = { readonly source: EntryRecord; readonly targets: ReadonlyMap<NodeId, LinkTarget> };

/** A script changes no commands: they are those of the archive. */
function targetsOf(
  { paths, wanted }: ScriptBuilding,
  publishedKeys: ReadonlyMap<NodeId, string>,
): ReadonlyMap<NodeId, LinkTarget> {
  return new Map(
    wanted.map(({ id, linked, place }) => {
      const { bins } = getRecord(paths, publishedKeys.get(id) ?? "");
      return [id, { key: place.key, name: linked.node.name, bins }];
    }),
  );
}

function getRecord(paths: StorePaths, key: string): EntryRecord {
  const record = readRecord(paths.record(key));
  if (record === undefined) throw StoreError.damaged(paths.root, paths.record(key));
  return record;
}

/** The same files as links, beside another instance of what was built. */
function placeLinked(paths: StorePaths, { linked, place }: PlannedInstance, { source, targets }: Making): void {
  const drafted = draftFrom(paths, source);
  if (drafted === undefined) throw StoreError.damaged(paths.root, paths.instance(source.key));
  const { draft, filesText, bins } = drafted;
  try {
    buildInstance(paths, { key: place.key, linked, filesText, bins, targets }, draft);
    placeDraft(draft, paths.instance(place.key));
  } catch (error) {
    removeDraft(draft);
    throw error;
  }
}

/** The links of an instance lead to its neighbours, so the draft has neighbours as well while scripts run. */
async function buildOne(
  { paths, builds }: ScriptBuilding,
  { linked, place }: PlannedInstance,
  { source, targets }: Making,
): Promise<void> {
  const surroundings = makeDraft(paths.temporary);
  const draft = join(surroundings, place.key);
  const own = packageInDraft(draft, linked.node.name);
  try {
    const { files, bins } = source;
    copyWritable(files, paths.packageIn(source.key, source.name), own);
    buildInstance(paths, { key: place.key, linked, filesText: JSON.stringify(files), bins, targets }, draft);
    const record = readRecord(join(draft, recordName));
    if (record === undefined) throw new Error(`No record was written for ${linked.node.id}`);
    for (const key of linkedKeys(record)) symlinkSync(paths.instance(key), join(surroundings, key), "dir");

    await builds.run(linked.node, own);
    rmSync(join(draft, recordName), { force: true });
    writeFileSync(join(draft, recordName), JSON.stringify(recordBuilt(record, draft)), { mode: 0o444, flag: "wx" });
    placeDraft(draft, paths.instance(place.key));
  } finally {
    removeDraft(surroundings);
  }
}

/** Files of their own: no link is followed, and nothing that others share is changed. */
function copyWritable(files: readonly TarballFile[], source: string, target: string): void {
  for (const { path, executable } of files) {
    const file = join(target, path);
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(join(source, path), file, constants.COPYFILE_EXCL);
    chmodSync(file, executable ? 0o755 : 0o644);
  }
}

/** Says what scripts left in the instance in `draft`, also beside its package, and makes it read-only. */
function recordBuilt(record: EntryRecord, draft: string): EntryRecord {
  const found: TarballFile[] = [];
  const links: EntryLink[] = [];
  const known = new Set(record.links.map(({ place }) => place));
  for (const path of listPaths(draft, "")) {
    const file = join(draft, path);
    const facts = lstatSync(file);
    if (facts.isSymbolicLink()) {
      if (!known.has(path)) links.push({ place: path, text: readlinkSync(file) });
    } else if (facts.isFile()) {
      const executable = (facts.mode & 0o100) !== 0;
      chmodSync(file, executable ? 0o555 : 0o444);
      found.push({ path, size: facts.size, executable, sha256: hash("sha256", readFileSync(file)) });
    } else {
      // A socket or a pipe belongs to a process that has ended.
      rmSync(file, { force: true });
    }
  }
  const own = `node_modules/${record.name}/`;
  const files = found.flatMap((file) =>
    file.path.startsWith(own) ? { ...file, path: file.path.slice(own.length) } : [],
  );
  const besides = found.filter(({ path }) => !path.startsWith(own));
  return {
    ...record,
    files,
    ...(besides.length > 0 && { besides }),
    links: [...record.links, ...links],
    scriptsRan: true,
  };
}

function listPaths(directory: string, above: string): readonly string[] {
  return readdirSync(join(directory, above), { withFileTypes: true }).flatMap((entry) => {
    const path = `${above}${entry.name}`;
    return entry.isDirectory() ? listPaths(directory, `${path}/`) : [path];
  });
}
