import type { BaseContext } from "@larder/sdk";

/** How long to wait between two runs, in seconds; a cron pattern does as well. */
export const interval = 60;

/** What runs each time; the first time after one interval. */
export function job(context: BaseContext): void {
  context.log.info("the-service did its work");
}
