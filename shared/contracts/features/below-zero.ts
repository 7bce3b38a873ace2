import type { FeatureName } from '../features.ts';
import type { Label } from '../field.ts';

const words = (en: string, zh: string): Label => ({ en, zh });

/**
 * What an agent reads where the value is below nought: "fell 30 %" would be wrong of calls that rose. `{value}` is written without its
 * sign, as in the catalogue's own words. Cards that are learned cut these features at nought, so that both sides are told right.
 */
export const wordsBelowZero: Partial<Record<FeatureName, Label>> = {
  voiceFall: words('Calls rose {value} against own average', '通话较自身均值上升 {value}'),
  dataFall: words('Data use rose {value} against own average', '流量较自身均值上升 {value}'),
  spendFall: words('Spend rose {value} against own average', '消费较自身均值上升 {value}'),
  rechargeFall: words('Recharges rose {value} against own average', '充值较自身均值上升 {value}'),
  monthlyFeeFall: words('Plan upgraded: its monthly fee rose {value}', '套餐升档：月费上升 {value}'),
  contractDaysLeft: words('Contract ended {value} days ago', '合约已到期 {value} 天'),
};
