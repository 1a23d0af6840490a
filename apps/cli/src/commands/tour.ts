import { resolve } from "node:path";

import { defineCommand, flag, textWithFallback } from "../command.ts";
import { formatDuration, type Style } from "../output/style.ts";
import { parseListenAddress, parseLoopbackAddress } from "../serving/listen-address.ts";
import type { Tour } from "../tour/take-tour.ts";

export const command = defineCommand({
  description:
    "Starts a registry, publishes the examples into it, finds one by its domain, makes a host, resolves, locks, installs and starts it, and calls an action. Then it stays up.",
  arguments: {},
  options: {
    once: flag("--once", "stop after the answer, with exit code 0"),
    data: textWithFallback("--data <directory>", "where everything is kept", "larder-data"),
    listen: textWithFallback("--listen <host:port>", "where the registry listens", "127.0.0.1:5273"),
    hostListen: textWithFallback("--host-listen <host:port>", "where the host listens", "127.0.0.1:5274"),
  },
  examples: [
    { command: "larder tour", does: "and look around in a browser afterwards" },
    { command: "larder tour --once --json", does: "one document that says what happened" },
  ],
  stays: ({ once }) => !once,
  run: async (context, { once, data, listen, hostListen }) => {
    // All that Larder is made of, which the help page does not need.
    const { takeTour } = await import("../tour/take-tour.ts");
    const { registry, host, hostDirectory, ...done } = await takeTour(context, {
      data: resolve(context.cwd, data),
      listen: parseListenAddress(listen),
      hostListen: parseLoopbackAddress(hostListen, "--host-listen"),
    });
    return once ? done : { ...done, running: { registry, host, hostDirectory } };
  },
  view: viewTour,
});

type Places = Pick<Tour, "registry" | "host" | "hostDirectory">;

function viewTour({ ms, running }: Omit<Tour, keyof Places> & { readonly running?: Places }, style: Style): string {
  const done = `${style.good("Done")} in ${formatDuration(ms)}: published, found, locked, installed, answered`;
  if (running === undefined) return done;
  const { registry, host, hostDirectory } = running;
  return [
    "",
    done,
    "",
    style.bold("Open"),
    `  ${style.name(registry)}  the registry`,
    `  ${style.name(`${host}/`)}  the host`,
    `  ${style.name(`${host}/plugins/notes/`)}  a page of a plugin`,
    "",
    style.bold("Try"),
    `  larder search --domain metrics --registry ${registry}`,
    `  larder info @examples/analytics --registry ${registry}`,
    `  larder list --cwd ${hostDirectory}`,
    `  larder call notes.list --url ${host}`,
    "",
    "Ctrl-C stops both",
  ].join("\n");
}
