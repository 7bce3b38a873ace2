import { describe, expect, test } from 'vitest';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import { digest } from '../../shared/domain/digest/digest.ts';
import { settings } from './digest-doubles.ts';
import { anItem, day } from './factories.ts';

const because = (en: string, zh: string) => ({ card: 'churn', feature: 'f', value: 1, points: 1, label: { en, zh } });
const labels = { programme: { en: 'Retention', zh: '挽留' }, tier: { en: 'High', zh: '高端' } };
const leaving = anItem({
  workId: 'w1',
  customerId: 'C0001',
  priority: 5,
  labels,
  reasons: [
    because('calls fell by half', '通话减半'),
    because('30 days in arrears', '欠费30天'),
    because('third', '第三'),
  ],
});
const visit = anItem({
  workId: 'w2',
  kind: 'return-visit',
  programme: 'monthly-visit',
  customerId: 'C0002',
  priority: 99,
});

const say = (language: 'zh' | 'en', work: WorkItem[], name: string | null = '李娜') =>
  digest({ name, language }, day, work, settings);

describe('digest', () => {
  test('in Chinese: greeting, counts, and each customer with region, tier, programme, due day and two reasons', () => {
    expect(say('zh', [visit, leaving]).text).toBe(
      [
        '李娜，您好！',
        '11月1日共 2 位客户需要联系：流失预警 1 位，回访 1 位。',
        '1. [流失预警] C0001 王** 138****1234 · south · 高端 · 挽留 · 11月3日前',
        '   通话减半；欠费30天',
        '2. [回访] C0002 王** 138****1234 · south · high · monthly-visit · 11月3日前',
      ].join('\n'),
    );
  });

  test('in English: the same', () => {
    expect(say('en', [visit, leaving], 'Li Na').text).toBe(
      [
        'Hello Li Na,',
        '2 customers to call on 1 Nov: 1 at risk of leaving, 1 return visit.',
        '1. [At risk] C0001 王** 138****1234 · south · High · Retention · by 3 Nov',
        '   calls fell by half; 30 days in arrears',
        '2. [Visit] C0002 王** 138****1234 · south · high · monthly-visit · by 3 Nov',
      ].join('\n'),
    );
  });

  test('an agent without a name is greeted all the same', () => {
    expect(say('zh', [leaving], null).text).toMatch(/^您好！\n/);
    expect(say('en', [leaving], null).text).toMatch(/^Hello,\n/);
  });

  test('those about to leave come first, then the greater priority, then the id', () => {
    const work = [
      anItem({ workId: 'v', kind: 'return-visit', priority: 99 }),
      anItem({ workId: 'b', priority: 1 }),
      anItem({ workId: 'a', priority: 1 }),
      anItem({ workId: 'c', priority: 2 }),
    ];
    expect(say('en', work).items.map(({ workId }) => workId)).toEqual(['c', 'a', 'b', 'v']);
  });

  test('names and numbers that come bare are masked', () => {
    const bare = anItem({ workId: 'w', maskedName: '王小明', maskedPhone: '+86 138-0000-1234' });
    const { text, items } = say('zh', [bare]);
    expect(text).toContain('王** 138****1234');
    expect(JSON.stringify([text, items])).not.toMatch(/小明|0000/);
  });

  test('an unknown name, number or region is left out or said so', () => {
    const unknown = anItem({ workId: 'w', customerId: 'C9', maskedName: null, maskedPhone: null, region: null });
    expect(say('en', [unknown]).text).toContain('1. [At risk] C9 name unknown · high · retention · by 3 Nov');
  });

  test('the due day is the local one', () => {
    const late = anItem({ workId: 'w', dueAt: '2026-11-03T17:00:00Z' });
    expect(say('zh', [late]).text).toContain('11月4日前');
  });

  test('a long list names every customer, explains the first ten, and fits on a phone', () => {
    const work = Array.from({ length: 30 }, (_, index) =>
      anItem({ ...leaving, workId: `w${String(index).padStart(2, '0')}`, customerId: `C${1_000 + index}` }),
    );
    const { text } = say('zh', work);
    expect(text.match(/^\d+\. /gm)).toHaveLength(30);
    expect(text.match(/^ {3}通话减半/gm)).toHaveLength(10);
    expect(text.length).toBeLessThan(2_500);
  });

  test('the subject is plain ASCII, shorter than 100 characters, in both languages', () => {
    for (const language of ['zh', 'en'] as const)
      expect(say(language, [leaving]).subject).toBe('tierline 2026-11-01: 1 customer');
  });

  test('tells the best offer with its talking point, in the agent’s language', () => {
    const offers = ['IP', 'Pack'].map((name) => ({
      offer: name.toLowerCase(),
      label: { en: name, zh: `${name}套餐` },
      say: { en: `${name} costs less`, zh: `${name}更省` },
      method: 'rule',
    }));
    const zh = say('zh', [{ ...leaving, offers }]);
    expect(zh.text).toContain('\n   可荐：IP套餐。IP更省');
    expect(zh.text).not.toContain('Pack');
    expect(zh.items[0]?.offers).toHaveLength(2);
    expect(say('en', [{ ...leaving, reasons: [], offers }]).text).toContain('\n   Offer: IP. IP costs less');
    expect(say('en', [leaving]).items[0]).not.toHaveProperty('offers');
  });

  test('tells what the outline of a visit asks, and under which name the answer comes back', () => {
    const questions = [
      { name: 'segment', ask: { en: 'Who uses the line?', zh: '谁在使用？' } },
      { name: 'service', ask: { en: 'What should be better?', zh: '有何建议？' } },
    ];
    const visit = anItem({ ...leaving, kind: 'return-visit', outline: { questions } });
    expect(say('en', [visit]).text).toContain('\n   Ask: Who uses the line? What should be better?');
    expect(say('zh', [visit]).text).toContain('\n   请问：谁在使用？ 有何建议？');
    expect(say('zh', [visit]).items[0]?.questions).toEqual([
      { name: 'segment', ask: '谁在使用？' },
      { name: 'service', ask: '有何建议？' },
    ]);
    expect(say('en', [leaving]).items[0]).not.toHaveProperty('questions');
  });

  test('tells what was promised before why, and the link last', () => {
    const promised = { ...leaving, outline: { promises: [{ en: 'Called back by 2 Nov', zh: '11月2日前回电' }] } };
    const withLink = { ...settings, linkOf: (workId: string) => `https://page/r/${workId}` };
    const { text, items } = digest({ name: null, language: 'en' }, day, [promised], withLink);
    expect(text.split('\n   ').slice(1)).toEqual([
      'Promised: Called back by 2 Nov',
      'calls fell by half; 30 days in arrears',
      'Details and reply: https://page/r/w1',
    ]);
    expect(items[0]).toMatchObject({ promises: ['Called back by 2 Nov'], link: 'https://page/r/w1' });
  });

  test('says when the customer may be called, by the agent’s clock, and what to know before speaking', () => {
    const contactBetween = { from: '2026-11-01T03:00:00Z', until: '2026-11-01T15:00:00Z' };
    const notes = [{ en: 'Tell of the work on the network first', zh: '请先告知割接安排' }];
    const script = { en: 'What has changed?', zh: '发生了什么变化？' };
    const told = { ...leaving, contactBetween, notes, script };
    expect(say('en', [told]).text).toContain(
      '\n   Call 11:00 to 23:00; Tell of the work on the network first\n   calls',
    );
    expect(say('zh', [told]).text).toContain('\n   可联系 11:00–23:00；请先告知割接安排\n   通话减半');
    expect(say('zh', [told]).items[0]).toMatchObject({
      ...{ contact: { from: '11:00', until: '23:00' }, notes: ['请先告知割接安排'], script: '发生了什么变化？' },
    });
  });
});
