/*
 * What the tests use of npm's own resolver, which comes without types.
 */

declare module "@npmcli/arborist" {
  /** A package in a tree of npm. */
  export type ArboristNode = {
    readonly packageName: string;
    readonly version: string;
    readonly isProjectRoot: boolean;
    readonly inBundle: boolean;
    readonly errors: readonly Error[];
    readonly edgesOut: ReadonlyMap<string, ArboristEdge>;
  };

  /** What one package asks of another, and what answers it. */
  export type ArboristEdge = {
    readonly type: string;
    readonly error: string | null;
    /** What is asked for, with the overrides that hold there. */
    readonly spec: string;
  };

  export default class Arborist {
    constructor(options: {
      readonly path: string;
      readonly registry: string;
      readonly cache: string;
      readonly audit: boolean;
      readonly nodeVersion?: string;
    });
    buildIdealTree(): Promise<{ readonly inventory: ReadonlyMap<string, ArboristNode> }>;
  }
}

declare module "npm-pick-manifest" {
  /** Returns the manifest that npm installs for `wanted`. Throws when there is none. */
  export default function pickManifest(
    packument: object,
    wanted: string,
    options: { readonly nodeVersion: string },
  ): { readonly name: string; readonly version: string };
}
