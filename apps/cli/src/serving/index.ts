export { findBucket } from "./find-bucket.ts";
export { createLogger } from "./logger.ts";
export { findConfiguration } from "./registry-configuration.ts";
export { startRegistry } from "./start-registry.ts";
