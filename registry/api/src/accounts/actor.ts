import type { UserCaller } from "./caller.ts";

/** Who did something, as the audit log says it. */
export type Actor = {
  /** `null` when the operator of the machine did it, or somebody who had no account yet. */
  readonly actorId: number | null;
  readonly actor: string;
  /** Where the client was, when it came over the network. */
  readonly ip: string | null;
};

/** The operator of the machine, at its command line. */
export const operator: Actor = { actorId: null, actor: "operator", ip: null };

/** A user who did something from `address`. */
export function actorOf({ userId, name }: UserCaller, address: string | undefined): Actor {
  return { actorId: userId, actor: name, ip: address ?? null };
}
