import { defineCommand, flag } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { type FailedWant, isOutdated, listOutdated, type WantAge } from "../hosting/list-outdated.ts";
import { hostOptions, openHost } from "../hosting/open-host.ts";
import { columns, count, type Style } from "../output/style.ts";
import type { Report } from "../report-error.ts";

export const command = defineCommand({
  description:
    "`wanted` is what `larder update` would give, with the policy and all wants of the host; `latest` is the registry's newest. A want that vanished, or needs what did, is named beside the others. The exit code is 0 whatever is found, and 1 when a want cannot be looked up, or with --exit-code when one has a newer version.",
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
    const { wants, failed } = await listOutdated(await openHost(context, { token }));
    const outdated = wants.filter(isOutdated);
    return { outdated: outdated.length, wants: all ? wants : outdated, failed };
  },
  failure: ({ outdated, failed }, { exitCode }) => {
    if (failed.length > 0) return failureOf(failed);
    if (!exitCode || outdated === 0) return undefined;
    const summary = `${count(outdated, "want")} could move`;
    return { exitCode: exitCodes.failure, error: { code: "EOUTDATED", summary } };
  },
  view: ({ outdated, wants, failed }, style) =>
    [
      ...(wants.length === 0 ? [] : [viewTable(wants, style)]),
      ...failed.flatMap(viewFailure),
      summaryOf(outdated, failed.length),
      ...(canUpdate(wants, failed) ? [`  ${style.good("next:")} larder update`] : []),
    ].join("\n"),
});

/** An update is refused while a want cannot be had, whichever it names. */
function canUpdate(wants: readonly WantAge[], failed: readonly FailedWant[]): boolean {
  return failed.length === 0 && wants.some(({ current, wanted }) => current !== wanted);
}

function failureOf(failed: readonly FailedWant[]): Report {
  return {
    exitCode: exitCodes.failure,
    error: {
      code: "EPARTIAL",
      summary: `${count(failed.length, "want")} could not be looked up`,
      detail: failed.flatMap(viewFailure).join("\n"),
    },
  };
}

function viewFailure({ alias, error }: FailedWant): string[] {
  return [`  ${alias}: ${error.summary}`, ...(error.hint === undefined ? [] : [`    next: ${error.hint}`])];
}

function summaryOf(outdated: number, failed: number): string {
  if (failed === 0) return outdated === 0 ? "Every want is up to date" : `${count(outdated, "want")} could move`;
  return `${count(outdated, "want")} could move, ${failed} could not be looked up`;
}

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
