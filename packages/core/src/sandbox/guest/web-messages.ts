import type { RequestParts, ResponseParts } from "../wire/web-parts.ts";

type HeadersInit = GuestHeaders | readonly (readonly [string, string])[] | { readonly [name: string]: string };

/** `Headers`. Names are lower case; a name that stands more than once is joined with commas, but for cookies. */
export class GuestHeaders {
  readonly #entries: [name: string, value: string][] = [];

  constructor(init: HeadersInit = []) {
    const entries = init instanceof GuestHeaders || Array.isArray(init) ? init : Object.entries(init);
    for (const [name, value] of entries as Iterable<readonly [string, string]>) this.append(name, value);
  }

  append(name: string, value: string): void {
    this.#entries.push([name.toLowerCase(), value.trim()]);
  }

  set(name: string, value: string): void {
    this.delete(name);
    this.append(name, value);
  }

  get(name: string): string | null {
    const values = this.#entries.filter(([own]) => own === name.toLowerCase()).map(([, value]) => value);
    return values.length === 0 ? null : values.join(", ");
  }

  getSetCookie(): string[] {
    return this.#entries.filter(([name]) => name === "set-cookie").map(([, value]) => value);
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  delete(name: string): void {
    const left = this.#entries.filter(([own]) => own !== name.toLowerCase());
    this.#entries.splice(0, this.#entries.length, ...left);
  }

  forEach(visit: (value: string, name: string, headers: GuestHeaders) => void): void {
    for (const [name, value] of this) visit(value, name, this);
  }

  *[Symbol.iterator](): IterableIterator<[string, string]> {
    const names = [...new Set(this.#entries.map(([name]) => name))].toSorted();
    for (const name of names) {
      if (name === "set-cookie") for (const cookie of this.getSetCookie()) yield [name, cookie];
      else yield [name, this.get(name) ?? ""];
    }
  }

  entries(): IterableIterator<[string, string]> {
    return this[Symbol.iterator]();
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this) yield value;
  }
}

type Body = string | Uint8Array | ArrayBuffer | null | undefined;

/** What requests and responses have in common. */
class GuestMessage {
  readonly headers: GuestHeaders;
  readonly #body: Body;
  bodyUsed = false;

  constructor(headers: GuestHeaders, body: Body) {
    this.headers = headers;
    this.#body = body;
  }

  /** Streams do not cross; whether there is a body does. */
  get body(): Body {
    return this.#body ?? null;
  }

  async text(): Promise<string> {
    const body = this.#take();
    return typeof body === "string" ? body : new TextDecoder().decode(body);
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async bytes(): Promise<Uint8Array> {
    const body = this.#take();
    return typeof body === "string" ? new TextEncoder().encode(body) : body;
  }

  async arrayBuffer(): Promise<ArrayBufferLike> {
    return (await this.bytes()).buffer;
  }

  #take(): string | Uint8Array {
    if (this.bodyUsed) throw new TypeError("The body was read already");
    this.bodyUsed = true;
    const body = this.#body ?? "";
    return body instanceof ArrayBuffer ? new Uint8Array(body) : body;
  }
}

/** `Request`. */
export class GuestRequest extends GuestMessage {
  readonly url: string;
  readonly method: string;
  readonly #parts: RequestParts;

  constructor(
    from: RequestParts | string | Url | GuestRequest,
    init: { method?: string; headers?: HeadersInit; body?: Body } = {},
  ) {
    const parts = partsOfRequest(from, init);
    super(new GuestHeaders(parts.headers), parts.body);
    this.url = parts.url;
    this.method = parts.method;
    this.#parts = parts;
  }

  clone(): GuestRequest {
    return new GuestRequest(this.#parts);
  }

  /** The request as data. */
  parts(): RequestParts {
    return this.#parts;
  }
}

type Url = { readonly href: string; toString(): string };

function partsOfRequest(
  from: RequestParts | string | Url | GuestRequest,
  { method, headers, body }: { method?: string; headers?: HeadersInit; body?: Body },
): RequestParts {
  const base: RequestParts =
    typeof from === "string" || "href" in from
      ? { url: new URL(String(from)).href, method: "GET", headers: [], body: undefined }
      : from instanceof GuestRequest
        ? from.parts()
        : from;
  return {
    url: base.url,
    method: (method ?? base.method).toUpperCase(),
    headers: headers === undefined ? base.headers : [...new GuestHeaders(headers)],
    body: body === undefined || body === null ? base.body : bytesOf(body),
  };
}

function bytesOf(body: string | Uint8Array | ArrayBuffer): Uint8Array {
  if (typeof body === "string") return new TextEncoder().encode(body);
  return body instanceof ArrayBuffer ? new Uint8Array(body) : body;
}

/** `Response`. */
export class GuestResponse extends GuestMessage {
  readonly status: number;
  readonly statusText: string;

  constructor(body: Body = null, init: { status?: number; statusText?: string; headers?: HeadersInit } = {}) {
    super(new GuestHeaders(init.headers), body);
    this.status = init.status ?? 200;
    this.statusText = init.statusText ?? "";
    if (typeof body === "string" && !this.headers.has("content-type")) {
      this.headers.set("content-type", "text/plain;charset=UTF-8");
    }
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  static json(value: unknown, init: { status?: number; headers?: HeadersInit } = {}): GuestResponse {
    const headers = new GuestHeaders(init.headers);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    return new GuestResponse(JSON.stringify(value), { ...init, headers });
  }

  static redirect(url: string, status = 302): GuestResponse {
    return new GuestResponse(null, { status, headers: { location: url } });
  }

  clone(): GuestResponse {
    return new GuestResponse(this.body, { status: this.status, statusText: this.statusText, headers: this.headers });
  }

  /** The response as data. */
  parts(): ResponseParts {
    const body = this.body ?? undefined;
    return {
      status: this.status,
      headers: [...this.headers],
      body: body instanceof ArrayBuffer ? new Uint8Array(body) : body,
    };
  }
}
