import { Hono } from "hono";

import { withoutCredentials, withoutOwnCookies } from "../accounts/without-credentials.ts";
import { TookTooLongError, withinTime } from "../events/within-time.ts";
import { assertAccess, defaultAccess } from "../permissions/access.ts";
import { DoorError } from "./door-error.ts";
import type { HttpMountTable, Mount } from "./mount-table.ts";
import { visitOf } from "./visit.ts";

/** What the door needs of the host. */
export type PluginDoorOptions = {
  readonly mounts: HttpMountTable;
  /** The longest that a handler may take to begin its answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Told what a handler of `packageName` threw. */
  readonly onHandlerFailure: (packageName: string, failure: unknown) => void;
};

/** Any method on `/plugins/<plugin>/…`: what the plugin's own handler answers. It sees the path below its name. */
export function createPluginDoor({ mounts, timeoutMs, onHandlerFailure }: PluginDoorOptions): Hono {
  const app = new Hono();

  app.all("/:plugin/*", async (c) => {
    // First: who is not known does not learn either which plugins there are.
    assertAccess(await visitOf(c).asker(), defaultAccess, `\`/plugins/${c.req.param("plugin")}/\``);
    const mount = getMount(mounts, c.req.param("plugin"));
    try {
      return withoutOwnCookies(assertResponse(await withinTime(() => mount.fetch(belowMount(c.req.raw)), timeoutMs)));
    } catch (failure) {
      onHandlerFailure(mount.packageName, failure);
      const code = failure instanceof TookTooLongError ? "timeout" : "exception";
      return c.json(
        { error: `\`${c.req.path}\` failed because of a fault in \`${mount.packageName}\``, code },
        code === "timeout" ? 504 : 500,
      );
    }
  });

  return app;
}

function getMount(mounts: HttpMountTable, plugin: string): Mount {
  const mount = mounts.find(plugin);
  if (mount !== undefined) return mount;
  const names = mounts.list().map((name) => `\`${name}\``);
  throw new DoorError(
    "E404",
    `No started plugin \`${plugin}\` has routes`,
    names.length === 0 ? "No started plugin has" : `These have: ${names.join(", ")}`,
  );
}

/** `/plugins/notes/list?all=1` becomes `/list?all=1`. */
function belowMount(request: Request): Request {
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(/^\/plugins\/[^/]+/, "") || "/";
  // What proves who asks is the host's alone: a package that had it could act as whoever opens its pages.
  return new Request(new Request(url, request), { headers: withoutCredentials(request.headers) });
}

/** Types do not hold for every author. */
function assertResponse(answer: unknown): Response {
  if (!(answer instanceof Response)) throw new TypeError("The handler must return a Response");
  return answer;
}
