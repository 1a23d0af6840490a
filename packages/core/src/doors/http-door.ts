import { Hono, type Context } from "hono";

import type { Accounts } from "../accounts/accounts.ts";
import type { ActionCatalog } from "../actions/action-catalog.ts";
import type { Dispatcher } from "../actions/dispatcher.ts";
import type { HostLog } from "../services/host-log.ts";
import type { CallCounts } from "../actions/call-counts.ts";
import type { RateLimits } from "../actions/rate-limits.ts";
import { answerFailure } from "./answer-call.ts";
import { allowOrigins } from "./allowed-origins.ts";
import { createAccountDoor } from "./account-door.ts";
import { createActorDoor } from "./actor-door.ts";
import { createDescribeDoor } from "./describe-door.ts";
import { DoorError } from "./door-error.ts";
import { describeFailure } from "./failure.ts";
import { createInfoDoor } from "./info-door.ts";
import { createSocketDoor } from "./socket-door.ts";
import { createManageDoor } from "./manage-door.ts";
import type { PackageControl } from "./package-control.ts";
import { receive } from "./visit.ts";
import { createIpcDoor } from "./ipc-door.ts";
import type { HttpMountTable } from "./mount-table.ts";
import { createPluginDoor } from "./plugin-door.ts";
import { limitBody } from "./json-bodies.ts";
import { refusalPage } from "./refusal-page.ts";
import { createStatusDoor } from "./status-door.ts";
import type { HostStatus } from "./host-status.ts";

/** What the HTTP door opens onto. */
export type HttpDoorOptions = {
  readonly accounts: Accounts;
  readonly catalog: ActionCatalog;
  readonly dispatcher: Dispatcher;
  readonly counts: CallCounts;
  readonly rateLimits: RateLimits;
  readonly mounts: HttpMountTable;
  readonly log: HostLog;
  readonly status: () => HostStatus;
  readonly control: PackageControl;
  readonly clock: () => number;
  readonly handlerTimeoutMs: number;
  /** The names besides the loopback ones that requests may be addressed to. */
  readonly hostNames: readonly string[];
  /** The origins of other sites, such as `https://app.example`, whose pages may call actions. */
  readonly allowedOrigins: readonly string[];
};

/** The largest body that a plugin's own routes are given, in bytes. */
const routeBytesMax = 64 * 1024 * 1024;

/** Returns everything that a host answers over HTTP. */
export function createHttpDoor(options: HttpDoorOptions): Hono {
  const { accounts, catalog, dispatcher, mounts, log, status, handlerTimeoutMs, hostNames } = options;
  const { counts, rateLimits, control, clock } = options;
  const app = new Hono();
  const onBug = (error: unknown): void => {
    if (describeFailure(error) === undefined) log.logOf({}).error("A request failed", { failure: error });
  };

  app.use(receive(accounts, hostNames));
  for (const path of ["/ipc/*", "/app/*", "/gedis/*", "/-/websocket", "/:scope/:package/actors/*"]) {
    // Most hosts let no other site in: their requests need not be looked at for that.
    if (options.allowedOrigins.length > 0) app.use(path, allowOrigins(options.allowedOrigins));
  }
  for (const path of ["/plugins/*", "/plugin/*"]) app.use(path, limitBody(routeBytesMax));

  app.route("/", createStatusDoor(status));
  app.route("/", createAccountDoor({ accounts, log }));
  app.route("/", createManageDoor({ status, catalog, counts, rateLimits, control, onBug }));
  app.route("/", createIpcDoor({ catalog, dispatcher, onBug }));
  const plugins = createPluginDoor({
    mounts,
    timeoutMs: handlerTimeoutMs,
    clock,
    onHandlerFailure: (packageName, failure) =>
      log.logOf({ package: packageName }).error("A route failed", { failure }),
  });
  app.route("/plugins", plugins);
  app.route("/plugin", plugins);
  app.route("/", createActorDoor({ catalog, dispatcher, onBug }));
  app.route("/", createSocketDoor({ catalog, dispatcher, clock, onBug }));
  app.route("/", createDescribeDoor({ catalog, counts, rateLimits, status }));
  app.route("/", createInfoDoor({ catalog, packages: control.list }));

  app.notFound((c) => answerFailure(c, unknownAddress(c)));
  app.onError((error, c) => {
    onBug(error);
    return refusalPage(c, error) ?? answerFailure(c, error);
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
