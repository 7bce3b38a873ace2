import type { Measured } from '../../shared/contracts/cost-data.ts';
import type { readQuotas } from './data.ts';
import { type Base, monthOf, nightOf, type WriteRates } from './load-model.ts';

type Quotas = Awaited<ReturnType<typeof readQuotas>>['quotas'];

/** How near a base comes to a limit. */
export type Closeness = {
  /** What is limited. */
  label: string;
  /** What a night takes, and what there is; in the same unit. */
  need: number;
  have: number;
  unit: string;
  /** Whether more can be had for the asking. */
  adjustable: boolean;
};

/** Write units a second, as the quotas have them. */
export const writeRates = ({ tableWrites, newTableWrites, itemWrites }: Quotas): WriteRates => ({
  tableWrites: tableWrites.value,
  newTableWrites: newTableWrites.value,
  itemWrites: itemWrites.value,
});

/** Seconds that a night may take: agents' lists are made at half past eight, the run begins at two. */
const nightSeconds = 2 * 3600;
/** Seconds that a function has for one shard; see infra/constructs/score.ts. */
const shardTimeout = 300;

/**
 * How near a base comes to each limit that a night of two hours would meet, the nearest first. A first night writes every
 * decision; everything else is that of a usual night.
 */
export const closenessOf = (base: Base, measured: Measured, quotas: Quotas): Closeness[] => {
  const night = nightOf(base, measured, 'first', writeRates(quotas));
  const { chunks } = monthOf(base, measured);
  const readsOfShard = night.reads / base.shards;
  const of = (name: keyof Quotas, need: number): Closeness => {
    const { label, value, unit, adjustable } = quotas[name];
    return { label, need, have: value, unit, adjustable };
  };
  const own = (label: string, need: number, have: number, unit: string): Closeness => ({
    ...{ label, need, have, unit, adjustable: false },
  });
  return [
    of('lambdaConcurrency', night.seconds / nightSeconds),
    of('tableWrites', night.decisionWrites / nightSeconds),
    of('itemWrites', night.runRowWrites / nightSeconds),
    of('itemKb', night.runRowBytes / 1024),
    of('prefixReads', readsOfShard / night.shardSeconds),
    own('tierline: seconds of one shard', night.shardSeconds, shardTimeout, 's'),
    own('tierline: parts of one dump', chunks / 4, 1000, 'parts'),
  ].sort((left, right) => right.need / right.have - left.need / left.have);
};
