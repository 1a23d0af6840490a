import { Hono, type Context } from "hono";

import type { Accounts } from "../accounts/accounts.ts";
import type { ActionCatalog } from "../actions/action-catalog.ts";
import type { Dispatcher } from "../actions/dispatcher.ts";
import type { HostLog } from "../services/host-log.ts";
import { createAccountDoor } from "./account-door.ts";
import { createActorDoor } from "./actor-door.ts";
import { DoorError } from "./door-error.ts";
import { describeFailure } from "./failure.ts";
import { createIpcDoor } from "./ipc-door.ts";
import type { HttpMountTable } from "./mount-table.ts";
import { createPluginDoor } from "./plugin-door.ts";
import { limitBody } from "./json-bodies.ts";
import { refuseOtherNames } from "./refuse-strangers.ts";
import { createStatusDoor } from "./status-door.ts";
import type { HostStatus } from "./host-status.ts";

/** What the HTTP door opens onto. */
export type HttpDoorOptions = {
  readonly accounts: Accounts;
  readonly catalog: ActionCatalog;
  readonly dispatcher: Dispatcher;
  readonly mounts: HttpMountTable;
  readonly log: HostLog;
  readonly status: () => HostStatus;
  readonly handlerTimeoutMs: number;
  /** The names besides the loopback ones that requests may be addressed to. */
  readonly hostNames: readonly string[];
};

/** The largest body that a plugin's own routes are given, in bytes. */
const routeBytesMax = 64 * 1024 * 1024;

/** Returns everything that a host answers over HTTP. */
export function createHttpDoor(options: HttpDoorOptions): Hono {
  const { accounts, catalog, dispatcher, mounts, log, status, handlerTimeoutMs, hostNames } = options;
  const app = new Hono();
  const onBug = (error: unknown): void => {
    if (describeFailure(error) === undefined) log.logOf({}).error("A request failed", { failure: error });
  };

  app.use(refuseOtherNames(hostNames));
  app.use("/plugins/*", limitBody(routeBytesMax));

  app.route("/", createStatusDoor(status));
  app.route("/", createAccountDoor({ accounts, log }));
  app.route("/ipc", createIpcDoor({ catalog, dispatcher, onBug }));
  app.route(
    "/plugins",
    createPluginDoor({
      mounts,
      timeoutMs: handlerTimeoutMs,
      onHandlerFailure: (packageName, failure) =>
        log.logOf({ package: packageName }).error("A route failed", { failure }),
    }),
  );
  app.route("/", createActorDoor({ catalog, dispatcher, onBug }));

  app.notFound((c) => refuse(c, unknownAddress(c)));
  app.onError((error, c) => {
    onBug(error);
    return refuse(c, error);
  });
  return app;
}

function unknownAddress(c: Context): DoorError {
  const isCall = c.req.path.startsWith("/ipc/");
  if (isCall && c.req.method !== "POST") return new DoorError("E405", "Actions are called with `POST`");
  return new DoorError(
    "E404",
    `There is nothing at \`${c.req.path}\``,
    "There are `/ipc/<owner>/<action>`, `/<scope>/<package>/actors/<actor>/<method>`, `/plugins/<plugin>/` and `/-/status`",
  );
}

function refuse(c: Context, error: unknown): Response {
  const failure = describeFailure(error);
  if (failure === undefined) return c.json({ error: "The host failed", code: "internal" }, 500);
  const { status, message, code, hint } = failure;
  return c.json({ error: message, code, ...(hint === undefined ? {} : { hint }) }, status);
}
