// SPEC.md §4, accounts. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, refusal, TestRegistry } from "../../testing/index.ts";

const behindProxy = `
rules:
  - packages: "**"
    origin: hosted
trustedProxies: [10.0.0.0/8]
`;

test("[A8] a token is refused at another address, also for what everybody may see", async () => {
  const { world, ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const office = await world.token("ada", { scopes: ["read", "publish"], cidrs: ["192.0.2.0/24", "2001:db8::/32"] });

  for (const path of ["/left-pad", "/-/whoami", "/-/v1/search?text=left", "/-/api/v1/packages", "/"]) {
    expect((await office.at("192.0.2.77").get(path)).status).toBe(200);
    expect((await office.at("2001:db8::1").get(path)).status).toBe(200);
    expect(await refusal(await office.at("198.51.100.1").get(path))).toEqual({
      status: 403,
      code: "E403",
      error: "This token cannot be used from the address `198.51.100.1`",
    });
  }
  expect((await office.at("198.51.100.1").publish(aPackage("right-pad"))).status).toBe(403);
});

test("[A8] [A9] [S28] nobody gets past an address by writing a header", async () => {
  const { world } = await TestRegistry.withUsers("ada");
  const office = await world.token("ada", { scopes: ["read"], cidrs: ["192.0.2.0/24"] });

  const response = await office.at("198.51.100.1").get("/-/whoami", { "x-forwarded-for": "192.0.2.1" });

  expect(response.status).toBe(403);
});

test("[A9] behind a trusted proxy the last address that is none of a proxy is the client's", async () => {
  const world = await TestRegistry.open({ configuration: parseRegistryConfiguration(behindProxy, "registry.yaml") });
  await world.user("ada");
  const office = await world.token("ada", { scopes: ["read"], cidrs: ["192.0.2.0/24"] });
  const whoami = async (forwardedFor: string): Promise<number> =>
    (await office.at("10.0.0.1").get("/-/whoami", { "x-forwarded-for": forwardedFor })).status;

  expect(await whoami("192.0.2.1")).toBe(200);
  expect(await whoami("192.0.2.1, 198.51.100.1")).toBe(403);
  expect(await whoami("198.51.100.1, 192.0.2.1, 10.0.0.9")).toBe(200);
});

test("[A8] a token for some addresses is refused where nobody knows the address", async () => {
  const { world } = await TestRegistry.withUsers("ada");
  const { token } = await world.token("ada", { scopes: ["read"], cidrs: ["0.0.0.0/0"] });
  const request = new Request("http://registry.example/-/whoami", { headers: { authorization: `Bearer ${token}` } });

  expect((await world.registry.fetch(request)).status).toBe(403);
});
