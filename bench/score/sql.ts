import type { Policy } from '../../shared/contracts/policy.ts';
import { months } from './make-facts.ts';
import { businessDay } from './policy.ts';

/** Months by age, newest first: 0 is the month of the business day. */
const ages = months.map((_, age) => age);
const monthAt = (age: number): string => months[months.length - 1 - age] as string;

/** What each series is asked for: how many of the newest months. */
const series = {
  usage: { voiceMinutes: 12, incomingMinutes: 12, dataMb: 12, smsCount: 12, activeDays: 2 },
  billing: {
    ...{ charged: 12, arrears: 2, arrearsDays: 6, lastPaidOn: 12, rechargeAmount: 8 },
    ...{ voiceFee: 3, dataFee: 3, roamingFee: 3 },
  },
  service: { complaints: 3, satisfaction: 6, competitorCalls: 3 },
} as const;

const at = (name: string, age: number): string => `${name}_${age}`;
/** A list of the values of some months, newest first. */
const list = (name: string, from: number, to: number): string =>
  `[${ages
    .slice(from, to)
    .map((age) => at(name, age))
    .join(', ')}]`;
const newest = (name: string, most = 2): string =>
  `coalesce(${ages
    .slice(0, most)
    .map((age) => at(name, age))
    .join(', ')})`;

/** One row a customer, one column a series and month: only the columns and months that are asked for are read. */
const pivot = (folder: string, feed: keyof typeof series): string => {
  const wanted = Object.entries(series[feed]).flatMap(([name, within]) =>
    ages.slice(0, within).map((age) => `max(${name}) FILTER (period = '${monthAt(age)}') AS ${at(name, age)}`),
  );
  const deepest = Math.max(...Object.values(series[feed]));
  return `SELECT customerId, ${wanted.join(', ')}
    FROM read_parquet('${folder}/facts/*/feed=${feed}/*/*.parquet', hive_partitioning = true)
    WHERE period >= '${monthAt(deepest - 1)}' GROUP BY customerId`;
};

const fallOf = (name: string): string =>
  `fall(${newest(name)}, CASE WHEN ${at(name, 0)} IS NULL THEN ${list(name, 2, 8)} ELSE ${list(name, 1, 7)} END)`;
const shareOf = (fee: string): string => {
  const sum = (what: string) =>
    ages
      .slice(0, 3)
      // Oldest first, as in tierline: in another order a share of exactly a half may come out a hair below it.
      .reverse()
      .map(
        (age) => `CASE WHEN ${at(fee, age)} IS NULL OR ${at('charged', age)} IS NULL THEN 0 ELSE ${at(what, age)} END`,
      )
      .join(' + ');
  return `CASE WHEN ${sum('charged')} < 0.01 THEN NULL ELSE (${sum(fee)}) / (${sum('charged')}) END`;
};
const callsOf = (age: number) => `${at('voiceMinutes', age)} + ${at('incomingMinutes', age)}`;
const callsFrom = (age: number): string => {
  const before = (of: (month: number) => string) =>
    `[${ages
      .slice(age + 1, age + 7)
      .map(of)
      .join(', ')}]`;
  return `CASE WHEN ${at('voiceMinutes', age)} IS NULL THEN fall(${at('incomingMinutes', age)}, ${before((month) => at('incomingMinutes', month))})
    WHEN ${at('incomingMinutes', age)} IS NULL THEN fall(${at('voiceMinutes', age)}, ${before((month) => at('voiceMinutes', month))})
    ELSE fall(${callsOf(age)}, ${before(callsOf)}) END`;
};
const useOf = (age: number): string => {
  const parts = ['voiceMinutes', 'incomingMinutes', 'dataMb', 'smsCount'].map((name) => at(name, age));
  return `CASE WHEN coalesce(${parts.join(', ')}) IS NULL THEN NULL ELSE ${parts.map((part) => `coalesce(${part}, 0)`).join(' + ')} END`;
};

/** The same features as `shared/domain/features/features.ts`, in SQL. */
const features: Record<string, string> = {
  arpu: `list_avg(list_filter(${list('charged', 0, 4)}, x -> x IS NOT NULL)[1:3])`,
  spendMean: `list_avg(${list('charged', 0, 12)})`,
  spendLastMonth: newest('charged'),
  spendFall: fallOf('charged'),
  spendVolatility: `CASE WHEN list_count(${list('charged', 0, 6)}) < 3 OR list_avg(${list('charged', 0, 6)}) < 0.01 THEN NULL ELSE list_stddev_samp(${list('charged', 0, 6)}) / list_avg(${list('charged', 0, 6)}) END`,
  spendTrend6: `trend(${`list_filter([${ages
    .slice(0, 6)
    .reverse()
    .map((age) => `{m: ${-age}, v: ${at('charged', age)}}`)
    .join(', ')}], x -> x.v IS NOT NULL)`})`,
  arrears: newest('arrears'),
  arrearsDays: newest('arrearsDays'),
  paidOnTime: `list_count(list_filter(${list('arrearsDays', 0, 6)}, x -> x = 0)) / nullif(list_count(${list('arrearsDays', 0, 6)}), 0)`,
  daysSincePayment: `CASE WHEN ${newest('lastPaidOn', 12)} > DATE '${businessDay}' THEN NULL ELSE DATE '${businessDay}' - ${newest('lastPaidOn', 12)} END`,
  rechargeFall: fallOf('rechargeAmount'),
  voiceShare: shareOf('voiceFee'),
  dataShare: shareOf('dataFee'),
  roamingShare: shareOf('roamingFee'),
  voiceFall: `CASE WHEN coalesce(${at('voiceMinutes', 0)}, ${at('incomingMinutes', 0)}) IS NULL THEN ${callsFrom(1)} ELSE ${callsFrom(0)} END`,
  dataFall: fallOf('dataMb'),
  zeroUseMonths: `zeros([${ages.map(useOf).join(', ')}])`,
  activeDays: newest('activeDays'),
  complaints: `list_sum(${list('complaints', 0, 3)})`,
  satisfaction: `list_avg(${list('satisfaction', 0, 6)})`,
  competitorCalls: `list_sum(${list('competitorCalls', 0, 3)})`,
  tenureMonths: `nullif(greatest(-1, (year(DATE '${businessDay}') - year(p.joinedOn)) * 12 + month(DATE '${businessDay}') - month(p.joinedOn) - CASE WHEN day(DATE '${businessDay}') < day(p.joinedOn) THEN 1 ELSE 0 END), -1)`,
  creditScore: 'p.creditScore',
  contractDaysLeft: `p.contractEndsOn - DATE '${businessDay}'`,
  contractMonths: 'p.contractMonths',
};

const macros = [
  `CREATE MACRO fall(l, b) AS CASE WHEN l IS NULL OR list_count(b) < 2 OR list_avg(b) < 0.01 THEN NULL ELSE (list_avg(b) - l) / list_avg(b) END`,
  `CREATE MACRO zeros(u) AS CASE WHEN coalesce(u[1], u[2]) IS NULL THEN NULL ELSE
    coalesce(list_position(list_transform(CASE WHEN u[1] IS NULL THEN u[2:12] ELSE u END, x -> x IS DISTINCT FROM 0), true) - 1,
      CASE WHEN u[1] IS NULL THEN 11 ELSE 12 END) END`,
  `CREATE MACRO thirds(k, t, f) AS list_median(list_transform(k[len(k) - t + 1:], x -> x[f]::DOUBLE)) - list_median(list_transform(k[1:t], x -> x[f]::DOUBLE))`,
  `CREATE MACRO trend(k) AS CASE WHEN len(k) < 4 OR list_avg(list_transform(k, x -> x.v)) < 0.01 THEN NULL ELSE
    thirds(k, (len(k) + 1) // 3, 'v') / thirds(k, (len(k) + 1) // 3, 'm') / list_avg(list_transform(k, x -> x.v)) END`,
];

const pointsOf = ({ feature, bins = [], missing }: Policy['scorecards'][string]['features'][number]): string => {
  const cases = bins.flatMap(({ below, points }) =>
    below === undefined ? [] : [`WHEN ${feature} < ${below} THEN ${points}`],
  );
  return `CASE WHEN ${feature} IS NULL THEN ${missing.points} ${cases.join(' ')} ELSE ${bins.at(-1)?.points ?? 0} END`;
};

const tierOf = (scheme: Policy['schemes'][string]): string => {
  if (scheme.kind !== 'thresholds') throw new Error('the benchmark has schemes with thresholds');
  const cases = scheme.tiers.flatMap(({ name, from }) =>
    from === undefined ? [] : [`WHEN ${scheme.card} >= ${from} THEN '${name}'`],
  );
  return `CASE ${cases.join(' ')} ELSE '${scheme.tiers.at(-1)?.name}' END`;
};

/** Statements that write features, points and tiers of all customers of a folder of facts into one Parquet file. */
export const statements = (folder: string, out: string, { scorecards, schemes }: Policy): string[] => [
  ...macros,
  `COPY (
    WITH usage AS (${pivot(folder, 'usage')}), billing AS (${pivot(folder, 'billing')}), service AS (${pivot(folder, 'service')}),
    profiles AS (
      SELECT customerId, arg_max({joinedOn: joinedOn, contractEndsOn: contractEndsOn, contractMonths: contractMonths, creditScore: creditScore}, period) AS p
      FROM read_parquet('${folder}/facts/*/feed=customers/*/*.parquet', hive_partitioning = true) GROUP BY customerId),
    features AS (
      SELECT customerId, ${Object.entries(features)
        .map(([name, sql]) => `(${sql})::DOUBLE AS ${name}`)
        .join(', ')}
      FROM usage FULL JOIN billing USING (customerId) FULL JOIN service USING (customerId) FULL JOIN profiles USING (customerId)),
    scores AS (
      SELECT *, ${Object.entries(scorecards)
        .map(([name, card]) => `(${card.base} + ${card.features.map(pointsOf).join(' + ')})::DOUBLE AS ${name}`)
        .join(', ')}
      FROM features)
    SELECT customerId, ${Object.keys(features)
      .map((name) => `${name} AS feature_${name}`)
      .join(', ')},
      ${Object.keys(scorecards)
        .map((name) => `${name} AS score_${name}`)
        .join(', ')},
      ${Object.entries(schemes)
        .map(([name, scheme]) => `${tierOf(scheme)} AS tier_${name}`)
        .join(', ')}
    FROM scores) TO '${out}' (FORMAT parquet, COMPRESSION zstd)`,
];

/** Names of the columns that both sides give, numbers and words. */
export const compared = ({ scorecards, schemes }: Policy) => ({
  numbers: [
    ...Object.keys(features).map((name) => `feature_${name}`),
    ...Object.keys(scorecards).map((name) => `score_${name}`),
  ],
  words: Object.keys(schemes).map((name) => `tier_${name}`),
});
