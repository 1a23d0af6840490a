import { expect, test } from "vitest";

import { parseListenAddress } from "../serving/listen-address.ts";
import { assertReach, hostNamesOf } from "./host-reach.ts";

test("[T56] production always asks who somebody is", async () => {
  const listen = parseListenAddress("127.0.0.1:5274");
  const reach = { directory: "/nowhere", listen, withoutAccounts: true, nodeEnvironment: "production" };

  await expect(assertReach(reach)).rejects.toThrow("`NODE_ENV` says production");
  await expect(assertReach({ ...reach, nodeEnvironment: undefined })).resolves.toBeUndefined();
});

test.each(["https://chat.example", "http://192.0.2.7", "https://[2001:db8::1]/"])(
  "a proxy at %s lets other machines in, so that a host without accounts does not stand behind it",
  async (publicUrl) => {
    const listen = parseListenAddress("127.0.0.1:5274");
    const reach = { directory: "/nowhere", listen, publicUrl, withoutAccounts: false, nodeEnvironment: undefined };

    await expect(assertReach(reach)).rejects.toThrow("would let other machines in, and this host has no accounts yet");
    await expect(assertReach({ ...reach, withoutAccounts: true })).rejects.toThrow("asks nobody who they are");
  },
);

test.each([undefined, "http://localhost:8080", "http://127.0.0.1/", "http://[::1]:80"])(
  "a host that only its own machine reaches, at %s, needs no accounts",
  async (publicUrl) => {
    const listen = parseListenAddress("[::1]:5274");
    const reach = { directory: "/nowhere", listen, publicUrl, withoutAccounts: false, nodeEnvironment: undefined };

    await expect(assertReach(reach)).resolves.toBeUndefined();
  },
);

test("a host answers to the address that it listens on, and to the name of its URL", () => {
  expect(hostNamesOf(parseListenAddress("192.0.2.7:5274"), "https://chat.example/")).toEqual([
    "192.0.2.7",
    "chat.example",
  ]);
  expect(hostNamesOf(parseListenAddress("0.0.0.0:5274"), undefined)).toContain("127.0.0.1");
});
