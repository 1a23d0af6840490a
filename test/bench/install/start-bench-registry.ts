import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { serveLarder } from "../../support/larder-process.ts";
import { readStart } from "../measure/read-start.ts";
import { type ChildServer, startChildServer } from "../targets/child-server.ts";
import { programOf, startLarder } from "../targets/larder.ts";
import type { StartedTarget, Target } from "../targets/target.ts";
import { recordedUntil } from "./hosts.ts";
import { probeName } from "./probe.ts";
import type { LinkSettings } from "./link-server.ts";
import type { RecordedUplinkSettings } from "./recorded-uplink-server.ts";

/** Starts the public registry as it was, from what was recorded in `directory` and what is missing there. */
export async function startRecordedUplink(
  directory: string,
  onMessage: (message: RecordingMessage) => void,
): Promise<ChildServer> {
  // The registry that this machine has packages from, such as a mirror.
  const { stdout } = await promisify(execFile)("npm", ["config", "get", "registry"], { cwd: directory });
  const upstream = stdout.trim().replace(/\/$/, "");
  const settings: RecordedUplinkSettings = { upstream, directory, until: recordedUntil };
  return startChildServer(new URL("recorded-uplink-server.ts", import.meta.url), settings, (message) =>
    onMessage(message as RecordingMessage),
  );
}

/** What the recorded uplink tells while it runs. */
export type RecordingMessage = { readonly recorded?: string; readonly failed?: string };

/** Where a registry of the install bench runs, and what it has its packages from. */
export type BenchRegistryOptions = {
  readonly directory: string;
  readonly installed: string | undefined;
  readonly profiles: string | undefined;
  readonly uplink: string;
};

/** Starts a Larder whose packages come from `uplink`, but for the probe. */
export function startBenchRegistry({ uplink, ...options }: BenchRegistryOptions): Promise<StartedTarget> {
  const configuration = `uplinks: { recorded: { url: "${uplink}", maxAgeMs: 2592000000 } }
rules:
  - { packages: ${probeName}, origin: hosted }
  - { packages: "**", origin: recorded }
rateLimits: { reads: 0, writes: 0 }
`;
  return startLarder({ ...options, ...engine, configuration, fill: () => Promise.resolve() });
}

const engine = { name: "larder-pglite", postgres: undefined } as const;

/** A registry that clients reach over a link only: its documents send them nowhere else. */
export type FarRegistry = AsyncDisposable & {
  readonly target: Target;
  readonly linkUrl: string;
  /** How many bytes have come over the link so far. */
  carriedBytes(): Promise<number>;
};

/** Starts the registry of {@link startBenchRegistry}, which has ended, once more, at the other end of a link. */
export async function startFarRegistry(
  near: Target,
  { directory, ...options }: BenchRegistryOptions,
  conditions: Omit<LinkSettings, "port">,
): Promise<FarRegistry> {
  await using started = new AsyncDisposableStack();
  const port = Number(new URL(near.url).port);
  const link = await startChildServer(new URL("link-server.ts", import.meta.url), { ...conditions, port });
  started.defer(() => link.stop());
  const startedAt = performance.now();
  const place = ["--data", directory, "--listen", `127.0.0.1:${port}`, "--public-url", link.url];
  const server = await serveLarder(["serve", ...place], { program: programOf({ ...options, ...engine }) });
  started.defer(async () => {
    await server.stop();
  });
  const start = await readStart(server.pid, performance.now() - startedAt);
  const kill = (): boolean => process.kill(server.pid, "SIGKILL");
  process.prependOnceListener("exit", kill);
  started.defer(() => void process.off("exit", kill));

  const owned = started.move();
  return {
    target: { ...near, pid: server.pid, start },
    linkUrl: link.url,
    carriedBytes: async () => ((await link.ask()) as { readonly downBytes: number }).downBytes,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
