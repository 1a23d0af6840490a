import { type Document, isAlias, isMap, YAMLMap, type YAMLSeq } from "yaml";

/** Returns the map at `key`, made a block of lines, since an empty one is often written `{}` or left out. */
export function mapIn(document: Document, parent: YAMLMap, key: string): YAMLMap {
  const present = ownNode(document, parent, key);
  if (isMap(present)) return asLines(present);
  const made = new YAMLMap();
  parent.set(key, made);
  return made;
}

/** An empty map or list in one line is written as lines from now on. */
export function asLines<Node extends YAMLMap | YAMLSeq>(node: Node): Node {
  if (node.items.length === 0) node.flow = false;
  return node;
}

/** Returns what stands at `key`. What it only refers to (`*name`) is copied first: an edit of one is none of the others. */
export function ownNode(document: Document, parent: YAMLMap, key: string): unknown {
  const node = parent.get(key, true);
  if (!isAlias(node)) return node;
  const copy = document.createNode(node.toJS(document));
  parent.set(key, copy);
  return copy;
}

/** Puts `value` at `path` below `parent`; maps on the way are made where there are none. */
export function setBelow(document: Document, parent: YAMLMap, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length > 0) setBelow(document, mapIn(document, parent, key), rest, value);
  else parent.set(key, document.createNode(value));
}

/** Takes away what stands at `path` below `parent`, and maps that are empty then; nothing when nothing is there. */
export function deleteBelow(document: Document, parent: YAMLMap, path: readonly string[]): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    parent.delete(key);
    return;
  }
  const below = ownNode(document, parent, key);
  if (!isMap(below)) return;
  deleteBelow(document, below, rest);
  if (below.items.length === 0) parent.delete(key);
}
