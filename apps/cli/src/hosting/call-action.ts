import { ExpectedError } from "@larder/errors";

import { UsageError } from "../errors.ts";
import { type RawAnswer, sendToControlSocket } from "../serving/ask-control-socket.ts";

/** Where an action is called, and the field of the body that holds its input. */
export type ActionAddress = { readonly path: string; readonly field: "payload" | "args" };

/**
 * Returns the address of an action in any of its names: `plugin.action`, `@scope/package/plugin.action`,
 * `@scope/package/actors/actor/method`. Throws {@link UsageError}.
 */
export function actionAddress(action: string): ActionAddress {
  const segments = action.split("/");
  const encoded = segments.map((segment) => encodeURIComponent(segment.replace(/^@/, "")));
  if (segments.length === 5 && segments[2] === "actors") return { path: `/${encoded.join("/")}`, field: "args" };

  const [, owner, operation] = /^(.+)\.([^.]+)$/.exec(segments.at(-1) ?? "") ?? [];
  if (owner === undefined || operation === undefined || ![1, 2, 3].includes(segments.length)) {
    throw new UsageError(`\`${action}\` is not the name of an action`, {
      hint: "Use `plugin.action`, `@scope/package/plugin.action` or `@scope/package/actors/actor/method`",
    });
  }
  const scope = segments.length === 2 ? ["local"] : [];
  const place = [...scope, ...encoded.slice(0, -1), encodeURIComponent(owner), encodeURIComponent(operation)];
  return { path: `/ipc/${place.join("/")}`, field: "payload" };
}

/** Takes a call to a host, and returns its answer as it came. */
export type SendCall = (path: string, body: unknown) => Promise<RawAnswer>;

/** Returns what sends calls to the host at `url`, as the account of `token`. Throws {@link HostUnreachableError}. */
export function sendTo(url: string, token?: string): SendCall {
  return async (path, body) => {
    const headers = {
      "content-type": "application/json",
      accept: "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const request = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, request).catch((error: unknown) => {
      throw new HostUnreachableError(url, error);
    });
    const type = response.headers.get("content-type") ?? undefined;
    return { status: response.status, type, text: await response.text() };
  };
}

/** Returns what sends calls as the operator of the machine, by the control socket of a host. */
export function sendAsOperator(socketPath: string): SendCall {
  return (path, body) => sendToControlSocket(socketPath, `/doors${path}`, body);
}

/**
 * Calls `action` of a host, which is at a URL or reached by `send`, and returns its result.
 *
 * Throws {@link ActionRefusedError} with the host's own sentence, and {@link HostUnreachableError}.
 */
export async function callAction(host: string | SendCall, action: string, input: unknown): Promise<unknown> {
  const { path, field } = actionAddress(action);
  const send = typeof host === "string" ? sendTo(host) : host;
  const { status, type, text } = await send(path, { [field]: input });
  const body = type?.includes("application/json") === true ? (JSON.parse(text) as unknown) : text;
  if (status >= 400) throw new ActionRefusedError(action, status, body);
  return field === "payload" ? fieldOf(body, "result") : body;
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null
    ? Object.entries(body).find(([key]) => key === name)?.[1]
    : undefined;
}

function textIn(body: unknown, name: string): string | undefined {
  const value = fieldOf(body, name);
  return typeof value === "string" ? value : undefined;
}

/** The host refused a call, or the action failed; the sentence is the host's. */
export class ActionRefusedError extends ExpectedError {
  readonly code = "EACTION";
  readonly action: string;
  /** The word that the host has for the reason, such as `invalid_input`. */
  readonly reason: string | undefined;
  readonly detail: string | undefined;

  constructor(action: string, status: number, body: unknown) {
    const sentence = textIn(body, "msg") ?? textIn(body, "error") ?? `\`${action}\` was answered with status ${status}`;
    const hint = textIn(body, "hint");
    super(sentence, hint === undefined ? {} : { hint });
    this.action = action;
    this.reason = textIn(body, "code");
    this.detail = detailOf(fieldOf(body, "details"));
  }
}

function detailOf(details: unknown): string | undefined {
  const problems = fieldOf(details, "problems");
  if (!Array.isArray(problems) || problems.length === 0) return undefined;
  return problems.map(formatProblem).join("\n");
}

/** A problem is a sentence, or what a validator says of one place of the input. */
function formatProblem(problem: unknown): string {
  if (typeof problem === "string") return problem;
  const message = textIn(problem, "message");
  return message === undefined ? JSON.stringify(problem) : `${textIn(problem, "path") || "the input"} ${message}`;
}

/** No host answers there. */
export class HostUnreachableError extends ExpectedError {
  readonly code = "ENETWORK";
  readonly url: string;

  constructor(url: string, cause: unknown) {
    super(`No host answers at \`${url}\``, {
      hint: "Start it with `larder start`, or name another one with `--url`",
      cause,
    });
    this.url = url;
  }
}
