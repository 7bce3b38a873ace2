import { createHash } from 'node:crypto';
import type { FeedName } from '../../shared/contracts/feeds/index.ts';
import type { Mapping } from '../../shared/contracts/mapping.ts';

/** Name of the mapping that takes what no other names. */
const standard = 'standard';

/** Content hash of a mapping: what was read by another one are other facts. */
export const mappingHash = (mapping: Mapping): string =>
  createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, 16);

/** The mapping for a source's files of a feed: one that names the source and fills the feed, else `standard`. */
export const chooseMapping = (mappings: readonly Mapping[], source: string, feed: FeedName): Mapping | undefined =>
  mappings.find(
    ({ sources, fills }) => sources.includes(source) && (!fills || fills.some((fill) => fill.feed === feed)),
  ) ?? mappings.find(({ name }) => name === standard);
