import { join } from "node:path";

import { prepareVersion, putBatch } from "../../support/publish-document.ts";
import type { BenchRun } from "../run-bench.ts";
import { startLarder } from "../targets/larder.ts";
import type { StartedTarget } from "../targets/target.ts";
import type { BenchHost } from "./hosts.ts";
import { probesOf, runHosts } from "./run-hosts.ts";
import { probeName, publishProbes } from "./probe.ts";
import { type InstallSummary, summarizeInstalls } from "./summarize-installs.ts";

/** How many packages the hosts have. */
const sizes = { full: [100, 1000, 5000], quick: [100, 1000] };
const batch = 50;

/** Measures what Larder takes to lock and to install hosts of more and more packages, which are made up of numbers. */
export async function growInstalls(run: BenchRun): Promise<readonly InstallSummary[]> {
  const { options, installed, directory, progress } = run;
  if (options.only !== "" && options.only !== "install") return [];
  await using registry = await startLarder({
    name: "larder-pglite",
    directory: join(directory, "growing-registry"),
    postgres: undefined,
    installed,
    profiles: undefined,
    fill: () => Promise.resolve(),
  });
  await publishProbes(registry, probesOf(options.rounds));
  const hosts: BenchHost[] = [];
  for (const size of options.quick ? sizes.quick : sizes.full) {
    progress(`publishing ${size} packages`);
    await publishGraph(registry, size);
    hosts.push({ name: `${size} packages`, wants: { [nameOf(size, 0)]: "1.0.0" }, updates: {} });
  }
  const { url } = registry;
  const asked = { hosts, clients: ["larder"], distance: "loopback", target: registry, url, firstProbe: 0 } as const;
  return summarizeInstalls(await runHosts(run, asked));
}

async function publishGraph(registry: StartedTarget, size: number): Promise<void> {
  for (let first = 0; first < size; first += batch) {
    const indexes = Array.from({ length: Math.min(batch, size - first) }, (_, offset) => first + offset);
    const versions = indexes.map((index) =>
      prepareVersion(nameOf(size, index), "1.0.0", 2000, { dependencies: dependenciesOf(size, index) }),
    );
    const status = await putBatch(registry.url, registry.token ?? "", await Promise.all(versions));
    if (status !== 200 && status !== 201) throw new Error(`Publishing packages was answered with ${status}`);
  }
}

/** Each package has three below it, so that the first one needs all of them, and one that others need, too. */
function dependenciesOf(size: number, index: number): Readonly<Record<string, string>> {
  const below = [1, 2, 3].map((child) => 3 * index + child);
  const shared = index + 1 + ((index * 7919) % 97);
  return Object.fromEntries(
    [...below, shared].filter((other) => other < size).map((other) => [nameOf(size, other), "^1.0.0"]),
  );
}

function nameOf(size: number, index: number): string {
  return `${probeName}-${size}-${index}`;
}
