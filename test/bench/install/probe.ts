import { prepareVersion, putVersion } from "../../support/publish-document.ts";
import type { Target } from "../targets/target.ts";

/** A package that every host wants, in another version each time: no answer is one that was given before. */
export const probeName = "bench-probe";

/** Returns the version that is wanted when `count` others were wanted before. */
export function probeVersion(count: number): string {
  return `1.0.${count}`;
}

/** Publishes the first `count` versions of the probe. */
export async function publishProbes(target: Target, count: number): Promise<void> {
  if (target.token === undefined) throw new Error(`Nobody may publish to ${target.name}`);
  for (let index = 0; index < count; index++) {
    const status = await putVersion(
      target.url,
      target.token,
      await prepareVersion(probeName, probeVersion(index), 500),
    );
    if (status !== 201) throw new Error(`Publishing ${probeName} was answered with ${status}`);
  }
}
