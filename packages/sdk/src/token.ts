import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { JsonSchema, Schema } from "./schema.ts";
import type { Wire } from "./wire.ts";

/** Names a service and carries its type. Tokens compare by `id`, so two copies of this package agree. */
export type ServiceToken<Service, Id extends string = string> = {
  readonly token: "service";
  readonly id: Id;
  /** Who gets it, where it stands in `provides`; `public` when left out. */
  readonly visibility?: Visibility;
  /** Exists for the compiler only. */
  readonly service?: Service;
};

/**
 * Who may have a service, besides the package that provides it: `public` for each that has the permission for
 * it, `protected` for those of them that require the package, `private` for nobody.
 */
export type Visibility = "public" | "protected" | "private";

/** Names an event and carries the type of its payload. */
export type EventToken<Payload> = {
  readonly token: "event";
  readonly name: string;
  readonly schema: Schema | undefined;
  /** Exists for the compiler only. */
  readonly payload?: Payload;
};

/**
 * Returns the token of the service `id`, whose implementation has the type `Service`.
 *
 * `id` is `<owner>.<service>` for what a plugin provides. The host's own services have short ids.
 * `visibility` matters where the token stands in `provides`.
 */
export function service<Service, const Id extends string = string>(
  id: Id,
  { visibility }: { readonly visibility?: Visibility } = {},
): ServiceToken<Service, Id> {
  return visibility === undefined ? { token: "service", id } : { token: "service", id, visibility };
}

/**
 * Returns the token of the event `name`, `<owner>.<what happened>`.
 *
 * With a schema every payload is checked when it is emitted. The type comes from a Standard Schema,
 * or is stated: `event<{ id: number }>("notes.added")`. A type with functions in it is refused by the
 * compiler: what crosses between packages is data.
 */
export function event<S extends StandardSchemaV1>(name: string, schema: S): EventToken<StandardSchemaV1.InferOutput<S>>;
export function event<Payload = unknown>(
  name: [Payload] extends [Wire<Payload>] ? string : never,
  schema?: JsonSchema,
): EventToken<Payload>;
export function event(name: string, schema?: Schema): EventToken<unknown> {
  if (schema !== undefined && typeof schema !== "object" && typeof schema !== "function") {
    throw new TypeError(`The schema of the event \`${name}\` must be a Standard Schema or a JSON Schema`);
  }
  return { token: "event", name, schema };
}
