/** A network of nodes 0, 1, ... and arcs between them, to be filled with flow. */
export type FlowNetwork = {
  /** Adds an arc; answers its number. Room and cost are whole numbers, the cost not negative. */
  addArc: (from: number, to: number, room: number, cost: number) => number;
  /** Sets the room of an arc that carries no flow. */
  setRoom: (arc: number, room: number) => void;
  /** Flow on an arc. */
  flowOn: (arc: number) => number;
  /** Sends as much as fits from source to sink, at the least cost of all ways to send so much. Answers how much. */
  fill: (source: number, sink: number) => number;
  /**
   * Sends one unit from source to sink, if need be by sending others another way; false where that cannot be, and never can
   * again. Costs do not count. What is learnt of the way is kept for the next unit (shortest augmenting paths by distance
   * labels with the gap rule: Ahuja and Orlin 1991), so that all calls together cost some passes over the arcs.
   */
  sendOne: (source: number, sink: number) => boolean;
};

/**
 * A flow network. {@link FlowNetwork.fill} is the primal-dual method (Ford and Fulkerson 1962; Ahuja, Magnanti, Orlin,
 * Network Flows, 1993, ch. 9.8): distances by Dial's buckets, since costs are small whole numbers, then Dinic's blocking
 * flows over the arcs on shortest paths. Each phase raises the distance of the sink, so there are as many phases as there
 * are path costs, however many units flow. Ties go by the order in which arcs were added: equal networks, equal flows.
 */
export const flowNetwork = (nodes: number): FlowNetwork => {
  // Arc 2k and its reverse 2k + 1 lie side by side.
  const heads: number[] = [];
  const rooms: number[] = [];
  const costs: number[] = [];
  const arcsOf: number[][] = Array.from({ length: nodes }, () => []);
  const potential = new Float64Array(nodes);
  const distance = new Float64Array(nodes);
  const level = new Int32Array(nodes);
  const next = new Int32Array(nodes);
  /** For single units: hops to the sink, at least; `nodes` where no way leads there any more. How many nodes have which. */
  const label = new Int32Array(nodes);
  const labelled = new Int32Array(nodes + 1);
  labelled[0] = nodes;

  const head = (arc: number): number => heads[arc] as number;
  const room = (arc: number): number => rooms[arc] as number;
  const reduced = (from: number, arc: number): number =>
    (costs[arc] as number) + (potential[from] as number) - (potential[head(arc)] as number);
  const push = (arc: number, amount: number): void => {
    rooms[arc] = room(arc) - amount;
    rooms[arc ^ 1] = room(arc ^ 1) + amount;
  };

  /** Distances from the source by reduced costs; false where the sink cannot be reached. */
  const measure = (source: number, sink: number): boolean => {
    distance.fill(Number.POSITIVE_INFINITY);
    distance[source] = 0;
    const buckets: number[][] = [[source]];
    for (let at = 0; at < buckets.length; at++)
      for (const node of buckets[at] ?? []) {
        if (distance[node] !== at) continue;
        for (const arc of arcsOf[node] as number[]) {
          const far = at + reduced(node, arc);
          if (room(arc) === 0 || far >= (distance[head(arc)] as number)) continue;
          distance[head(arc)] = far;
          for (let size = buckets.length; size <= far; size++) buckets.push([]);
          (buckets[far] as number[]).push(head(arc));
        }
      }
    const reach = distance[sink] as number;
    if (!Number.isFinite(reach)) return false;
    // Nodes beyond the sink are as far as the sink, which keeps all reduced costs from going below 0.
    for (let node = 0; node < nodes; node++)
      potential[node] = (potential[node] as number) + Math.min(distance[node] as number, reach);
    return true;
  };

  /** Levels by hops over arcs that lie on shortest paths; false where the sink has none. */
  const layer = (source: number, sink: number): boolean => {
    level.fill(-1);
    level[source] = 0;
    const queue = [source];
    for (const node of queue) {
      // Nodes as far as the sink lead nowhere nearer.
      if (level[sink] !== -1 && (level[node] as number) >= (level[sink] as number)) break;
      for (const arc of arcsOf[node] as number[])
        if (room(arc) > 0 && level[head(arc)] === -1 && reduced(node, arc) === 0) {
          level[head(arc)] = (level[node] as number) + 1;
          queue.push(head(arc));
        }
    }
    return level[sink] !== -1;
  };

  const block = (node: number, sink: number, amount: number): number => {
    if (node === sink) return amount;
    const arcs = arcsOf[node] as number[];
    let sent = 0;
    for (; (next[node] as number) < arcs.length; next[node] = (next[node] as number) + 1) {
      const arc = arcs[next[node] as number] as number;
      if (room(arc) === 0 || level[head(arc)] !== (level[node] as number) + 1 || reduced(node, arc) !== 0) continue;
      const through = block(head(arc), sink, Math.min(amount - sent, room(arc)));
      push(arc, through);
      sent += through;
      if (sent === amount) return sent;
    }
    return sent;
  };

  /** The next arc that leads a hop nearer to the sink. */
  const nearer = (node: number): number | undefined => {
    const arcs = arcsOf[node] as number[];
    for (; (next[node] as number) < arcs.length; next[node] = (next[node] as number) + 1) {
      const arc = arcs[next[node] as number] as number;
      if (room(arc) > 0 && label[node] === (label[head(arc)] as number) + 1) return arc;
    }
    return undefined;
  };
  const setLabel = (node: number, hops: number): void => {
    const before = label[node] as number;
    labelled[before] = (labelled[before] as number) - 1;
    labelled[hops] = (labelled[hops] as number) + 1;
    label[node] = hops;
    next[node] = 0;
  };
  /** No arc leads nearer, so the node is farther than it was said to be. */
  const relabel = (node: number): void => {
    const before = label[node] as number;
    let hops = nodes;
    for (const arc of arcsOf[node] as number[])
      if (room(arc) > 0) hops = Math.min(hops, (label[head(arc)] as number) + 1);
    setLabel(node, hops);
    if (labelled[before] !== 0) return;
    // Nobody is so many hops away any more: whoever is farther cannot get there, each hop being one.
    for (let other = 0; other < nodes; other++) if ((label[other] as number) > before) setLabel(other, nodes);
  };

  return {
    addArc(from, to, most, cost) {
      const arc = heads.push(to, from) - 2;
      rooms.push(most, 0);
      costs.push(cost, -cost);
      (arcsOf[from] as number[]).push(arc);
      (arcsOf[to] as number[]).push(arc + 1);
      return arc;
    },
    setRoom(arc, most) {
      rooms[arc] = most;
    },
    flowOn: (arc) => room(arc ^ 1),
    fill(source, sink) {
      let sent = 0;
      while (measure(source, sink))
        while (layer(source, sink)) {
          next.fill(0);
          sent += block(source, sink, Number.MAX_SAFE_INTEGER);
        }
      return sent;
    },
    sendOne(source, sink) {
      const path: number[] = [];
      let node = source;
      while ((label[source] as number) < nodes) {
        if (node === sink) {
          for (const arc of path) push(arc, 1);
          return true;
        }
        const arc = nearer(node);
        if (arc !== undefined) {
          path.push(arc);
          node = head(arc);
          continue;
        }
        relabel(node);
        const last = path.pop();
        if (last !== undefined) node = head(last ^ 1);
      }
      return false;
    },
  };
};
