// `pnpm bench`: Larder beside Verdaccio and beside a bare `node:http` server; README.md says how to read it.
import { rmSync } from "node:fs";
import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { formatGrowth } from "./growth/format-growth.ts";
import { runGrowth } from "./growth/run-growth.ts";
import { formatHosts } from "./host/format-hosts.ts";
import { runHostBench } from "./host/run-host-bench.ts";
import { summarizeHosts } from "./host/summarize-hosts.ts";
import { formatInstalls } from "./install/format-installs.ts";
import { growInstalls } from "./install/grow-installs.ts";
import { runInstallBench } from "./install/run-install-bench.ts";
import { summarizeInstalls } from "./install/summarize-installs.ts";
import { type BenchOptions, parseOptions } from "./options.ts";
import { formatReport } from "./report/format-report.ts";
import { summarize } from "./report/summarize.ts";
import { runBench } from "./run-bench.ts";
import { runSearchBench } from "./search/run-search-bench.ts";
import { layOutBuiltLarder } from "./targets/built-larder.ts";
import { measureEphemeralStarts } from "./targets/ephemeral-starts.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const options = readOptions();
const startedAt = new Date();
const machine = { node: process.version, cpus: availableParallelism(), cpu: cpus()[0]?.model };
say(`Larder: ${options.larder}; Node ${machine.node}, ${machine.cpus} CPUs (${machine.cpu})`);

// The servers run as other users than ours, too: Postgres does not run as root.
const directory = await mkdtemp(join(tmpdir(), "larder-bench-"));
await chmod(directory, 0o755);
process.once("exit", () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const installed = await installedLarder();
const run = { options, installed, directory, recordings: join(root, "node_modules/.cache"), progress: say };
const result = options.growth ? await measureGrowth() : await compare();
const seconds = Math.round((Date.now() - startedAt.getTime()) / 1000);

process.stdout.write(`\n${result.report}\n`);
await mkdir(dirname(options.json), { recursive: true });
const document = { schema: "larder-bench/2", startedAt, seconds, machine, options, ...result.figures };
await writeFile(options.json, `${JSON.stringify(document, undefined, 2)}\n`);
say(`\nIt took ${seconds} s. The same as JSON: ${options.json}`);

type Result = { readonly report: string; readonly figures: object };

async function compare(): Promise<Result> {
  const ephemeral = await measureEphemeralStarts(run);
  const { series, footprints: started } = await runBench(run);
  const footprints = [...ephemeral, ...started];
  const summaries = summarize([...series, ...(await runSearchBench(run))]);
  const hosts = summarizeHosts(await runHostBench(run));
  const installs = summarizeInstalls(await runInstallBench(run));
  const registries = summaries.length + footprints.length === 0 ? "" : formatReport(summaries, footprints);
  const reports = [registries, formatHosts(hosts), formatInstalls(installs)];
  const report = reports.filter((text) => text !== "").join("\n\n");
  return { report, figures: { footprints, summaries, hosts, installs } };
}

async function measureGrowth(): Promise<Result> {
  const growth = await runGrowth(run);
  const installs = await growInstalls(run);
  const reports = [growth.length === 0 ? "" : formatGrowth(growth), formatInstalls(installs)];
  return { report: reports.filter((text) => text !== "").join("\n\n"), figures: { growth, installs } };
}

/** The `main.js` that is run; `undefined` for the source. */
/** What is wrong with an option is one sentence, and the end. */
function readOptions(): BenchOptions {
  try {
    return parseOptions(process.argv.slice(2), root);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n  next: test/bench/README.md lists the options\n`);
    process.exit(2);
  }
}

async function installedLarder(): Promise<string | undefined> {
  if (options.larder === "source") return undefined;
  if (options.larder !== "built") return options.larder;
  say("building Larder");
  return layOutBuiltLarder(root, join(directory, "larder"));
}

/** Progress goes to stderr, so that stdout holds the tables only. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
