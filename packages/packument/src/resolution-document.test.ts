import { expect, test } from "vitest";

import { type AbbreviatedPackument, readResolutionDocument, renderResolutionDocument } from "./index.ts";

const integrity = `sha512-${"A".repeat(86)}==`;
const relations = { dependencies: { "left-pad": "^1.0.0" }, engines: { node: ">=18" }, larder: { requires: {} } };

function packumentWith(versions: object, notes: object = {}): AbbreviatedPackument {
  const document = { name: "chat", modified: "2026-01-02T00:00:00.000Z", "dist-tags": { latest: "1.0.0" }, versions };
  return { ...document, ...notes } as unknown as AbbreviatedPackument;
}

function aVersion(version: string, fields: object = {}, dist: object = {}): object {
  const tarball = `{larder:base-url}/chat/-/chat-${version}.tgz`;
  return { name: "chat", version, ...relations, ...fields, dist: { tarball, integrity, ...dist } };
}

function journey(packument: AbbreviatedPackument): AbbreviatedPackument {
  return readResolutionDocument(renderResolutionDocument(packument), "https://packages.example");
}

test("everything that a resolver reads comes back, and nothing besides", () => {
  const unread = { devDependencies: { vitest: "5" }, funding: { url: "https://fund.example" }, directories: {} };
  const publisher = { name: "ada", email: "ada@example.com", trustedPublisher: { id: "ci" } };
  const signed = { shasum: "0".repeat(40), signatures: [{ keyid: "k", sig: "s" }], unpackedSize: 9, fileCount: 3 };
  const notes = { time: { created: "x", "1.0.0": "2026-01-01T00:00:00.000Z" }, larder: { hidden: {} } };
  const packument = packumentWith({ "1.0.0": aVersion("1.0.0", { ...unread, _npmUser: publisher }, signed) }, notes);

  expect(journey(packument)).toEqual({
    ...packument,
    time: { "1.0.0": "2026-01-01T00:00:00.000Z" },
    versions: {
      "1.0.0": {
        name: "chat",
        version: "1.0.0",
        ...relations,
        _npmUser: { trustedPublisher: true },
        dist: {
          tarball: "https://packages.example/chat/-/chat-1.0.0.tgz",
          integrity,
          signatures: [{ keyid: "k", sig: "s" }],
          unpackedSize: 9,
          fileCount: 3,
        },
      },
    },
  });
});

test("an archive with a name of its own keeps it", () => {
  const tarball = "{larder:base-url}/chat/-/other.tgz";

  const { versions } = journey(packumentWith({ "1.0.0": aVersion("1.0.0", {}, { tarball }) }));

  expect(versions["1.0.0"]?.dist.tarball).toBe("https://packages.example/chat/-/other.tgz");
});

test("what versions say alike is said once, and is one object in memory", () => {
  const packument = packumentWith({ "1.0.0": aVersion("1.0.0"), "1.1.0": aVersion("1.1.0") });

  expect(renderResolutionDocument(packument).match(/left-pad/g)).toHaveLength(1);
  const { versions } = journey(packument);
  expect(versions["1.1.0"]?.dependencies).toBe(versions["1.0.0"]?.dependencies);
});

test("versions that no client could install are left out", () => {
  const packument = packumentWith({
    "1.0.0": aVersion("1.0.0"),
    "1.1.0": { ...aVersion("1.1.0"), name: "other" },
    "not a version": aVersion("not a version"),
    "1.2.0": { name: "chat", version: "1.2.0" },
  });

  expect(Object.keys(journey(packument).versions)).toEqual(["1.0.0"]);
});

test("names such as `__proto__` are names", () => {
  const named = JSON.parse('{ "__proto__": "1.0.0" }') as object;

  const { versions } = journey(packumentWith({ "1.0.0": aVersion("1.0.0", { dependencies: named }) }));

  expect(Object.keys(versions["1.0.0"]?.dependencies ?? {})).toEqual(["__proto__"]);
});
