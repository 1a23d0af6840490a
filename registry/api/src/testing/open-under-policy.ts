import { parseRegistryConfiguration } from "../origins/parse-configuration.ts";
import { FakeUplink } from "./fake-uplink.ts";
import { TestRegistry } from "./test-registry.ts";

/** A registry before an uplink, and the clock that it goes by. */
export type PolicyWorld = { readonly uplink: FakeUplink; readonly world: TestRegistry; readonly clock: { now: Date } };

/** Opens a registry before one uplink, whose clock and policy a test decides; perhaps beside one that is there already. */
export async function openUnderPolicy(policy: object, shared: Partial<PolicyWorld> = {}): Promise<PolicyWorld> {
  const uplink = shared.uplink ?? (await FakeUplink.start());
  const clock = shared.clock ?? { now: new Date("2026-11-21T10:00:00Z") };
  const configuration = parseRegistryConfiguration(
    JSON.stringify({ uplinks: { npm: { url: uplink.url, policy } }, rules: [{ packages: "**", origin: "npm" }] }),
    "registry.yaml",
  );
  const options = { configuration, clock: () => clock.now };
  const { world } = shared;
  const parts = world === undefined ? {} : { database: world.database, storage: world.storage };
  return { uplink, clock, world: await TestRegistry.open({ ...options, ...parts }) };
}
