import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestPolicy } from '../../shared/contracts/policy/digest.ts';
import { type RobotKind, robotKinds } from '../../shared/contracts/robots/robot.ts';
import { digest } from '../../shared/domain/digest/digest.ts';
import { calm } from '../../shared/domain/digest/robots/robot-format.ts';
import { robotFormats, robotMessages } from '../../shared/domain/digest/robots/robot-messages.ts';
import { policies, settings } from './digest-doubles.ts';
import { anItem, day } from './factories.ts';

const because = (text: string) => ({ card: 'c', feature: 'f', value: 1, points: 1, label: { en: text, zh: text } });
const listOf = (count: number, reason = '通话减半，欠费三十天') =>
  Array.from({ length: count }, (_, index) =>
    anItem({
      workId: `w${index}`,
      customerId: `C${10_000 + index}`,
      priority: count - index,
      reasons: [because(reason)],
    }),
  );
const linkOf = (workId: string) => `https://reply.example.com/r/${workId}.${'x'.repeat(100)}`;
const messagesOf = (kind: RobotKind, count: number, policy = policies.digest, reason?: string) => {
  const made = digest({ name: '李娜', language: 'zh' }, day, listOf(count, reason), { ...settings, policy, linkOf });
  return robotMessages(kind, made, 'zh', policy);
};
const customersIn = (messages: object[]) => JSON.stringify(messages).match(/C1\d{4}/g) ?? [];

describe.each(robotKinds)('messages of %s', (kind) => {
  test('keep to what the service publishes, whatever is in them and however long the list is', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ name: fc.string({ unit: 'binary', maxLength: 80 }), reason: fc.string({ maxLength: 300 }) }),
          {
            minLength: 1,
            maxLength: 40,
          },
        ),
        fc.boolean(),
        (customers, linked) => {
          const work = customers.map(({ name, reason }, index) =>
            anItem({ workId: `w${index}`, maskedName: `${name}*`, reasons: [because(reason)] }),
          );
          const made = digest({ name: 'N', language: 'en' }, day, work, { ...settings, ...(linked && { linkOf }) });
          const messages = robotMessages(kind, made, 'en', policies.digest);
          for (const message of messages) robotFormats[kind].published.parse(message);
          expect(messages.length).toBeLessThanOrEqual(policies.digest.mostParts);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a short list is one message with every customer and every link', () => {
    const messages = messagesOf(kind, 3);
    expect(messages).toHaveLength(1);
    expect(customersIn(messages)).toEqual(['C10000', 'C10001', 'C10002']);
    for (const workId of ['w0', 'w1', 'w2']) expect(JSON.stringify(messages)).toContain(linkOf(workId));
  });

  test('of a list that no channel takes whole, each customer is told once or counted as the rest', () => {
    const messages = messagesOf(kind, 400);
    const told = customersIn(messages);
    expect(new Set(told).size).toBe(told.length);
    expect(told.length).toBeGreaterThan(20);
    const [, rest = '0'] = /另有 (\d+) 位客户/.exec(JSON.stringify(messages)) ?? [];
    expect(told.length + Number(rest)).toBe(400);
  });

  test('parts are numbered, and the policy says how many there may be', () => {
    const one = digestPolicy.parse({ mostParts: 1 });
    expect(messagesOf(kind, 400, one)).toHaveLength(1);
    const text = JSON.stringify(messagesOf(kind, 400));
    expect(text).toContain('（1/4）');
    expect(text).toContain('（4/4）');
  });

  test('one customer with reasons longer than a message is still named', () => {
    const messages = messagesOf(kind, 2, policies.digest, '长'.repeat(30_000));
    for (const message of messages) robotFormats[kind].published.parse(message);
    expect(new Set(customersIn(messages))).toEqual(new Set(['C10000', 'C10001']));
  });
});

test('no text of an upstream file becomes a link, a mention or bold print', () => {
  const evil = '[click](https://evil.example) <@all> <!channel> *b* `c` ~d~ &lt;';
  expect(calm(evil)).toBe('［click］(https://evil.example) ＜@all＞ ＜!channel＞ ＊b＊ ｀c｀ ～d～ ＆lt;');
  const made = digest({ name: evil, language: 'en' }, day, [anItem({ workId: 'w', region: evil })], settings);
  for (const kind of ['wecom', 'dingtalk', 'slack', 'teams'] as const)
    expect(JSON.stringify(robotMessages(kind, made, 'en', policies.digest)), kind).not.toMatch(/\[click|<@|<!|\*b|`c/);
});

describe('answers of robots', () => {
  test.each([
    ['wecom', '{"errcode":0,"errmsg":"ok"}', 'taken'],
    ['wecom', '{"errcode":93000,"errmsg":"invalid webhook url"}', 'lasting'],
    ['wecom', '{"errcode":45009,"errmsg":"api freq out of limit"}', 'later'],
    ['wecom', '<html>a proxy</html>', 'later'],
    ['dingtalk', '{"errcode":0,"errmsg":"ok"}', 'taken'],
    ['dingtalk', '{"errcode":310000,"errmsg":"sign not match"}', 'lasting'],
    ['dingtalk', '{"errcode":130101,"errmsg":"send too fast"}', 'later'],
    ['feishu', '{"code":0,"msg":"success","StatusCode":0}', 'taken'],
    ['feishu', '{"code":19021,"msg":"sign match fail"}', 'lasting'],
    ['feishu', '{"code":11232,"msg":"frequency limited"}', 'later'],
    ['slack', 'ok', 'taken'],
    ['teams', '', 'taken'],
  ] as const)('%s: 200 with %s is %s', (kind, body, came) => {
    const verdict = robotFormats[kind].verdict(body);
    expect(verdict.taken ? 'taken' : verdict.lasting ? 'lasting' : 'later').toBe(came);
  });
});

describe('templates of the policy', () => {
  test('a field that nobody fills is refused with the one that was meant', () => {
    const parsed = digestPolicy.safeParse({ texts: { greeting: { en: 'Hi {nmae}', zh: '{name}' } } });
    expect(parsed.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['texts.greeting.en', 'no field {nmae} here (did you mean "name"?)'],
    ]);
    const open = digestPolicy.safeParse({ texts: { due: { en: 'by {day', zh: '{day}' } } });
    expect(open.error?.issues[0]?.message).toContain('no part of a {field}');
  });

  test('an operator may say it otherwise', () => {
    const policy = digestPolicy.parse({
      texts: { summary: { en: '{count|call|calls} today', zh: '今日 {count} 位' } },
    });
    const say = (count: number) =>
      digest({ name: null, language: 'en' }, day, listOf(count), { ...settings, policy }).opening[1];
    expect([say(1), say(2)]).toEqual(['1 call today', '2 calls today']);
  });
});
