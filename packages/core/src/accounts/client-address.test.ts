// SPEC.md §10, accounts. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { clientAddress } from "./client-address.ts";

const proxies = ["10.0.0.0/8", "::1"];

test.each([
  ["203.0.113.9", null, "203.0.113.9"],
  ["203.0.113.9", "198.51.100.1", "203.0.113.9"],
  ["10.0.0.1", null, "10.0.0.1"],
  ["10.0.0.1", "198.51.100.1", "198.51.100.1"],
  ["::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"],
  ["::1", "made-up, 198.51.100.1, 10.2.3.4", "198.51.100.1"],
  ["10.0.0.1", "127.0.0.1, 198.51.100.1", "198.51.100.1"],
  ["10.0.0.1", "made up", "unknown"],
  ["10.0.0.1", "127.0.0.1, made up", "unknown"],
  [undefined, "198.51.100.1", undefined],
])("[C2] who came by %s with %j came from %s", (peer, forwardedFor, expected) => {
  expect(clientAddress({ peer, forwardedFor, proxies })).toBe(expected);
});

test("[C2] without proxies nobody is believed about where a request comes from", () => {
  expect(clientAddress({ peer: "127.0.0.1", forwardedFor: "10.0.0.1", proxies: [] })).toBe("127.0.0.1");
});
