import type { Logger as HostLogger } from "@larder/core";
import type { Logger } from "pino";

/** Returns the log of a host over the log of its process: the core puts the sentence first, pino the facts. */
export function hostLogger(logger: Logger): HostLogger {
  return {
    debug: (message, facts) => logger.debug({ ...facts }, message),
    info: (message, facts) => logger.info({ ...facts }, message),
    warn: (message, facts) => logger.warn({ ...facts }, message),
    error: (message, facts) => logger.error({ ...facts }, message),
  };
}
