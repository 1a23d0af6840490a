import { readFile } from "node:fs/promises";

import { type InstallProgress, installHost, updateHost } from "@larder/installer";
import { createRegistryClient } from "@larder/registry-client";
import { openStore } from "@larder/store";

/*
 * node change-worker.ts install|update HOST STORE REGISTRY: says `begin` on a line of its own when everything is
 * loaded, changes the host, says `fetched` when all packages are there and the host is about to be switched, says
 * how long that took in milliseconds, and ends. An expected failure is printed as
 * its code and its sentence.
 */

const [action = "", directory = "", storeDirectory = "", url = ""] = process.argv.slice(2);
const onProgress = ({ type, ...progress }: InstallProgress): void => {
  if (type === "linking" && "total" in progress && progress.done === progress.total) process.stdout.write("fetched\n");
};
const options = { directory, store: openStore(storeDirectory), client: createRegistryClient({ url }), onProgress };
await readFile(`${directory}/larder.yaml`);

process.stdout.write("begin\n");
const started = performance.now();
try {
  if (action === "update") await updateHost(options);
  else await installHost({ ...options, frozen: true });
  process.stdout.write(`${Math.round(performance.now() - started)}\n`);
} catch (error) {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  process.stdout.write(`failed ${code} ${message}\n`);
  process.exitCode = 1;
}
