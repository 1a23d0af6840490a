// SPEC.md §2, publishing. Rule ids in titles refer to it.
import { memoryBlobStore } from "@larder/registry-storage";
import { expect, test } from "vitest";

import { aPackage } from "../testing/package-builder.ts";
import { BadPublishBodyError } from "./publish-errors.ts";
import { type PublishBody, readPublishBody } from "./read-publish-body.ts";

const limits = { documentBytesMax: 1_000_000, archiveBytesMax: 1_000_000 };

async function read(body: unknown, chunkBytes = 64 * 1024): Promise<PublishBody> {
  const storage = memoryBlobStore();
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  return readPublishBody(chunks(), limits, (source, bytesMax) => storage.receive(source, { bytesMax }));
}

test.each([1, 2, 3, 7, 100, 1_000_000])("[P16] a body reads the same in chunks of %i bytes", async (chunkBytes) => {
  const pkg = aPackage("@acme/chat").with({ description: 'quotes " and \\ and {"data":"x"} and ünïcode 🎉' });
  const body = await pkg.body();

  const { document, archive } = await read(body, chunkBytes);

  expect(archive?.attachment).toBe("@acme/chat-1.0.0.tgz");
  expect(archive?.blob.size).toBe((await pkg.tarball()).length);
  expect(document.versions).toEqual(body.versions);
  expect(document).toMatchObject({ _attachments: { "@acme/chat-1.0.0.tgz": { data: "" } } });
});

test("[P16] escaped keys, escaped slashes and any spacing mean what they mean in JSON", async () => {
  const body = await aPackage("left-pad").body();
  const text = JSON.stringify(body, null, 3)
    .replace('"_attachments"', '"\\u005fattachments"')
    .replace(/("data": ")([^"]*)"/, (_, key: string, data: string) => `${key}${data.replaceAll("/", "\\/")}"`);

  const { archive } = await read(text, 5);

  expect(archive?.blob.size).toBe((await aPackage("left-pad").tarball()).length);
});

test("[P16] a provenance statement beside the archive stays in the document", async () => {
  const body = await aPackage("left-pad").body();
  const statement = { content_type: "application/json", data: '{"a":"\\"b\\""}', length: 9 };
  body._attachments["left-pad-1.0.0.sigstore"] = statement;

  const { document, archive } = await read(body, 11);

  expect(archive?.attachment).toBe("left-pad-1.0.0.tgz");
  expect(document).toMatchObject({ _attachments: { "left-pad-1.0.0.sigstore": statement } });
});

test.each([
  ["nothing", ""],
  ["no JSON", "hello"],
  ["a list", "[]"],
  ["base64 with a foreign letter", '{"name":"x","versions":{},"_attachments":{"x.tgz":{"data":"AA*A"}}}'],
  ["base64 that ends early", '{"name":"x","versions":{},"_attachments":{"x.tgz":{"data":"AAA"}}}'],
  ["two archives", '{"name":"x","versions":{},"_attachments":{"x.tgz":{"data":"AAAA"},"y.tgz":{"data":"AAAA"}}}'],
  ["one archive twice", '{"name":"x","versions":{},"_attachments":{"x.tgz":{"data":"AAAA","data":"AAAA"}}}'],
  ["a field of another type", '{"name":1,"versions":{}}'],
])("[P16] %s is refused with a sentence", async (_, text) => {
  await expect(read(text, 3)).rejects.toThrow(BadPublishBodyError);
});

test("[P16] `__proto__` in a document touches nothing", async () => {
  const { document } = await read('{"name":"x","versions":{},"__proto__":{"polluted":true}}');

  expect(Reflect.get(document, "polluted")).toBeUndefined();
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});
