import { describe, expect, test } from 'vitest';
import { offers } from '../../shared/contracts/policy/offers.ts';
import { problems } from '../../shared/contracts/problems.ts';
import { bindOffers, type OfferTests } from '../../shared/domain/offers/offers-of.ts';
import { offerTableOf } from '../../shared/domain/offers/rules.ts';
import { talkingPoint } from '../../shared/domain/offers/talking-point.ts';
import { basketsOf, items, policyOf } from './base.ts';

const policy = policyOf();
/** Roaming goes with long distance for sure, data with long distance mostly. */
const table = offerTableOf(
  policy.association as NonNullable<typeof policy.association>,
  basketsOf(['long-distance roaming data', 60], ['long-distance roaming', 20], ['', 120]),
  '2026-10-31T18:00:00.000Z',
);

type Customer = { uses?: readonly (typeof items)[number][]; direct?: boolean; unless?: readonly string[] };
const testsOf = (customers: readonly Customer[]): OfferTests => ({
  offers: policy.list.map(({ name, when }) => ({
    when: when ? (row) => customers[row]?.direct === true : null,
    unless: (row) => customers[row]?.unless?.includes(name) === true,
  })),
  items: items.map((item) => (row) => customers[row]?.uses?.includes(item) === true),
});
const offersFor = (customer: Customer, most = 2, given: typeof table | null = table) =>
  bindOffers({ ...policy, most }, given, testsOf([customer]))(0).map(({ offer }) => offer.name);

describe('what a customer is offered', () => {
  test("the direct rule first, then what the customer's like use, the surest first", () => {
    expect(offersFor({ direct: true })).toEqual(['ip-long-distance']);
    expect(offersFor({ uses: ['long-distance'] })).toEqual(['roaming-pack', 'data-pack']);
    expect(offersFor({ direct: true, uses: ['long-distance'] })).toEqual(['ip-long-distance', 'roaming-pack']);
    expect(offersFor({ direct: true, uses: ['long-distance'] }, 1)).toEqual(['ip-long-distance']);
    expect(offersFor({ direct: true, uses: ['long-distance'] }, 5)).toEqual([
      'ip-long-distance',
      'roaming-pack',
      'data-pack',
    ]);
  });

  test('nothing that the customer uses already, and nothing that must not be offered', () => {
    expect(offersFor({ uses: ['long-distance', 'roaming'] })).toEqual(['data-pack']);
    expect(offersFor({ uses: ['long-distance'], unless: ['roaming-pack'] })).toEqual(['data-pack']);
    expect(offersFor({ direct: true, unless: ['ip-long-distance'] })).toEqual([]);
  });

  test('an offer that several rules give is made once', () => {
    expect(offersFor({ uses: ['long-distance', 'data'] })).toEqual(['roaming-pack']);
  });

  test('nothing where nothing holds, and without a table', () => {
    expect(offersFor({})).toEqual([]);
    expect(offersFor({ uses: ['long-distance'] }, 2, null)).toEqual([]);
  });

  test('rules that name what the policy has not any more are passed over', () => {
    const old = { ...table, rules: table.rules.map((rule) => ({ ...rule, offer: 'gone' })) };
    const other = { ...table, rules: table.rules.map((rule) => ({ ...rule, asks: ['gone'] })) };
    expect(offersFor({ uses: ['long-distance'] }, 2, old)).toEqual([]);
    expect(offersFor({ uses: ['long-distance'] }, 2, other)).toEqual([]);
  });
});

describe('talking points', () => {
  const found = (customer: Customer) =>
    bindOffers(policy, table, testsOf([customer]))(0)[0] as NonNullable<
      ReturnType<ReturnType<typeof bindOffers>>[number]
    >;

  test('tell the value that speaks for the offer', () => {
    expect(talkingPoint(found({ direct: true }), policy, 0.384, 'CNY', 'table')).toEqual({
      offer: 'ip-long-distance',
      label: { en: 'IP long distance', zh: 'IP long distance（中）' },
      say: { en: '38 % of the bill', zh: '占账单38%' },
      method: 'rule',
    });
  });

  test('a missing value is not told', () => {
    expect(talkingPoint(found({ direct: true }), policy, Number.NaN, 'CNY', 'table').say.en).toBe('IP long distance');
  });

  test("tell what the customer's like use", () => {
    expect(talkingPoint(found({ uses: ['long-distance'] }), policy, Number.NaN, 'CNY', 'table').say).toEqual({
      en: 'Of those who use long-distance, 100 % use it as well',
      zh: '使用long-distance（中）的客户中，100%也在使用',
    });
  });
});

describe('the section of the policy', () => {
  const label = { en: 'x', zh: 'x' };
  const offer = { name: 'one', label, say: label, when: { feature: 'arpu', from: 1 } };
  const item = { name: 'i', label, when: { feature: 'arpu', from: 1 } };
  const refusals = (given: unknown) => {
    const parsed = offers.safeParse(given);
    return parsed.success ? '' : problems(parsed.error).join('\n');
  };

  test.each([
    [{ list: [offer] }, ''],
    [{ list: [] }, 'give at least one, or leave the section out'],
    [{ list: [offer, offer] }, '"one" is there twice'],
    [{ list: [{ ...offer, when: undefined }] }, '"one" is offered to nobody'],
    [{ list: [{ ...offer, say: { en: '{value}', zh: 'x' } }] }, '"{value}" of which feature'],
    [{ list: [{ ...offer, feature: 'arpuu' }] }, 'did you mean "arpu"'],
    [{ list: [offer], association: { items: [item] } }, 'give at least two'],
    [{ list: [offer], association: { items: [item, item] } }, '"i" is there twice'],
    [{ list: [offer], association: { items: [item, { ...item, name: 'j', offer: 'onne' }] } }, 'did you mean "one"'],
    [
      { list: [offer], association: { items: Array.from({ length: 31 }, (_, at) => ({ ...item, name: `i${at}` })) } },
      'more than 30',
    ],
  ])('%j: %s', (given, words) => {
    if (words === '') expect(refusals(given)).toBe('');
    else expect(refusals(given)).toContain(words);
  });
});
