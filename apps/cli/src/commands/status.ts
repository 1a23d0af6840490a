import type { HostStatus, PackageStatus } from "@larder/core";

import { defineCommand, flag } from "../command.ts";
import { columns, count, type Style } from "../output/style.ts";
import { visible } from "../output/visible.ts";

export const command = defineCommand({
  description:
    "Shows every package of the host of this directory: its state, how its code runs, how long its start took, what it owns, and why it does not run. It asks the host's own process, and nobody else's.",
  arguments: {},
  options: { effects: flag("--effects", "list everything that each package did and that would be undone") },
  examples: [
    { command: "larder status", does: "what runs, and what does not" },
    { command: "larder status --effects", does: "with the actions, routes, listeners, jobs and timers of each" },
  ],
  run: async (context, { effects }) => {
    const { getRunningHostControl } = await import("../hosting/running-host.ts");
    const host = await getRunningHostControl(context.cwd);
    return { url: host.url, pid: host.pid, listsEffects: effects, ...(await host.status()) };
  },
  view: viewStatus,
});

type Seen = HostStatus & { readonly url: string; readonly pid: number; readonly listsEffects: boolean };

function viewStatus(status: Seen, style: Style): string {
  const { url, pid, generation, packages, services, sandboxes, listsEffects } = status;
  const failing = services.flatMap((service) =>
    service.state === "failed" ? [`  ${style.bad(service.id)}: ${visible(service.reason)}`] : [],
  );
  return [
    `${style.bold("The host answers at")} ${style.name(url)}, process ${pid}${generation === undefined ? "" : `, generation ${generation}`}`,
    ...(packages.length === 0 ? ["  nothing is installed: larder add NAME"] : []),
    ...packages.flatMap((pkg) => viewPackage(pkg, style, listsEffects)),
    ...sandboxes.map((sandbox) => viewSandbox(sandbox)),
    ...(failing.length === 0 ? [] : ["Services that fail", ...failing]),
  ].join("\n");
}

function viewSandbox({ pid, packages, memoryBytes }: HostStatus["sandboxes"][number]): string {
  const memory = memoryBytes === undefined ? "" : `, ${Math.round(memoryBytes / 1024 / 1024)} MB`;
  return `  ${count(packages.length, "sandbox", "sandboxes")} in process ${pid ?? "?"}${memory}`;
}

function viewPackage(pkg: PackageStatus, style: Style, listsEffects: boolean): readonly string[] {
  const { name, version, actual, desired, mode, startMs, effects, reason, hint, reloads } = pkg;
  const facts = [
    mode,
    ...(startMs === undefined ? [] : [`started in ${Math.round(startMs)} ms`]),
    ...(effects.length === 0 ? [] : [`${effects.length} effects`]),
    ...(reloads === 0 ? [] : [`reloaded ${reloads} times`]),
    ...(desired === "started" ? [] : [`wanted ${desired}`]),
  ];
  return [
    `  ${paint(actual, style)} ${style.name(name)} ${version}  ${style.dim(facts.join(", "))}`,
    ...(reason === undefined ? [] : [`    ${visible(reason)}`]),
    ...(reason === undefined || hint === undefined ? [] : [`    ${style.good("next:")} ${visible(hint)}`]),
    ...(listsEffects
      ? [columns(effects.map((effect) => ["     ", visible(effect)]))].filter((text) => text !== "")
      : []),
  ];
}

function paint(actual: PackageStatus["actual"], style: Style): string {
  const text = actual.padEnd("unconfigured".length);
  if (actual === "started") return style.good(text);
  return actual === "failed" || actual === "quarantined" || actual === "unconfigured"
    ? style.bad(text)
    : style.dim(text);
}
