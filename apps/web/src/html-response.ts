import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";

/** Nothing runs on these pages, and nothing is loaded from elsewhere: whatever a package says stays text. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Returns the answer that shows `page`. */
export function htmlResponse(page: VNode, status: number): Response {
  return new Response(`<!doctype html>${renderToString(page)}`, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": contentSecurityPolicy,
      "cache-control": "no-cache",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
  });
}
