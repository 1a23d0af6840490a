import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { createRegistryClient } from "@larder/registry-client";

import { startEphemeralRegistry } from "../ephemeral/index.ts";
import { publishDirectory } from "../publishing/publish-directory.ts";
import { imageCache, newWorkplace, type Workplace } from "./larder-process.ts";

/** A real registry, and hosts that install from it. */
export type HostWorld = {
  readonly url: string;
  /** Publishes a package: its manifest, and files with their texts. */
  readonly publish: (
    manifest: { readonly name: string; readonly version: string; readonly [field: string]: unknown },
    files?: { readonly [path: string]: string },
  ) => Promise<void>;
  /** Makes a host of its own for a test. */
  readonly newHost: () => Promise<Workplace>;
  /** Leaves what `publish` publishes, and nothing else; where nothing was published since it did, that is there already. */
  readonly stock: (publish: () => Promise<void>) => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/** Starts a registry that is gone with the world. */
export async function newHostWorld(): Promise<HostWorld> {
  const directory = await mkdtemp(join(tmpdir(), "larder-world-"));
  const registry = await startEphemeralRegistry({ imageCache });
  const client = createRegistryClient({ url: registry.url, token: registry.token });
  let isAsStocked = false;
  return {
    url: registry.url,
    publish: async (manifest, files = {}) => {
      isAsStocked = false;
      const source = await mkdtemp(join(directory, "package-"));
      const all = { "package.json": JSON.stringify({ type: "module", ...manifest }), ...files };
      for (const [path, text] of Object.entries(all)) {
        await mkdir(dirname(join(source, path)), { recursive: true });
        await writeFile(join(source, path), text);
      }
      await publishDirectory({
        cwd: directory,
        directory: source,
        identity: {},
        client,
        tag: "latest",
        dryRun: false,
        warn: () => undefined,
      });
    },
    newHost: async () => {
      const host = await newWorkplace();
      const { exitCode, stderr } = await host.run(["host", "init", ".", "--registry", registry.url]);
      if (exitCode !== 0) throw new Error(stderr);
      return host;
    },
    stock: async (publish) => {
      if (isAsStocked) return;
      await registry.reset();
      await publish();
      isAsStocked = true;
    },
    [Symbol.asyncDispose]: async () => {
      await registry.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
