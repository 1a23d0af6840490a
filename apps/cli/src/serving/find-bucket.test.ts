import { expect, test } from "vitest";

import { readEnvironment } from "../config.ts";
import { findBucket } from "./find-bucket.ts";

const contextOf = (variables: { [name: string]: string }) => ({ environment: readEnvironment(variables) });

test("the flag wins over LARDER_STORAGE, and without both there is no bucket", () => {
  const context = contextOf({ LARDER_STORAGE: "s3://packages/npm" });

  expect(findBucket(context, undefined)).toMatchObject({ bucket: "packages", prefix: "npm/" });
  expect(findBucket(context, "s3://others")).toMatchObject({ bucket: "others", prefix: "" });
  expect(findBucket(contextOf({}), undefined)).toBeUndefined();
});

test.each(["s3://ada:hunter2@packages", "s3://packages?secret-access-key=hunter2"])(
  "a URL with credentials is refused, and they are not repeated: %s",
  (url) => {
    const refused = () => findBucket(contextOf({ LARDER_STORAGE: url }), undefined);

    expect(refused).toThrow("The URL of the storage has credentials");
    expect(refused).not.toThrow("hunter2");
  },
);
