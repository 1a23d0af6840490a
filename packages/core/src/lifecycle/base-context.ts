import type { BaseContext, CallContext, EmitOptions, EventToken, Tokens } from "@larder/sdk";

import { createValidator } from "../actions/validator.ts";
import type { Filtered } from "../events/event-bus.ts";
import { InvalidPayloadError } from "../events/invalid-payload-error.ts";
import { joinSchemas } from "../schemas/join-schemas.ts";
import { type OfferedService, reachesService, resourceOf, type ServiceConsumer } from "../services/service-catalog.ts";
import { callAction } from "./call-action.ts";
import { isOwnEvent } from "./own-event.ts";
import type { PackageGround } from "./package-ground.ts";
import { readShippedText } from "./read-shipped-text.ts";

/** The names under which a context offers services that its package may reach; for whoever carries a context elsewhere. */
export const reachableNeeds: unique symbol = Symbol("reachableNeeds");

const noConfiguration = Object.freeze({});

/** What a piece of code stands on. */
export type ContextGround = PackageGround & {
  /** The plugin, the domain or the actor. */
  readonly owner: string;
  readonly needs: Tokens;
};

/** Returns what every piece of a package's code is given, with the services that it needs. */
export function createBaseContext(
  ground: ContextGround,
): BaseContext & { readonly [reachableNeeds]: readonly string[] } {
  const { runtime, pkg, owner, signal } = ground;
  const log = runtime.log.logOf({ package: pkg.name, owner, isAuthored: true });
  const context: BaseContext = {
    package: pkg.name,
    version: pkg.version,
    owner,
    host: runtime.host,
    env: pkg.env,
    config: pkg.config ?? noConfiguration,
    log,
    signal,
    async readText(path) {
      ground.assertUsable();
      return await readShippedText(pkg.directory, path);
    },
    call: (action, input) => callAction(ground, { action, input, lineage: {} }),
    emit: ((event: EventToken<unknown> | string, payload: unknown, options?: EmitOptions) =>
      emit(ground, event, payload, options ?? {})) as BaseContext["emit"],
  };
  const { permissions } = pkg.calling;
  const reachable = Object.entries(ground.needs)
    .filter(([, { id }]) => reachesService(permissions, id))
    .map(([name]) => name);
  return Object.defineProperty(addNeeds(context, ground), reachableNeeds, { value: reachable }) as BaseContext & {
    readonly [reachableNeeds]: readonly string[];
  };
}

async function emit(
  ground: ContextGround,
  event: EventToken<unknown> | string,
  payload: unknown,
  options: EmitOptions,
): Promise<readonly unknown[] | Filtered> {
  const { runtime, pkg, owner } = ground;
  ground.assertUsable();
  const name = typeof event === "string" ? event : event.name;
  if (!isOwnEvent(pkg, name)) pkg.calling.permissions.check(`events:${name}`, "emit");
  const written = typeof event === "string" ? undefined : event.schema;
  const schema = written && joinSchemas(runtime.schemas, written, pkg);
  const emission = { name, payload: await checkPayload(name, schema, payload), source: owner };
  const { mode = "parallel" } = options;
  if (mode !== "filter") return await runtime.events.emit({ ...emission, mode });
  return await runtime.events.filter({ ...emission, check: (replaced) => checkPayload(name, schema, replaced) });
}

async function checkPayload(name: string, schema: EventToken<unknown>["schema"], payload: unknown): Promise<unknown> {
  const copy = structuredClone(payload);
  if (schema === undefined) return copy;
  const validation = await createValidator(schema)(copy);
  if (!validation.valid) throw new InvalidPayloadError(name, validation.problems);
  return validation.value;
}

/** Returns the service that `id` means to a piece of code: what its own package offers comes first. */
export function findService({ own, runtime }: PackageGround, id: string): OfferedService {
  return own.services.get(id) ?? runtime.services.get(id);
}

/** Needs are connected when they are first touched: a service that is never used is never opened. */
function addNeeds(context: BaseContext, ground: ContextGround): BaseContext {
  const consumer: ServiceConsumer = {
    packageName: ground.pkg.name,
    owner: ground.owner,
    requires: ground.pkg.requires,
    permissions: ground.pkg.calling.permissions,
    diskBytesMax: ground.pkg.diskBytesMax,
    assertUsable: () => ground.assertUsable(),
    life: ground.ledger,
    begin: () => ground.calls.begin(),
    enter: (label, undo) => ground.ledger.enter({ owner: ground.owner, label }, undo),
    publish: (label, begin) => ground.ledger.publish({ owner: ground.owner, label }, begin),
  };
  for (const [name, token] of Object.entries(ground.needs)) {
    if (token.id === "log") {
      // Under whatever name: it is the log that every context has, with the owner on its lines.
      Object.defineProperty(context, name, { value: context.log, enumerable: true, configurable: true });
      continue;
    }
    let connected: { readonly offered: OfferedService; readonly service: object } | undefined;
    Object.defineProperty(context, name, {
      enumerable: true,
      // Read from the context of a call, it is the service of the tenant that the call is for.
      get(this: Partial<CallContext>) {
        const { permissions } = consumer;
        if (!reachesService(permissions, token.id)) permissions.check(resourceOf(token.id), "read");
        const offered = findService(ground, token.id);
        // A provider that was started again offers another object.
        if (connected?.offered !== offered) connected = { offered, service: offered.connect(consumer) };
        const tenant = this.caller?.tenant;
        return tenant === undefined
          ? connected.service
          : (offered.connectTenant?.(consumer, tenant) ?? connected.service);
      },
    });
  }
  return context;
}
