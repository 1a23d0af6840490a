import type { Interface } from "node:readline";
import type { Readable } from "node:stream";

/** Reads secrets, which have no place on a command line that other users of the machine can list, and asks people. */
export type StandardInput = {
  readonly isTTY: boolean;
  /** Does a person see questions, and can answer them? */
  readonly canAsk: boolean;
  /** Returns the first line of piped input; `undefined` when it is empty. */
  firstLine(): Promise<string | undefined>;
  /** Returns all of piped input, without the end of its last line. */
  text(): Promise<string>;
  /** Asks on the terminal, without showing what is typed. */
  askSecret(question: string): Promise<string>;
  /** Asks on the terminal, and returns whether the answer is yes; nothing, and the end of the input, is no. */
  confirm(question: string): Promise<boolean>;
};

/** Returns the input over a process's streams. */
export function createStandardInput(
  stdin: Readable & { readonly isTTY?: boolean; setRawMode?: (raw: boolean) => unknown },
  stderr: { readonly isTTY?: boolean; write(text: string): unknown },
): StandardInput {
  return {
    isTTY: stdin.isTTY === true,
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    async firstLine() {
      const lines = await linesOf(stdin);
      try {
        for await (const line of lines) {
          const text = line.trim();
          if (text !== "") return text;
        }
        return undefined;
      } finally {
        lines.close();
      }
    },
    async text() {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Buffer | string));
      return Buffer.concat(chunks)
        .toString("utf8")
        .replace(/\r?\n$/, "");
    },
    async askSecret(question) {
      stderr.write(`${question}: `);
      stdin.setRawMode?.(true);
      const secret = await readSecret(stdin).finally(() => {
        stdin.setRawMode?.(false);
        stdin.pause();
        stderr.write("\n");
      });
      return secret ?? (await interrupt());
    },
    async confirm(question) {
      stderr.write(`${question} [y/N] `);
      const lines = await linesOf(stdin);
      try {
        for await (const line of lines) return /^\s*y(?:es)?\s*$/i.test(line);
        stderr.write("\n");
        return false;
      } finally {
        lines.close();
      }
    },
  };
}

/** Few commands read anything, and what reads lines takes as long to load as a small command takes. */
async function linesOf(input: Readable): Promise<Interface> {
  const { createInterface } = await import("node:readline");
  return createInterface({ input });
}

/** Reads until Enter, and knows Backspace; `undefined` for Ctrl-C, which raw mode delivers as a character. */
async function readSecret(stdin: Readable): Promise<string | undefined> {
  let typed = "";
  for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
    for (const key of String(chunk)) {
      if (key === "\r" || key === "\n") return typed;
      if (key === "\u0003") return undefined;
      typed = key === "\u007f" || key === "\b" ? typed.slice(0, -1) : typed + key;
    }
  }
  return typed;
}

const signalArrivesMsMax = 10_000;

/** Sends the signal that the terminal would have sent; the process ends by it, so nothing comes after. */
function interrupt(): Promise<never> {
  process.kill(process.pid, "SIGINT");
  // Without anything to wait for, the process would end before the signal arrives.
  return new Promise(() => setTimeout(() => undefined, signalArrivesMsMax));
}
