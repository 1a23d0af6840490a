import { gzipSync } from "node:zlib";

import { tarOf, withHeaderBytes } from "@larder/tarball/testing";
import fc from "fast-check";

const blockBytes = 512;

/** Where the fields of a tar header are (POSIX.1-1988 ustar), and what a hostile author may write there. */
const headerFields = {
  name: {
    at: 0,
    texts: ["../../escape\0", "/etc/passwd\0", "package/../x\0", "package\0", "\0", "C:\\x\0", "x".repeat(100)],
  },
  mode: { at: 100, texts: ["7777777\0", "-000001\0", "zzzzzzz\0"] },
  size: {
    at: 124,
    texts: ["77777777777\0", "00000000000\0", "-0000000001\0", "\x80\0\0\0\0\0\0\xff\xff\xff\xff\xff", "zzzzzzzzzzz\0"],
  },
  checksum: { at: 148, texts: ["0000000\0"] },
  type: { at: 156, texts: ["1", "2", "3", "4", "5", "6", "7", "x", "g", "L", "K", "S", "V", "\0", "9"] },
  link: { at: 157, texts: ["/etc/passwd\0", "../../../escape\0", "package/package.json\0"] },
  magic: { at: 257, texts: ["ustar  \0", "\0\0\0\0\0\0", "nonsense"] },
  prefix: { at: 345, texts: ["../../..\0", "/\0", "x".repeat(155)] },
} as const;

/** Something that is wrong with an archive. */
export type ArchiveSpoil =
  | { readonly kind: "header"; readonly entry: number; readonly at: number; readonly text: string }
  | { readonly kind: "flip"; readonly at: number; readonly byte: number }
  | { readonly kind: "cut"; readonly at: number }
  | { readonly kind: "repeat"; readonly entry: number }
  | { readonly kind: "cut gzip"; readonly at: number };

const entry = fc.nat(3);
const at = fc.nat(10_000);

export const archiveSpoil: fc.Arbitrary<ArchiveSpoil> = fc.oneof(
  ...Object.values(headerFields).map(({ at: offset, texts }) =>
    fc.record({ kind: fc.constant("header"), entry, at: fc.constant(offset), text: fc.constantFrom(...texts) }),
  ),
  fc.record({ kind: fc.constant("flip"), at, byte: fc.nat(255) }),
  fc.record({ kind: fc.constant("cut"), at }),
  fc.record({ kind: fc.constant("repeat"), entry }),
  fc.record({ kind: fc.constant("cut gzip"), at }),
);

/** Returns the archive of a package with all of `spoils` done to it. */
export async function spoiledArchive(packageJson: object, spoils: readonly ArchiveSpoil[]): Promise<Uint8Array> {
  const entries = [
    { name: "package/package.json", content: JSON.stringify(packageJson) },
    { name: "package/index.js", content: "export default 1;\n" },
    { name: "package/domains/text/domain.yaml", content: "name: text\nversion: 1.0.0\n" },
    { name: "package/README.md", content: "# Read me\n" },
  ];
  let tar = await tarOf(entries);
  for (const spoil of spoils) tar = spoilTar(tar, spoil);
  const archive = gzipSync(tar);
  const cut = spoils.find((spoil) => spoil.kind === "cut gzip");
  return cut === undefined ? archive : archive.subarray(0, cut.at % archive.length);
}

function spoilTar(tar: Buffer, spoil: ArchiveSpoil): Buffer {
  switch (spoil.kind) {
    case "header":
      return withHeaderBytes(tar, headerStart(tar, spoil.entry), spoil.at, spoil.text);
    case "flip": {
      const spoiled = Buffer.from(tar);
      if (tar.length > 0) spoiled[spoil.at % tar.length] = spoil.byte;
      return spoiled;
    }
    case "cut":
      return tar.subarray(0, Math.max(blockBytes, spoil.at % (tar.length + 1)));
    case "repeat": {
      const start = headerStart(tar, spoil.entry);
      return Buffer.concat([tar.subarray(start, start + 2 * blockBytes), tar]);
    }
    case "cut gzip":
      return tar;
  }
}

/** Each entry is a header and one block. */
function headerStart(tar: Buffer, index: number): number {
  return Math.min(index * 2 * blockBytes, Math.max(0, tar.length - 2 * blockBytes));
}
