import { readResolutionDocument, renderResolutionDocument } from "@larder/packument";
import { expect, test } from "vitest";

import { findForm } from "./find-form.ts";

const integrity = `sha512-${"A".repeat(86)}==`;
const signatures = [{ keyid: "SHA256:one", sig: "MEUCIQ==" }];
const dist = { tarball: "{larder:base-url}/chat/-/chat-1.0.0.tgz", integrity, signatures };
const versions = { "1.0.0": { name: "chat", version: "1.0.0", dist } };
const packument = { name: "chat", "dist-tags": { latest: "1.0.0" }, versions } as never;
const kept = { full: null, fullHash: null, abbreviated: JSON.stringify(packument), abbreviatedHash: "a" };

test("a document for resolvers that an older release kept, without signatures, is made anew", () => {
  const older = renderResolutionDocument(packument)
    .replace('{"format":2,', '{"format":1,')
    .replace(/,\{"signatures.*?\}/, "");

  const text = findForm({ ...kept, resolution: older, resolutionOf: "a" }, "resolution")?.text ?? "";

  expect(older).not.toContain("MEUCIQ");
  expect(readResolutionDocument(text, "https://packages.example").versions["1.0.0"]?.dist.signatures).toEqual(
    signatures,
  );
});

test("one that is kept for the very packument is served as it is, and one of another packument is not", () => {
  const resolution = `${renderResolutionDocument(packument)} `;

  expect(findForm({ ...kept, resolution, resolutionOf: "a" }, "resolution")?.text).toBe(resolution);
  expect(findForm({ ...kept, resolution, resolutionOf: "b" }, "resolution")?.text).toBe(resolution.trim());
});
