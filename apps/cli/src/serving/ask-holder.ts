import { type ErrorCode, errorCodes, ExpectedError } from "@larder/errors";
import type { DirectoryHeldError } from "@larder/sql/hold";

import { askControlSocket, type ControlAnswer } from "./ask-control-socket.ts";

/** What a command asks a server to do: its address at the control socket, and what is sent there. */
export type AskedOperation = { readonly path: string; readonly body: unknown };

/**
 * Asks the process that holds a directory to do what only it can, through its control socket, and returns its answer.
 *
 * Throws {@link ControlError} with the server's own sentence, {@link ServerEndedError} and {@link UnknownOperationError}
 * when nobody answers for it, and `held` itself where its holder has no socket.
 */
export async function askHolder(held: DirectoryHeldError, { path, body }: AskedOperation): Promise<unknown> {
  const socket = held.holder?.controlSocket;
  if (socket === undefined) throw held;
  const answer = await askControlSocket(socket, path, body).catch((cause: unknown) => {
    throw isConnectionError(cause) ? new ServerEndedError(held, cause) : cause;
  });
  if (answer.status >= 400) throw controlErrorOf(held, answer);
  return answer.body;
}

const connectionCodes = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE"]);

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && connectionCodes.has((error as NodeJS.ErrnoException).code ?? "");
}

function controlErrorOf({ holder }: DirectoryHeldError, { status, body }: ControlAnswer): ExpectedError {
  if (typeof body === "object" && body !== null && "error" in body) return new ControlError(body);
  return new UnknownOperationError(holder?.pid ?? 0, status);
}

/** The server ends, or has ended, so that nobody answers for it. What it was asked for may have been done. */
export class ServerEndedError extends ExpectedError {
  readonly code = "EHELD";

  constructor({ directory, holder }: DirectoryHeldError, cause: unknown) {
    super(`The server of \`${directory}\` (process ${holder?.pid}) ended before it answered`, {
      hint: "Run the command again",
      cause,
    });
  }
}

/** A server of another version does not know what this one asks it for. */
export class UnknownOperationError extends ExpectedError {
  readonly code = "EHELD";

  constructor(pid: number, status: number) {
    super(`The server that runs (process ${pid}) does not know this command; it answered ${status}`, {
      hint: "Run the command with the version of larder that serves, or start the server again with this one",
    });
  }
}

/** The server refused a control operation; code, sentence and hint are its own. */
export class ControlError extends ExpectedError {
  readonly code: ErrorCode;

  constructor({ error, code, hint }: { error?: unknown; code?: unknown; hint?: unknown }) {
    super(typeof error === "string" ? error : "The server refused", typeof hint === "string" ? { hint } : {});
    this.code = typeof code === "string" && Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : "EBADREQUEST";
  }
}
