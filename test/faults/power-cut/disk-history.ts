import { existsSync } from "node:fs";
import { dirname } from "node:path";

import type { DiskOperation } from "./disk-operation.ts";

/** A change, and whether a sync has reached it. */
export type Change<What> = { readonly what: What; readonly endedAt: number; isSynced: boolean };

/** A change of a file's bytes. */
export type Edit =
  | { readonly kind: "write"; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: "truncate"; readonly size: number };

/** A file, whatever its name is; `before` is where its bytes from before the trace are. */
export type TracedFile = { readonly before: string | undefined; readonly edits: Change<Edit>[] };

/** What a name stands for; nothing once it was taken away. */
type Named = TracedFile | "directory" | undefined;

type NewNames = readonly (readonly [path: string, named: Named])[];

/** A change of names, which lasts once `directory` was synced. */
type Naming = Change<NewNames> & { readonly directory: string };

/** What was done to files and names, and which of it was synced. */
export class DiskHistory {
  readonly #copyOf: (path: string) => string;
  /** The files that were there before, by the names that they had. */
  readonly #before = new Map<string, TracedFile>();
  /** What names stand for at the moment. */
  readonly #names = new Map<string, Named>();
  readonly #namings: Naming[] = [];

  /** `copyOf` says where the copy of a file from before the trace is, or would be. */
  constructor(copyOf: (path: string) => string) {
    this.#copyOf = copyOf;
  }

  add(operation: DiskOperation): void {
    const { endedAt } = operation;
    switch (operation.kind) {
      case "open":
        if (operation.creates && !this.#isThere(operation.path)) {
          this.#name(endedAt, [[operation.path, { before: undefined, edits: [] }]]);
        }
        if (operation.truncates) this.#edit(operation.path, { kind: "truncate", size: 0 }, endedAt);
        return;
      case "write":
      case "truncate":
        return this.#edit(operation.path, operation, endedAt);
      case "sync":
        return this.#sync(operation);
      case "answer":
        return;
      default:
        return this.#name(endedAt, this.#namesOf(operation));
    }
  }

  /** Returns what the names stand for when only the changes happened that `lasts` is true of. */
  namesAfter(lasts: (change: Change<unknown>) => boolean): ReadonlyMap<string, Named> {
    const names = new Map<string, Named>(this.#before);
    for (const { what } of this.#namings.filter(lasts)) for (const [path, named] of what) names.set(path, named);
    return names;
  }

  #namesOf(operation: Extract<DiskOperation, { kind: "rename" | "remove" | "make directory" }>): NewNames {
    if (operation.kind === "remove") return [[operation.path, undefined]];
    if (operation.kind === "make directory") return [[operation.path, "directory"]];
    return [
      [operation.from, undefined],
      [operation.to, this.#fileAt(operation.from)],
    ];
  }

  /** The last of the names says which directory must be synced for all of them to last. */
  #name(endedAt: number, what: NewNames): void {
    for (const [path, named] of what) this.#names.set(path, named);
    this.#namings.push({ what, directory: dirname(what.at(-1)?.[0] ?? ""), endedAt, isSynced: false });
  }

  #edit(path: string, what: Edit, endedAt: number): void {
    this.#fileAt(path).edits.push({ what, endedAt, isSynced: false });
  }

  /** A sync reaches what had ended before it began. */
  #sync({ path, startedAt }: { readonly path: string; readonly startedAt: number }): void {
    const named = this.#names.get(path);
    const edits = typeof named === "object" ? named.edits : [];
    const namings = this.#namings.filter(({ directory }) => directory === path);
    for (const change of [...edits, ...namings]) if (change.endedAt < startedAt) change.isSynced = true;
  }

  #isThere(path: string): boolean {
    return this.#names.has(path) ? this.#names.get(path) !== undefined : existsSync(this.#copyOf(path));
  }

  #fileAt(path: string): TracedFile {
    const named = this.#names.get(path);
    if (typeof named === "object") return named;
    if (this.#names.has(path)) throw new Error(`The trace writes to \`${path}\`, which is no file`);
    const file: TracedFile = { before: this.#copyOf(path), edits: [] };
    this.#names.set(path, file);
    this.#before.set(path, file);
    return file;
  }
}
