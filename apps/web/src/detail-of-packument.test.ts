import { parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, test } from "vitest";

import { detailOfPackument } from "./detail-of-packument.ts";

const name = parsePackageName("left-pad");
const version = parseVersion("1.0.0");
const dist = { tarball: "https://uplink.example/left-pad.tgz" };

test("a packument that says only what npm needs is enough for a page", () => {
  const detail = detailOfPackument({
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { name, version, dist } },
  });

  expect(detail).toMatchObject({ name, version, modified: "", maintainers: [], license: null, dependencies: {} });
  expect(detail?.versions).toEqual([
    { version, published: "", publishedBy: "", deprecated: null, size: 0, unpackedSize: 0 },
  ]);
});

test("a packument without versions has no page", () => {
  const empty = { name, "dist-tags": {}, versions: {} };

  expect(detailOfPackument(empty)).toBeUndefined();
});
