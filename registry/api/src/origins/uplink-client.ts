import { ExpectedError } from "@larder/errors";
import type { Packument } from "@larder/packument";
import { escapePackageName, type PackageName } from "@larder/package-spec";
import type { Response } from "undici";

import { Breaker, type BreakerFacts } from "./breaker.ts";
import type { Uplink } from "./configuration.ts";
import { parseUplinkPackument } from "./parse-uplink-packument.ts";
import { brokenOff, UplinkAnswers } from "./read-uplink-answer.ts";
import { UplinkAnswerError, UplinkUnavailableError } from "./uplink-errors.ts";
import { connectUplink, type UplinkConnection, type UplinkRequest } from "./uplink-fetch.ts";

/** The largest documents of public registries have half of it. */
const packumentBytesMax = 96 * 1024 * 1024;
const answerBytesMax = 32 * 1024 * 1024;

/** A whole archive comes within this time, or it does not come. */
const archiveTimeoutMs = 30 * 60_000;

/** What an uplink said about its document, for the next conditional request. */
export type UplinkValidators = { readonly etag: string | null; readonly lastModified: string | null };

/** The answer of an uplink to a request for a packument. */
export type UplinkPackument =
  | { readonly type: "found"; readonly packument: Packument; readonly validators: UplinkValidators }
  | { readonly type: "unchanged" }
  | { readonly type: "missing" };

/** What a registry asks of an uplink. Hops are the ids of the registries that a request has passed. */
export type UplinkClient = {
  /** Fetches the full document. Throws {@link UplinkUnavailableError}, {@link UplinkAnswerError}, {@link ForbiddenAddressError}. */
  fetchPackument(name: PackageName, hops: string, known?: UplinkValidators): Promise<UplinkPackument>;
  /** Fetches an archive as it is; `undefined` when there is none. Throws like {@link fetchPackument}. */
  fetchTarball(url: string, hops: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Fetches the JSON at `path` below the uplink's URL; `undefined` when there is none. Throws like {@link fetchPackument}. */
  fetchJson(path: string, hops: string): Promise<unknown>;
  /** Posts `body` to `path` and returns the JSON of the answer; `undefined` when nothing takes it. Throws like {@link fetchPackument}. */
  postJson(path: string, body: unknown, hops: string): Promise<unknown>;
  /** What became of what was asked so far. */
  facts(): BreakerFacts;
  close(): Promise<void>;
};

/** The header in which registries say which of them a request has passed, so that none asks itself. */
export const hopsHeader = "larder-hops";

/** Returns the client of the uplink `uplinkName`. */
export function createUplinkClient(
  uplinkName: string,
  uplink: Uplink,
  now: () => number = () => Date.now(),
): UplinkClient {
  return new HttpUplinkClient(uplinkName, uplink, now);
}

class HttpUplinkClient implements UplinkClient {
  readonly #name: string;
  readonly #uplink: Uplink;
  readonly #connection: UplinkConnection;
  readonly #breaker: Breaker;
  readonly #answers: UplinkAnswers;

  constructor(name: string, uplink: Uplink, now: () => number) {
    this.#name = name;
    this.#uplink = uplink;
    this.#connection = connectUplink(name, uplink);
    this.#breaker = new Breaker(now);
    this.#answers = new UplinkAnswers(name);
  }

  fetchPackument(name: PackageName, hops: string, known?: UplinkValidators): Promise<UplinkPackument> {
    return this.#guard(async () => {
      const headers = { accept: jsonType, [hopsHeader]: hops, ...conditions(known) };
      const signal = AbortSignal.timeout(this.#uplink.documentTimeoutMs);
      const response = await this.#ask(this.#uplink.url + escapePackageName(name), { headers, signal });
      const answer = await this.#readPackument(response, name);
      this.#breaker.countSuccess();
      return answer;
    });
  }

  fetchTarball(url: string, hops: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#guard(async () => {
      // Anything but the bytes as they are would break their integrity.
      const headers = { "accept-encoding": "identity", [hopsHeader]: hops };
      const response = await this.#ask(url, { headers, signal: AbortSignal.timeout(archiveTimeoutMs) });
      if (response === undefined) {
        this.#breaker.countSuccess();
        return undefined;
      }
      await this.#assertUnencoded(response);
      this.#breaker.countAnswer();
      return this.#watch(response);
    });
  }

  fetchJson(path: string, hops: string): Promise<unknown> {
    return this.#askJson(path, { headers: { accept: jsonType, [hopsHeader]: hops } });
  }

  postJson(path: string, body: unknown, hops: string): Promise<unknown> {
    const headers = { accept: jsonType, "content-type": jsonType, [hopsHeader]: hops };
    return this.#askJson(path, { headers, body: JSON.stringify(body) });
  }

  facts(): BreakerFacts {
    return this.#breaker.facts;
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Does work that asks the uplink, unless it has just failed too often. Only silence and faults count as failures: a refusal is an answer. */
  async #guard<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!this.#breaker.tryEnter()) throw new UplinkUnavailableError(this.#name, "it has just failed several times");
    try {
      return await work();
    } catch (error) {
      if (error instanceof ExpectedError && !(error instanceof UplinkUnavailableError)) this.#breaker.countSuccess();
      else this.#breaker.countFailure();
      throw error;
    }
  }

  /** Returns the answer, if it is one: found, or unchanged where that was asked; `undefined` when nothing is there. */
  async #ask(url: string, request: UplinkRequest): Promise<Response | undefined> {
    const response = await this.#connection.fetch(url, request);
    if (response.status === 200) return response;
    if (response.status === 304 && isConditional(request)) return response;
    if (response.status !== 404) throw await this.#answers.toError(response);
    await response.body?.cancel();
    return undefined;
  }

  /** An archive in another encoding than its own has other bytes than were promised, and may be of any size. */
  async #assertUnencoded(response: Response): Promise<void> {
    const encoding = response.headers.get("content-encoding") ?? "identity";
    if (encoding === "identity") return;
    await response.body?.cancel();
    throw new UplinkAnswerError(this.#name, `sends an archive in the encoding \`${encoding.slice(0, 40)}\``);
  }

  #askJson(path: string, request: UplinkRequest): Promise<unknown> {
    return this.#guard(async () => {
      const signal = AbortSignal.timeout(this.#uplink.documentTimeoutMs);
      const response = await this.#ask(this.#uplink.url + path, { ...request, signal });
      const answer = response === undefined ? undefined : await this.#answers.readJson(response, path, answerBytesMax);
      this.#breaker.countSuccess();
      return answer;
    });
  }

  async #readPackument(response: Response | undefined, name: PackageName): Promise<UplinkPackument> {
    if (response === undefined) return { type: "missing" };
    if (response.status === 304) {
      await response.body?.cancel();
      return { type: "unchanged" };
    }
    const document = await this.#answers.readJson(response, name, packumentBytesMax);
    const packument = parseUplinkPackument(this.#name, name, document);
    if (packument === undefined) return { type: "missing" };
    const validators = { etag: response.headers.get("etag"), lastModified: response.headers.get("last-modified") };
    return { type: "found", packument, validators };
  }

  /** Passes an archive on, and notes whether it came to its end. One that nobody wants any more says nothing about the uplink. */
  async *#watch(response: Response): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of response.body ?? []) yield chunk;
      this.#breaker.countSuccess();
    } catch (error) {
      this.#breaker.countFailure();
      throw new UplinkUnavailableError(this.#name, brokenOff(error), error);
    }
  }
}

const jsonType = "application/json";

function conditions(known: UplinkValidators | undefined): { readonly [name: string]: string } {
  return {
    ...(known?.etag == null ? {} : { "if-none-match": known.etag }),
    ...(known?.lastModified == null ? {} : { "if-modified-since": known.lastModified }),
  };
}

function isConditional({ headers }: UplinkRequest): boolean {
  return headers["if-none-match"] !== undefined || headers["if-modified-since"] !== undefined;
}
