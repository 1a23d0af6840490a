// SPEC.md §6, origins and uplinks. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { isPrivateAddress } from "./private-addresses.ts";

test.each([
  "127.0.0.1",
  "127.255.255.254",
  "0.0.0.0",
  "10.1.2.3",
  "169.254.169.254",
  "172.31.0.1",
  "192.168.1.1",
  "100.64.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::ffff:169.254.169.254",
  "::127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b:1::7f00:1",
  "2002:7f00:1::",
  "2001:0:7f00:1::",
  "fd00::1",
  "fe80::1",
  "fec0::1",
  "not an address",
])("[O7] %s leads inside a network", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each(["1.1.1.1", "172.32.0.1", "100.128.0.1", "::ffff:1.1.1.1", "2606:4700::1111", "2001:4860:4860::8888"])(
  "[O7] %s leads to the web",
  (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  },
);
