import type { Environment } from "../config.ts";
import { UsageError } from "../errors.ts";
import { findToken, readNpmSettings } from "../npmrc/npm-settings.ts";

/**
 * Returns the token for `registry`: the flag, else `LARDER_TOKEN`, else the `.npmrc` of the project
 * or the user; `undefined` when there is none. Throws {@link UsageError} for one that cannot be sent.
 */
export async function findRegistryToken(
  where: { readonly cwd: string; readonly environment: Environment },
  registry: string,
  flagged: string | undefined,
): Promise<string | undefined> {
  if (flagged !== undefined) return assertToken(flagged, "--token");
  const { token } = where.environment;
  if (token !== undefined) return assertToken(token, "LARDER_TOKEN");
  const found = findToken(await readNpmSettings(where.cwd, where.environment), registry);
  return found === undefined ? undefined : assertToken(found, ".npmrc");
}

/** Returns `token`, which was found at `place`. Throws {@link UsageError}, which does not show it, when it cannot be sent. */
export function assertToken(token: string, place: string): string {
  if (/^[!-~]+$/.test(token)) return token;
  const reason = token === "" ? "is empty" : "has a character that no token has, such as a space or the end of a line";
  throw new UsageError(`The token of \`${place}\` ${reason}`, {
    hint: "Give it as `larder token create` printed it, and nothing else",
  });
}
