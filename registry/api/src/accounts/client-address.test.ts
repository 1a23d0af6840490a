import { expect, test } from "vitest";

import { AddressRanges } from "../origins/address-ranges.ts";
import { findClientAddress, networkOf } from "./client-address.ts";

const trustedProxies = new AddressRanges(["10.0.0.0/8"]);

function behindProxy(forwardedFor: string | undefined): string | undefined {
  return findClientAddress({ peer: "::ffff:10.0.0.1", forwardedFor, trustedProxies });
}

test("[A9] [S28] whoever is no trusted proxy is the client, whatever they write", () => {
  const arrival = { peer: "192.0.2.9", forwardedFor: "203.0.113.7", trustedProxies };

  expect(findClientAddress(arrival)).toBe("192.0.2.9");
  expect(findClientAddress({ ...arrival, peer: "10.0.0.1", trustedProxies: new AddressRanges([]) })).toBe("10.0.0.1");
});

test("[A9] of what proxies wrote, only what trusted ones wrote counts", () => {
  expect(behindProxy("203.0.113.7")).toBe("203.0.113.7");
  expect(behindProxy("198.51.100.1, 203.0.113.7, 10.0.0.2")).toBe("203.0.113.7");
  expect(behindProxy(undefined)).toBe("10.0.0.1");
  expect(behindProxy("nonsense")).toBeUndefined();
});

test("a request without a socket comes from nowhere", () => {
  expect(findClientAddress({ peer: undefined, forwardedFor: "203.0.113.7", trustedProxies })).toBeUndefined();
});

test("an IPv6 network is a /64, however its addresses are written", () => {
  expect(networkOf("2001:db8:0:1::1")).toBe(networkOf("2001:0db8:0000:0001:ffff:ffff:ffff:ffff"));
  expect(networkOf("2001:db8::1")).not.toBe(networkOf("2001:db8:0:1::1"));
  expect(networkOf("::1")).toBe("0:0:0:0");
  expect(networkOf("192.0.2.1")).toBe("192.0.2.1");
});
