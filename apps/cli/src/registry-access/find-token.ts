import type { Environment } from "../config.ts";
import { findToken, readNpmSettings } from "../npmrc/npm-settings.ts";

/**
 * Returns the token for `registry`: the flag, else `LARDER_TOKEN`, else the `.npmrc` of the project
 * or the user; `undefined` when there is none.
 */
export async function findRegistryToken(
  where: { readonly cwd: string; readonly environment: Environment },
  registry: string,
  flagged: string | undefined,
): Promise<string | undefined> {
  return flagged ?? where.environment.token ?? findToken(await readNpmSettings(where.cwd, where.environment), registry);
}
