import { columns, type Style } from "../output/style.ts";
import type { FileMerge } from "./run-merge-driver.ts";

/** Returns what a merge kept, what moved, and what is left to do. */
export function viewFileMerge(merge: FileMerge, style: Style): string {
  if (merge.file === "larder.yaml") {
    return merge.merged
      ? "Merged larder.yaml"
      : "larder.yaml has lines that both sides changed: decide, then run `larder lock`";
  }
  const { merged, solved, moved, conflicts, unsolved, unsolvedBecause } = merge;
  const how = solved ? "solved with the pins of both sides" : "from what both sides had locked";
  return [
    merged ? `Merged larder.lock, ${how}` : "Merged larder.lock in part",
    ...(moved.length === 0 ? [] : [columns(moved.map(({ name, from, to }) => ["  ", name, formatMove(from, to)]))]),
    ...conflicts.map(({ about, name }) => `  both sides changed the ${about} ${name}`),
    ...(unsolvedBecause === undefined ? [] : [`  it could not be solved again: ${unsolvedBecause}`]),
    ...(merged
      ? []
      : [`  left to solve: ${unsolved.join(", ")}`, `  ${style.good("next:")} larder lock, then git add larder.lock`]),
  ].join("\n");
}

function formatMove(from: readonly string[], to: readonly string[]): string {
  if (from.length === 0) return `+ ${to.join(", ")}`;
  return to.length === 0 ? `- ${from.join(", ")}` : `${from.join(", ")} → ${to.join(", ")}`;
}
