import type { FeedName } from '../contracts/feeds/index.ts';

/** Fields of the feeds that features are computed from, by feed; dates become day numbers. */
export const seriesFields = {
  usage: ['voiceMinutes', 'incomingMinutes', 'dataMb', 'smsCount', 'activeDays'],
  billing: ['charged', 'rechargeAmount', 'arrears', 'arrearsDays', 'lastPaidOn'],
  service: ['complaints', 'faults', 'competitorCalls', 'refundDisputes', 'satisfaction'],
} as const;

/** A feed whose facts are one value a customer and month. */
export type SeriesFeed = keyof typeof seriesFields;
/** Whether a feed's facts are one value a customer and month. */
export const isSeriesFeed = (feed: FeedName): feed is SeriesFeed => feed in seriesFields;
/** A field whose values make a series. */
export type SeriesName = (typeof seriesFields)[SeriesFeed][number];

/** Who a customer is, as the newest fact of the customers feed says. Numbers that are not known are NaN, texts null. */
export type Profile = {
  /** Month that the fact describes. */
  period: string;
  name: string | null;
  phone: string | null;
  segment: string | null;
  region: string | null;
  joinedOn: string | null;
  tenureMonths: number;
  contractEndsOn: string | null;
  contractMonths: number;
  creditScore: number;
  list: string | null;
  status: string | null;
  /** 1, 0 or NaN. */
  portedIn: number;
  /** 1, 0 or NaN. */
  dataLine: number;
  managerId: string | null;
};

/** Fields of the customers feed that a {@link Profile} holds, by how they are stored. */
export const profileFields = {
  text: ['name', 'phone', 'segment', 'region', 'joinedOn', 'contractEndsOn', 'list', 'status', 'managerId'],
  number: ['tenureMonths', 'contractMonths', 'creditScore', 'portedIn', 'dataLine'],
} as const;

/**
 * All facts of one customer in the window of a run. The months' values lie in arrays that all customers of a shard
 * share: `series.charged[at]` is this customer's oldest month, `[at + months - 1]` the month of the business day.
 */
export type CustomerFacts = {
  /** The operator's id of the customer. */
  customerId: string;
  /** Newest profile, or null. */
  profile: Profile | null;
  /** Values by month, NaN where missing; see above for the layout. */
  series: Readonly<Record<SeriesName, Float64Array>>;
  /** Where this customer's months begin in each series. */
  at: number;
  /** Dumps that the facts came from, sorted. */
  dumps: readonly string[];
};

/** Names of the columns that scoring reads from a feed's fact files; none of a feed that it does not read. */
export const factColumns = (feed: FeedName): readonly string[] => {
  if (feed === 'customers') return ['customerId', ...profileFields.text, ...profileFields.number];
  return isSeriesFeed(feed) ? ['customerId', ...seriesFields[feed]] : [];
};

/** The same with the region, by which slices of dumps are held. */
export const slicedColumns = (feed: FeedName): readonly string[] => {
  const columns = factColumns(feed);
  return columns.length === 0 ? [] : [...new Set([...columns, 'region'])];
};
