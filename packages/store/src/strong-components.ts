/**
 * Returns the strongly connected components of a graph, each after the components that it points at
 * (Tarjan's order): a component of several nodes is a cycle. Iterative, since graphs may be deep.
 */
export function strongComponents<Id>(
  ids: Iterable<Id>,
  targetsOf: (id: Id) => readonly Id[],
): readonly (readonly Id[])[] {
  const search: Search<Id> = { index: new Map(), low: new Map(), open: [], isOpen: new Set(), components: [] };
  for (const id of ids) if (!search.index.has(id)) visit(search, id, targetsOf);
  return search.components;
}

type Search<Id> = {
  readonly index: Map<Id, number>;
  readonly low: Map<Id, number>;
  readonly open: Id[];
  readonly isOpen: Set<Id>;
  readonly components: Id[][];
};

function visit<Id>(search: Search<Id>, root: Id, targetsOf: (id: Id) => readonly Id[]): void {
  const path = [enter(search, root, targetsOf)];
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const target = step.targets[step.next];
    step.next += 1;
    if (target === undefined) {
      path.pop();
      leave(search, step.id, path.at(-1)?.id);
    } else if (!search.index.has(target)) {
      path.push(enter(search, target, targetsOf));
    } else if (search.isOpen.has(target)) {
      lower(search, step.id, search.index.get(target));
    }
  }
}

function enter<Id>(
  search: Search<Id>,
  id: Id,
  targetsOf: (id: Id) => readonly Id[],
): { id: Id; targets: readonly Id[]; next: number } {
  const index = search.index.size;
  search.index.set(id, index);
  search.low.set(id, index);
  search.open.push(id);
  search.isOpen.add(id);
  return { id, targets: targetsOf(id), next: 0 };
}

function leave<Id>(search: Search<Id>, id: Id, parent: Id | undefined): void {
  if (search.low.get(id) === search.index.get(id)) search.components.push(takeComponent(search, id));
  if (parent !== undefined) lower(search, parent, search.low.get(id));
}

function takeComponent<Id>(search: Search<Id>, root: Id): Id[] {
  const component = search.open.splice(search.open.lastIndexOf(root));
  for (const id of component) search.isOpen.delete(id);
  return component;
}

function lower<Id>(search: Search<Id>, id: Id, to: number | undefined): void {
  search.low.set(id, Math.min(search.low.get(id) ?? Infinity, to ?? Infinity));
}
