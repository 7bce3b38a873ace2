import { describe, expect, test } from 'vitest';
import { type Condition, condition } from '../../shared/contracts/policy/condition.ts';
import { parsePolicy } from '../../shared/contracts/policy.ts';
import { conditionWords } from '../../shared/domain/explain/condition-words.ts';
import { defaultPolicyText } from '../domain/customer.ts';

const policy = parsePolicy(defaultPolicyText);
const words = (given: Condition) => conditionWords(condition.parse(given), policy);

describe('a condition in words', () => {
  test.each<[Condition, string, string]>([
    [
      { feature: 'arpu', from: 50, below: 100 },
      'Average charge from 50 CNY to below 100 CNY',
      '月均消费在50 元至100 元之间',
    ],
    [{ feature: 'arpu', below: 50 }, 'Average charge below 50 CNY', '月均消费<50 元'],
    [{ feature: 'active', from: 1 }, 'Active', '在用'],
    [{ feature: 'tenureMonths', missing: true }, 'Tenure is not known', '在网时长未知'],
    [{ feature: 'brand', is: ['a', 'b'] }, 'Brand is a or b', '品牌为a或b'],
    [{ band: ['high'] }, 'risk is High risk', '风险为高风险'],
    [{ tier: ['high', 'mid'] }, 'Value tier is High or Mid', '价值等级为高端或中端'],
    [
      { former: { daysFrom: 90, tier: ['high'], back: false } },
      'former customer, gone for 90 days or more, High, has not come back',
      '已离网客户，离网满 90 天，高端，未回归',
    ],
    [{ not: { list: ['black'] } }, 'not list is black', '非名单为黑名单'],
    [
      { all: [{ keyCustomer: true }, { any: [{ stage: ['stable'] }, { segment: ['enterprise'] }] }] },
      'Key customer and (stage is Stable or segment is enterprise)',
      '大客户且（阶段为稳定期或客户群为enterprise）',
    ],
  ])('%j', (given, en, zh) => {
    expect(words(given)).toEqual({ en, zh });
  });
});
