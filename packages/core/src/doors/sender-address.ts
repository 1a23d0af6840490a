import type { Context } from "hono";

/** What a server tells of the connection that a request came on. */
export type Connection = {
  /** The address of the other end of its socket. */
  readonly peer: string | undefined;
  /** True where only the operator of the machine can connect: at the control socket. */
  readonly isOperator?: boolean;
  /** The kind of answer that its server sends best where it is one text; the platform's when left out. */
  readonly Response?: typeof Response;
};

/** What answers the messages of one open socket. */
export type SocketSession = {
  /** Returns the answer to one message. Answers come in the order of their messages. */
  answer(message: string): Promise<string>;
};

/** Returns an answer that is one text, of the kind that the server of its request sends best. */
export function createTextResponse(c: Context, text: string, headers: { readonly [name: string]: string }): Response {
  const { env } = c as { readonly env: Partial<Connection> | undefined };
  return new (env?.Response ?? Response)(text, { headers });
}

/** Returns the address that a request came from; undefined where nobody said it. */
export function addressOf(c: Context): string | undefined {
  const { env } = c as { readonly env: Partial<Connection> | undefined };
  return env?.peer;
}

/** Did a request come by a way that only the operator of the machine has? */
export function isFromOperator(c: Context): boolean {
  const { env } = c as { readonly env: Partial<Connection> | undefined };
  return env?.isOperator === true;
}
