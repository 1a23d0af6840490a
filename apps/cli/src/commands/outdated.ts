import { defineCommand, flag } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { isOutdated, listOutdated, type WantAge } from "../hosting/list-outdated.ts";
import { hostOptions, openHost } from "../hosting/open-host.ts";
import { columns, count, type Style } from "../output/style.ts";

export const command = defineCommand({
  description:
    "`wanted` is what `larder update` would give, with the policy and all wants of the host; `latest` is the registry's newest. The exit code is 0 whatever is found, and 1 with --exit-code when a want has a newer version.",
  arguments: {},
  options: {
    all: flag("--all", "also the wants that are up to date"),
    exitCode: flag("--exit-code", "end with 1 when a want has a newer version"),
    ...hostOptions,
  },
  examples: [
    { command: "larder outdated", does: "what could move, and what holds it back" },
    { command: "larder outdated --exit-code --json", does: "for a job that tells somebody" },
  ],
  run: async (context, { all, token }) => {
    const wants = await listOutdated(await openHost(context, { token }));
    const outdated = wants.filter(isOutdated);
    return { outdated: outdated.length, wants: all ? wants : outdated };
  },
  failure: ({ outdated }, { exitCode }) =>
    exitCode && outdated > 0
      ? { exitCode: exitCodes.failure, error: { code: "EOUTDATED", summary: `${count(outdated, "want")} could move` } }
      : undefined,
  view: ({ outdated, wants }, style) =>
    [
      ...(wants.length === 0 ? [] : [viewTable(wants, style)]),
      outdated === 0 ? "Every want is up to date" : `${count(outdated, "want")} could move`,
      ...(wants.some(({ current, wanted }) => current !== wanted) ? [`  ${style.good("next:")} larder update`] : []),
    ].join("\n"),
});

function viewTable(wants: readonly WantAge[], style: Style): string {
  const head = ["want", "current", "wanted", "latest", ""].map((text) => style.dim(text));
  const rows = wants.map(({ alias, current, wanted, latest, heldBackBy }) => [
    alias,
    current ?? "-",
    wanted,
    latest ?? "-",
    heldBackBy === null
      ? ""
      : style.dim(`held back by ${heldBackBy === "range" ? "its range" : "a policy or another package"}`),
  ]);
  return columns([head, ...rows]);
}
