import { readFile, writeFile } from "node:fs/promises";

import { addWants, hostPaths, readLock } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";
import { aSigner, type MemoryRegistryOptions, type Signer } from "@larder/registry-client/testing";
import { expect, onTestFinished } from "vitest";

import type { InstallResult } from "../change-host.ts";
import { installHost } from "../install-host.ts";
import { lockHost, type LockResult } from "../lock-host.ts";
import { hostWorld, type HostWorld, packPackage } from "./host-world.ts";

/** A host whose registry signs. */
export type SignedWorld = HostWorld & {
  readonly signer: Signer;
  /** Publishes a package with the signatures that the registry gives now. */
  readonly publish: (name: string, version: string, published?: string) => Promise<void>;
  readonly lock: () => Promise<Lockfile>;
  /** Changes the text of `larder.lock`. */
  readonly edit: (change: (text: string) => string) => Promise<void>;
};

/** A host that wants `chat`, whose registry signs it, and `pad`, which that needs. */
export async function signedWorld(
  options: MemoryRegistryOptions & { readonly policy?: string } = {},
): Promise<SignedWorld> {
  const world = await hostWorld(options);
  onTestFinished(() => world[Symbol.asyncDispose]());
  const { registry, host } = world;
  const signer = aSigner("SHA256:one");
  registry.signers = [signer];
  registry.keys = [signer.shown];
  const publish = async (name: string, version: string, published?: string): Promise<void> => {
    const packageJson = { name, version, ...(name === "chat" ? { dependencies: { pad: "*" } } : {}) };
    registry.add(packageJson, await packPackage(packageJson, { "index.js": "" }), published);
  };
  await publish("pad", "1.0.0");
  await publish("chat", "1.0.0");
  await addWants(host, { chat: "*" });
  const { manifest, lock: path } = hostPaths(host);
  if (options.policy !== undefined) {
    await writeFile(manifest, `${await readFile(manifest, "utf8")}policy: { signatures: ${options.policy} }\n`);
  }
  const edit = async (change: (text: string) => string): Promise<void> => {
    const text = await readFile(path, "utf8");
    const changed = change(text);
    expect(changed).not.toBe(text);
    await writeFile(path, changed);
  };
  const lock = async (): Promise<Lockfile> => {
    const found = await readLock(host);
    if (found === undefined) throw new Error("There is no lock");
    return found;
  };
  return { ...world, [Symbol.asyncDispose]: async () => undefined, signer, publish, lock, edit };
}

/** Installs the host of `world`. */
export function install(
  world: HostWorld,
  more: { readonly frozen?: boolean; readonly offline?: boolean } = {},
): Promise<InstallResult> {
  return installHost({ directory: world.host, store: world.store, client: world.client, ...more });
}

/** Returns a clock that is ahead. */
export function inDays(days: number): () => Date {
  return () => new Date(Date.now() + days * 86_400_000);
}

/** Locks all packages of `world` anew, at their newest versions. */
export function relock(
  world: HostWorld,
  more: { readonly acceptKeys?: boolean; readonly clock?: () => Date } = {},
): Promise<LockResult> {
  return lockHost({ directory: world.host, client: world.client, update: ["chat", "pad"], ...more });
}
