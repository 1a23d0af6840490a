/** A package and what must be active before it. */
export type StartNode = { readonly name: string; readonly after: readonly string[] };

/** In which order packages start. */
export type StartPlan = {
  /** Each wave needs only packages of the waves before it; names are sorted. */
  readonly waves: readonly (readonly string[])[];
  /** Names that wait for each other, or for one that does; sorted. None of them can start. */
  readonly stuck: readonly string[];
};

/** Plans the start of `nodes`: topological, then by name. What is not among them is taken to be there. */
export function planStart(nodes: readonly StartNode[]): StartPlan {
  const names = new Set(nodes.map((node) => node.name));
  const started = new Set<string>();
  const waves: (readonly string[])[] = [];
  let waiting = nodes;
  while (waiting.length > 0) {
    const isReady = (node: StartNode): boolean => node.after.every((name) => started.has(name) || !names.has(name));
    const wave = waiting.filter(isReady).map((node) => node.name);
    if (wave.length === 0) break;
    waves.push(wave.toSorted());
    for (const name of wave) started.add(name);
    waiting = waiting.filter((node) => !started.has(node.name));
  }
  return { waves, stuck: waiting.map((node) => node.name).toSorted() };
}
