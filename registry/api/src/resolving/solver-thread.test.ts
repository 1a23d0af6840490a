// SPEC.md §7, Larder's own API. Rule ids in titles refer to it.
import { type AbbreviatedPackument, renderResolutionDocument } from "@larder/packument";
import type { ResolveRequestBody } from "@larder/registry-client";
import { expect, onTestFinished, test } from "vitest";

import { hashOf, ServedDocument } from "../packuments/served-document.ts";
import type { FindDocument } from "./asked-documents.ts";
import { type SolverLimits, SolverThread } from "./solver-thread.ts";

const publicUrl = "https://packages.example";
const integrity = `sha512-${Buffer.alloc(64).toString("base64")}`;

/** A package in `count` versions, each of which depends on what `dependencies` says. */
function aDocument(name: string, count: number, dependencies: (minor: number) => object): ServedDocument {
  const versions = Array.from({ length: count }, (_, minor) => {
    const version = `1.${minor}.0`;
    const dist = { tarball: `${publicUrl}/${name}/-/${name}-${version}.tgz`, integrity };
    return [version, { name, version, dependencies: dependencies(minor), dist }] as const;
  });
  const latest = versions.at(-1)?.[0];
  const packument = { name, "dist-tags": { latest }, versions: Object.fromEntries(versions) };
  const text = renderResolutionDocument(packument as unknown as AbbreviatedPackument);
  return new ServedDocument({ form: "resolution", text, hash: hashOf(text), modifiedAt: new Date(0) }, publicUrl);
}

function wanting(wants: { readonly [name: string]: string }): ResolveRequestBody {
  return { registry: "home", coreVersion: "1.0.0", wants };
}

function openThread(limits?: Partial<SolverLimits>): SolverThread {
  const thread = new SolverThread({ publicUrl, documentBytesMax: 1024 * 1024 }, limits);
  onTestFinished(() => thread.close());
  return thread;
}

const findSmall: FindDocument = (name) => Promise.resolve(aDocument(name, 1, () => ({})));

const failing: FindDocument = (name) =>
  name === "down"
    ? Promise.reject(new Error("down is down"))
    : Promise.resolve(aDocument(name, 1, () => ({ down: "*" })));

/** A chain without an end: each package depends on the next one. */
const findEndless: FindDocument = (name) =>
  Promise.resolve(aDocument(name, 1, () => ({ [`p${Number(name.slice(1)) + 1}`]: "*" })));

test("[L19] a question that takes too long is refused, and what was asked beside it is answered all the same", async () => {
  const thread = openThread({ workMsMax: 1500 });
  const large = aDocument("large", 60_000, (minor) => ({ [`other-${minor}`]: `^${minor}.0.0` }));
  const { promise: waiting, resolve: release } = Promise.withResolvers<void>();
  const beside = thread.solve({
    body: wanting({ small: "*" }),
    find: async (name) => {
      await waiting;
      return findSmall(name);
    },
  });

  const findLarge: FindDocument = (name) =>
    Promise.resolve(name.startsWith("large") ? renamed(large, name) : undefined);
  const wants = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`large${index}`, "^0.0.1"]));
  const hard = thread.solve({ body: wanting(wants), find: findLarge });

  await expect(hard).rejects.toMatchObject({ code: "EVALIDATION", message: expect.stringContaining("1.5 seconds") });
  release();
  expect((await beside).answer).toMatchObject({ outcome: "solved" });
});

test("[L19] a question that takes more memory than there is is refused, and the next one is answered", async () => {
  const thread = openThread({ heapMegabytes: 24 });
  const large = aDocument("large", 60_000, (minor) => ({ [`other-${minor}`]: `^${minor}.0.0` }));

  const asked = thread.solve({ body: wanting({ large: "*" }), find: () => Promise.resolve(large) });

  await expect(asked).rejects.toMatchObject({
    code: "EVALIDATION",
    message: expect.stringContaining("24 MB of memory"),
    hint: expect.stringContaining("on your own machine"),
  });
});

test("[L19] a question that leads to too many packages is refused", { tags: ["slow"] }, async () => {
  const thread = openThread();

  const asked = thread.solve({ body: wanting({ p0: "*" }), find: findEndless });

  await expect(asked).rejects.toMatchObject({
    code: "EVALIDATION",
    message: expect.stringContaining("20000 packages"),
  });
});

test("[L19] whoever went away is not worked for any more", async () => {
  const thread = openThread();
  const gone = new AbortController();
  let asked = 0;
  const find: FindDocument = (name) => {
    asked += 1;
    if (asked === 3) gone.abort(new Error("The client went away"));
    return findEndless(name);
  };

  await expect(thread.solve({ body: wanting({ p0: "*" }), find, signal: gone.signal })).rejects.toThrow("went away");
  await thread.solve({ body: wanting({ small: "*" }), find: findSmall });

  expect(asked).toBe(3);
});

test("what is not answered when the registry ends is rejected", async () => {
  const thread = openThread();
  const asked = thread.solve({ body: wanting({ small: "*" }), find: () => new Promise(() => undefined) });

  await Promise.all([expect(asked).rejects.toMatchObject({ code: "EUNAVAILABLE" }), thread.close()]);
});

test("what cannot be had fails a question only when it is needed", async () => {
  const thread = openThread();
  await expect(thread.solve({ body: wanting({ up: "*" }), find: failing })).rejects.toThrow("down is down");
  const overridden = { ...wanting({ up: "*" }), overrides: { down: "npm:small@*" } };
  const find: FindDocument = (name) => (name === "small" ? findSmall(name) : failing(name));
  expect((await thread.solve({ body: overridden, find })).answer).toMatchObject({ outcome: "solved" });
});

function renamed(document: ServedDocument, name: string): ServedDocument {
  const text = new TextDecoder().decode(document.bytes).replace('"name":"large"', `"name":"${name}"`);
  return new ServedDocument({ form: "resolution", text, hash: hashOf(text), modifiedAt: new Date(0) }, publicUrl);
}
