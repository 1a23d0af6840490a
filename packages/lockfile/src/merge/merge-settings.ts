import { compareVersions } from "@larder/package-spec";
import { compareText, type Resolution } from "@larder/resolver";

import { entryOf, keysOf, mergeValue, onEach, pickGreater, textOf, type ThreeWay } from "./three-way.ts";
import type { MergeConflict } from "./merge-conflict.ts";

/** What a lock was solved under, besides its wants. */
export type LockSettings = Pick<Resolution, "coreVersion" | "policy" | "asOf" | "overrides" | "extensions" | "shared">;

/** The settings of both sides, and what both changed. */
export type MergedSettings = {
  readonly settings: LockSettings;
  readonly conflicts: readonly MergeConflict[];
  /** Was what each side has solved under these very settings? */
  readonly isOurs: boolean;
  readonly isTheirs: boolean;
};

/** Returns the settings that both sides come to. */
export function mergeSettings(sides: ThreeWay<Resolution>): MergedSettings {
  const core = mergeValue(
    onEach(sides, ({ coreVersion }) => coreVersion),
    (one, other) => (compareVersions(one, other) < 0 ? other : one),
  );
  const policy = mergeValue(
    onEach(sides, (side) => side.policy),
    pickGreater((one, other) => compareText(textOf(one), textOf(other))),
  );
  const overrides = mergeRecords(
    "override",
    onEach(sides, (side) => side.overrides),
  );
  const extensions = mergeRecords(
    "extension",
    onEach(sides, (side) => side.extensions ?? {}),
  );
  const shared = mergeRecords(
    "shared",
    onEach(sides, (side) => Object.fromEntries(side.shared.map((name) => [name, name]))),
  );
  const asOf = [sides.ours.asOf, sides.theirs.asOf]
    .filter((time) => time !== undefined)
    .toSorted(compareText)
    .at(-1);
  const settings: LockSettings = {
    coreVersion: core.value,
    ...(policy.value !== undefined && { policy: policy.value, ...(asOf !== undefined && { asOf }) }),
    overrides: overrides.record,
    ...(Object.keys(extensions.record).length > 0 && { extensions: extensions.record }),
    shared: Object.values(shared.record),
  };
  return {
    settings,
    conflicts: [
      ...(core.isConflict ? [{ about: "core" as const, name: "core" }] : []),
      ...(policy.isConflict ? [{ about: "policy" as const, name: "policy" }] : []),
      ...overrides.conflicts,
      ...extensions.conflicts,
    ],
    isOurs: isSame(settings, sides.ours),
    isTheirs: isSame(settings, sides.theirs),
  };
}

type MergedRecord<Value> = {
  readonly record: { readonly [key: string]: Value };
  readonly conflicts: readonly MergeConflict[];
};

function mergeRecords<Value>(
  about: MergeConflict["about"],
  sides: ThreeWay<{ readonly [key: string]: Value }>,
): MergedRecord<Value> {
  const maps = onEach(sides, (record) => new Map(Object.entries(record)));
  const merged = keysOf(maps).map((key) => ({
    key,
    ...mergeValue(
      entryOf(maps, key),
      pickGreater<Value>((one, other) => compareText(textOf(one), textOf(other))),
    ),
  }));
  return {
    record: Object.fromEntries(merged.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]]))),
    conflicts: merged.filter(({ isConflict }) => isConflict).map(({ key: name }) => ({ about, name })),
  };
}

/** A later time hides no version that was there, so it takes nothing back. */
function isSame(settings: LockSettings, side: Resolution): boolean {
  const facts = ({ coreVersion, policy, overrides, extensions = {}, shared }: LockSettings): string =>
    textOf([
      coreVersion,
      policy,
      Object.entries(overrides).toSorted(byKey),
      Object.entries(extensions).toSorted(byKey),
      shared.toSorted(compareText),
    ]);
  return facts(settings) === facts(side);
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return compareText(one, other);
}
