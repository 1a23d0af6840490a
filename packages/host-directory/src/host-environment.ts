import { join } from "node:path";
import { parseEnv } from "node:util";

import { hostPaths } from "./host-paths.ts";
import { readTextIfExists } from "./read-host-text.ts";

/** Variables by name. */
export type Variables = { readonly [name: string]: string | undefined };

/**
 * Returns the variables that a host gives its packages: those of `variables`, the process's own; under them those of
 * `.env` in the host's directory, and under those of `.larder/.env`, which is never in version control.
 */
export async function readHostEnvironment(directory: string, variables: Variables): Promise<Variables> {
  const paths = hostPaths(directory);
  const own = await Promise.all([join(paths.state, ".env"), join(paths.directory, ".env")].map(readVariables));
  const given = Object.entries(variables).filter(([, value]) => value !== undefined);
  return Object.assign({}, ...own, Object.fromEntries(given)) as Variables;
}

async function readVariables(path: string): Promise<Variables> {
  return parseEnv((await readTextIfExists(path)) ?? "");
}
