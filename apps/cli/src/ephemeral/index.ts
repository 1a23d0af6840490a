export { startEphemeralRegistry } from "./start-ephemeral-registry.ts";
export type { EphemeralOptions, EphemeralRegistry } from "./start-ephemeral-registry.ts";
