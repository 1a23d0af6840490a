import { existsSync } from "node:fs";

import { hostPaths, readHostManifest } from "@larder/host-directory";

import type { Environment } from "../config.ts";
import { UsageError } from "../errors.ts";
import { findNpmRegistry } from "../npmrc/npm-registry.ts";
import { parseRegistryUrl } from "./registry-url.ts";

/**
 * Returns the registry that a command speaks to, without a slash at its end: the flag, else
 * `LARDER_REGISTRY`, else the default registry of the host in `cwd`, else npm's. Throws {@link UsageError}.
 */
export async function findRegistry(
  where: { readonly cwd: string; readonly environment: Environment },
  flagged: string | undefined,
): Promise<string> {
  if (flagged !== undefined) return parseRegistryUrl(flagged, "--registry");
  if (where.environment.registry !== undefined) return parseRegistryUrl(where.environment.registry, "LARDER_REGISTRY");

  const found = (await registryOfHost(where.cwd)) ?? (await findNpmRegistry(where.cwd, where.environment));
  if (found !== undefined) return found;
  throw new UsageError("No registry is configured here", { hint: "Name one with `--registry URL`" });
}

async function registryOfHost(cwd: string): Promise<string | undefined> {
  if (!existsSync(hostPaths(cwd).manifest)) return undefined;
  const { registries, policy } = await readHostManifest(cwd);
  return registries[policy.registryDefault];
}
