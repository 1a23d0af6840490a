import type { LoginProvider } from "../accounts/providers/login-provider.ts";
import { type AccountsHost, cookieOf, startAccountsHost } from "./accounts-host.ts";
import { startLoginProvider, type TestProvider } from "./login-provider.ts";

/** A host, and a provider that it trusts. */
export type World = AsyncDisposable & { readonly host: AccountsHost; readonly provider: TestProvider };

/** Somebody whom the provider knows. */
export const ada = { sub: "u-1", email: "ada@acme.example", email_verified: true };

/** Starts a host with an account of its own, and a provider that it trusts and that knows {@link ada}. */
export async function newWorld(
  changes: Partial<LoginProvider> = {},
  publicUrl?: string,
  names?: readonly string[],
): Promise<World> {
  const provider = await startLoginProvider(changes);
  provider.says(ada);
  const host = await startAccountsHost({
    settings: { providers: [provider.described] },
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(names === undefined ? {} : { names }),
  });
  return {
    host,
    provider,
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

/** A login that is on its way back from the provider. */
export type Trip = {
  /** Where the host sent the browser, and with which cookie. */
  readonly sentTo: URL;
  readonly cookie: string;
  /** Where the provider sent it back to. */
  readonly backTo: URL;
};

/** Goes to the provider as a browser does, and stops on the way back. */
export async function goToProvider({ host }: World, nextUrl = "/"): Promise<Trip> {
  const start = await host.send(`/auth/providers/acme?${new URLSearchParams({ next_url: nextUrl }).toString()}`);
  const sentTo = new URL(start.headers.get("location") ?? "");
  const back = await fetch(sentTo, { redirect: "manual" });
  return { sentTo, cookie: cookieOf(start), backTo: new URL(back.headers.get("location") ?? "") };
}

/** Comes back to the host. */
export function comeBack({ host }: World, { backTo }: Trip, cookie: string): Promise<Response> {
  return host.send(`${backTo.pathname}${backTo.search}`, { headers: { cookie } });
}

/** Logs in at the provider, as a browser does. */
export async function logInThere(world: World): Promise<Response> {
  const trip = await goToProvider(world);
  return await comeBack(world, trip, trip.cookie);
}

/** What a person reads who is not let in: the status, the sentence, and the cookies that are set. */
export async function problemOf(response: Response): Promise<unknown> {
  return [
    response.status,
    /<p role="alert">([^<]*)</.exec(await response.text())?.[1],
    response.headers.getSetCookie(),
  ];
}
