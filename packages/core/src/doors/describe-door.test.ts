// SPEC.md §7: what a host says about its actions. Rule ids in titles refer to it.
import { stripTypeScriptTypes } from "node:module";

import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, test } from "vitest";

import { aPluginPackage, metricsPackage } from "../testing/packages.ts";
import { type LaidHost, seen, startLaidHost } from "../testing/running-hosts.ts";
import { type ServedHost, serveHost } from "../testing/serve-host.ts";

const notes = aPluginPackage(
  "@home/notes",
  `{
    actions: {
      add: {
        description: "Adds a note */ <script>alert(1)</script>",
        access: { permissions: ["notes.write"] },
        input: {
          type: "object", required: ["text"],
          properties: {
            text: { type: "string" }, tags: { type: "array", items: { type: "string" } },
            at: { anyOf: [{ type: "string" }, { type: "number" }] }, kind: { enum: ["a", "b\\"; evil()", null] },
            below: { $ref: "#/$defs/below" }, "odd-name": { type: ["boolean", "null"] },
          },
          $defs: { below: { type: "object", properties: { below: { $ref: "#/$defs/below" } } } },
        },
        output: { type: "object", required: ["id"], properties: { id: { type: "integer" } } },
        handler: ({ text }) => ({ id: text.length }),
      },
      "odd a/b?": () => "odd",
      "lone \\ud800": { input: { properties: { a: { $ref: "#/properties/b" }, b: {} } }, handler: () => "lone" },
      lose: () => { throw error("There is no note 7", "not_found", { id: 7 }); },
    },
  }`,
);
const bare = {
  name: "words",
  mode: "trusted",
  files: { "actors/book.js": 'export const title = () => "a book";' },
} as const;

let host: LaidHost;
let served: ServedHost;
beforeAll(async () => {
  host = await startLaidHost([notes, metricsPackage, bare]);
  served = await serveHost(host);
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
});

const json = async (path: string): Promise<unknown> => (await seen(await served.send(path))).body;

test("[D19] [T26] every action is told with its description, its schemas, and where and by whom it is called", async () => {
  const { actions } = (await json("/-/actions")) as { readonly actions: readonly { readonly name: string }[] };

  expect(actions.find(({ name }) => name === "@home/notes/notes.add")).toMatchObject({
    package: "@home/notes",
    owner: "notes",
    operation: "add",
    kind: "action",
    access: { permissions: ["notes.write"] },
    path: "/ipc/home/notes/notes/add",
    field: "payload",
    input: { required: ["text"] },
    output: { required: ["id"] },
  });
  expect(actions.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["local/words/actors/book/title", "@host/xcore.plugin.list"]),
  );
});

test("[D19] [T26] an actor tells its methods", async () => {
  expect(await json("/home/metrics/actors/board")).toMatchObject({
    package: "@home/metrics",
    actor: "board",
    methods: [
      { operation: "move", path: "/home/metrics/actors/board/move", field: "args", input: { required: ["to"] } },
      { operation: "title" },
    ],
  });
  expect((await served.send("/home/metrics/actors/table")).status).toBe(404);
});

type Operation = {
  readonly operationId: string;
  readonly "x-larder-access": unknown;
  readonly parameters?: unknown;
  readonly requestBody: JsonContent & { readonly required: boolean };
  readonly responses: { readonly "200": JsonContent };
};
type JsonContent = { readonly content: { readonly "application/json": { readonly schema: BodySchema } } };
type BodySchema = {
  readonly required: readonly string[];
  readonly properties: { readonly [name: string]: { readonly $id?: string; readonly properties?: object } };
};

test("[D19] the document of the host is OpenAPI 3.1, and its operations answer as it says", async () => {
  const document = (await json("/-/openapi.json")) as {
    readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  };

  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
  expect(document).toMatchObject({ openapi: "3.1.1" });
  const add = document.paths["/ipc/home/notes/notes/add"]?.["post"];
  const schema = add?.requestBody.content["application/json"].schema;
  expect([add?.["x-larder-access"], schema?.required]).toEqual([{ permissions: ["notes.write"] }, ["payload"]]);
  // A schema that refers to itself is a document of its own inside the large one.
  expect(schema?.properties["payload"]).toMatchObject({
    $id: "larder:@home/notes/notes.add/input",
    properties: { below: { $ref: "#/$defs/below" } },
  });
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(document.paths["/home/metrics/actors/board/move"]?.["get"]?.parameters).toEqual([
    { name: "to", in: "query", required: true, schema: { type: "integer" } },
  ]);
  const answer = await served.post("/ipc/home/notes/notes/add", { payload: { text: "milk" } });
  expect(Object.keys((await answer.json()) as object)).toEqual(
    add?.responses["200"].content["application/json"].schema.required,
  );
});

type ClientModule = {
  readonly HostCallError: new () => Error;
  readonly createHostClient: (options: { readonly url: string }) => {
    readonly [packageName: string]: {
      readonly [owner: string]: { readonly [action: string]: (input?: object) => Promise<unknown> };
    };
  };
};

test("[D19] [T26] the client that the host writes calls its actions, with their types", async () => {
  const text = await (await served.send("/-/client.ts")).text();
  const url = `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(text))}`;
  const { createHostClient, HostCallError } = (await import(/* @vite-ignore */ url)) as ClientModule;
  const client = createHostClient({ url: served.url });
  const call = (pkg: string, owner: string, action: string, input?: object): Promise<unknown> =>
    client[pkg]?.[owner]?.[action]?.(input) ?? Promise.reject(new Error("The client has no such action"));

  expect(await call("@home/notes", "notes", "add", { text: "milk" })).toEqual({ id: 4 });
  expect(await call("@home/metrics", "board", "move", { to: 7 })).toEqual({ to: 7 });
  expect(await call("words", "book", "title")).toBe("a book");
  expect(await call("@home/notes", "notes", "odd a/b?")).toBe("odd");
  const failure = await call("@home/notes", "notes", "lose").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(HostCallError);
  expect(failure).toMatchObject({ message: "There is no note 7", status: 404, code: "not_found", details: { id: 7 } });
  expect(text).toContain(
    `readonly "add": (input: { readonly "text": string; readonly "tags"?: readonly (string)[]; readonly "at"?: string | number; ` +
      `readonly "kind"?: "a" | "b\\"; evil()" | null; readonly "below"?: unknown; readonly "odd-name"?: boolean | null }) => Promise<{ readonly "id": number }>`,
  );
});

test("[D19] [T14] info lists authors, their packages, and what is in a package", async () => {
  expect(await json("/info")).toMatchObject({
    authors: [
      { author: "home", packages: [{ name: "@home/metrics", path: "/home/metrics/info" }, { name: "@home/notes" }] },
      { author: "local", packages: [{ name: "words", path: "/local/words/info" }] },
    ],
  });
  expect(await json("/@home/info")).toMatchObject({ author: "home", packages: [{}, {}] });
  expect(await json("/home/metrics/info")).toMatchObject({
    name: "@home/metrics",
    components: expect.arrayContaining([expect.objectContaining({ kind: "domain" })]),
    actions: expect.arrayContaining([expect.objectContaining({ name: "@home/metrics/metrics.sum" })]),
  });
  expect(await json("/local/words/info")).toMatchObject({ name: "words" });
  for (const path of ["/nobody/info", "/home/nothing/info"]) {
    expect(await seen(await served.send(path))).toMatchObject({ status: 404, body: { code: "not_found" } });
  }
});

test.each(["/", "/info", "/home/info", "/home/notes/info", "/-/docs"])(
  "[D19] [D8] [T14] %s is a page for a browser, which loads nothing but its own styles",
  async (path) => {
    const page = await served.send(path, { headers: { accept: "text/html,*/*;q=0.8" } });

    const text = await page.text();
    expect([page.status, page.headers.get("content-type"), text.includes("@home/notes")]).toEqual([
      200,
      "text/html; charset=UTF-8",
      true,
    ]);
    expect(text).not.toContain("<script>");
    const styles = /<style>([^]*?)<\/style>/.exec(text)?.[1] ?? "";
    const digest = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(styles))).toString("base64");
    expect(page.headers.get("content-security-policy")).toContain(`style-src 'sha256-${digest}'`);
  },
);

test("[D20] [A18] [X54] Prometheus reads the calls of each action, how they ended, and how long they took", async () => {
  await served.post("/ipc/home/notes/notes/add", { payload: { text: "milk" } });
  await served.post("/ipc/home/notes/notes/add", { payload: { text: 7 } });
  await served.post("/ipc/home/notes/notes/lose", {});

  const response = await served.send("/-/metrics");

  const lines = (await response.text()).split("\n");
  const numberOf = (line: string): number =>
    Number(
      lines
        .find((found) => found.startsWith(`${line} `))
        ?.split(" ")
        .at(-1),
    );
  const add = 'package="@home/notes",action="@home/notes/notes.add"';
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(numberOf(`larder_host_action_calls_total{${add},outcome="ok"}`)).toBeGreaterThan(0);
  expect(numberOf(`larder_host_action_calls_total{${add},outcome="invalid"}`)).toBe(1);
  expect(
    numberOf('larder_host_action_calls_total{package="@home/notes",action="@home/notes/notes.lose",outcome="failed"}'),
  ).toBeGreaterThan(0);
  const count = numberOf(`larder_host_action_duration_seconds_count{${add}}`);
  expect([count, numberOf(`larder_host_action_duration_seconds_bucket{${add},le="+Inf"}`)]).toEqual([count, count]);
  expect(count).toBeGreaterThan(1);
  expect([numberOf('larder_host_packages{state="started"}'), numberOf('larder_host_service_up{service="db"}')]).toEqual(
    [3, 1],
  );
  expect(numberOf("process_resident_memory_bytes")).toBeGreaterThan(0);
});
