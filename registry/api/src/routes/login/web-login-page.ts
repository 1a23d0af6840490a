import { html } from "hono/html";

import { type Html, htmlPage } from "../html-page.ts";

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 24rem; margin: 12vh auto; padding: 0 1rem; }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
input, button { margin: .25rem 0 1rem; padding: .5rem .75rem; border-radius: .4rem; border: 1px solid GrayText; }
button { background: #0b5d3b; color: #fff; border-color: #0b5d3b; cursor: pointer; }
.problem { border-left: .25rem solid #b3261e; padding-left: .75rem; }
`;

/** What the page of a login shows: the form, that it worked, or that it cannot be. */
export type WebLoginView =
  | { readonly type: "form"; readonly asker: string; readonly name: string; readonly problem?: string | undefined }
  | { readonly type: "done"; readonly name: string }
  | { readonly type: "refused"; readonly problem: string };

/** Returns the page of a login in a browser. It works without scripts, and what is typed goes to this registry only. */
export async function webLoginPage(publicUrl: string, view: WebLoginView, status: number): Promise<Response> {
  return htmlPage({
    title: "Log in",
    style,
    content: html`<h1>Log in</h1>
      ${content(publicUrl, view)}`,
    status,
    // The address is a secret; without a referrer of its own a form would not say where it comes from.
    headers: { "cache-control": "no-store", "referrer-policy": "same-origin" },
  });
}

function content(publicUrl: string, view: WebLoginView): Html {
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
