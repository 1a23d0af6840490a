// SPEC.md §5, dist-tags. Rule ids in titles refer to it.
import { listChanges } from "@larder/registry-database";
import { expect, test } from "vitest";

import { aPackage, refusal, seen, TestRegistry } from "../../testing/index.ts";

test("[DT1] a maintainer points a tag at a version and removes it, and readers see both at once", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("@acme/chat"));
  const tags = "/-/package/@acme%2fchat/dist-tags";

  expect((await ada.put(`${tags}/beta`, "1.0.0")).status).toBe(201);
  expect(await seen(await anonymous.get(tags))).toEqual({ status: 200, body: { beta: "1.0.0", latest: "1.0.0" } });
  expect((await ada.delete(`${tags}/beta`)).status).toBe(200);
  expect(await seen(await anonymous.get(tags))).toEqual({ status: 200, body: { latest: "1.0.0" } });
});

test("[DT2] a range cannot name a tag, `latest` stays, and a tag points only at a version that exists", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const tags = "/-/package/left-pad/dist-tags";

  expect(await refusal(await ada.put(`${tags}/1.x`, "1.0.0"))).toMatchObject({ status: 400, code: "EINVALIDTAGNAME" });
  expect(await refusal(await ada.delete(`${tags}/latest`))).toMatchObject({ status: 400, code: "EINVALIDTAGNAME" });
  expect(await refusal(await ada.put(`${tags}/beta`, "9.0.0"))).toMatchObject({ status: 404 });
  expect(await refusal(await ada.put(`${tags}/beta`, { no: 1 }))).toMatchObject({ status: 400, code: "EVALIDATION" });
});

test("[DT3] [S5] a stranger cannot move a tag", async () => {
  const { ada, eve, anonymous } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("left-pad"));

  const response = await eve.put("/-/package/left-pad/dist-tags/latest", "1.0.0");

  expect(await refusal(response)).toMatchObject({ status: 403, error: "You are not a maintainer of `left-pad`" });
  expect((await anonymous.put("/-/package/left-pad/dist-tags/beta", "1.0.0")).status).toBe(401);
});

test("[DT4] several tags are set at once, all or none: by `POST` beside the others, by `PUT` in their place", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  await ada.publish(aPackage("left-pad").version("1.1.0"));
  const tags = "/-/package/left-pad/dist-tags";
  const now = async (): Promise<unknown> => (await seen(await ada.get(tags))).body;

  const merged = await ada.post(tags, { stable: "1.0.0", next: "1.1.0" });
  const afterMerge = await now();
  const half = await ada.post(tags, { beta: "1.0.0", gamma: "9.0.0" });
  const afterHalf = await now();
  const replaced = await ada.put(tags, { latest: "1.0.0", next: "1.1.0" });
  const again = await ada.put(tags, { latest: "1.0.0", next: "1.1.0" });

  expect([merged, replaced, again].map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(await refusal(half)).toMatchObject({ status: 404, error: "Package `left-pad` has no version `9.0.0`" });
  expect(afterMerge).toEqual({ latest: "1.1.0", next: "1.1.0", stable: "1.0.0" });
  expect(afterHalf).toEqual(afterMerge);
  expect(await now()).toEqual({ latest: "1.0.0", next: "1.1.0" });
  const changes = await listChanges(world.database.db, { after: 0, size: 10 });
  expect(changes.map(({ kind }) => kind)).toEqual(["publish", "publish", "dist-tags", "dist-tags"]);
});

test.each([
  ["PUT", { stable: "1.0.0" }, 400, "`latest`"],
  ["PUT", {}, 400, "`latest`"],
  ["POST", { "1.x": "1.0.0" }, 400, "`1.x`"],
  ["POST", { stable: "^1.0.0" }, 422, "`^1.0.0`"],
  ["POST", ["1.0.0"], 400, "wrong"],
  ["POST", Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`t${index}`, "1.0.0"])), 400, "at most 100"],
] as const)("[DT4] a %s of %j is refused and changes nothing", async (method, body, status, named) => {
  const { ada, eve } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("left-pad"));
  const init = { method, body: JSON.stringify(body) };

  const response = await ada.send("/-/package/left-pad/dist-tags", init);
  const byStranger = await eve.send("/-/package/left-pad/dist-tags", { method, body: '{"latest":"1.0.0"}' });

  expect(await refusal(response)).toMatchObject({ status, error: expect.stringContaining(named) });
  expect(byStranger.status).toBe(403);
  expect((await seen(await ada.get("/-/package/left-pad/dist-tags"))).body).toEqual({ latest: "1.0.0" });
});
