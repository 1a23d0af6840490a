import { resolve } from "node:path";

import { defineCommand, flag, optionalArgument, text, textWithFallback } from "../command.ts";
import { columns, type Style } from "../output/style.ts";
import { parseRegistryUrl } from "../registry-access/registry-url.ts";
import { isLoopback, parseListenAddress } from "../serving/listen-address.ts";
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
    publicUrl: text("--public-url <url>", "the URL that others reach it at; https:// keeps logins to TLS"),
    withoutAccounts: flag("--without-accounts", "for development: ask nobody who they are, on this machine only"),
  },
  examples: [
    { command: "larder start my-host", does: "the host at http://127.0.0.1:5274" },
    {
      command: "larder start --listen 0.0.0.0:5274 --public-url https://chat.example",
      does: "a host with accounts, behind a proxy that has the certificate",
    },
  ],
  stays: () => true,
  run: async (context, input) => {
    const listen = parseListenAddress(input.listen);
    const publicUrl = input.publicUrl === undefined ? undefined : parseRegistryUrl(input.publicUrl, "--public-url");
    if (!isLoopback(listen.host) && !(publicUrl ?? "").startsWith("https:")) {
      context.warn(
        "Passwords travel unencrypted: put a proxy with TLS before it, and name it with `--public-url https://…`",
      );
    }
    // The core and the database take half a second to import, which the help page does not need.
    const { startHostServer } = await import("../hosting/start-host-server.ts");
    const directory = resolve(context.cwd, input.directory ?? ".");
    context.progress.status(`starting ${directory}`);
    const host = await startHostServer({
      directory,
      listen,
      publicUrl,
      withoutAccounts: input.withoutAccounts,
      environment: context.environment.variables,
      logger: createLogger(context.logLevel),
      lifetime: context.lifetime,
    });
    context.lifetime.onEnd(host.close);
    return { ...host.status(), url: host.url, pid: process.pid };
  },
  view: viewHost,
});

type Started = {
  readonly directory: string;
  readonly url: string;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly state: string;
    readonly reason?: string;
    readonly hint?: string;
  }[];
  readonly actions: readonly string[];
};

function viewHost({ directory, url, packages, actions }: Started, style: Style): string {
  const rows = packages.map(({ name, version, state }) => [`  ${state}`, name, version]);
  const reasons = packages.flatMap(({ name, reason, hint }) =>
    reason === undefined
      ? []
      : [`  ${style.warn(name)}: ${reason}${hint === undefined ? "" : `\n    ${style.good("next:")} ${hint}`}`],
  );
  const [action] = actions;
  return [
    `${style.bold("The host answers at")} ${style.name(url)}`,
    ...(rows.length === 0 ? [`  nothing is installed: larder add NAME --cwd ${directory}`] : [columns(rows)]),
    ...reasons,
    ...(action === undefined ? [] : [`  ${actions.length} actions, such as larder call ${action}`]),
  ].join("\n");
}
