/*
 * A module of WebAssembly is a list of sections: a letter, a length, and so many bytes. One of them lists what the module
 * exports; the others say nothing of it. https://webassembly.github.io/spec/core/binary/modules.html
 */

const headerBytes = 8;
const exportSection = 7;

/** Where in the bytes something begins, and where what comes after it does. */
type Span = { readonly from: number; readonly to: number };

/**
 * Returns the module in `bytes` with only those of its exports whose names are in `names`.
 *
 * Every instance has an object for each export: of an engine that exports hundreds for whoever extends it, those take
 * more memory than its own heap.
 */
export function keepExports(bytes: Uint8Array, names: ReadonlySet<string>): Uint8Array<ArrayBuffer> {
  const pieces = [bytes.subarray(0, headerBytes)];
  for (let at = headerBytes; at < bytes.length;) {
    const { value: size, to: from } = readNumber(bytes, at + 1);
    const to = from + size;
    if (bytes[at] === exportSection) pieces.push(...writeExports(keptIn(bytes, from, names)));
    else pieces.push(bytes.subarray(at, to));
    at = to;
  }
  return Buffer.concat(pieces);
}

/** Returns the exports that are kept, as the bytes that stand for each. */
function keptIn(bytes: Uint8Array, from: number, names: ReadonlySet<string>): readonly Uint8Array[] {
  const { value: count, to: first } = readNumber(bytes, from);
  const kept: Uint8Array[] = [];
  let at = first;
  for (let index = 0; index < count; index++) {
    const name = readName(bytes, at);
    // A byte for its kind, and the number of what is exported.
    const { to } = readNumber(bytes, name.to + 1);
    if (names.has(Buffer.from(bytes.subarray(name.from, name.to)).toString())) kept.push(bytes.subarray(at, to));
    at = to;
  }
  return kept;
}

function writeExports(exports: readonly Uint8Array[]): readonly Uint8Array[] {
  const content = Buffer.concat([writeNumber(exports.length), ...exports]);
  return [Uint8Array.of(exportSection), writeNumber(content.length), content];
}

function readName(bytes: Uint8Array, at: number): Span {
  const { value: length, to: from } = readNumber(bytes, at);
  return { from, to: from + length };
}

/** A number stands in groups of seven bits, the lowest first; all but the last have the eighth bit set. */
function readNumber(bytes: Uint8Array, at: number): { readonly value: number; readonly to: number } {
  let value = 0;
  for (let [to, factor] = [at, 1]; ; factor *= 128) {
    const byte = bytes[to];
    if (byte === undefined) throw new TypeError("A module ends in the middle of a number");
    to += 1;
    value += (byte % 128) * factor;
    if (byte < 128) return { value, to };
  }
}

function writeNumber(value: number): Uint8Array {
  const groups: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) groups.push((rest % 128) + 128);
  return Uint8Array.of(...groups, rest);
}
