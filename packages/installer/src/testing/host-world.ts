import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { initHost } from "@larder/host-directory";
import { createRegistryClient, type RegistryClient } from "@larder/registry-client";
import {
  memoryRegistry,
  type MemoryRegistry,
  type MemoryRegistryOptions,
  type PackageJson,
} from "@larder/registry-client/testing";
import { openStore, type Store } from "@larder/store";
import { packTarball } from "@larder/tarball";

/** A host, a store and a registry with packages, all its own. */
export type HostWorld = {
  /** Holds everything; other hosts may be made in it. */
  readonly directory: string;
  /** The host. */
  readonly host: string;
  readonly store: Store;
  readonly registry: MemoryRegistry;
  readonly client: RegistryClient;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Returns a new host that wants nothing, and a registry with the packages of {@link publishExamples}. */
export async function hostWorld(options: MemoryRegistryOptions = {}): Promise<HostWorld> {
  const directory = await mkdtemp(join(tmpdir(), "larder-install-"));
  const registry = memoryRegistry(options);
  await publishExamples(registry);
  const host = join(directory, "host");
  await initHost(host, { registryUrl: registry.url });
  return {
    directory,
    host,
    store: openStore(join(directory, "store")),
    registry,
    client: createRegistryClient({ url: registry.url, fetch: registry.fetch, sleep: async () => undefined }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** `notes` requires `analytics`, which has two versions and needs a library; `themes` is only data. */
export async function publishExamples(registry: MemoryRegistry): Promise<void> {
  await publish(
    registry,
    { name: "library", version: "1.0.0", exports: "./index.js" },
    { "index.js": "export default 1;" },
  );
  await publish(
    registry,
    { name: "library", version: "1.1.0", exports: "./index.js" },
    { "index.js": "export default 1.1;" },
  );
  for (const version of ["1.0.0", "1.1.0", "2.0.0"]) {
    await publish(
      registry,
      {
        name: "@examples/analytics",
        version,
        dependencies: { library: "^1.0.0" },
        peerDependencies: { "@larder/sdk": "^1.0.0" },
        larder: { env: { KEY: "${METRICS_KEY}" } },
      },
      { "plugins/prometheus/index.js": `export { default } from "library"; export const version = "${version}";` },
    );
  }
  await publish(
    registry,
    { name: "@examples/notes", version: "1.0.0", larder: { requires: { "@examples/analytics": "^1.0.0" } } },
    { "actors/notes.js": "export const list = [];" },
  );
  await publish(registry, { name: "themes", version: "1.0.0", larder: {} }, { "themes/dark.toml": `name = "dark"\n` });
}

/** Publishes a package whose archive holds its `package.json` and `files`. */
async function publish(
  registry: MemoryRegistry,
  packageJson: PackageJson,
  files: { readonly [path: string]: string } = {},
): Promise<void> {
  registry.add({ type: "module", ...packageJson }, await packPackage(packageJson, files));
}

/** Returns the archive of a package; the same input gives the same bytes. */
export async function packPackage(
  packageJson: PackageJson,
  files: { readonly [path: string]: string } = {},
): Promise<Uint8Array> {
  return await packTarball([
    { path: "package.json", content: JSON.stringify({ type: "module", ...packageJson }) },
    ...Object.entries(files).map(([path, content]) => ({ path, content })),
  ]);
}
