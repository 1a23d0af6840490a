import { expect, test } from "vitest";

import { packagePath } from "./package-path.ts";

const forms = [
  ["/left-pad", "/left-pad"],
  ["/@acme%2fchat", "/@acme%2fchat"],
  ["/@acme%2Fchat", "/@acme%2fchat"],
  ["/@acme/chat", "/@acme%2fchat"],
  ["/%40acme%2Fchat", "/@acme%2fchat"],
  ["/@acme/chat/1.0.0", "/@acme%2fchat/1.0.0"],
  ["/@acme%2fchat/latest", "/@acme%2fchat/latest"],
  ["/@acme/chat/-/chat-1.0.0.tgz", "/@acme%2fchat/-/chat-1.0.0.tgz"],
  ["/@acme%2fchat/-/chat-1.0.0.tgz", "/@acme%2fchat/-/chat-1.0.0.tgz"],
  ["/-/package/@acme/chat/dist-tags/beta", "/-/package/@acme%2fchat/dist-tags/beta"],
  ["/-/package/@acme%2Fchat/dist-tags", "/-/package/@acme%2fchat/dist-tags"],
  ["/left-pad/-/left-pad-1.0.0.tgz", "/left-pad/-/left-pad-1.0.0.tgz"],
  ["//left-pad/", "/left-pad"],
  ["/", "/"],
  ["/-/ping", "/-/ping"],
] as const;

test.each(forms)("[URL1] `%s` is served as `%s`", (path, served) => {
  expect(packagePath(path, "")).toBe(served);
});

const belowPath = [
  ["/npm/@acme/chat", "/@acme%2fchat"],
  ["/npm", "/"],
  ["/npm/", "/"],
  ["/@acme/chat", "/@acme%2fchat"],
  ["/npmlog", "/npmlog"],
] as const;

test.each(belowPath)("[URL2] below the public URL `/npm`, `%s` is served as `%s`", (path, served) => {
  expect(packagePath(path, "/npm")).toBe(served);
});
