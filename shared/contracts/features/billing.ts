import { againstOwn, feature } from './feature.ts';

/** Features of what a customer pays. */
export const billingFeatures = {
  arpu: feature(
    'currency',
    ['billing'],
    'last 3 months',
    'Mean charge of the last 3 months that have one.',
    ['Average charge', '月均消费'],
    ['Average charge {value} {currency} a month', '月均消费 {value} {currency}'],
  ),
  spendLastMonth: feature(
    'currency',
    ['billing'],
    'newest month, at most one month old',
    'Charge of the newest month.',
    ['Charge of the last month', '上月消费'],
    ['Last month charged {value} {currency}', '上月消费 {value} {currency}'],
  ),
  spendMean: feature(
    'currency',
    ['billing'],
    "the policy's window",
    'Mean charge of all months of the window that have one.',
    ['Long-run average charge', '长期月均消费'],
    ['Long-run average charge {value} {currency} a month', '长期月均消费 {value} {currency}'],
  ),
  spendFall: feature(
    'share',
    ['billing'],
    againstOwn,
    'Fall of the charge against own average; negative where it rose.',
    ['Change of spend', '消费变化'],
    ['Spend fell {value} against own average', '消费较自身均值下降 {value}'],
  ),
  arrears: feature(
    'currency',
    ['billing'],
    'newest month, at most one month old',
    'Owed and overdue at the end of the newest month.',
    ['Arrears', '欠费'],
    ['Owes {value} {currency}', '欠费 {value} {currency}'],
  ),
  arrearsDays: feature(
    'days',
    ['billing'],
    'newest month, at most one month old',
    'Age of the oldest overdue bill.',
    ['Age of arrears', '欠费天数'],
    ['Days that the oldest bill is overdue: {value}', '欠费 {value} 天'],
  ),
  daysSincePayment: feature(
    'days',
    ['billing'],
    "the policy's window",
    'Days from the last payment or recharge to the business day.',
    ['Days since last payment', '距上次缴费天数'],
    ['Days since the last payment: {value}', '距上次缴费 {value} 天'],
  ),
  rechargeFall: feature(
    'share',
    ['billing'],
    againstOwn,
    'Fall of the recharges against own average; negative where they rose.',
    ['Change of recharges', '充值变化'],
    ['Recharges fell {value} against own average', '充值较自身均值下降 {value}'],
  ),
} as const;
