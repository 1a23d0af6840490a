import { join } from "node:path";

import { createRegistryClient, type SearchHit } from "@larder/registry-client";

import type { Context } from "../context.ts";
import { callAction } from "../hosting/call-action.ts";
import { startHostServer } from "../hosting/start-host-server.ts";
import { count } from "../output/style.ts";
import { publishDirectory } from "../publishing/publish-directory.ts";
import type { ListenAddress } from "../serving/listen-address.ts";
import { createLogger } from "../serving/logger.ts";
import { findConfiguration } from "../serving/registry-configuration.ts";
import { startRegistry } from "../serving/start-registry.ts";
import { type Example, examplePatterns, findExamples } from "./examples.ts";
import { explainMissingNetwork } from "./missing-network-error.ts";
import { publishByPnpm } from "./publish-by-pnpm.ts";
import { createStepLog, type StepLog } from "./step-log.ts";
import { openTourAccount, type TourAccount } from "./tour-account.ts";
import { installTourHost, lockTourHost, openTourHost } from "./tour-host.ts";

export type TourOptions = {
  readonly data: string;
  readonly listen: ListenAddress;
  readonly hostListen: ListenAddress;
};

/** What the tour did. */
export type Tour = {
  readonly published: readonly { readonly name: string; readonly version: string; readonly by: Example["by"] }[];
  readonly found: readonly Pick<SearchHit, "name" | "version" | "matched">[];
  readonly locked: readonly { readonly name: string; readonly version: string; readonly kind: string }[];
  readonly installed: {
    readonly generation: number;
    readonly packages: readonly { readonly name: string; readonly version: string }[];
  };
  readonly answered: { readonly action: string; readonly input: unknown; readonly result: unknown };
  /** The whole tour, in milliseconds. */
  readonly ms: number;
  readonly registry: string;
  readonly host: string;
  readonly hostDirectory: string;
};

const domain = "metrics";
const call = { action: "notes.add", input: { text: "From publish to answer" } };

/**
 * Does the main job once, from publish to answer, and leaves registry and host running until the
 * command's lifetime ends. Each step is what a command does; a second run finds most of it done.
 */
export async function takeTour(context: Context, options: TourOptions): Promise<Tour> {
  const started = performance.now();
  const log = createStepLog(context.progress);
  const examples = findExamples();

  const registry = await openRegistry(context, options, log);
  const published = await publishExamples(context, { registry, data: options.data, examples, log });
  const found = await search(registry, log);
  const { directory, locked, installed } = await fillHost(context, { registry, data: options.data, examples, log });
  const host = await openRunningHost(context, { directory, listen: options.hostListen, log });
  const answered = await log.step(
    `calling ${call.action}`,
    async () => ({ ...call, result: await callAction(host, call.action, call.input) }),
    ({ result }) => ({ says: `Called ${call.action}`, details: [JSON.stringify(result)] }),
  );
  const ms = Math.round(performance.now() - started);
  return { published, found, locked, installed, answered, ms, registry, host, hostDirectory: directory };
}

/** The tour tells its own story; what the servers have to say comes with `--debug`. */
function tourLogger({ logLevel }: Context): ReturnType<typeof createLogger> {
  return createLogger(logLevel === "debug" ? "debug" : "silent");
}

async function openRegistry(context: Context, { data, listen }: TourOptions, log: StepLog): Promise<string> {
  const hostedPatterns = examplePatterns;
  const configuration = await findConfiguration(context, {
    data,
    configFile: undefined,
    uplink: undefined,
    listen,
    hostedPatterns,
  });
  const logger = tourLogger(context);
  const registry = await log.step(
    "starting a registry",
    () =>
      startRegistry({
        data,
        listen,
        databaseUrl: undefined,
        bucket: undefined,
        publicUrl: undefined,
        logger,
        configuration,
      }),
    ({ url }) => ({ says: `Started a registry at ${url}`, details: [`data in ${data}`] }),
  );
  context.lifetime.onEnd(registry.close);
  return registry.url;
}

type Stage = {
  readonly registry: string;
  readonly data: string;
  readonly examples: readonly Example[];
  readonly log: StepLog;
};

async function publishExamples(context: Context, stage: Stage): Promise<Tour["published"]> {
  const account = await stage.log.step(
    "logging in",
    () => openTourAccount(stage.data, stage.registry),
    ({ isNew }) => ({ says: isNew ? "Made a user and a token for the tour" : "Logged in with the token of last time" }),
  );
  const published = [];
  for (const example of stage.examples) {
    const { name, version } = await stage.log.step(
      `publishing ${example.directory}`,
      () => explainMissingNetwork(() => publishExample(context, stage.registry, account, example)),
      (done) => ({ says: `Published ${done.name}@${done.version} by ${example.by} publish` }),
    );
    published.push({ name, version, by: example.by });
  }
  return published;
}

async function publishExample(
  context: Context,
  registry: string,
  { token, userConfig }: TourAccount,
  { directory, by, identity }: Example,
): Promise<{ readonly name: string; readonly version: string }> {
  if (by === "pnpm") {
    return await publishByPnpm({ directory, registry, userConfig, variables: context.environment.variables });
  }
  const client = createRegistryClient({ url: registry, token });
  const { cwd, warn } = context;
  return await publishDirectory({ cwd, directory, identity, client, tag: "latest", dryRun: false, warn });
}

async function search(registry: string, log: StepLog): Promise<Tour["found"]> {
  const { hits } = await log.step(
    `searching for the domain ${domain}`,
    () => createRegistryClient({ url: registry }).search({ domain }),
    (results) => ({
      says: `Found ${count(results.hits.length, "package")} with the domain ${domain}`,
      details: results.hits.map(({ name, version }) => `${name} ${version}`),
    }),
  );
  return hits.map(({ name, version, matched }) => ({ name, version, matched }));
}

async function fillHost(
  context: Context,
  { registry, data, examples, log }: Stage,
): Promise<Pick<Tour, "locked" | "installed"> & { readonly directory: string }> {
  const directory = join(data, "tour", "host");
  await log.step(
    "making a host",
    () => openTourHost(directory, registry),
    ({ isNew }) => ({ says: isNew ? `Made a host in ${directory}` : `Took the host of last time in ${directory}` }),
  );
  const environment = { ...context.environment, storeDirectory: join(data, "tour", "store") };
  const hostContext = { cwd: directory, environment, progress: context.progress };
  const lock = await log.step(
    "resolving and locking",
    () => explainMissingNetwork(() => lockTourHost(hostContext, examples)),
    ({ resolution }) => ({
      says: `Resolved and locked ${count(resolution.nodes.length, "package")}`,
      details: [resolution.nodes.map(({ name, version }) => `${name}@${version}`).join(", ")],
    }),
  );
  const installed = await log.step(
    "installing",
    () => explainMissingNetwork(() => installTourHost(hostContext)),
    ({ generation, unchanged }) => ({
      says: `${unchanged ? "Found" : "Installed"} generation ${generation} of the host`,
    }),
  );
  return {
    directory,
    locked: lock.resolution.nodes.map(({ name, version, kind }) => ({ name, version, kind })),
    installed: {
      generation: installed.generation,
      packages: installed.packages.map(({ name, version }) => ({ name, version })),
    },
  };
}

async function openRunningHost(
  context: Context,
  { directory, listen, log }: { directory: string; listen: ListenAddress; log: StepLog },
): Promise<string> {
  const host = await log.step(
    "starting the host",
    () => {
      const logger = tourLogger(context);
      const { environment, lifetime } = context;
      return startHostServer({ directory, listen, environment: environment.variables, logger, lifetime });
    },
    ({ url, status }) => ({
      says: `Started the host at ${url}`,
      details: status().packages.map(({ name, actual, reason }) => `${name}: ${actual}${reason ? `, ${reason}` : ""}`),
    }),
  );
  context.lifetime.onEnd(host.close);
  return host.url;
}
