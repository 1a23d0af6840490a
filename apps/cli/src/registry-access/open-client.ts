import { createRegistryClient, type RegistryClient } from "@larder/registry-client";

import type { Context } from "../context.ts";
import { text } from "../command.ts";
import { findRegistry } from "./find-registry.ts";
import { findRegistryToken } from "./find-token.ts";

/** The options of every command that speaks to a registry. */
export const registryOptions = {
  registry: text("--registry <url>", "the registry; else LARDER_REGISTRY, the host's default, or npm's"),
  token: text("--token <token>", "the token; else LARDER_TOKEN, or the one in .npmrc"),
} as const;

/** Returns a client of the registry that the command means, with its token when there is one. */
export async function openClient(
  context: Pick<Context, "cwd" | "environment">,
  options: { readonly registry: string | undefined; readonly token: string | undefined },
): Promise<RegistryClient & { readonly hasToken: boolean }> {
  const url = await findRegistry(context, options.registry);
  const token = await findRegistryToken(context, url, options.token);
  return { ...createRegistryClient({ url, token }), hasToken: token !== undefined };
}
