export { componentKinds } from "./component.ts";
export type { Component, ComponentKind, Problem } from "./component.ts";
export { fileTreeOf } from "./file-tree.ts";
export type { FileEntry, FileTree } from "./file-tree.ts";
