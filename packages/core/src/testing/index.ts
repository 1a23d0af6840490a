export { fakeClock } from "./fake-clock.ts";
export type { FakeClock } from "./fake-clock.ts";
export { layHost, layPackage } from "./host-on-disk.ts";
export type { HostOnDisk, PackageOnDisk } from "./host-on-disk.ts";
export { testHost } from "./test-host.ts";
export type { TestHost, TestHostOptions, TestSubject } from "./test-host.ts";
