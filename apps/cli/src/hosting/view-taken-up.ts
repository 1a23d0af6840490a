import type { UpdateSummary } from "@larder/core";

import { count, type Style } from "../output/style.ts";
import { visible } from "../output/visible.ts";

/** What a host that runs made of a change; `null` for one that does not run, or for nothing that changed. */
export type TakenUp = UpdateSummary | null;

/** Returns what a running host made of a change, one line each; nothing where none runs. */
export function viewTakenUp(taken: TakenUp, style: Style): readonly string[] {
  if (taken === null) return [];
  const { added, removed, reloaded, kept, stopped } = taken;
  const parts = [
    ...(added.length === 0 ? [] : [`${count(added.length, "package")} started`]),
    ...(reloaded.length === 0 ? [] : [`${count(reloaded.length, "package")} reloaded`]),
    ...(removed.length === 0 ? [] : [`${count(removed.length, "package")} removed`]),
  ];
  return [
    `  the running host took it up: ${parts.length === 0 ? "nothing changed for it" : parts.join(", ")}`,
    ...kept.map(({ name, reason }) => `  ${style.warn(name)} goes on as it was: ${visible(reason)}`),
    ...stopped.map(({ name, reason }) => `  ${style.warn(name)} was stopped: ${visible(reason)}`),
  ];
}
