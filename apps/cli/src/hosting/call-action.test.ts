import { expect, test } from "vitest";

import { listenHttp } from "../serving/http-server.ts";
import { parseListenAddress } from "../serving/listen-address.ts";
import { actionAddress, callAction, sendTo } from "./call-action.ts";

test.each([
  ["prometheus.query", "/ipc/prometheus/query", "payload"],
  ["@examples/notes/notes.add", "/ipc/examples/notes/notes/add", "payload"],
  ["left-pad/pad.left", "/ipc/local/left-pad/pad/left", "payload"],
  ["@examples/analytics/actors/reader/latest", "/examples/analytics/actors/reader/latest", "args"],
])("%s is called at %s", (action, path, field) => {
  expect(actionAddress(action)).toEqual({ path, field });
});

test.each(["notes", "", "a/b/c/d.e", "../secrets"])("%j is refused as no action's name", (action) => {
  expect(() => actionAddress(action)).toThrow("is not the name of an action");
});

async function answering(status: number, body: unknown) {
  const received: unknown[] = [];
  const tokens: (string | null)[] = [];
  const answer = async (request: Request) => {
    received.push([request.method, new URL(request.url).pathname, await request.json()]);
    tokens.push(request.headers.get("authorization"));
    return Response.json(body, { status });
  };
  const server = await listenHttp(parseListenAddress("127.0.0.1:0"), Promise.resolve(answer));
  return { url: server.url, received, tokens, [Symbol.asyncDispose]: server.close };
}

test("a call sends its input and returns the result", async () => {
  await using host = await answering(200, { status: "ok", result: { id: 7 } });

  const result = await callAction(host.url, "notes.add", { text: "milk" });

  expect(result).toEqual({ id: 7 });
  expect(host.received).toEqual([["POST", "/ipc/notes/add", { payload: { text: "milk" } }]]);
});

test("a call goes as the account of its token, and as nobody without one", async () => {
  await using host = await answering(200, { status: "ok", result: null });

  await callAction(sendTo(host.url, "lrh_of-ada"), "notes.add", {});
  await callAction(sendTo(host.url), "notes.add", {});

  expect(host.tokens).toEqual(["Bearer lrh_of-ada", null]);
});

test("a refusal is told with the host's sentence, its problems and its hint", async () => {
  const details = {
    problems: [
      { path: "", message: "must have a text" },
      { path: "/id", message: "must be a number" },
    ],
  };
  await using host = await answering(400, {
    status: "error",
    msg: "The input does not fit",
    code: "invalid_input",
    hint: "Send a text",
    details,
  });

  await expect(callAction(host.url, "notes.add", {})).rejects.toMatchObject({
    code: "EACTION",
    message: "The input does not fit",
    reason: "invalid_input",
    detail: "the input must have a text\n/id must be a number",
    hint: "Send a text",
  });
});

test("where no host answers, that is said", async () => {
  await expect(callAction("http://127.0.0.1:1", "notes.add", {})).rejects.toMatchObject({
    code: "ENETWORK",
    message: "No host answers at `http://127.0.0.1:1`",
  });
});
