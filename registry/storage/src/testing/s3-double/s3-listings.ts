import type { S3Answer, S3Object, S3Upload } from "./s3-content.ts";
import { S3Refusal } from "./s3-refusal.ts";

/** Returns a page of the objects, in the order of their keys, with the token of the next one. */
export function listObjects(objects: ReadonlyMap<string, S3Object>, query: URLSearchParams, pageMax: number): S3Answer {
  const max = Math.min(Number(query.get("max-keys") ?? pageMax), pageMax);
  const after = decodeToken(query.get("continuation-token"));
  const prefix = query.get("prefix") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted();

  const page = keys.slice(0, max);
  const contents = page.map((key) => {
    const object = objects.get(key);
    const modified = object?.modifiedAt.toISOString();
    return `<Contents><Key>${key}</Key><LastModified>${modified}</LastModified><Size>${object?.bytes.byteLength}</Size></Contents>`;
  });
  const isTruncated = keys.length > page.length;
  const token = isTruncated ? `<NextContinuationToken>${encodeToken(page.at(-1) ?? "")}</NextContinuationToken>` : "";
  return xmlAnswer("ListBucketResult", `<IsTruncated>${isTruncated}</IsTruncated>${token}${contents.join("")}`);
}

const tokenStart = "double:";

function encodeToken(key: string): string {
  return Buffer.from(tokenStart + key).toString("base64");
}

function decodeToken(token: string | null): string {
  if (token === null) return "";
  const text = Buffer.from(token, "base64").toString();
  if (!text.startsWith(tokenStart)) throw new S3Refusal(400, "InvalidArgument");
  return text.slice(tokenStart.length);
}

/** Returns a page of the uploads in parts, in the order of their ids, with the marker of the next one. */
export function listUploads(uploads: ReadonlyMap<string, S3Upload>, query: URLSearchParams, pageMax: number): S3Answer {
  const after = query.get("upload-id-marker") ?? "";
  const prefix = query.get("prefix") ?? "";
  const found = [...uploads].filter(([id, { key }]) => key.startsWith(prefix) && id > after);
  const all = found.toSorted(([one], [other]) => (one < other ? -1 : 1));

  const page = all.slice(0, pageMax);
  const items = page.map(
    ([id, { key, initiatedAt }]) =>
      `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${initiatedAt.toISOString()}</Initiated></Upload>`,
  );
  const [lastId, last] = page.at(-1) ?? [];
  const isTruncated = all.length > page.length;
  const markers = `<NextKeyMarker>${last?.key}</NextKeyMarker><NextUploadIdMarker>${lastId}</NextUploadIdMarker>`;
  const rest = isTruncated ? markers : "";
  return xmlAnswer("ListMultipartUploadsResult", `<IsTruncated>${isTruncated}</IsTruncated>${rest}${items.join("")}`);
}

/** Returns a document of S3. Keys and ids of the double need no escapes. */
export function xmlAnswer(element: string, content: string): S3Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><${element} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${element}>`;
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}
