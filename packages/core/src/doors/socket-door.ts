import { Hono } from "hono";

import type { RegisteredAction } from "../actions/action.ts";
import type { ActionCatalog } from "../actions/action-catalog.ts";
import { RateLimitedError } from "../actions/action-errors.ts";
import type { Dispatcher } from "../actions/dispatcher.ts";
import { type RateLimit, SlidingWindow } from "../actions/sliding-window.ts";
import { failureBody, toJson } from "./answer-call.ts";
import { DoorError } from "./door-error.ts";
import { getMethodByName } from "./find-method.ts";
import { refuseOtherSites } from "./refuse-strangers.ts";
import type { SocketSession } from "./sender-address.ts";
import { type Visit, visitOf } from "./visit.ts";

/** What the door needs of the host. */
export type SocketDoorOptions = {
  readonly catalog: ActionCatalog;
  readonly dispatcher: Dispatcher;
  readonly clock: () => number;
  readonly onBug: (error: unknown) => void;
};

/** How many messages one connection may send. */
const messageRate: RateLimit = { calls: 200, periodMs: 1000 };

/**
 * `GET /-/websocket`, also `/gedis/websocket`, where a server can open a socket: then each message
 * `{ "command": "actor.method", "args": … }` is one call, and each answer is the result itself, or `{ error, code }`.
 */
export function createSocketDoor(options: SocketDoorOptions): Hono {
  const app = new Hono();

  app.on("GET", ["/-/websocket", "/gedis/websocket"], refuseOtherSites, async (c) => {
    const { acceptSocket } = c.env as { acceptSocket?: (session: SocketSession) => void };
    const isUpgrade = c.req.header("upgrade")?.toLowerCase() === "websocket";
    if (!isUpgrade || acceptSocket === undefined) {
      throw new DoorError(
        "EBADREQUEST",
        "This is the address of a WebSocket",
        "Connect with `ws://`, not with `http://`",
      );
    }
    const visit = visitOf(c);
    // A credential that is not good is told so before the socket is open.
    await visit.asker();
    acceptSocket(createSession(visit, options));
    return c.body(null, 204);
  });

  return app;
}

/** Returns what answers the messages of one connection, one after the other. */
function createSession(visit: Visit, { catalog, dispatcher, clock, onBug }: SocketDoorOptions): SocketSession {
  const window = new SlidingWindow(messageRate);
  let last: Promise<unknown> = Promise.resolve();

  async function answer(message: string): Promise<string> {
    const retryAfterMs = window.take(clock());
    if (retryAfterMs > 0)
      throw new RateLimitedError("this connection", { target: "A connection", ...messageRate, retryAfterMs });
    const { command, args } = parseMessage(message);
    const action = getCommand(catalog, command);
    const result = await dispatcher.run(action, args, {
      door: "http",
      tenant: visit.tenant,
      trace: visit.trace,
      // Asked for each call: a token may be revoked while its connection lasts.
      asker: await visit.askAgain(),
    });
    return typeof result === "string" ? result : toJson(action.name, result ?? null);
  }

  return {
    answer(message) {
      const answered = last.then(async () => {
        try {
          return await answer(message);
        } catch (error) {
          onBug(error);
          return JSON.stringify(failureBody(error));
        }
      });
      last = answered;
      return answered;
    },
  };
}

type Message = { readonly command: string; readonly args: unknown };

function parseMessage(text: string): Message {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (error) {
    throw new DoorError("EBADREQUEST", `The message is not JSON: ${(error as SyntaxError).message}`);
  }
  const { command, args } = (typeof message === "object" && message !== null ? message : {}) as Partial<Message>;
  if (typeof command === "string" && command.includes(".")) return { command, args };
  throw new DoorError("EBADREQUEST", 'A message is `{ "command": "actor.method", "args": … }`');
}

/** Returns the action that `command` names: `plugin.action`, `actor.method` or `author.package.actor.method`. */
function getCommand(catalog: ActionCatalog, command: string): RegisteredAction {
  const action = catalog.findByName(command);
  if (action !== undefined) return action;
  const end = command.lastIndexOf(".");
  return getMethodByName(catalog, command.slice(0, end), command.slice(end + 1));
}
