import { expect, test } from "vitest";

import { parseListenAddress, parseLoopbackAddress, urlOf } from "./listen-address.ts";

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

test.each(["127.0.0.1:80", "127.8.8.8:80", "[::1]:80", "localhost:80"])("a host may listen on %s", (text) => {
  expect(parseLoopbackAddress(text)).toEqual(parseListenAddress(text));
});

test.each(["0.0.0.0:80", "[::]:80", "10.0.0.1:80", "127.example:80"])(
  "a host that would listen on %s is refused, with the option",
  (text) => {
    expect(() => parseLoopbackAddress(text, "--host-listen")).toThrow(
      `\`--host-listen ${text}\` would let other machines in`,
    );
  },
);
