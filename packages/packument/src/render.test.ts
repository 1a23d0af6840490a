import { parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, test } from "vitest";

import type { AbbreviatedPackument, Packument } from "./packument.ts";
import { type PackageRecord, renderPackument, renderUplinkPackument } from "./render.ts";

const name = parsePackageName("@acme/chat");
const version = parseVersion("1.0.0");
const manifest = {
  name,
  version,
  description: "Talk",
  scripts: { postinstall: "node setup.js", test: "vitest" },
  dependencies: { ms: "^2.0.0" },
  larder: { requires: { "@acme/metrics": "^1.0.0" }, permissions: [] },
  dist: { tarball: "{larder:base-url}/@acme/chat/-/chat-1.0.0.tgz" },
};
const record: PackageRecord = {
  name,
  revision: 3,
  created: "2026-01-01T00:00:00.000Z",
  modified: "2026-01-02T00:00:00.000Z",
  distTags: { latest: version },
  maintainers: [{ name: "ada", email: "ada@example.com" }],
  users: ["eve"],
  readme: "# Chat",
  versions: [{ version, published: "2026-01-02T00:00:00.000Z", manifest }],
};

test("the abbreviated document has the times of all versions, the relations and the computed install script", () => {
  const abbreviated = JSON.parse(renderPackument(record).abbreviated) as AbbreviatedPackument;

  expect(abbreviated).toEqual({
    name,
    modified: "2026-01-02T00:00:00.000Z",
    "dist-tags": { latest: "1.0.0" },
    versions: {
      "1.0.0": {
        name,
        version,
        dependencies: { ms: "^2.0.0" },
        dist: { tarball: "{larder:base-url}/@acme/chat/-/chat-1.0.0.tgz" },
        hasInstallScript: true,
        larder: { requires: { "@acme/metrics": "^1.0.0" } },
      },
    },
    time: {
      created: "2026-01-01T00:00:00.000Z",
      modified: "2026-01-02T00:00:00.000Z",
      "1.0.0": "2026-01-02T00:00:00.000Z",
    },
  });
});

test("the full document has a revision, the maintainers, the readme and the whole manifests", () => {
  const full = JSON.parse(renderPackument(record).full) as Packument;

  expect(full).toMatchObject({
    _id: name,
    _rev: "3-larder",
    description: "Talk",
    maintainers: [{ name: "ada", email: "ada@example.com" }],
    users: { eve: true },
    readme: "# Chat",
    versions: { "1.0.0": manifest },
  });
});

test("a document of an uplink keeps every field, and only its archives move to this registry", () => {
  const upstream = {
    _id: "esprima-fb",
    _rev: "1-abc",
    name: "esprima-fb",
    "dist-tags": { latest: "1.0.0" },
    time: { modified: "2020-01-01T00:00:00.000Z", "1.0.0": "2020-01-01T00:00:00.000Z" },
    custom: { kept: true },
    versions: {
      "1.0.0": {
        name: "esprima-fb",
        version: "1.0.0",
        _npmUser: { name: "bob", trustedPublisher: { id: "github" } },
        dist: {
          tarball: "https://uplink.example/esprima-fb/-/esprima-fb-1.0.0-odd.tgz",
          signatures: [{ keyid: "SHA256:x", sig: "y" }],
          attestations: { url: "https://uplink.example/-/npm/v1/attestations/esprima-fb@1.0.0" },
        },
      },
    },
  };

  const full: unknown = JSON.parse(renderUplinkPackument(upstream as unknown as Packument).full);

  const dist = {
    ...upstream.versions["1.0.0"].dist,
    tarball: "{larder:base-url}/esprima-fb/-/esprima-fb-1.0.0-odd.tgz",
  };
  expect(full).toEqual({ ...upstream, versions: { "1.0.0": { ...upstream.versions["1.0.0"], dist } } });
});
