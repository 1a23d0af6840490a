/*
 * How values cross between a host and a sandbox: as JSON, so that neither side ever reads the other's
 * memory. What JSON lacks is written as `{"$": [kind, …]}`, and so is an object that has a `$` of its own.
 *
 * This file runs on both sides and uses nothing of either.
 */

/** Tells the other side's references from one's own, both ways. */
export type RefCodec = {
  /** Returns what crosses instead of `value`: itself, where nothing has to. */
  replace(value: object): object;
  /** Returns what stands for `value` on the other side; `undefined` where it can only cross as data. `holder` is the object that it is a member of. */
  export(value: object, holder: object | undefined): readonly [kind: string, ...rest: unknown[]] | undefined;
  /** Returns what `[kind, …]` of the other side stands for. */
  import(kind: string, rest: readonly unknown[]): unknown;
  /** Returns what an error of the other side is here: itself, unless it came from here in the first place. */
  revive(error: Error): unknown;
};

/** Deeper nesting is refused: what walks it would run out of stack. */
const depthMax = 500;

const digitsMax = 10_000;

/** What an error carries besides its own. */
const errorFacts = ["code", "details", "status", "trace"] as const;

/** Returns `value` as JSON text. Throws a TypeError for what cannot cross. */
export function encodeWire(value: unknown, refs: RefCodec): string {
  return JSON.stringify(encodeValue(value, refs, 0));
}

/** Returns the value of what was parsed from JSON text. Throws a TypeError when it is not what {@link encodeWire} writes. */
export function decodeWire(tree: unknown, refs: RefCodec): unknown {
  return decodeValue(tree, refs, 0);
}

function encodeValue(value: unknown, refs: RefCodec, depth: number, holder?: object): unknown {
  if (depth > depthMax) throw new TypeError(`A value that is nested deeper than ${depthMax} levels cannot cross`);
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "object" || typeof value === "function") {
    return encodeObject(value, refs, depth + 1, holder);
  }
  if (typeof value === "number" && Number.isFinite(value) && !Object.is(value, -0)) return value;
  return { $: encodeScalar(value) };
}

function encodeScalar(value: unknown): readonly unknown[] {
  if (typeof value === "number") return ["number", Object.is(value, -0) ? "-0" : String(value)];
  if (typeof value === "bigint") return ["bigint", String(value)];
  if (value === undefined) return ["undefined"];
  throw new TypeError("A symbol cannot cross");
}

function encodeObject(original: object, refs: RefCodec, depth: number, holder: object | undefined): unknown {
  const value = refs.replace(original);
  const exported = refs.export(value, holder);
  if (exported !== undefined) return { $: exported };
  if (Object.getPrototypeOf(value) === Object.prototype) return encodeRecord(value, refs, depth);
  if (Array.isArray(value)) return encodeList(value, refs, depth);
  if (typeof value === "function") throw new TypeError("A function cannot cross here");
  const special = encodeSpecial(value, refs, depth);
  return special === undefined ? encodeRecord(value, refs, depth) : { $: special };
}

/** Returns how data of a kind that JSON lacks crosses; undefined for every other object. */
function encodeSpecial(value: object, refs: RefCodec, depth: number): readonly unknown[] | undefined {
  if (value instanceof Date) return ["date", value.getTime()];
  if (value instanceof Uint8Array) return ["bytes", value.toBase64()];
  if (value instanceof ArrayBuffer) return ["buffer", new Uint8Array(value).toBase64()];
  if (value instanceof Map) return ["map", [...value].map((pair) => encodeList(pair, refs, depth))];
  if (value instanceof Set) return ["set", encodeList([...value], refs, depth)];
  if (value instanceof Error) return ["error", encodeError(value, refs, depth)];
  return undefined;
}

/** Most of what crosses is JSON already: it is copied only from where it is not. */
function encodeList(list: readonly unknown[], refs: RefCodec, depth: number): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index];
    const encoded = encodeValue(item, refs, depth);
    if (encoded === item) continue;
    copy ??= [...list];
    copy[index] = encoded;
  }
  return copy ?? list;
}

function encodeRecord(value: object, refs: RefCodec, depth: number): unknown {
  const fields = value as { readonly [key: string]: unknown };
  let copy: { [key: string]: unknown } | undefined;
  for (const key of Object.keys(fields)) {
    if (key === "__proto__") {
      copy ??= { ...fields };
      delete copy[key];
      continue;
    }
    const field = fields[key];
    const encoded = encodeValue(field, refs, depth, value);
    if (encoded === field) continue;
    copy ??= { ...fields };
    copy[key] = encoded;
  }
  const record = copy ?? fields;
  return Object.hasOwn(record, "$") ? { $: ["object", record["$"], { ...record, $: 0 }] } : record;
}

/** What an author's `error()` carries crosses with it; a stack crosses only from a sandbox to its host's log. */
function encodeError(error: Error, refs: RefCodec, depth: number): unknown {
  const { code, details, status, trace } = error as { readonly [fact in (typeof errorFacts)[number]]?: unknown };
  const fields = { name: error.name, message: error.message, stack: stackOf(error), code, details, status, trace };
  return encodeValue(
    Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined)),
    refs,
    depth,
  );
}

/** An engine may leave what happened to whoever prints where it happened. */
function stackOf({ name, message, stack }: Error): string | undefined {
  return typeof stack !== "string" || stack.includes(message) ? stack : `${name}: ${message}\n${stack}`;
}

/** What was parsed belongs to nobody else: it becomes the value in its place. */
function decodeValue(tree: unknown, refs: RefCodec, depth: number): unknown {
  if (typeof tree !== "object" || tree === null) return tree;
  if (depth > depthMax) throw new TypeError(`A value that is nested deeper than ${depthMax} levels cannot cross`);
  if (Array.isArray(tree)) return decodeList(tree, refs, depth + 1);
  const record = tree as { [key: string]: unknown };
  if (record["$"] !== undefined) return decodeSpecial(record["$"], refs, depth + 1);
  for (const key of Object.keys(record)) {
    const field = record[key];
    if (key === "__proto__") delete record[key];
    else if (typeof field === "object" && field !== null) record[key] = decodeValue(field, refs, depth + 1);
  }
  return refuseAwaited(record);
}

/** Whoever awaits such a record would call the other side instead, which may answer what it likes or never. */
function refuseAwaited(record: { readonly [key: string]: unknown }): unknown {
  if (typeof record["then"] === "function") throw new TypeError("What can be awaited cannot cross");
  return record;
}

function decodeList(list: unknown[], refs: RefCodec, depth: number): unknown {
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index];
    if (typeof item === "object" && item !== null) list[index] = decodeValue(item, refs, depth);
  }
  return list;
}

const decoders: {
  readonly [kind: string]: (rest: readonly unknown[], decode: (tree: unknown) => unknown, refs: RefCodec) => unknown;
} = {
  undefined: () => undefined,
  number: ([text]) => Number(text),
  bigint: ([text]) => toBigInt(String(text)),
  // JSON writes the time of a date that is none as null.
  date: ([time]) => new Date(time === null ? Number.NaN : Number(time)),
  bytes: ([text]) => Uint8Array.fromBase64(String(text)),
  buffer: ([text]) => Uint8Array.fromBase64(String(text)).buffer,
  map: ([pairs], decode) => new Map(listOf(pairs).map((pair) => listOf(decode(pair)) as [unknown, unknown])),
  set: ([items], decode) => new Set(listOf(items).map(decode)),
  object: ([field, record], decode) => ({
    ...(decode({ ...recordOf(record), $: undefined }) as object),
    $: decode(field),
  }),
  error: ([fields], decode, refs) => refs.revive(decodeError(recordOf(decode(fields)))),
};

/** Reading digits takes time that grows with their square, and the other side chooses how many. */
function toBigInt(text: string): bigint {
  if (text.length > digitsMax) throw new TypeError(`A number of more than ${digitsMax} digits cannot cross`);
  return BigInt(text);
}

function decodeSpecial(special: unknown, refs: RefCodec, depth: number): unknown {
  const [kind, ...rest] = listOf(special);
  if (typeof kind !== "string") throw new TypeError("A value says nothing of its kind");
  const decoder = Object.hasOwn(decoders, kind) ? decoders[kind] : undefined;
  if (decoder === undefined) return refs.import(kind, rest);
  return decoder(rest, (tree) => decodeValue(tree, refs, depth), refs);
}

/** Nothing else of an error crosses: a `toString` of its own would make it one that cannot be written down. */
function decodeError({ message, name, stack, ...rest }: { readonly [key: string]: unknown }): Error {
  const error = new Error(String(message));
  if (typeof name === "string") Object.defineProperty(error, "name", { value: name, configurable: true });
  if (typeof stack === "string") Object.defineProperty(error, "stack", { value: stack, configurable: true });
  return Object.assign(
    error,
    Object.fromEntries(errorFacts.flatMap((fact) => (Object.hasOwn(rest, fact) ? [[fact, rest[fact]]] : []))),
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError("A list was expected");
  return value;
}

function recordOf(value: unknown): { readonly [key: string]: unknown } {
  if (typeof value !== "object" || value === null) throw new TypeError("An object was expected");
  return value as { readonly [key: string]: unknown };
}
