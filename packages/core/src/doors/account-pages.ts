import { hash } from "node:crypto";

import type { Context } from "hono";
import { html, raw } from "hono/html";

import { passwordLength } from "../accounts/account-names.ts";

type Markup = ReturnType<typeof html>;

const styles = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 22rem; margin: 4rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem }
label { display: block; margin-top: 0.75rem }
input, button, .button { box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: 0.5rem; font: inherit }
button, .button { display: block; margin-top: 1rem; border: 1px solid; border-radius: 0.25rem; text-align: center; color: inherit; text-decoration: none; background: none }
[role="alert"] { border-left: 0.25rem solid; padding-left: 0.75rem; color: light-dark(#a32100, #ff9c80) }
`;

/** What these pages may load: their own styles; and their forms go to this host. */
const accountPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hash("sha256", styles, "base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Sends a page that may load nothing and be shown in no other. */
export function showPage(
  c: Context,
  markup: Markup,
  status: 200 | 400 | 401 | 403 | 404 | 409 | 429 | 503 = 200,
): Response | Promise<Response> {
  c.header("content-security-policy", accountPagePolicy);
  c.header("x-content-type-options", "nosniff");
  return c.html(markup, status);
}

/** What the login page shows. */
export type LoginPageContents = {
  /** Where the person goes afterwards: a path of this host. */
  readonly nextUrl: string;
  /** Why it is shown again. */
  readonly problem?: string | undefined;
  /** The name that was typed before. */
  readonly name?: string | undefined;
  /** Where people may log in besides. */
  readonly providers: readonly { readonly id: string; readonly title: string }[];
};

/** Returns the page on which people say who they are. It needs no script. */
export function loginPage({ nextUrl, problem, name, providers }: LoginPageContents): Markup {
  const query = new URLSearchParams({ next_url: nextUrl }).toString();
  return page(
    "Log in",
    html`${problem === undefined ? "" : html`<p role="alert">${problem}</p>`}
      <form method="post" action="/auth/login">
        <input type="hidden" name="next_url" value="${nextUrl}" />
        <label for="name">Name</label>
        <input id="name" name="name" value="${name ?? ""}" autocomplete="username" required autofocus />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button>Log in</button>
      </form>
      ${providers.map(
        ({ id, title }) =>
          html`<a class="button" href="/auth/providers/${encodeURIComponent(id)}?${query}">Log in with ${title}</a>`,
      )}`,
  );
}

/** Returns the page of a host that nobody has an account of. */
export function noAccountsPage(): Markup {
  return page(
    "No accounts yet",
    html`<p>This host has no accounts, so it answers this machine only, and asks nobody who they are.</p>
      <p>Make the first one with <code>larder account add NAME --admin</code>.</p>`,
  );
}

/** Returns the page on which `name` logs out: by a form, so that no link of somebody else does it. */
export function logoutPage(name: string): Markup {
  return page(
    "Log out",
    html`<p>You are logged in as <strong>${name}</strong>.</p>
      <form method="post" action="/auth/logout"><button>Log out</button></form>
      <p><a href="/auth/password">Change the password</a></p>`,
  );
}

/** Returns the page on which `name` replaces a password; `problem` says why it is shown again. */
export function passwordPage({ name, problem }: { readonly name: string; readonly problem?: string }): Markup {
  return page(
    "Change the password",
    html`${problem === undefined ? "" : html`<p role="alert">${problem}</p>`}
      <p>Wherever else <strong>${name}</strong> is logged in, that ends.</p>
      <form method="post" action="/auth/password">
        <input type="hidden" name="name" value="${name}" autocomplete="username" />
        <label for="current">Current password</label>
        <input id="current" name="current" type="password" autocomplete="current-password" required autofocus />
        <label for="next">New password</label>
        <input
          id="next"
          name="next"
          type="password"
          autocomplete="new-password"
          minlength="${passwordLength.min}"
          maxlength="${passwordLength.max}"
          required
        />
        <button>Change the password</button>
      </form>`,
  );
}

/** Returns the page for whoever may not see what they asked for. */
export function deniedPage(reason: string): Markup {
  return page(
    "Access denied",
    html`<p role="alert">${reason}.</p>
      <p><a href="/auth/logout">Log in as somebody else</a></p>`,
  );
}

/** Returns the page that says what went wrong on the way back from a provider. */
export function failedLoginPage(reason: string): Markup {
  return page(
    "The login failed",
    html`<p role="alert">${reason}.</p>
      <p><a href="/auth/login">Try again</a></p>`,
  );
}

function page(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · Larder host</title>
        ${raw(`<style>${styles}</style>`)}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
}
