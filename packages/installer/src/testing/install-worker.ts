import fs from "node:fs";
import fsPromises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

import { createRegistryClient } from "@larder/registry-client";
import { memoryRegistry } from "@larder/registry-client/testing";
import { openStore } from "@larder/store";

import { addToHost } from "../add-to-host.ts";
import { publishExamples } from "./host-world.ts";

/*
 * node install-worker.ts HOST STORE N: installs the newest `@examples/analytics` into HOST, and kills
 * itself, as a power cut would, right before the Nth change that it makes to the disk.
 */

const [host = "", store = "", killAt = "0"] = process.argv.slice(2);

const registry = memoryRegistry();
await publishExamples(registry);
const client = createRegistryClient({ url: registry.url, fetch: registry.fetch });

killBeforeChange(Number(killAt));
await addToHost({ directory: host, client, store: openStore(store), specs: ["@examples/analytics@2.0.0"] });

function killBeforeChange(number: number): void {
  let changes = 0;
  const count = (): void => {
    changes += 1;
    if (changes === number) process.kill(process.pid, "SIGKILL");
  };
  intercept(
    fs,
    ["linkSync", "symlinkSync", "mkdirSync", "chmodSync", "copyFileSync", "writeFileSync", "renameSync"],
    count,
  );
  intercept(fsPromises, ["open", "rename", "symlink", "mkdir", "rm", "writeFile", "chmod"], count);
  syncBuiltinESMExports();
}

function intercept(module: object, names: readonly string[], before: () => void): void {
  const functions = module as { [name: string]: (...parameters: readonly unknown[]) => unknown };
  for (const name of names) {
    const original = functions[name];
    if (original === undefined) throw new Error(`There is no ${name}`);
    functions[name] = (...parameters) => {
      before();
      return original.apply(module, [...parameters]);
    };
  }
}
