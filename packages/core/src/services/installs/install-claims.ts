/** A version of a package that a host is about to install into its database. */
export type InstallWish = {
  readonly packageName: string;
  readonly version: string;
  /** Has this host installed some version before? */
  readonly isKnownHere: boolean;
  /** Ends the wait, and gives up the claim: what was to be installed was stopped. */
  readonly signal: AbortSignal;
};

/** Decides which of several hosts on one database installs a version of a package; the others wait, and find it done. */
export type InstallClaims = {
  /** Waits until no other host installs the package, and then keeps others from it. Throws the reason of a signal that ends. */
  claim(wish: InstallWish): Promise<InstallClaim>;
  /** Forgets what was installed of a package: it has left. */
  forget(packageName: string): Promise<void>;
};

/** The right to install one package, until it is released. */
export type InstallClaim = {
  /** What is to be done; undefined where another host has done it. */
  readonly verb: "install" | "upgrade" | undefined;
  /** Notes that it is done. Throws {@link InstallLostError} for one that another host has taken over. */
  done(): Promise<void>;
  /** Lets the next host go on; again is harmless. */
  release(): Promise<void>;
};

/** Returns the claims of a host that shares its database with nobody: what it installs is its own business. */
export function unsharedInstallClaims(): InstallClaims {
  return {
    claim: async ({ isKnownHere }) => ({
      verb: isKnownHere ? "upgrade" : "install",
      done: async () => undefined,
      release: async () => undefined,
    }),
    forget: async () => undefined,
  };
}
