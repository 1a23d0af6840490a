import { abbreviatedContentType, baseUrlPlaceholder } from "@larder/packument";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip, zstdCompress } from "node:zlib";

import { type Answer, type CacheScope, headerList, noSniffing } from "./answer.ts";

/** The forms of a packument: two for clients, and what a resolver reads of it. */
export type DocumentForm = "full" | "abbreviated" | "resolution";

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
 * The public URL is filled in and the validators are computed once. An answer, with its headers and perhaps its
 * compressed bytes, is made when it is first asked for, and kept; those who wait for it share the work.
 */
export class ServedDocument {
  readonly contentType: string;
  /** Weak: the compressed forms are different bytes with the same meaning, and proxies compress, too. */
  readonly etag: string;
  /** As `Last-Modified` wants it. */
  readonly lastModified: string;
  readonly modifiedAt: Date;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same for the same bytes, and another one for others. */
  readonly key: string;
  readonly #encoded = new Map<ContentEncoding, Promise<Uint8Array<ArrayBuffer>>>();
  readonly #answers = new Map<string, Promise<Answer>>();

  constructor(document: RenderedDocument, publicUrl: string) {
    const isAbbreviated = document.form === "abbreviated";
    this.contentType = isAbbreviated ? abbreviatedContentType : "application/json; charset=utf-8";
    this.etag = `W/"${document.hash.slice(0, 32)}-${hashOf(publicUrl).slice(0, 8)}"`;
    this.key = `${document.hash} ${publicUrl}`;
    this.modifiedAt = document.modifiedAt;
    this.lastModified = document.modifiedAt.toUTCString();
    this.bytes = new Uint8Array(Buffer.from(document.text.replaceAll(baseUrlPlaceholder, publicUrl)));
  }

  /** Returns the answer to a client that has this document. */
  unchangedAnswer(scope: CacheScope): Promise<Answer> {
    return this.#kept(`${scope} unchanged`, () =>
      Promise.resolve({ status: 304, headers: headerList(this.#headers(scope)), body: undefined }),
    );
  }

  /** Returns the answer to a client that does not have it, with its bytes in `encoding`. */
  wholeAnswer(scope: CacheScope, encoding: ContentEncoding | undefined): Promise<Answer> {
    return this.#kept(`${scope} ${encoding}`, async () => {
      const body = encoding === undefined ? this.bytes : await this.#bytesIn(encoding);
      const of = { "content-encoding": encoding, "content-length": String(body.length) };
      return { status: 200, headers: headerList({ ...this.#headers(scope), ...of }), body };
    });
  }

  #headers(scope: CacheScope): { readonly [name: string]: string } {
    return {
      "content-type": this.contentType,
      etag: this.etag,
      "last-modified": this.lastModified,
      "cache-control": `${scope}, no-cache`,
      vary: "Accept, Accept-Encoding",
      ...noSniffing,
    };
  }

  #bytesIn(encoding: ContentEncoding): Promise<Uint8Array<ArrayBuffer>> {
    const known = this.#encoded.get(encoding);
    if (known !== undefined) return known;
    const encoded = compress[encoding](this.bytes).then((bytes) => new Uint8Array(bytes));
    this.#encoded.set(encoding, encoded);
    return encoded;
  }

  /** What failed is tried anew by the next one. */
  #kept(key: string, make: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const making = make().catch((error: unknown) => {
      this.#answers.delete(key);
      this.#encoded.clear();
      throw error;
    });
    this.#answers.set(key, making);
    return making;
  }
}

/** Returns the sha256 of `text` in hex. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
