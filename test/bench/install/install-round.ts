import assert from "node:assert/strict";

import { readProcessUsage } from "../measure/process-usage.ts";
import type { Target } from "../targets/target.ts";
import type { BenchHost } from "./hosts.ts";
import { probeName, probeVersion } from "./probe.ts";
import { readRequestCounts, type RequestCounts } from "./request-counts.ts";
import type { ClientRun } from "./run-client.ts";
import type { InstallScenario } from "./scenarios.ts";
import { installedVersion, prepareWorkplace, readLockText, runCommand, type Workplace } from "./workplace.ts";

/** What one scenario took one client in one round. */
export type InstallSample = ClientRun & {
  /** Of the registry's process, meanwhile. */
  readonly registryCpuMs: number;
  /** What the registry was asked for, meanwhile. */
  readonly requests: RequestCounts;
  /** How many packages the lock holds, for all platforms. */
  readonly packages: number;
};

/** A client at its place, with the registry that it has. */
export type InstallStep = { readonly place: Workplace; readonly target: Target; readonly host: BenchHost };

/** Takes one sample, and throws when the run was not what it is taken for: a fast mistake is no result. */
export async function takeInstallSample(
  { place, target, host }: InstallStep,
  scenario: InstallScenario,
  probe: number,
): Promise<InstallSample> {
  const { removed, command } = scenario;
  const wants = { ...host.wants, ...(scenario.wants === "updated" && host.updates), [probeName]: probeVersion(probe) };
  const home = removed === "installed" || removed === "nothing";
  await prepareWorkplace(place, { home, lock: removed !== "all", installed: removed === "nothing" }, wants);

  const lockBefore = await readLockText(place);
  assert.equal(lockBefore === undefined, removed === "all", `${told(place, scenario)}: the lock before`);
  const before = { ...(await readProcessUsage(target.pid)), requests: await readRequestCounts(target.url) };
  const run = await runCommand(place, command);
  const after = { ...(await readProcessUsage(target.pid)), requests: await readRequestCounts(target.url) };
  const lock = await readLockText(place);

  if (lock === undefined) throw new Error(`${told(place, scenario)}: there is no lock`);
  if (scenario.wants === "same") assert.equal(lock, lockBefore, `${told(place, scenario)}: the lock has changed`);
  const sample = {
    ...run,
    registryCpuMs: (after.cpuMicroseconds - before.cpuMicroseconds) / 1000,
    requests: {
      // The reading before is one itself.
      all: after.requests.all - before.requests.all - 1,
      archives: after.requests.archives - before.requests.archives,
    },
    packages: new Set(place.client.listLocked(lock)).size,
  };
  assertArchives(sample, scenario, told(place, scenario));
  await assertInstalled(place, scenario, wants);
  return sample;
}

function assertArchives(
  { packages, requests: { all, archives } }: InstallSample,
  scenario: InstallScenario,
  what: string,
): void {
  const { archives: expected } = scenario;
  if (expected === "none") assert.equal(archives, 0, `${what}: archives were fetched`);
  // Of those for other platforms none is fetched.
  if (expected === "all") assert.ok(archives > packages / 2, `${what}: ${archives} archives for ${packages} packages`);
  if (expected === "some") assert.ok(archives > 0, `${what}: no archive was fetched`);
  if (scenario.wants !== "same") assert.ok(all > 0, `${what}: the registry was asked for nothing`);
}

async function assertInstalled(
  place: Workplace,
  scenario: InstallScenario,
  wants: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, version] of Object.entries(wants)) {
    const expected = scenario.command === "lock" ? undefined : version;
    assert.equal(await installedVersion(place, name), expected, `${told(place, scenario)}: ${name} as installed`);
  }
}

function told({ client, directory }: Workplace, { title }: InstallScenario): string {
  return `${client.name}, ${title}, in ${directory}`;
}
