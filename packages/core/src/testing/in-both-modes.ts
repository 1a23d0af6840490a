import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished } from "vitest";

import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { layPackage, type PackageOnDisk } from "./host-on-disk.ts";
import { type TestHost, testHost, type TestHostOptions } from "./test-host.ts";

/** Does the same to a package in each mode, and returns what was seen, which must not differ. */
export async function inBothModes<Seen>(
  files: PackageOnDisk["files"],
  look: (host: TestHost, clock: FakeClock) => Promise<Seen>,
  options: Partial<TestHostOptions> & { readonly larder?: PackageOnDisk["larder"] } = {},
): Promise<Seen> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "larder-styles-")));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await layPackage(directory, { name: "@home/notes", files, ...(options.larder && { larder: options.larder }) });
  const seen: Seen[] = [];
  for (const mode of ["trusted", "sandboxed"] as const) {
    const clock = fakeClock();
    await using host = await testHost({ ...options, directory, mode, clock });
    seen.push(await look(host, clock));
    await host.assertClean();
  }
  const [trusted, sandboxed] = seen;
  expect(sandboxed).toEqual(trusted);
  return trusted as Seen;
}

/** What a caller learns of a failure. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    () => "no failure",
    ({ message, reason, code }: Error & { reason?: string; code?: string }) => ({ message, word: reason ?? code }),
  );
}
