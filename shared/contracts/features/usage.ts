import { againstOwn, feature } from './feature.ts';

/** Features of how a customer uses the network, and of the calendar. */
export const usageFeatures = {
  voiceFall: feature(
    'share',
    ['usage'],
    againstOwn,
    'Fall of minutes called and received against own average; negative where they rose.',
    ['Change of calls', '通话变化'],
    ['Calls fell {value} against own average', '通话较自身均值下降 {value}'],
  ),
  dataFall: feature(
    'share',
    ['usage'],
    againstOwn,
    'Fall of mobile data against own average; negative where it rose.',
    ['Change of data use', '流量变化'],
    ['Data use fell {value} against own average', '流量较自身均值下降 {value}'],
  ),
  zeroUseMonths: feature(
    'months',
    ['usage'],
    "the policy's window",
    'Months in a row, up to the newest (at most one month old), in which calls, data and messages were all 0.',
    ['Months without use', '连续零使用月数'],
    ['Months in a row without any use: {value}', '连续 {value} 个月零使用'],
  ),
  silentDays: feature(
    'days',
    ['usage', 'billing'],
    "the policy's window",
    'Days from the last day of the newest month with any use or charge to the business day; the whole window where no month has any.',
    ['Days of silence', '沉默天数'],
    ['Days without any use or charge: {value}', '无使用无消费 {value} 天'],
  ),
  activeDays: feature(
    'days',
    ['usage'],
    'newest month, at most one month old',
    'Days of the newest month with any use.',
    ['Active days', '活跃天数'],
    ['Active days last month: {value}', '上月活跃 {value} 天'],
  ),
  monthsOfData: feature(
    'months',
    ['usage', 'billing'],
    "the policy's window",
    'Months with any usage or billing fact.',
    ['Months of data', '数据月数'],
    ['Months of data: {value}', '有 {value} 个月数据'],
  ),
  monthOfQuarter: feature(
    'count',
    [],
    'now',
    'Month of the quarter of the business day: 1, 2 or 3.',
    ['Month of the quarter', '季内月份'],
    ['Month {value} of the quarter', '本季第 {value} 个月'],
  ),
} as const;
