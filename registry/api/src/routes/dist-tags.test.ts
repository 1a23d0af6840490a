// SPEC.md §5, dist-tags. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { aPackage, refusal, seen, TestRegistry } from "../testing/index.ts";

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

test("[DT3] a stranger cannot move a tag", async () => {
  const { ada, eve, anonymous } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("left-pad"));

  const response = await eve.put("/-/package/left-pad/dist-tags/latest", "1.0.0");

  expect(await refusal(response)).toMatchObject({ status: 403, error: "You are not a maintainer of `left-pad`" });
  expect((await anonymous.put("/-/package/left-pad/dist-tags/beta", "1.0.0")).status).toBe(401);
});
