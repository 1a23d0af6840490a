import { resolve } from "node:path";

import type { PackageStatus } from "@larder/core";

import { defineCommand, flag, optionalArgument, text, texts, textWithFallback } from "../command.ts";
import { readGivenSettings } from "../configuring/read-given-settings.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { hostDatabaseOption } from "../hosting/host-options.ts";
import type { ReloadChangedOptions } from "../hosting/reload-changed.ts";
import { viewPackageState } from "../hosting/view-package-state.ts";
import { columns, count, type Style } from "../output/style.ts";
import { visible } from "../output/visible.ts";
import { parseRegistryUrl } from "../registry-access/registry-url.ts";
import { findDatabaseUrl } from "../serving/database-url.ts";
import { isLoopback, parseListenAddress } from "../serving/listen-address.ts";
import { parseOrigins } from "../serving/parse-origins.ts";
import { createLogger } from "../serving/logger.ts";

export const command = defineCommand({
  description:
    "Runs what is installed until it is stopped: SIGTERM stops the packages and exits 0, Ctrl-C does the same and exits 130. A package that fails marks those that require it; the host goes on.",
  arguments: { directory: optionalArgument("directory", "the host (default: this directory)") },
  options: {
    listen: textWithFallback(
      "--listen <host:port>",
      "where it listens; beyond this machine only once it has accounts",
      "127.0.0.1:5274",
    ),
    databaseUrl: hostDatabaseOption,
    publicUrl: text("--public-url <url>", "the URL that others reach it at; https:// keeps logins to TLS"),
    set: texts(
      "--set <package.path=value>",
      "a setting of a package for this start, over everything else that configures it; may be repeated",
    ),
    package: text("--package <name>", "start one package of the host that runs, and what it requires"),
    watch: flag(
      "--watch",
      "for development: take up what changes in the folders that larder.yaml wants by their paths",
    ),
    allowOrigin: text("--allow-origin <urls>", "other sites whose pages may call actions, with commas between them"),
    withoutAccounts: flag("--without-accounts", "for development: ask nobody who they are, on this machine only"),
  },
  examples: [
    { command: "larder start my-host", does: "the host at http://127.0.0.1:5274" },
    {
      command: "larder start --listen 0.0.0.0:5274 --public-url https://chat.example",
      does: "a host with accounts, behind a proxy that has the certificate",
    },
    { command: "larder start --set @acme/mailer.smtp.port=2525", does: "the host, with one setting for this start" },
  ],
  stays: (input) => input.package === undefined,
  run: async (context, input) => {
    const directory = resolve(context.cwd, input.directory ?? ".");
    if (input.package !== undefined) return await startPackage(directory, input.package, input.set);
    const listen = parseListenAddress(input.listen);
    const publicUrl = input.publicUrl === undefined ? undefined : parseRegistryUrl(input.publicUrl, "--public-url");
    if (!isLoopback(listen.host) && !(publicUrl ?? "").startsWith("https:")) {
      context.warn(
        "Passwords travel unencrypted: put a proxy with TLS before it, and name it with `--public-url https://…`",
      );
    }
    // The core and the database take half a second to import, which the help page does not need.
    const { startHostServer } = await import("../hosting/start-host-server.ts");
    const { hostInstaller } = await import("../hosting/host-installer.ts");
    context.progress.status(`starting ${directory}`);
    const logger = createLogger(context.logLevel);
    const starting = startHostServer({
      installer: hostInstaller(context, directory),
      directory,
      listen,
      publicUrl,
      databaseUrl: findDatabaseUrl(context, input.databaseUrl),
      withoutAccounts: input.withoutAccounts,
      settings: await readGivenSettings({ directory, variables: context.environment.variables }, input.set),
      allowedOrigins: input.allowOrigin === undefined ? [] : parseOrigins(input.allowOrigin, "--allow-origin"),
      environment: context.environment.variables,
      logger,
      lifetime: context.lifetime,
    });
    // Whoever ends it in the middle of its start waits until what had started has stopped.
    context.lifetime.onEnd(async () => await (await starting.catch(() => undefined))?.close());
    const host = await starting;
    const watched = input.watch ? await startWatch({ context, directory, host, logger }) : null;
    return { type: "host" as const, ...host.status(), url: host.url, pid: process.pid, watched };
  },
  view: (data, style) => (data.type === "host" ? viewHost(data, style) : viewPackageState(data, style)),
});

async function startPackage(
  directory: string,
  name: string,
  settings: readonly string[],
): Promise<{ readonly type: "package" } & PackageStatus> {
  if (settings.length > 0) {
    throw new UsageError("`--set` is for the start of a host, and `--package` is for one that runs", {
      hint: `Set it with \`larder config set ${name} PATH VALUE --reload\``,
    });
  }
  const { getRunningHostControl } = await import("../hosting/running-host.ts");
  const host = await getRunningHostControl(directory);
  return { type: "package", ...(await host.act("start", name)) };
}

/** Returns how many folders are watched until the host ends. */
async function startWatch(options: ReloadChangedOptions & { readonly context: Context }): Promise<number> {
  const { reloadChanged } = await import("../hosting/reload-changed.ts");
  const { folders, close } = await reloadChanged(options);
  options.context.lifetime.onEnd(close);
  if (folders === 0) options.context.warn("Nothing is watched: larder.yaml wants no folder by its path");
  return folders;
}

type Started = {
  readonly watched: number | null;
  readonly directory: string;
  readonly url: string;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly actual: string;
    readonly reason?: string;
    readonly hint?: string;
  }[];
  readonly actions: readonly string[];
};

function viewHost({ directory, url, packages, actions, watched }: Started, style: Style): string {
  const rows = packages.map(({ name, version, actual }) => [`  ${actual}`, name, version]);
  const reasons = packages.flatMap(({ name, reason, hint }) =>
    reason === undefined
      ? []
      : [
          `  ${style.warn(name)}: ${visible(reason)}${hint === undefined ? "" : `\n    ${style.good("next:")} ${visible(hint)}`}`,
        ],
  );
  const [action] = actions;
  return [
    `${style.bold("The host answers at")} ${style.name(url)}`,
    ...(rows.length === 0 ? [`  nothing is installed: larder add NAME --cwd ${directory}`] : [columns(rows)]),
    ...reasons,
    ...(watched === null ? [] : [`  watches ${count(watched, "folder")} for changes`]),
    ...(action === undefined ? [] : [`  ${actions.length} actions, such as larder call ${visible(action)}`]),
  ].join("\n");
}
