export type * from "./larder-api.ts";
export { larderPackageSource, packageSource } from "./package-source.ts";
export type { PlainPackageSource } from "./package-source.ts";
export { createRegistryClient } from "./registry-client.ts";
export type { Page, RegistryClient, RegistryClientOptions, SearchQuery, TarballPlace } from "./registry-client.ts";
export { BadAnswerError, NetworkError, RegistryError } from "./registry-error.ts";
export type { Fetch } from "./send.ts";
