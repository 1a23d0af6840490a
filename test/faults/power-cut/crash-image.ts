import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

import type { DiskOperation } from "./disk-operation.ts";

/** A file, whatever its name is at the moment; `before` is where its bytes from before the trace are. */
type File = { readonly before: string | undefined; readonly edits: Change<Edit>[] };

/** A change of a file's bytes. */
type Edit = { readonly offset: number; readonly bytes: Buffer } | { readonly size: number };

/** A change of names in a directory: `undefined` takes one away. */
type Naming = readonly (readonly [path: string, what: File | "directory" | undefined])[];

type Change<What> = { readonly what: What; readonly endedAt: number; isSynced: boolean };

/** What was done, by what a sync must reach to make it last: a file for its bytes, a directory for the names in it. */
type History = {
  readonly names: Map<string, File | undefined>;
  readonly files: File[];
  readonly namings: { readonly directory: string; readonly change: Change<Naming> }[];
};

/** What a crash leaves of a directory, and from what. */
export type CrashImageOptions = {
  /** The directory that was traced. */
  readonly directory: string;
  /** A copy of it from before the trace. */
  readonly before: string;
  /** Where the image is made. */
  readonly image: string;
  readonly operations: readonly DiskOperation[];
  /** Says of a change that no sync reached whether the disk has it all the same. */
  readonly keepsUnsynced: () => boolean;
};

/**
 * Writes into `image` what a disk may hold after the power went: what was there `before`, and what was synced since.
 *
 * POSIX promises no more: bytes last once their file was synced, names once their directory was.
 */
export async function writeCrashImage(options: CrashImageOptions): Promise<void> {
  const { directory, before, image, operations, keepsUnsynced } = options;
  const history = replay(operations, (path) => join(before, relative(directory, path)));
  const lasts = (change: { readonly isSynced: boolean }): boolean => change.isSynced || keepsUnsynced();

  await cp(before, image, { recursive: true });
  const names = new Map<string, File | "directory" | undefined>();
  for (const [path, file] of history.names) if (file?.before === copyOf(path)) names.set(path, file);
  for (const { change } of history.namings.filter(({ change: made }) => lasts(made))) {
    for (const [path, what] of change.what) names.set(path, what);
  }

  const contents = new Map<File, Buffer>();
  for (const file of history.files) contents.set(file, await bytesOf(file, lasts));
  for (const [path, what] of names) {
    const target = join(image, relative(directory, path));
    if (what === undefined) await rm(target, { force: true });
    else if (what === "directory") await mkdir(target, { recursive: true });
    else if (existsSync(dirname(target))) await writeFile(target, contents.get(what) ?? "");
  }

  function copyOf(path: string): string {
    return join(before, relative(directory, path));
  }
}

function replay(operations: readonly DiskOperation[], copyOf: (path: string) => string): History {
  const history: History = { names: new Map(), files: [], namings: [] };
  for (const operation of operations) apply(operation, history, copyOf);
  return history;
}

function apply(operation: DiskOperation, history: History, copyOf: (path: string) => string): void {
  const { endedAt } = operation;
  const name = (directory: string, ...what: Naming): void => {
    history.namings.push({ directory, change: { what, endedAt, isSynced: false } });
  };
  const edit = (path: string, what: Edit): void => {
    fileAt(path, history, copyOf).edits.push({ what, endedAt, isSynced: false });
  };
  switch (operation.kind) {
    case "open":
      if (operation.creates && !isThere(operation.path, history, copyOf)) {
        history.names.set(operation.path, newFile(history, undefined));
        name(dirname(operation.path), [operation.path, fileAt(operation.path, history, copyOf)]);
      }
      if (operation.truncates) edit(operation.path, { size: 0 });
      return;
    case "write":
      return edit(operation.path, operation);
    case "truncate":
      return edit(operation.path, operation);
    case "make directory":
      return name(dirname(operation.path), [operation.path, "directory"]);
    case "remove":
      history.names.set(operation.path, undefined);
      return name(dirname(operation.path), [operation.path, undefined]);
    case "rename": {
      const file = fileAt(operation.from, history, copyOf);
      history.names.set(operation.from, undefined);
      history.names.set(operation.to, file);
      return name(dirname(operation.to), [operation.from, undefined], [operation.to, file]);
    }
    case "sync":
      return sync(operation, history);
    case "answer":
  }
}

/** A sync reaches what had ended before it began. */
function sync({ path, startedAt }: { path: string; startedAt: number }, { names, namings }: History): void {
  const edits = names.get(path)?.edits ?? [];
  const inDirectory = namings.filter(({ directory }) => directory === path).map(({ change }) => change);
  for (const change of [...edits, ...inDirectory]) if (change.endedAt < startedAt) change.isSynced = true;
}

function isThere(path: string, { names }: History, copyOf: (path: string) => string): boolean {
  return names.has(path) ? names.get(path) !== undefined : existsSync(copyOf(path));
}

function fileAt(path: string, history: History, copyOf: (path: string) => string): File {
  const file = history.names.get(path) ?? newFile(history, copyOf(path));
  history.names.set(path, file);
  return file;
}

function newFile({ files }: History, before: string | undefined): File {
  const file: File = { before, edits: [] };
  files.push(file);
  return file;
}

async function bytesOf(file: File, lasts: (change: { readonly isSynced: boolean }) => boolean): Promise<Buffer> {
  let bytes: Buffer =
    file.before !== undefined && existsSync(file.before) ? await readFile(file.before) : Buffer.alloc(0);
  for (const { what } of file.edits.filter(lasts)) bytes = edited(bytes, what);
  return bytes;
}

function edited(bytes: Buffer, edit: Edit): Buffer {
  const size = "size" in edit ? edit.size : Math.max(bytes.length, edit.offset + edit.bytes.length);
  const next = Buffer.alloc(size);
  bytes.copy(next);
  if ("bytes" in edit) edit.bytes.copy(next, edit.offset);
  return next;
}
