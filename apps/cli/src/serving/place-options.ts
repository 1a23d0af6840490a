import { resolve } from "node:path";

import { textWithFallback } from "../command.ts";
import type { Context } from "../context.ts";
import { databaseUrlOption, findDatabaseUrl } from "./database-url.ts";

/** Which registry is meant: the options of every command for its operator. */
export const placeOptions = {
  data: textWithFallback("--data <directory>", "the registry's data directory", "larder-data"),
  databaseUrl: databaseUrlOption,
};

/** Returns the registry that the options name. */
export function placeOf(
  context: Context,
  { data, databaseUrl }: { readonly data: string; readonly databaseUrl: string | undefined },
): { readonly data: string; readonly databaseUrl: string | undefined } {
  return { data: resolve(context.cwd, data), databaseUrl: findDatabaseUrl(context, databaseUrl) };
}
