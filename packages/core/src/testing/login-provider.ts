import { Events, OAuth2Server } from "oauth2-mock-server";

import type { LoginProvider } from "../accounts/providers/login-provider.ts";

/** An identity provider that listens on this machine and lets everybody in as whom the test says. */
export type TestProvider = AsyncDisposable & {
  readonly server: OAuth2Server;
  /** What `larder.yaml` would say of it. */
  readonly described: LoginProvider;
  /** Says who logs in from now on: claims of the ID token. */
  says(claims: { readonly [claim: string]: unknown }): void;
};

/** What all providers of a process sign with: such a key takes a second to find. */
let signingKey: ReturnType<OAuth2Server["issuer"]["keys"]["generate"]> | undefined;

/** Starts a provider. */
export async function startLoginProvider(changes: Partial<LoginProvider> = {}): Promise<TestProvider> {
  const server = new OAuth2Server();
  signingKey ??= server.issuer.keys.generate("RS256");
  await server.issuer.keys.add(await signingKey);
  await server.start(0, "127.0.0.1");
  let said: { readonly [claim: string]: unknown } = {};
  server.service.on(Events.BeforeTokenSigning, ({ payload }: { payload: Record<string, unknown> }) => {
    Object.assign(payload, said);
  });
  server.service.on(Events.BeforeUserinfo, (response: { body: Record<string, unknown> }) => {
    response.body = { sub: "johndoe", ...said };
  });
  return {
    server,
    described: {
      id: "acme",
      title: "Acme",
      server: { type: "issuer", issuer: server.issuer.url ?? "" },
      clientId: "larder",
      clientSecret: "a secret of the client",
      scope: "openid email",
      claims: { subject: "sub", account: "email", roles: undefined },
      roleMap: {},
      domains: [],
      signUp: true,
      userInfo: [],
      ...changes,
    },
    says: (claims) => void (said = claims),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
