/*
 * Prints what solving costs as the graph grows, with documents at hand:
 *
 *   node --expose-gc test/real-graphs/grow.ts [folder with whole documents]
 *
 * Each line is a host that wants more of the recorded packages at once. `first` parses the versions of
 * all documents, `again` finds them parsed, `locked` starts from the answer. The folder is the one that
 * `record.ts` fills; without it the recorded documents are taken, which have fewer versions.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { AbbreviatedPackument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";
import { type Documents, type Resolution, type ResolveRequest, solve } from "@larder/resolver";

import { hostWanting } from "./host-wanting.ts";
import { roots } from "./roots.ts";
import { readUniverse } from "./universe.ts";

const [folder] = process.argv.slice(2);
/** It cannot be had, whoever wants it. */
const wanted = roots.filter((name) => name !== "postcss-preset-env");
const counts = [3, 10, 20, 30, 40, 50, wanted.length];

/** Reads documents when they are asked for, so that only those of one graph are in memory. */
class LazyDocuments {
  readonly #recorded: ReadonlyMap<PackageName, AbbreviatedPackument>;
  readonly #read = new Map<PackageName, AbbreviatedPackument | undefined>();

  constructor(recorded: ReadonlyMap<PackageName, AbbreviatedPackument>) {
    this.#recorded = recorded;
  }

  has(): boolean {
    return true;
  }

  get(name: PackageName): AbbreviatedPackument | undefined {
    if (!this.#read.has(name)) this.#read.set(name, folder === undefined ? this.#copy(name) : readWhole(folder, name));
    return this.#read.get(name);
  }

  /** Returns the same documents as new objects, of which nothing has been parsed yet. */
  fresh(): Documents {
    const fresh = new LazyDocuments(this.#recorded);
    for (const name of this.#read.keys()) fresh.get(name);
    return fresh as Pick<Documents, "get" | "has"> as Documents;
  }

  #copy(name: PackageName): AbbreviatedPackument | undefined {
    const recorded = this.#recorded.get(name);
    return recorded && { ...recorded };
  }
}

function readWhole(path: string, name: PackageName): AbbreviatedPackument | undefined {
  const file = join(path, encodeURIComponent(name));
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as AbbreviatedPackument | null) ?? undefined;
}

type Cost = { readonly resolution: Resolution; readonly ms: number };

function measure(request: ResolveRequest, documents: Documents): Cost {
  const before = process.cpuUsage();
  const outcome = solve(request, documents);
  const { user, system } = process.cpuUsage(before);
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  return { resolution: outcome.resolution, ms: (user + system) / 1_000 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const recorded = await readUniverse();
const round = (value: number): string => value.toFixed(value < 10 ? 1 : 0).padStart(8);
process.stdout.write("packages     first    again   locked  ms of CPU;  heap MB while solving\n");
for (const count of counts) {
  const request = hostWanting(wanted.slice(0, count));
  const lazy = new LazyDocuments(recorded);
  measure(request, lazy as Pick<Documents, "get" | "has"> as Documents);
  const documents = lazy.fresh();
  globalThis.gc?.();
  const first = measure(request, documents);
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const again = Array.from({ length: 5 }, () => measure(request, documents).ms);
  const heapMb = (process.memoryUsage().heapUsed - heapBefore) / 1_048_576;
  const locked = Array.from({ length: 5 }, () => measure({ ...request, locked: first.resolution }, documents).ms);
  const times = [first.ms, median(again), median(locked)].map(round).join(" ");
  process.stdout.write(`${String(first.resolution.nodes.length).padStart(8)} ${times} ${round(heapMb)}\n`);
}
