export { describeEachDatabase, openTestDatabase } from "./open-test-database.ts";
export { insertTestPackage, insertTestUser, insertTestVersion, testMoment } from "./test-rows.ts";
export type { TestVersion } from "./test-rows.ts";
