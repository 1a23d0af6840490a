/** A body as it crosses: bytes in base64, so that they survive as they are. */
export type WireBody = { readonly base64: string } | { readonly text: string };

/** A request as data; its body is read before it crosses. */
export type RequestParts<Body = Uint8Array | undefined> = {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Body;
};

/** A response as data. */
export type ResponseParts<Body = Uint8Array | string | undefined> = {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Body;
};

/** Returns `body` as JSON carries it; null for none. */
export function toWireBody(body: Uint8Array | string | undefined): WireBody | null {
  if (body === undefined) return null;
  return typeof body === "string" ? { text: body } : { base64: body.toBase64() };
}

/** Returns what {@link toWireBody} was given. */
export function fromWireBody(body: WireBody | null): Uint8Array | string | undefined {
  if (body === null) return undefined;
  return "text" in body ? body.text : Uint8Array.fromBase64(body.base64);
}
