import { type Context, Hono } from "hono";

import type { RegisteredAction } from "../actions/action.ts";
import type { ActionCatalog } from "../actions/action-catalog.ts";
import type { Dispatcher } from "../actions/dispatcher.ts";
import { coerceParameters } from "../actions/validator.ts";
import { DoorError } from "./door-error.ts";
import { describeFailure } from "./failure.ts";
import { answerJson, callBytesMax, limitBody, readJsonBody } from "./json-bodies.ts";
import { refuseOtherSites } from "./refuse-strangers.ts";

/** What the door needs of the host. */
export type ActorDoorOptions = {
  readonly catalog: ActionCatalog;
  readonly dispatcher: Dispatcher;
  readonly onBug: (error: unknown) => void;
};

/**
 * `GET` or `POST /<scope>/<package>/actors/<actor>/<method>`: calls a method of an actor with the query,
 * or with `{ "args": … }`. Answers the result itself; a text is sent as it is. A failure is `{ error, code }`.
 */
export function createActorDoor({ catalog, dispatcher, onBug }: ActorDoorOptions): Hono {
  const app = new Hono();
  const path = "/:scope/:package/actors/:actor/:method";
  app.use(path, refuseOtherSites, limitBody(callBytesMax));

  app.get(path, async (c) => {
    const method = findMethod(catalog, c.req.param());

    const result = await dispatcher.run(method, coerceParameters(method.input, c.req.query()), { door: "http" });

    return answer(c, method.name, result);
  });

  app.post(path, async (c) => {
    const method = findMethod(catalog, c.req.param());
    const { args } = await readJsonBody(c);

    const result = await dispatcher.run(method, args, { door: "http" });

    return answer(c, method.name, result);
  });

  app.onError((error, c) => {
    onBug(error);
    const failure = describeFailure(error);
    if (failure === undefined) return c.json({ error: "The host failed", code: "internal" }, 500);
    const { status, message, code, details, hint } = failure;
    return c.json({ error: message, code, ...(hint === undefined ? {} : { hint }), details }, status);
  });

  return app;
}

function answer(c: Context, action: string, result: unknown): Response {
  return typeof result === "string" ? c.text(result) : answerJson(c, action, result ?? null);
}

type MethodAddress = {
  readonly scope: string;
  readonly package: string;
  readonly actor: string;
  readonly method: string;
};

/** An actor that nobody knows is not found; a method that its actor does not have is a bad request. */
function findMethod(catalog: ActionCatalog, address: MethodAddress): RegisteredAction {
  const prefix = `${address.scope.replace(/^@/, "")}/${address.package}/actors/`;
  const found = catalog.find(`${prefix}${address.actor}/${address.method}`);
  if (found !== undefined) return found;
  const methods = catalog.list().filter(({ name }) => name.startsWith(`${prefix}${address.actor}/`));
  if (methods.length > 0) {
    throw new DoorError(
      "EBADREQUEST",
      `The actor \`${address.actor}\` has no method \`${address.method}\``,
      `It has ${methods.map(({ operation }) => `\`${operation}\``).join(", ")}`,
    );
  }
  const actors = new Set(
    catalog.list().flatMap(({ kind, name, owner }) => (kind === "method" && name.startsWith(prefix) ? [owner] : [])),
  );
  throw new DoorError(
    "E404",
    `\`${address.scope}/${address.package}\` has no actor \`${address.actor}\``,
    actors.size === 0
      ? "No started package of that name has actors"
      : `It has ${[...actors].map((name) => `\`${name}\``).join(", ")}`,
  );
}
