import type { ResolveRequest } from "../request.ts";
import type { Resolution } from "../resolution.ts";
import { resolve } from "../resolve.ts";
import { ARegistry, aRequest, type Universe } from "./a-registry.ts";

/** What a test says besides the packages and the wants. */
type World = {
  readonly tags?: { readonly [name: string]: { readonly [tag: string]: string } };
} & Partial<ResolveRequest>;

/** Returns what a host with `wants` gets from a registry with `universe`. Throws when it gets nothing. */
export async function resolved(
  universe: Universe,
  wants: { readonly [alias: string]: string },
  { tags = {}, ...more }: World = {},
): Promise<Resolution> {
  const outcome = await resolve(aRequest(wants, more), new ARegistry(universe, tags));
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  return outcome.resolution;
}

/** Returns id → `alias → target` of each edge. */
export function graphOf({ nodes }: Resolution): { readonly [id: string]: readonly string[] } {
  return Object.fromEntries(nodes.map(({ id, edges }) => [id, edges.map(({ alias, to }) => `${alias} → ${to}`)]));
}
