import { BadPublishBodyError } from "./publish-errors.ts";

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const colon = 0x3a;
const comma = 0x2c;

/** Deeper than any manifest is nested, and shallow enough for everything that walks through one. */
const levelsMax = 100;

/** Keys matter down to the third level of a document: its fields, names of archives, fields of an archive. */
const keyLevelsMax = 3;
const keyBytesMax = 1024;

/** A run of bytes of a publish document: its text, or the data of the archive that was cut out of it. */
export type Piece =
  | { readonly type: "text"; readonly bytes: Uint8Array }
  /** `document` counts the documents of a batch from 0. */
  | { readonly type: "data"; readonly document: number; readonly attachment: string; readonly bytes: Uint8Array }
  | { readonly type: "data-end" };

/** Where publish documents stand: as the whole body, or as the elements of the list `packages`. */
export type DocumentPlace = "body" | "packages";

/** Where the scanner is: between tokens, inside a string, or inside the data of an archive. */
type State = "between" | "string" | "data";

/**
 * Cuts the data of archives out of a publish document, byte by byte, as it arrives.
 *
 * It knows as much JSON as it needs to know at which key it stands: the strings, the nesting and the
 * keys of a document's first levels. The value of `_attachments.<name>.tgz.data` becomes the empty string
 * in the text, and is handed out as it comes. Whether the rest is JSON at all is for `JSON.parse` to
 * say, which reads the text afterwards.
 */
export class JsonSplitter {
  /** How many levels are open around a document. */
  readonly #levelsAround: 0 | 2;
  #document = -1;
  #state: State = "between";
  /** The keys that lead to the current value; arrays count as one level without a key. */
  readonly #path: string[] = [];
  /** For each open level: is it an object whose next string is a key? */
  readonly #levels: { readonly isObject: boolean; expectsKey: boolean }[] = [];
  #isKey = false;
  #isEscaped = false;
  #key: number[] = [];
  #isComplete = false;

  constructor(place: DocumentPlace = "body") {
    this.#levelsAround = place === "body" ? 0 : 2;
  }

  /** Has the outermost value ended? */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Returns the pieces of `chunk` in order. Throws {@link BadPublishBodyError} for data that is not plain base64 text. */
  *split(chunk: Uint8Array): Generator<Piece> {
    let start = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === "data") {
        const end = chunk.indexOf(quote, at);
        const bytes = chunk.subarray(at, end === -1 ? chunk.length : end);
        const attachment = this.#path[this.#levelsAround + 1] ?? "";
        yield { type: "data", document: this.#document, attachment, bytes };
        if (end === -1) return;
        yield { type: "data-end" };
        this.#state = "between";
        start = end;
        at = end + 1;
        continue;
      }
      const entersData = this.#step(chunk[at] ?? 0);
      at += 1;
      if (!entersData) continue;
      yield { type: "text", bytes: chunk.subarray(start, at) };
      start = at;
    }
    if (start < at) yield { type: "text", bytes: chunk.subarray(start, at) };
  }

  /** Returns whether the data of an archive begins after `byte`. */
  #step(byte: number): boolean {
    if (this.#state === "string") this.#stepInString(byte);
    else this.#stepBetween(byte);
    return this.#state === "data";
  }

  #stepInString(byte: number): void {
    if (byte === quote && !this.#isEscaped) {
      this.#state = "between";
      if (this.#isKey) this.#endKey();
      return;
    }
    if (this.#isKey && this.#levels.length <= this.#keyLevelsMax) this.#addToKey(byte);
    this.#isEscaped = byte === backslash && !this.#isEscaped;
  }

  #addToKey(byte: number): void {
    if (this.#key.length >= keyBytesMax) throw new BadPublishBodyError(`a key is longer than ${keyBytesMax} bytes`);
    this.#key.push(byte);
  }

  #stepBetween(byte: number): void {
    switch (byte) {
      case quote:
        this.#startString();
        break;
      case openBrace:
      case openBracket:
        this.#openLevel(byte === openBrace);
        break;
      case closeBrace:
      case closeBracket:
        this.#levels.pop();
        this.#path.length = Math.min(this.#path.length, this.#levels.length);
        this.#isComplete = this.#levels.length === 0;
        break;
      case comma:
        this.#expectKey(true);
        break;
      case colon:
        this.#expectKey(false);
        break;
    }
  }

  #openLevel(isObject: boolean): void {
    if (this.#levels.length >= levelsMax) {
      throw new BadPublishBodyError(`it is nested more than ${levelsMax} levels deep`);
    }
    if (this.#levels.length === this.#levelsAround && this.#isAmongDocuments()) this.#document += 1;
    this.#levels.push({ isObject, expectsKey: isObject });
  }

  #startString(): void {
    const level = this.#levels.at(-1);
    this.#isKey = level?.isObject === true && level.expectsKey;
    this.#key = [];
    this.#isEscaped = false;
    this.#state = !this.#isKey && this.#isAtData() ? "data" : "string";
  }

  #endKey(): void {
    const depth = this.#levels.length;
    this.#path.length = depth;
    this.#path.fill("", Math.max(0, depth - 1));
    if (depth <= this.#keyLevelsMax) this.#path[depth - 1] = parseKey(this.#key);
  }

  #expectKey(expectsKey: boolean): void {
    const level = this.#levels.at(-1);
    if (level?.isObject === true) level.expectsKey = expectsKey;
  }

  get #keyLevelsMax(): number {
    return this.#levelsAround + keyLevelsMax;
  }

  #isAmongDocuments(): boolean {
    if (this.#levelsAround === 0) return true;
    return this.#path[0] === "packages" && this.#levels[1]?.isObject === false;
  }

  #isAtData(): boolean {
    if (this.#levels.length !== this.#keyLevelsMax || !this.#isAmongDocuments()) return false;
    const [first, second, third] = this.#path.slice(this.#levelsAround);
    return first === "_attachments" && third === "data" && second?.endsWith(".tgz") === true;
  }
}

function parseKey(bytes: readonly number[]): string {
  try {
    return JSON.parse(`"${Buffer.from(bytes).toString("utf8")}"`) as string;
  } catch (cause) {
    throw new BadPublishBodyError("it is not JSON", { cause });
  }
}
