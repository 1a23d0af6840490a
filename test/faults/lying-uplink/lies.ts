import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

/** What would be the honest answer. */
export type Truth = { readonly body: Buffer; readonly etag: string };

/** Answers a request otherwise than it should. */
type Lie = (response: ServerResponse, truth: Truth, path: string) => void;

const bombBytes = 512 * 1024 * 1024;
let bomb: Buffer | undefined;

/** Half a gigabyte of nothing, in half a megabyte. */
function bombOf(): Buffer {
  bomb ??= gzipSync(Buffer.alloc(bombBytes, " "));
  return bomb;
}

/** Everything that was ever seen of an uplink on a bad day, by its name. */
export const lies = {
  "is silent": () => undefined,
  "hangs up": (response) => void response.destroy(),
  fails: (response) => void response.writeHead(500).end('{"error":"no"}'),
  "is overloaded": (response) => void response.writeHead(503, { "retry-after": "1" }).end("<h1>busy</h1>"),
  drips: (response, { body }) => {
    response.writeHead(200);
    let offset = 0;
    const drip = setInterval(() => response.write(body.subarray(offset, (offset += 1))), 20);
    response.once("close", () => clearInterval(drip));
  },
  "breaks off": (response, { body }) => {
    response.writeHead(200, { "content-length": body.length });
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  },
  "ends early, and says nothing of it": (response, { body }) =>
    void response.end(body.subarray(0, Math.floor(body.length / 2))),
  "adds to it": (response, { body }) => void response.end(Buffer.concat([body, Buffer.from("more")])),
  "sends other bytes": (response, { body }) =>
    void response.end(Buffer.from(body).fill(0x61, Math.floor(body.length / 3))),
  "sends a page": (response) => void response.writeHead(200, { "content-type": "text/html" }).end("<h1>Hello</h1>"),
  "sends nothing": (response) => void response.writeHead(200).end(),
  "sends another package": (response) =>
    void response.end('{"name":"evil","dist-tags":{"latest":"6.6.6"},"versions":{"6.6.6":{"dist":{"tarball":"x"}}}}'),
  "sends a bomb": (response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(bombOf()),
  "sends a broken encoding": (response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip"),
  "sends large headers": (response) => void response.writeHead(200, { "x-large": "x".repeat(100_000) }).end(),
  "redirects in a circle": (response, _, path) => void response.writeHead(302, { location: path }).end(),
  "redirects inside": (response) => void response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
  "redirects nowhere": (response) => void response.writeHead(301).end(),
  "says that nothing has changed": (response) => void response.writeHead(304).end(),
  "sends a part": (response, { body }) => void response.writeHead(206).end(body.subarray(0, 10)),
} as const satisfies { readonly [name: string]: Lie };

/** The name of a lie. */
export type LieName = keyof typeof lies;

/** All lies, in their order. */
export const lieNames = Object.keys(lies) as LieName[];
