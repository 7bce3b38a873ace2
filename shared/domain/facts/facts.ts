import type { ProfileField } from '../../contracts/feeds/customers.ts';
import type { seriesFeeds } from '../../contracts/feeds/index.ts';
import type { Coded } from '../decide/shard-table.ts';
import type { Ids } from '../ids.ts';
import type { ShardRoom } from './room.ts';

/** Fields of the feeds that features are computed from, by feed; dates are days since 1970. */
export const seriesFields = {
  usage: [
    ...(['voiceMinutes', 'incomingMinutes', 'dataMb', 'smsCount', 'activeDays'] as const),
    ...(['longDistanceMinutes', 'internationalMinutes', 'roamingMinutes'] as const),
  ],
  billing: [
    ...(['charged', 'rechargeAmount', 'arrears', 'arrearsDays', 'lastPaidOn', 'balance', 'monthlyFee'] as const),
    ...(['voiceFee', 'longDistanceFee', 'internationalFee', 'dataFee', 'smsFee', 'roamingFee'] as const),
  ],
  service: ['complaints', 'faults', 'hotlineCalls', 'competitorCalls', 'refundDisputes', 'satisfaction'],
} as const satisfies Record<SeriesFeed, readonly string[]>;

/** A feed whose facts are one value a customer and month. */
export type SeriesFeed = (typeof seriesFeeds)[number];
/** A field whose values make a series. */
export type SeriesName = (typeof seriesFields)[SeriesFeed][number];

/** Fields of the customers feed that are read, by how they are kept. */
export const profileFields = {
  words: ['segment', 'region', 'brand', 'plan', 'status', 'list'],
  numbers: [
    'joinedOn',
    'tenureMonths',
    'contractEndsOn',
    'contractMonths',
    'creditScore',
    'portedIn',
    'dataLine',
    'referrals',
  ],
  /** Nearly every customer has another one: read for single customers, of whom an agent is told. */
  texts: ['name', 'phone', 'managerId', 'language', 'channels'],
} as const;

/** A field of a profile that is a word. */
export type ProfileWord = (typeof profileFields)['words'][number];
/** A field of a profile that is a number; dates are days since 1970. */
export type ProfileNumber = (typeof profileFields)['numbers'][number];
/** A field of a profile that tells one customer from another. */
export type ProfileText = (typeof profileFields)['texts'][number];

/**
 * One value a customer and month: month by month, oldest first, so that a loop over customers reads each month from one end
 * to the other.
 */
export type MonthlyValues = {
  values: Float64Array;
  rows: number;
  /** Months that count; behind them `values` may hold one whose dump has not come: all missing. */
  months: number;
};

/**
 * All facts of a shard's customers in the window of a run, as columns: a customer is a row number, the same in all of
 * them. Series and numbers are NaN where missing, words -1.
 */
export type ShardFacts = {
  /** The operator's ids, sorted. Also those of whom only an earlier night knows. */
  ids: Ids;
  /** Number of customers. */
  rows: number;
  /** Months of the window. */
  months: number;
  /** 1 where the window holds any fact of the customer. */
  known: Uint8Array;
  /** Values of the newest `within` months, or of as many as the window has. */
  series: (name: SeriesName, within: number) => MonthlyValues;
  /** Month of the newest profile, as `monthNumber` counts; NaN where there is no profile. */
  profileMonth: Float64Array;
  /** A number of the newest profile. */
  profileNumber: (name: ProfileNumber) => Float64Array;
  /** A word of the newest profile. */
  profileWord: (name: ProfileWord) => Coded;
  /** A text of one customer's newest profile. */
  profileText: (name: ProfileText, row: number) => string | null;
  /** 1 where the newest profile says something in a field. */
  profileHas: (name: ProfileField) => Uint8Array;
  /** Dumps that each customer's facts came from: their ids, sorted, joined by `;`. */
  dumps: Coded;
  /**
   * What formulas make of facts alone, whatever night it is, where it is known already: features that do not look at the calendar,
   * and what the others are made of (see `nightSteps`).
   */
  factColumns?: ReadonlyMap<string, Float64Array> | undefined;
  /** Where the series lie, and what is computed of them; absent where that is anywhere. */
  room?: ShardRoom | undefined;
};
