import { DownloadCounts } from "./download-counts.ts";
import { Metrics } from "./metrics.ts";
import { RateLimits } from "./rate-limits.ts";
import type { RegistryFoundation } from "./registry-parts.ts";

/** What keeps a registry fit to run, and says how it does. */
export type Operations = {
  readonly metrics: Metrics;
  readonly limits: RateLimits;
  readonly downloads: DownloadCounts;
  /** Does it finish what runs, to end then? */
  isDraining: boolean;
};

/** Builds what counts and limits. Flush the downloads in the end. */
export function openOperations(foundation: RegistryFoundation): Operations {
  const { configuration, database, logger, now } = foundation;
  const metrics = new Metrics();
  const limits = new RateLimits(
    configuration.rateLimits,
    (budget) => metrics.countLimited(budget),
    () => now().getTime(),
  );
  return { metrics, limits, downloads: new DownloadCounts({ database, logger, now }), isDraining: false };
}
