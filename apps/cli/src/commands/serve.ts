import { resolve } from "node:path";

import { defineCommand, flag, text, textWithFallback } from "../command.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import type { Style } from "../output/style.ts";
import { parseRegistryUrl } from "../registry-access/registry-url.ts";
import { databaseUrlOption, findDatabaseUrl } from "../serving/database-url.ts";
import { parseListenAddress } from "../serving/listen-address.ts";

const dataFallback = "larder-data";
const drainWaitSecondsMax = 600;
const declareInstead = "Declare a rule in registry.yaml with `origin: hosted`";

export const command = defineCommand({
  description:
    "Serves until it is stopped: SIGTERM finishes the requests that run and exits 0, Ctrl-C does the same and exits 130; a second signal ends it at once.",
  arguments: {},
  options: {
    listen: textWithFallback("--listen <host:port>", "where it listens; port 0 takes a free one", "127.0.0.1:5273"),
    data: textWithFallback("--data <directory>", "where everything is kept", dataFallback),
    databaseUrl: databaseUrlOption,
    storage: text(
      "--storage <url>",
      "a bucket for the tarballs, as `s3://BUCKET/PREFIX?region=…`; else LARDER_STORAGE, else the data directory",
    ),
    uplink: text("--uplink <url>", "where other packages come from, or `none`; else this machine's npm registry"),
    publicUrl: text("--public-url <url>", "where clients reach it, behind a proxy for example"),
    config: text("--config <file>", "its configuration; else registry.yaml in the data directory"),
    drainWait: text(
      "--drain-wait <seconds>",
      "how long it goes on after a signal, being not ready; else it ends at once",
    ),
    ephemeral: flag(
      "--ephemeral",
      "for tests: in memory, takes any token, lets anybody sign up; no uplink unless told",
    ),
    hosted: text("--hosted <patterns>", "with --ephemeral: names such as `@acme/*,chat` that the uplink never serves"),
  },
  examples: [
    { command: "larder serve", does: "a registry at http://127.0.0.1:5273 with its data in ./larder-data" },
    { command: "larder serve --listen 0.0.0.0:80 --public-url https://packages.example", does: "behind a proxy" },
    { command: "larder serve --uplink none", does: "only what is published here" },
    {
      command: 'larder serve --storage "s3://packages?region=home&endpoint=https://objects.example"',
      does: "tarballs in a bucket, with the credentials of AWS_ACCESS_KEY_ID, a profile or a role",
    },
    {
      command: "larder serve --ephemeral --listen 127.0.0.1:0 --json",
      does: "an empty registry for a test, which prints its URL and a token and is gone when it stops",
    },
  ],
  stays: () => true,
  run: async (context, input): Promise<Started | EphemerallyStarted> => {
    if (input.ephemeral) return serveEphemeral(context, input);
    if (input.hosted !== undefined) throw new UsageError("`--hosted` is for `--ephemeral`", { hint: declareInstead });
    // Half a second of imports, which the help page does not need.
    const { createLogger, findBucket, findConfiguration, startRegistry } = await import("../serving/index.ts");
    const listen = parseListenAddress(input.listen);
    const databaseUrl = findDatabaseUrl(context, input.databaseUrl);
    const bucket = findBucket(context, input.storage);
    const data = resolve(context.cwd, input.data);
    const publicUrl = input.publicUrl === undefined ? undefined : parseRegistryUrl(input.publicUrl, "--public-url");
    const drainWaitMs = input.drainWait === undefined ? undefined : millisecondsOf(input.drainWait);
    const sources = { configFile: input.config, uplink: input.uplink };
    const configuration = await findConfiguration(context, { data, listen, ...sources });

    context.progress.status("opening the database");
    const logger = createLogger(context.logLevel);
    const place = { data, databaseUrl, bucket, imageCache: context.environment.imageCache };
    const registry = await startRegistry({ ...place, listen, configuration, publicUrl, drainWaitMs, logger });
    context.lifetime.onEnd(registry.close);
    const engine = databaseUrl === undefined ? "pglite" : "postgres";
    const storage = bucket === undefined ? "disk" : `s3://${bucket.bucket}/${bucket.prefix}`;
    const uplinks = Object.values(configuration.uplinks).map(({ url }) => url);
    return { url: registry.url, publicUrl: registry.publicUrl, data, engine, storage, uplinks, pid: process.pid };
  },
  view: (data, style) => ("token" in data ? viewEphemeral(data, style) : viewRegistry(data, style)),
});

function millisecondsOf(seconds: string): number {
  const count = Number(seconds);
  if (!/^\d+$/.test(seconds) || count > drainWaitSecondsMax) {
    throw new UsageError(`\`--drain-wait ${seconds}\` is no number of seconds`, {
      hint: `Say one from 0 to ${drainWaitSecondsMax}`,
    });
  }
  return count * 1000;
}

type EphemeralInput = { readonly [option in "listen" | "uplink" | "hosted"]: string | undefined } & KeepingInput;
type KeepingInput = {
  readonly [option in "data" | "databaseUrl" | "storage" | "publicUrl" | "config" | "drainWait"]: string | undefined;
};

type EphemerallyStarted = { readonly url: string; readonly token: string; readonly pid: number };

async function serveEphemeral(context: Context, input: EphemeralInput): Promise<EphemerallyStarted> {
  assertNothingKept(input);
  const { createLogger } = await import("../serving/logger.ts");
  const { startEphemeralRegistry } = await import("../ephemeral/index.ts");
  const { listen, uplink, hosted } = input;
  const registry = await startEphemeralRegistry({
    listen,
    uplink: uplink === undefined || uplink === "none" ? undefined : parseRegistryUrl(uplink, "--uplink"),
    hosted: hosted?.split(",").map((pattern) => pattern.trim()),
    imageCache: context.environment.imageCache,
    logger: createLogger(context.logLevel),
  });
  context.lifetime.onEnd(() => registry.stop());
  return { url: registry.url, token: registry.token, pid: process.pid };
}

/** What would be kept, or found elsewhere, does not go with a registry that is gone afterwards. */
function assertNothingKept({ data, databaseUrl, storage, publicUrl, config, drainWait }: KeepingInput): void {
  const given = { "--data": data === dataFallback ? undefined : data, "--database-url": databaseUrl };
  const flags = {
    ...given,
    "--storage": storage,
    "--public-url": publicUrl,
    "--config": config,
    "--drain-wait": drainWait,
  };
  const [flagged] = Object.entries(flags).find(([, value]) => value !== undefined) ?? [];
  if (flagged === undefined) return;
  throw new UsageError(`\`${flagged}\` and \`--ephemeral\` do not go together`, { hint: "Leave one of them out" });
}

function viewEphemeral({ url, token }: EphemerallyStarted, style: Style): string {
  return [
    `${style.bold("Larder serves at")} ${style.name(url)}, in memory, until it is stopped`,
    `  token    ${token}, or any other`,
  ].join("\n");
}

type Started = {
  readonly url: string;
  readonly publicUrl: string;
  readonly data: string;
  readonly engine: string;
  readonly storage: string;
  readonly uplinks: readonly string[];
};

function viewRegistry({ url, publicUrl, data, engine, storage, uplinks }: Started, style: Style): string {
  return [
    `${style.bold("Larder serves at")} ${style.name(url)}${publicUrl === url ? "" : ` (as ${publicUrl})`}`,
    `  data     ${data}${storage === "disk" ? "" : `, tarballs in ${storage}`}`,
    `  uplink   ${uplinks.join(", ") || "none"}`,
    `  clients  registry=${publicUrl}/ in an .npmrc`,
    `  users    larder user add NAME --admin ${engine === "pglite" ? `--data ${data}` : "--database-url URL"}`,
  ].join("\n");
}
