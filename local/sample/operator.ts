/** The sample operator's story is told around this month (October 2026): who fades, who leaves, who is new. */
export const storyMonth = 2026 * 12 + 9;

/** Customers that join in each month after {@link storyMonth}, as a share of all: about what a mature operator gains. */
export const monthlyGrowth = 0.008;

/** How one region's systems write their files. */
export type Layout = 'standard' | 'south' | 'west';

/** A region of the sample operator. */
export type Region = {
  /** As in the feeds. */
  name: string;
  /** What its people call it. */
  label: string;
  /** `source=` of a feed's object keys. */
  source: (feed: string) => string;
  /** Share of all customers, in percent. */
  weight: number;
  /** How its files look. */
  layout: Layout;
  /** Name of a feed's file: upstream systems name files as they please. */
  file: (feed: string, period: string) => string;
};

const southSources: Record<string, string> = {
  customers: 'south-crm',
  usage: 'south-network',
  billing: 'south-billing',
  service: 'south-care',
};

const feedLabels: Record<string, string> = { customers: '客户资料', usage: '使用量', billing: '账单', service: '服务' };

/** Four regions with four habits. */
export const regions: readonly Region[] = [
  {
    name: 'north',
    label: '北区',
    source: () => 'north-crm',
    weight: 30,
    layout: 'standard',
    file: (feed, period) => `${feed}-${period}.csv`,
  },
  {
    name: 'east',
    label: '东区',
    source: () => 'east-crm',
    weight: 30,
    layout: 'standard',
    file: (feed, period) => `东区 ${feedLabels[feed] ?? feed} ${period}.csv`,
  },
  {
    name: 'south',
    label: '南区',
    // Four systems of four suppliers: each has a mapping of its own.
    source: (feed) => southSources[feed] ?? 'south-crm',
    weight: 25,
    layout: 'south',
    // Billing is the large one there, so it comes packed.
    file: (feed, period) => `${feed.toUpperCase()}_${period.replace('-', '')}.txt${feed === 'billing' ? '.gz' : ''}`,
  },
  {
    name: 'west',
    label: '西区',
    source: () => 'west-boss',
    weight: 15,
    layout: 'west',
    file: (feed, period) => `${feed}_${period}.tsv`,
  },
];

/** Price plans by what they cost: the dearest that the spend reaches. */
export const plans: readonly { from: number; plan: string; brand: string }[] = [
  { from: 0, plan: 'Card-Light', brand: '如意通' },
  { from: 30, plan: '4G-38', brand: '如意通' },
  { from: 60, plan: '5G-79', brand: '新势力' },
  { from: 100, plan: '5G-129', brand: '世界风' },
  { from: 190, plan: '5G-199', brand: '世界风' },
  { from: 390, plan: '5G-399', brand: '世界风' },
  { from: 1_000, plan: 'Enterprise-Link', brand: '集团专线' },
];
