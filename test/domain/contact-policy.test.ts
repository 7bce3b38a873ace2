import { describe, expect, test } from 'vitest';
import { PolicyError, parsePolicy } from '../../shared/contracts/policy.ts';
import { defaultPolicyText } from './customer.ts';

const label = { en: 'x', zh: 'x' };
const playbook = { name: 'save', label, does: 'offer', channel: 'call', script: label };

/** What is wrong with the policy where its first programme has these playbooks and contact is governed so. */
const problemsOf = (playbooks: object[], contact?: object): string => {
  const document = JSON.parse(defaultPolicyText) as {
    programmes: Record<string, object>;
    contact?: object | undefined;
  };
  document.programmes = { retention: { ...document.programmes.retention, suppress: [], playbooks } };
  document.contact = contact;
  // Rules for all programmes, and outlines of visits, may name one that this policy has not.
  Object.assign(document, { suppress: [], visits: undefined });
  try {
    parsePolicy(JSON.stringify(document));
    return '';
  } catch (error) {
    if (error instanceof PolicyError) return error.problems.join('\n');
    throw error;
  }
};

describe('playbooks', () => {
  test('a list whose last one takes the rest stands', () => {
    expect(
      problemsOf([
        { ...playbook, when: { band: ['high'] } },
        { ...playbook, name: 'care' },
      ]),
    ).toBe('');
  });

  test.each([
    ['nobody is left over', [{ ...playbook, when: { band: ['high'] } }], 'leaves somebody over'],
    ['a condition names what there is', [{ ...playbook, when: { band: ['hi'] } }, playbook], 'unknown risk band "hi"'],
    ['names differ', [{ ...playbook, when: { band: ['high'] } }, playbook], 'is there twice'],
    ['a skill is known', [{ ...playbook, skill: 'retentoin' }], 'did you mean "retention"'],
    ['a tier is known', [{ ...playbook, dueByTier: { hihg: 1 } }], 'dueByTier.hihg: unknown tier "hihg"'],
    ['a message has a template', [{ ...playbook, channel: 'message' }], 'which text of the message gateway'],
    ['a message is sent, not called', [{ ...playbook, does: 'message' }], 'a message goes by "message"'],
    [
      'a question waits for an answer',
      [{ ...playbook, does: 'ask-why', channel: 'message', template: 't' }],
      'asks why',
    ],
    [
      'a field is known',
      [{ ...playbook, script: { en: '{ofer|it}', zh: 'x' } }],
      'script.en: unknown field "ofer" (did you mean "offer"?)',
    ],
    [
      'a field may be unknown',
      [{ ...playbook, script: { en: 'x', zh: '{offer}' } }],
      'say what stands in its place, as {offer|...}',
    ],
    ['braces come in pairs', [{ ...playbook, script: { en: '{tier', zh: 'x' } }], 'a brace without its partner'],
  ])('%s', (_, playbooks, words) => {
    expect(problemsOf(playbooks)).toContain(words);
  });

  test('a script tells fields, and words where one is unknown', () => {
    expect(problemsOf([{ ...playbook, script: { en: '{tier}: {offer|a plan}', zh: '{reason|近期情况}' } }])).toBe('');
  });
});

describe('contact', () => {
  const fault = { code: 'fault', label, notice: { kind: ['fault'] }, does: 'pause' };

  test('all of it stands', () => {
    const contact = {
      quietHours: { from: '21:00', until: '09:00' },
      timeZones: { west: 'Asia/Urumqi' },
      holds: [fault, { code: 'owes', label, when: { feature: 'arrearsDays', from: 30 }, does: 'script', note: label }],
      caps: [
        { most: 1, per: 'day' },
        { most: 2, per: 'week', channels: ['call'] },
      ],
      coolDown: { refused: 180, kept: 30 },
    };
    expect(problemsOf([], contact)).toBe('');
  });

  test.each([
    ['a zone is known', { timeZones: { west: 'Asia/Urumchi' } }, 'did you mean "Asia/Urumqi"'],
    ['a night goes over midnight', { quietHours: { from: '09:00', until: '21:00' } }, 'do not reach over midnight'],
    ['a hold says what goes on', { holds: [{ code: 'x', label, does: 'pause' }] }, 'give either "notice" or "when"'],
    ['another script needs its words', { holds: [{ ...fault, does: 'script' }] }, 'holds[0].note: missing'],
    ['holds differ', { holds: [fault, fault] }, 'holds[1].code: "fault" is there twice'],
    ['exceptions are known', { holds: [{ ...fault, except: ['retentoin'] }] }, 'did you mean "retention"'],
    [
      'a condition names what there is',
      { holds: [{ ...fault, notice: undefined, when: { stage: ['x'] } }] },
      'unknown stage "x"',
    ],
    ['no cap is 0', { caps: [{ most: 0, per: 'day' }] }, 'a rule of "suppress"'],
    [
      'caps differ',
      {
        caps: [
          { most: 1, per: 'day' },
          { most: 2, per: 'day' },
        ],
      },
      'caps[1]: a second cap',
    ],
    ['taken is no contact', { coolDown: { taken: 3 } }, 'coolDown.taken: no result of a contact is called "taken"'],
    ['results are known', { coolDown: { refusd: 3 } }, 'did you mean "refused"'],
  ])('%s', (_, contact, words) => {
    expect(problemsOf([], contact)).toContain(words);
  });
});
