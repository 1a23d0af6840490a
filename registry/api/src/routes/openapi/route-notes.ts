import type { z } from "zod";

/** Where a caller stands who may ask: anybody, with a login, or as an administrator. */
export type OperationRight = "read" | "login" | "admin";

/** What the document says of a route besides its inputs. */
export type Operation = {
  /** Permanent, unique, and the name of the call in clients made from the document. */
  readonly id: string;
  /** Under which heading it stands. */
  readonly tag: "packages" | "components" | "search" | "resolving" | "accounts" | "organisations" | "operating";
  /** One sentence on what it does, as a person would say it. */
  readonly summary: string;
  /** What a caller should know besides, in Markdown. */
  readonly description?: string;
  /** Who may ask; `read` unless said. */
  readonly right?: OperationRight;
  /** The status of success; 200 unless said. */
  readonly status?: 200 | 201 | 204;
  /** The JSON of success. Without it, success has no body or {@link Operation.content}. */
  readonly answer?: z.ZodType;
  /** Content of success that is not one JSON document, also beside it: media type → the schema of what travels. */
  readonly content?: { readonly [mediaType: string]: z.ZodType };
  /** Refusals that are this operation's own: status → when. */
  readonly refusals?: { readonly [status: number]: string };
};

/** What a route takes, by where it stands. */
export type OperationInput = { readonly target: "param" | "query" | "json"; readonly schema: z.ZodType };

const operations = new WeakMap<object, Operation>();
const inputs = new WeakMap<object, OperationInput>();

/** Notes on a handler what its route does. Returns the handler. */
export function noteOperation<Handler extends object>(handler: Handler, operation: Operation): Handler {
  operations.set(handler, operation);
  return handler;
}

/** Notes on a handler what it checks, so that the document says what is checked. Returns the handler. */
export function noteInput<Handler extends object>(handler: Handler, input: OperationInput): Handler {
  inputs.set(handler, input);
  return handler;
}

/** Returns what the route of this handler does, when it was noted here. */
export function findOperation(handler: object): Operation | undefined {
  return operations.get(handler);
}

/** Returns what this handler checks; `undefined` when it checks nothing. */
export function findInput(handler: object): OperationInput | undefined {
  return inputs.get(handler);
}
