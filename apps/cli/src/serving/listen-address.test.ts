import { expect, test } from "vitest";

import { isLoopback, parseListenAddress, urlOf } from "./listen-address.ts";

test.each([
  ["127.0.0.1:5273", "http://127.0.0.1:5273"],
  ["localhost:0", "http://localhost:0"],
  ["[::1]:80", "http://[::1]:80"],
  ["0.0.0.0:80", "http://127.0.0.1:80"],
  ["[::]:80", "http://[::1]:80"],
])("%s is reached at %s", (text, url) => {
  expect(urlOf(parseListenAddress(text))).toBe(url);
});

test.each(["", "5273", ":5273", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:http", "::1:80", "[nope]:80"])(
  "%j is refused as no address",
  (text) => {
    expect(() => parseListenAddress(text)).toThrow("is not an address to listen on");
  },
);

test("only addresses of this machine are loopback", () => {
  expect(["127.0.0.1", "127.8.8.8", "::1", "localhost"].map(isLoopback)).toEqual([true, true, true, true]);
  expect(["0.0.0.0", "::", "10.0.0.1", "127.example"].map(isLoopback)).toEqual([false, false, false, false]);
});
