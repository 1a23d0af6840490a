import { expect, test } from "vitest";

import type { PackageOnDisk } from "../testing/host-on-disk.ts";
import { startLaidHost } from "../testing/running-hosts.ts";

function contributing(name: string, functions: { readonly [fn: string]: string }): PackageOnDisk {
  const files = Object.entries(functions).map(([fn, code]) => [`domains/words/functions/${fn}.js`, code]);
  return { name, mode: "trusted", files: Object.fromEntries(files) };
}

function registering(name: string, body: string): PackageOnDisk {
  return { name, mode: "trusted", files: { "package.js": `export function register(context) { ${body} }` } };
}

test("[U10] [H6] [H8] [H11] several packages contribute functions to one domain, and one package to several", async () => {
  const first = contributing("@home/first", { count: "export default ({ text }) => text.length;" });
  const second: PackageOnDisk = {
    ...contributing("@home/second", {
      count: "export default () => -1;",
      shout: "export default ({ text }) => text.toUpperCase();",
    }),
  };
  const more = { ...second.files, "domains/numbers/functions/one.js": "export default () => 1;" };
  await using host = await startLaidHost([first, { ...second, files: more }]);

  expect(await host.call("words.shout", { text: "a" })).toBe("A");
  expect(await host.call("numbers.one", {})).toBe(1);
  expect(await host.call("@home/first/words.count", { text: "abc" })).toBe(3);
  expect(await host.call("@home/second/words.count", { text: "abc" })).toBe(-1);
  await expect(host.call("words.count", { text: "abc" })).rejects.toThrow(
    /`@home\/first\/words\.count`.*`@home\/second\/words\.count`/,
  );
});

test("[U10] [H3] [H4] [H5] a package that registers itself is asked to once; one that fails to is named, and the others go on", async () => {
  await using host = await startLaidHost([
    registering("@home/broken", 'throw new Error("no dictionary");'),
    registering("@home/whole", 'context.log.info("registered"); return true;'),
  ]);
  const { packages, log } = host.status();

  expect(packages.map(({ name, version, actual, reason }) => ({ name, version, actual, reason }))).toEqual([
    {
      name: "@home/broken",
      version: "1.0.0",
      actual: "failed",
      reason: "`broken` of `@home/broken` failed in setup: no dictionary",
    },
    { name: "@home/whole", version: "1.0.0", actual: "started", reason: undefined },
  ]);
  expect(log.filter(({ message }) => message === "registered")).toHaveLength(1);
});
