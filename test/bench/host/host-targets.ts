import type { HostFigure } from "./host-sample.ts";

/** The most of each figure that a scenario is held to; `shareOfBare` is the least. */
export type HostTarget = { readonly [figure in HostFigure]?: number } & { readonly shareOfBare?: number };

/** What hosts are held to, by the title of the scenario. */
export const hostTargets: { readonly [title: string]: HostTarget } = {
  "host call, sandboxed": { p50Us: 100 },
  "host request, in process": { shareOfBare: 0.6 },
  "host start, 100 sandboxed": { ms: 800, sandboxesMb: 120 },
  "host reload, sandboxed": { ms: 20, failed: 0 },
};
