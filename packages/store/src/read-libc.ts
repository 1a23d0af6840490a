import { closeSync, openSync, readSync } from "node:fs";

/** The library that a program of Linux calls the system through. */
export type Libc = "glibc" | "musl";

/**
 * Returns the library that the program of this process was linked with, as its file says it; where that cannot be
 * read, as Node reports it.
 *
 * Node's report says it as well, but first interrupts each thread of the process and asks it about itself: while
 * threads start, that is a tenth of the time of a small install.
 */
export function readLibc(program: string = process.execPath): Libc {
  const loader = readLoader(program);
  if (loader === undefined) return readReportedLibc();
  return loader.includes("/ld-musl-") ? "musl" : "glibc";
}

/**
 * Returns the path of the loader that the ELF file at `program` names: `/lib64/ld-linux-x86-64.so.2`. `undefined`
 * for a file that is none, that needs no loader or cannot be read.
 */
function readLoader(program: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(program, "r");
    return findLoader(readerOf(descriptor));
  } catch {
    // Whoever may run a program need not be allowed to read it.
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Returns the bytes of a file from `offset`; fewer at its end. */
type Reader = (offset: number, length: number) => Buffer;

function readerOf(descriptor: number): Reader {
  return (offset, length) => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
  };
}

const magic = "\u007FELF";
const littleEndian = 1;
const wide = 2;
/** The kind of segment that holds the path of the loader. */
const ofLoader = 3;
const headerBytes = 64;
const pathBytesMax = 4096;

/** Where the two forms of the format have what: in the file's header, and in the one of each segment. */
const places = {
  wide: { segments: 0x20, segmentBytes: 0x36, segmentCount: 0x38, offset: 0x08, size: 0x20, numberBytes: 6 },
  narrow: { segments: 0x1c, segmentBytes: 0x2a, segmentCount: 0x2c, offset: 0x04, size: 0x10, numberBytes: 4 },
} as const;

function findLoader(read: Reader): string | undefined {
  const header = read(0, headerBytes);
  // The other order of bytes is of machines that are rare, and have glibc.
  if (header.toString("latin1", 0, 4) !== magic || header[5] !== littleEndian) return undefined;
  const at = header[4] === wide ? places.wide : places.narrow;
  const size = header.readUInt16LE(at.segmentBytes);
  const segments = read(header.readUIntLE(at.segments, at.numberBytes), size * header.readUInt16LE(at.segmentCount));
  for (let start = 0; start < segments.length; start += size) {
    if (segments.readUInt32LE(start) !== ofLoader) continue;
    const bytes = Math.min(segments.readUIntLE(start + at.size, at.numberBytes), pathBytesMax);
    return read(segments.readUIntLE(start + at.offset, at.numberBytes), bytes)
      .toString("utf8")
      .replace(/\0.*$/, "");
  }
  return undefined;
}

/**
 * Only glibc reports its version; without one it is musl.
 *
 * The report leaves the network out: it would look up the host name of each open connection, and wait
 * for seconds where no name server answers.
 */
function readReportedLibc(): Libc {
  const report: Report = process.report;
  const { excludeNetwork = false } = report;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
  report.excludeNetwork = excludeNetwork;
  return header?.glibcVersionRuntime === undefined ? "musl" : "glibc";
}

/** Node's types do not know the switch yet. */
type Report = typeof process.report & { excludeNetwork?: boolean };
