import { html, raw } from "hono/html";
import { createHash } from "node:crypto";

/** What a template of Hono's `html` gives. */
export type Html = ReturnType<typeof html>;

/** A page of the registry itself. */
export type HtmlPage = {
  readonly title: string;
  readonly style: string;
  readonly content: Html;
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
};

/** Returns a page on which nothing runs, for which nothing is loaded, and which no frame shows. */
export async function htmlPage({ title, style, content, status = 200, headers = {} }: HtmlPage): Promise<Response> {
  // One piece: what is between the tags has to have the hash that the policy states.
  const styleElement = raw(`<style>${style}</style>`);
  const document = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Larder</title>
        ${styleElement}
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html> `;
  return new Response(String(document), {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": contentSecurityPolicy(style),
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}

function contentSecurityPolicy(style: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
