import { isJsonObject, type Packument } from "@larder/packument";
import { escapePackageName, type PackageName } from "@larder/package-spec";
import type { Response } from "undici";

import { Breaker } from "./breaker.ts";
import type { Uplink } from "./configuration.ts";
import { connectUplink, type UplinkRequest } from "./uplink-fetch.ts";
import { UplinkAnswerError, UplinkUnavailableError } from "./uplink-errors.ts";

const packumentBytesMax = 256 * 1024 * 1024;
const answerBytesMax = 32 * 1024 * 1024;
const refusalLengthMax = 2000;

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
  const connection = connectUplink(uplinkName, uplink);
  const breaker = new Breaker(now);

  async function ask(url: string, request: UplinkRequest): Promise<Response | undefined> {
    if (breaker.isOpen) throw new UplinkUnavailableError(uplinkName, "it has just failed several times");
    try {
      const response = await connection.fetch(url, request);
      if (response.status === 404) await response.body?.cancel();
      else if (!response.ok && response.status !== 304) throw await toAnswerError(uplinkName, response);
      breaker.countSuccess();
      return response.status === 404 ? undefined : response;
    } catch (error) {
      // A refusal is an answer, too; only silence and faults are a reason to stop asking.
      if (error instanceof UplinkUnavailableError) breaker.countFailure();
      throw error;
    }
  }

  async function askJson(path: string, hops: string, body?: string): Promise<unknown> {
    const headers = { accept: "application/json", [hopsHeader]: hops };
    const response = await (body === undefined
      ? ask(uplink.url + path, { headers })
      : ask(uplink.url + path, { headers: { ...headers, "content-type": "application/json" }, body }));
    if (response === undefined) return undefined;
    return parseJson(uplinkName, path, await readText(uplinkName, response, answerBytesMax));
  }

  return {
    async fetchPackument(name, hops, known) {
      const url = uplink.url + escapePackageName(name);
      const headers = { accept: "application/json", [hopsHeader]: hops, ...conditions(known) };
      const response = await ask(url, { headers });
      if (response === undefined) return { type: "missing" };
      return readPackument(uplinkName, response, { name, known });
    },

    async fetchTarball(url, hops) {
      // Anything but the bytes as they are would break their integrity.
      const response = await ask(url, { headers: { "accept-encoding": "identity", [hopsHeader]: hops } });
      return response?.body ?? undefined;
    },

    fetchJson: (path, hops) => askJson(path, hops),
    postJson: (path, body, hops) => askJson(path, hops, JSON.stringify(body)),
    close: () => connection.close(),
  };
}

async function readPackument(
  uplinkName: string,
  response: Response,
  { name, known }: { readonly name: PackageName; readonly known: UplinkValidators | undefined },
): Promise<UplinkPackument> {
  if (response.status === 304) {
    await response.body?.cancel();
    if (known === undefined)
      throw new UplinkAnswerError(uplinkName, `says that \`${name}\`, never fetched, is unchanged`);
    return { type: "unchanged" };
  }
  const packument = parsePackument(uplinkName, name, await readText(uplinkName, response, packumentBytesMax));
  if (packument === undefined) return { type: "missing" };
  const validators = { etag: response.headers.get("etag"), lastModified: response.headers.get("last-modified") };
  return { type: "found", packument, validators };
}

function conditions(known: UplinkValidators | undefined): { readonly [name: string]: string } {
  return {
    ...(known?.etag == null ? {} : { "if-none-match": known.etag }),
    ...(known?.lastModified == null ? {} : { "if-modified-since": known.lastModified }),
  };
}

/** Returns `undefined` for a package whose versions were all taken back: npm then answers with its name alone. */
function parsePackument(uplink: string, name: PackageName, text: string): Packument | undefined {
  const document = parseJson(uplink, name, text);
  if (isJsonObject(document) && document["name"] === name && document["versions"] === undefined) return undefined;
  const isPackument =
    isJsonObject(document) &&
    document["name"] === name &&
    isJsonObject(document["versions"]) &&
    isJsonObject(document["dist-tags"]) &&
    Object.values(document["versions"]).every(hasTarball);
  if (!isPackument) throw new UplinkAnswerError(uplink, `answers for \`${name}\` with something that is no packument`);
  return document as unknown as Packument;
}

function hasTarball(manifest: unknown): boolean {
  return isJsonObject(manifest) && isJsonObject(manifest["dist"]) && typeof manifest["dist"]["tarball"] === "string";
}

function parseJson(uplink: string, what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UplinkAnswerError(uplink, `answers for \`${what}\` with something that is not JSON`, cause);
  }
}

async function readText(uplink: string, response: Response, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > bytesMax) throw new UplinkAnswerError(uplink, "sends a document without end");
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof UplinkAnswerError) throw error;
    throw new UplinkUnavailableError(uplink, "its answer broke off", error);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** An answer may carry a sentence that says why, as ours do. */
async function toAnswerError(uplink: string, response: Response): Promise<UplinkAnswerError | UplinkUnavailableError> {
  const text = await readBeginning(response).catch(() => "");
  const sentence = /"error"\s*:\s*"((?:[^"\\]|\\.){1,300})"/.exec(text)?.[1];
  const reason = sentence === undefined ? "" : `: ${sentence}`;
  if (response.status >= 500) return new UplinkUnavailableError(uplink, `it answers ${response.status}${reason}`);
  return new UplinkAnswerError(uplink, `answers ${response.status}${reason}`);
}

/** Reads no further than a sentence can be: an answer that nobody wants may be large, or have no end. */
async function readBeginning(response: Response): Promise<string> {
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += new TextDecoder().decode(chunk);
    if (text.length >= refusalLengthMax) break;
  }
  return text.slice(0, refusalLengthMax);
}
