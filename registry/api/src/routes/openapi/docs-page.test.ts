// SPEC.md §7, Larder's own API. Rule ids in titles refer to it.
import { createHash } from "node:crypto";

import { expect, test } from "vitest";

import { seen, TestRegistry } from "../../testing/index.ts";

test("[L14] people read the same document as a page, with every operation and schema", async () => {
  const { anonymous } = await TestRegistry.withUsers();
  const document = (await seen(await anonymous.get("/-/api/v1/openapi.json"))).body as {
    paths: { [path: string]: { [method: string]: { operationId: string; summary: string } } };
    components: { schemas: object };
  };

  const response = await anonymous.get("/-/api/v1/docs", { accept: "text/html" });
  const page = await response.text();

  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  for (const { operationId } of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    expect(page).toContain(`<details id="${operationId}">`);
  }
  for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="schema-${name}"`);
  expect(page).not.toContain("`");
  const anchors = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const links = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id);
  expect(links.filter((id) => !anchors.has(id))).toEqual([]);
});

test("[L14] the page runs nothing, asks nobody else, and its own style is let through", async () => {
  const { anonymous } = await TestRegistry.withUsers();

  const response = await anonymous.get("/-/api/v1/docs");
  const page = await response.text();

  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(response.headers.get("content-security-policy")).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  );
  expect(page).not.toMatch(/<(?:script|link|img|iframe)|https?:\/\/|style="/);
});
