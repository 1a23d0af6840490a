import type { ChangedSetting } from "@larder/core/configuration";

import { flag } from "../command.ts";
import { findRunningHostControl } from "../hosting/running-host.ts";

import type { Style } from "../output/style.ts";

/** What changed, for people and programs. */
export type SettingChange = {
  readonly package: string;
  readonly path: string;
  readonly place: string;
  readonly isSecret: boolean;
  readonly overruledBy: "environment" | "flags" | null;
  /** What the package still lacks, or has wrong. */
  readonly problems: ChangedSetting["problems"];
  /** The URL of the host, when it runs. */
  readonly running: string | null;
  /** What became of the package in the running host that took the change up; null when it goes on as it was. */
  readonly reloaded: string | null;
};

/** The option of commands that change a setting. */
export const reloadOption = flag("--reload", "let the running host load the package anew with it");

/** Where something changed, and whether a running host is to know. */
export type ChangePlace = {
  readonly directory: string;
  readonly package: string;
  readonly path: string;
  readonly reload: boolean;
};

/** Lets a running host know of a change when it is asked to, and returns the change as commands tell of it. */
export async function tellChange(
  { directory, package: name, path, reload }: ChangePlace,
  { place, isSecret, source, problems }: ChangedSetting,
): Promise<SettingChange> {
  const host = findRunningHostControl(directory);
  const after = reload ? await host?.act("reload", name) : undefined;
  return {
    package: name,
    path,
    place,
    isSecret,
    overruledBy: source === "environment" || source === "flags" ? source : null,
    problems,
    running: host?.url ?? null,
    reloaded: after?.actual ?? null,
  };
}

/** Returns what a person reads below the line that says what changed. */
export function viewChange(change: SettingChange, style: Style): readonly string[] {
  const { package: name, overruledBy, running, reloaded } = change;
  return [
    ...(reloaded === null ? [] : [`  ${name} is ${reloaded} in the host at ${running}`]),
    ...(overruledBy === null ? [] : [`  ${style.warn("but")} ${rulers[overruledBy]} says something else, and wins`]),
    ...viewProblems(change, style),
    ...viewNext(change, style),
  ];
}

const rulers = { environment: "a variable", flags: "`--set` of the start of the host" } as const;

function viewProblems({ path, problems: [problem, ...more] }: SettingChange, style: Style): readonly string[] {
  if (problem === undefined) return [];
  const what = problem.path === "" || problem.path === path ? "it" : problem.path;
  return [`  ${style.warn("still")} ${what} ${problem.reason}${more.length === 0 ? "" : `, and ${more.length} more`}`];
}

function viewNext({ package: name, problems, running, reloaded }: SettingChange, style: Style): readonly string[] {
  const [problem] = problems;
  const takeUp = running === null || reloaded !== null ? undefined : `larder reload ${name}: the host runs without it`;
  const next = problem?.fix ?? takeUp;
  return next === undefined ? [] : [`  ${style.good("next:")} ${next}`];
}
