import { startHost } from "../host.ts";
import type { RunningHost } from "../run-host.ts";
import type { RuntimeLimits } from "../lifecycle/runtime.ts";
import type { Logger } from "../services/host-log.ts";
import { type HostOnDisk, layHost, type PackageOnDisk } from "./host-on-disk.ts";

/** A running host on disk, stopped and removed when the test is done with it. */
export type LaidHost = RunningHost & AsyncDisposable & { readonly directory: string };

/** A log that nobody reads: the status has the lines. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Lays out a host with `packages` and starts it. */
export async function startLaidHost(
  packages: readonly PackageOnDisk[],
  options: {
    readonly limits?: Partial<RuntimeLimits>;
    readonly environment?: { readonly [name: string]: string };
    readonly hostNames?: readonly string[];
    readonly allowedOrigins?: readonly string[];
    readonly cacheUrl?: string;
    readonly sandboxProcesses?: number;
  } = {},
): Promise<LaidHost> {
  const laid: HostOnDisk = await layHost(packages);
  const host = await startHost({ directory: laid.directory, logger: silentLogger, ...options });
  return {
    ...host,
    directory: laid.directory,
    async [Symbol.asyncDispose]() {
      await host.stop();
      await laid[Symbol.asyncDispose]();
    },
  };
}

/** A request as a program sends it: JSON in the body. */
export function postJson(path: string, body: unknown): Request {
  return new Request(`http://127.0.0.1:5274${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** A request without a body. */
export function getUrl(path: string, headers: { readonly [name: string]: string } = {}): Request {
  return new Request(`http://127.0.0.1:5274${path}`, { headers });
}

/** What of a response matters: its status, and its body as JSON where it is. */
export async function seen(response: Response): Promise<{ readonly status: number; readonly body: unknown }> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}

function ignore(): void {
  // The status has the lines.
}
