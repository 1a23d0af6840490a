import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestUser, testMoment } from "../testing/test-rows.ts";
import { appendAudit, listAudit, listAuditAfter } from "./audit-log.ts";

describeEachDatabase("audit log", (openDatabase) => {
  let database: RegistryDatabase;
  beforeAll(async () => {
    database = await openDatabase();
    const ada = await insertTestUser(database.db, "ada");
    await appendAudit(database.db, { at: testMoment, actor: "operator", action: "user.create", target: "user:ada" });
    await appendAudit(database.db, {
      at: testMoment,
      actorId: ada.id,
      actor: "ada",
      action: "dist-tag.set",
      target: "chat",
      before: { next: "1.0.0" },
      after: { next: "1.1.0" },
      ip: "127.0.0.1",
    });
    await appendAudit(database.db, {
      at: testMoment,
      actorId: ada.id,
      actor: "ada",
      action: "package.publish",
      target: "chat@2.0.0",
    });
  });

  test("entries are listed newest first, narrowed by actor and target, and paged", async () => {
    const all = await listAudit(database.db, {}, 10);
    const [newest, middle] = all;

    expect(all.map((entry) => entry.action)).toEqual(["package.publish", "dist-tag.set", "user.create"]);
    expect(middle).toMatchObject({
      actor: "ada",
      before: { next: "1.0.0" },
      after: { next: "1.1.0" },
      ip: "127.0.0.1",
    });
    expect(await listAudit(database.db, { actor: "ada", target: "chat" }, 10)).toEqual([middle]);
    expect(await listAudit(database.db, { action: "dist-tag.set" }, 10)).toEqual([middle]);
    expect(await listAudit(database.db, { before: newest?.id ?? 0 }, 1)).toEqual([middle]);
  });

  test("entries are narrowed by time: from a moment on, and up to before another one", async () => {
    const later = new Date(testMoment.getTime() + 1);

    expect(await listAudit(database.db, { since: testMoment, until: later }, 10)).toHaveLength(3);
    expect(await listAudit(database.db, { since: later }, 10)).toEqual([]);
    expect(await listAudit(database.db, { until: testMoment }, 10)).toEqual([]);
  });

  test("the whole log is read from its beginning, page by page", async () => {
    const all = await listAudit(database.db, {}, 10);
    const first = await listAuditAfter(database.db, { after: 0 }, 2);
    const rest = await listAuditAfter(database.db, { after: first.at(-1)?.id ?? 0 }, 2);

    expect([...first, ...rest]).toEqual(all.toReversed());
    expect(await listAuditAfter(database.db, { after: 0, actor: "operator" }, 2)).toEqual([all[2]]);
  });

  test("no statement changes or removes an entry", async () => {
    const before = await listAudit(database.db, {}, 10);

    await expect(database.query("update audit_log set actor = 'eve'")).rejects.toThrow("never changed or removed");
    await expect(database.query("delete from audit_log")).rejects.toThrow("never changed or removed");
    await expect(database.query("truncate audit_log")).rejects.toThrow("never changed or removed");
    expect(await listAudit(database.db, {}, 10)).toEqual(before);
  });
});
