import { hostPaths } from "@larder/host-directory";
import { listHostGenerations, rollbackHost, type HostGeneration } from "@larder/installer";

import { defineCommand, flag, text } from "../command.ts";
import { UsageError } from "../errors.ts";
import { openOwnHost } from "../hosting/open-host.ts";
import { takeUp } from "../hosting/take-up.ts";
import { viewTakenUp } from "../hosting/view-taken-up.ts";
import { viewMoves } from "../hosting/view-install.ts";
import { columns, count, type Style } from "../output/style.ts";

export const command = defineCommand({
  description:
    "Makes the host run an older generation again, by one rename: nothing is fetched, and no code runs. larder.yaml and larder.lock stay as they are.",
  arguments: {},
  options: {
    to: text("--to <generation>", "its number; without it the one that ran before"),
    list: flag("--list", "list the generations that are there, and change nothing"),
  },
  examples: [
    { command: "larder rollback", does: "what ran before the last install" },
    { command: "larder rollback --list", does: "which generations there are" },
    { command: "larder rollback --to 3", does: "that one" },
  ],
  run: async (context, { to, list }) => {
    if (list && to !== undefined) {
      throw new UsageError("`--list` and `--to` do not go together: a list changes nothing", {
        hint: "Leave one of them out",
      });
    }
    const host = await openOwnHost(context);
    const number = to === undefined ? undefined : parseGeneration(to);
    const result = list ? null : await rollbackHost({ ...host, ...(number !== undefined && { to: number }) });
    return {
      directory: hostPaths(host.directory).directory,
      rolledBack: result,
      running: result === null ? null : await takeUp(host.directory, context),
      generations: await listHostGenerations(host.directory),
    };
  },
  view: ({ directory, rolledBack, generations, running }, style) => {
    if (rolledBack === null) return viewGenerations(generations, style);
    const { from, generation, lockDiffers, lockPath } = rolledBack;
    return [
      ...viewMoves(rolledBack, style),
      from === generation ? `Generation ${generation} runs already` : `Runs generation ${generation} again`,
      ...viewTakenUp(running, style),
      ...(lockDiffers ? viewWayForward(directory, lockPath) : []),
    ].join("\n");
  },
});

/** As with every list of generations, what is wanted is one thing, and what runs another. */
function viewWayForward(directory: string, lockPath: string): readonly string[] {
  return [
    `  larder.yaml and larder.lock stay as they are: the next \`larder install\`, \`add\` or \`update\` of ${directory} goes forward to them`,
    `  to stay here, put both back as they were; the lock of this generation is ${lockPath}`,
  ];
}

function parseGeneration(words: string): number {
  if (/^[1-9]\d{0,8}$/.test(words)) return Number(words);
  throw new UsageError(`\`--to ${words}\` is not the number of a generation`, {
    hint: "Run `larder rollback --list` to see which there are",
  });
}

function viewGenerations(generations: readonly HostGeneration[], style: Style): string {
  if (generations.length === 0) return "Nothing is installed yet";
  return columns(
    generations.map(({ number, current, switchedAt, reason, packages, damage }) => [
      current ? style.good("→") : " ",
      String(number),
      switchedAt ?? "",
      reason ?? "",
      damage ?? count(packages?.length ?? 0, "package"),
    ]),
  );
}
