export { endless, FakeUplink } from "./fake-uplink.ts";
export { aPackage, PackageBuilder } from "./package-builder.ts";
export type { PublishBody } from "./package-builder.ts";
export { Persona, refusal, seen } from "./persona.ts";
export type { Seen } from "./persona.ts";
export { readPackument } from "./read-packument.ts";
export type { EditablePackument } from "./read-packument.ts";
export { TestRegistry, testPassword } from "./test-registry.ts";
export type { TestRegistryOptions } from "./test-registry.ts";
