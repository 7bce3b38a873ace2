import { feature } from './feature.ts';

/** Features of how service went. */
export const serviceFeatures = {
  complaints: feature(
    'count',
    ['service'],
    'last 3 months',
    'Complaints; missing where no month has a record.',
    ['Complaints', '投诉'],
    ['Complaints in 3 months: {value}', '近三个月投诉 {value} 次'],
  ),
  faults: feature(
    'count',
    ['service'],
    'last 3 months',
    'Faults reported; missing where no month has a record.',
    ['Faults', '故障'],
    ['Faults in 3 months: {value}', '近三个月报障 {value} 次'],
  ),
  satisfaction: feature(
    'points',
    ['service'],
    'last 6 months',
    'Mean of the monthly satisfaction, 1 (bad) to 5 (good).',
    ['Satisfaction', '满意度'],
    ['Satisfaction {value} of 5', '满意度 {value}（满分 5）'],
  ),
  competitorCalls: feature(
    'count',
    ['service'],
    'last 3 months',
    "Calls to a competitor's or a porting hotline.",
    ['Calls to competitors', '联系竞争对手'],
    ['Calls to competitors in 3 months: {value}', '近三个月拨打竞争对手或携转热线 {value} 次'],
  ),
  refundDisputes: feature(
    'count',
    ['service'],
    'last 3 months',
    'Disputes about a refund.',
    ['Refund disputes', '退费争议'],
    ['Refund disputes in 3 months: {value}', '近三个月退费争议 {value} 次'],
  ),
} as const;
