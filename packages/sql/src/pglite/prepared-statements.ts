import { type PGlite, protocol } from "@electric-sql/pglite";
import { LRUCache } from "lru-cache";

/** How rows are handed out, as Drizzle's driver for PGlite asks for them. */
export type RowOptions = {
  readonly rowMode?: "array" | "object";
  /** Type → how its texts are read, before the parsers of PGlite. */
  readonly parsers?: { readonly [typeId: number]: (text: string) => unknown };
};

/** What a statement returned, in the form in which Drizzle's driver for PGlite reads it. */
export type StatementResult = {
  readonly rows: unknown[];
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly affectedRows: number;
};

/** A statement that Postgres has parsed. */
type Prepared = {
  readonly name: string;
  readonly parameterTypes: readonly number[];
  readonly fields: StatementResult["fields"];
};

type Message = Awaited<ReturnType<PGlite["execProtocolStream"]>>[number];

const { serialize } = protocol;

/** More than there are in the code of a room; what varies with its parameters falls out again. A plan takes some 10 kB. */
const preparedMax = 300;

/**
 * Runs statements on a PGlite that parses and plans each of them once.
 *
 * PGlite's own `query` parses, describes, binds, describes again, runs and syncs in six calls into the engine for every
 * statement; here a statement that is known is one call, which takes a seventh of the time. The caller takes care
 * that only one statement runs at a time.
 */
export class PreparedStatements {
  readonly #pglite: PGlite;
  readonly #prepared: LRUCache<string, Prepared>;
  /** Statements that fell out of the cache and are not closed yet. */
  readonly #forgotten: string[] = [];
  #count = 0;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
    this.#prepared = new LRUCache({ max: preparedMax, dispose: ({ name }) => this.#forgotten.push(name) });
  }

  /** Runs one statement. Throws the engine's `DatabaseError`. */
  async run(text: string, values: readonly unknown[], options: RowOptions = {}): Promise<StatementResult> {
    const prepared = this.#prepared.get(text) ?? (await this.#prepare(text));
    const texts = prepared.parameterTypes.map((type, index) => this.#serialize(type, values[index]));
    const bind = serialize.bind({ statement: prepared.name, values: texts });
    const messages = await this.#send([bind, serialize.execute({}), serialize.sync()]);
    return readResult(messages, prepared.fields, this.#parsersOf(prepared.fields, options), options.rowMode);
  }

  /** Runs several statements without parameters in one call, such as `begin` and `savepoint`. */
  async command(text: string): Promise<void> {
    await this.#send([serialize.query(text)]);
  }

  async #prepare(text: string): Promise<Prepared> {
    this.#count += 1;
    const name = `s${this.#count}`;
    const closing = this.#forgotten.splice(0).map((forgotten) => serialize.close({ type: "S", name: forgotten }));
    const parse = serialize.parse({ name, text });
    const messages = await this.#send([...closing, parse, serialize.describe({ type: "S", name }), serialize.sync()]);
    const prepared = { name, ...readDescription(messages) };
    this.#prepared.set(text, prepared);
    return prepared;
  }

  async #send(messages: readonly Uint8Array[]): Promise<Message[]> {
    if (this.#pglite.closed) throw new Error("The database is closed");
    // Nothing is to be done for the file system: each write of the engine reaches it at once.
    return this.#pglite.execProtocolStream(Buffer.concat(messages), { syncToFs: false });
  }

  #serialize(type: number, value: unknown): string | null {
    if (value === null || value === undefined) return null;
    const serializer = this.#pglite.serializers[type];
    // Drizzle hands over what its columns have made of a value: a text, a number or a boolean.
    if (serializer !== undefined) return serializer(value);
    return typeof value === "string" ? value : JSON.stringify(value);
  }

  #parsersOf(fields: Prepared["fields"], { parsers = {} }: RowOptions): ReadCell[] {
    return fields.map(({ dataTypeID }) => parsers[dataTypeID] ?? this.#pglite.parsers[dataTypeID] ?? asText);
  }
}

type ReadCell = (text: string, typeId?: number) => unknown;

const asText: ReadCell = (text) => text;

function readDescription(messages: readonly Message[]): Omit<Prepared, "name"> {
  let parameterTypes: readonly number[] = [];
  let fields: Prepared["fields"] = [];
  for (const message of messages) {
    if (isNamed(message, "parameterDescription")) parameterTypes = message.dataTypeIDs;
    if (isNamed(message, "rowDescription")) {
      fields = message.fields.map(({ name, dataTypeID }) => ({ name, dataTypeID }));
    }
  }
  return { parameterTypes, fields };
}

function readResult(
  messages: readonly Message[],
  fields: Prepared["fields"],
  readers: readonly ReadCell[],
  rowMode: RowOptions["rowMode"],
): StatementResult {
  const rows: unknown[] = [];
  let affectedRows = 0;
  for (const message of messages) {
    if (isNamed(message, "dataRow")) {
      const cells = message.fields.map((text, index) => readCell(text, readers[index], fields[index]?.dataTypeID));
      rows.push(
        rowMode === "array" ? cells : Object.fromEntries(fields.map(({ name }, index) => [name, cells[index]])),
      );
    }
    if (isNamed(message, "commandComplete")) affectedRows = Number(/\d+$/.exec(message.text)?.[0] ?? 0);
  }
  return { rows, fields, affectedRows };
}

function readCell(text: string | null, read: ReadCell | undefined, typeId: number | undefined): unknown {
  return text === null || read === undefined ? text : read(text, typeId);
}

type MessageFields = {
  parameterDescription: { readonly dataTypeIDs: readonly number[] };
  rowDescription: { readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[] };
  dataRow: { readonly fields: readonly (string | null)[] };
  commandComplete: { readonly text: string };
};

/** The engine says of its messages only how they are called. */
function isNamed<Name extends keyof MessageFields>(
  message: Message,
  name: Name,
): message is Message & MessageFields[Name] {
  return message.name === name;
}
