import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whom a child process runs as, in the words of `spawn`. */
export type SystemUser = { uid: number; gid: number };

/**
 * The user to run Postgres as, because it refuses to run as root: `postgres`, else `nobody`. `undefined` when we
 * are not root, as then our own user will do.
 */
export async function findUnprivilegedUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const user = (await idsOf("postgres")) ?? (await idsOf("nobody"));
  if (user === undefined) throw new Error("Postgres does not run as root, and there is no user `postgres` or `nobody`");
  return user;
}

async function idsOf(name: string): Promise<SystemUser | undefined> {
  const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => printedNumber("id", [flag, name])));
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** The number that a program prints; `undefined` when it fails, as `id` does for a user that does not exist. */
async function printedNumber(program: string, args: string[]): Promise<number | undefined> {
  const printed = await run(program, args).catch(() => undefined);
  return printed === undefined ? undefined : Number(printed.stdout);
}
