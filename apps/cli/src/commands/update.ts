import { defineCommand, flag, optionalArgumentList } from "../command.ts";
import { UsageError } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { assertReads, consentOf, grantOption } from "../hosting/ask-consent.ts";
import { hostOptions, openHost } from "../hosting/open-host.ts";
import { takeUp } from "../hosting/take-up.ts";
import { type PackageUpdate, updatePackages } from "../hosting/update-packages.ts";
import { viewInstall } from "../hosting/view-install.ts";
import { columns, count, type Style } from "../output/style.ts";
import type { Report } from "../report-error.ts";

export const command = defineCommand({
  description:
    "Moves what is named, with what that forces and nothing else, to the newest versions that larder.yaml and its policy allow. Of several, one that cannot be updated does not stop the others; then the exit code is 1.\n\nA version that asks to reach more than you agreed to is told with the difference: on a terminal you are asked, and a no leaves the package as it was; elsewhere it is installed and does not start until you agree.",
  arguments: {
    names: optionalArgumentList("name", "wants by their alias, or packages that are locked; none stands for all wants"),
  },
  options: {
    latest: flag("--latest", "go beyond the ranges, and write the new ones into larder.yaml"),
    lowest: flag("--lowest", "move to the lowest versions that go together, to test that the ranges are honest"),
    grant: grantOption,
    lockOnly: flag("--lock-only", "write larder.yaml and larder.lock, and install nothing"),
    ...hostOptions,
  },
  examples: [
    { command: "larder update", does: "everything, within what larder.yaml wants" },
    { command: "larder update @examples/analytics --latest", does: "one package, to its newest version" },
  ],
  run: async (context, { names, latest, lowest, grant, lockOnly, token }) => {
    assertReads({ grant, lockOnly });
    assertOneDirection({ latest, lowest });
    const host = await openHost(context, { token });
    const consent = consentOf(context, grant);
    const preferred = lowest ? ({ prefer: "lowest" } as const) : {};
    const report = await updatePackages({ ...host, ...preferred, names, latest, consent, lockOnly });
    const running = report.installed === null ? null : await takeUp(host.directory, context);
    return { directory: host.directory, lowest, ...report, running };
  },
  failure: ({ packages }) => failureOf(packages),
  view: ({ directory, lowest, packages, wants, installed, running }, style) =>
    [
      ...(packages.length === 0 ? [] : [columns(packages.map((update) => viewUpdate(update, lowest, style)))]),
      ...packages.flatMap(viewFailure),
      ...Object.entries(wants).map(([alias, wanted]) => `  larder.yaml wants ${alias} ${wanted} now`),
      summaryOf(packages, lowest),
      ...(installed === null ? [] : [viewInstall(installed, { directory, running }, style)]),
    ].join("\n"),
});

function failureOf(packages: readonly PackageUpdate[]): Report | undefined {
  const failed = packages.filter(({ state }) => state === "failed");
  if (failed.length === 0) return undefined;
  return {
    exitCode: exitCodes.failure,
    error: {
      code: "EPARTIAL",
      summary: `${failed.length} of ${count(packages.length, "package")} could not be updated`,
      detail: failed.flatMap(viewFailure).join("\n"),
    },
  };
}

function assertOneDirection({ latest, lowest }: { readonly latest: boolean; readonly lowest: boolean }): void {
  if (!latest || !lowest) return;
  throw new UsageError("`--latest` and `--lowest` do not go together", { hint: "Leave one of them out" });
}

function viewUpdate({ name, state, from, to }: PackageUpdate, lowest: boolean, style: Style): string[] {
  switch (state) {
    case "updated":
      return [style.good(lowest ? "↓" : "↑"), name, `${from ?? "nothing"} → ${to ?? "nothing"}`];
    case "unchanged":
      return [
        style.dim("="),
        name,
        to === null ? "not locked" : `${to}, the ${lowest ? "lowest" : "newest"} that larder.yaml allows`,
      ];
    case "failed":
      return [style.bad("✗"), name, `${to ?? "not locked"}, failed`];
  }
}

function viewFailure({ name, error }: PackageUpdate): string[] {
  if (error === undefined) return [];
  return [`  ${name}: ${error.summary}`, ...(error.hint === undefined ? [] : [`    next: ${error.hint}`])];
}

function summaryOf(packages: readonly PackageUpdate[], lowest: boolean): string {
  const of = (state: PackageUpdate["state"]): number => packages.filter((update) => update.state === state).length;
  const failed = of("failed");
  return `${count(of("updated"), "package")} updated, ${of("unchanged")} ${lowest ? "unchanged" : "up to date"}${failed === 0 ? "" : `, ${failed} failed`}`;
}
