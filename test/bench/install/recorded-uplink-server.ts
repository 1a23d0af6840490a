// A public registry as it was at a certain time: what is asked for is fetched once, and kept for all later runs.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

import { receiveSettings, serveParent } from "../targets/serve-child.ts";
import { trimDocument, type UplinkDocument } from "./trim-document.ts";

/** What the recording is of, and where it is kept. */
export type RecordedUplinkSettings = {
  /** Without a slash at its end. */
  readonly upstream: string;
  readonly directory: string;
  /** Versions that were published later are left out. */
  readonly until: string;
};

/** Stands for this server's URL in what is kept: its port is another one in each run. */
const ownUrl = "http://recorded.invalid";

class UnreachableError extends Error {}

const { upstream, directory, until } = (await receiveSettings()) as RecordedUplinkSettings;

const server = createServer((request, response) => {
  const path = request.url ?? "/";
  respond(path, request.headers.host ?? "", response).catch((error: unknown) => {
    process.send?.({ failed: `${path}: ${error instanceof Error ? error.message : String(error)}` });
    response.writeHead(error instanceof UnreachableError ? 504 : 500).end();
  });
});
server.keepAliveTimeout = 600_000;
await serveParent(server);

async function respond(path: string, host: string, response: ServerResponse): Promise<void> {
  if (path.startsWith("/-/") || path.includes("..")) return void response.writeHead(404).end();
  const isArchive = path.includes("/-/");
  const kept = isArchive ? join("archives", path) : join("documents", `${encodeURIComponent(path.slice(1))}.json.gz`);
  const bytes = await keptOr(join(directory, kept), () => (isArchive ? fetchArchive(path) : fetchDocument(path)));
  if (bytes === undefined) return void response.writeHead(404).end();
  if (isArchive) return void response.writeHead(200, { "content-type": "application/octet-stream" }).end(bytes);

  const text = (await promisify(gunzip)(bytes)).toString().replaceAll(ownUrl, `http://${host}`);
  response.writeHead(200, { "content-type": "application/json" }).end(text);
}

/** Returns what is in `file`; else what `fetch` brings, which is then there. */
async function keptOr(file: string, fetchIt: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const bytes = await fetchIt();
  if (bytes === undefined) return undefined;
  await mkdir(dirname(file), { recursive: true });
  const half = `${file}.${process.pid}.${performance.now()}`;
  await writeFile(half, bytes);
  await rename(half, file);
  process.send?.({ recorded: file });
  return bytes;
}

async function fetchDocument(path: string): Promise<Uint8Array | undefined> {
  const answer = await ask(path);
  if (answer === undefined) return undefined;
  const trimmed = trimDocument((await answer.json()) as UplinkDocument, until, ownUrl);
  return await promisify(gzip)(JSON.stringify(trimmed));
}

async function fetchArchive(path: string): Promise<Uint8Array | undefined> {
  return (await ask(path))?.bytes();
}

async function ask(path: string): Promise<Response | undefined> {
  const answer = await fetch(upstream + path).catch((error: unknown) => {
    throw new UnreachableError(`${upstream} cannot be reached`, { cause: error });
  });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`${upstream}${path} was answered with ${answer.status}`);
  return answer;
}
