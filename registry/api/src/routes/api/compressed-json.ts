import type { Context } from "hono";
import { promisify } from "node:util";
import { constants, gzip, zstdCompress } from "node:zlib";

import { isOfThisMachine } from "../../accounts/client-address.ts";
import { encodingFor } from "../../packuments/negotiate.ts";
import type { RegistryEnv } from "../registry-routes.ts";

/** Below this many bytes, compressing costs more than it saves. */
const compressedBytesMin = 4096;

/** An answer that is made for one caller is compressed for its one journey: quickly. */
const compress = {
  zstd: (text: string) => promisify(zstdCompress)(text),
  gzip: (text: string) => promisify(gzip)(text, { level: constants.Z_BEST_SPEED }),
} as const;

/** Returns `answer` as JSON, compressed where that pays: not for a client on this machine. */
export async function compressedJson(c: Context<RegistryEnv>, answer: object): Promise<Response> {
  const text = JSON.stringify(answer);
  const headers = { "content-type": "application/json", "cache-control": "no-store", vary: "Accept, Accept-Encoding" };
  const encoding = quickEncodingFor(c.req.header("accept-encoding"));
  const isNear = c.var.address !== undefined && isOfThisMachine(c.var.address);
  if (encoding === undefined || isNear || text.length < compressedBytesMin) return c.body(text, 200, headers);
  const bytes = new Uint8Array(await compress[encoding](text));
  return c.body(bytes, 200, { ...headers, "content-encoding": encoding });
}

function quickEncodingFor(accepted: string | undefined): keyof typeof compress | undefined {
  const best = encodingFor(accepted);
  if (best !== "br") return best;
  return encodingFor(accepted?.replaceAll(/\bbr\b/gi, "")) === "gzip" ? "gzip" : undefined;
}
