import pLimit from "p-limit";
import type { Response } from "undici";

import { UplinkAnswerError, UplinkUnavailableError } from "./uplink-errors.ts";

/** Answers up to this size may be in memory together, one for each connection. */
const smallBytesMax = 4 * 1024 * 1024;

/** So many larger ones; the others wait where they are, and so do those who send them. */
const largeAtOnce = 2;

const refusalLengthMax = 2000;

/** Reads the answers of one uplink within limits: of bytes after decompression, and of what is in memory at the same time. */
export class UplinkAnswers {
  readonly #uplinkName: string;
  readonly #large = pLimit(largeAtOnce);

  constructor(uplinkName: string) {
    this.#uplinkName = uplinkName;
  }

  /**
   * Reads the JSON of an answer about `what`. Throws {@link UplinkAnswerError} for one that is none or is
   * larger than `bytesMax`, {@link UplinkUnavailableError} for one that breaks off.
   */
  async readJson(response: Response, what: string, bytesMax: number): Promise<unknown> {
    const text = await this.#readText(response, bytesMax);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new UplinkAnswerError(this.#uplinkName, `answers for \`${what}\` with something that is not JSON`, {
        cause,
      });
    }
  }

  /** Returns the error that a refusal stands for; an answer may carry a sentence that says why, as ours do. */
  async toError(response: Response): Promise<UplinkAnswerError | UplinkUnavailableError> {
    const { status } = response;
    const text = await readBeginning(response).catch(() => "");
    const sentence = /"error"\s*:\s*"((?:[^"\\]|\\.){1,300})"/.exec(text)?.[1];
    const reason = sentence === undefined ? "" : `: ${sentence}`;
    if (status >= 500 || status === 429) {
      return new UplinkUnavailableError(this.#uplinkName, `it answers ${status}${reason}`);
    }
    return new UplinkAnswerError(this.#uplinkName, `answers ${status}${reason}`, { status });
  }

  async #readText(response: Response, bytesMax: number): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const source = (response.body ?? emptyBody())[Symbol.asyncIterator]();
    const readUntil = async (sizeMax: number): Promise<boolean> => {
      while (size <= sizeMax) {
        const { done, value } = await source.next();
        if (done === true) return true;
        size += value.length;
        chunks.push(value);
      }
      return false;
    };
    try {
      if ((await readUntil(smallBytesMax)) || (await this.#large(() => readUntil(bytesMax)))) {
        return new TextDecoder().decode(Buffer.concat(chunks));
      }
    } catch (error) {
      throw new UplinkUnavailableError(this.#uplinkName, brokenOff(error), error);
    }
    await source.return?.(undefined);
    throw new UplinkAnswerError(this.#uplinkName, "sends a document without end");
  }
}

/** Returns how an answer ended, as a part of a sentence. */
export function brokenOff(error: unknown): string {
  return error instanceof Error && error.name === "TimeoutError" ? "its answer takes too long" : "its answer broke off";
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}

/** Reads no further than a sentence can be: an answer that nobody wants may be large, or have no end. */
async function readBeginning(response: Response): Promise<string> {
  let text = "";
  for await (const chunk of response.body ?? emptyBody()) {
    text += new TextDecoder().decode(chunk);
    if (text.length >= refusalLengthMax) break;
  }
  return text.slice(0, refusalLengthMax);
}
