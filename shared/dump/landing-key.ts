import { createHash } from 'node:crypto';
import { type FeedName, feedName, feedNames } from '../contracts/feeds/index.ts';
import { calendarMonth } from '../contracts/field.ts';

/** What an object key of the landing bucket says. */
export type LandingKey = {
  /** Feed, or null where the key names none that has a contract. */
  feed: FeedName | null;
  /** Month, or `unknown`. */
  period: string;
  /** Upstream system, or `unknown`. */
  source: string;
  /** Part of the month's delivery, where the key names one. */
  part: string | undefined;
  /** What is wrong with the key, for the receipt; null where it is as it should be. */
  problem: string | null;
};

/** How a key looks, for people. */
export const landingKeyLayout = 'feed=<feed>/period=<YYYY-MM>/source=<source>/<any file name>';

const pattern = /^feed=([^/]*)\/period=([^/]*)\/source=([^/]+)\/(?:part=([^/]+)\/)?(.+)$/s;

/** Reads an object key of the landing bucket; the file's own name may be anything. */
export const parseLandingKey = (key: string): LandingKey => {
  const [, feedText, periodText, source = 'unknown', part] = pattern.exec(key) ?? [];
  const feed = feedName.safeParse(feedText);
  const period = calendarMonth().safeParse(periodText);
  const parts = { feed: feed.data ?? null, period: period.data ?? 'unknown', source, part };
  const found = [
    feedText === undefined && 'it does not follow that layout',
    feedText !== undefined && !feed.success && `"${feedText}" is not a feed: one of ${feedNames.join(', ')}`,
    periodText !== undefined && !period.success && `"${periodText}" is not a month such as 2026-10`,
  ].filter((words) => words !== false);
  return {
    ...parts,
    problem: found.length === 0 ? null : `a key looks like ${landingKeyLayout}; ${found.join('; ')}`,
  };
};

/** Id of a dump: made of its place and version, so that the same object version told twice is one dump. */
export const dumpIdOf = (bucket: string, key: string, versionId: string): string =>
  createHash('sha256')
    .update(JSON.stringify([bucket, key, versionId]))
    .digest('hex')
    .slice(0, 16);
