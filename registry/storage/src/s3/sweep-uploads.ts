import { ListMultipartUploadsCommand, type ListMultipartUploadsCommandOutput } from "@aws-sdk/client-s3";

import type { S3Bucket } from "./s3-bucket.ts";
import { abortUpload } from "./upload-file.ts";

const ageMaxMs = 24 * 60 * 60 * 1000;

/** Gives up the uploads in parts that began a day ago: who began them is dead, and their parts cost space. */
export async function sweepUploads(bucket: S3Bucket): Promise<void> {
  let page = await listUploads(bucket, {});
  for (;;) {
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      const isOld = Initiated !== undefined && Date.now() - Initiated.getTime() > ageMaxMs;
      if (isOld) await abortUpload(bucket, Key, UploadId);
    }
    if (page.IsTruncated !== true) return;
    page = await listUploads(bucket, { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker });
  }
}

type Marker = { readonly KeyMarker?: string | undefined; readonly UploadIdMarker?: string | undefined };

function listUploads({ client, location }: S3Bucket, marker: Marker): Promise<ListMultipartUploadsCommandOutput> {
  return client.send(
    new ListMultipartUploadsCommand({ Bucket: location.bucket, Prefix: `${location.prefix}sha512/`, ...marker }),
  );
}
