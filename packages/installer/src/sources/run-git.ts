import { spawn } from "node:child_process";
import { devNull } from "node:os";

/** The variables of the command's environment. */
export type Environment = { readonly [variable: string]: string | undefined };

/** What ends git before it is done. */
export type Ending = { readonly signal?: AbortSignal | undefined };

/** One call of git. */
export type GitCall = Ending & {
  /** The repository that git works in; it stands for the home of the user as well. */
  readonly directory: string;
  readonly arguments: readonly string[];
  readonly environment: Environment;
  /** The one way of transport that git may use: `https`. None for what needs no other repository. */
  readonly protocol?: string;
  /** What git reads. */
  readonly input?: string;
};

/** How a call ended that was not a success. */
export class GitFailure extends Error {
  /** What git printed for people; empty when it could not be started or took too long. */
  readonly said: string;

  constructor(message: string, said: string, cause?: unknown) {
    super(message, { cause });
    this.said = said;
  }
}

const timeoutMs = 5 * 60_000;
const saidBytesMax = 16_384;

/** What git, and the programs that carry its bytes, may know of the machine. */
const passed = [
  "PATH",
  "TMPDIR",
  "SYSTEMROOT",
  "SSH_AUTH_SOCK",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  ...["http_proxy", "https_proxy", "all_proxy", "no_proxy"].flatMap((name) => [name, name.toUpperCase()]),
];

/**
 * Runs git and returns what it printed. Throws {@link GitFailure}.
 *
 * No configuration of the system or the user counts, so that neither a hook nor a filter nor an alias of
 * anyone runs, nobody is asked for a password, and only `protocol` is spoken.
 */
export async function runGit(call: GitCall): Promise<Buffer> {
  const child = spawn("git", [...settings, ...call.arguments], {
    cwd: call.directory,
    env: environmentOf(call),
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const end = (): void => void (child.pid !== undefined && killGroup(child.pid));
  const late = AbortSignal.timeout(timeoutMs);
  const ending = AbortSignal.any(call.signal === undefined ? [late] : [late, call.signal]);
  process.once("exit", end);
  ending.addEventListener("abort", end);
  if (ending.aborted) end();
  const printed: Buffer[] = [];
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-saidBytesMax)));
  // A git that ends early does not read on; why it ended is what counts.
  child.stdin.on("error", () => undefined);
  child.stdin.end(call.input ?? "");

  await new Promise<void>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      process.off("exit", end);
      reject(new GitFailure(error.code === "ENOENT" ? "git is not installed" : error.message, "", error));
    });
    child.once("close", (code, signal) => {
      process.off("exit", end);
      ending.removeEventListener("abort", end);
      if (code === 0) resolve();
      else if (late.aborted) reject(new GitFailure(`git took longer than ${timeoutMs / 60_000} minutes`, ""));
      else if (ending.aborted) reject(new GitFailure("nobody needs it any longer", ""));
      else reject(new GitFailure(lastLine(said) ?? `git ended with ${code ?? signal}`, said));
    });
  });
  return Buffer.concat(printed);
}

/** These win over whatever a repository says of itself. */
const settings = [
  "protocol.allow=never",
  `core.hooksPath=${devNull}`,
  "core.fsmonitor=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "fetch.recurseSubmodules=false",
].flatMap((setting) => ["-c", setting]);

function environmentOf({ directory, environment, protocol = "none" }: GitCall): NodeJS.ProcessEnv {
  const known = passed.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(known),
    HOME: directory,
    LC_ALL: "C",
    GIT_ALLOW_PROTOCOL: protocol,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_SSH_COMMAND: "ssh -oBatchMode=yes",
    GIT_TERMINAL_PROMPT: "0",
  };
}

/** Git leaves what it speaks through running when it is killed alone, and that keeps its pipes, and us. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function lastLine(text: string): string | undefined {
  return text
    .split("\n")
    .map((line) => line.replace(/^(?:fatal|error|remote): /, "").trim())
    .findLast((line) => line !== "");
}
