// The part of this room that switches generations: it parses nothing, so it loads in a tenth of the time of the whole.
export { findCurrentNumber, generationIndexName, listGenerations } from "./generation-numbers.ts";
export { holdHost } from "./hold-host.ts";
export { HostError } from "./host-error.ts";
export { hostPaths } from "./host-paths.ts";
export type { HostPaths } from "./host-paths.ts";
export { readHostManifestText } from "./read-host-text.ts";
export { syncDirectory, writeSynced } from "./write-durably.ts";
export { writeInstallRecords } from "./write-install-records.ts";
