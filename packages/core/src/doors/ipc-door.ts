import { Hono } from "hono";

import type { ActionCatalog } from "../actions/action-catalog.ts";
import type { Dispatcher } from "../actions/dispatcher.ts";
import { describeFailure } from "./failure.ts";
import { answerJson, callBytesMax, limitBody, readJsonBody } from "./json-bodies.ts";
import { refuseOtherSites } from "./refuse-strangers.ts";

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
 * `POST /ipc/<scope>/<package>/<owner>/<action>` is the same with the full name, for names that two packages have.
 */
export function createIpcDoor({ catalog, dispatcher, onBug }: IpcDoorOptions): Hono {
  const app = new Hono();
  app.use(refuseOtherSites, limitBody(callBytesMax));

  app.post("/:owner/:action", async (c) => {
    const { owner, action } = c.req.param();
    const { payload } = await readJsonBody(c);

    const result = await dispatcher.call(`${owner}.${action}`, payload, { door: "ipc" });

    return answerJson(c, `${owner}.${action}`, { status: "ok", plugin: owner, action, result: result ?? null });
  });

  app.post("/:scope/:package/:owner/:action", async (c) => {
    const { scope, package: name, owner, action } = c.req.param();
    const { payload } = await readJsonBody(c);

    const [unscoped, scoped] = [`${name}/${owner}.${action}`, `@${scope.replace(/^@/, "")}/${name}/${owner}.${action}`];
    // `local` is the scope of a package without one too.
    const fullName = scope === "local" && catalog.find(unscoped) !== undefined ? unscoped : scoped;
    const result = await dispatcher.call(fullName, payload, { door: "ipc" });

    return answerJson(c, `${owner}.${action}`, { status: "ok", plugin: owner, action, result: result ?? null });
  });

  app.onError((error, c) => {
    onBug(error);
    const [owner = "", action = ""] = c.req.path.split("/").slice(-2);
    const failure = describeFailure(error);
    if (failure === undefined) {
      return c.json({ status: "error", msg: "The host failed", code: "internal", plugin: owner, action }, 500);
    }
    const { status, message, code, details, hint } = failure;
    const rest = { plugin: owner, action, ...(hint === undefined ? {} : { hint }), details };
    return c.json({ status: "error", msg: message, code, ...rest }, status);
  });

  return app;
}
