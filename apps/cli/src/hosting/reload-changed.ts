import { ExpectedError } from "@larder/errors";
import { updateHost } from "@larder/installer";
import type { Logger } from "pino";

import type { Context } from "../context.ts";
import { openHost } from "./open-host.ts";
import type { RunningHostServer } from "./start-host-server.ts";
import { readWatched, watchFolders } from "./watch-folders.ts";

/** What a watch works on. */
export type ReloadChangedOptions = {
  readonly context: Pick<Context, "cwd" | "environment" | "progress">;
  readonly directory: string;
  readonly host: Pick<RunningHostServer, "packages">;
  readonly logger: Logger;
};

/**
 * Watches the folders that a running host wants by their paths: what changes in one is installed, and loaded in the place of
 * what runs. Returns how to end it, and how many folders it watches.
 *
 * It goes the way of every other change, so that what runs is what an installation of the folder would run.
 */
export async function reloadChanged({
  context,
  directory,
  host,
  logger,
}: ReloadChangedOptions): Promise<{ readonly folders: number; readonly close: () => Promise<void> }> {
  const { folders, ignored } = await readWatched(directory);
  const close = await watchFolders({
    folders,
    ignored,
    async onChange(aliases) {
      try {
        const startedMs = performance.now();
        await updateHost({ ...(await openHost(context, { directory })), names: aliases });
        const { added, removed, reloaded, kept, stopped } = await host.packages.update();
        const ms = Math.round(performance.now() - startedMs);
        logger.info({ added, removed, reloaded, ms }, `Took up what changed in ${aliases.join(", ")}`);
        for (const { name, reason } of kept)
          logger.error({ package: name }, `\`${name}\` goes on as it was: ${reason}`);
        for (const { name, reason } of stopped) logger.error({ package: name }, `\`${name}\` was stopped: ${reason}`);
      } catch (failure) {
        // What its author is in the middle of writing may be refused; the next change is another try.
        if (!(failure instanceof ExpectedError)) throw failure;
        logger.error({ hint: failure.hint }, `What changed was not taken up: ${failure.message}`);
      }
    },
  });
  return { folders: folders.length, close };
}
