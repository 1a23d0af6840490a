import { abbreviatedContentType, baseUrlPlaceholder } from "@larder/packument";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip, zstdCompress } from "node:zlib";

/** The two forms in which a packument is served. */
export type DocumentForm = "full" | "abbreviated";

/** The encodings in which we serve documents, best first. */
export const contentEncodings = ["zstd", "br", "gzip"] as const;

export type ContentEncoding = (typeof contentEncodings)[number];

const compress = {
  gzip: promisify(gzip),
  br: (bytes: Uint8Array) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  zstd: promisify(zstdCompress),
} as const satisfies { readonly [encoding in ContentEncoding]: (bytes: Uint8Array) => Promise<Buffer> };

/** A rendered text and what is known of it. */
export type RenderedDocument = {
  readonly form: DocumentForm;
  readonly text: string;
  /** sha256 of `text` in hex. */
  readonly hash: string;
  readonly modifiedAt: Date;
};

/**
 * A document as it goes over the wire, ready for any number of requests.
 *
 * The public URL is filled in and the validators are computed once; a compressed form is made when it
 * is first asked for, and kept.
 */
export class ServedDocument {
  readonly contentType: string;
  /** Weak: the compressed forms are different bytes with the same meaning, and proxies compress, too. */
  readonly etag: string;
  /** As `Last-Modified` wants it. */
  readonly lastModified: string;
  readonly modifiedAt: Date;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #encoded = new Map<ContentEncoding, Promise<Uint8Array<ArrayBuffer>>>();

  constructor(document: RenderedDocument, publicUrl: string) {
    const isAbbreviated = document.form === "abbreviated";
    this.contentType = isAbbreviated ? abbreviatedContentType : "application/json; charset=utf-8";
    this.etag = `W/"${document.hash.slice(0, 32)}-${hashOf(publicUrl).slice(0, 8)}"`;
    this.modifiedAt = document.modifiedAt;
    this.lastModified = document.modifiedAt.toUTCString();
    this.bytes = new Uint8Array(Buffer.from(document.text.replaceAll(baseUrlPlaceholder, publicUrl)));
  }

  /** Returns the bytes in `encoding`. */
  encoded(encoding: ContentEncoding): Promise<Uint8Array<ArrayBuffer>> {
    let encoded = this.#encoded.get(encoding);
    if (encoded === undefined) {
      encoded = compress[encoding](this.bytes).then((bytes) => new Uint8Array(bytes));
      this.#encoded.set(encoding, encoded);
    }
    return encoded;
  }
}

/** Returns the sha256 of `text` in hex. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
