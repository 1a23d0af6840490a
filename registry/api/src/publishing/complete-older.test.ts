import { describeEachDatabase } from "@larder/registry-database/testing";
import pino from "pino";
import { expect, test } from "vitest";

import { aPackage, seen, TestRegistry } from "../testing/index.ts";
import { completeOlder } from "./complete-older.ts";

const logger = pino({ enabled: false });
const clock = (): Date => new Date("2026-11-21T10:00:00Z");

describeEachDatabase("rows of earlier releases", (openDatabase) => {
  test("they are found and described like those of today after the next start", async () => {
    const database = await openDatabase();
    const ada = await (await TestRegistry.open({ database, clock })).user("ada");
    for (const name of ["chat", "talk"]) {
      await ada.publish(aPackage(name).with({ author: "Ada <ada@example.com>", engines: { larder: "^1.2.0" } }));
    }
    const look = async (): Promise<unknown> => [
      await seen(await ada.get("/-/api/v1/search?author=ada&host=1.3.0")),
      await seen(await ada.get("/-/v1/search?text=chat")),
      await seen(await ada.get("/-/api/v1/packages/chat/versions/1.0.0/files")),
    ];
    const today = await look();
    await database.query(
      `update search_documents set about = null, author = null, host_range = null, host_versions = null, quality = 0,
        terms = '{}' where name = 'chat';
       update versions set content_digest = null;
       delete from registry_settings where key = 'older-rows-completed'`,
    );
    expect(await look()).not.toEqual(today);

    const work = await completeOlder(database, logger);
    await expect.poll(look).toEqual(today);
    await work.stop();
  });

  test("a total that is remembered at its cap falls with what is completed", { tags: ["slow"] }, async () => {
    const database = await openDatabase();
    const ada = await (await TestRegistry.open({ database, clock })).user("ada");
    for (let number = 1; number <= 51; number += 1) await ada.publish(aPackage(`young-${number}`).version("0.1.0"));
    await database.query(
      `update search_documents set about = null, terms = '{}';
       insert into packages (name, created_at, modified_at)
         select 'stable-' || n, now(), now() from generate_series(1, 999) n;
       insert into search_documents (package_id, name, version, keywords, domains, plugins, kinds, component_counts, modified_at, words, about)
         select id, name, '1.0.0', '{}', '{}', '{}', '{}', '{}', now(), '', '{}' from packages where name like 'stable-%';
       delete from registry_settings where key = 'older-rows-completed'`,
    );
    const total = async (): Promise<unknown> => {
      const answer = await ada.get("/-/v1/search?text=not:unstable&size=1");
      return ((await answer.json()) as { readonly total: number }).total;
    };
    expect(await total()).toBe(1000);

    const work = await completeOlder(database, logger);

    await expect.poll(total).toBe(999);
    await work.stop();
  });

  test("a registry that has nothing of the kind is done at once, also when it is closed at once", async () => {
    const database = await openDatabase();

    await (await completeOlder(database, logger)).stop();

    expect(await database.query("select value from registry_settings where key = 'older-rows-completed'")).toHaveLength(
      1,
    );
  });

  test("what was stopped is done by the next start, and what is done is not looked at again", async () => {
    const database = await openDatabase();
    const ada = await (await TestRegistry.open({ database, clock })).user("ada");
    await ada.publish(aPackage("chat"));
    await database.query(
      "delete from registry_settings where key = 'older-rows-completed'; update versions set content_digest = null",
    );
    const digests = async (): Promise<unknown> => (await database.query("select content_digest from versions"))[0];

    await (await completeOlder(database, logger)).stop();
    const work = await completeOlder(database, logger);
    await expect.poll(digests).not.toEqual({ content_digest: null });
    await expect
      .poll(() => database.query("select value from registry_settings where key = 'older-rows-completed'"))
      .toHaveLength(1);
    await work.stop();

    await database.query("update versions set content_digest = null");
    await (await completeOlder(database, logger)).stop();
    expect(await digests()).toEqual({ content_digest: null });
  });
});
