/** Where people log in who have no password at this host. */
export type LoginProvider = {
  /** As `larder.yaml` names it; it stands in URLs. */
  readonly id: string;
  /** What people call it. */
  readonly title: string;
  readonly server: ProviderServer;
  readonly clientId: string;
  /** Undefined for a client that PKCE alone proves. */
  readonly clientSecret: string | undefined;
  /** What is asked for, such as `openid email profile`. */
  readonly scope: string;
  /** Which claims say who a person is. */
  readonly claims: {
    /** Never changes for a person. */
    readonly subject: string;
    /** Becomes the account's name at the first login. */
    readonly account: string;
    /** Brings the account's roles; undefined where the operator gives them. */
    readonly roles: string | undefined;
  };
  /** A value of the claim that brings roles → the roles; what is not here brings none. */
  readonly roleMap: { readonly [value: string]: readonly string[] };
  /** The domains whose verified addresses may log in; none asks for no address. */
  readonly domains: readonly string[];
  /** May people come in who have no account yet? */
  readonly signUp: boolean;
  /** The claims that a session remembers, for pages that greet people. */
  readonly userInfo: readonly string[];
};

/** How a provider is found: OpenID Connect says it all by itself, plain OAuth 2 needs its addresses. */
export type ProviderServer =
  | { readonly type: "issuer"; readonly issuer: string }
  | {
      readonly type: "endpoints";
      readonly authorizationUrl: string;
      readonly tokenUrl: string;
      /** Answers who an access token belongs to. */
      readonly userInfoUrl: string;
    };

/** What a provider says of a person. */
export type Claims = { readonly [claim: string]: unknown };
