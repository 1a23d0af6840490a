import { html, raw } from "hono/html";
import { createHash } from "node:crypto";

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 24rem; margin: 12vh auto; padding: 0 1rem; }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
input, button { margin: .25rem 0 1rem; padding: .5rem .75rem; border-radius: .4rem; border: 1px solid GrayText; }
button { background: #0b5d3b; color: #fff; border-color: #0b5d3b; cursor: pointer; }
.problem { border-left: .25rem solid #b3261e; padding-left: .75rem; }
`;

/** Nothing runs on the page, nothing is loaded, and what is typed goes to this registry only. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** What the page of a login shows: the form, that it worked, or that it cannot be. */
export type WebLoginView =
  | { readonly type: "form"; readonly asker: string; readonly name: string; readonly problem?: string | undefined }
  | { readonly type: "done"; readonly name: string }
  | { readonly type: "refused"; readonly problem: string };

/** Returns the page of a login in a browser. It works without scripts. */
export async function webLoginPage(publicUrl: string, view: WebLoginView, status: number): Promise<Response> {
  const document = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Log in · Larder</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <main>
          <h1>Log in</h1>
          ${content(publicUrl, view)}
        </main>
      </body>
    </html> `;
  return new Response(String(document), {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": contentSecurityPolicy,
      "cache-control": "no-store",
      // The address is a secret; without a referrer of its own a form would not say where it comes from.
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
  });
}

function content(publicUrl: string, view: WebLoginView): ReturnType<typeof html> {
  if (view.type === "done") {
    return html`<p role="status">
      You are logged in as <strong>${view.name}</strong>. Go back to your terminal; this page can be closed.
    </p>`;
  }
  if (view.type === "refused") return html`<p role="alert" class="problem">${view.problem}</p>`;
  return html`<p>
      ${view.asker} asks for a token of the registry <code>${publicUrl}</code>. Go on only if you have just started this
      login.
    </p>
    ${view.problem === undefined ? "" : html`<p role="alert" class="problem">${view.problem}</p>`}
    <form method="post">
      <label for="name">User name</label>
      <input
        id="name"
        name="name"
        value="${view.name}"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        required
        autofocus
      />
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required />
      <button type="submit">Log in</button>
    </form>`;
}
