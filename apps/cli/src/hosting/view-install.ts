import { shellGrant } from "@larder/host-directory/grants";
import type { InstallResult } from "@larder/installer";

import { formatPermissions } from "./ask-consent.ts";
import { type TakenUp, viewTakenUp } from "./view-taken-up.ts";
import { viewSignatures } from "./view-signatures.ts";
import { columns, count, formatDuration, type Style } from "../output/style.ts";

/** The host in which something was installed; what it made of that, where it runs. */
export type InstalledHost = { readonly directory: string; readonly running: TakenUp };

/** Returns what changed in a host, what it still needs, and the next step, or what the host made of it that runs. */
export function viewInstall(result: InstallResult, { directory, running }: InstalledHost, style: Style): string {
  const { missingEnvironment, needsTrust, ungranted, skippedScripts } = result;
  const moves = viewMoves(result, style);
  return [
    ...moves,
    result.unchanged
      ? `Nothing to do: generation ${result.generation} is installed`
      : `Installed generation ${result.generation} in ${formatDuration(result.ms)}`,
    ...viewLeftRollback(result),
    ...(result.unchanged ? [] : viewSignatures(result.signatures)),
    ...missingEnvironment.map(({ package: name, variable }) => `  ${name} needs the variable ${style.bold(variable)}`),
    ...needsTrust
      .filter((name) => isNew(result, name))
      .map(
        (name) =>
          `  ${name} runs in a sandbox; in the host's own process with larder add --trust ${name} --cwd ${directory}`,
      ),
    ...ungranted.flatMap((asking) => viewUngranted(asking, directory, style)),
    ...viewSkippedScripts(skippedScripts, style),
    ...(moves.length > 0 && running === null ? [`  ${style.good("next:")} larder start ${directory}`] : []),
    ...viewTakenUp(running, style),
  ].join("\n");
}

/** Who was told once knows it. */
function isNew({ added, changed }: InstallResult, name: string): boolean {
  return [...added, ...changed].some((moved) => moved.name === name);
}

function viewLeftRollback({ leavesRollbackTo }: InstallResult): readonly string[] {
  if (leavesRollbackTo === undefined) return [];
  return [
    `  the host had been rolled back to generation ${leavesRollbackTo}; larder.lock had not, and this is what it says`,
  ];
}

/** Returns what came, moved and went, one line each; nothing when nothing did. */
export function viewMoves(
  { added, changed, removed }: Pick<InstallResult, "added" | "changed" | "removed">,
  style: Style,
): readonly string[] {
  const moves = [
    ...added.map(({ name, version }) => [style.good("+"), name, version]),
    ...changed.map(({ name, from, to }) => [style.warn("~"), name, `${from} → ${to}`]),
    ...removed.map(({ name, version }) => [style.bad("-"), name, version]),
  ];
  return moves.length === 0 ? [] : [columns(moves)];
}

function viewUngranted(
  { package: name, agreedBefore, permissions }: InstallResult["ungranted"][number],
  directory: string,
  style: Style,
): readonly string[] {
  const isForScripts = permissions.every(({ resource }) => resource === shellGrant.resource);
  const until = isForScripts
    ? `the hooks of ${name} do not run before you agree to`
    : `${name} does not start before you agree that it reaches`;
  return [
    `  ${style.warn("not granted:")} ${until}${agreedBefore ? " also" : ""}`,
    ...formatPermissions(permissions).map((line) => `  ${line}`),
    `    agree with larder add --grant ${name} --cwd ${directory}`,
  ];
}

function viewSkippedScripts({ packages, allowLine }: InstallResult["skippedScripts"], style: Style): readonly string[] {
  if (packages.length === 0) return [];
  const names = packages.map(({ name, version }) => `${name}@${version}`).join(", ");
  return [
    `  ${style.warn("not run:")} install scripts of ${names}`,
    `  to allow them, write \`${allowLine}\` into larder.yaml`,
  ];
}

/** `2 packages and 1 library`. */
export function viewLocked(nodes: readonly { readonly kind: string }[]): string {
  const singletons = nodes.filter(({ kind }) => kind === "singleton").length;
  return `${count(singletons, "package")} and ${count(nodes.length - singletons, "library", "libraries")}`;
}
