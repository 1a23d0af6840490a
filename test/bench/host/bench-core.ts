import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

import type * as core from "@larder/core";

/** What of the core a program of the bench uses. */
export type BenchCore = Pick<typeof core, "startHost">;

/** A program's way to the core, and the host that it starts. */
export type HostSettings = {
  /** The core's module, as a URL. */
  readonly core: string;
  readonly directory: string;
};

/** Returns the URL of the core that belongs to an installed `larder`; of the source without one. */
export function coreUrl(installed: string | undefined): string {
  if (installed === undefined) return import.meta.resolve("@larder/core");
  return pathToFileURL(createRequire(installed).resolve("@larder/core")).href;
}

/** Starts a host as `larder start` would, without its log and its port. */
export async function startBenchHost({ core, directory }: HostSettings): ReturnType<BenchCore["startHost"]> {
  const { startHost } = (await import(core)) as BenchCore;
  return await startHost({ directory, logger: { debug: ignore, info: ignore, warn: ignore, error: ignore } });
}

function ignore(): void {
  // Nobody reads the log.
}
