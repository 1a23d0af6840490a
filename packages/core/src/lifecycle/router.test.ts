import { route, router } from "@larder/sdk";
import { expect, test } from "vitest";

test("[U2] [X22] [X33] routes answer by method and path, with what stands in the path, and say what they cannot", async () => {
  const fetch = router([
    route({ path: "/notes/:id" }, (_request, { id }) => ({ id })),
    route({ path: "/notes/:id", method: "delete", status: 202 }, () => undefined),
    route({ path: "/" }, () => new Response("home")),
  ]);
  const ask = async (path: string, method = "GET"): Promise<unknown> => {
    if (typeof fetch !== "function") throw new TypeError("A router is a function");
    const response = await fetch(new Request(`http://127.0.0.1:5274${path}`, { method }));
    return [response.status, await response.text(), response.headers.get("allow")];
  };

  expect([
    await ask("/notes/a%20b?x=1"),
    await ask("/notes/%E0%A4%A"),
    await ask("/notes/7", "DELETE"),
    await ask("/notes/7", "POST"),
    await ask("/"),
    await ask("/notes"),
  ]).toEqual([
    [200, '{"id":"a b"}', null],
    [200, '{"id":"%E0%A4%A"}', null],
    [202, "null", null],
    [405, '{"error":"`/notes/7` answers to GET, DELETE only"}', "GET, DELETE"],
    [200, "home", null],
    [404, '{"error":"There is nothing at `/notes`"}', null],
  ]);
});
