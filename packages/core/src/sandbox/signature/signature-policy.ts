/** What a host asks of the signatures of plugins. */
export type SignaturePolicy = {
  /** The key that its operator signs with; without one, signatures say nothing. */
  readonly key: Uint8Array | undefined;
  /** Does what is trusted have to be signed? Local folders do not. */
  readonly isRequired: boolean;
};

/** The variables that hold the policy: a key never stands in a file that others read. */
const variables = { key: "LARDER_SIGNATURE_KEY", isRequired: "LARDER_SIGNATURES" } as const;

/** Returns what `environment` says about signatures: `LARDER_SIGNATURE_KEY`, and `LARDER_SIGNATURES=require`. */
export function signaturePolicyOf(environment: { readonly [name: string]: string | undefined }): SignaturePolicy {
  const key = environment[variables.key];
  return {
    key: key === undefined || key === "" ? undefined : Buffer.from(key, "utf8"),
    isRequired: environment[variables.isRequired] === "require",
  };
}
