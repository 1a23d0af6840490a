import { readFile } from "node:fs/promises";

import { HostError, writeDurably } from "@larder/host-directory";
import type { Configuration } from "@larder/sdk";

import type { ActualState, DesiredState } from "./package-states.ts";

/** What a host remembers of one package from start to start. */
export type PackageRecord = {
  readonly desired: Exclude<DesiredState, "absent">;
  /** Where it was when this was written. */
  readonly actual?: ActualState;
  /** The version whose installation came to its end; undefined before the first. */
  readonly installed?: string;
  /** A digest of the configuration that its hooks last ran for; empty for none. */
  readonly configured?: string;
  /** What was given when the package was added. */
  readonly installArguments?: Configuration;
};

/** What a host remembers, by package. */
export type RecordTable = { readonly [packageName: string]: PackageRecord };

/** Where a host remembers its packages. */
export type PackageRecords = {
  read(): Promise<RecordTable>;
  write(table: RecordTable): Promise<void>;
};

/** Returns records that end with the process. */
export function memoryPackageRecords(): PackageRecords {
  let kept: RecordTable = {};
  return {
    read: async () => kept,
    write: async (table) => void (kept = table),
  };
}

/** Returns the records in the file `path`, which is written whole, and durably. Reading throws `HostError` for one that is damaged,
 * or of a newer version. */
export function diskPackageRecords(path: string): PackageRecords {
  return {
    async read() {
      try {
        return parseRecords(path, await readFile(path, "utf8"));
      } catch (failure) {
        if ((failure as NodeJS.ErrnoException).code === "ENOENT") return {};
        throw failure;
      }
    },
    // Whoever knows the rest of a configuration could guess at a short secret from its digest.
    write: (table) =>
      writeDurably(path, `${JSON.stringify({ version: writtenVersion, packages: table }, null, 2)}\n`, 0o600),
  };
}

const writtenVersion = 1;
const wishes: ReadonlySet<unknown> = new Set<PackageRecord["desired"]>(["installed", "started", "disabled"]);

/** Throws `HostError` for what is no such file: what was disabled must not start by accident. */
function parseRecords(path: string, text: string): RecordTable {
  const document = parseObject(text);
  const { version, packages } = document ?? {};
  if (typeof version === "number" && version > writtenVersion) {
    throw new HostError(path, "was written by a newer version of Larder", "Start the host with that version");
  }
  if (version === writtenVersion && isObject(packages) && Object.values(packages).every(isRecord)) {
    return packages as RecordTable;
  }
  throw new HostError(path, "is damaged", "Remove it: every package is then started, and installed again first");
}

function parseObject(text: string): { readonly [field: string]: unknown } | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return isObject(document) ? document : undefined;
  } catch (failure) {
    if (!(failure instanceof SyntaxError)) throw failure;
    return undefined;
  }
}

function isRecord(value: unknown): boolean {
  if (!isObject(value) || !wishes.has(value["desired"])) return false;
  const { installed, configured, installArguments } = value;
  const areTexts = [installed, configured].every((field) => field === undefined || typeof field === "string");
  return areTexts && (installArguments === undefined || isObject(installArguments));
}

function isObject(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The records of a running host: changed at once, and written when it is asked to. */
export type RecordBook = {
  get(name: string): PackageRecord;
  list(): RecordTable;
  /** Changes some of what is remembered of a package. */
  note(name: string, change: Partial<PackageRecord>): void;
  forget(name: string): void;
  /** Writes what has changed since. */
  save(): Promise<void>;
};

const unknown: PackageRecord = { desired: "started" };

/** Returns the book that `records` hold. */
export async function openRecordBook(records: PackageRecords): Promise<RecordBook> {
  const table = new Map(Object.entries(await records.read()));
  let written = print(table);

  return {
    get: (name) => table.get(name) ?? unknown,
    list: () => Object.fromEntries(table),
    note: (name, change) => void table.set(name, { ...(table.get(name) ?? unknown), ...change }),
    forget: (name) => void table.delete(name),
    async save() {
      const text = print(table);
      if (text === written) return;
      await records.write(Object.fromEntries([...table].toSorted(([left], [right]) => (left < right ? -1 : 1))));
      written = text;
    },
  };
}

function print(table: ReadonlyMap<string, PackageRecord>): string {
  return JSON.stringify([...table]);
}
