import type { Script } from "node:vm";

import { removeOldCode } from "./remove-old-code.ts";

/*
 * An import of a module of Node would load all that it has, `fetch` and terminals too, before anything else is done.
 */
const { hash } = process.getBuiltinModule("node:crypto");
const { readFileSync, renameSync, statSync, unlinkSync, writeFileSync } = process.getBuiltinModule("node:fs");
const { createRequire } = process.getBuiltinModule("node:module");
const { join } = process.getBuiltinModule("node:path");
const vm = process.getBuiltinModule("node:vm");

/** What V8 made of a chunk that was written at that moment, and the commands that have run with it. */
type CompiledCode = { readonly modifiedMs: number; readonly commands: readonly string[]; readonly bytes: Buffer };

type Chunk = {
  readonly module: { readonly exports: unknown };
  readonly script: Script;
  readonly codePath: string | undefined;
  readonly modifiedMs: number;
  /** The commands whose functions are compiled in what was kept. */
  readonly commands: readonly string[];
};

/** Where chunks are, and where what they are compiled to is kept; nowhere unless told. */
export type ChunkPlaces = { readonly directory: string; readonly codeDirectory: string | undefined };

const head = '(function (exports, require, module, __filename, __dirname) {"use strict";';

/**
 * The chunks of the bundle, with the functions that commands have called compiled.
 *
 * Node keeps compiled code of what a module is when it was read, which is nearly nothing of one whose functions are
 * called later: a command would compile up to a thousand of them anew each time, and that is a quarter of its time.
 */
export class CompiledChunks {
  readonly #places: ChunkPlaces;
  readonly #require: NodeJS.Require;
  readonly #chunks = new Map<string, Chunk>();

  constructor(places: ChunkPlaces) {
    this.#places = places;
    this.#require = createRequire(join(places.directory, "main.js"));
  }

  /** Returns what the chunk `./<name>` exports, or what any other module of that id does. */
  readonly load = (id: string): unknown => {
    if (!id.startsWith("./")) return this.#require(id);
    return (this.#chunks.get(id) ?? this.#run(id)).module.exports;
  };

  /** Keeps the functions that `command` has called, where it has not run before. */
  keep(command: string): void {
    const { codeDirectory } = this.#places;
    let isNew = false;
    for (const { script, codePath, modifiedMs, commands } of this.#chunks.values()) {
      if (codePath === undefined || commands.includes(command)) continue;
      writeCode(codePath, { modifiedMs, commands: [...commands, command], bytes: script.createCachedData() });
      isNew = true;
    }
    if (isNew && codeDirectory !== undefined) removeOldCode(codeDirectory);
  }

  #run(id: string): Chunk {
    const { directory } = this.#places;
    const path = join(directory, id);
    const chunk = this.#compile(id, path);
    const { module, script } = chunk;
    // Chunks may need one another, and what fails is not there for who asks again.
    this.#chunks.set(id, chunk);
    try {
      const run = script.runInThisContext() as (...values: readonly unknown[]) => void;
      run(module.exports, this.load, module, path, directory);
    } catch (error) {
      this.#chunks.delete(id);
      throw error;
    }
    return chunk;
  }

  #compile(id: string, path: string): Chunk {
    const { codeDirectory } = this.#places;
    const codePath = hasDigest(id) && codeDirectory ? join(codeDirectory, `${hash("sha256", path)}.code`) : undefined;
    const modifiedMs = statSync(path).mtimeMs;
    const code = codePath === undefined ? undefined : readCode(codePath, modifiedMs);
    const script = new vm.Script(`${head}${readFileSync(path, "utf8")}\n})`, {
      filename: path,
      columnOffset: -head.length,
      ...(code && { cachedData: code.bytes }),
    });
    const commands = code === undefined || script.cachedDataRejected === true ? [] : code.commands;
    return { module: { exports: {} }, script, codePath, modifiedMs, commands };
  }
}

/**
 * V8 compares only the lengths of sources, so a name has to say which one it is; whether somebody has edited it says
 * its time. Those whose names do not are of a few lines.
 */
function hasDigest(id: string): boolean {
  return /-[\w-]{8}\.cjs$/.test(id);
}

/** V8 trusts what it is given: code that was cut off or changed would end the process. */
function readCode(path: string, modifiedMs: number): Pick<CompiledCode, "commands" | "bytes"> | undefined {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch {
    // It is compiled once more.
    return undefined;
  }
  const end = file.indexOf("\n");
  const [digest, modified, ...commands] = file.toString("utf8", 0, Math.max(end, 0)).split("\t");
  const bytes = file.subarray(end + 1);
  const isWhole = digest === hash("sha256", bytes) && modified === String(modifiedMs);
  return isWhole ? { commands, bytes } : undefined;
}

function writeCode(path: string, { modifiedMs, commands, bytes }: CompiledCode): void {
  const draft = `${path}.${process.pid}.tmp`;
  const heading = [hash("sha256", bytes), modifiedMs, ...commands].join("\t");
  try {
    writeFileSync(draft, Buffer.concat([Buffer.from(`${heading}\n`), bytes]), { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    // Where the disk refuses, the next command compiles as this one did.
    removeDraft(draft);
  }
}

/** A full disk keeps what it could of a draft. */
function removeDraft(draft: string): void {
  try {
    unlinkSync(draft);
  } catch {
    // It was not even begun.
  }
}
