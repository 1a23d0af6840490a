import type { Schema } from "@larder/sdk";

import {
  anyOperation,
  type Call,
  type CountedLimit,
  fullNameOf,
  oneTry,
  type RegisteredAction,
  type RetryPolicy,
} from "../actions/action.ts";
import type { RateLimit } from "../actions/sliding-window.ts";
import { createValidator } from "../actions/validator.ts";
import { assertAccessMeaning, defaultAccess } from "../permissions/access.ts";
import { joinSchemas } from "../schemas/join-schemas.ts";
import { actionContexts, type CallPlace, type MakeContext } from "./action-contexts.ts";
import type { WrittenAction } from "./package-code.ts";

/** Where an action goes; its context is that of the code that it belongs to. */
export type ActionPlace = CallPlace;

const nameLengthMax = 512;
const descriptionLengthMax = 10_000;

/** The most tries: with the longest pauses between them, more than an hour. */
const attemptsMost = 100;

/** Makes `action` callable until the package is unloaded. Throws when its name is taken, or its limit or a schema of it means nothing. */
export function registerAction(place: ActionPlace, action: WrittenAction): void {
  const { runtime, pkg, ledger, calls, own } = place;
  const { kind, owner, operation, definition } = action;
  const name = kind === "method" ? methodAddress(pkg.name, owner, operation) : `${owner}.${operation}`;
  assertReadable(name, definition.description);
  own.registrations.add("actions");
  const input = findSchema(place, definition.input);
  const output = findSchema(place, definition.output);
  const { description, timeoutMs = pkg.actionTimeoutMs ?? runtime.limits.actionMs } = definition;
  const { access = defaultAccess } = definition;
  if (!(timeoutMs >= 0)) {
    throw new TypeError(`the \`timeoutMs\` of \`${name}\` must be a number of milliseconds, or 0 for no limit`);
  }
  assertAccessMeaning(access, name);
  const contextOf = actionContexts(place);
  const registered: RegisteredAction = {
    kind,
    packageName: pkg.name,
    owner,
    operation,
    name,
    description,
    input,
    output,
    checkInput: input === undefined ? undefined : createValidator(input),
    checkOutput: output === undefined ? undefined : createValidator(output),
    access,
    timeoutMs,
    rateLimits: rateLimitsOf(place, action, name),
    retry: retryOf(definition.retry ?? pkg.callLimits?.retry, name),
    callers: pkg.callers,
    run: (value, call) => definition.handler(value as never, contextOf(name, call)),
    begin: () => calls.begin(),
  };
  const added = answeringToAll(contextOf, action, registered);
  ledger.publish({ owner, label: `${kind} ${name}` }, () => runtime.actions.add(added));
  own.actions.set(name, added);
  own.actions.set(fullNameOf(added), added);
}

/** All of them stand in lists that people and programs read. */
function assertReadable(name: string, description: unknown): void {
  if (name.length > nameLengthMax) {
    throw new TypeError(
      `the name of the action \`${name.slice(0, 40)}…\` has ${name.length} characters, and ${nameLengthMax} are the most`,
    );
  }
  if (typeof description !== "string" || description.length <= descriptionLengthMax) return;
  throw new TypeError(
    `the description of \`${name}\` has ${description.length} characters, and ${descriptionLengthMax} are the most`,
  );
}

/** Returns `schema` with those of domains that it refers to. */
function findSchema({ runtime, pkg }: ActionPlace, schema: Schema | undefined): Schema | undefined {
  return schema === undefined ? undefined : joinSchemas(runtime.schemas, schema, pkg);
}

/** Returns `base`, where it is the one that answers to all, with a way to call it by the name that was asked for. */
function answeringToAll(
  contextOf: MakeContext,
  { owner, operation: written, definition }: WrittenAction,
  base: RegisteredAction,
): RegisteredAction {
  if (written !== anyOperation) return base;
  return {
    ...base,
    named(operation) {
      const name = `${owner}.${operation}`;
      const run = (value: unknown, call: Call): unknown => definition.handler(value as never, contextOf(name, call));
      return { ...base, operation, name, run, base: this };
    },
  };
}

/** Returns the address of an actor's method: `home/notes/actors/board/move`; the scope of a package without one is `local`. */
function methodAddress(packageName: string, actor: string, method: string): string {
  const path = packageName.startsWith("@") ? packageName.slice(1) : `local/${packageName}`;
  return `${path}/actors/${actor}/${method}`;
}

/** The limit of the package counts the calls of each plugin, domain and actor of it; that of an action its own. */
function rateLimitsOf({ pkg }: ActionPlace, { owner, definition }: WrittenAction, name: string): CountedLimit[] {
  const ofPackage = pkg.callLimits?.rate;
  const ofAction = definition.limits?.rate;
  return [
    ...(ofPackage === undefined ? [] : [{ target: `${pkg.name}/${owner}`, ...ofPackage }]),
    ...(ofAction === undefined ? [] : [{ target: `${pkg.name}/${name}`, ...readRate(ofAction, name) }]),
  ];
}

function readRate({ calls, periodMs }: RateLimit, name: string): RateLimit {
  if (!(Number.isInteger(calls) && calls > 0 && periodMs > 0)) {
    throw new TypeError(
      `the \`limits.rate\` of \`${name}\` must have a whole number of \`calls\` and \`periodMs\` milliseconds, both above 0`,
    );
  }
  return { calls, periodMs };
}

function retryOf(written: Partial<RetryPolicy> | undefined, name: string): RetryPolicy {
  if (written === undefined) return oneTry;
  const { attemptsMax = 1, backoffMs = 0 } = written;
  if (!(Number.isInteger(attemptsMax) && attemptsMax >= 0 && attemptsMax <= attemptsMost && backoffMs >= 0)) {
    throw new TypeError(
      `the \`retry\` of \`${name}\` must have a whole number up to ${attemptsMost} as \`attemptsMax\`, and \`backoffMs\` from 0`,
    );
  }
  return { attemptsMax, backoffMs };
}
