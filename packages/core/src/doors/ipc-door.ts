import { type Context, Hono } from "hono";

import type { ActionCatalog } from "../actions/action-catalog.ts";
import type { Dispatcher } from "../actions/dispatcher.ts";
import { answerJson } from "./answer-call.ts";
import { describeFailure } from "./failure.ts";
import { readCallBody } from "./json-bodies.ts";
import { assertOwnSite } from "./refuse-strangers.ts";
import { originOf } from "./visit.ts";

/** What the door needs of the host. */
export type IpcDoorOptions = {
  readonly catalog: ActionCatalog;
  readonly dispatcher: Dispatcher;
  readonly onBug: (error: unknown) => void;
};

/**
 * `POST /ipc/<owner>/<action>` with `{ "payload": … }` (`larder call`): answers
 * `{ status: "ok", plugin, action, result }`, or `{ status: "error", msg, code, … }`.
 *
 * `POST /ipc/<scope>/<package>/<owner>/<action>` is the same with the full name, for names that two packages have;
 * `POST /app/<owner>/<action>` is another way to write the short one.
 */
export function createIpcDoor({ catalog, dispatcher, onBug }: IpcDoorOptions): Hono {
  const app = new Hono();

  async function call(c: Context, fullName: string): Promise<Response> {
    const [owner, action] = ownerAndAction(c);
    assertOwnSite(c);
    const { payload } = await readCallBody(c);

    const result = await dispatcher.call(fullName, payload, await originOf(c, "ipc"));

    return answerJson(c, `${owner}.${action}`, { status: "ok", plugin: owner, action, result: result ?? null });
  }

  app.on("POST", ["/ipc/:owner/:action", "/app/:owner/:action"], (c) => {
    const { owner, action } = c.req.param();
    return call(c, `${owner}.${action}`);
  });

  app.post("/ipc/:scope/:package/:owner/:action", (c) => {
    const { scope, package: name, owner, action } = c.req.param();
    const [unscoped, scoped] = [`${name}/${owner}.${action}`, `@${scope.replace(/^@/, "")}/${name}/${owner}.${action}`];
    // `local` is the scope of a package without one too.
    return call(c, scope === "local" && catalog.find(unscoped) !== undefined ? unscoped : scoped);
  });

  app.onError((error, c) => {
    onBug(error);
    return answerIpcFailure(c, error);
  });

  return app;
}

/** Answers what failed at an address of a plugin: `{ status: "error", msg, code, plugin, action, … }`. */
export function answerIpcFailure(c: Context, error: unknown): Response {
  const [plugin, action] = ownerAndAction(c);
  const failure = describeFailure(error);
  if (failure === undefined) {
    return c.json({ status: "error", msg: "The host failed", code: "internal", plugin, action }, 500);
  }
  const { status, message, code, details, hint, headers } = failure;
  const rest = { plugin, action, ...(hint === undefined ? {} : { hint }), details };
  return c.json({ status: "error", msg: message, code, ...rest }, status, headers);
}

function ownerAndAction(c: Context): readonly [owner: string, action: string] {
  const [owner = "", action = ""] = c.req.path.split("/").slice(-2);
  return [owner, action];
}
