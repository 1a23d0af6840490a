import { expect, test } from "vitest";

import { AddressRanges, isAddressRange, plainAddress } from "./address-ranges.ts";

test.each(["10.0.0.0/8", "192.0.2.1", "::1", "2001:db8::/32", "0.0.0.0/0"])("`%s` is a range", (text) => {
  expect(isAddressRange(text)).toBe(true);
});

test.each(["", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.0/8/8", "10.0.0.0/", "fe80::1%eth0", "all"])(
  "`%s` is no range",
  (text) => expect(isAddressRange(text)).toBe(false),
);

test("an address is in a range of its own family, however it arrives", () => {
  expect(new AddressRanges(["10.0.0.0/8"]).covers("10.1.2.3")).toBe(true);
  expect(new AddressRanges(["10.0.0.0/8"]).covers("::ffff:10.1.2.3")).toBe(true);
  expect(new AddressRanges(["192.0.2.0/24", "10.0.0.0/8"]).covers("11.0.0.1")).toBe(false);
  expect(new AddressRanges(["2001:db8::/32"]).covers("2001:db8::1")).toBe(true);
  expect(new AddressRanges(["0.0.0.0/0"]).covers("2001:db8::1")).toBe(false);
});

test("what is no address is in no range", () => {
  expect(new AddressRanges(["0.0.0.0/0", "::/0"]).covers("10.0.0.1, 10.0.0.2")).toBe(false);
  expect(plainAddress("fe80::1%eth0")).toBe("fe80::1");
});
