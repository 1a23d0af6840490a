import { type Context, Hono } from "hono";

import type { RegisteredAction } from "../actions/action.ts";
import type { ActionCatalog } from "../actions/action-catalog.ts";
import type { Dispatcher } from "../actions/dispatcher.ts";
import { coerceParameters } from "../actions/validator.ts";
import { answerFailure } from "./answer-call.ts";
import { readMethodCall } from "./method-call.ts";
import { getMethod, getMethodByName } from "./find-method.ts";
import { readCallBody } from "./json-bodies.ts";
import { assertOwnSite } from "./refuse-strangers.ts";
import { originOf } from "./visit.ts";

/** What the door needs of the host. */
export type ActorDoorOptions = {
  readonly catalog: ActionCatalog;
  readonly dispatcher: Dispatcher;
  readonly onBug: (error: unknown) => void;
};

/**
 * `GET` or `POST /<scope>/<package>/actors/<actor>/<method>`: calls a method of an actor with the query,
 * or with `{ "args": … }`. Answers the result itself; a text is sent as it is. A failure is `{ error, code }`.
 *
 * `/gedis/http/<actor>/<method>` is the same for an actor whose name says enough, also as `author.package.actor`.
 */
export function createActorDoor({ catalog, dispatcher, onBug }: ActorDoorOptions): Hono {
  const app = new Hono();
  const address = "/:scope/:package/actors/:actor/:method";
  const legacy = "/gedis/http/:actor/:method";

  function findAsked(c: Context): RegisteredAction {
    const { scope, package: name, actor = "", method = "" } = c.req.param();
    if (scope === undefined || name === undefined) return getMethodByName(catalog, actor, method);
    return getMethod(catalog, { scope, package: name, actor, method });
  }

  async function callWithQuery(c: Context): Promise<Response> {
    assertOwnSite(c);
    const method = findAsked(c);
    const { answer } = readMethodCall({});
    const input = coerceParameters(method.input, queryOf(c));

    const result = await dispatcher.run(method, input, await originOf(c, "http"));

    return answer(c, method.name, result);
  }

  async function callWithBody(c: Context): Promise<Response> {
    assertOwnSite(c);
    const method = findAsked(c);
    const { args, answer } = readMethodCall(await readCallBody(c));

    const result = await dispatcher.run(method, args, await originOf(c, "http"));

    return answer(c, method.name, result);
  }

  app.on("GET", [address, legacy], callWithQuery);
  app.on("POST", [address, legacy], callWithBody);

  app.onError((error, c) => {
    onBug(error);
    return answerFailure(c, error);
  });

  return app;
}

/** A parameter that is there several times is a list. */
function queryOf(c: Context): { readonly [name: string]: string | readonly string[] } {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]),
  );
}
