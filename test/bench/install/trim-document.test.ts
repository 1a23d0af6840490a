import { expect, test } from "vitest";

import { trimDocument } from "./trim-document.ts";

const archive = (version: string) => ({ dist: { tarball: `https://packages.example/x/-/x-${version}.tgz` } });

const document = {
  name: "x",
  readme: "long",
  "dist-tags": { latest: "2.0.0", old: "1.9.0" },
  versions: {
    "1.9.0": archive("1.9.0"),
    "1.10.0": archive("1.10.0"),
    "2.0.0-rc.1": archive("2.0.0-rc.1"),
    "2.0.0": archive("2.0.0"),
  },
  time: {
    created: "2026-01-01T00:00:00.000Z",
    "1.9.0": "2026-01-01T00:00:00.000Z",
    "1.10.0": "2026-02-01T00:00:00.000Z",
    "2.0.0-rc.1": "2026-03-01T00:00:00.000Z",
    "2.0.0": "2026-04-01T00:00:00.000Z",
  },
};

test("a recorded document has no later versions, and nothing that points at them", () => {
  const trimmed = trimDocument(document, "2026-03-15T00:00:00.000Z", "http://127.0.0.1:1");

  expect(trimmed).not.toHaveProperty("readme");
  expect(Object.keys(trimmed.versions)).toEqual(["1.9.0", "1.10.0", "2.0.0-rc.1"]);
  expect(trimmed["dist-tags"]).toEqual({ latest: "1.10.0", old: "1.9.0" });
  expect(Object.keys(trimmed.time)).toEqual(["created", "1.9.0", "1.10.0", "2.0.0-rc.1"]);
  expect(trimmed.versions["1.10.0"]?.dist.tarball).toBe("http://127.0.0.1:1/x/-/x-1.10.0.tgz");
});
