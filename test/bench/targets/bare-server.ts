// The least that a server of these bytes can do on Node: no routing, no rights, everything in memory.
import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";

import { receiveSettings, serveParent } from "./serve-child.ts";

/** An answer that is served as it was recorded. */
export type RecordedAnswer = {
  readonly path: string;
  /** The `Accept-Encoding` that it answers. */
  readonly acceptEncoding: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Uint8Array;
};

const answers = (await receiveSettings()) as readonly RecordedAnswer[];
const byRequest = new Map(answers.map((answer) => [`${answer.acceptEncoding} ${answer.path}`, answer]));

const server = createServer((request, response) => {
  const answer = findAnswer(request);
  if (answer === undefined) {
    response.writeHead(404).end();
  } else if (request.headers["if-none-match"] === answer.headers["etag"]) {
    const { "content-length": _length, ...headers } = answer.headers;
    response.writeHead(304, headers).end();
  } else {
    response.writeHead(200, answer.headers).end(answer.body);
  }
});
await serveParent(server);

function findAnswer({ url, headers }: IncomingMessage): RecordedAnswer | undefined {
  return byRequest.get(`${String(headers["accept-encoding"])} ${url}`);
}
