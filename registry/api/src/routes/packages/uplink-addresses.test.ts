// SPEC.md §6, where an uplink may lead. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { defaultConfiguration, parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, FakeUplink, refusal, TestRegistry } from "../../testing/index.ts";

test.each(["2130706433", "0177.0.0.1", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "localhost", "127.0.0.1."])(
  "[O7] [S6] an archive at %s, which is this machine in other letters, is not fetched",
  async (host) => {
    const uplink = await FakeUplink.start();
    const world = await TestRegistry.open({ configuration: defaultConfiguration({ uplink: uplink.url }) });
    await uplink.serve(aPackage("ms"), {}, { tarball: `http://${host}:8099/ms.tgz` });

    const { status, error } = await refusal(await world.anonymous.get("/ms/-/ms.tgz"));
    expect([status, error]).toEqual([502, expect.stringMatching(/which (?:is|has) a private address/)]);
  },
);

test("[O7] a private host is declared for one port, or for all", async () => {
  const [uplink, elsewhere] = [await FakeUplink.start(), await FakeUplink.start()];
  const pkg = aPackage("ms");
  await uplink.serve(pkg, {}, { tarball: `${elsewhere.url}ms.tgz` });
  elsewhere.answer("/ms.tgz", { body: await pkg.tarball() });
  const statusWith = async (privateHost: string): Promise<number> => {
    const uplinks = { npm: { url: uplink.url, privateHosts: [privateHost] } };
    const yaml = JSON.stringify({ uplinks, rules: [{ packages: "**", origin: "npm" }] });
    const world = await TestRegistry.open({ configuration: parseRegistryConfiguration(yaml, "registry.yaml") });
    return (await world.anonymous.get("/ms/-/ms.tgz")).status;
  };

  expect(await statusWith("127.0.0.1:1")).toBe(502);
  expect(await statusWith(new URL(elsewhere.url).host)).toBe(200);
  expect(await statusWith("127.0.0.1")).toBe(200);
});
