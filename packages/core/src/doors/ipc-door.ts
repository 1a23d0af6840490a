import { Hono } from "hono";

import type { Dispatcher } from "../actions/dispatcher.ts";
import { describeFailure } from "./failure.ts";
import { answerJson, callBytesMax, limitBody, readJsonBody } from "./json-bodies.ts";
import { refuseOtherSites } from "./refuse-strangers.ts";

/**
 * `POST /ipc/<owner>/<action>` with `{ "payload": … }` (`larder call`): answers
 * `{ status: "ok", plugin, action, result }`, or `{ status: "error", msg, code, … }`.
 *
 * `POST /ipc/<scope>/<package>/<owner>/<action>` is the same with the full name, for names that two packages have.
 */
export function createIpcDoor(dispatcher: Dispatcher, onBug: (error: unknown) => void): Hono {
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

    const fullName = `${packageNameOf(scope, name)}/${owner}.${action}`;
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

/** Returns the name of a package from the two segments of its address; `local` is the scope of a package without one. */
function packageNameOf(scope: string, name: string): string {
  const bare = scope.replace(/^@/, "");
  return bare === "local" ? name : `@${bare}/${name}`;
}
