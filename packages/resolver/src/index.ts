export type { Edge, EdgeKind, NodeId, RegistryAlias, Resolution, ResolvedNode, RootWant } from "./resolution.ts";
