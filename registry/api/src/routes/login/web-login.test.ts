// SPEC.md §4, accounts. Rule ids in titles refer to it.
import { createHash } from "node:crypto";

import { expect, test } from "vitest";

import { aPackage, Persona, seen, TestRegistry, testPassword } from "../../testing/index.ts";

type Started = { readonly page: string; readonly done: string };

/** Starts a login as npm does, and returns the paths that it is told. */
async function start(anonymous: Persona): Promise<Started> {
  const { body } = await seen(await anonymous.post("/-/v1/login", {}));
  const { loginUrl, doneUrl } = body as { loginUrl: string; doneUrl: string };
  expect([loginUrl, doneUrl].every((url) => url.startsWith("https://packages.example/-/v1/"))).toBe(true);
  return { page: new URL(loginUrl).pathname, done: new URL(doneUrl).pathname };
}

/** Sends the form of the page as a browser does. */
function fill(
  anonymous: Persona,
  page: string,
  fields: { name: string; password: string },
  headers: { [name: string]: string } = { origin: "https://packages.example", "sec-fetch-site": "same-origin" },
): Promise<Response> {
  return anonymous.send(page, { method: "POST", body: new URLSearchParams(fields), headers });
}

const ada = { name: "ada", password: testPassword };

test("[A6] a client waits until somebody has logged in on the page, and gets a token once", async () => {
  const { world, anonymous } = await TestRegistry.withUsers("ada");
  const { page, done } = await start(anonymous);

  const waiting = await anonymous.get(done);
  const form = await (await anonymous.get(page, { accept: "text/html" })).text();
  const made = await fill(anonymous, page, ada);
  const { body } = await seen(await anonymous.get(done));

  expect([waiting.status, waiting.headers.get("retry-after")]).toEqual([202, "1"]);
  expect(form).toContain('<form method="post">');
  expect([made.status, await made.text()]).toEqual([200, expect.stringContaining("logged in as <strong>ada")]);
  const user = new Persona(world.registry, "ada", (body as { token: string }).token);
  expect((await user.publish(aPackage("left-pad"))).status).toBe(201);
  expect((await anonymous.get(done)).status).toBe(404);
  expect((await fill(anonymous, page, ada)).status).toBe(404);
});

test("[A6] a wrong password asks again on the page, which repeats the name and no markup of it", async () => {
  const { anonymous } = await TestRegistry.withUsers("ada");
  const { page, done } = await start(anonymous);

  const wrong = await fill(anonymous, page, { name: "ada", password: "a guess" });
  const stranger = await fill(anonymous, page, { name: '"><script>alert(1)</script>', password: "x" });

  expect([wrong.status, await wrong.text()]).toEqual([401, expect.stringMatching(/is wrong[^]*value="ada"/)]);
  expect(stranger.status).toBe(403);
  expect(await stranger.text()).not.toContain("<script>");
  expect((await anonymous.get(done)).status).toBe(202);
});

test("[A6] a form of another site is refused, whatever it says", async () => {
  const { anonymous } = await TestRegistry.withUsers("ada");
  const { page, done } = await start(anonymous);

  for (const headers of [
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "https://packages.example" },
  ]) {
    expect((await fill(anonymous, page, ada, headers as { [name: string]: string })).status).toBe(403);
  }
  expect((await anonymous.get(done)).status).toBe(202);
});

test("[A6] the page runs nothing, loads nothing, is shown in no frame and kept nowhere", async () => {
  const { anonymous } = await TestRegistry.withUsers("ada");
  const { page } = await start(anonymous);

  const response = await anonymous.get(page);
  const { headers } = response;
  const style = /<style>([^]*?)<\/style>/.exec(await response.text())?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");

  // The page's own style is let through, so the hash is that of what stands between its tags.
  expect(headers.get("content-security-policy")).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  );
  expect(headers.get("cache-control")).toBe("no-store");
});

test("[A6] the address of the page leads to no token, and after ten minutes neither does anything else", async () => {
  let now = new Date("2026-11-21T10:00:00.000Z");
  const world = await TestRegistry.open({ clock: () => now });
  await world.user("ada");
  const { page, done } = await start(world.anonymous);
  const pageSecret = page.split("/").at(-1) ?? "";

  expect((await world.anonymous.get(`/-/v1/done/${pageSecret}`)).status).toBe(404);
  now = new Date("2026-11-21T10:10:00.000Z");
  const late = await fill(world.anonymous, page, ada);
  expect([late.status, late.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  expect((await world.anonymous.get(done)).status).toBe(404);
});

test("[A2] [A6] the page counts wrong passwords like every login, and a network begins only so many", async () => {
  const { anonymous } = await TestRegistry.withUsers("ada");
  const { page } = await start(anonymous);
  for (let tries = 0; tries < 5; tries += 1) await fill(anonymous, page, { name: "ada", password: "a guess" });

  const tooMany = await fill(anonymous, page, ada);
  expect([tooMany.status, tooMany.headers.get("retry-after")]).toEqual([429, expect.stringMatching(/^\d+$/)]);
  expect((await fill(anonymous.at("192.0.2.7"), page, ada)).status).toBe(200);

  const starts = [];
  for (let count = 0; count < 60; count += 1) starts.push((await anonymous.post("/-/v1/login", {})).status);
  expect([starts[0], starts.at(-1)]).toEqual([200, 429]);
});
