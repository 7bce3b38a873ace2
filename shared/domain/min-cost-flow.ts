/** No way leads from the node to the sink, nor ever will. */
const dead = -1;

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
   * Sends one unit from source to sink, if need be by sending others another way; false where that cannot be. From there it
   * never can again, so nodes that were tried in vain are passed over from then on: all calls together cost little more
   * than one that fails.
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
  /** Where a search has been: its number, or {@link dead}; and over which arc it came. */
  const tried = new Int32Array(nodes);
  const by = new Int32Array(nodes);
  let stamp = 0;

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
    for (const node of queue)
      for (const arc of arcsOf[node] as number[])
        if (room(arc) > 0 && level[head(arc)] === -1 && reduced(node, arc) === 0) {
          level[head(arc)] = (level[node] as number) + 1;
          queue.push(head(arc));
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
      if (tried[source] === dead) return false;
      const queue = [source];
      stamp++;
      tried[source] = stamp;
      by[source] = -1;
      for (const node of queue)
        for (const arc of arcsOf[node] as number[]) {
          const to = head(arc);
          if (room(arc) === 0 || tried[to] === stamp || tried[to] === dead) continue;
          tried[to] = stamp;
          by[to] = arc;
          if (to !== sink) {
            queue.push(to);
            continue;
          }
          for (let back = arc; back !== -1; back = by[head(back ^ 1)] as number) push(back, 1);
          return true;
        }
      for (const node of queue) tried[node] = dead;
      return false;
    },
  };
};
