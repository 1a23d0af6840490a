// SPEC.md §7, doors. Rule ids in titles refer to it.
import { definePlugin } from "@larder/sdk";
import { expect, test } from "vitest";

import { seen } from "../testing/running-hosts.ts";
import { testHost } from "../testing/test-host.ts";

const sizeOf = definePlugin({
  actions: { size: (input: { text?: unknown }) => String(input.text).length },
  routes: async (request) => new Response(String((await request.arrayBuffer()).byteLength)),
});

/** A request with a body of unknown length, as servers make them: it has what a platform's has, but is none inside. */
function streamed(path: string, text: string): Request {
  const init: RequestInit & { readonly duplex: "half" } = {
    method: "POST",
    headers: { "content-type": "application/json", "transfer-encoding": "chunked" },
    body: new Blob([text]).stream(),
    duplex: "half",
  };
  const request = new Request(`http://127.0.0.1:5274${path}`, init);
  const members = Object.keys(Object.getOwnPropertyDescriptors(Request.prototype));
  const getters = members.map((name) => {
    const get = (): unknown => {
      const value: unknown = Reflect.get(request, name);
      return typeof value === "function" ? value.bind(request) : value;
    };
    return [name, { get }] as const;
  });
  return Object.create(Request.prototype, Object.fromEntries(getters)) as Request;
}

test("[D4] a body whose length nobody said is read, from a server's own kind of request too", async () => {
  await using host = await testHost({ plugin: sizeOf, name: "notes" });

  expect(await seen(await host.fetch(streamed("/ipc/notes/size", '{ "payload": { "text": "milk" } }')))).toMatchObject({
    status: 200,
    body: { result: 4 },
  });
  expect(await seen(await host.fetch(streamed("/plugins/notes/", "milk")))).toEqual({ status: 200, body: "4" });
});
