import { expect, test } from "vitest";

import { parseStorageUrl, type S3Location } from "./storage-url.ts";

const plain: S3Location = {
  bucket: "larder-blobs",
  prefix: "",
  region: undefined,
  endpoint: undefined,
  pathStyle: false,
};

test.each<[string, Partial<S3Location>]>([
  ["s3://larder-blobs", {}],
  ["s3://larder-blobs/", {}],
  ["s3://larder-blobs/team/npm", { prefix: "team/npm/" }],
  ["s3://larder-blobs//team/./npm/../", { prefix: "team/" }],
  ["s3://larder-blobs?region=eu-central-1", { region: "eu-central-1" }],
  ["s3://larder-blobs?path-style=true", { pathStyle: true }],
  [
    "s3://larder-blobs/npm?region=home&endpoint=http://127.0.0.1:9000/",
    { prefix: "npm/", region: "home", endpoint: "http://127.0.0.1:9000", pathStyle: true },
  ],
  [
    "s3://larder-blobs?endpoint=https%3A%2F%2Fobjects.example&path-style=false",
    { endpoint: "https://objects.example", pathStyle: false },
  ],
])("%s is read", (url, expected) => {
  expect(parseStorageUrl(url)).toEqual({ ...plain, ...expected });
});

test.each([
  ["larder-data", "is not a URL"],
  ["https://objects.example/bucket", "begins with `https:`"],
  ["s3://", "names no valid bucket"],
  ["s3://Upper", "names no valid bucket"],
  ["s3://ab", "names no valid bucket"],
  ["s3://bucket:9000", "has a port"],
  ["s3://bucket#npm", "has a port or a `#`"],
  ["s3://bucket/a%2fb", "has a prefix with other characters"],
  ["s3://bucket/a b", "has a prefix with other characters"],
  ["s3://bucket?colour=red", "has a parameter `colour`"],
  ["s3://bucket?region=a&region=b", "has `region` twice"],
  ["s3://bucket?region=a/b", "has a `region` that cannot be one"],
  ["s3://bucket?region=", "has a `region` that cannot be one"],
  ["s3://bucket?endpoint=objects.example", "has an `endpoint` that is not"],
  ["s3://bucket?endpoint=ftp://objects.example", "has an `endpoint` that is not like"],
  ["s3://bucket?endpoint=https://objects.example/path", "has an `endpoint` that is not like"],
  ["s3://bucket?path-style=1", "has a `path-style` other than"],
])("%s is refused: it %s", (url, reason) => {
  expect(() => parseStorageUrl(url)).toThrow(
    expect.objectContaining({ code: "ECONFIG", message: expect.stringContaining(reason) }),
  );
});

test.each([
  "s3://AKIAKEY:hunter2@bucket",
  "s3://hunter2@bucket",
  "s3://bucket?access-key-id=a&secret-access-key=hunter2",
  "s3://bucket?X-Amz-Security-Token=hunter2",
  "s3://bucket?endpoint=https://ada:hunter2@objects.example",
])("credentials in %s are refused and not repeated", (url) => {
  const refused = expect.objectContaining({
    code: "ECONFIG",
    message: "The URL of the storage has credentials",
    hint: expect.stringContaining("environment"),
  });
  expect(() => parseStorageUrl(url)).toThrow(refused);
});
