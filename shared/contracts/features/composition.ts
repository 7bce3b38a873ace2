import { feature } from './feature.ts';

const window = 'last 3 months';
const meaning = (part: string): string =>
  `Part of the charges that is ${part}, of the months in which both are known; missing where the charges come to nothing.`;

/** Features of what a customer's charges are for: the hot spots that an agent speaks of (消费热点). */
export const compositionFeatures = {
  voiceShare: feature(
    'share',
    ['billing'],
    window,
    meaning('voice'),
    'sum(voiceFee) / sum(charged)',
    ['Voice fees', '语音费占比'],
    ['Voice is {value} of the bill', '语音费占账单 {value}'],
  ),
  longDistanceShare: feature(
    'share',
    ['billing'],
    window,
    meaning('long distance'),
    'sum(longDistanceFee) / sum(charged)',
    ['Long-distance fees', '长途费占比'],
    ['Long distance is {value} of the bill', '长途费占账单 {value}'],
  ),
  internationalShare: feature(
    'share',
    ['billing'],
    window,
    meaning('international calls'),
    'sum(internationalFee) / sum(charged)',
    ['International fees', '国际费占比'],
    ['International calls are {value} of the bill', '国际费占账单 {value}'],
  ),
  dataShare: feature(
    'share',
    ['billing'],
    window,
    meaning('data'),
    'sum(dataFee) / sum(charged)',
    ['Data fees', '流量费占比'],
    ['Data is {value} of the bill', '流量费占账单 {value}'],
  ),
  smsShare: feature(
    'share',
    ['billing'],
    window,
    meaning('short messages'),
    'sum(smsFee) / sum(charged)',
    ['Message fees', '短信费占比'],
    ['Messages are {value} of the bill', '短信费占账单 {value}'],
  ),
  roamingShare: feature(
    'share',
    ['billing'],
    window,
    meaning('roaming'),
    'sum(roamingFee) / sum(charged)',
    ['Roaming fees', '漫游费占比'],
    ['Roaming is {value} of the bill', '漫游费占账单 {value}'],
  ),
} as const;
