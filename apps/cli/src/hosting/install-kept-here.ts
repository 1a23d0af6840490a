import type { InstallResult, UnchangedQuery } from "@larder/installer";
import { installKept } from "@larder/installer/kept-install";

import type { Context } from "../context.ts";
import { formatInstallProgress } from "./format-install-progress.ts";

/** Installs a host as another that said the same was installed; `undefined` when no such install is known. */
export async function installKeptHere(
  { progress }: Pick<Context, "progress">,
  query: UnchangedQuery,
): Promise<InstallResult | undefined> {
  return await installKept({ ...query, onProgress: (event) => progress.status(formatInstallProgress(event)) });
}
