export { memoryRegistry } from "./memory-registry.ts";
export type { MemoryRegistry, MemoryRegistryOptions, PackageJson } from "./memory-registry.ts";
export { aSigner } from "./signer.ts";
export type { Signer } from "./signer.ts";
