import { setTimeout as delay } from "node:timers/promises";

import type { HostStatus, PackageStatus, UpdateSummary } from "@larder/core";
import type { GivenSetting } from "@larder/core/configuration";
import { ExpectedError } from "@larder/errors";

import { askHolder, ServerEndedError } from "../serving/ask-holder.ts";
import { findHolder } from "./find-runner.ts";

/** What can be done with one package of a running host. */
export type PackageVerb = "start" | "stop" | "reload" | "enable" | "disable";

/** A host that runs in another process, as its operator reaches it. */
export type RunningHostControl = {
  readonly url: string;
  readonly pid: number;
  status(): Promise<HostStatus>;
  /** Returns what the command line of its start says of the configurations of its packages. */
  givenSettings(): Promise<readonly GivenSetting[]>;
  /** Does `verb` with a package, and returns what became of it. Throws the host's own sentence. */
  act(verb: PackageVerb, name: string, options?: { readonly reset?: boolean }): Promise<PackageStatus>;
  /** Lets the host take up what is installed now. */
  update(): Promise<UpdateSummary>;
  /** Ends the process, and returns once it has given the host up. Throws {@link StillRunningError}. */
  stop(): Promise<void>;
};

/** Returns the host that runs from `directory`; undefined when none does. */
export function findRunningHostControl(directory: string): RunningHostControl | undefined {
  const held = findHolder(directory);
  if (held === undefined) return undefined;
  const ask = (path: string, body: object = {}): Promise<unknown> => askHolder(held, { path, body });
  return {
    url: held.holder?.url ?? "",
    pid: held.holder?.pid ?? 0,
    status: async () => (await ask("/status")) as HostStatus,
    givenSettings: async () => (await ask("/given-settings")) as readonly GivenSetting[],
    act: async (verb, name, options = {}) => (await ask(`/packages/${verb}`, { name, ...options })) as PackageStatus,
    update: async () => (await ask("/packages/update")) as UpdateSummary,
    async stop() {
      await ask("/stop").catch((failure: unknown) => {
        // Somebody else has asked it before.
        if (!(failure instanceof ServerEndedError)) throw failure;
      });
      await waitUntilFree(directory, held.holder?.pid ?? 0);
    },
  };
}

/** Returns the host that runs from `directory`. Throws {@link HostNotRunningError}, and `HostError` when it is no host. */
export async function getRunningHostControl(directory: string): Promise<RunningHostControl> {
  const host = findRunningHostControl(directory);
  if (host !== undefined) return host;
  // What runs is asked and stopped whatever became of its `larder.yaml`; without it, that is what is wrong first.
  const { readHostManifest } = await import("@larder/host-directory");
  await readHostManifest(directory);
  throw new HostNotRunningError(directory);
}

const stopMsMax = 60_000;
const lookEveryMs = 50;

async function waitUntilFree(directory: string, pid: number): Promise<void> {
  const until = performance.now() + stopMsMax;
  while (findHolder(directory) !== undefined) {
    if (performance.now() > until) throw new StillRunningError(directory, pid);
    await delay(lookEveryMs);
  }
}

/** No process runs the host. */
export class HostNotRunningError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly directory: string;

  constructor(directory: string) {
    super(`The host \`${directory}\` does not run`, { hint: `Start it with \`larder start ${directory}\`` });
    this.directory = directory;
  }
}

/** A host was asked to stop, and has not. */
export class StillRunningError extends ExpectedError {
  readonly code = "ETIMEOUT";
  readonly pid: number;

  constructor(directory: string, pid: number) {
    super(`The host \`${directory}\` was asked to stop, and still runs after ${stopMsMax / 1000} s`, {
      hint: `Look at its log, or end process ${pid}`,
    });
    this.pid = pid;
  }
}
