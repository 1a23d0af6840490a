// @ts-check

/** How long to wait between two runs, in seconds; a cron pattern does as well. */
export const interval = 60;

/**
 * What runs each time; the first time after one interval.
 *
 * @param {import("@larder/sdk").BaseContext} context
 */
export function job(context) {
  context.log.info("the-service did its work");
}
