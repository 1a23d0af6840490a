// SPEC.md, signatures. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { createLockfile, type Lockfile, type RegistryKey } from "./lockfile.ts";
import { LockfileError } from "./lockfile-error.ts";
import { type LockMerge, mergeLockfiles } from "./merge/merge-lockfiles.ts";
import { parseLockfile } from "./parse-lockfile.ts";
import { printLockfile } from "./print-lockfile.ts";
import { aLockfile, aPackage } from "./testing/a-lockfile.ts";

const one: RegistryKey = { registry: "home", keyid: "SHA256:one", key: "MFkw" };
const two: RegistryKey = { ...one, keyid: "SHA256:two", expires: "2026-01-01T00:00:00.000Z" };
const signatures = [
  { keyid: "SHA256:one", sig: "MEUCIQ==" },
  { keyid: "SHA256:two", sig: "MEQCIA==" },
];

function signedLock(keys: readonly RegistryKey[]): Lockfile {
  const nodes = [aPackage("view", "3.0.0", { signatures })];
  const wants = [{ alias: "view", wanted: "^3", to: "view@3.0.0" }];
  const { resolution } = aLockfile;
  const lock = createLockfile({ ...resolution, overrides: {}, shared: [], capabilities: [], wants, nodes });
  return { ...lock, ...(keys.length > 0 && { keys }) };
}

const text = printLockfile(signedLock([one, two]));

function refusalOf(broken: string): string {
  try {
    parseLockfile(broken);
  } catch (error) {
    if (error instanceof LockfileError) return `line ${error.line} ${error.reason}`;
    throw error;
  }
  return "It was read";
}

test("[LK15] the signatures of a package stand in its line, and the keys of its registry in lines of their own", () => {
  expect(text.split("\n").slice(3)).toEqual([
    'key "home" "SHA256:one" {"key":"MFkw"}',
    'key "home" "SHA256:two" {"expires":"2026-01-01T00:00:00.000Z","key":"MFkw"}',
    'want "view" "^3" -> view@3.0.0',
    `package view@3.0.0 {"integrity":"sha512-${"A".repeat(86)}==","kind":"library","registry":"home","signatures":[["SHA256:one","MEUCIQ=="],["SHA256:two","MEQCIA=="]]}`,
    "",
  ]);
  expect(parseLockfile(text)).toEqual(signedLock([one, two]));
});

test("[LK15] what cannot be a key or a signature is refused by its line", () => {
  expect([
    refusalOf(text.replace('{"key":"MFkw"}', '{"key":"not base64!"}')),
    refusalOf(text.replace('{"key":"MFkw"}', '{"key":"MFkw","more":1}')),
    refusalOf(text.replace('{"key":"MFkw"}', "{}")),
    refusalOf(text.replace("2026-01-01T00:00:00.000Z", "soon")),
    refusalOf(text.replace("SHA256:two", "SHA256:aaa")),
    refusalOf(text.replace('"MEUCIQ=="', '"<b>"')),
    refusalOf(text.replace('["SHA256:one","MEUCIQ=="]', '["SHA256:one"]')),
    refusalOf(text.replace(/"signatures":.*\]\]/, '"signatures":[]')),
    refusalOf(text.replace(/"signatures":.*\]\]/, '"signatures":{"0":1}')),
  ]).toEqual([
    'line 4 should read `key "<registry>" "<keyid>" {"key":"…"}`',
    "line 4 is not written as `larder lock` writes it: it was edited by hand",
    'line 4 should read `key "<registry>" "<keyid>" {"key":"…"}`',
    'line 5 should read `key "<registry>" "<keyid>" {"key":"…"}`',
    "line 5 names `home SHA256:aaa` out of order",
    "line 7 gives `view@3.0.0` a signature that cannot be one",
    "line 7 gives `view@3.0.0` a signature that cannot be one",
    "line 7 gives `view@3.0.0` a signature that cannot be one",
    "line 7 gives `view@3.0.0` a signature that cannot be one",
  ]);
});

test("[LK5] [LK15] a lock of the revision before has neither, and prints to its own bytes", () => {
  const older = printLockfile({ ...signedLock([]), revision: 0 }).replace(/,"signatures":.*\]\]/, "");
  expect(printLockfile(parseLockfile(older))).toBe(older);
});

type Keys = readonly RegistryKey[];

function merge(ours: Keys, theirs: Keys, base: Keys = []): LockMerge {
  return mergeLockfiles({ base: signedLock(base), ours: signedLock(ours), theirs: signedLock(theirs) });
}

test("[LK16] a merge has the keys that both sides agreed to, and names one that they have otherwise", () => {
  const other = { ...one, key: "MFkx" };
  expect(merge([one], [two]).lock.keys).toEqual([one, two]);
  expect(merge([], [one, two], [one]).lock.keys).toEqual([two]);
  expect(merge([one], [other]).conflicts).toEqual([{ about: "key", name: "home SHA256:one" }]);
  expect(merge([one], [other]).lock).toEqual(merge([other], [one]).lock);
  expect(merge([one], [{ ...one, expires: "2026-01-01T00:00:00.000Z" }])).toMatchObject({
    lock: { keys: [{ expires: "2026-01-01T00:00:00.000Z" }] },
    conflicts: [{ about: "key", name: "home SHA256:one" }],
  });
});
