import type { HoldHostOptions } from "@larder/host-directory";

import type { ChangeMeans } from "./change-means.ts";

/** Returns how a command waits for its turn to change a host; `action` is `add themes`. */
export function holdFor(action: string, { onProgress }: Pick<ChangeMeans, "onProgress">): HoldHostOptions {
  return { command: `larder ${action}`, onWait: (reason) => onProgress({ type: "waiting", reason }) };
}
