import { jsonSchemaOf, type Schema } from "@larder/sdk";

import type { Callee, SideCodec } from "../wire/peer.ts";
import type { RefCodec } from "../wire/wire-value.ts";
import type { CallFacts, GuestContexts } from "./guest-context.ts";
import { fromWireBody, type RequestParts, toWireBody, type WireBody } from "../wire/web-parts.ts";
import { GuestRequest, GuestResponse } from "./web-messages.ts";

/** How a sandbox writes and reads what its host cannot have as data, and the other way round. */
export function guestCodec(contexts: GuestContexts): SideCodec {
  return (peer) => {
    const codec: RefCodec = {
      replace: flatten,
      export(value, holder) {
        if (typeof value === "function") return ["function", peer.share(calling(value as Method, holder))];
        if (value instanceof GuestResponse) {
          const parts = value.parts();
          return ["response", { ...parts, body: toWireBody(parts.body) }];
        }
        return undefined;
      },
      import(kind, [first, second, third]) {
        switch (kind) {
          case "function":
            return (...args: readonly unknown[]) => peer.call(Number(first), null, args);
          case "object":
            return remoteObject((method, args) => peer.call(Number(first), method, args));
          case "context":
            return contexts.get(Number(first));
          case "call":
            return contexts.forCall(Number(first), Number(second), third as CallFacts);
          case "request":
            return readRequest(first as RequestParts<WireBody | null>);
          default:
            throw new TypeError(`Nothing of the kind ${kind} can cross`);
        }
      },
      revive: (error) => error,
    };
    // What the host shares with a sandbox ends there, with the call.
    return () => codec;
  };
}

type Method = (this: unknown, ...args: readonly unknown[]) => unknown;

/** An action that is a method keeps its `this`. */
function calling(method: Method, holder: object | undefined): Callee {
  return (_, args) => Reflect.apply(method, holder, args);
}

/** What crosses as data with functions in it: validators as their one method, class instances with their methods. */
function flatten(value: object): object {
  if ("~standard" in value) return describeValidator(value);
  if (typeof value === "function" || isData(value)) return value;
  return describeInstance(value);
}

/** What a validator says of itself as JSON Schema is data, so it is made here, once. */
function jsonSchemasOf(schema: Schema): object {
  const input = jsonSchemaOf(schema, "input");
  return input === undefined ? {} : { jsonSchema: { input, output: jsonSchemaOf(schema, "output") ?? {} } };
}

type StandardSchema = Extract<Schema, { readonly "~standard": unknown }>;

function describeValidator(schema: object): object {
  const { "~standard": standard } = schema as StandardSchema;
  const { version, vendor } = standard;
  const validate = (value: unknown): unknown => standard.validate(value);
  return { "~standard": { version, vendor, validate, ...jsonSchemasOf(schema as Schema) } };
}

const dataKinds = [Array, Date, Uint8Array, ArrayBuffer, Map, Set, Error, GuestResponse] as const;

function isData(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || dataKinds.some((kind) => value instanceof kind);
}

/** A service may be an instance of a class: its methods stand on prototypes, and its own fields may be methods too. */
function describeInstance(instance: object): object {
  const described: { [member: string]: unknown } = {};
  for (
    let layer: object | null = instance;
    layer !== null && layer !== Object.prototype;
    layer = Object.getPrototypeOf(layer)
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(layer))) {
      if (name === "constructor" || Object.hasOwn(described, name)) continue;
      if (typeof value === "function")
        described[name] = (...args: readonly unknown[]) => Reflect.apply(value as Method, instance, args);
    }
  }
  return described;
}

/** An object of the host: whatever is called on it is called there. */
function remoteObject(call: (method: string, args: readonly unknown[]) => Promise<unknown>): object {
  return new Proxy(Object.create(null) as object, {
    // A promise would be mistaken for one that has a `then`.
    get: (_, name) =>
      typeof name === "symbol" || name === "then" ? undefined : (...args: readonly unknown[]) => call(name, args),
  });
}

function readRequest({ body, ...parts }: RequestParts<WireBody | null>): GuestRequest {
  const read = fromWireBody(body);
  return new GuestRequest({ ...parts, body: typeof read === "string" ? new TextEncoder().encode(read) : read });
}
