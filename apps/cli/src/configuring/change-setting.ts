import type { ChangedSetting } from "@larder/core/configuration";

import type { Style } from "../output/style.ts";

/** What changed, for people and programs. */
export type SettingChange = {
  readonly package: string;
  readonly path: string;
  readonly place: string;
  readonly isSecret: boolean;
  readonly overruledBy: "environment" | null;
  /** What the package still lacks, or has wrong. */
  readonly problems: ChangedSetting["problems"];
  /** The URL of the host, when it runs: it goes on with what it has until it is told. */
  readonly running: string | null;
};

/** Returns `changed` as commands tell of it. */
export function tellChange(
  place: { readonly package: string; readonly path: string },
  { place: file, isSecret, source, problems }: ChangedSetting,
  running: string | undefined,
): SettingChange {
  return {
    ...place,
    place: file,
    isSecret,
    overruledBy: source === "environment" ? "environment" : null,
    problems,
    running: running ?? null,
  };
}

/** Returns what a person reads below the line that says what changed. */
export function viewChange(change: SettingChange, style: Style): readonly string[] {
  const { package: name, path, overruledBy, problems, running } = change;
  const [problem, ...more] = problems;
  const next =
    problem?.fix ?? (running === null ? undefined : `larder reload ${name}, so that the running host takes it up`);
  return [
    ...(overruledBy === null
      ? []
      : [`  ${style.warn("but")} a variable of the environment says something else, and wins`]),
    ...(problem === undefined
      ? []
      : [
          `  ${style.warn("still")} ${problem.path === path ? "" : `${problem.path} `}${problem.reason}${more.length === 0 ? "" : `, and ${more.length} more`}`,
        ]),
    ...(next === undefined ? [] : [`  ${style.good("next:")} ${next}`]),
  ];
}
