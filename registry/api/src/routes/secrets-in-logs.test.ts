// SPEC.md, operating. Rule ids in titles refer to it.
import { pino } from "pino";
import { expect, test } from "vitest";

import { parseRegistryConfiguration } from "../origins/parse-configuration.ts";
import { aPackage, FakeUplink, seen, TestRegistry, testPassword } from "../testing/index.ts";

type Line = { readonly level: number; readonly requestId?: string; readonly path?: string };

test("[F8] no secret of a whole session is in the log", async () => {
  const text: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line: string) => void text.push(line) });
  const uplink = await FakeUplink.start();
  const configuration = parseRegistryConfiguration(
    `uplinks:\n  npm: { url: "${uplink.url}", token: uplink-secret }\nrules:\n  - packages: "@acme/*"\n    origin: hosted\n  - packages: "**"\n    origin: npm\nsignUp: true\n`,
    "registry.yaml",
  );
  const world = await TestRegistry.open({ configuration, logger });
  const ada = await world.user("ada");
  const { anonymous } = world;
  const newPassword = "another horse battery";
  const otp = "otp-123456";

  const login = { name: "eve", password: "eves own password", type: "user" };
  const signUp = await seen(await anonymous.put("/-/user/org.couchdb.user:eve", login));
  await anonymous.put("/-/user/org.couchdb.user:eve", { ...login, password: "wrong but secret" });
  const web = (await seen(await anonymous.post("/-/v1/login", {}))).body as { loginUrl: string; doneUrl: string };
  const [page, done] = [new URL(web.loginUrl).pathname, new URL(web.doneUrl).pathname];
  await anonymous.get(page, { accept: "text/html" });
  await anonymous.get(done);
  const { token } = (await seen(await ada.post("/-/npm/v1/tokens", { password: testPassword }))).body as {
    token: string;
  };
  await ada.send("/-/whoami", { headers: { authorization: `Bearer ${token}`, "npm-otp": otp } });
  await ada.send("/-/whoami", { headers: { authorization: "Basic YWRhOnNlY3JldC1iYXNpYw==" } });
  await ada.send("/-/whoami", { headers: { authorization: "Bearer lrd_never-known-secret" } });
  await ada.post("/-/npm/v1/user", { password: { old: testPassword, new: newPassword } });
  await ada.publish(aPackage("@acme/chat"));
  uplink.isDown = true;
  await ada.get("/left-pad");
  await ada.get(`/-/nowhere/${token}`);
  await ada.get(`/-/user/token/${token}`);
  await ada.delete(`/-/user/token/${token}`);
  await ada.get(`/${token}?token=${token}`);

  const log = text.join("");
  const given = [testPassword, newPassword, login.password, "wrong but secret", otp, "uplink-secret", "YWRhOnN"];
  const made = [token, ada.token ?? "?", (signUp.body as { token: string }).token, "never-known-secret"];
  const halves = [page, done].map((path) => path.split("/").at(-1) ?? "?");
  expect([...given, ...made, ...halves].filter((secret) => log.includes(secret))).toEqual([]);
  expect(text.length).toBeGreaterThan(15);
});

test("[F8] each failure is in the log once, with the id that its answer has", async () => {
  const lines: Line[] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  const world = await TestRegistry.open({ logger });
  const ada = await world.user("ada");
  const broken = { ...world.storage, receive: () => Promise.reject(new Error("the disk says no")) };
  const lame = await TestRegistry.open({ database: world.database, storage: broken, logger });
  const onLame = await lame.token("ada", { scopes: ["publish"] });

  const failed = await onLame.publish(aPackage("chat"));
  const refused = await ada.get("/nobody-has-this");

  const id = failed.headers.get("x-request-id") ?? "?";
  expect((await seen(failed)).body).toMatchObject({ code: "EINTERNAL", error: expect.stringContaining(id) });
  const errors = lines.filter(({ level }) => level >= 50);
  expect(errors).toMatchObject([{ requestId: id, err: { message: "the disk says no" } }]);
  expect(refused.status).toBe(404);
  expect(lines.filter(({ requestId }) => requestId === id)).toHaveLength(2);
});
