// SPEC.md §12, classes of vulnerabilities in archives. Rule ids in titles refer to it.
import { type Entry, archiveOf, tarOf } from "@larder/tarball/testing";
import { expect, test } from "vitest";
import { gzipSync } from "node:zlib";

import { aPackage, refusal, TestRegistry } from "../../testing/index.ts";

const packageJson: Entry = {
  name: "package/package.json",
  content: '{"name":"left-pad","version":"1.0.0","type":"module"}',
};

/** Publishes `archive` as left-pad, and returns how it was refused and what is left of it. */
async function publishArchive(archive: Uint8Array): Promise<{ refused: unknown; left: unknown[] }> {
  const { ada, world } = await TestRegistry.withUsers("ada");
  const refused = await refusal(await ada.publish(aPackage("left-pad").archive(archive)));
  return { refused, left: [(await ada.get("/left-pad")).status, await world.countBlobs()] };
}

const links: readonly Entry[] = [
  { name: "package/README.md", type: "symlink", linkname: "/etc/passwd" },
  { name: "package/README.md", type: "link", linkname: "/etc/passwd" },
  { name: "package/tool", type: "symlink", linkname: "../../tool" },
  { name: "package/pipe", type: "fifo" },
  { name: "package/disk", type: "block-device" },
];

test.each(links)("[S9] a $type in an archive is refused, so that nothing can be read through it", async (link) => {
  const { refused, left } = await publishArchive(await archiveOf([packageJson, link]));

  expect(refused).toMatchObject({ status: 422, code: "EBADARCHIVE", error: expect.stringContaining(link.name) });
  expect(left).toEqual([404, 0]);
});

/** Grows by a thousand when it is unpacked. */
async function bomb(): Promise<Uint8Array> {
  return archiveOf([packageJson, { name: "package/zeros", content: Buffer.alloc(64 * 1024 * 1024) }]);
}

/** Is gzip within gzip: what is inside is no tar. */
async function nestedBomb(): Promise<Uint8Array> {
  return gzipSync(gzipSync(await tarOf([packageJson])));
}

const rulesOfArchives: readonly { what: string; archive: () => Promise<Uint8Array> }[] = [
  { what: "that grows beyond reason", archive: bomb },
  { what: "in an archive", archive: nestedBomb },
  { what: "with the same file twice", archive: () => archiveOf([packageJson, packageJson]) },
  {
    what: "with names that differ by case only",
    archive: () => archiveOf([packageJson, { name: "package/a.js" }, { name: "package/A.js" }]),
  },
  { what: "that climbs out", archive: () => archiveOf([packageJson, { name: "package/../../evil.js" }]) },
  { what: "with an absolute path", archive: () => archiveOf([packageJson, { name: "/etc/cron.d/evil" }]) },
  { what: "with two roots", archive: () => archiveOf([packageJson, { name: "other/evil.js" }]) },
  {
    what: "that is deeper than a package can be",
    archive: () => archiveOf([packageJson, { name: `package/${"d/".repeat(100)}x.js` }]),
  },
  {
    what: "whose extended header lies about a size",
    archive: () => archiveOf([packageJson, { name: "package/x.js", pax: { size: "-1" }, content: "1" }]),
  },
];

test.each(rulesOfArchives)("[S10] an archive $what is refused, and nothing of it stays", async ({ archive }) => {
  const { refused, left } = await publishArchive(await archive());

  expect(refused).toMatchObject({ status: 422, code: "EBADARCHIVE" });
  expect(left).toEqual([404, 0]);
});
