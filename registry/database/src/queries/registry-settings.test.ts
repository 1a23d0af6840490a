import { expect, test } from "vitest";

import { describeEachDatabase } from "../testing/open-test-database.ts";
import { findSetting, getOrInsertSetting, setSetting } from "./registry-settings.ts";

describeEachDatabase("settings", (openDatabase) => {
  test("a setting keeps its first value until it is set", async () => {
    const { db } = await openDatabase();
    expect(await findSetting(db, "install-id")).toBeUndefined();

    const values = await Promise.all(["a", "b", "c"].map((id) => getOrInsertSetting(db, "install-id", id)));
    expect(new Set(values).size).toBe(1);
    expect(await findSetting(db, "install-id")).toBe(values[0]);

    await setSetting(db, "install-id", { nested: [1, null] });
    await setSetting(db, "other", "text");
    expect(await findSetting(db, "install-id")).toEqual({ nested: [1, null] });
    expect(await findSetting(db, "other")).toBe("text");
  });
});
