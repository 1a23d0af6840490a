import { resolve } from "node:path";

import { defineCommand, text, textWithFallback } from "../command.ts";
import type { Style } from "../output/style.ts";
import { parseRegistryUrl } from "../registry-access/find-registry.ts";
import { databaseUrlOption, findDatabaseUrl } from "../serving/database-url.ts";
import { parseListenAddress } from "../serving/listen-address.ts";

export const command = defineCommand({
  description:
    "Serves until it is stopped: SIGTERM finishes the requests that run and exits 0, Ctrl-C does the same and exits 130.",
  arguments: {},
  options: {
    listen: textWithFallback("--listen <host:port>", "where it listens; port 0 takes a free one", "127.0.0.1:5273"),
    data: textWithFallback("--data <directory>", "where everything is kept", "larder-data"),
    databaseUrl: databaseUrlOption,
    storage: text(
      "--storage <url>",
      "a bucket for the tarballs, as `s3://BUCKET/PREFIX?region=…`; else LARDER_STORAGE, else the data directory",
    ),
    uplink: text("--uplink <url>", "where other packages come from, or `none`; else this machine's npm registry"),
    publicUrl: text("--public-url <url>", "where clients reach it, behind a proxy for example"),
    config: text("--config <file>", "its configuration; else registry.yaml in the data directory"),
  },
  examples: [
    { command: "larder serve", does: "a registry at http://127.0.0.1:5273 with its data in ./larder-data" },
    { command: "larder serve --listen 0.0.0.0:80 --public-url https://packages.example", does: "behind a proxy" },
    { command: "larder serve --uplink none", does: "only what is published here" },
    {
      command: 'larder serve --storage "s3://packages?region=home&endpoint=https://objects.example"',
      does: "tarballs in a bucket, with the credentials of AWS_ACCESS_KEY_ID, a profile or a role",
    },
  ],
  stays: () => true,
  run: async (context, input) => {
    // Half a second of imports, which the help page does not need.
    const { createLogger, findBucket, findConfiguration, startRegistry } = await import("../serving/index.ts");
    const listen = parseListenAddress(input.listen);
    const databaseUrl = findDatabaseUrl(context, input.databaseUrl);
    const bucket = findBucket(context, input.storage);
    const data = resolve(context.cwd, input.data);
    const publicUrl = input.publicUrl === undefined ? undefined : parseRegistryUrl(input.publicUrl, "--public-url");
    const configuration = await findConfiguration(context, {
      data,
      configFile: input.config,
      uplink: input.uplink,
      listen,
    });

    context.progress.status("opening the database");
    const logger = createLogger(context.logLevel);
    const registry = await startRegistry({ listen, data, databaseUrl, bucket, configuration, publicUrl, logger });
    context.lifetime.onEnd(registry.close);
    const engine = databaseUrl === undefined ? "pglite" : "postgres";
    const storage = bucket === undefined ? "disk" : `s3://${bucket.bucket}/${bucket.prefix}`;
    const uplinks = Object.values(configuration.uplinks).map(({ url }) => url);
    return { url: registry.url, publicUrl: registry.publicUrl, data, engine, storage, uplinks, pid: process.pid };
  },
  view: viewRegistry,
});

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
