export type { AccountCalls } from "./account-calls.ts";
export {
  archiveFrameHeader,
  ArchiveFrameReader,
  archiveFramesType,
  archivesPerQuestionMax,
  framedBytesMax,
} from "./archive-frames.ts";
export type { ArchiveFrame } from "./archive-frames.ts";
export type * from "./larder-api.ts";
export { packageSource } from "./package-source.ts";
export type { PlainPackageSource, PlainSourceNeeds } from "./package-source.ts";
export { createRegistryClient } from "./registry-client.ts";
export type {
  Page,
  RegistryClient,
  RegistryClientOptions,
  SearchQuery,
  SigningKey,
  TarballPlace,
} from "./registry-client.ts";
export { BadAnswerError, NetworkError, RegistryError } from "./registry-error.ts";
export type { Fetch } from "./send.ts";
