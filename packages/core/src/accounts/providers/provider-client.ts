import type * as OpenId from "openid-client";

import type { Claims, LoginProvider } from "./login-provider.ts";
import { ProviderRefusedError, ProviderUnavailableError } from "./provider-errors.ts";

/** A login that has begun: where the browser goes, and what its answer is checked against. */
export type BegunLogin = {
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
};

/** Speaks to one provider. */
export type ProviderClient = {
  /** Begins a login that comes back to `redirectUri`. Throws {@link ProviderUnavailableError}. */
  begin(redirectUri: string): Promise<BegunLogin>;
  /**
   * Returns what the provider says of the person whose browser came back to `url`.
   *
   * State, nonce, PKCE, issuer, audience, times and the signature are all checked. Throws {@link ProviderRefusedError},
   * {@link ProviderUnavailableError}.
   */
  finish(url: URL, login: Omit<BegunLogin, "url">): Promise<Claims>;
};

const timeoutSeconds = 10;

/** Returns the client of `provider`, which is asked about itself when somebody first logs in. */
export function providerClient(provider: LoginProvider): ProviderClient {
  let opened: Promise<Opened> | undefined;
  const open = (): Promise<Opened> => {
    opened ??= openProvider(provider).catch((failure: unknown) => {
      opened = undefined;
      throw new ProviderUnavailableError(provider.title, failure);
    });
    return opened;
  };

  return {
    async begin(redirectUri) {
      const { openId, configuration } = await open();
      const [state, nonce, codeVerifier] = [
        openId.randomState(),
        openId.randomNonce(),
        openId.randomPKCECodeVerifier(),
      ];
      const url = openId.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: provider.scope,
        state,
        code_challenge: await openId.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
        ...(provider.server.type === "issuer" && { nonce }),
      });
      return { url: url.href, state, nonce, codeVerifier };
    },
    async finish(url, login) {
      const opening = await open();
      try {
        return await readClaims(provider, opening, url, login);
      } catch (failure) {
        throw isUnreachable(failure)
          ? new ProviderUnavailableError(provider.title, failure)
          : new ProviderRefusedError(provider.title, failure);
      }
    },
  };
}

type Opened = { readonly openId: typeof OpenId; readonly configuration: OpenId.Configuration };

async function openProvider({ server, clientId, clientSecret }: LoginProvider): Promise<Opened> {
  // Most hosts have no provider, and most starts nobody who logs in.
  const openId = await import("openid-client");
  const authentication = clientSecret === undefined ? openId.None() : openId.ClientSecretPost(clientSecret);
  if (server.type === "issuer") {
    const issuer = new URL(server.issuer);
    const execute = [openId.enableNonRepudiationChecks, ...insecureOnLoopback(openId, issuer)];
    const configuration = await openId.discovery(issuer, clientId, undefined, authentication, {
      execute,
      timeout: timeoutSeconds,
    });
    return { openId, configuration };
  }
  const { authorizationUrl, tokenUrl } = server;
  const metadata = {
    issuer: new URL(tokenUrl).origin,
    authorization_endpoint: authorizationUrl,
    token_endpoint: tokenUrl,
  };
  const configuration = new openId.Configuration(metadata, clientId, undefined, authentication);
  configuration.timeout = timeoutSeconds;
  for (const allow of insecureOnLoopback(openId, new URL(tokenUrl))) allow(configuration);
  return { openId, configuration };
}

/** What never leaves the machine needs no TLS; `larder.yaml` is refused with any other address without. */
function insecureOnLoopback(
  openId: typeof OpenId,
  { protocol }: URL,
): ((configuration: OpenId.Configuration) => void)[] {
  return protocol === "http:" ? [openId.allowInsecureRequests] : [];
}

async function readClaims(
  { server }: LoginProvider,
  { openId, configuration }: Opened,
  url: URL,
  { state, nonce, codeVerifier }: Omit<BegunLogin, "url">,
): Promise<Claims> {
  const checks = { expectedState: state, pkceCodeVerifier: codeVerifier };
  if (server.type === "endpoints") {
    const { access_token: token } = await openId.authorizationCodeGrant(configuration, url, checks);
    const response = await openId.fetchProtectedResource(configuration, token, new URL(server.userInfoUrl), "GET");
    if (!response.ok) throw new Error(`The provider answered ${response.status} to who somebody is`);
    return (await response.json()) as Claims;
  }
  const tokens = await openId.authorizationCodeGrant(configuration, url, {
    ...checks,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new Error("The provider sent no ID token");
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
  return { ...(await openId.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
}

/** The fetch of the platform throws a TypeError for a connection that failed, and a DOMException for one that took too long. */
function isUnreachable(failure: unknown): boolean {
  for (let cause = failure; cause instanceof Error; cause = cause.cause) {
    if (cause.name === "TimeoutError" || (cause instanceof TypeError && cause.message === "fetch failed")) return true;
  }
  return false;
}
