/** The part of npm-packlist that packing uses; it ships no types. */
declare module "npm-packlist" {
  /** What npm-packlist reads of a node of npm's tree; a folder that is not installed has no edges. */
  type PackTree = {
    readonly path: string;
    readonly package: object;
    readonly isProjectRoot: boolean;
    readonly edgesOut: ReadonlyMap<string, never>;
  };

  /** Returns the paths of the files that npm would pack, relative, with forward slashes. */
  export default function packlist(tree: PackTree): Promise<string[]>;
}
