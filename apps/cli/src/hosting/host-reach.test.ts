import { expect, test } from "vitest";

import { parseListenAddress } from "../serving/listen-address.ts";
import { assertReach, hostNamesOf } from "./host-reach.ts";

test("[T56] production always asks who somebody is", async () => {
  const listen = parseListenAddress("127.0.0.1:5274");
  const reach = { directory: "/nowhere", listen, withoutAccounts: true, nodeEnvironment: "production" };

  await expect(assertReach(reach)).rejects.toThrow("`NODE_ENV` says production");
  await expect(assertReach({ ...reach, nodeEnvironment: undefined })).resolves.toBeUndefined();
});

test("a host answers to the address that it listens on, and to the name of its URL", () => {
  expect(hostNamesOf(parseListenAddress("192.0.2.7:5274"), "https://chat.example/")).toEqual([
    "192.0.2.7",
    "chat.example",
  ]);
  expect(hostNamesOf(parseListenAddress("0.0.0.0:5274"), undefined)).toContain("127.0.0.1");
});
